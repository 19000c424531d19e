// Who rings and waits: all of them, none hidden behind the one that is answered.
// SPDX-License-Identifier: Apache-2.0
import { useEffect } from "preact/hooks";
import { useBoard } from "../link/link";
import { span } from "../parts/named";
import { selection } from "../parts/selection";
import { tick_ms } from "../parts/tick";
import { tone } from "../parts/tones";
import { waitingCalls } from "../verbs/context";
import { run } from "../verbs/run";
import { t, w } from "../words/words";

const SHOWN = 8;
const RING_MS = 4_000;

export function Ring() {
	const board = useBoard();
	const waiting = board ? waitingCalls(board) : [];
	const oldest = waiting[0]?.call;
	useEffect(() => {
		if (oldest === undefined) return undefined;
		tone("ring");
		const again = setInterval(() => tone("ring"), RING_MS);
		return () => clearInterval(again);
	}, [oldest]);
	useEffect(() => {
		if (oldest !== undefined && !selection.value.call && !selection.value.incident) selection.value = { call: oldest };
	}, [oldest]);
	if (!waiting.length) return null;
	return (
		<section class="ring" aria-label={t("rings")} aria-live="assertive">
			<b>
				{t("rings")} {waiting.length}
			</b>
			{waiting.slice(0, SHOWN).map((call, i) => (
				<button type="button" onClick={() => void run(`AN #${call.call}`)}>
					#{call.call} {w("channel", call.channel)} {span(tick_ms.value - Date.parse(call.first_contact))} {i === 0 && <kbd>A</kbd>}
				</button>
			))}
		</section>
	);
}
