// Imports go down the floors of web/FLOORS only, and each file begins with its purpose and licence.
// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";

const floors = new Map(
	readFileSync("FLOORS", "utf8")
		.split("\n")
		.filter((line) => /^\d/.test(line))
		.map((line) => line.split(" ") as [string, string])
		.map(([floor, room]) => [room, Number(floor)]),
);
const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((name) => /\.(tsx?|css)$/.test(name));

function room(file: string): string {
	return file.split("/")[0] ?? "";
}

/** The files of web/src that one imports. */
function imports(file: string): string[] {
	const text = readFileSync(join("src", file), "utf8");
	const found = [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)];
	return found.map((match) => normalize(join(dirname(file), match[1] ?? "")));
}

describe("floors", () => {
	it.each(files)("%s", (file) => {
		expect(floors.has(room(file)), `${file} lies in no room of FLOORS`).toBe(true);
		for (const other of imports(file)) {
			const down = room(other) === room(file) || (floors.get(room(other)) ?? 99) < (floors.get(room(file)) ?? 0);
			expect(down, `${file} imports ${other}, which is not below it`).toBe(true);
		}
		const head = readFileSync(join("src", file), "utf8").split("\n");
		expect(head[0]).toMatch(/^(\/\/ |\/\* )/);
		expect(head[1]).toContain("SPDX-License-Identifier: Apache-2.0");
		expect(head.length).toBeLessThanOrEqual(701);
	});
});
