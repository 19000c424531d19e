// The verbs of the command line: one row each, with what stands behind it and which commands of the core it comes to.
// SPDX-License-Identifier: Apache-2.0
import { type CommandName, commands } from "../generated/lists";
import type { Context, Fault } from "./context";
import { findIncident, firstOwed, isFault, waitingCalls } from "./context";

/** One command to be asked of the server, or one thing for the page to show. */
export type Step =
	| { ask: CommandName; members: Record<string, unknown> }
	| { show: "help" | "premises" | "unit" | "incident" | "call" | "new_call"; of?: string | number };

/** What may stand behind a verb; a mark says that it may be left out. */
export type Slot =
	| "unit"
	| "units"
	| "call"
	| "incident"
	| "any"
	| "closed"
	| "agent"
	| "position"
	| "priority"
	| "disposition"
	| "outcome"
	| "state"
	| "type"
	| "number"
	| "station"
	| "text";

/** What was read of the slots: names and numbers as the server takes them. */
export interface Given {
	unit?: string;
	units?: string[];
	call?: number;
	incident?: number;
	agent?: string;
	position?: string;
	priority?: number;
	disposition?: string;
	outcome?: string;
	state?: string;
	type?: string;
	number?: number;
	station?: string;
	text?: string;
	/** Tags, with the core's names for their values. */
	tags: Record<string, unknown>;
}

export interface Verb {
	/** Slots in their order: "call?" may be left out and is then what is selected, "call~" and is then none. */
	slots: readonly string[];
	/** Commands that it comes to, for the test that none is out of reach, and for help. */
	asks: readonly CommandName[];
	steps: (given: Given, context: Context) => Step[] | Fault;
}

function subject(given: Given): { call?: number; incident?: number } {
	if (given.incident) return { incident: given.incident };
	return given.call ? { call: given.call } : {};
}

/** A verb that is one command with what was given as its members. */
function plain(slots: readonly string[], command: CommandName, members: (given: Given) => Record<string, unknown>): Verb {
	return { slots, asks: [command], steps: (given) => [{ ask: command, members: { ...members(given), ...given.tags } }] };
}

/** Each unit's status; a unit's own assignment need not be named where it has one. */
function status(name: string): Verb {
	return {
		slots: ["units", "text?"],
		asks: ["unit_status"],
		steps: (given) =>
			(given.units ?? []).map((unit) => ({
				ask: "unit_status",
				members: { unit, status: name, ...(given.text ? { reason: given.text } : {}), ...given.tags },
			})),
	};
}

function dispatch(then?: string): Verb {
	return {
		slots: ["units", "incident?", "text?"],
		asks: then ? ["assign", "unit_status"] : ["assign"],
		steps: (given) => {
			const units = given.units ?? [];
			const reason = given.text ? { reason: given.text } : {};
			const sent: Step[] = units.map((unit) => ({
				ask: "assign",
				members: { incident: given.incident, unit, ...reason, ...given.tags },
			}));
			const told: Step[] = then ? units.map((unit) => ({ ask: "unit_status", members: { unit, status: then } })) : [];
			return [...sent, ...told];
		},
	};
}

/** The first debt of the call or incident, that can be handed on or given more time. */
function owedOf(given: Given, context: Context, kind?: string): string | Fault {
	const call = given.call ? context.board.calls.get(given.call) : undefined;
	const number = given.incident ?? call?.incident;
	const incident = number ? context.board.incidents.get(number) : undefined;
	const owed = firstOwed([call, incident], (one) => !kind || one.kind === kind);
	return owed ? owed.obligation : { fault: "fault_owed", given: [kind ?? ""], at: 0 };
}

/** One command about a debt that is found by its subject, unless o:HANDLE names it. */
function aboutDebt(
	slots: readonly string[],
	command: CommandName,
	members: (given: Given) => Record<string, unknown>,
	kind?: string,
): Verb {
	return {
		slots,
		asks: [command],
		steps: (given, context) => {
			const named = given.tags["obligation"];
			const obligation = named === undefined ? owedOf(given, context, kind) : String(named);
			if (isFault(obligation)) return obligation;
			return [{ ask: command, members: { ...members(given), ...given.tags, obligation } }];
		},
	};
}

