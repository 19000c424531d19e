// A line of the command bar read against the board: steps to take, or what is wrong and where.  Pure.
// SPDX-License-Identifier: Apache-2.0
import { type CommandName, commands, fieldVocabulary, vocabularies } from "../generated/lists";
import { type Context, type Fault, findCall, findIncident, findUnit, isFault } from "./context";
import { coreVerb, type Given, type Step, type Verb, verbs } from "./verbs";
import { cutLine, type Line, type Word } from "./words_of";

/** Short tags of peers' systems; every field and text of a command is a tag by its own name. */
const short: Record<string, string> = { t: "type", l: "place", p: "priority", d: "disposition", n: "words", o: "obligation", r: "reason" };

const degrees = ["lat", "lon"] as const;
const allTags = new Set([
	...Object.keys(short),
	...degrees,
	...Object.values(commands).flatMap((command) => [...command.required, ...command.optional, ...command.texts]),
]);

type Fields = (typeof commands)[CommandName];

/** Names of the members that a command takes. */
export function membersOf(command: CommandName): string[] {
	const row: Fields = commands[command];
	const fields = [...row.required, ...row.optional].filter((field) => field !== "lat_e7" && field !== "lon_e7");
	const placed = ([...row.required, ...row.optional] as string[]).includes("lat_e7");
	return [...fields, ...(placed ? degrees : []), ...row.texts];
}

/** Handles have more digits than a number keeps; names and moments are strings; the rest are whole numbers where they look so. */
function valueOf(name: string, text: string): unknown {
	if (name === "lat" || name === "lon") return Number(text);
	if (name === "obligation" || name === "about" || name === "hash") return text;
	if (name === "name" || name === "type" || name === "words" || name === "reason" || name in fieldVocabulary) return text;
	if (name === "forced") return text !== "0" && text !== "no";
	return /^\d+$/.test(text) ? Number(text) : text;
}

function readTags(line: Line, takes: readonly string[]): Record<string, unknown> | Fault {
	const tags: Record<string, unknown> = {};
	for (const [tag, text] of line.tags) {
		const name = takes.includes(tag) ? tag : (short[tag] ?? tag);
		if (!takes.includes(name)) return { fault: "fault_tag", given: [tag, takes.join(" ")], at: 0 };
		if ((name === "lat" || name === "lon") && !Number.isFinite(Number(text))) return { fault: "fault_number", given: [text], at: 0 };
		tags[name] = valueOf(name, text);
	}
	return tags;
}

function wordOf(vocabulary: keyof typeof vocabularies, text: string): string | undefined {
	const names = Object.keys(vocabularies[vocabulary]);
	const lower = text.toLowerCase();
	const begun = names.filter((name) => name.startsWith(lower));
	return names.find((name) => name === lower) ?? (begun.length === 1 ? begun[0] : undefined);
}

const slotVocabulary = { disposition: "disposition", outcome: "outcome", state: "agent_state" } as const;

