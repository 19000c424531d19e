// Requests to the server that gave the page: who asks is a session's cookie, or a token where one was given.
// SPDX-License-Identifier: Apache-2.0

/** RFC 9457, as docs/http-api.md has it. */
export interface Problem {
	title: string;
	status: number;
	rule?: string;
	field?: string;
	detail?: string;
	sequence?: number;
	blockers?: unknown[];
}

export type Answer<T> = { ok: true; body: T } | { ok: false; problem: Problem };

let token = "";

/** Where no session is at hand, as in tests and beside the older API. */
export function useToken(given: string): void {
	token = given;
}

/** Headers of every request; X-Tocsin shows that no other site's form sent it. */
export function headers(more: Record<string, string> = {}): Record<string, string> {
	const all: Record<string, string> = { "X-Tocsin": "1", ...more };
	if (token) all["Authorization"] = `Bearer ${token}`;
	return all;
}

/** One request with JSON, or with a file as it is; no connection is a problem of status 0. */
export async function request<T>(
	method: string,
	path: string,
	body?: unknown,
	more: Record<string, string> = {},
): Promise<Answer<T>> {
	const init: RequestInit = { method, headers: headers(more), credentials: "same-origin" };
	if (body !== undefined) {
		init.headers = headers({ "Content-Type": "application/json", ...more });
		init.body = body instanceof Blob ? body : JSON.stringify(body);
	}
	try {
		const response = await fetch(path, init);
		const text = await response.text();
		const json: unknown = text ? JSON.parse(text) : {};
		if (response.ok) return { ok: true, body: json as T };
		return { ok: false, problem: { title: response.statusText, ...(json as object), status: response.status } };
	} catch (trouble) {
		return { ok: false, problem: { title: String(trouble), status: 0 } };
	}
}
