// Layers of the map: what of the board is a spot, with its code, and how wide a radius is drawn.
// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { loadBoard } from "../src/fold/board";
import { collection, pixelsAt20 } from "../src/map/layer";
import { layers } from "../src/map/layers";

const now_ms = Date.parse("2026-11-25T01:00:00Z");
const owed = { obligation: "1", kind: "assign", owner_kind: "dispatchers", owner: 0, rung: 0, raised: 0, opened: "", due: "2026-11-25T00:59:00Z", first_due: "", unheeded: false };
const board = loadBoard({
	sequence: 1,
	calls: [
		{ call: 1, state: "waiting", lat: 45.5, lon: -122.6, uncertainty_m: 50, obligations: [] },
		{ call: 2, state: "answered", lat: 45.5, lon: -122.6, incident: 7, obligations: [] },
		{ call: 3, state: "waiting", obligations: [] },
	],
	incidents: [{ incident: 7, type: "fire", lat: 45.6, lon: -122.7, obligations: [owed], assignments: [], areas: [{ row: 1, name: "cordon", lat: 45.6, lon: -122.7, radius_m: 200 }, { row: 2, name: "drawn" }] }],
	agents: [],
	units: [
		{ unit: 1, name: "E1", active: 1, lat: 45.51, lon: -122.61, position_stale: true, capabilities: [], obligations: [] },
		{ unit: 2, name: "E2", active: 0, station: 1, capabilities: [], obligations: [] },
		{ unit: 3, name: "E3", active: 0, capabilities: [], obligations: [] },
	],
	stations: [{ station: 1, name: "downtown", lat: 45.52, lon: -122.68 }],
	notices: [{ notice: 1, type: "hazard", lat: 45.5, lon: -122.5, radius_m: 30 }, { notice: 2, type: "bolo" }],
	closures: [{ closure: 1, percent: 0, lat: 45.5, lon: -122.5, radius_m: 80 }, { closure: 2, percent: 40 }],
} as never);
const spots = (name: string) => layers.find((layer) => layer.name === name)?.spots(board, now_ms) ?? [];

describe("layers of the map", () => {
	it("show calls that no incident covers, and a due time that passed", () => {
		expect(spots("calls").map(({ code, state, radius_m }) => [code, state, radius_m])).toEqual([
			["I7", "missed", 0],
			["#1", "open", 50],
		]);
	});
	it("mark an old position, and put a unit nobody heard of at home", () => {
		expect(spots("units").map(({ code, state, words }) => [code, state, words])).toEqual([
			["E1?", "stale", ""],
			["E2", "free", "downtown"],
		]);
	});
	it("draw what has a circle, and leave to the lists what has none", () => {
		expect(spots("areas").map((spot) => spot.code)).toEqual(["cordon"]);
		expect(spots("hazards")).toHaveLength(1);
		expect(spots("closures").map((spot) => spot.code)).toEqual(["X"]);
	});
	it("have a radius as wide as it is on the ground", () => {
		// At zoom 20 a tile of 512 pixels is 38.2 m wide on the equator.
		expect(pixelsAt20(40075016.686 / 2 ** 20, 0)).toBeCloseTo(512, 6);
		expect(pixelsAt20(100, 60)).toBeCloseTo(2 * pixelsAt20(100, 0), 6);
		expect(collection(spots("calls")).features[1]?.geometry.coordinates).toEqual([-122.6, 45.5]);
	});
});
