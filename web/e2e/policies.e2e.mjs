// The page of policies: one that leaves an employer's staff out is refuted and refused with two calls; another is put in force.
// SPDX-License-Identifier: Apache-2.0
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { accessible, check, closeCenter, finish, must, openBrowser, openCenter, openPage, same, shoot, waitFor } from "./stage.mjs";

const WITHIN_MS = 30_000;
const rule = (id, priority, conditions, to) => ({
	id,
	priority,
	description: `<b>${id}</b>`,
	conditions,
	actions: [{ actionType: "RouteAction", recipientUri: to, rnaTimer: 15 }],
	tocsin: { human: true, answerWithin: 15 },
});
const policy = (...rules) => ({ policyOwner: "city.example", policyType: "OriginationRoutePolicy", policyRules: rules });
const last = rule("LAST", 0, [], "hall");
const employer = {
	conditionType: "AdditionalDataCondition",
	type: "EmergencyCallData.SubscriberInfo",
	element: "Organisation",
	operator: "EQ",
	content: "Org007 Ltd",
};

const center = await openCenter();
const browser = await openBrowser();

function file(name, document) {
	const path = join(center.folder, name);
	writeFileSync(path, typeof document === "string" ? document : JSON.stringify(document));
	return path;
}

try {
	for (const name of ["hall", "desk"]) await must(center, "add_queue", { name });
	const page = await openPage(browser, center, { hash: `#token=${center.token}` });
	await page.getByRole("button", { name: "Later" }).click();
	await page.getByRole("link", { name: "Policies" }).click();
	await waitFor(() => page.getByText("No policy is in force").isVisible(), "at first none is in force");
	const put = page.getByLabel("Put up a policy");
	await put.setInputFiles(file("wrong.json", policy(rule("A", 1, [], "nowhere"))));
	await waitFor(() => page.getByText("there is no such queue here").isVisible(), "what is wrong in it is said");
	await put.setInputFiles(file("directive.json", policy(rule("DIRECTIVE", 9, [employer], "desk"), last)));
	await waitFor(() => page.getByText("TWO CALLS THAT DIFFER ONLY IN WHO IS CALLING").isVisible(), "two calls show what is wrong with it", WITHIN_MS);
	check(await page.getByText("<b>DIRECTIVE</b>", { exact: true }).isVisible(), "its words are no markup");
	await page.getByRole("button", { name: "Put in force" }).click();
	await waitFor(() => page.locator(".pol-fault").getByText("not proved").isVisible(), "it may not take effect, and why");
	await accessible(page, "policies, refuted");
	await shoot(page, "policies-refuted-1280");
	await put.setInputFiles(file("fair.json", policy(last)));
	await waitFor(() => page.locator("#pol-one").getByText("2 city.example").isVisible(), "the other one is shown");
	await waitFor(() => page.locator(".pol-shown").getByText("✓ proved").isVisible(), "and is proved", WITHIN_MS);
	await page.getByLabel("Reason").fill("the council's vote");
	await page.getByRole("button", { name: "Put in force" }).click();
	await waitFor(() => page.getByText("Policy 2 is in force.").isVisible(), "and takes effect");
	same(await page.locator(".pol-shown").getByText("in force").count(), 1, "the list says so");
	for (const width of [1280, 2560]) {
		await page.setViewportSize({ width, height: 900 });
		await accessible(page, `policies, ${width}`);
		await shoot(page, `policies-${width}`);
	}
	const spanish = await openPage(browser, center, { hash: `#token=${center.token}`, locale: "es-ES" });
	await spanish.goto(`${center.url}/#policies`);
	await waitFor(() => spanish.getByText("La política 2 está en vigor.").isVisible(), "in Spanish too");
} finally {
	await browser.close();
	await closeCenter(center);
}
finish();
