// Runs a line of the command bar: what a key, a click or a drag does is such a line too.
// SPDX-License-Identifier: Apache-2.0
import { signal } from "@preact/signals";
import { ask } from "../link/ask";
import { plainCommand } from "./plain";

/** What came of a line; a rejected one stays in the bar. */
export interface Outcome {
	line: string;
	accepted: boolean;
	words: string;
}

export const lastOutcome = signal<Outcome | undefined>(undefined);

/** Runs one line; the views' only way to ask anything of the server. */
export async function run(line: string): Promise<Outcome> {
	const outcome = await outcomeOf(line);
	lastOutcome.value = outcome;
	return outcome;
}

async function outcomeOf(line: string): Promise<Outcome> {
	const plain = plainCommand(line);
	if (!plain) return { line, accepted: false, words: "COMMAND member:value ..." };
	const answer = await ask(plain.command, plain.members);
	if (answer.ok) return { line, accepted: true, words: plain.command };
	return { line, accepted: false, words: answer.problem.detail ?? answer.problem.title };
}
