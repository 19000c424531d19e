// A call's whole trip by the keyboard alone: from its ring to its close, on the demo city's streets.
// SPDX-License-Identifier: Apache-2.0
import { addPerson, ask, check, closeCenter, finish, openBrowser, openCenter, openPage, placeCall, same, shoot, sleep, waitFor } from "./stage.mjs";

const center = await openCenter({ city: true });
const browser = await openBrowser();

/** Types a line into the bar and waits for what came of it. */
async function line(page, text) {
	await page.keyboard.press("Escape");
	await page.keyboard.press("/");
	await page.keyboard.press("Control+A");
	await page.keyboard.type(text);
	await page.keyboard.press("Enter");
	return waitFor(async () => {
		const shown = page.locator(".bar-outcome code");
		if ((await shown.count()) && (await shown.first().textContent()) === text)
			return page.locator(".bar-outcome").getAttribute("data-accepted");
		return undefined;
	}, `an answer to: ${text}`);
}

async function signIn(page, person) {
	await waitFor(() => page.locator("input[type=password]").count(), "the form to sign in");
	await page.locator("input").first().focus();
	await page.keyboard.type(person.name);
	await page.keyboard.press("Tab");
	await page.keyboard.type(person.password);
	await page.keyboard.press("Enter");
	await waitFor(() => page.locator(".boards .grid").count(), "the work");
}

try {
	const anna = await addPerson(center, "anna", "duty_officer", "desk");
	const page = await openPage(browser, center);
	await signIn(page, anna);
	same(await line(page, "SI desk"), "true", "she sits down");
	await placeCall(center, "smoke from the kitchen, two floors", { place: "SW 5th and Alder", lat: 45.5197, lon: -122.6768 });
	await waitFor(() => page.locator(".ring button").count(), "it rings");
	await shoot(page, "trip-ring-1280");
	same(await line(page, "AN"), "true", "answered");
	await waitFor(() => page.locator(".form textarea:focus").count(), "the caret is in the narrative");
	await page.keyboard.type("caller is on the balcony");
	await waitFor(async () => (await ask(center, "GET", "/v1/calls/1"))[1].timeline.some((entry) => entry.words === "caller is on the balcony"), "what is typed is on record, and nothing was submitted");
	same(await line(page, "T fire.structure 1"), "true", "an incident");
	await waitFor(() => page.locator(".recommended li").count(), "units are recommended");
	await page.locator(".dispatch summary").click();
	await waitFor(async () => (await page.locator(".dispatch pre").textContent())?.includes("the closest of"), "with the reasons that are on record");
	await shoot(page, "trip-recommended-1280");
	await page.keyboard.press("Escape");
	await page.locator(".dispatch").focus();
	await page.keyboard.press("Enter");
	await waitFor(async () => (await ask(center, "GET", "/v1/board"))[1].incidents[0].assignments.length === 5, "Enter accepts all that were recommended");
	same(await line(page, 'GIVE_ROLE incident:1 name:commander words:"B. Ash"'), "true", "a role, by the core's own command");
	await waitFor(async () => (await page.locator(".large").textContent())?.includes("commander"), "stands with the incident");
	same(await line(page, "PH 1"), "true", "what was here before");
	await waitFor(async () => (await page.locator(".pane").textContent())?.includes("fire.structure"), "this incident is among it");
	same(await line(page, "UH E1"), "true", "a unit's history");
	await waitFor(async () => (await page.locator(".pane").textContent())?.includes("a unit is sent"), "says that it was sent");
	same(await line(page, "?CE"), "true", "help");
	await waitFor(() => page.locator(".help tr").count(), "for one verb");
	same(await line(page, "V I1"), "true", "and back");
	same(await line(page, "AR E9"), "false", "a unit that is not there");
	same(await page.locator(".bar input").inputValue(), "AR E9", "the rejected line stays");
	same(await line(page, "EN E1,L1"), "true", "on the way");
	await sleep(2_500);
	same(await page.getByText("DIFFERS").count(), 0, "what is shown is what is on record, by the server's own hash");
	same(await line(page, "AR E1,E2,E3,L1,C1"), "true", "there");
	same(await line(page, "CE I1 served"), "false", "not while units are on it");
	same(await line(page, "CL E1,E2,E3,L1,C1"), "true", "clear");
	same(await line(page, "CE I1 served"), "true", "closed by a person");
	same(await line(page, "RO I1 smoke is seen again"), "true", "opened again, though it stands on no board");
	same(await line(page, "CE I1 served"), "true", "and closed again");
	const [, board] = await ask(center, "GET", "/v1/board");
	same([board.open_calls, board.open_incidents], [0, 0], "nothing is open");
	await shoot(page, "trip-end-1280");
	check(true, "the trip is over");
} finally {
	await browser.close();
	await closeCenter(center);
}
finish();
