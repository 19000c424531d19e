// What was said of a call or an incident, in words: asked of the server once, when somebody looks.
// SPDX-License-Identifier: Apache-2.0
import { signal } from "@preact/signals";
import { request } from "./server";

export interface Entry {
	sequence: number;
	at: string;
	command: string;
	asker: string;
	actor?: number;
	words?: string;
	place?: string;
	reason?: string;
	caller?: string;
	contact?: string;
	call?: number;
	events: { kind: string; [field: string]: unknown }[];
	[member: string]: unknown;
}

export interface Said {
	words: string;
	place: string;
}

/** First words and latest place of calls, by number; grows as rows come into sight. */
export const said = signal<ReadonlyMap<number, Said>>(new Map());
const asked = new Set<number>();
const ASKED_AT_ONCE = 4;
let running = 0;
const waiting: number[] = [];

/** The words of a call's first entry and the place said last. */
export function saidOf(timeline: readonly Entry[]): Said {
	const words = timeline.find((entry) => entry.words)?.words ?? "";
	const places = timeline.filter((entry) => entry.place);
	return { words, place: places[places.length - 1]?.place ?? "" };
}

async function next(): Promise<void> {
	const call = waiting.shift();
	if (call === undefined) return;
	running++;
	const answer = await request<{ timeline: Entry[] }>("GET", `/v1/calls/${call}`);
	running--;
	if (answer.ok) said.value = new Map(said.value).set(call, saidOf(answer.body.timeline));
	else asked.delete(call);
	void next();
}

/** What is known of a call's words; asks for them where nothing is. */
export function wordsOf(call: number): Said | undefined {
	const known = said.value.get(call);
	if (known || asked.has(call)) return known;
	asked.add(call);
	waiting.push(call);
	if (running < ASKED_AT_ONCE) void next();
	return undefined;
}

/** Words that came with an entry: what is known of those calls is asked again. */
export function heardWords(entry: Entry): void {
	if (!entry.words && !entry.place) return;
	for (const event of entry.events) {
		const call = Number(event["call"] ?? 0);
		if (!call || !asked.has(call) || waiting.includes(call)) continue;
		waiting.push(call);
		if (running < ASKED_AT_ONCE) void next();
	}
}
