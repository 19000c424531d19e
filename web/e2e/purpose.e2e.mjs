// What a center is for is on every screen: the door, the work, the supervisor's page; the tab's title too.
// SPDX-License-Identifier: Apache-2.0
import { accessible, addPerson, check, closeCenter, finish, openBrowser, openCenter, openPage, same, shoot, waitFor } from "./stage.mjs";

async function marked(page, words, where) {
	await waitFor(() => page.getByRole("note").isVisible(), `${where} is marked`);
	check((await page.getByRole("note").innerText()).includes(words), `${where} says ${words}`);
	check((await page.title()).startsWith(`[${words}]`), `the tab says ${words}`);
}

const center = await openCenter({ options: ["--parallel"] });
const browser = await openBrowser();
try {
	const { name, password } = await addPerson(center, "emil", "supervisor", "one");
	const page = await openPage(browser, center);
	await marked(page, "PARALLEL RUN", "the door");
	await page.getByLabel("Name").fill(name);
	await page.getByLabel("Password", { exact: true }).fill(password);
	await page.keyboard.press("Enter");
	await waitFor(() => page.getByText("Where do you sit?").isVisible(), "emil is in");
	await marked(page, "PARALLEL RUN", "the work");
	await accessible(page, "a marked page");
	await shoot(page, "purpose-parallel-1280");
	await page.getByRole("link", { name: "Supervisor" }).click();
	await marked(page, "PARALLEL RUN", "the supervisor's page");
	// The other marks are drawn by the same rules: only the name differs.
	for (const purpose of ["training", "rehearsal"]) {
		await page.route("**/v1/health", (route) => route.fulfill({ json: { status: "ok", purpose } }));
		await page.reload();
		await marked(page, purpose.toUpperCase(), purpose);
		await accessible(page, purpose);
		await shoot(page, `purpose-${purpose}-1280`);
		await page.unroute("**/v1/health");
	}
	await page.emulateMedia({ media: "print" });
	same(await page.getByRole("note").isVisible(), true, "paper is marked too");
} finally {
	await browser.close();
	await closeCenter(center);
}
finish();
