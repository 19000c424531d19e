// The build of MapLibre for a strict policy has no types of its own.
// SPDX-License-Identifier: Apache-2.0
declare module "maplibre-gl/dist/maplibre-gl-csp" {
	import maplibre from "maplibre-gl";
	export default maplibre;
}
declare module "maplibre-gl/dist/maplibre-gl-csp-worker?url" {
	const url: string;
	export default url;
}
