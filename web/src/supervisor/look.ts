// GET /v1/supervision and the sessions, again and again while the page is looked at.
// SPDX-License-Identifier: Apache-2.0
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { request } from "../link/server";
import { listSessions, may, me, type Session } from "../link/session";
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

/** Looks for as long as the view is there; a page that nobody sees asks nothing. */
export function useLook(): void {
	const who = me.value?.agent; // what one may see is known only then
	useEffect(() => {
		void look();
		const again = setInterval(() => {
			if (!document.hidden) void look();
		}, AGAIN_MS);
		return () => clearInterval(again);
	}, [who]);
}
