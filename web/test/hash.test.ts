// The hash of the board: the same lines as the server's, whatever their order, and any other value makes another.
// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Changes, loadBoard, takeChanges } from "../src/fold/board";
import { hashOf, linesOf } from "../src/fold/hash";

const owed = { obligation: "4294967297", kind: "answer", owner_kind: "queue", owner: 1, rung: 0, raised: 0, opened: "", due: "2026-11-25T01:00:15.000001Z", first_due: "", unheeded: false };
const json = () => ({
	sequence: 5,
	calls: [{ call: 1, state: "waiting", priority: 0, queue: 1, malformed: false, channel: "http", first_contact: "", answered_at: "", obligations: [owed] }],
	incidents: [{ incident: 7, priority: 1, type: "fire.structure", active: 2, obligations: [], assignments: [{ assignment: 3, unit: 1, name: "E1", status: "en_route", active: true }], needs: [{ row: 1, count: 2, filled: 1 }] }],
	units: [{ unit: 1, active: 1, out_of_service: false, logged_off: true, name: "E1", capabilities: [], obligations: [] }],
	agents: [{ agent: 1, position: 0, name: "admin", role: "administrator", state: null }],
	stations: [],
});
const board = (change: (one: ReturnType<typeof json>) => void = () => undefined) => {
	const made = json();
	change(made);
	return loadBoard(made as never);
};

describe("the board's hash", () => {
	it("is of these lines", () => {
		expect(linesOf(board())).toEqual([
			"c|1|waiting|0|0|0",
			"o|4294967297|answer|queue|1|0|2026-11-25T01:00:15.000001Z|0",
			"i|7|1|fire.structure|2",
			"s|7|3|1|en_route|1",
			"n|7|1|2|1",
			"u|1|1|0|1",
			"a|1|0||administrator",
		]);
	});
	it("is what an independent reckoning gives", () => {
		const fnv = (offset: bigint, text: string) =>
			[...Buffer.from(text)].reduce((hash, byte) => ((hash ^ BigInt(byte)) * 16777619n) & 0xffffffffn, offset);
		const sum = (offset: bigint) => linesOf(board()).reduce((all, line) => (all + fnv(offset, line)) & 0xffffffffn, 0n);
		const hex = (n: bigint) => n.toString(16).padStart(8, "0");
		expect(hashOf(board())).toBe(hex(sum(2166136261n)) + hex(sum(84696351n)));
	});
	it("changes with anything that is compared", () => {
		const hashes = [
			board(),
			board((one) => (one.calls[0]!.priority = 1)),
			board((one) => (one.calls[0]!.obligations = [{ ...owed, due: "2026-11-25T01:00:15.000002Z" }])),
			board((one) => (one.units[0]!.out_of_service = true)),
			board((one) => (one.agents[0]!.position = 1)),
			board((one) => (one.incidents[0]!.type = "fire.other")),
			board((one) => (one.incidents[0]!.assignments[0]!.status = "on_scene")),
			board((one) => (one.incidents[0]!.needs[0]!.filled = 2)),
			board((one) => (one.calls = [])),
		].map(hashOf);
		expect(new Set(hashes).size).toBe(hashes.length);
	});
	it("has nothing where a word is not given, as the server has", () => {
		expect(linesOf(board((one) => (one.agents[0]!.role = null as never)))).toContain("a|1|0||");
	});
	it("has its form where the server says it", () => {
		expect(readFileSync("../src/console/mirror.h", "utf8")).toContain("c|NUMBER|STATE|PRIORITY|INCIDENT|AGENT");
	});
});

describe("changes of the board", () => {
	const changes = (more: Partial<Changes>): Changes => ({ from: 5, sequence: 6, open_calls: 0, open_incidents: 1, open_obligations: 0, flood: 0, calls: [], incidents: [], units: [], agents: [], gone_calls: [], gone_incidents: [], ...more });
	it("replace items, and take out what is open no longer", () => {
		const one = board();
		const unit = { ...one.units.get(1)!, active: 0 };
		const before = one.units.get(1);
		expect(takeChanges(one, changes({ units: [unit], gone_calls: [1] }))).toBe(true);
		expect(one.units.get(1)).not.toBe(before);
		expect([one.calls.size, one.sequence, one.open_calls, one.units.get(1)?.active]).toEqual([0, 6, 0, 0]);
	});
	it("are refused where something before them was missed, and change nothing that is known", () => {
		const one = board();
		expect(takeChanges(one, changes({ from: 6, sequence: 7, gone_calls: [1] }))).toBe(false);
		expect(takeChanges(one, changes({ from: 3, sequence: 5, gone_calls: [1] }))).toBe(true);
		expect(one.calls.size).toBe(1);
	});
});
