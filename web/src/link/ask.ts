// One command to the server, with a key, so that asking twice has one effect.
// SPDX-License-Identifier: Apache-2.0
import { type Answer, request } from "./server";

export interface Done {
	sequence: number;
	events: { kind: string; [field: string]: unknown }[];
	[member: string]: unknown;
}

/** Asks `command`; on a lost line it is asked once more with the same key. */
export async function ask(command: string, members: Record<string, unknown>): Promise<Answer<Done>> {
	const key = { "Idempotency-Key": crypto.randomUUID() };
	const path = `/v1/commands/${command}`;
	const answer = await request<Done>("POST", path, members, key);
	if (answer.ok || answer.problem.status !== 0) return answer;
	return request<Done>("POST", path, members, key);
}
