// The hash of what the page shows of the board, as src/console/mirror.h gives its form.  Pure.
// SPDX-License-Identifier: Apache-2.0
import type { Agent, Board, Call, Closure, HelpRequest, Incident, Load, Need, Notice, Obligation, Station, Unit } from "./board";

const PRIME = 16777619;
const encoder = new TextEncoder();

/** The two sums of a line, or of many. */
interface Sums {
	one: number;
	other: number;
}

/** Adds a line; nearly all are plain ASCII, whose codes are their bytes. */
function addLine(sums: Sums, line: string): void {
	let one = 2166136261;
	let other = 84696351;
	const bytes = /^[\x00-\x7f]*$/.test(line) ? undefined : encoder.encode(line);
	const length = bytes ? bytes.length : line.length;
	for (let i = 0; i < length; i++) {
		const byte = bytes ? (bytes[i] ?? 0) : line.charCodeAt(i);
		one = Math.imul(one ^ byte, PRIME);
		other = Math.imul(other ^ byte, PRIME);
	}
	sums.one = (sums.one + one) >>> 0;
	sums.other = (sums.other + other) >>> 0;
}

type Part = string | number | boolean | null | undefined;

/** A line of parts; what is not given is nothing, or no number. */
function lineOf(kind: string, ...parts: Part[]): string {
	return [kind, ...parts.map((part) => (part === true ? 1 : part === false ? 0 : (part ?? "")))].join("|");
}

/** As the server keeps it, in ten-millionths of a degree. */
const e7 = (degrees: number | undefined) => Math.round((degrees ?? 0) * 1e7);
const mask = (names: readonly string[]) => names.map((name) => `${name}+`).join("");

function placeLines(of: string, number: number, place: { lat?: number; lon?: number }, metres: number | undefined): string[] {
	return e7(place.lat) || e7(place.lon) ? [lineOf("p", of, number, e7(place.lat), e7(place.lon), metres ?? 0)] : [];
}

const owedLines = (list: readonly Obligation[]) =>
	list.map((owed) =>
		lineOf("o", owed.obligation, owed.kind, owed.owner_kind, owed.owner, owed.rung, owed.due, owed.unheeded, owed.assignment ?? 0, owed.raised, owed.raised_kind, owed.raised_to ?? 0, owed.opened, owed.first_due),
	);

const callLines = (call: Call) => [
	lineOf("c", call.call, call.state, call.priority, call.incident ?? 0, call.agent ?? 0, call.queue, call.channel, call.malformed, call.help, call.away ?? 0, call.third, call.third_agent ?? 0, call.third_neighbour ?? 0, call.first_contact, call.answered_at),
	...placeLines("c", call.call, call, call.uncertainty_m),
	...owedLines(call.obligations),
];

const needLine = (incident: number, need: Need) =>
	lineOf("n", incident, need.row, need.count, need.filled, need.crew, need.check_s, need.mode, mask(need.capabilities), mask(need.substitutes), ...(need.stand_ins ?? []).map((one) => mask(one.capabilities)));

const requestLines = (incident: number, request: HelpRequest) => [
	lineOf("q", incident, request.request, request.kind, request.state, request.type, request.capability, request.made_at, request.ended_at, request.sequence),
	...request.asked.map((one) => lineOf("z", request.request, one.provider ?? 0, one.neighbour ?? 0, one.state, one.times, one.at)),
];

