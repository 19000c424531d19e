// The guided first run: which step is next, from what the board shows; pure.
// SPDX-License-Identifier: Apache-2.0
import type { Board, Call, Incident } from "../fold/board";

/** The demo city's plan, docs/demo/portland-plan.yaml: only there is a practice call placed. */
export const DEMO_PLAN = "portland-plan.yaml";
export const STEPS = ["dispatcher", "sit", "place", "answer", "classify", "send", "end"] as const;
export type Step = (typeof STEPS)[number];

export interface Progress {
	step: Step;
	call?: Call;
	incident?: Incident;
	/** Names of the units that are recommended. */
	picks: string[];
}

/** Whether this is the demo city. */
export function isDemo(board: Board): boolean {
	return (board as { plan?: { name?: string } }).plan?.name === DEMO_PLAN;
}

/** Where a newcomer stands: the practice call, or the first one that is open. */
export function progress(board: Board, rights: readonly string[], seated: boolean, practice: number | undefined): Progress {
	const at = (step: Step, more: Partial<Progress> = {}): Progress => ({ step, picks: [], ...more });
	if (!rights.includes("dispatch")) return at("dispatcher");
	if (!seated) return at("sit");
	const sent = [...board.incidents.values()].find((one) => one.assignments.length > 0);
	const call = (practice !== undefined && board.calls.get(practice)) || [...board.calls.values()][0];
	if (!call) return sent ? at("end", { incident: sent }) : at("place");
	if (call.state === "waiting") return at("answer", { call });
	const incident = call.incident ? board.incidents.get(call.incident) : undefined;
	if (!incident) return at("classify", { call });
	if (incident.assignments.length > 0) return at("end", { call, incident });
	return at("send", { call, incident, picks: (incident.recommended ?? []).map((pick) => pick.name) });
}
