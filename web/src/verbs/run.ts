// Runs a line of the command bar: what a key, a click or a drag does is such a line too.
// SPDX-License-Identifier: Apache-2.0
import { signal } from "@preact/signals";
import { ask } from "../link/ask";
import { useBoard } from "../link/link";
import type { Problem } from "../link/server";
import { me } from "../link/session";
import { selection } from "../parts/selection";
import { tone } from "../parts/tones";
import { t, w } from "../words/words";
import { isFault } from "./context";
import { readLine } from "./grammar";
import type { Step } from "./verbs";

/** What came of a line; a rejected one stays in the bar. */
export interface Outcome {
	line: string;
	accepted: boolean;
	words: string;
}

export const lastOutcome = signal<Outcome | undefined>(undefined);

/** What a line asks the page to show; each pane looks for its own. */
export const shown = signal<Extract<Step, { show: string }> | undefined>(undefined);

/** Lines as they were typed, the newest last. */
export const history = signal<string[]>([]);
const HISTORY_MAX = 200;

function refusalWords(problem: Problem): string {
	if (problem.status === 0) return t("refused_line");
	const own = problem.rule ? w("refusal", problem.rule) : "";
	const known = own && own !== problem.rule;
	const blockers = (problem.blockers as { owed?: string }[] | undefined)?.map((one) => w("obligation", one.owed ?? ""));
	return [known ? own : problem.title, known ? "" : problem.detail, problem.field && `[${problem.field}]`, blockers?.join("; ")]
		.filter(Boolean)
		.join(": ");
}

/** A line that a key began and a person ends, with the caret where something is missing. */
export const offered = signal<{ line: string; caret: number } | undefined>(undefined);

/** Puts a line into the bar without running it. */
export function offer(line: string, caret = line.length): void {
	offered.value = { line, caret };
}

/** Calls and incidents are shown by being selected; the rest is a pane's. */
function show(step: Extract<Step, { show: string }>): void {
	const number = Number(step.of);
	if (step.show === "call" && number) selection.value = { call: number };
	else if (step.show === "incident" && number) selection.value = { incident: number };
	else if (step.show !== "new_call") shown.value = step;
	if (step.show === "call" || step.show === "incident") shown.value = undefined;
}

/** What was made is what is worked on next. */
function follow(command: string, made: Record<string, unknown>): void {
	const { call, incident } = made;
	if (command === "place_call" && typeof call === "number") selection.value = { call };
	if (command === "classify" && typeof incident === "number") selection.value = { incident, ...(typeof call === "number" ? { call } : {}) };
}

/** What is told this once, and to whoever asked: he reads it off the bar. */
function secretsOf(made: Record<string, unknown>): string {
	const told = ["token", "phone_password", "device_token"].filter((name) => typeof made[name] === "string");
	return told.map((name) => ` · ${name} ${String(made[name])}`).join("");
}

/** Takes the steps one after another; the first that is refused ends it. */
async function take(steps: Step[], line: string): Promise<Outcome> {
	let entry = 0;
	let secrets = "";
	for (const step of steps) {
		if ("show" in step) {
			show(step);
			continue;
		}
		const answer = await ask(step.ask, step.members);
		if (!answer.ok) return { line, accepted: false, words: refusalWords(answer.problem) };
		entry = answer.body.sequence;
		secrets += secretsOf(answer.body);
		follow(step.ask, answer.body);
	}
	return { line, accepted: true, words: (entry ? t("accepted_entry", entry) : t("accepted")) + secrets };
}

const BOARD_WITHIN_MS = 3_000;
const LOOK_MS = 50;

/** The board; on a page that was just opened it may be on its way. */
async function boardSoon(): Promise<ReturnType<typeof useBoard>> {
	for (let waited_ms = 0; waited_ms < BOARD_WITHIN_MS && !useBoard(); waited_ms += LOOK_MS) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
	return useBoard();
}

/** Runs one line; the views' only way to ask anything of the server. */
export async function run(line: string): Promise<Outcome> {
	const board = await boardSoon();
	history.value = [...history.value.filter((one) => one !== line), line].slice(-HISTORY_MAX);
	let outcome: Outcome;
	if (!board) outcome = { line, accepted: false, words: t("refused_line") };
	else {
		const steps = readLine(line, { board, selection: selection.value, me: me.value?.agent ?? 0 });
		outcome = isFault(steps) ? { line, accepted: false, words: t(steps.fault, ...steps.given) } : await take(steps, line);
	}
	lastOutcome.value = outcome;
	tone(outcome.accepted ? "accepted" : "rejected");
	return outcome;
}
