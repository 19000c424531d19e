// GET /v1/audit, and which of its windows is looked at.
// SPDX-License-Identifier: Apache-2.0
import { signal } from "@preact/signals";
import { request } from "../link/server";
import { useAgain } from "../parts/again";

/** Somebody waits for the first look; later ones change every few minutes. */
const FIRST_MS = 2_000;
const LATER_MS = 30_000;

export type Verdict = "reliable" | "undetermined" | "unreliable";

export interface Gate {
	verdict: Verdict;
	reasons: string[];
	arrivals_recorded: number;
	arrivals: number;
}

/** What became of the calls of a district, or of all. */
export interface Group {
	calls: number;
	open: number;
	unit_there: number;
	without_unit: number;
	/** Between these whatever is not recorded; stated only where the gate is not red. */
	within_target: { least: number; most: number; stated?: number };
	gate: Gate;
}

export interface Moment {
	moment: string;
	recorded: number;
	of: number;
	backward: number;
}

/** Null: so many never came so far; not there: there are no such calls. */
export interface Leg {
	leg: string;
	calls: number;
	lasted: number;
	backward: number;
	not_recorded: number;
	endless: number;
	unbegun: number;
	p50_ms?: number | null;
	p90_ms?: number | null;
}

export interface Bound {
	bound: string;
	leg: string;
	words: string;
	source: string;
	clause: string;
	within_ms: number;
	wanted_thousandths: number;
	within: number;
	of: number;
	not_recorded: number;
	standing: "met" | "missed" | "unknown";
}

export interface Window extends Group {
	days: number;
	from: string;
	to: string;
	unanswered: number;
	left_out: Record<string, number>;
	moments: Moment[];
	legs: Leg[];
	bounds: Bound[];
	districts: (Group & { district: string })[];
}

export interface Look {
	as_of?: string;
	record_to?: string;
	entries?: number;
	inferred_arrivals?: number;
	target_s?: number;
	windows: Window[];
	reading: boolean;
	trouble?: string;
}

export const seen = signal<Look | undefined>(undefined);
export const days = signal(7);
export const fault = signal("");
let asked_ms = 0;

export async function look(): Promise<void> {
	const whole = !!seen.value?.windows.length;
	if (whole && Date.now() - asked_ms < LATER_MS) return;
	asked_ms = Date.now();
	const answer = await request<Look>("GET", "/v1/audit");
	if (answer.ok) seen.value = answer.body;
	fault.value = answer.ok ? "" : (answer.problem.detail ?? answer.problem.title);
}

export function useLook(): void {
	useAgain(look, FIRST_MS);
}
