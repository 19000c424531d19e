// The page opens from the server alone, under its policy, and asks for a sign-in.
// SPDX-License-Identifier: Apache-2.0
import { check, closeCenter, finish, openBrowser, openCenter, openPage, shoot, waitFor } from "./stage.mjs";

const center = await openCenter();
const browser = await openBrowser();
try {
	const asked = [];
	const page = await openPage(browser, center);
	page.on("request", (request) => asked.push(request.url()));
	await page.reload();
	await waitFor(() => page.locator("form input").count(), "somebody is asked to sign in");
	check(asked.length > 0 && asked.every((url) => url.startsWith(center.url)), `nothing is loaded from elsewhere: ${asked}`);
	await shoot(page, "sign-in-1280");
} finally {
	await browser.close();
	await closeCenter(center);
}
finish();
