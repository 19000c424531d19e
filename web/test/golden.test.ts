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
		const placed = items.find((at) => log[at]!.board && (log[at]!.data as Changes).calls.length)!;
		expect(placed).toBeDefined();
		expect(planted(placed, ({ calls }) => void (calls[0]!.first_contact = "2026-01-01T00:00:00Z"))).toMatch(/another board/);
	});
});
