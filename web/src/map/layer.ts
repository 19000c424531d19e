// What a layer of the map is: things of the board as points or areas, and how they are drawn.
// SPDX-License-Identifier: Apache-2.0
import type { LayerSpecification } from "maplibre-gl";
import type { Board } from "../fold/board";

/** One thing on the map, also as a line of the list beside it. */
export interface Spot {
	lat: number;
	lon: number;
	/** A text code: colour is never alone. */
	code: string;
	words: string;
	state: string;
	radius_m?: number;
	/** The line that selects it. */
	line?: string;
}

export interface Layer {
	name: "units" | "calls" | "stations" | "hazards" | "closures" | "areas";
	spots: (board: Board, now_ms: number) => Spot[];
	/** How its spots are drawn; the source is `name`. */
	draw: (ink: (name: string) => string) => LayerSpecification[];
}

type Feature = { type: "Feature"; properties: Record<string, unknown>; geometry: { type: "Point"; coordinates: [number, number] } };

/** Metres of a radius as pixels at zoom 20 on a latitude, for an exponential scale (the world is 2^zoom times 512 pixels). */
export function pixelsAt20(radius_m: number, lat: number): number {
	const metres = (40075016.686 * Math.cos((lat * Math.PI) / 180)) / (512 * 2 ** 20);
	return radius_m / metres;
}

export function collection(spots: readonly Spot[]): { type: "FeatureCollection"; features: Feature[] } {
	return {
		type: "FeatureCollection",
		features: spots.map((spot) => ({
			type: "Feature",
			properties: { code: spot.code, state: spot.state, words: spot.words, line: spot.line ?? "", reach: pixelsAt20(spot.radius_m ?? 0, spot.lat) },
			geometry: { type: "Point", coordinates: [spot.lon, spot.lat] },
		})),
	};
}

/** A circle with its code in it. */
export function mark(name: Layer["name"], colour: unknown, ink: (name: string) => string, size: number): LayerSpecification[] {
	return [
		{ id: `${name}-reach`, type: "circle", source: name, filter: [">", ["get", "reach"], 0], paint: { "circle-radius": ["interpolate", ["exponential", 2], ["zoom"], 0, 0, 20, ["get", "reach"]], "circle-color": colour as string, "circle-opacity": 0.15, "circle-stroke-width": 1, "circle-stroke-color": colour as string } },
		{ id: `${name}-dot`, type: "circle", source: name, paint: { "circle-radius": size, "circle-color": ink("panel"), "circle-stroke-width": 2, "circle-stroke-color": colour as string } },
		{ id: `${name}-code`, type: "symbol", source: name, layout: { "text-field": ["get", "code"], "text-size": 11, "text-allow-overlap": true }, paint: { "text-color": ink("ink") } },
	];
}
