// A bad hour on the supervisor's page: unheeded debts, steady alarms, a flood, reviews; dark and light, narrow and wide.
// SPDX-License-Identifier: Apache-2.0
import { accessible, addPerson, check, closeCenter, finish, openBrowser, openCenter, openPage, same, shoot, waitFor } from "./stage.mjs";

const MINUTE_MS = 60_000;
const at = (minutes) => new Date(Date.now() + minutes * MINUTE_MS).toISOString();

function debt(number, kind, due, more = {}) {
	const base = { owner_kind: "agent", owner: 2, rung: 0, raised: 0, opened: at(due - 1), due: at(due), first_due: at(due), unheeded: false };
	return { obligation: String(number), kind, ...base, ...more };
}

function calls() {
	const raised = { raised: 2, rung: 2, raised_kind: "supervisors", raised_to: 0 };
	return Array.from({ length: 14 }, (_, i) => ({
		call: i + 1,
		state: i < 9 ? "waiting" : "answered",
		priority: 1 + (i % 4),
		queue: 1 + (i % 2),
		malformed: false,
		channel: "voice",
		first_contact: at(-i - 1),
		answered_at: null,
		...(i === 9 ? { agent: 2 } : {}),
		obligations: [debt(100 + i, i < 9 ? "answer" : "review", i - 4, i < 5 ? { ...raised, unheeded: i < 2 } : { owner_kind: "supervisors", owner: 0 })],
	}));
}

/** The server's own answers, made worse: what takes a real center half an hour of trouble. */
async function worsen(page) {
	await page.route("**/v1/board*", async (route) => {
		const answer = await route.fetch();
		const board = await answer.json();
		await route.fulfill({ json: { ...board, calls: calls(), open_calls: 14, open_obligations: 14, flood: 1 } });
	});
	await page.route("**/v1/supervision", async (route) => {
		const answer = await route.fetch();
		const seen = await answer.json();
		for (const position of seen.alarms.positions) Object.assign(position, { counts: [4, 3, 5], steady: true });
		const bounds = seen.answers.bounds.map((bound, i) => ({ ...bound, met: 380 + 12 * i, of: 412 }));
		const hours = seen.answers.hours.map((_, i) => ({ of: 10 + ((i * 7) % 13), met: 9 + ((i * 5) % 9) }));
		Object.assign(seen.answers, { calls: 421, answered: 403, waiting: 9, never: 9, p50_ms: 4100, p90_ms: null, longest_ms: 641_000, bounds, hours });
		await route.fulfill({ json: seen });
	});
}

const center = await openCenter();
const browser = await openBrowser();
try {
	const { name, password } = await addPerson(center, "carl", "supervisor", "one");
	const page = await openPage(browser, center, { hash: "#supervisor" });
	await worsen(page);
	await page.getByLabel("Name").fill(name);
	await page.getByLabel("Password", { exact: true }).fill(password);
	await page.keyboard.press("Enter");
	await waitFor(() => page.getByText("Raised and unheeded (5)").isVisible(), "what is raised is counted");
	same(await page.locator(".sup-raised .unheeded").count(), 2, "two that nobody heeded, white on red");
	same(await page.locator(".unheeded:visible").count(), 3, "they, their count in the head, and nothing else");
	check(await page.getByText(/FAULT OF THE SET-UP/).isVisible(), "steady alarms are the set-up's fault");
	check(await page.getByText(/A FLOOD IS ON/).isVisible(), "a flood is said");
	check(await page.getByText("nine of ten: beyond every wait").isVisible(), "a fractile of the unanswered is no figure");
	for (const colorScheme of ["light", "dark"]) {
		await page.evaluate((theme) => localStorage.setItem("tocsin.theme", theme), colorScheme);
		await page.reload();
		await waitFor(() => page.getByText(/FAULT OF THE SET-UP/).isVisible(), "there again");
		await accessible(page, `a bad hour, ${colorScheme}`);
		await shoot(page, `shift-${colorScheme}-1280`);
	}
	check(await page.getByText("Signed in (1)").isVisible(), "who is signed in is listed at once");
	await page.getByRole("button", { name: "Reopen: call 10" }).click();
	check(await page.getByText("A reason is needed to have it open again.").isVisible(), "reopening needs a reason");
	await page.setViewportSize({ width: 2560, height: 1300 });
	await shoot(page, "shift-dark-2560");
	await page.emulateMedia({ media: "print" });
	await page.setViewportSize({ width: 800, height: 1100 });
	await shoot(page, "shift-print");
} finally {
	await browser.close();
	await closeCenter(center);
}
finish();
