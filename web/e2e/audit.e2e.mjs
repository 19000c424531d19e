// The page of the audit: one district is recorded well, of the other nobody says when units came, and so nothing is said of it.
// SPDX-License-Identifier: Apache-2.0
import { accessible, addPerson, ask, check, closeCenter, finish, must, openBrowser, openCenter, openPage, placeCall, same, shoot, waitFor } from "./stage.mjs";

/** The gate judges no share of fewer calls than a hundred. */
const CALLS = 105;

const center = await openCenter();
const browser = await openBrowser();

/** A call from its first word to its end; a crew that never says "on scene" leaves the moment out. */
async function serve(agent, queue, unit, statuses) {
	const { call } = await placeCall(center, "help", { queue });
	await must(center, "answer", { call }, agent.token);
	const opened = await must(center, "classify", { call, type: "medical", priority: 2, need: 1 }, agent.token);
	const { incident } = opened.events.find((event) => event.incident);
	await must(center, "assign", { incident, unit }, agent.token);
	for (const status of statuses) await must(center, "unit_status", { unit, status }, agent.token);
	await must(center, "close", { incident, disposition: "served" }, agent.token);
}

async function leave(agent, queue) {
	const { call } = await placeCall(center, "never mind", { queue });
	await must(center, "answer", { call }, agent.token);
	await must(center, "close", { call, disposition: "cancelled", reason: "the caller says so" }, agent.token);
}

async function fill(agent) {
	const [north, south] = [2, 3]; // the first one is the default
	for (const name of ["north", "south"]) await must(center, "add_queue", { name });
	for (const name of ["N1", "S1"]) {
		await must(center, "add_unit", { name });
		await must(center, "log_on", { unit: name, crew: 2 }, agent.token);
	}
	for (let i = 0; i < CALLS; i++) {
		await serve(agent, north, "N1", ["en_route", "on_scene", "clear"]);
		await serve(agent, south, "S1", ["en_route", "transporting", "clear"]);
	}
	for (const queue of [north, south]) await leave(agent, queue);
}

try {
	const officer = await addPerson(center, "olga", "duty_officer", "one");
	await must(center, "sign_in", { position: "one" }, officer.token);
	await fill(officer);
	const page = await openPage(browser, center, { hash: `#token=${officer.token}` });
	await page.getByRole("link", { name: "Audit", exact: true }).click();
	await waitFor(() => page.getByRole("heading", { name: "How complete the record is" }).isVisible(), "the record was read");
	const [status, seen] = await ask(center, "GET", "/v1/audit", undefined, officer.token);
	same(status, 200, "the look is kept");
	same(seen.windows.map(({ days, calls }) => [days, calls]), [[7, 2 * CALLS + 2], [30, 2 * CALLS + 2]], "every call is in it");
	same(seen.windows[0].gate.verdict, "unreliable", "half of the arrivals are not recorded");
	check(await page.getByRole("heading", { name: "We make no statement." }).isVisible(), "that is said where the figure would stand");
	check(await page.getByText(/Arrival was recorded for 105 of 210 calls/).isVisible(), "and why");
	same(await page.locator(".aud-headline").count(), 0, "no figure stands beside it");
	same(seen.windows[0].legs.map(({ leg }) => leg), ["answer", "entry", "queue"], "nothing that comes after the assignment");
	const rows = page.locator("section[aria-labelledby=aud-districts] tbody tr");
	same(await rows.locator("th").allTextContents(), ["north", "south"], "districts by name");
	check((await rows.first().textContent())?.includes("✓ sufficiently reliable"), "north is told");
	check((await rows.last().textContent())?.includes("no statement: anywhere in"), "south is not");
	const first = await page.locator("main section h2").first().textContent();
	same(first, "How complete the record is", "how complete the record is stands above all");
	const month = page.getByRole("button", { name: "Last 30 days" });
	await month.focus();
	await page.keyboard.press("Enter");
	await waitFor(async () => (await month.getAttribute("aria-pressed")) === "true", "the month by the keyboard");
	for (const width of [1280, 2560])
		for (const theme of ["dark", "light"]) {
			await page.setViewportSize({ width, height: 1400 });
			await page.evaluate((name) => (document.documentElement.dataset.theme = name), theme);
			await accessible(page, `audit, ${theme}, ${width}`);
			await shoot(page, `audit-${theme}-${width}`);
		}
	check(!(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)), "nothing stands beyond its edge");
	// A center whose record bears it: the server's own answer, made better.
	await page.route("**/v1/audit", async (route) => {
		const better = structuredClone(seen);
		for (const window of better.windows) {
			Object.assign(window.gate, { verdict: "reliable", reasons: [], arrivals_recorded: 200 });
			Object.assign(window.within_target, { least: 180, most: 190, stated: 180 });
			window.legs.push({ leg: "whole", calls: 212, lasted: 200, backward: 0, not_recorded: 10, endless: 2, unbegun: 0, p50_ms: 301_000, p90_ms: null });
		}
		await route.fulfill({ json: better });
	});
	await page.reload();
	await waitFor(() => page.getByText("84.9 % of 212 calls had a unit on scene within 10 min.").isVisible(), "then the figure is stated");
	check(await page.getByText("it is between 84.9 % and 89.6 %").isVisible(), "with its range");
	check(await page.getByText("fewer ever did").isVisible(), "nine of ten that never came are said so");
	same(await page.locator(".aud-refusal").count(), 0, "and nothing is refused");
	await accessible(page, "audit, stated");
	await shoot(page, "audit-stated");
	const spanish = await openPage(browser, center, { hash: `#token=${officer.token}`, locale: "es-ES" });
	await spanish.goto(`${center.url}/#audit`);
	await waitFor(() => spanish.getByText("No afirmamos nada.").isVisible(), "in Spanish too");
	same((await ask(center, "GET", "/v1/audit", undefined, ""))[0], 401, "a stranger is not told");
} finally {
	await browser.close();
	await closeCenter(center);
}
finish();
