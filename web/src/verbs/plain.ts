// The plainest line: a command of the core by its own name, and its members as name:value or name:"words"; pure.
// SPDX-License-Identifier: Apache-2.0

export interface Plain {
	command: string;
	members: Record<string, string | number>;
}

/** Members that stay words, however much they look like numbers: a handle has more digits than a number keeps. */
const WORDS = new Set(["obligation", "name", "words", "reason", "place", "hash"]);

/** What a line asks, or undefined where it is none. */
export function plainCommand(line: string): Plain | undefined {
	const found = /^\s*([a-z_]+)((?:\s+[a-z_0-9]+:(?:"[^"]*"|[^\s"]*))*)\s*$/.exec(line);
	if (!found) return undefined;
	const members: Plain["members"] = {};
	for (const [, name = "", quoted, bare = ""] of (found[2] ?? "").matchAll(/([a-z_0-9]+):(?:"([^"]*)"|([^\s"]*))/g)) {
		const number = quoted === undefined && !WORDS.has(name) && /^-?\d+(\.\d+)?$/.test(bare);
		members[name] = number ? Number(bare) : (quoted ?? bare);
	}
	return { command: found[1] ?? "", members };
}
