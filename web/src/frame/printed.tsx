// The head of a printed page: what it is, when and by whom it was printed, and how far the record was heard.
// SPDX-License-Identifier: Apache-2.0
import { linkState, serverNow_ms, useBoard } from "../link/link";
import { me } from "../link/session";
import { roleWord } from "../parts/named";
import { printing, wholeTime } from "../parts/printing";
import { t } from "../words/words";
import { pageNow } from "./pages";
import { positionName } from "./positions";

export function Printed() {
	const board = useBoard();
	const who = me.value;
	if (!printing.value || !board || !who) return null;
	const seat = board.agents.get(who.agent)?.position ?? who.position;
	const name = t("frame_you", who.name, roleWord(who.role)) + (seat ? ` ${t("frame_at", positionName(seat))}` : "");
	const now_ms = serverNow_ms();
	const utc = new Date(now_ms).toISOString().replace(/\.\d+Z$/, "Z");
	return (
		<header class="printed">
			<h1>tocsin: {t(pageNow().title)}</h1>
			<p>{t("printed_by", `${wholeTime(now_ms)} (${utc})`, name)}</p>
			<p>
				{t("printed_upto", board.sequence, t(`link_${linkState.value}`))} {t("frame_calls", board.open_calls)},{" "}
				{t("frame_owed", board.open_obligations)}
			</p>
		</header>
	);
}
