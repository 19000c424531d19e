// Signing in, the seat, the hand-over of whoever leaves, the supervisor's page, a line that is lost.
// SPDX-License-Identifier: Apache-2.0
import * as stage from "./stage.mjs";

const { accessible, check, must, placeCall, same, shoot, waitFor } = stage;
async function visible(page, words, within_ms) {
	return waitFor(() => page.getByText(words).first().isVisible(), `"${words}" is seen`, within_ms);
}

async function signIn(page, { name, password }) {
	await page.getByLabel("Name").fill(name);
	await page.getByLabel("Password", { exact: true }).fill(password);
	await page.keyboard.press("Enter");
}

/** A wrong password is refused in words; the first code leads to a password of one's own. */
async function comesIn(page, center) {
	await accessible(page, "signing in");
	await signIn(page, { name: "nobody", password: "guessed" });
	await visible(page, "The name, or what proves it, is wrong.");
	const { token } = await must(center, "add_agent", { name: "anna", role: "dispatcher" });
	await page.getByText("First time").click();
	await page.getByLabel("First code").fill(token);
	await page.keyboard.press("Enter");
	await visible(page, "Choose a password");
	await page.getByLabel("New password", { exact: true }).fill("short");
	await page.getByLabel("New password, again").fill("short");
	await page.keyboard.press("Enter");
	await visible(page, "It is shorter than 8 characters.");
	await page.getByLabel("New password", { exact: true }).fill("password of anna");
	await page.getByLabel("New password, again").fill("password of anna");
	await page.keyboard.press("Enter");
	await visible(page, "Where do you sit?");
	await accessible(page, "choosing a seat");
	await shoot(page, "frame-seat-1280");
	await waitFor(() => page.evaluate(() => document.activeElement?.textContent === "one"), "the keyboard is at the first free seat");
	await page.keyboard.press("Enter");
	await visible(page, "at one");
	const cookies = await page.context().cookies();
	check(cookies.length === 1 && cookies[0].httpOnly && cookies[0].sameSite === "Strict", "the cookie is no script's");
	await page.reload();
	await visible(page, "anna, dispatcher at one");
	return { name: "anna", password: "password of anna", token };
}

/** What anna owns is asked of bert, who accepts; then she may go. */
async function handsOver(page, browser, center, anna, bert) {
	const { call } = await placeCall(center, "a smell of gas in the stairway");
	await must(center, "answer", { call }, anna.token);
	await page.getByRole("button", { name: "Sign out" }).click();
	await visible(page, `classify, call ${call}`);
	await page.getByLabel("To whom").selectOption({ label: "bert, dispatcher" });
	await accessible(page, "leaving");
	await shoot(page, "frame-leave-1280");
	await page.getByRole("button", { name: "Ask for all" }).click();
	await visible(page, "asked bert; yours until accepted");
	const other = await stage.openPage(browser, center);
	await signIn(other, bert);
	await visible(other, "You are asked to take over");
	await accessible(other, "being asked");
	await shoot(other, "frame-asked-1280");
	await other.getByRole("button", { name: `Accept: call ${call}` }).click();
	await waitFor(async () => !(await other.getByText("You are asked").isVisible()), "bert accepted");
	await other.context().close();
	await visible(page, "You own nothing. You may go.");
	await page.getByRole("button", { name: "Sign out now" }).click();
	await waitFor(() => page.getByLabel("Password", { exact: true }).isVisible(), "anna is signed out");
	const [, after] = await stage.ask(center, "GET", "/v1/board");
	same(after.agents.find((agent) => agent.name === "anna").position, 0, "nobody sits at one");
	check(!(await page.content()).includes(`call ${call}`), "nothing of the board is left on the page");
}

