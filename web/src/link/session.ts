// Who is signed in in this browser.
// SPDX-License-Identifier: Apache-2.0
import { signal } from "@preact/signals";
import { type Answer, request } from "./server";

/** As GET /v1/session has it. */
export interface Me {
	session: number;
	agent: number;
	name: string;
	role: string;
	position: number;
	rights: string[];
	password: boolean;
	passkeys: number[];
}

/** Undefined: nobody, or not known yet. */
export const me = signal<Me | undefined>(undefined);

/** Asks who is signed in; false if nobody is. */
export async function findMe(): Promise<boolean> {
	const answer = await request<Me>("GET", "/v1/session");
	me.value = answer.ok ? answer.body : undefined;
	return answer.ok;
}

/** Signs in by name and password. */
export async function signIn(name: string, password: string): Promise<Answer<unknown>> {
	const answer = await request("POST", "/v1/session", { name, password });
	if (answer.ok) await findMe();
	return answer;
}

/** Signs in by the token that came with one's name: for the first time. */
export async function signInByToken(token: string): Promise<Answer<unknown>> {
	const answer = await request("POST", "/v1/session", {}, { Authorization: `Bearer ${token}` });
	if (answer.ok) await findMe();
	return answer;
}

/** Signs out; the refusal names what is owed. */
export async function signOut(forced = false): Promise<Answer<unknown>> {
	const answer = await request("DELETE", `/v1/session${forced ? "?forced=1" : ""}`);
	if (answer.ok) me.value = undefined;
	return answer;
}
