// The administrator adds people; a name that would be markup stays a name; the code lets its owner in.
// SPDX-License-Identifier: Apache-2.0
import { accessible, check, closeCenter, finish, openBrowser, openCenter, openPage, same, shoot, waitFor } from "./stage.mjs";

const HOSTILE = "<img src=x onerror=a()>"; // 23 bytes, the most

const center = await openCenter();
const browser = await openBrowser();
try {
	const page = await openPage(browser, center, { hash: `#token=${center.token}` });
	await page.getByRole("button", { name: "Later" }).click();
	await page.getByRole("link", { name: "People" }).click();
	await page.getByLabel("Name").fill(HOSTILE);
	await page.getByLabel("Role").selectOption("supervisor");
	await page.getByLabel("Name").press("Enter");
	await waitFor(() => page.locator(".frame-code").isVisible(), "a code is shown");
	await accessible(page, "people");
	await shoot(page, "people-1280");
	await page.getByLabel("Name").fill(HOSTILE);
	await page.getByRole("button", { name: "Add a person" }).click();
	await waitFor(() => page.getByText("that name is in use").isVisible(), "the same name again is refused, and why");
	await page.getByLabel("Name").fill("berta");
	await page.getByRole("button", { name: "Add a person" }).click();
	await page.getByRole("button", { name: "Sign in with it here" }).click();
	await waitFor(() => page.getByText("berta, call-taker").isVisible(), "berta is in");
	same(await page.getByRole("link", { name: "People" }).count(), 0, "who is no administrator has no page of people");
	await page.goto(`${center.url}/#people`);
	check((await page.getByRole("link", { name: "Work", exact: true }).getAttribute("aria-current")) === "page", "nor by its address");
	await page.getByRole("link", { name: "Supervisor" }).click();
	await waitFor(() => page.getByText("Answered, last 24 hours").isVisible(), "a call-taker may look");
	same(await page.locator("img").count(), 0, "no name became markup");
} finally {
	await browser.close();
	await closeCenter(center);
}
finish();
