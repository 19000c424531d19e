// The map in a window of its own: streets from the server alone, what is on it, and the list that says the same.
// SPDX-License-Identifier: Apache-2.0
import { addPerson, check, closeCenter, finish, must, openBrowser, openCenter, openPage, placeCall, same, shoot, sleep, waitFor } from "./stage.mjs";

const center = await openCenter({ city: true });
const browser = await openBrowser();
try {
	const anna = await addPerson(center, "anna", "duty_officer", "desk");
	await must(center, "sign_in", { position: "desk" }, anna.token);
	const call = await placeCall(center, "smoke", { lat: 45.5197, lon: -122.6768, place: "SW 5th and Alder" });
	const page = await openPage(browser, center, { hash: `#token=${anna.token}`, width: 1600, height: 900 });
	await waitFor(() => page.locator(".bar").count(), "signed in by the link");
	const map = await page.context().newPage();
	const asked = [];
	map.on("request", (request) => asked.push(request.url()));
	await map.goto(`${center.url}/#map`);
	await waitFor(() => map.locator(".map-canvas[data-ready=true]").count(), "the map is drawn", 60_000);
	check(asked.some((url) => url.includes("/v1/map/tiles/")), "with tiles of the server");
	check(asked.every((url) => url.startsWith(center.url) || url.startsWith("blob:")), `and nothing from elsewhere: ${asked.filter((url) => !url.startsWith(center.url))}`);
	const list = map.locator(".map-list");
	await waitFor(async () => (await list.textContent())?.includes(`#${call.call}`), "the call is in the list");
	check((await list.textContent())?.includes("E1"), "and the units");
	await page.locator(".grid-row").first().click();
	await sleep(3_000);
	await map.setViewportSize({ width: 1280, height: 800 });
	await sleep(2_000);
	await shoot(map, "map-1280");
	same(await map.locator(".maplibregl-ctrl-attrib").count(), 1, "whose data it is stands beside it");
} finally {
	await browser.close();
	await closeCenter(center);
}
finish();
