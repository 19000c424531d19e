// What was ever known of a place: calls, incidents, hazards and closures around it, the newest first.
// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "preact/hooks";
import { useBoard } from "../link/link";
import { request } from "../link/server";
import { selection } from "../parts/selection";
import { shown } from "../verbs/run";
import { t } from "../words/words";

/** As GET /v1/places has it. */
interface Item {
	call?: number;
	incident?: number;
	notice?: number;
	closure?: number;
	kind?: string;
	type?: string;
	state?: string;
	open?: boolean;
	words?: string;
	disposition?: string;
	distance_m: number;
	at: string;
}
const RADIUS_M = 150;

function nameOf(item: Item): string {
	if (item.call) return `#${item.call}`;
	if (item.incident) return `I${item.incident}`;
	return item.notice ? `! ${item.notice}` : `X ${item.closure}`;
}

function what(item: Item): string {
	return [item.type, item.kind, item.state, item.disposition, item.words].filter(Boolean).join(" · ");
}

/** Of "112" or "I7"; of what is selected where neither was said. */
export function Premises({ of }: { of: string }) {
	const board = useBoard();
	const [items, setItems] = useState<Item[] | undefined>();
	const named = of.startsWith("I") ? board?.incidents.get(Number(of.slice(1))) : board?.calls.get(Number(of));
	const chosen = board?.incidents.get(selection.value.incident ?? 0) ?? board?.calls.get(selection.value.call ?? 0);
	const at = of ? named : chosen;
	const { lat, lon } = at ?? {};
	useEffect(() => {
		if (lat === undefined || lon === undefined) return;
		void request<{ items: Item[] }>("GET", `/v1/places?lat=${lat}&lon=${lon}&radius_m=${RADIUS_M}`).then((answer) => setItems(answer.ok ? answer.body.items : []));
	}, [lat, lon]);
	return (
		<section class="pane" aria-label={t("premises")}>
			<header>
				<h2>{t("premises")}</h2>
				<button type="button" onClick={() => (shown.value = undefined)}>
					{t("close_pane")}
				</button>
			</header>
			{lat === undefined && <p>{t("premises_no_place")}</p>}
			{items?.length === 0 && <p>{t("premises_none", RADIUS_M)}</p>}
			<ol class="timeline">
				{items?.map((item) => (
					<li key={nameOf(item)}>
						<time dateTime={item.at}>{new Date(item.at).toLocaleString()}</time> <b>{nameOf(item)}</b> {item.distance_m} m {item.open ? t("still_open") : ""} {what(item)}
					</li>
				))}
			</ol>
		</section>
	);
}
