// What a supervisor counts, from the board and GET /v1/supervision; pure.
// SPDX-License-Identifier: Apache-2.0
import type { Agent, Board, Call } from "../fold/board";
import { everyOwed, type Owed } from "../parts/owed";

export interface Bound {
	within_s: number;
	wanted_percent: number;
	met: number;
	of: number;
	source: string;
	words: string;
}

export interface Tally {
	met: number;
	of: number;
}

/** GET /v1/supervision. */
export interface Supervision {
	at: string;
	since: string;
	answers: {
		calls: number;
		answered: number;
		waiting: number;
		never: number;
		more: boolean;
		p50_ms: number | null;
		p90_ms: number | null;
		longest_ms: number;
		bounds: Bound[];
		hours: Tally[];
	};
	alarms: { span_s: number; since: string; positions: PositionAlarms[] };
}

export interface PositionAlarms {
	position: number;
	agent: number;
	name: string;
	counts: number[];
	steady: boolean;
}

/** A position, who sits there and at what. */
export interface Seat extends PositionAlarms {
	who?: Agent;
	call?: Call;
	owes: number;
}

export interface Queue {
	queue: number;
	waiting: number;
	/** First contact of whoever has waited longest. */
	since?: string;
}

/** What one has to know of the units for a shift. */
export interface Fleet {
	all: number;
	free: number;
	working: number;
	outOfService: number;
	loggedOff: number;
	toRelieve: number;
}

/** Percent kept, rounded down, so that 89.96 never passes for 90; undefined where there is nothing to count. */
export function percent({ met, of }: Tally): number | undefined {
	return of ? Math.floor((met * 1000) / of) / 10 : undefined;
}

/** Whether a bound is kept; undefined where nothing is known. */
export function kept(bound: Bound): boolean | undefined {
	return bound.of ? bound.met * 100 >= bound.of * bound.wanted_percent : undefined;
}

/** The board says who sits where now, the counts are of the last look. */
export function seats(board: Board, positions: readonly PositionAlarms[]): Seat[] {
	const agents = [...board.agents.values()];
	const owed = everyOwed(board);
	return positions.map((position) => {
		const seat: Seat = { ...position, owes: 0 };
		const who = agents.find((agent) => agent.position === position.position);
		if (!who) return seat;
		const call = [...board.calls.values()].find((one) => one.agent === who.agent && one.state === "answered");
		seat.who = who;
		if (call) seat.call = call;
		seat.owes = owed.filter((one) => one.owed.owner_kind === "agent" && one.owed.owner === who.agent).length;
		return seat;
	});
}

/** Callers whom nobody has answered, by queue; a queue without any is not known to the board. */
export function queues(board: Board): Queue[] {
	const found = new Map<number, Queue>([[1, { queue: 1, waiting: 0 }]]);
	for (const call of board.calls.values()) {
		if (call.state !== "waiting") continue;
		const queue = found.get(call.queue) ?? { queue: call.queue, waiting: 0 };
		queue.waiting++;
		if (queue.since === undefined || call.first_contact < queue.since) queue.since = call.first_contact;
		found.set(call.queue, queue);
	}
	return [...found.values()].sort((one, other) => one.queue - other.queue);
}

/** Incidents that still lack units, by priority from 1 to 4. */
export function lacking(board: Board): number[] {
	const count = [0, 0, 0, 0];
	for (const incident of board.incidents.values())
		if (incident.obligations.some((owed) => owed.kind === "assign"))
			count[incident.priority - 1] = (count[incident.priority - 1] ?? 0) + 1;
	return count;
}

export function fleet(board: Board): Fleet {
	const count: Fleet = { all: 0, free: 0, working: 0, outOfService: 0, loggedOff: 0, toRelieve: 0 };
	for (const unit of board.units.values()) {
		count.all++;
		if (unit.obligations.some((owed) => owed.kind === "relieve")) count.toRelieve++;
		if (unit.active > 0) count.working++;
		else if (unit.out_of_service) count.outOfService++;
		else if (unit.logged_off) count.loggedOff++;
		else count.free++;
	}
	return count;
}

/** What climbed its ladder, those that nobody heeded first, then by the time they were due at first. */
export function raised(board: Board): Owed[] {
	return everyOwed(board)
		.filter(({ owed }) => owed.raised > 0 || owed.unheeded)
		.sort((one, other) => {
			if (one.owed.unheeded !== other.owed.unheeded) return one.owed.unheeded ? -1 : 1;
			return one.owed.first_due < other.owed.first_due ? -1 : 1;
		});
}

const REVIEWED = new Set(["review", "review_closure", "review_hazard", "review_bolo", "reply"]);

/** What a second person has to look at, closures of roads and replies among it. */
export function reviews(board: Board): Owed[] {
	return everyOwed(board).filter(({ owed }) => REVIEWED.has(owed.kind));
}

/** Hours as a chart wants them, the oldest first: the middle of each in seconds, calls, calls in time. */
export function hourColumns(hours: readonly Tally[], at: string): [number[], number[], number[]] {
	const end_s = Date.parse(at) / 1000;
	const old = [...hours].reverse();
	return [
		old.map((_, i) => end_s - (hours.length - i - 0.5) * 3600),
		old.map((hour) => hour.of),
		old.map((hour) => hour.met),
	];
}

/** The line that gives a verdict; quotes within a reason would end it. */
export function verdictLine(obligation: string, verdict: "agree" | "reopen", reason: string): string {
	const words = reason.trim().replaceAll('"', "'");
	return `review obligation:${obligation} verdict:${verdict}${words ? ` reason:"${words}"` : ""}`;
}
