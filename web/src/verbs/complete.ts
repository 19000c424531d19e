// What Tab makes of a line: the one word that is left to say, or the list of those that fit.  Pure.
// SPDX-License-Identifier: Apache-2.0
import { commands, vocabularies } from "../generated/lists";
import type { Context } from "./context";
import { isTyped, verbs } from "./verbs";

function namesFor(slot: string, { board }: Context): string[] {
	switch (slot) {
		case "unit":
		case "units":
			return [...board.units.values()].map((unit) => unit.name);
		case "call":
			return [...board.calls.keys()].map(String);
		case "incident":
			return [...board.incidents.keys()].map((number) => `I${number}`);
		case "any":
			return [...namesFor("call", { board } as Context), ...namesFor("incident", { board } as Context)];
		case "agent":
			return [...board.agents.values()].map((agent) => agent.name);
		case "station":
			return [...board.stations.values()].map((station) => station.name);
		case "disposition":
			return Object.keys(vocabularies.disposition);
		case "outcome":
			return Object.keys(vocabularies.outcome);
		case "state":
			return Object.keys(vocabularies.agent_state);
		case "type":
			return [...new Set([...board.incidents.values()].map((incident) => incident.type))];
	}
	return [];
}

function common(names: readonly string[]): string {
	let shared = names[0] ?? "";
	for (const name of names) while (!name.toLowerCase().startsWith(shared.toLowerCase())) shared = shared.slice(0, -1);
	return shared;
}

/** The line as far as it is certain, and all that fits where more than one does. */
export function completeLine(text: string, context: Context): { line: string; fits: string[] } {
	const words = text.split(" ");
	const last = words.pop() ?? "";
	const comma = last.lastIndexOf(",") + 1;
	const begun = last.slice(comma);
	const typed = Object.keys(commands).filter((name) => isTyped(name as keyof typeof commands));
	const slots = verbs[(words[0] ?? "").toUpperCase()]?.slots ?? [];
	// The slot in which the word stands, and those behind it that may stand there where it is left out.
	const from = Math.max(0, words.length - 1);
	const names = words.length ? slots.slice(from, from + 2).flatMap((slot) => namesFor(slot.replace(/[?~]$/, ""), context)) : [...Object.keys(verbs), ...typed];
	const fits = names.filter((name) => name.toLowerCase().startsWith(begun.toLowerCase())).sort();
	if (!fits.length) return { line: text, fits: [] };
	const certain = last.slice(0, comma) + (common(fits) || begun) + (fits.length === 1 ? " " : "");
	return { line: [...words, certain].join(" "), fits: fits.length === 1 ? [] : fits.slice(0, 40) };
}
