// Runs a line of the command bar: what a key, a click or a drag does is such a line too.
// SPDX-License-Identifier: Apache-2.0
import { signal } from "@preact/signals";

/** What came of a line; a rejected one stays in the bar. */
export interface Outcome {
	line: string;
	accepted: boolean;
	words: string;
}

export const lastOutcome = signal<Outcome | undefined>(undefined);

/** Runs one line; the views' only way to ask anything of the server. */
export async function run(line: string): Promise<Outcome> {
	const outcome = { line, accepted: false, words: "the command line is not there yet" };
	lastOutcome.value = outcome;
	return outcome;
}