const incidentLines = (incident: Incident) => [
	lineOf("i", incident.incident, incident.priority, incident.type, incident.active, incident.need, incident.calls, incident.alarm ?? 0, incident.major, incident.opened_at),
	...placeLines("i", incident.incident, incident, incident.uncertainty_m),
	...incident.assignments.map((one) => lineOf("s", incident.incident, one.assignment, one.unit, one.status, one.active)),
	...(incident.recommended ? [lineOf("k", incident.incident)] : []),
	...(incident.recommended ?? []).map((one) => lineOf("k", incident.incident, one.unit, one.row, one.eta_s, one.why)),
	...incident.needs.map((need) => needLine(incident.incident, need)),
	...incident.related.map((one) => lineOf("m", incident.incident, one.incident, one.is)),
	...incident.roles.map((one) => lineOf("r", incident.incident, one.name, one.agent ?? 0, one.unit ?? 0, one.sequence)),
	...incident.areas.map((one) => lineOf("x", incident.incident, one.row, one.name, e7(one.lat), e7(one.lon), one.radius_m ?? 0, one.sequence)),
	...incident.requests.flatMap((one) => requestLines(incident.incident, one)),
	...owedLines(incident.obligations),
];

const unitLines = (unit: Unit) => [
	lineOf("u", unit.unit, unit.active, unit.out_of_service, unit.logged_off, unit.name, unit.crew ?? 0, unit.station ?? 0, unit.posted ?? 0, unit.neighbour ?? 0, unit.until, unit.seen_at, unit.inferred_assignment ?? 0, unit.inferred, unit.inferred_at, mask(unit.capabilities)),
	...placeLines("u", unit.unit, unit, unit.uncertainty_m),
	...owedLines(unit.obligations),
];

const noticeLines = (notice: Notice) => [
	lineOf("h", notice.notice, notice.type, notice.incident ?? 0, notice.until),
	...placeLines("h", notice.notice, notice, notice.radius_m),
	...owedLines(notice.obligations),
];

const closureLine = (one: Closure) =>
	lineOf("l", one.closure, one.percent, one.radius_m, e7(one.lat), e7(one.lon), one.incident ?? 0, one.closed_at, one.review_at, one.sequence);

const loadLines = (what: string, load: Load | undefined) => (load ? [lineOf("v", what, load.sequence, load.hash, load.name, load.at)] : []);

const agentLine = (one: Agent) => lineOf("a", one.agent, one.position, one.state, one.role, one.name);
const stationLines = (one: Station) => [lineOf("t", one.station, one.name), ...placeLines("t", one.station, one, one.uncertainty_m)];

const centerLines = (board: Board) => [
	lineOf("b", board.open_calls, board.open_incidents, board.open_obligations, board.flood),
	...loadLines("plan", board.plan),
	...loadLines("map", board.map),
	...board.capabilities.map((name, at) => lineOf("g", at + 1, name)),
];

/** Calls `each` with every item and what makes its lines. */
function eachItem(board: Board, each: <T extends object>(item: T, lines: (item: T) => string[]) => void): void {
	for (const one of board.calls.values()) each(one, callLines);
	for (const one of board.incidents.values()) each(one, incidentLines);
	for (const one of board.units.values()) each(one, unitLines);
	for (const one of board.agents.values()) each(one, (agent) => [agentLine(agent)]);
	for (const one of board.stations.values()) each(one, stationLines);
	for (const one of board.closures) each(one, (closure) => [closureLine(closure)]);
	for (const one of board.notices) each(one, noticeLines);
}

/** A line for everything that is compared. */
export function linesOf(board: Board): string[] {
	const all = centerLines(board);
	eachItem(board, (item, lines) => all.push(...lines(item)));
	return all;
}

/** An item that changes is a new object, so what it came to stands: a beat costs what changed since the last. */
const known = new WeakMap<object, Sums>();

/** Sixteen hexadecimal digits; the order of things does not matter. */
export function hashOf(board: Board): string {
	const all: Sums = { one: 0, other: 0 };
	for (const line of centerLines(board)) addLine(all, line);
	eachItem(board, (item, lines) => {
		let sums = known.get(item);
		if (!sums) {
			sums = { one: 0, other: 0 };
			for (const line of lines(item)) addLine(sums, line);
			known.set(item, sums);
		}
		all.one = (all.one + sums.one) >>> 0;
		all.other = (all.other + sums.other) >>> 0;
	});
	return [all.one, all.other].map((sum) => sum.toString(16).padStart(8, "0")).join("");
}
