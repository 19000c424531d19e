// GET /v1/supervision and the sessions, again and again while the page is looked at.
// SPDX-License-Identifier: Apache-2.0
import { signal } from "@preact/signals";
import { request } from "../link/server";
import { listSessions, may, type Session } from "../link/session";
import { useAgain } from "../parts/again";
import type { Supervision } from "./count";

/** Figures of a day change slowly; the board beside them is told at once. */
const AGAIN_MS = 10_000;

export const supervision = signal<Supervision | undefined>(undefined);
export const sessions = signal<Session[] | undefined>(undefined);

export async function look(): Promise<void> {
	const answer = await request<Supervision>("GET", "/v1/supervision");
	if (answer.ok) supervision.value = answer.body;
	if (may("supervise") || may("administer")) sessions.value = await listSessions();
}

export function useLook(): void {
	useAgain(look, AGAIN_MS);
}
