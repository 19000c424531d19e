// What a line is read against: the board, what is selected, who asks.
// SPDX-License-Identifier: Apache-2.0
import type { Board, Call, Incident, Obligation, Unit } from "../fold/board";

export interface Context {
	board: Board;
	selection: { call?: number; incident?: number; unit?: number };
	/** The agent who asks; 0: nobody is signed in. */
	me: number;
}

/** What is wrong with a line: a text of words/, what is put in, and which word of the line it is. */
export interface Fault {
	fault: FaultKey;
	given: (string | number)[];
	at: number;
}
export type FaultKey =
	| "fault_verb"
	| "fault_missing"
	| "fault_unit"
	| "fault_call"
	| "fault_call_many"
	| "fault_incident"
	| "fault_no_incident"
	| "fault_word"
	| "fault_number"
	| "fault_tag"
	| "fault_owed"
	| "fault_agent"
	| "fault_nobody_waits"
	| "fault_text_or_call"
	| "fault_too_much"
	| "fault_quote";

export function isFault(thing: unknown): thing is Fault {
	return typeof thing === "object" && thing !== null && "fault" in thing;
}

/** A call by its number or the last digits of one that is open. */
export function findCall(board: Board, word: string, at: number): Call | Fault {
	if (!/^#?\d+$/.test(word)) return { fault: "fault_call", given: [word], at };
	const digits = word.replace("#", "");
	const whole = board.calls.get(Number(digits));
	if (whole) return whole;
	const fits = [...board.calls.values()].filter((call) => String(call.call).endsWith(digits));
	if (fits.length === 1 && fits[0]) return fits[0];
	if (!fits.length) return { fault: "fault_call", given: [word], at };
	return { fault: "fault_call_many", given: [word, fits.map((call) => `#${call.call}`).slice(0, 8).join(" ")], at };
}

/** An incident as I7, or as that of a call. */
export function findIncident(board: Board, word: string, at: number): Incident | Fault {
	const named = /^[iI](\d+)$/.exec(word);
	if (named) return board.incidents.get(Number(named[1])) ?? { fault: "fault_incident", given: [word], at };
	const call = findCall(board, word, at);
	if (isFault(call)) return call;
	const incident = call.incident ? board.incidents.get(call.incident) : undefined;
	return incident ?? { fault: "fault_no_incident", given: [`#${call.call}`], at };
}

export function findUnit(board: Board, word: string, at: number): Unit | Fault {
	for (const unit of board.units.values()) if (unit.name.toLowerCase() === word.toLowerCase()) return unit;
	return { fault: "fault_unit", given: [word], at };
}

/** The open debt of a call, its incident, or an incident, that falls due first and fits. */
export function firstOwed(items: (Call | Incident | undefined)[], fits: (owed: Obligation) => boolean): Obligation | undefined {
	const all = items.flatMap((item) => item?.obligations ?? []).filter(fits);
	return all.sort((a, b) => (a.due < b.due ? -1 : 1))[0];
}

/** Calls whose callers wait for an answer, whoever waits longest within his priority first. */
export function waitingCalls(board: Board): Call[] {
	const waits = [...board.calls.values()].filter((call) => call.state === "waiting");
	return waits.sort((a, b) => (a.priority || 1) - (b.priority || 1) || (a.first_contact < b.first_contact ? -1 : 1));
}
