// Calls and incidents with a place, and how uncertain it is.
// SPDX-License-Identifier: Apache-2.0
import type { Layer, Spot } from "../layer";
import { mark } from "../layer";

export const calls: Layer = {
	name: "calls",
	spots: (board, now_ms) => {
		const spots: Spot[] = [];
		const late = (due: string[]) => due.some((one) => Date.parse(one) < now_ms);
		for (const incident of board.incidents.values())
			if (incident.lat !== undefined && incident.lon !== undefined)
				spots.push({ lat: incident.lat, lon: incident.lon, code: `I${incident.incident}`, words: incident.type, state: late(incident.obligations.map((owed) => owed.due)) ? "missed" : "open", radius_m: incident.uncertainty_m ?? 0, line: `V I${incident.incident}` });
		for (const call of board.calls.values())
			if (call.lat !== undefined && call.lon !== undefined && !board.incidents.has(call.incident ?? 0))
				spots.push({ lat: call.lat, lon: call.lon, code: `#${call.call}`, words: call.state, state: late(call.obligations.map((owed) => owed.due)) ? "missed" : "open", radius_m: call.uncertainty_m ?? 0, line: `V #${call.call}` });
		return spots;
	},
	draw: (ink) => mark("calls", ["match", ["get", "state"], "missed", ink("alarm-ground"), ink("warn")], ink, 12),
};
