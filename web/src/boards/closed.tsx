// What was closed in the last day: how it ended, and who said so.
// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "preact/hooks";
import { useBoard } from "../link/link";
import { request } from "../link/server";
import { Grid } from "../parts/grid";
import { selection } from "../parts/selection";
import { offer } from "../verbs/run";
import { t, w } from "../words/words";

/** As GET /v1/closed has it. */
interface Ended {
	call?: number;
	incident?: number;
	disposition: string;
	closed_at: string;
	review: boolean;
	type?: string;
}

export function Closed() {
	const [rows, setRows] = useState<Ended[]>([]);
	const open = useBoard()?.open_calls;
	useEffect(() => {
		void request<{ closed: Ended[] }>("GET", "/v1/closed").then((answer) => answer.ok && setRows(answer.body.closed));
	}, [open]);
	const name = (row: Ended) => (row.call ? `#${row.call}` : `I${row.incident}`);
	return (
		<Grid
			label={t("board_closed")}
			columns={[
				{ name: t("col_number"), width: "60px", cell: name },
				{ name: t("col_closed"), width: "90px", cell: (row) => new Date(row.closed_at).toLocaleTimeString() },
				{ name: t("col_disposition"), width: "minmax(120px, 1fr)", cell: (row) => <span title={w("disposition", row.disposition)}>{row.disposition}</span> },
				{ name: t("col_nature"), width: "minmax(100px, 1fr)", cell: (row) => row.type ?? "" },
				{ name: t("col_review"), width: "80px", cell: (row) => (row.review ? t("review_owed") : "") },
			]}
			rows={rows}
			keyOf={name}
			selected={selection.value.call ? `#${selection.value.call}` : undefined}
			select={(row) => (selection.value = row.call ? { call: row.call } : { incident: row.incident ?? 0 })}
			press={(row, key) => {
				if (key.toLowerCase() !== "r") return false;
				offer(`RO ${row.call ?? `I${row.incident}`} `);
				return true;
			}}
		/>
	);
}