/** Whoever goes all the same raises what is his. */
async function goesAllTheSame(page, center, bert) {
	await signIn(page, bert);
	await visible(page, "bert, dispatcher at two");
	await page.getByRole("button", { name: "Sign out" }).click();
	await page.getByRole("button", { name: /Go all the same: \d+ are raised/ }).click();
	await waitFor(() => page.getByLabel("Password", { exact: true }).isVisible(), "bert is signed out");
	const [, board] = await stage.ask(center, "GET", "/v1/board");
	check(board.calls[0].obligations.every((owed) => owed.raised > 0), "what was bert's is raised");
}

async function watchesOver(page, browser, center, carl) {
	await signIn(page, carl);
	await visible(page, "Where do you sit?");
	await page.getByRole("button", { name: "Only look" }).click();
	await page.getByRole("link", { name: "Supervisor" }).click();
	await visible(page, "Raised and unheeded (1)");
	await visible(page, "Answered, last 24 hours");
	await visible(page, "1 calls: 1 answered, 0 waiting, 0 never answered");
	check(await page.locator(".sup-chart canvas").isVisible(), "the day is drawn");
	await placeCall(center, "somebody fell from a ladder");
	await visible(page, "1 waiting");
	await accessible(page, "the supervisor's page");
	await shoot(page, "frame-supervisor-1280");
	await page.setViewportSize({ width: 2560, height: 1300 });
	await shoot(page, "frame-supervisor-2560");
	await page.emulateMedia({ media: "print" });
	await shoot(page, "frame-supervisor-print");
	await page.emulateMedia({ media: "screen" });
	await page.setViewportSize({ width: 1280, height: 800 });
	await endsSession(page, browser, center);
}

/** Carl ends dora's session: her page shows nothing any more. */
async function endsSession(page, browser, center) {
	const dora = await stage.addPerson(center, "dora", "dispatcher");
	const other = await stage.openPage(browser, center);
	await signIn(other, dora);
	await visible(other, "Where do you sit?");
	await waitFor(() => page.getByRole("button", { name: "End dora's sessions" }).isVisible(), "dora is listed", 15_000);
	await page.getByRole("button", { name: "End dora's sessions" }).click();
	await waitFor(() => other.getByLabel("Password", { exact: true }).isVisible(), "dora is out", 15_000);
	await other.context().close();
}

/** Colours and language are kept over a reload, and do not cost the session. */
async function settles(page) {
	await page.getByRole("button", { name: "Settings" }).click();
	await accessible(page, "settings");
	await page.getByLabel("Theme").selectOption("light");
	await page.getByLabel("Language").selectOption("es");
	await page.reload();
	await visible(page, "Supervisión");
	same(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset.theme]), ["es", "light"], "kept");
	await visible(page, "Respuestas, últimas 24 horas");
	await accessible(page, "the supervisor's page, light, in Spanish");
	await shoot(page, "frame-supervisor-light-es-1280");
	await page.getByRole("button", { name: "Ajustes" }).click();
	await page.getByLabel("Idioma").selectOption("en");
}

async function losesTheLine(page, center) {
	await stage.stop(center, "SIGKILL");
	await visible(page, /LINE LOST since/, 5_000);
	check((await page.title()).startsWith("✕"), "the tab says so");
	await shoot(page, "frame-lost-1280");
	await accessible(page, "a lost line");
	await stage.start(center);
	await waitFor(async () => !(await page.getByText(/LINE LOST since/).isVisible()), "the line is back without a reload", 15_000);
	await visible(page, "live");
}

const center = await stage.openCenter();
const browser = await stage.openBrowser();
try {
	await must(center, "add_position", { name: "one" });
	const bert = await stage.addPerson(center, "bert", "dispatcher", "two");
	await must(center, "sign_in", { position: "two" }, bert.token);
	const carl = await stage.addPerson(center, "carl", "supervisor");
	const page = await stage.openPage(browser, center);
	const anna = await comesIn(page, center);
	await handsOver(page, browser, center, anna, bert);
	await goesAllTheSame(page, center, bert);
	await watchesOver(page, browser, center, carl);
	await settles(page);
	await losesTheLine(page, center);
} finally {
	await browser.close();
	await stage.closeCenter(center);
}
stage.finish();
