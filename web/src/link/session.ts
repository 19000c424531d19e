// Who is signed in on this page: passwords, first codes, what a session may, and its end.
// SPDX-License-Identifier: Apache-2.0
//
// The session is a cookie that no script reads; what is known here is what GET /v1/session says of it.
import { signal } from "@preact/signals";
import { forgetBoard, lookAgain } from "./link";
import { type Answer, request, useToken } from "./server";

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

/** One row of GET /v1/sessions. */
export interface Session {
	session: number;
	agent: number;
	name: string;
	role: string;
	position: number;
	from: string;
	began: string;
	seen: string;
}

export const me = signal<Me | undefined>(undefined);

/** Whether the person who is signed in may do what needs `right`. */
export function may(right: string): boolean {
	return me.value?.rights.includes(right) ?? false;
}

export async function learnMe(): Promise<void> {
	const answer = await request<Me>("GET", "/v1/session");
	if (answer.ok) me.value = answer.body;
	else if (answer.problem.status !== 0) me.value = undefined;
}

async function entered(answer: Answer<unknown>): Promise<Answer<unknown>> {
	useToken(""); // from here on the cookie proves it
	if (!answer.ok) return answer;
	await learnMe();
	lookAgain();
	return answer;
}

/** With a password, or with what a passkey answered. */
export async function signIn(name: string, proof: { password: string } | { passkey: unknown }): Promise<Answer<unknown>> {
	return entered(await request("POST", "/v1/session", { name, ...proof }));
}

/** With the code that whoever added the person was told. */
export async function signInByCode(code: string): Promise<Answer<unknown>> {
	useToken(code.trim());
	return entered(await request("POST", "/v1/session", {}));
}

/** The first password needs no old one. */
export async function setPassword(old: string, wanted: string): Promise<Answer<unknown>> {
	const answer = await request("POST", "/v1/password", old ? { old, new: wanted } : { new: wanted });
	if (answer.ok) await learnMe();
	return answer;
}

/** Leaves the position and ends the session; refused while something is owned, unless it is forced. */
export async function signOut(forced: boolean): Promise<Answer<unknown>> {
	const answer = await request("DELETE", forced ? "/v1/session?forced=1" : "/v1/session");
	if (!answer.ok && answer.problem.status !== 401) return answer;
	me.value = undefined;
	forgetBoard();
	return answer;
}

export async function listSessions(): Promise<Session[] | undefined> {
	const answer = await request<{ sessions: Session[] }>("GET", "/v1/sessions");
	return answer.ok ? answer.body.sessions : undefined;
}

/** Ends all sessions of the person whose this one is; what that one owes is raised. */
export async function endSession(session: number): Promise<Answer<unknown>> {
	return request("DELETE", `/v1/sessions/${session}`);
}
