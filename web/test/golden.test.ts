// The same golden logs by the core and by the page: what the feed tells is folded here, and must come to the board and the hash that
// the core wrote beside it.  test/console/golden_board.c writes them: one short log that is kept, and many anew, which together
// meet every kind of event that a page can see.
// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Board, type Changes, loadBoard, takeChanges } from "../src/fold/board";
import { hashOf } from "../src/fold/hash";

type Whole = Parameters<typeof loadBoard>[0];
interface Line {
	event?: string;
	data?: unknown;
	hash: string;
	board?: Whole;
}

const kept = "../test/console/golden/board.jsonl";
const writer = `${process.env["TOCSIN_BUILD"] ?? "../build"}/test/console/golden_board`;

const linesOf = (text: string) => text.trimEnd().split("\n").map((line) => JSON.parse(line) as Line);

/** How old a position is was said when it was told, and grows; everything else must be the same. */
const AGES = new Set(["now", "position_age_s", "position_stale"]);

/** The board with the items in the order of their numbers, for the order of a list is the view's. */
function plain(board: Board): string {
	return JSON.stringify(board, (name, value: unknown) => {
		if (AGES.has(name)) return undefined;
		return value instanceof Map ? [...(value as Map<number, unknown>)].sort(([a], [b]) => a - b) : value;
	});
}

/** The first line at which the page would show something else than the core; undefined if there is none. */
function firstDifference(lines: readonly Line[]): string | undefined {
	let board: Board | undefined;
	for (const [at, line] of lines.entries()) {
		if (line.event === "items" && board) {
			if (!takeChanges(board, structuredClone(line.data) as Changes)) return `line ${at + 1}: something was missed`;
		} else if (line.board) board = loadBoard(structuredClone(line.board));
		if (!board) return `line ${at + 1}: there is no board`;
		const hash = hashOf(board);
		if (hash !== line.hash) return `line ${at + 1}: hash ${hash}, wanted ${line.hash}`;
		if (line.board && plain(board) !== plain(loadBoard(line.board))) return `line ${at + 1}: another board`;
	}
	return undefined;
}

/** What is compared by other means, or by what it is the name of: an assignment's unit, a pick's, somebody asked. */
const UNCOMPARED = new Set(["sequence", "now", "units[].position_age_s", "units[].position_stale", "incidents[].assignments[].name", "incidents[].recommended[].name", "incidents[].requests[].asked[].name", "incidents[].needs[].stand_ins[].all"]);

/** Each place in the JSON that holds a value: its form, and how to put another there. */
function* leaves(value: unknown, form = "", set: (other: unknown) => void = () => undefined): Generator<[string, unknown, (other: unknown) => void]> {
	if (value === null || typeof value !== "object") yield [form, value, set];
	else
		for (const [name, inner] of Object.entries(value)) {
			const inside = Array.isArray(value) ? `${form}[]` : form ? `${form}.${name}` : name;
			yield* leaves(inner, inside, (other) => void ((value as Record<string, unknown>)[name] = other));
		}
}

/** Forms of a board's values that change and leave the hash as it was; `seen` grows by what was tried. */
function unheard(whole: Whole, seen: Set<string>): string[] {
	const before = hashOf(loadBoard(whole));
	return [...leaves(whole)].flatMap(([form, value, set]) => {
		if (seen.has(form)) return [];
		seen.add(form);
		set(typeof value === "number" ? value + 1 : typeof value === "boolean" ? !value : `${value ?? ""}x`);
		const after = hashOf(loadBoard(structuredClone(whole))); // an item that is the same object is not read again
		set(value);
		return after === before ? [form] : [];
	});
}

const log = linesOf(readFileSync(kept, "utf8"));

describe("golden logs", () => {
	it("that are kept come to the same boards and hashes", () => {
		expect(log.filter((line) => line.event === "items").length).toBeGreaterThan(50);
		expect(log.filter((line) => line.event === "items" && line.board).length).toBeGreaterThan(4);
		expect(firstDifference(log)).toBeUndefined();
	});
	it("that are written anew come to the same boards and hashes", { timeout: 120_000 }, () => {
		const made = spawnSync(writer, ["--worlds"], { encoding: "utf8", maxBuffer: 1 << 29 });
		expect(made.status, `${writer} is built by script/build: ${made.error ?? made.stderr}`).toBe(0);
		const lines = linesOf(made.stdout);
		expect(lines.length).toBeGreaterThan(log.length * 10);
		expect(firstDifference(lines)).toBeUndefined();

		// Whatever the core says of the board, the hash has it.
		const seen = new Set<string>();
		const forms = lines.flatMap((line, at) => (line.board && at % 2 === 0 ? unheard(line.board, seen) : []));
		expect([...new Set(forms)].filter((form) => !UNCOMPARED.has(form))).toEqual([]);
		for (const form of ["calls[].lat", "incidents[].roles[].name", "incidents[].areas[].radius_m", "notices[].until", "closures[].percent", "incidents[].related[].is", "incidents[].requests[].asked[].state", "stations[].name", "units[].inferred", "plan.hash"])
			expect([...seen]).toContain(form);
	});
	it("are not the same with a difference anywhere", () => {
		const items = log.flatMap((line, at) => (line.event === "items" ? [at] : []));
		const planted = (at: number, change: (data: Changes) => boolean | void) => {
			const lines = structuredClone(log);
			return change(lines[at]!.data as Changes) === false ? "nothing to change" : firstDifference(lines);
		};
		for (const at of items) {
			// Another priority of a call or an incident that is told: the hash of that very line.
			expect(planted(at, ({ calls, incidents }) => {
				const item = calls[0] ?? incidents[0];
				if (!item) return false;
				item.priority += 1;
				return true;
			})).toMatch(new RegExp(`^line ${at + 1}: hash|^nothing`));
			// A line that never came: that something was missed.
			if (log[at + 1]?.event === "items") expect(firstDifference(log.filter((_, i) => i !== at))).toContain("missed");
		}
		const gone = items.find((at) => (log[at]!.data as Changes).gone_calls.length);
		expect(gone).toBeDefined();
		expect(planted(gone!, (data) => void data.gone_calls.pop())).toMatch(new RegExp(`^line ${gone! + 1}: hash`));
		// What no hash has is in the board.
		const sent = items.find((at) => log[at]!.board && (log[at]!.data as Changes).incidents[0]?.assignments.length)!;
		expect(sent).toBeDefined();
		expect(planted(sent, ({ incidents }) => void (incidents[0]!.assignments[0]!.name = "another"))).toMatch(/another board/);
	});
});
