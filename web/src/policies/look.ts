// GET /v1/policies, again and again while the page is looked at; and one of them, whole.
// SPDX-License-Identifier: Apache-2.0
import { signal } from "@preact/signals";
import { request } from "../link/server";
import { useAgain } from "../parts/again";

/** A proof takes seconds, and somebody waits for it. */
const AGAIN_MS = 1_000;

/** What of the one in force runs out, or is not there any more. */
export interface Warning {
	notice: number;
	until: string;
	words: string;
}

export interface Listed {
	policy: number;
	name: string;
	hash: string;
	standing: string;
	proposed_at: string;
	proposed_by?: string;
	approved_by?: string;
	activated_by?: string;
	activated_at?: string;
	judged_at?: string;
	asked?: number;
	of?: number;
	warnings?: Warning[];
}

export interface Question {
	code: string;
	type: string;
	name: string;
	asks: string;
	answer: string;
	words: string;
	blocking: boolean;
	clauses?: number;
	lemmas?: number;
	hash?: string;
}

export interface Judgement {
	checker: number;
	human_within_s: number;
	lives_days: number;
	manifest: string[];
	questions?: Question[];
	trouble?: string;
	differences?: string;
}

export interface Whole extends Listed {
	text: string;
	judgement?: Judgement;
}

export const policies = signal<{ in_force: number; people: number; policies: Listed[] } | undefined>(undefined);
export const chosen = signal<number>(0);
export const whole = signal<Whole | undefined>(undefined);

function same(a: Listed, b: Listed | undefined): boolean {
	return !!b && a.policy === b.policy && a.standing === b.standing && a.judged_at === b.judged_at && a.asked === b.asked;
}

/** The chosen one is asked for again only when it stands otherwise. */
export async function look(): Promise<void> {
	const answer = await request<{ in_force: number; people: number; policies: Listed[] }>("GET", "/v1/policies");
	if (!answer.ok) return;
	policies.value = answer.body;
	const one = answer.body.policies.find(({ policy }) => policy === chosen.value) ?? answer.body.policies[0];
	if (!one || same(one, whole.value)) return;
	const shown = await request<Whole>("GET", `/v1/policies/${one.policy}`);
	if (shown.ok) whole.value = shown.body;
}

export async function choose(policy: number): Promise<void> {
	chosen.value = policy;
	whole.value = undefined;
	await look();
}

export function useLook(): void {
	useAgain(look, AGAIN_MS);
}
