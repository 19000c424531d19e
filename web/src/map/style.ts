// How the streets look: the picture of the map's own file, in the colours of the page.
// SPDX-License-Identifier: Apache-2.0
import type { StyleSpecification } from "maplibre-gl";

/** As GET /v1/map has it. */
export interface MapFacts {
	tiles: string;
	minzoom: number;
	maxzoom: number;
	bounds: [number, number, number, number];
	centre: [number, number];
	attribution: string;
}

const narrow = ["service", "footway", "path", "track"];

export function styleOf(facts: MapFacts, ink: (name: string) => string): StyleSpecification {
	const streets = { type: "vector" as const, tiles: [location.origin + facts.tiles], minzoom: facts.minzoom, maxzoom: facts.maxzoom, bounds: facts.bounds, attribution: facts.attribution };
	return {
		version: 8,
		sources: { streets },
		layers: [
			{ id: "ground", type: "background", paint: { "background-color": ink("map-ground") } },
			{ id: "landuse", type: "fill", source: "streets", "source-layer": "landuse", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": ink("map-green"), "fill-opacity": 0.5 } },
			{ id: "water", type: "fill", source: "streets", "source-layer": "water", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": ink("map-water") } },
			{ id: "rivers", type: "line", source: "streets", "source-layer": "water", filter: ["==", ["geometry-type"], "LineString"], paint: { "line-color": ink("map-water"), "line-width": 2 } },
			{ id: "buildings", type: "fill", source: "streets", "source-layer": "buildings", minzoom: 14, paint: { "fill-color": ink("map-house") } },
			{ id: "roads", type: "line", source: "streets", "source-layer": "roads", layout: { "line-cap": "round" }, paint: { "line-color": ink("map-road"), "line-width": ["interpolate", ["exponential", 1.6], ["zoom"], 8, ["match", ["get", "class"], narrow, 0.2, 0.6], 18, ["match", ["get", "class"], narrow, 3, ["motorway", "trunk", "primary"], 16, 9]] } },
			{ id: "road-names", type: "symbol", source: "streets", "source-layer": "roads", minzoom: 13, filter: ["has", "name"], layout: { "symbol-placement": "line", "text-field": ["get", "name"], "text-size": 11 }, paint: { "text-color": ink("ink"), "text-halo-color": ink("map-ground"), "text-halo-width": 1.5 } },
			{ id: "places", type: "symbol", source: "streets", "source-layer": "places", filter: ["has", "name"], layout: { "text-field": ["get", "name"], "text-size": 13 }, paint: { "text-color": ink("ink"), "text-halo-color": ink("map-ground"), "text-halo-width": 1.5 } },
		],
	};
}
