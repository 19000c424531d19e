// The map: a window of its own beside the work, never in its place; what is on it stands in a list as well.
// SPDX-License-Identifier: Apache-2.0
import type { GeoJSONSource, Map as MapLibre } from "maplibre-gl";
import { useEffect, useRef, useState } from "preact/hooks";
import { boardVersion, serverNow_ms, useBoard } from "../link/link";
import { request } from "../link/server";
import { selection } from "../parts/selection";
import { run } from "../verbs/run";
import { t } from "../words/words";
import { collection } from "./layer";
import { layers } from "./layers";
import { type MapFacts, styleOf } from "./style";
import "maplibre-gl/dist/maplibre-gl.css";
import "./map.css";

const FLY_ZOOM = 15;

function ink(name: string): string {
	return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim() || "#888888";
}

/** MapLibre in the build that needs no wider policy: its worker is a file of ours. */
async function openMap(box: HTMLElement, facts: MapFacts): Promise<MapLibre> {
	const { default: maplibre } = await import("maplibre-gl/dist/maplibre-gl-csp");
	const { default: worker } = await import("maplibre-gl/dist/maplibre-gl-csp-worker?url");
	maplibre.setWorkerUrl(worker);
	const map = new maplibre.Map({ container: box, style: styleOf(facts, ink), center: facts.centre, zoom: 12, maxZoom: 19, attributionControl: { compact: false } });
	map.addControl(new maplibre.NavigationControl({ showCompass: false }));
	await new Promise((ready) => map.once("load", ready));
	for (const layer of layers) {
		map.addSource(layer.name, { type: "geojson", data: collection([]) });
		for (const drawn of layer.draw(ink)) map.addLayer(drawn);
		map.on("click", `${layer.name}-${layer.name === "stations" ? "code" : "dot"}`, (event) => {
			const line = String(event.features?.[0]?.properties["line"] ?? "");
			if (line) void run(line);
		});
	}
	return map;
}

export function MapPage() {
	const box = useRef<HTMLDivElement>(null);
	const [map, setMap] = useState<MapLibre>();
	const [trouble, setTrouble] = useState("");
	const board = useBoard();
	const version = boardVersion.value;
	const chosen = selection.value;

	useEffect(() => {
		let opened: MapLibre | undefined;
		void (async () => {
			const answer = await request<MapFacts>("GET", "/v1/map");
			if (!answer.ok) setTrouble(t("map_none"));
			else if (box.current)
				try {
					opened = await openMap(box.current, answer.body);
					setMap(opened);
				} catch {
					setTrouble(t("map_no_webgl"));
				}
		})();
		return () => opened?.remove();
	}, []);
	useEffect(() => {
		if (!map || !board) return;
		for (const layer of layers) map.getSource<GeoJSONSource>(layer.name)?.setData(collection(layer.spots(board, serverNow_ms())));
	}, [map, version]);
	useEffect(() => {
		const at = board?.incidents.get(chosen.incident ?? 0) ?? board?.calls.get(chosen.call ?? 0);
		if (map && at?.lat !== undefined && at.lon !== undefined) map.easeTo({ center: [at.lon, at.lat], zoom: Math.max(map.getZoom(), FLY_ZOOM) });
	}, [map, chosen.call, chosen.incident]);
	return (
		<div class="map-page">
			<div class="map-canvas" ref={box} role="region" aria-label={t("map")} data-ready={map !== undefined}>
				{trouble && <p role="alert">{trouble}</p>}
			</div>
			<aside class="map-list" aria-label={t("map_list")} tabIndex={0}>
				{board &&
					[...layers].reverse().map((layer) => (
						<section>
							<h3>{t(`map_${layer.name}`)}</h3>
							<ul>
								{layer.spots(board, serverNow_ms()).map((spot) => (
									<li>
										{spot.line ? (
											<button type="button" onClick={() => void run(spot.line ?? "")}>
												{spot.code}
											</button>
										) : (
											spot.code
										)}{" "}
										{spot.words} <span class="quiet">{spot.state}</span>
									</li>
								))}
							</ul>
						</section>
					))}
			</aside>
		</div>
	);
}
