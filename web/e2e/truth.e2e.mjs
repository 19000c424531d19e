// A page that shows anything else than the record says so: of each kind of thing one is altered on its way to the page, and the
// mark is seen; unaltered it goes by itself.
// SPDX-License-Identifier: Apache-2.0
import * as stage from "./stage.mjs";

const { accessible, check, must, placeCall, shoot, waitFor } = stage;
const place = { lat: 45.5200667, lon: -122.6741949 };
const mark = (page) => page.getByText("≠").first().isVisible();

/** A board with one of each kind of thing. */
async function fill(center) {
	const dana = await stage.addPerson(center, "dana", "dispatcher", "one");
	await must(center, "add_station", { name: "north", lat_e7: 455300000, lon_e7: -1226800000 });
	const at = { lat_e7: 455200667, lon_e7: -1226741949 };
	await must(center, "add_unit", { name: "E1" });
	const { call } = await placeCall(center, "smoke from a roof");
	await must(center, "sign_in", { position: 1 }, dana.token);
	await must(center, "answer", { call }, dana.token);
	await must(center, "classify", { call, type: "fire.structure", priority: 1, ...at }, dana.token);
	await must(center, "give_role", { incident: 1, name: "command", agent: 2 }, dana.token);
	await must(center, "draw_area", { incident: 1, name: "cordon", radius_m: 80, ...at }, dana.token);
	await must(center, "add_hazard", { words: "gas in the cellar", radius_m: 30, ...at }, dana.token);
	await must(center, "close_road", { radius_m: 50, reason: "hoses", ...at }, dana.token);
	await must(center, "report_position", { unit: 1, ...at }, dana.token);
	return dana;
}

const alterations = {
	"a call's place": (board) => Object.assign(board.calls[0], place),
	"an incident's place": (board) => (board.incidents[0].lat += 0.0000001),
	"a unit's place": (board) => (board.units[0].lon += 0.001),
	"a role": (board) => (board.incidents[0].roles = []),
	"an area": (board) => (board.incidents[0].areas[0].radius_m = 800),
	"a notice": (board) => board.notices.pop(),
	"a closure": (board) => (board.closures[0].percent = 50),
	"a station": (board) => (board.stations[0].name = "south"),
};

const center = await stage.openCenter();
const browser = await stage.openBrowser();
try {
	const dana = await fill(center);
	const page = await stage.openPage(browser, center);
	let alter;
	await page.route("**/v1/board", async (route) => {
		const change = alter;
		const response = await route.fetch();
		if (!change || !response.ok()) return route.fulfill({ response });
		const board = await response.json();
		change(board);
		return route.fulfill({ response, json: board });
	});
	await page.getByLabel("Name").fill(dana.name);
	await page.getByLabel("Password", { exact: true }).fill(dana.password);
	await page.keyboard.press("Enter");
	await waitFor(() => page.getByText("dana, dispatcher at one").isVisible(), "dana is at her desk");
	await stage.sleep(5_000);
	check(!(await mark(page)), "what is true has no mark after two beats");
	for (const [what, change] of Object.entries(alterations)) {
		alter = change;
		await page.reload();
		await waitFor(() => mark(page), `${what} that is another is marked`);
		if (what === "a role") {
			await shoot(page, "truth-1280");
			await accessible(page, "a page that is not true");
		}
		alter = undefined;
		await waitFor(async () => !(await mark(page)), `${what} as it is has no mark`);
	}
} finally {
	await browser.close();
	await stage.closeCenter(center);
}
stage.finish();
