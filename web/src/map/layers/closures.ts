// Roads that are closed or slow, as the circles in which they are.
// SPDX-License-Identifier: Apache-2.0
import type { Layer } from "../layer";
import { mark } from "../layer";

export const closures: Layer = {
	name: "closures",
	spots: (board) =>
		board.closures.flatMap((one) =>
			one.lat === undefined || one.lon === undefined ? [] : [{ lat: one.lat, lon: one.lon, code: one.percent ? `${one.percent}%` : "X", words: "", state: "", radius_m: one.radius_m ?? 0 }],
		),
	draw: (ink) => mark("closures", ink("quiet"), ink, 9),
};
