// Units where they are, or at home where nobody knows; an old position says so.
// SPDX-License-Identifier: Apache-2.0
import type { Layer } from "../layer";
import { mark } from "../layer";

export const units: Layer = {
	name: "units",
	spots: (board) =>
		[...board.units.values()].flatMap((unit) => {
			const home = board.stations.get(unit.station ?? 0);
			const known = unit.lat !== undefined && unit.lon !== undefined;
			const at = known ? unit : home;
			if (at?.lat === undefined || at.lon === undefined) return [];
			const stale = known && unit.position_stale === true;
			const state = stale ? "stale" : unit.active ? "busy" : "free";
			return [{ lat: at.lat, lon: at.lon, code: unit.name + (stale ? "?" : ""), words: known ? "" : (home?.name ?? ""), state, line: `UH ${unit.name}` }];
		}),
	draw: (ink) => mark("units", ["match", ["get", "state"], "busy", ink("unit-driving"), "stale", ink("quiet"), ink("unit-free")], ink, 13),
};
