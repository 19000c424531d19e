// What is owed over the whole board, in one list: for leaving, and for whoever watches over a shift.
// SPDX-License-Identifier: Apache-2.0
import type { Agent, Board, Obligation } from "../fold/board";

/** An obligation and what it is owed on. */
export interface Owed {
	about: "call" | "incident" | "unit" | "notice";
	number: number;
	name?: string;
	owed: Obligation;
}

/** Hazards and lookouts, on which somebody owes another look. */
function notices(board: Board): { notice: number; obligations: Obligation[] }[] {
	return (board.notices ?? []) as { notice: number; obligations: Obligation[] }[];
}

/** All that is owed on calls, incidents, units and notices, by due time. */
export function everyOwed(board: Board): Owed[] {
	const list: Owed[] = [];
	for (const call of board.calls.values())
		for (const owed of call.obligations) list.push({ about: "call", number: call.call, owed });
	for (const incident of board.incidents.values())
		for (const owed of incident.obligations) list.push({ about: "incident", number: incident.incident, owed });
	for (const unit of board.units.values())
		for (const owed of unit.obligations) list.push({ about: "unit", number: unit.unit, name: unit.name, owed });
	for (const notice of notices(board))
		for (const owed of notice.obligations) list.push({ about: "notice", number: notice.notice, owed });
	return list.sort((one, other) => (one.owed.due < other.owed.due ? -1 : one.owed.due > other.owed.due ? 1 : 0));
}

/** How many debts nobody heeded when their time had come. */
export function unheeded(board: Board): number {
	let count = 0;
	const add = ({ obligations }: { obligations: readonly Obligation[] }) => {
		for (const owed of obligations) if (owed.unheeded) count++;
	};
	board.calls.forEach(add);
	board.incidents.forEach(add);
	board.units.forEach(add);
	notices(board).forEach(add);
	return count;
}

/** What an agent would leave behind. */
export function ownedBy(board: Board, agent: number): Owed[] {
	return everyOwed(board).filter(({ owed }) => owed.owner_kind === "agent" && owed.owner === agent);
}

const TAKERS = new Set(["call_taker", "dispatcher", "supervisor", "duty_officer"]);

/** Who sits at a position and may own something, but the leaver. */
export function takers(board: Board, leaver: number): Agent[] {
	return [...board.agents.values()].filter(
		(agent) => agent.agent !== leaver && agent.position > 0 && TAKERS.has(agent.role ?? ""),
	);
}
