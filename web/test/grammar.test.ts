// Lines of the command bar: what each comes to, what is wrong with others, and that no command is out of the keyboard's reach.
// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import type { Board } from "../src/fold/board";
import { type CommandName, commands } from "../src/generated/lists";
import { completeLine } from "../src/verbs/complete";
import { type Context, isFault } from "../src/verbs/context";
import { membersOf, readLine } from "../src/verbs/grammar";
import { isTyped, verbs } from "../src/verbs/verbs";
import { quoted } from "../src/verbs/words_of";
import { en } from "../src/words/en";

function board(): Board {
	const owed = { obligation: "4294967299", kind: "assign", owner_kind: "agent", owner: 7, due: "2026-11-25T02:00:00Z" };
	const handed = { ...owed, obligation: "8589934599", kind: "hand_over", due: "2026-11-25T03:00:00Z" };
	const call = (number: number, state: string, more = {}) => [
		number,
		{ call: number, state, priority: 0, first_contact: `2026-11-25T01:00:${10 + (number % 50)}Z`, obligations: [], ...more },
	];
	const unit = (number: number, name: string) => [number, { unit: number, name, obligations: [] }];
	return {
		calls: new Map([
			call(112, "answered", { incident: 7 }),
			call(213, "waiting", { priority: 2 }),
			call(31, "waiting"),
			call(131, "left"),
		] as never),
		incidents: new Map([[7, { incident: 7, type: "fire.structure", obligations: [owed, handed] }]] as never),
		units: new Map([unit(1, "E1"), unit(2, "L1"), unit(3, "E12")] as never),
		agents: new Map([[7, { agent: 7, name: "anna" }]] as never),
		stations: new Map([[1, { station: 1, name: "downtown" }]] as never),
	} as unknown as Board;
}
const context: Context = { board: board(), selection: {}, me: 7 };
const asked = (line: string, over: Partial<Context> = {}) => readLine(line, { ...context, ...over });

describe("what a line comes to", () => {
	it.each<[string, unknown]>([
		["d e1,L1 112", [{ ask: "assign", members: { incident: 7, unit: "E1" } }, { ask: "assign", members: { incident: 7, unit: "L1" } }]],
		["TH 112 sip:interpreter@lines.example", [{ ask: "conference", members: { call: 112, contact: "sip:interpreter@lines.example" } }]],
		["TH 112 agent:anna", [{ ask: "conference", members: { call: 112, agent: "anna" } }]],
		["TE 112", [{ ask: "end_conference", members: { call: 112 } }]],
		["HZ lat:45.5 lon:-122.6 gas in the cellar", [{ ask: "add_hazard", members: { words: "gas in the cellar", lat: 45.5, lon: -122.6 } }]],
		["D.E1.I7", [{ ask: "assign", members: { incident: 7, unit: "E1" } }]],
		["DE E1 12", [{ ask: "assign", members: { incident: 7, unit: "E1" } }, { ask: "unit_status", members: { unit: "E1", status: "en_route" } }]],
		["AR E1", [{ ask: "unit_status", members: { unit: "E1", status: "on_scene" } }]],
		["N 112 smoke on the 3rd floor, 2 people", [{ ask: "note", members: { call: 112, words: "smoke on the 3rd floor, 2 people" } }]],
		["N I7 n. b. 45.5", [{ ask: "note", members: { incident: 7, words: "n. b. 45.5" } }]],
		["N 112", { fault: "fault_missing", given: ["text"], at: 2 }],
		["T fire.structure 1 213", [{ ask: "classify", members: { type: "fire.structure", priority: 1, call: 213 } }]],
		["T fire 2 213 lat:45.5 lon:-122.6", [{ ask: "classify", members: { type: "fire", priority: 2, call: 213, lat: 45.5, lon: -122.6 } }]],
		["P 3 I7 the fire is out", [{ ask: "set_priority", members: { priority: 3, incident: 7, reason: "the fire is out" } }]],
		["CE I7 served", [{ ask: "close", members: { incident: 7, disposition: "served" } }]],
		["CE 112 not all calm", [{ ask: "close", members: { call: 112, disposition: "not_served", reason: "all calm" } }]],
		["H 15 I7 r:\"engine is late\"", [{ ask: "extend", members: { span_s: 900, reason: "engine is late", obligation: "4294967299" } }]],
		["HO anna I7", [{ ask: "hand_over", members: { agent: "anna", obligation: "4294967299" } }]],
		["OK", [{ ask: "accept", members: { obligation: "8589934599" } }]],
		["AN", [{ ask: "answer", members: { call: 31 } }, { show: "call", of: 31 }]],
		["DUP 213 112", [{ ask: "link", members: { call: 213, incident: 7 } }]],
		["?ce", [{ show: "help", of: "ce" }]],
		["t T:fire P:1 112", [{ ask: "classify", members: { type: "fire", priority: 1, call: 112 } }]],
		["RO #77 he called again", [{ ask: "reopen", members: { call: 77, reason: "he called again" } }]],
		["RO I9 it burns again", [{ ask: "reopen", members: { incident: 9, reason: "it burns again" } }]],
		["PH 112", [{ show: "premises", of: "112" }]],
		["PH I7", [{ show: "premises", of: "I7" }]],
		['ADD_HAZARD words:"gas in the cellar" lat:45.5 lon:-122.6', [{ ask: "add_hazard", members: { words: "gas in the cellar", lat: 45.5, lon: -122.6 } }]],
	])("%s", (line, wanted) => expect(asked(line)).toEqual(wanted));

	it("takes the selected row for what is left out", () => {
		expect(asked("D E1", { selection: { call: 112 } })).toEqual([{ ask: "assign", members: { incident: 7, unit: "E1" } }]);
		expect(asked("N engine is late", { selection: { incident: 7 } })).toEqual([{ ask: "note", members: { incident: 7, words: "engine is late" } }]);
		expect(asked("CE served", { selection: { call: 112 } })).toEqual([{ ask: "close", members: { call: 112, disposition: "served" } }]);
		expect(asked("N called twice", { selection: { call: 213 } })).toEqual([{ ask: "note", members: { call: 213, words: "called twice" } }]);
	});
});

