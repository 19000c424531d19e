// The type that the caller's words suggest, from the agency's table of words.  Pure.
// SPDX-License-Identifier: Apache-2.0

export interface TypeRow {
	type: string;
	words: string[];
	/** What to ask and to say; "" where the agency says nothing. */
	script: string;
}

const letters = /[\p{L}\p{N}]+/gu;

/** Types whose words were said, the one with most of them first; a word of the table may be several words. */
export function suggestTypes(rows: readonly TypeRow[], said: string): string[] {
	const text = ` ${(said.toLowerCase().match(letters) ?? []).join(" ")} `;
	const hits = rows.map((row) => ({ row, count: row.words.filter((word) => text.includes(` ${word.toLowerCase()} `)).length }));
	return hits
		.filter(({ count }) => count > 0)
		.sort((a, b) => b.count - a.count)
		.map(({ row }) => row.type);
}
