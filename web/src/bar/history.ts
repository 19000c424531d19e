// The lines that were typed, walked with Up and Down.  Pure.
// SPDX-License-Identifier: Apache-2.0

/** The line `by` steps from where one stands, the typed one behind the newest. */
export function walkHistory(lines: readonly string[], at: number, by: number): { at: number; line: string | undefined } {
	const next = Math.min(lines.length, Math.max(0, at + by));
	return { at: next, line: lines[next] };
}
