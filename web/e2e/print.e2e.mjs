// What is put on paper: every row of the boards and not only those in sight, one incident's timeline, who printed it and when, the
// trial's band, and nothing that can be pressed.
// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as stage from "./stage.mjs";

const { check, must, placeCall, waitFor } = stage;
const UNITS = 60;
const CALLS = 40;

async function fill(center) {
	const dana = await stage.addPerson(center, "dana", "dispatcher", "one");
	for (let n = 1; n <= UNITS; n++) await must(center, "add_unit", { name: `Engine${n}` });
	for (let n = 1; n <= CALLS; n++) await placeCall(center, `smoke number ${n} of the night`);
	await must(center, "sign_in", { position: 1 }, dana.token);
	await must(center, "answer", { call: 1 }, dana.token);
	await must(center, "classify", { call: 1, type: "fire.structure", priority: 1 }, dana.token);
	await must(center, "assign", { incident: 1, unit: 7 }, dana.token);
	await must(center, "note", { incident: 1, words: "hydrant at the corner is dry <b>really</b>" }, dana.token);
	return dana;
}

/** The text of the page as Chromium puts it on paper; by the page itself, in print, where nothing reads PDF. */
async function textOfPrint(page, name) {
	mkdirSync(stage.shots, { recursive: true });
	const path = join(stage.shots, `${name}.pdf`);
	writeFileSync(path, await page.pdf({ preferCSSPageSize: true }));
	const read = spawnSync("pdftotext", ["-layout", path, "-"], { encoding: "utf8" });
	if (!read.error) return read.stdout;
	console.log("there is no pdftotext: the page's own text under print is read");
	await page.emulateMedia({ media: "print" });
	await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
	await stage.sleep(200);
	const text = await page.evaluate(() => document.body.innerText);
	await page.evaluate(() => dispatchEvent(new Event("afterprint")));
	await page.emulateMedia({ media: null });
	return text;
}

const missing = (text, words) => words.filter((word) => !new RegExp(`(^|[^\\w#])${word}(?!\\w)`, "m").test(text));

const center = await stage.openCenter();
const browser = await stage.openBrowser();
try {
	const dana = await fill(center);
	const page = await stage.openPage(browser, center);
	await page.getByLabel("Name").fill(dana.name);
	await page.getByLabel("Password", { exact: true }).fill(dana.password);
	await page.keyboard.press("Enter");
	await waitFor(() => page.getByText("dana, dispatcher at one").isVisible(), "dana is at her desk");
	await page.locator(".bar-line input").fill("V I1");
	await page.keyboard.press("Enter");
	await waitFor(() => page.getByText("hydrant at the corner").first().isVisible(), "the incident is shown");
	const rows = () => page.locator(".grid-row").count();
	const before = await rows();
	check(before < UNITS + CALLS, `only rows in sight are drawn on the screen: ${before}`);
	const text = await textOfPrint(page, "print-work");
	check(/Printed \d{4}-\d\d-\d\d \d\d:\d\d:\d\d \(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\) by dana, dispatcher at one\./.test(text), "who printed it, and when");
	check(/The record up to entry \d+; the line: live\./.test(text), "how far the record was heard");
	check(missing(text, Array.from({ length: UNITS }, (_, i) => `Engine${i + 1}`)).length === 0, "every unit is on paper");
	const calls = missing(text, Array.from({ length: CALLS - 1 }, (_, i) => `#${i + 2}`));
	check(calls.length === 0, `every waiting call is on paper: ${calls}`);
	check(text.includes("hydrant at the corner is dry <b>really</b>"), "the incident's timeline is on paper, as it was said");
	check(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d dana \d+ a note was written/.test(text), "its entries have day, time and who");
	const dues = text.match(/^.{0,60}\(\d{4}-\d\d-\d\d/gm) ?? [];
	check(dues.length >= CALLS - 1, `due times are whole: ${dues.length}`);
	const pressed = ["Sign out", "Settings", "Supervisor", "Take its answer", "Accept"].filter((word) => text.includes(word));
	check(pressed.length === 0, `nothing that can be pressed is on paper: ${pressed}`);
	await waitFor(async () => (await rows()) === before, "afterwards the screen is as it was");
	check((await page.locator(".printed").count()) === 0, "the head of the paper is not on the screen");
} finally {
	await browser.close();
	await stage.closeCenter(center);
}
stage.finish();
