// A line cut into words: dots part the head, quotes hold blanks together, and k:value are tags in any order.
// SPDX-License-Identifier: Apache-2.0
import type { Fault } from "./context";

export interface Word {
	text: string;
	/** Where the rest of the line begins, this word included: free text is taken as it was typed. */
	from: number;
	quoted: boolean;
}

export interface Line {
	verb: string;
	words: Word[];
	tags: Map<string, string>;
	/** The line, with the dots of its head as blanks. */
	plain: string;
}

/** "D.E1.12 hurry" has its dots where others put blanks: in front of the first blank, and not within a number. */
function plainOf(line: string): string {
	const trimmed = line.trim();
	if (trimmed.startsWith("?")) return `? ${trimmed.slice(1)}`;
	const head = /^\S*/.exec(trimmed)?.[0] ?? "";
	const dotted = /^[A-Za-z]+\./.test(head) && !head.includes(":");
	return (dotted ? head.replace(/\./g, " ") : head) + trimmed.slice(head.length);
}

const tagName = /^([a-z_]+):(.*)$/is;

/** Cuts a line; only a quote that is never closed is wrong here. */
export function cutLine(line: string, tagged: ReadonlySet<string>): Line | Fault {
	const plain = plainOf(line);
	const words: Word[] = [];
	const tags = new Map<string, string>();
	const piece = /([a-z_]+:)?"((?:[^"\\]|\\.)*)("?)|\S+/giy;
	for (let at = 0; at < plain.length; ) {
		const blank = /\s*/y;
		blank.lastIndex = at;
		at += blank.exec(plain)?.[0].length ?? 0;
		if (at >= plain.length) break;
		piece.lastIndex = at;
		const found = piece.exec(plain);
		if (!found) break;
		const quoted = found[2] !== undefined;
		if (quoted && found[3] !== '"') return { fault: "fault_quote", given: [], at: words.length };
		const text = quoted ? (found[1] ?? "") + (found[2] ?? "").replace(/\\(.)/g, "$1") : found[0];
		const tag = tagName.exec(text);
		const name = tag?.[1]?.toLowerCase() ?? "";
		if (tagged.has(name) && (!quoted || found[1])) tags.set(name, tag?.[2] ?? "");
		else words.push({ text, from: at, quoted });
		at += found[0].length;
	}
	const verb = words.shift()?.text ?? "";
	return { verb: verb.toUpperCase(), words, tags, plain };
}

/** A text as one word of a line, whatever is in it. */
export function quoted(text: string): string {
	return `"${text.replace(/["\\]/g, "\\$&")}"`;
}
