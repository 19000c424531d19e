// Who sits where, at what, and how often each position is alarmed; the units' crews below.
// SPDX-License-Identifier: Apache-2.0
import type { Board } from "../fold/board";
import { roleWord } from "../parts/named";
import type { Words } from "../words/en";
import { t } from "../words/words";
import { fleet, type Seat, seats, type Supervision } from "./count";

function state(seat: Seat): string {
	if (!seat.who) return "";
	if (seat.call) return t("sup_on_call", seat.call.call);
	const said = `sup_state_${seat.who.state ?? "none"}` as keyof Words;
	return t(said);
}

function Row({ seat }: { seat: Seat }) {
	return (
		<tr data-steady={seat.steady}>
			<th scope="row">{seat.name}</th>
			<td>{seat.who ? `${seat.who.name}, ${roleWord(seat.who.role)}` : <i>{t("sup_empty")}</i>}</td>
			<td>{state(seat)}</td>
			<td class="number">{seat.owes || ""}</td>
			<td class="number">
				{seat.counts.join(" · ")}
				{seat.steady && <strong class="sup-steady-mark">{` ▲ ${t("sup_steady_short")}`}</strong>}
			</td>
		</tr>
	);
}

function Fleet({ board }: { board: Board }) {
	const { free, working, outOfService, loggedOff, toRelieve } = fleet(board);
	return (
		<p>
			{t("sup_units", free, working, outOfService, loggedOff)}
			{toRelieve > 0 && <strong>{`; ${t("sup_relieve", toRelieve)}`}</strong>}
		</p>
	);
}

export function Seats({ board, seen }: { board: Board; seen: Supervision }) {
	const all = seats(board, seen.alarms.positions);
	return (
		<section class="sup-pane" aria-labelledby="sup-seats">
			<h2 id="sup-seats">{t("sup_seats")}</h2>
			{all.some((seat) => seat.steady) && <p class="sup-steady">{`▲ ${t("sup_steady")}`}</p>}
			<table>
				<thead>
					<tr>
						<th scope="col">{t("sup_col_position")}</th>
						<th scope="col">{t("sup_col_who")}</th>
						<th scope="col">{t("sup_col_state")}</th>
						<th scope="col">{t("sup_col_owes")}</th>
						<th scope="col">{t("sup_col_alarms", seen.alarms.span_s / 60)}</th>
					</tr>
				</thead>
				<tbody>
					{all.map((seat) => (
						<Row key={seat.position} seat={seat} />
					))}
				</tbody>
			</table>
			<Fleet board={board} />
		</section>
	);
}