/** A hand-over that waits for my word. */
function handedToMe(command: "accept" | "decline"): Verb {
	return {
		slots: ["text?"],
		asks: [command],
		steps: (given, { board, me }) => {
			const all = [...board.calls.values(), ...board.incidents.values()];
			const mine = firstOwed(all, (owed) => owed.kind === "hand_over" && owed.owner === me);
			const obligation = given.tags["obligation"] ?? mine?.obligation;
			if (!obligation) return { fault: "fault_owed", given: ["hand_over"], at: 0 };
			const reason = command === "decline" && given.text ? { reason: given.text } : {};
			return [{ ask: command, members: { ...reason, ...given.tags, obligation } }];
		},
	};
}

const answer: Verb = {
	slots: ["call~"],
	asks: ["answer"],
	steps: (given, { board }) => {
		const call = given.call ?? waitingCalls(board)[0]?.call;
		if (!call) return { fault: "fault_nobody_waits", given: [], at: 0 };
		return [{ ask: "answer", members: { call } }, { show: "call", of: call }];
	},
};

/** Two calls that speak of the same: the second is linked to the first one's incident; neither goes away. */
const duplicate: Verb = {
	slots: ["call", "text?"],
	asks: ["link"],
	steps: (given, { board }) => {
		const other = (given.text ?? "").split(/\s+/)[0] ?? "";
		const incident = findIncident(board, other, 1);
		if (isFault(incident)) return incident;
		return [{ ask: "link", members: { call: given.call, incident: incident.incident, ...given.tags } }];
	},
};

const reason = (given: Given) => (given.text ? { reason: given.text } : {});
const words = (given: Given) => (given.text ? { words: given.text } : {});
const inService = (given: Given) => ({ unit: given.unit, status: "in_service", ...reason(given) });
const outOfService = (given: Given) => ({ unit: given.unit, status: "out_of_service", ...reason(given) });

