// What climbed its ladder, those that nobody heeded first.
// SPDX-License-Identifier: Apache-2.0
import type { Board } from "../fold/board";
import { aboutWord, owedWord, ownerWord, until } from "../parts/named";
import type { Owed } from "../parts/owed";
import { tick_ms } from "../parts/tick";
import { t } from "../words/words";
import { raised } from "./count";

/** More are counted, not listed: whoever has so many needs help, not a longer list. */
const ROWS_MAX = 60;

function Row({ item, board }: { item: Owed; board: Board }) {
	const { owed } = item;
	return (
		<tr>
			<td>
				{owed.unheeded ? (
					<span class="unheeded">{t("sup_unheeded")}</span>
				) : (
					<span class="sup-raised-mark">{`▲ ${t("sup_on_ladder")}`}</span>
				)}
			</td>
			<td class="number">{until(owed.first_due, tick_ms.value)}</td>
			<td>{owedWord(owed.kind)}</td>
			<td>{aboutWord(item)}</td>
			<td>{ownerWord(board, owed.owner_kind, owed.owner)}</td>
			<td>{owed.raised_kind ? ownerWord(board, owed.raised_kind, owed.raised_to ?? 0) : ""}</td>
			<td class="number">{owed.rung}</td>
		</tr>
	);
}

export function Raised({ board }: { board: Board }) {
	const all = raised(board);
	return (
		<section class="sup-pane sup-raised" aria-labelledby="sup-raised">
			<h2 id="sup-raised">{`${t("sup_raised")} (${all.length})`}</h2>
			{all.length === 0 ? (
				<p>{t("sup_raised_none")}</p>
			) : (
				<table>
					<thead>
						<tr>
							<td />
							<th scope="col">{t("sup_col_since")}</th>
							<th scope="col">{t("sup_col_owed")}</th>
							<th scope="col">{t("sup_col_on")}</th>
							<th scope="col">{t("sup_col_owner")}</th>
							<th scope="col">{t("sup_col_to")}</th>
							<th scope="col">{t("sup_col_rung")}</th>
						</tr>
					</thead>
					<tbody>
						{all.slice(0, ROWS_MAX).map((item) => (
							<Row key={item.owed.obligation} item={item} board={board} />
						))}
					</tbody>
				</table>
			)}
		</section>
	);
}
