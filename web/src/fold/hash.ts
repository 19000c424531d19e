// The hash of what the page shows of the board, as src/console/mirror.h gives its form.  Pure.
// SPDX-License-Identifier: Apache-2.0
import type { Board, Obligation } from "./board";

const PRIME = 16777619;
const OFFSETS = [2166136261, 84696351] as const;
const encoder = new TextEncoder();

function fnv(offset: number, bytes: Uint8Array): number {
	let hash = offset;
	for (const byte of bytes) hash = Math.imul(hash ^ byte, PRIME);
	return hash >>> 0;
}

function owedLine(owed: Obligation): string {
	return `o|${owed.obligation}|${owed.kind}|${owed.owner_kind}|${owed.owner}|${owed.rung}|${owed.due}|${owed.unheeded ? 1 : 0}`;
}

/** A line for everything that is compared. */
export function linesOf(board: Board): string[] {
	const lines: string[] = [];
	const owes = (list: readonly Obligation[]) => {
		for (const owed of list) lines.push(owedLine(owed));
	};
	for (const call of board.calls.values()) {
		lines.push(`c|${call.call}|${call.state}|${call.priority}|${call.incident ?? 0}|${call.agent ?? 0}`);
		owes(call.obligations);
	}
	for (const incident of board.incidents.values()) {
		lines.push(`i|${incident.incident}|${incident.priority}|${incident.type}|${incident.active}`);
		for (const one of incident.assignments) lines.push(`s|${incident.incident}|${one.assignment}|${one.unit}|${one.status}|${one.active ? 1 : 0}`);
		for (const need of incident.needs) lines.push(`n|${incident.incident}|${need.row}|${need.count}|${need.filled}`);
		owes(incident.obligations);
	}
	for (const unit of board.units.values()) {
		lines.push(`u|${unit.unit}|${unit.active}|${unit.out_of_service ? 1 : 0}|${unit.logged_off ? 1 : 0}`);
		owes(unit.obligations);
	}
	for (const agent of board.agents.values()) lines.push(`a|${agent.agent}|${agent.position}|${agent.state ?? ""}|${agent.role ?? ""}`);
	return lines;
}

/** Sixteen hexadecimal digits; the order of things does not matter. */
export function hashOf(board: Board): string {
	const sums = [0, 0];
	for (const line of linesOf(board)) {
		const bytes = encoder.encode(line);
		OFFSETS.forEach((offset, i) => (sums[i] = ((sums[i] ?? 0) + fnv(offset, bytes)) >>> 0));
	}
	return sums.map((sum) => sum.toString(16).padStart(8, "0")).join("");
}