/** What the standing verbs of other systems are, in their order of use; peers' names are kept where they agree. */
export const verbs: Record<string, Verb> = {
	NC: { slots: ["text?"], asks: ["place_call"], steps: (given) => [{ ask: "place_call", members: { ...words(given), ...given.tags } }, { show: "new_call" }] },
	AN: answer,
	A: answer,
	RE: plain(["call?", "text?"], "release", (given) => ({ call: given.call, ...reason(given) })),
	T: plain(["type", "priority", "call?", "text?"], "classify", (given) => ({ type: given.type, priority: given.priority, call: given.call, ...words(given) })),
	CT: plain(["type", "incident?", "text?"], "set_type", (given) => ({ type: given.type, incident: given.incident, ...reason(given) })),
	P: plain(["priority", "any?", "text?"], "set_priority", (given) => ({ priority: given.priority, ...subject(given), ...reason(given) })),
	L: plain(["any?", "text"], "set_place", (given) => ({ ...subject(given), place: given.text })),
	D: dispatch(),
	DE: dispatch("en_route"),
	DO: dispatch("on_scene"),
	EN: status("en_route"),
	AR: status("on_scene"),
	TR: status("transporting"),
	TC: status("at_hospital"),
	CL: status("clear"),
	DV: plain(["unit", "incident?", "text?"], "divert", (given) => ({ unit: given.unit, incident: given.incident, ...reason(given) })),
	CH: plain(["incident?", "text"], "choose", (given) => ({ incident: given.incident, reason: given.text })),
	AL: plain(["number", "incident?", "text?"], "set_alarm", (given) => ({ count: given.number, incident: given.incident, ...reason(given) })),
	N: plain(["any?", "text"], "note", (given) => ({ ...subject(given), words: given.text })),
	O: plain(["any?"], "take", subject),
	HO: aboutDebt(["agent", "any?", "text?"], "hand_over", (given) => ({ agent: given.agent, ...reason(given) })),
	OK: handedToMe("accept"),
	NO: handedToMe("decline"),
	H: aboutDebt(["number", "any?", "text"], "extend", (given) => ({ span_s: (given.number ?? 0) * 60, reason: given.text })),
	HL: plain(["call?"], "hold", (given) => ({ call: given.call })),
	RV: plain(["call?"], "retrieve", (given) => ({ call: given.call })),
	XF: plain(["call?", "text?"], "transfer", (given) => ({ call: given.call, ...(given.text ? { contact: given.text } : {}) })),
	TH: plain(["call?", "text?"], "conference", (given) => ({ call: given.call, ...(given.text ? { contact: given.text } : {}) })),
	TE: plain(["call?", "text?"], "end_conference", (given) => ({ call: given.call, ...reason(given) })),
	CB: plain(["call?"], "call_caller", (given) => ({ call: given.call })),
	CR: plain(["outcome", "call?", "text?"], "try_call_back", (given) => ({ outcome: given.outcome, call: given.call, ...words(given) })),
	MSG: plain(["call?", "text"], "say", (given) => ({ call: given.call, words: given.text })),
	EW: plain(["number", "call?"], "expect_wait", (given) => ({ call: given.call, span_s: (given.number ?? 0) * 60 })),
	DUP: duplicate,
	LK: plain(["incident", "call?", "text?"], "link", (given) => ({ call: given.call, incident: given.incident, ...reason(given) })),
	UL: plain(["call?", "text?"], "unlink", (given) => ({ call: given.call, ...reason(given) })),
	PH: { slots: ["any?"], asks: [], steps: (given) => [{ show: "premises", of: given.incident ? `I${given.incident}` : String(given.call ?? "") }] },
	BO: plain(["text"], "issue_bolo", words),
	HZ: plain(["text"], "add_hazard", words),
	IS: plain(["unit", "text?"], "unit_status", inService),
	OS: plain(["unit", "text?"], "unit_status", outOfService),
	LU: plain(["unit", "number"], "log_on", (given) => ({ unit: given.unit, crew: given.number })),
	LF: plain(["unit", "text?"], "log_off", (given) => ({ unit: given.unit, ...reason(given) })),
	UH: { slots: ["unit"], asks: [], steps: (given) => [{ show: "unit", of: given.unit ?? "" }] },
	V: { slots: ["any?"], asks: [], steps: (given) => [given.incident ? { show: "incident", of: given.incident } : { show: "call", of: given.call ?? 0 }] },
	RT: plain(["unit", "text?"], "check_crew", (given) => ({ unit: given.unit, ...words(given) })),
	PAR: plain(["incident?"], "ask_crews", (given) => ({ incident: given.incident })),
	MU: plain(["unit", "station", "text?"], "move_up", (given) => ({ unit: given.unit, station: given.station, ...reason(given) })),
	MB: plain(["unit", "text?"], "move_back", (given) => ({ unit: given.unit, ...reason(given) })),
	MJ: plain(["incident?", "text"], "declare_major", (given) => ({ incident: given.incident, reason: given.text })),
	CE: plain(["any?", "disposition", "text?"], "close", (given) => ({ ...subject(given), disposition: given.disposition, ...reason(given) })),
	RO: plain(["closed", "text"], "reopen", (given) => ({ ...subject(given), reason: given.text })),
	OR: plain(["closed", "text"], "open_record", (given) => ({ ...subject(given), reason: given.text })),
	RW: aboutDebt(["any?", "text?"], "review", (given) => ({ verdict: "agree", ...reason(given) }), "review"),
	SI: plain(["position"], "sign_in", (given) => ({ position: given.position })),
	SO: plain(["text?"], "sign_out", reason),
	ST: plain(["state"], "set_agent_state", (given) => ({ state: given.state })),
	"?": { slots: ["text?"], asks: [], steps: (given) => [{ show: "help", of: given.text ?? "" }] },
};

/** Commands that the server gives itself are nobody's to type. */
export function isTyped(command: CommandName): boolean {
	const { right } = commands[command];
	return right !== "the server" && command !== "keep_malformed";
}

/** Every command of the core is a verb by its own name, its fields and texts as tags. */
export function coreVerb(name: string): CommandName | undefined {
	const lower = name.toLowerCase();
	return lower in commands && isTyped(lower as CommandName) ? (lower as CommandName) : undefined;
}