describe("a number before a text, while a row is selected", () => {
	const chosen = { selection: { incident: 7 }, board: { ...context.board, calls: new Map([...context.board.calls, [5, { call: 5, state: "waiting" }]] as never) } as never };
	it.each(["N 5 people trapped", "N 2 people trapped", "MSG 5 minutes", "N 12 smoke"])("%s is asked again, never sent to another", (line) =>
		expect(asked(line, { ...chosen, selection: { call: 112, incident: 7 } })).toMatchObject({ fault: "fault_text_or_call" }),
	);
	it.each<[string, unknown]>([
		['N "5 people trapped"', [{ ask: "note", members: { incident: 7, words: "5 people trapped" } }]],
		["N #5 people trapped", [{ ask: "note", members: { call: 5, words: "people trapped" } }]],
		["N 112 people trapped", [{ ask: "note", members: { call: 112, words: "people trapped" } }]],
		["N I7 5 people trapped", [{ ask: "note", members: { incident: 7, words: "5 people trapped" } }]],
	])("%s", (line, wanted) => expect(asked(line, chosen)).toEqual(wanted));
	it("is the call's where none is selected", () => expect(asked("N 213 people trapped")).toEqual([{ ask: "note", members: { call: 213, words: "people trapped" } }]));
});

describe("what is wrong is said", () => {
	it.each([
		["XYZ 1", "fault_verb"],
		["", "fault_verb"],
		["D E9 112", "fault_unit"],
		["D E1 999", "fault_call"],
		["D E1 31", "fault_no_incident"],
		["N 1 hello", "fault_call_many"],
		["N 999 hello", "fault_call"],
		["D", "fault_missing"],
		["D E1", "fault_missing"],
		["P 9 I7", "fault_number"],
		["CE I7 finished", "fault_word"],
		["AR E1 color:red", ""],
		["D E1 112 color:red", ""],
		["D E1 112 lat:45", "fault_tag"],
		["T fire 1 213 lat:x", "fault_number"],
		['N 112 "open', "fault_quote"],
		["AN 112 213", "fault_too_much"],
		["HO bob I7", "fault_agent"],
		["START", "fault_verb"],
		["note", "fault_nothing"],
	])("%s", (line, fault) => {
		const came = asked(line);
		if (fault && fault !== "fault_nothing") expect(came).toMatchObject({ fault });
		else expect(isFault(came)).toBe(false);
	});

	it("asks which where the last digits fit several calls", () => {
		const two = { ...context, board: { ...context.board, calls: new Map([[131, { call: 131 }], [231, { call: 231 }]] as never) } };
		expect(readLine("CB 31", two as Context)).toMatchObject({ fault: "fault_call_many", given: ["31", "#131 #231"] });
	});

	it("never throws, whatever is typed", () => {
		let seed = 7;
		const draw = (below: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
		const pieces = [...Object.keys(verbs), "E1", "112", "I7", "n:", '"', "\\", ".", ",", "é", "t:fire", "lat:", " ", "served", "😀", "\0"];
		for (let i = 0; i < 10_000; i++) {
			const line = Array.from({ length: draw(8) }, () => pieces[draw(pieces.length)]).join(draw(3) ? " " : "");
			const came = asked(line);
			if (isFault(came)) expect(en).toHaveProperty(came.fault);
			completeLine(line, context);
		}
	});
});

describe("the keyboard gives every command", () => {
	const typed = (Object.keys(commands) as CommandName[]).filter(isTyped);

	it.each(typed)("%s by its own name, with all that it takes", (command) => {
		const members = membersOf(command);
		const value = (name: string) => (name === "lat" || name === "lon" ? "1.5" : "1");
		const came = asked(`${command} ${members.map((name) => `${name}:${value(name)}`).join(" ")}`);
		expect(came).toHaveLength(1);
		const [step] = came as { ask: string; members: object }[];
		expect(step?.ask).toBe(command);
		expect(Object.keys(step?.members ?? {}).sort()).toEqual([...members].sort());
	});

	it("has words for every verb", () => {
		for (const verb of Object.keys(verbs)) expect(en).toHaveProperty(`verb_${verb === "?" ? "help" : verb}`);
	});
});

describe("a text as one word", () => {
	it.each(["plain", 'he said "fire"', "a\\b\\n", "two\nlines", "", "I7", "t:fire", "5 people"])("%s comes out as it went in", (text) => {
		const came = asked(`N I7 ${quoted(text)}`);
		if (text) expect(came).toEqual([{ ask: "note", members: { incident: 7, words: text } }]);
		else expect(isFault(came)).toBe(true);
	});
});

describe("Tab", () => {
	it.each([
		["sign_i", "sign_in "],
		["AR l", "AR L1 "],
		["AR E1,l", "AR E1,L1 "],
		["CE I7 adv", "CE I7 advised "],
		["zz", "zz"],
	])("%s", (line, wanted) => expect(completeLine(line, context).line).toBe(wanted));

	it("lists what fits where more than one does", () => expect(completeLine("AR e", context).fits).toEqual(["E1", "E12"]));
});
