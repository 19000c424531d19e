// The guided first run with the demo city: from the link of script/server to units sent, by doing what the screen says.
// SPDX-License-Identifier: Apache-2.0
import { accessible, ask, check, closeCenter, finish, must, openBrowser, openCenter, openPage, shoot, waitFor } from "./stage.mjs";

const RUN_MAX_MS = 120_000;

async function press(within, name) {
	const button = within.getByRole("button", { name });
	await waitFor(() => button.isVisible(), `a button says ${name}`);
	await button.click();
}

const center = await openCenter({ city: true });
const browser = await openBrowser();
try {
	const { token } = await must(center, "add_agent", { name: "first", role: "duty_officer" });
	const began = Date.now();
	const page = await openPage(browser, center, { hash: `#token=${token}` });
	const guide = page.locator(".frame-guide");
	await press(page, "Later");
	check(!page.url().includes("token"), "the code is gone from the address");
	await accessible(page, "the guide");
	await shoot(page, "guide-seat-1280");
	await press(page, "Sit here: desk");
	await press(guide, "Place the practice call");
	await press(guide, "Answer call 1");
	await shoot(page, "guide-classify-1280");
	await press(guide, "Structure fire, priority 1");
	await press(guide, /^Send /);
	await waitFor(() => page.getByText(/^Done in/).isVisible(), "it is done");
	await shoot(page, "guide-done-1280");
	check(Date.now() - began < RUN_MAX_MS, "in under two minutes");
	const [, board] = await ask(center, "GET", "/v1/board");
	check(board.incidents[0].assignments.length > 0, "units are sent");
	check(board.incidents[0].assignments.length === board.incidents[0].recommended.length, "all that were recommended");
	await press(guide, "Hide");
	await page.reload();
	await waitFor(() => page.getByText(/first, duty officer at desk/).isVisible(), "still signed in");
	check(!(await page.getByText(/^Done in/).isVisible()), "what was hidden stays hidden");
} finally {
	await browser.close();
	await closeCenter(center);
}
finish();
