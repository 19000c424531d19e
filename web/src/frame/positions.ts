// The positions of the center, as the server last told; they change seldom.
// SPDX-License-Identifier: Apache-2.0
import { signal } from "@preact/signals";
import { request } from "../link/server";

export interface Position {
	position: number;
	name: string;
}

export const positions = signal<readonly Position[]>([]);

export async function learnPositions(): Promise<void> {
	const answer = await request<{ alarms: { positions: Position[] } }>("GET", "/v1/supervision");
	if (answer.ok) positions.value = answer.body.alarms.positions;
}

export function positionName(position: number): string {
	return positions.value.find((one) => one.position === position)?.name ?? String(position);
}
