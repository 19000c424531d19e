// Two desks beside each other: one sees what the other does; a tab closed in mid-typing, a server killed, hostile texts.
// SPDX-License-Identifier: Apache-2.0
import { addPerson, ask, check, closeCenter, finish, must, openBrowser, openCenter, openPage, placeCall, same, shoot, sleep, start, stop, waitFor } from "./stage.mjs";

/** What a text from outside may try: markup, a script, another direction, a very long word, control characters. */
const HOSTILE = `<img src=x onerror="document.title='taken'"><script>document.title='taken'</script>"'&lt; \u202Etxet\u202C ${"W".repeat(400)} {{0}} {0} javascript:alert(1)`;
const SEEN_MS = 250;

const center = await openCenter({ city: true });
const browser = await openBrowser();

async function desk(name, position) {
	await must(center, "add_position", { name: position }).catch(() => undefined);
	const person = await addPerson(center, name, "duty_officer");
	await must(center, "sign_in", { position }, person.token);
	const page = await openPage(browser, center, { hash: `#token=${person.token}` });
	await waitFor(() => page.locator(".bar").count(), `${name} is at work`);
	return { ...person, page };
}

const note = async (call) => (await ask(center, "GET", `/v1/calls/${call}`))[1].timeline.map((entry) => entry.words ?? "");

async function seeEachOther(anna, ben) {
	await placeCall(center, "first call", { place: "Mill Lane 4" });
	for (const { page } of [anna, ben]) await waitFor(() => page.locator(".ring button").count(), "both hear it ring");
	const times = [];
	for (let i = 0; i < 5; i++) {
		await placeCall(center, `call ${i}`);
		const wanted = i + 2;
		const began = Date.now();
		await waitFor(async () => (await ben.page.locator(".ring").textContent())?.includes(`#${wanted}`), "a new call rings there");
		times.push(Date.now() - began);
	}
	await anna.page.keyboard.press("/");
	await anna.page.keyboard.type("AN 1");
	const seen = ben.page.locator(".board .grid-row", { hasText: "#1" }).filter({ hasText: "TK" });
	const began = Date.now();
	await anna.page.keyboard.press("Enter");
	await waitFor(() => seen.count(), "what one does the other sees");
	times.push(Date.now() - began);
	times.sort((a, b) => a - b);
	check(times[Math.floor(times.length / 2)] <= SEEN_MS, `within ${SEEN_MS} ms: ${times} ms`);
}

async function closeInTyping(anna) {
	await waitFor(() => anna.page.locator(".form textarea").count(), "the form is there");
	await anna.page.locator(".form textarea").focus();
	await anna.page.keyboard.type("the man at the door has a", { delay: 5 });
	await anna.page.close({ runBeforeUnload: false });
	await waitFor(async () => (await note(1)).includes("the man at the door has a"), "what was typed when the tab was closed is on record");
}

/** Nothing from outside is markup, anywhere that it is shown. */
async function hostile(ben) {
	const call = await placeCall(center, HOSTILE, { place: HOSTILE.slice(0, 200), caller: HOSTILE.slice(0, 200) });
	await must(center, "add_agent", { name: "<b>bold</b>", role: "dispatcher" });
	await must(center, "answer", { call: call.call }, ben.token);
	await must(center, "note", { call: call.call, words: HOSTILE }, ben.token);
	await waitFor(async () => (await ben.page.locator(".boards").textContent())?.includes(`#${call.call}`), "it is on the board");
	await ben.page.keyboard.press("Escape");
	await ben.page.keyboard.press("/");
	await ben.page.keyboard.type(`V ${call.call}`);
	await ben.page.keyboard.press("Enter");
	await waitFor(async () => (await ben.page.locator(".timeline").textContent())?.includes("<script>"), "it is shown as the text that it is");
	same(await ben.page.locator(".work img, .work script, .work b b").count(), 0, "and is no markup");
	check(!(await ben.page.title()).includes("taken"), "no script ran");
	const wide = await ben.page.evaluate(() => document.documentElement.scrollWidth > innerWidth + 1);
	check(!wide, "a very long word does not break the page");
	await shoot(ben.page, "hostile-1280");
}

async function killAndBack(ben) {
	await stop(center, "SIGKILL");
	await waitFor(() => ben.page.locator("[data-stale=true]").count(), "stale data look stale", 30_000);
	await shoot(ben.page, "line-lost-1280");
	await start(center);
	await waitFor(() => ben.page.locator(".link[data-state=live], [data-state=live]").count(), "back without a reload by hand", 30_000);
	const call = await placeCall(center, "after the kill");
	await waitFor(async () => (await ben.page.locator(".ring").textContent())?.includes(`#${call.call}`), "and it rings on");
	check((await note(1)).includes("the man at the door has a"), "nothing is lost");
}

/** A board that was changed on its way is noticed, said aloud, and gone once it is true again. */
async function falseBoard(ben) {
	let changed = true;
	await ben.page.route("**/v1/board", async (route) => {
		const answer = await route.fetch();
		const board = await answer.json();
		if (changed && board.calls[0]) board.calls[0].priority = 4;
		await route.fulfill({ response: answer, json: board });
	});
	// A new station has every page load the board anew.
	await must(center, "add_station", { name: "new station", lat: 45.5, lon: -122.6 });
	await waitFor(() => ben.page.getByText("DIFFERS FROM THE RECORD").count(), "a screen that is not the record says so", 15_000);
	await shoot(ben.page, "untrue-1280");
	changed = false;
	await waitFor(async () => (await ben.page.getByText("DIFFERS FROM THE RECORD").count()) === 0, "and no longer once it is", 15_000);
	await ben.page.unroute("**/v1/board");
}

try {
	const anna = await desk("anna", "desk");
	const ben = await desk("ben", "other");
	await seeEachOther(anna, ben);
	await closeInTyping(anna);
	await hostile(ben);
	await falseBoard(ben);
	await killAndBack(ben);
	await sleep(100);
} finally {
	await browser.close();
	await closeCenter(center);
}
finish();
