// Areas of incidents that are circles: cordons and sectors.
// SPDX-License-Identifier: Apache-2.0
import type { Layer } from "../layer";
import { mark } from "../layer";

export const areas: Layer = {
	name: "areas",
	spots: (board) =>
		[...board.incidents.values()].flatMap((incident) =>
			incident.areas.flatMap((area) =>
				area.lat === undefined || area.lon === undefined ? [] : [{ lat: area.lat, lon: area.lon, code: area.name, words: `I${incident.incident}`, state: "", radius_m: area.radius_m ?? 0, line: `V I${incident.incident}` }],
			),
		),
	draw: (ink) => mark("areas", ink("focus"), ink, 4),
};
