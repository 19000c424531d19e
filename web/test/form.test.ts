// What the form of a call makes of words: the type they suggest, and what of a narrative is still to be saved.
// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { type Draft, pieceOf, putPieces } from "../src/form/save";
import { suggestTypes } from "../src/form/suggest";
import { loadBoard } from "../src/fold/board";
import { isMissed, rowsOf, unitRows } from "../src/boards/rows";

describe("the type that words suggest", () => {
	const rows = [
		{ type: "fire", words: ["smoke", "house fire", "humo"], script: "" },
		{ type: "crash", words: ["car", "hit"], script: "" },
	];
	it.each([
		["there is SMOKE, a house fire!", ["fire"]],
		["a car hit another; smoke too", ["crash", "fire"]],
		["cars", []],
		["house on fire", []],
		["sale humo, mucho", ["fire"]],
		["", []],
	])("%s", (said, wanted) => expect(suggestTypes(rows, said)).toEqual(wanted));
});

describe("what of a narrative is still to be saved", () => {
	it.each([
		["", "", ""],
		["smoke", "", "smoke"],
		["smoke on the stairs", "smoke", "on the stairs"],
		["smoke", "smoke", ""],
		["no smoke", "smoke", "Correction: no smoke"],
		["", "smoke", ""],
	])("%s after %s", (text, saved, wanted) => expect(pieceOf({ text, saved }, "Correction")).toBe(wanted));
});

describe("pieces on their way", () => {
	it("go one at a time, none twice, and what was typed meanwhile goes next", async () => {
		const draft: Draft = { text: "smoke", saved: "" };
		const sent: string[] = [];
		const put = async (piece: string) => {
			sent.push(piece);
			if (sent.length === 1) {
				draft.text = "smoke on the stairs";
				expect(await putPieces(draft, "Correction", put)).toBe(false);
			}
			return true;
		};
		expect(await putPieces(draft, "Correction", put)).toBe(true);
		expect(sent).toEqual(["smoke", "on the stairs"]);
		expect(draft).toEqual({ text: "smoke on the stairs", saved: "smoke on the stairs", putting: false });
	});
	it("stay unsaved where they are refused", async () => {
		const draft: Draft = { text: "smoke", saved: "" };
		expect(await putPieces(draft, "Correction", () => Promise.resolve(false))).toBe(false);
		expect(draft.saved).toBe("");
	});
});

describe("the boards", () => {
	const owed = (kind: string, due: string, unheeded = false) => ({ obligation: `${kind}${due}`, kind, owner_kind: "queue", owner: 1, rung: 0, raised: 0, opened: "", due, first_due: due, unheeded });
	const call = (number: number, more: object) => ({ call: number, state: "waiting", priority: 0, queue: 1, malformed: false, channel: "http", first_contact: "2026-11-25T01:00:00Z", answered_at: "", obligations: [], ...more });
	const incident = (number: number, more: object) => ({ incident: number, priority: 1, need: 0, calls: 1, active: 0, type: "fire", opened_at: "2026-11-25T01:00:00Z", major: false, assignments: [], needs: [], related: [], roles: [], areas: [], requests: [], obligations: [], ...more });
	const board = loadBoard({
		sequence: 1,
		calls: [
			call(1, { obligations: [owed("answer", "2026-11-25T01:00:20Z")] }),
			call(2, { obligations: [owed("answer", "2026-11-25T01:00:10Z", true)] }),
			call(3, { state: "answered", incident: 9 }),
			call(4, { state: "released", incident: 9, obligations: [owed("reply", "2026-12-01T00:00:00Z")] }),
		],
		incidents: [incident(8, { obligations: [owed("assign", "2026-11-25T01:00:15Z")] }), incident(9, { assignments: [{ assignment: 1, unit: 2, name: "E2", status: "on_scene", active: true }, { assignment: 2, unit: 1, name: "E10", status: "clear", active: false }] })],
		agents: [],
		units: [{ unit: 1, name: "E10", active: 0, out_of_service: false, logged_off: true, capabilities: [], obligations: [] }, { unit: 2, name: "E2", active: 1, out_of_service: false, logged_off: false, capabilities: [], obligations: [] }],
		stations: [],
	} as never);

	it("put what waits by due time, and hide no call that owes something of its own", () => {
		const rows = rowsOf(board);
		expect(rows.waiting.map((row) => row.key)).toEqual(["c2", "i8", "c1"]);
		expect(rows.active.map((row) => row.key)).toEqual(["c4", "i9"]);
		expect(rows.unheeded.map((row) => row.key)).toEqual(["c2"]);
		expect(rows.active[1]).toMatchObject({ code: "AR", calls: [3, 4], units: [{ name: "E2" }] });
	});
	it("order units by their names as people count", () => {
		expect(unitRows(board).map((row) => [row.unit.name, row.code, row.incidents])).toEqual([
			["E2", "AR", [9]],
			["E10", "OS", []],
		]);
	});
	it("call a due time missed once it has passed", () => {
		const at = Date.parse("2026-11-25T01:00:15Z");
		expect(isMissed(owed("answer", "2026-11-25T01:00:10Z"), at)).toBe(true);
		expect(isMissed(owed("answer", "2026-11-25T01:00:20Z"), at)).toBe(false);
		expect(isMissed(undefined, at)).toBe(false);
	});
});
