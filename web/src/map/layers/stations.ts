// Stations.
// SPDX-License-Identifier: Apache-2.0
import type { Layer } from "../layer";

export const stations: Layer = {
	name: "stations",
	spots: (board) =>
		[...board.stations.values()].flatMap((station) =>
			station.lat === undefined || station.lon === undefined ? [] : [{ lat: station.lat, lon: station.lon, code: "■", words: station.name, state: "" }],
		),
	draw: (ink) => [
		{ id: "stations-code", type: "symbol", source: "stations", layout: { "text-field": ["concat", ["get", "code"], " ", ["get", "words"]], "text-size": 11, "text-anchor": "top", "text-offset": [0, 1] }, paint: { "text-color": ink("quiet"), "text-halo-color": ink("ground"), "text-halo-width": 1 } },
	],
};