/** Reads one word into its slot; undefined if it does not fit there, which a slot that may be left out allows. */
function readSlot(slot: string, word: Word, at: number, given: Given, context: Context): Fault | undefined {
	const { board } = context;
	const { text } = word;
	switch (slot) {
		case "unit":
		case "units": {
			const names: string[] = [];
			for (const name of slot === "units" ? text.split(",").filter(Boolean) : [text]) {
				const unit = findUnit(board, name, at);
				if (isFault(unit)) return unit;
				names.push(unit.name);
			}
			if (slot === "unit") given.unit = names[0] ?? "";
			else given.units = names;
			return undefined;
		}
		case "call": {
			const call = findCall(board, text, at);
			if (isFault(call)) return call;
			given.call = call.call;
			return undefined;
		}
		case "incident": {
			const incident = findIncident(board, text, at);
			if (isFault(incident)) return incident;
			given.incident = incident.incident;
			return undefined;
		}
		case "any": {
			const found = /^[iI]\d+$/.test(text) ? findIncident(board, text, at) : findCall(board, text, at);
			if (isFault(found)) return found;
			if ("call" in found) given.call = found.call;
			else given.incident = found.incident;
			return undefined;
		}
		case "closed": {
			// What is closed stands on no board: its number is taken as it is said.
			const found = /^(?:#?(\d{1,9})|[iI](\d{1,9}))$/.exec(text);
			if (!found) return { fault: "fault_number", given: [text], at };
			if (found[1]) given.call = Number(found[1]);
			else given.incident = Number(found[2]);
			return undefined;
		}
		case "agent":
			for (const agent of board.agents.values())
				if (agent.name.toLowerCase() === text.toLowerCase()) given.agent = agent.name;
			return given.agent ? undefined : { fault: "fault_agent", given: [text], at };
		case "disposition":
		case "outcome":
		case "state": {
			const list = slotVocabulary[slot];
			const found = wordOf(list, text);
			if (!found) return { fault: "fault_word", given: [text, Object.keys(vocabularies[list]).join(" ")], at };
			given[slot] = found;
			return undefined;
		}
		case "priority":
			if (!/^[pP]?[1-4]$/.test(text)) return { fault: "fault_number", given: [text], at };
			given.priority = Number(text.replace(/p/i, ""));
			return undefined;
		case "number":
			if (!/^\d{1,6}$/.test(text)) return { fault: "fault_number", given: [text], at };
			given.number = Number(text);
			return undefined;
		case "type":
			given.type = text.toLowerCase();
			return undefined;
		case "position":
			given.position = text;
			return undefined;
		case "station":
			given.station = text;
			return undefined;
	}
	return { fault: "fault_word", given: [text, slot], at };
}

/** What an empty slot means: the selected row. */
function fillSlot(slot: string, given: Given, { selection, board }: Context): boolean {
	const call = selection.call ? board.calls.get(selection.call) : undefined;
	const number = selection.incident ?? call?.incident;
	const incident = number && board.incidents.has(number) ? number : undefined;
	if (slot === "call" && call) given.call = call.call;
	else if (slot === "incident" && incident) given.incident = incident;
	else if (slot === "any" && selection.incident && incident) given.incident = incident;
	else if (slot === "any" && call) given.call = call.call;
	else if ((slot === "unit" || slot === "units") && selection.unit) {
		const name = board.units.get(selection.unit)?.name ?? "";
		given.unit = name;
		given.units = [name];
	} else return false;
	return true;
}

/** Whether a number of digits or an incident's name is meant, though no such one is open: then it is no text. */
function looksMeant(slot: string, text: string): boolean {
	return (slot === "call" || slot === "incident" || slot === "any") && /^(#?\d{1,9}|[iI]\d+)$/.test(text);
}

/**
 * "N 5 people trapped" while a row is selected: a call, or the text?  Nobody guesses: it is asked, unless the number is that
 * of an open call in full and longer than people count.
 */
function mayBeText(slot: string, word: Word, given: Given, context: Context): boolean {
	if (word.quoted || !/^\d+$/.test(word.text) || !["call", "incident", "any"].includes(slot)) return false;
	if (word.text.length > 2 && context.board.calls.has(Number(word.text))) return false;
	return fillSlot(slot, { ...given }, context);
}

function readSlots(verb: Verb, line: Line, given: Given, context: Context): Fault | undefined {
	const words = [...line.words];
	for (const [index, named] of verb.slots.entries()) {
		const slot = named.replace(/[?~]$/, "");
		const optional = slot !== named;
		const word = words[0];
		const at = line.words.length - words.length + 1;
		if (slot === "text") {
			const text = word?.quoted && words.length === 1 ? word.text : word ? line.plain.slice(word.from).trim() : "";
			if (text) given.text = text;
			else if (!optional && !hasText(given)) return { fault: "fault_missing", given: ["text"], at };
			words.length = 0;
			continue;
		}
		const text = verb.slots[index + 1]?.startsWith("text");
		if (word && text && words[1] && !words[1].quoted && mayBeText(slot, word, given, context)) return { fault: "fault_text_or_call", given: [word.text], at };
		const fault = word ? readSlot(slot, word, at, given, context) : { fault: "fault_missing" as const, given: [slot], at };
		if (!fault) {
			words.shift();
			continue;
		}
		// A text that begins with a number of no open call may mean one: it is asked again rather than sent to another.
		if (word && looksMeant(slot, word.text)) return fault;
		if (named.endsWith("~") || fillSlot(slot, given, context)) continue;
		if (word && optional && text && slot !== "incident" && slot !== "call" && slot !== "any") continue;
		return word && !optional ? fault : { fault: "fault_missing", given: [slot], at };
	}
	return words.length ? { fault: "fault_too_much", given: [words[0]?.text ?? ""], at: line.words.length - words.length + 1 } : undefined;
}

function hasText(given: Given): boolean {
	return "words" in given.tags || "reason" in given.tags || "place" in given.tags || "contact" in given.tags;
}

/** A command of the core by its own name: all it takes as tags, and what is selected where it wants a call or an incident. */
function readCore(command: CommandName, line: Line, context: Context): Step[] | Fault {
	const takes = membersOf(command);
	const tags = readTags(line, takes);
	if (isFault(tags)) return tags;
	const row: Fields = commands[command];
	const given: Given = { tags };
	for (const field of ["call", "incident", "unit"] as const) {
		if (!(row.required as readonly string[]).includes(field) || field in tags) continue;
		if (fillSlot(field, given, context)) tags[field] = given[field];
	}
	const missing = (row.required as readonly string[]).find((field) => !(field in tags) && field !== "lat_e7" && field !== "lon_e7");
	if (missing) return { fault: "fault_missing", given: [`${missing}:`], at: 1 };
	const extra = line.words[0];
	if (extra) return { fault: "fault_too_much", given: [extra.text], at: 1 };
	return [{ ask: command, members: tags }];
}

/** Reads one line. */
export function readLine(text: string, context: Context): Step[] | Fault {
	const line = cutLine(text, allTags);
	if (isFault(line)) return line;
	const verb = verbs[line.verb];
	if (!verb) {
		const command = coreVerb(line.verb);
		return command ? readCore(command, line, context) : { fault: "fault_verb", given: [line.verb || text.trim()], at: 0 };
	}
	const takes = [...new Set(verb.asks.flatMap(membersOf))];
	const tags = readTags(line, takes);
	if (isFault(tags)) return tags;
	const given: Given = { tags };
	// A tag stands for the slot of its name.
	const slots = verb.slots.filter((slot) => {
		const name = slot.replace(/[?~]$/, "");
		return !(name in tags) && !(name === "text" && hasText(given));
	});
	const fault = readSlots({ ...verb, slots }, line, given, context);
	return fault ?? verb.steps(given, context);
}
