// Which rows stand on which board, and in what order.  Pure.
// SPDX-License-Identifier: Apache-2.0
import { type Board, type Call, type Incident, nextDue, type Obligation, type Unit } from "../fold/board";

export interface Row {
	key: string;
	about: "call" | "incident";
	number: number;
	priority: number;
	/** A short code for the state, never colour alone. */
	code: string;
	state: string;
	next: Obligation | undefined;
	nature: string;
	calls: number[];
	units: { name: string; status: string; active: boolean }[];
	channel: string;
	since: string;
	call: Call | undefined;
	incident: Incident | undefined;
}

const codes: Record<string, string> = { waiting: "WT", answered: "TK", left: "LF", released: "RL", closed: "CD" };

/** An item that did not change has the row that it had: whoever draws it need not look again. */
const kept = new WeakMap<object, Row>();

function callRow(call: Call): Row {
	let row = kept.get(call);
	if (!row) kept.set(call, (row = newCallRow(call)));
	return row;
}

function newCallRow(call: Call): Row {
	return {
		key: `c${call.call}`,
		about: "call",
		number: call.call,
		priority: call.priority,
		code: codes[call.state] ?? "??",
		state: call.state,
		next: nextDue(call.obligations),
		nature: "",
		calls: [call.call],
		units: [],
		channel: call.channel,
		since: call.first_contact,
		call,
		incident: undefined,
	};
}

/** The state of an incident as units' statuses tell it: the one that is furthest. */
const stages = ["assigned", "en_route", "on_scene", "transporting", "at_hospital"];
const stageCodes = ["AS", "EN", "AR", "TR", "TC"];

function incidentRow(incident: Incident, calls: Call[]): Row {
	let row = kept.get(incident);
	if (row?.call !== calls[0] || row?.calls.length !== calls.length) kept.set(incident, (row = newIncidentRow(incident, calls)));
	return row;
}

function newIncidentRow(incident: Incident, calls: Call[]): Row {
	const active = incident.assignments.filter((one) => one.active);
	const stage = Math.max(-1, ...active.map((one) => stages.indexOf(one.status)));
	return {
		key: `i${incident.incident}`,
		about: "incident",
		number: incident.incident,
		priority: incident.priority,
		code: stage < 0 ? "PD" : (stageCodes[stage] ?? "??"),
		state: stage < 0 ? "pending" : (stages[stage] ?? ""),
		next: nextDue(incident.obligations),
		nature: incident.type,
		calls: calls.map((call) => call.call),
		units: active.map(({ name, status }) => ({ name, status, active: true })),
		channel: calls[0]?.channel ?? "",
		since: calls[0]?.first_contact ?? incident.opened_at,
		call: calls[0],
		incident,
	};
}

/** By due time, the most urgent first where none is owed. */
function byDue(a: Row, b: Row): number {
	const left = a.next?.due ?? "9", right = b.next?.due ?? "9";
	return left < right ? -1 : left > right ? 1 : a.priority - b.priority || a.number - b.number;
}

export interface Rows {
	waiting: Row[];
	active: Row[];
	unheeded: Row[];
}

/** Debts that somebody outside waits for: nobody has answered, or nobody is sent. */
const wait = new Set(["answer", "call_back", "classify", "assign", "answer_agency"]);

/** A call that an incident covers stands in the incident's row; one that owes something of its own has a row as well. */
export function rowsOf(board: Board): Rows {
	const covered = new Map<number, Call[]>();
	const all: Row[] = [];
	for (const call of board.calls.values()) {
		if (call.incident && board.incidents.has(call.incident)) {
			const list = covered.get(call.incident);
			if (list) list.push(call);
			else covered.set(call.incident, [call]);
			if (!call.obligations.length) continue;
		}
		all.push(callRow(call));
	}
	for (const incident of board.incidents.values()) all.push(incidentRow(incident, covered.get(incident.incident) ?? []));
	all.sort(byDue);
	const obligations = (row: Row) => row.incident?.obligations ?? row.call?.obligations ?? [];
	const waits = (row: Row) => obligations(row).some((owed) => wait.has(owed.kind));
	return {
		waiting: all.filter(waits),
		active: all.filter((row) => !waits(row)),
		unheeded: all.filter((row) => obligations(row).some((owed) => owed.unheeded)),
	};
}

/** Nobody has acted on a due time that passed: the one thing that is white on red. */
export function isMissed(owed: Obligation | undefined, now_ms: number): boolean {
	return owed !== undefined && Date.parse(owed.due) < now_ms;
}

/** As people count: E2 before E10.  One for all: to make one takes longer than to sort by it. */
const names = new Intl.Collator("en", { numeric: true });

export interface UnitRow {
	unit: Unit;
	/** How far it is with what it works; -1: nothing. */
	stage: number;
	/** free: at no incident; off: out of service, or no crew. */
	state: string;
	code: string;
	incidents: number[];
	next: Obligation | undefined;
}

const keptUnits = new WeakMap<Unit, UnitRow>();

function unitRow(unit: Unit, stage: number, incidents: number[]): UnitRow {
	const off = unit.out_of_service || unit.logged_off;
	return {
		unit,
		stage,
		state: stage >= 0 ? (stages[stage] ?? "") : off ? "out_of_service" : "in_service",
		code: stage >= 0 ? (stageCodes[stage] ?? "??") : off ? "OS" : "AV",
		incidents,
		next: nextDue(unit.obligations),
	};
}

/** Units in the order of their names; each incident that one works is shown, none hides another. */
export function unitRows(board: Board): UnitRow[] {
	const at = new Map<number, { incident: number; status: string }[]>();
	for (const incident of board.incidents.values())
		for (const one of incident.assignments)
			if (one.active) at.set(one.unit, [...(at.get(one.unit) ?? []), { incident: incident.incident, status: one.status }]);
	const rows = [...board.units.values()].map((unit): UnitRow => {
		const work = at.get(unit.unit) ?? [];
		const stage = Math.max(-1, ...work.map((one) => stages.indexOf(one.status)));
		const incidents = work.map((one) => one.incident);
		const row = keptUnits.get(unit);
		if (row && row.stage === stage && row.incidents.join() === incidents.join()) return row;
		const made = unitRow(unit, stage, incidents);
		keptUnits.set(unit, made);
		return made;
	});
	return rows.sort((a, b) => names.compare(a.unit.name, b.unit.name));
}
