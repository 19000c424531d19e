// How many wait, for how long, what lacks units, and whether a flood is on.
// SPDX-License-Identifier: Apache-2.0
import type { Board } from "../fold/board";
import { span } from "../parts/named";
import { tick_ms } from "../parts/tick";
import { t } from "../words/words";
import { lacking, queues } from "./count";

function Lacking({ board }: { board: Board }) {
	return (
		<p>
			{t("sup_lacking")}:{" "}
			{lacking(board).map((count, i) => (
				<span class="sup-count" data-some={count > 0}>
					P{i + 1} <b>{count}</b>{" "}
				</span>
			))}
		</p>
	);
}

export function Queues({ board }: { board: Board }) {
	const now_ms = tick_ms.value;
	return (
		<section class="sup-pane" aria-labelledby="sup-queues">
			<h2 id="sup-queues">{t("sup_queues")}</h2>
			<ul class="sup-queues">
				{queues(board).map(({ queue, waiting, since }) => (
					<li key={queue}>
						{t("sup_queue", queue)} <b>{t("sup_waiting", waiting)}</b>
						{since !== undefined && `, ${t("sup_longest", span(now_ms - Date.parse(since)))}`}
					</li>
				))}
			</ul>
			<Lacking board={board} />
			<h3>{t("sup_flood")}</h3>
			<p class={board.flood ? "sup-flood" : ""} role="status">
				{board.flood ? `▲ ${t("sup_flood_on")}` : t("sup_flood_none")}
			</p>
		</section>
	);
}
