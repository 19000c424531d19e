// An event in words: what the core's list says of its kind, with what it carries.
// SPDX-License-Identifier: Apache-2.0
import type { Board } from "../fold/board";
import { events } from "../generated/lists";
import { language, type ListName, w } from "../words/words";
import { eventsEs } from "../words/events_es";
import { wall } from "./named";

type Event = { kind: string; [field: string]: unknown };

/** What is not shown: numbers that say nothing to people. */
const hidden = new Set(["kind", "call", "incident", "obligation", "owner", "owner_kind", "stamp", "lat_e7", "lon_e7", "hash", "by", "about"]);
const lists: Record<string, ListName> = { owed: "obligation", status: "unit_status", disposition: "disposition", outcome: "outcome", state: "agent_state", channel: "channel", cause: "cause", how: "ending", why: "why", refusal: "refusal", role: "role" };

function nameOf(field: string, value: unknown, board: Board | undefined): string {
	const number = Number(value);
	if (field === "unit") return board?.units.get(number)?.name ?? `${number}`;
	if (field === "agent") return board?.agents.get(number)?.name ?? `${number}`;
	if (field === "station") return board?.stations.get(number)?.name ?? `${number}`;
	if (field === "due") return wall(Date.parse(String(value)));
	const list = lists[field];
	return list ? w(list, String(value)) : `${field} ${String(value)}`;
}

export function eventWords(event: Event, board: Board | undefined): string {
	const row = (events as Record<string, { words: string }>)[event.kind];
	const words = language.value === "es" ? ((eventsEs as Record<string, string>)[event.kind] ?? row?.words) : row?.words;
	const given = Object.entries(event).filter(([field, value]) => !hidden.has(field) && value !== 0 && value !== "");
	const shown = given.map(([field, value]) => nameOf(field, value, board)).join(", ");
	return (words ?? event.kind) + (shown ? ` (${shown})` : "");
}
