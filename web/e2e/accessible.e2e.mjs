// Every page by axe, against WCAG 2.2 AA, in both themes and both languages; pictures at 1280 and 2560 wide.
// SPDX-License-Identifier: Apache-2.0
import { accessible, addPerson, check, closeCenter, finish, must, openBrowser, openCenter, openPage, placeCall, shoot, waitFor } from "./stage.mjs";

const center = await openCenter({ city: true });
const browser = await openBrowser();

try {
	const blank = await openPage(browser, center);
	await waitFor(() => blank.locator("input[type=password]").count(), "the form to sign in");
	await accessible(blank, "signing in");
	const anna = await addPerson(center, "anna", "duty_officer");
	await must(center, "sign_in", { position: "desk" }, anna.token);
	await placeCall(center, "smoke on the stairs", { lat: 45.5197, lon: -122.6768, place: "SW 5th and Alder" });
	await placeCall(center, "a fall", { lat: 45.51, lon: -122.65 });
	await must(center, "answer", { call: 1 }, anna.token);
	await must(center, "classify", { call: 1, type: "fire.structure", priority: 1 }, anna.token);
	for (const width of [1280, 2560]) {
		const page = await openPage(browser, center, { width, height: width === 1280 ? 800 : 1300, hash: `#token=${anna.token}` });
		await waitFor(() => page.locator(".grid-row").count(), "the boards");
		await page.locator(".grid-row").first().click();
		await waitFor(() => page.locator(".dispatch, .form").count(), "what is selected");
		for (const theme of ["dark", "light"]) {
			await page.evaluate((name) => (document.documentElement.dataset.theme = name), theme);
			await accessible(page, `work, ${theme}, ${width}`);
			await shoot(page, `work-${theme}-${width}`);
		}
		await page.keyboard.press("Escape");
		await page.keyboard.press("/");
		await page.keyboard.type("V 2");
		await page.keyboard.press("Enter");
		await waitFor(() => page.locator(".form").count(), "a call's form");
		await accessible(page, `form, ${width}`);
		await shoot(page, `form-${width}`);
		await page.goto(`${center.url}/#supervisor`);
		await waitFor(() => page.locator("main h2, main h3").count(), "the supervisor's page");
		await accessible(page, `supervisor, ${width}`);
		await shoot(page, `supervisor-${width}`);
		await page.context().close();
	}
	const wide = await openPage(browser, center, { width: 3840, height: 2160, hash: `#token=${anna.token}` });
	await waitFor(() => wide.locator(".grid-row").count(), "the boards, on a very wide screen");
	check(!(await wide.evaluate(() => document.documentElement.scrollWidth > innerWidth)), "nothing stands beyond its edge");
	await shoot(wide, "work-3840");
	const spanish = await openPage(browser, center, { hash: `#token=${anna.token}`, locale: "es-ES" });
	await waitFor(() => spanish.locator(".grid-row").count(), "los tableros");
	check((await spanish.locator("body").textContent())?.includes("En espera"), "in Spanish from the browser's language");
	await accessible(spanish, "Spanish");
	await shoot(spanish, "work-es-1280");
} finally {
	await browser.close();
	await closeCenter(center);
}
finish();
