// Hazards that hold, with their reach.
// SPDX-License-Identifier: Apache-2.0
import type { Layer } from "../layer";
import { mark } from "../layer";

export const hazards: Layer = {
	name: "hazards",
	spots: (board) =>
		board.notices.flatMap((one) =>
			one.lat === undefined || one.lon === undefined ? [] : [{ lat: one.lat, lon: one.lon, code: "!", words: one.type, state: "", radius_m: one.radius_m ?? 0 }],
		),
	draw: (ink) => mark("hazards", ink("warn"), ink, 9),
};
