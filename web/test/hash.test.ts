// The hash of the board: the same lines as the server's, whatever their order, and any other value makes another.
// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Changes, loadBoard, takeChanges } from "../src/fold/board";
import { hashOf, linesOf } from "../src/fold/hash";

const owed = { obligation: "4294967297", kind: "answer", owner_kind: "queue", owner: 1, rung: 0, raised: 0, opened: "2026-11-25T01:00:00.000001Z", due: "2026-11-25T01:00:15.000001Z", first_due: "2026-11-25T01:00:15.000001Z", unheeded: false };
const opened_at = "2026-11-25T01:00:09.000000Z";
const json = () => ({
	sequence: 5,
	open_calls: 1,
	open_incidents: 1,
	open_obligations: 1,
	flood: 0,
	calls: [{ call: 1, state: "waiting", priority: 0, queue: 1, malformed: false, channel: "http", lat: 45.5, lon: -122.6000001, uncertainty_m: 20, first_contact: "2026-11-25T01:00:00.000001Z", answered_at: null, obligations: [owed] }],
	incidents: [
		{
			incident: 7, priority: 1, type: "fire.structure", active: 2, need: 2, calls: 1, alarm: 2, major: true, opened_at, lat: 45.5, lon: -122.6, uncertainty_m: 0, obligations: [],
			assignments: [{ assignment: 3, unit: 1, name: "E1", status: "en_route", active: true }],
			needs: [{ row: 1, count: 2, filled: 1, crew: 3, check_s: 900, capabilities: ["engine", "foam"], mode: "lights", substitutes: ["squad"], stand_ins: [{ all: true, capabilities: ["quint", "foam"] }] }],
			recommended: [{ unit: 2, row: 1, eta_s: 240, name: "E2", why: "closest" }],
			related: [{ incident: 8, is: "peer" }],
			roles: [{ sequence: 40, name: "command", agent: 1 }],
			areas: [{ row: 1, sequence: 41, name: "cordon", lat: 45.5, lon: -122.6, radius_m: 80 }],
			requests: [{ request: 1, sequence: 42, kind: "supply", state: "owed", type: "tow", made_at: opened_at, asked: [{ provider: 1, times: 1, name: "Tow", state: "asked", at: opened_at }] }],
		},
	],
	units: [{ unit: 1, active: 1, out_of_service: false, logged_off: true, name: "É1", capabilities: ["engine"], crew: 4, station: 1, lat: 45.6, lon: -122.7, uncertainty_m: 5, seen_at: opened_at, obligations: [] }],
	agents: [{ agent: 1, position: 0, name: "admin", role: "administrator", state: null }],
	capabilities: ["engine"],
	stations: [{ station: 1, name: "north", lat: 45.7, lon: -122.8, uncertainty_m: 0 }],
	closures: [{ closure: 1, percent: 0, radius_m: 80, sequence: 43, lat: 45.5, lon: -122.6, closed_at: opened_at, review_at: null }],
	notices: [{ notice: 1, type: "hazard", lat: 45.4, lon: -122.5, radius_m: 30, until: opened_at, obligations: [] }],
	plan: { sequence: 3, hash: "18446744073709551615", name: "city", at: opened_at },
});
const board = (change: (one: ReturnType<typeof json>) => void = () => undefined) => {
	const made = json();
	change(made);
	return loadBoard(made as never);
};

describe("the board's hash", () => {
	it("is of these lines", () => {
		expect(linesOf(board())).toEqual([
			"b|1|1|1|0",
			"v|plan|3|18446744073709551615|city|2026-11-25T01:00:09.000000Z",
			"g|1|engine",
			"c|1|waiting|0|0|0|1|http|0||0||0|0|2026-11-25T01:00:00.000001Z|",
			"p|c|1|455000000|-1226000001|20",
			"o|4294967297|answer|queue|1|0|2026-11-25T01:00:15.000001Z|0|0|0||0|2026-11-25T01:00:00.000001Z|2026-11-25T01:00:15.000001Z",
			"i|7|1|fire.structure|2|2|1|2|1|2026-11-25T01:00:09.000000Z",
			"p|i|7|455000000|-1226000000|0",
			"s|7|3|1|en_route|1",
			"k|7",
			"k|7|2|1|240|closest",
			"n|7|1|2|1|3|900|lights|engine+foam+|squad+|quint+foam+",
			"m|7|8|peer",
			"r|7|command|1|0|40",
			"x|7|1|cordon|455000000|-1226000000|80|41",
			"q|7|1|supply|owed|tow||2026-11-25T01:00:09.000000Z||42",
			"z|1|1|0|asked|1|2026-11-25T01:00:09.000000Z",
			"u|1|1|0|1|É1|4|1|0|0||2026-11-25T01:00:09.000000Z|0|||engine+",
			"p|u|1|456000000|-1227000000|5",
			"a|1|0||administrator|admin",
			"t|1|north",
			"p|t|1|457000000|-1228000000|0",
			"l|1|0|80|455000000|-1226000000|0|2026-11-25T01:00:09.000000Z||43",
			"h|1|hazard|0|2026-11-25T01:00:09.000000Z",
			"p|h|1|454000000|-1225000000|30",
		]);
	});
	it("is what an independent reckoning gives", () => {
		const fnv = (offset: bigint, text: string) =>
			[...Buffer.from(text)].reduce((hash, byte) => ((hash ^ BigInt(byte)) * 16777619n) & 0xffffffffn, offset);
		const sum = (offset: bigint) => linesOf(board()).reduce((all, line) => (all + fnv(offset, line)) & 0xffffffffn, 0n);
		const hex = (n: bigint) => n.toString(16).padStart(8, "0");
		expect(hashOf(board())).toBe(hex(sum(2166136261n)) + hex(sum(84696351n)));
	});
	it("is of an item that was put in another's place", () => {
		const one = board();
		const before = hashOf(one);
		one.calls.set(1, { ...one.calls.get(1)!, priority: 4 });
		const after = hashOf(one);
		expect([after === before, after]).toEqual([false, hashOf(board((other) => (other.calls[0]!.priority = 4)))]);
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
			board((one) => (one.calls[0]!.lat = 45.5000001)),
			board((one) => (one.incidents[0]!.roles[0]!.agent = 2)),
			board((one) => (one.incidents[0]!.areas = [])),
			board((one) => (one.incidents[0]!.major = false)),
			board((one) => (one.incidents[0]!.related[0]!.is = "child")),
			board((one) => (one.incidents[0]!.requests[0]!.asked[0]!.state = "accepted")),
			board((one) => (one.incidents[0]!.recommended = [])),
			board((one) => (one.units[0]!.lat = 45.6000001)),
			board((one) => (one.notices[0]!.radius_m = 31)),
			board((one) => (one.closures[0]!.percent = 40)),
			board((one) => (one.stations[0]!.lon = -122.9)),
			board((one) => (one.plan.sequence = 4)),
		].map(hashOf);
		expect(new Set(hashes).size).toBe(hashes.length);
	});
	it("has nothing where a word is not given, as the server has", () => {
		expect(linesOf(board((one) => (one.agents[0]!.role = null as never)))).toContain("a|1|0|||admin");
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
