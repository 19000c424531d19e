// From an event that is durable to its row that is painted, with one console and with 500; and how long frames are under load.
// SPDX-License-Identifier: Apache-2.0
//   node web/bench/paint.mjs BUILD TOP      a real server, Debian's Chromium, every reader on one machine
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { addPerson, ask, closeCenter, must, openBrowser, openCenter, openPage, placeCall, sleep, waitFor } from "../e2e/stage.mjs";

const READERS = 500;
const EVENTS = 100;
const CALLS = 1000;
const UNITS = 500;

const center = await openCenter();
const browser = await openBrowser();

function quantile(list, part) {
	const sorted = [...list].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)];
}

/** Milliseconds from the answer, which comes once the call is on disk, to the frame in which its number is on the page. */
async function painted(page, events) {
	const times = [];
	for (let i = 0; i < events; i++) {
		// It watches before the call is placed: the first evaluation is over when it does.
		await page.evaluate(() => {
			const before = document.querySelector(".ring b")?.textContent;
			globalThis.seen = new Promise((done) => {
				const watch = new MutationObserver(() => {
					if (document.querySelector(".ring b")?.textContent === before) return;
					watch.disconnect();
					// Behind the next frame: then it is painted.
					requestAnimationFrame(() => setTimeout(() => done(performance.timeOrigin + performance.now()), 0));
				});
				watch.observe(document.body, { subtree: true, childList: true, characterData: true });
			});
		});
		await placeCall(center, `call ${i}`);
		const durable = performance.timeOrigin + performance.now();
		times.push((await page.evaluate(() => globalThis.seen)) - durable);
	}
	return times;
}

async function openReaders(token, count) {
	const readers = [];
	for (let i = 0; i < count; i++) {
		const stop = new AbortController();
		const answer = await fetch(`http://127.0.0.1:${center.port}/v1/feed`, { headers: { Authorization: `Bearer ${token}` }, signal: stop.signal });
		const reader = answer.body.getReader();
		void (async () => {
			while (!(await reader.read()).done);
		})().catch(() => undefined);
		readers.push(stop);
	}
	return readers;
}

/** 60 updates a second for a while; what the page's own work took in each frame. */
async function frames(page, seconds) {
	const spent = page.evaluate(
		(ms) =>
			new Promise((done) => {
				const list = [];
				const end = performance.now() + ms;
				// A message that is sent in a frame is heard once the frame's work is done.
				const channel = new MessageChannel();
				let began = 0;
				channel.port1.onmessage = () => {
					list.push(performance.now() - began);
					if (performance.now() < end) requestAnimationFrame(next);
					else done(list);
				};
				function next() {
					began = performance.now();
					channel.port2.postMessage(0);
				}
				requestAnimationFrame(next);
			}),
		seconds * 1000,
	);
	const until = Date.now() + seconds * 1000;
	let updates = 0;
	for (let next = Date.now(); Date.now() < until; next += 1000 / 60, updates++) {
		void ask(center, "POST", "/v1/commands/set_priority", { call: 1 + (updates % CALLS), priority: 1 + (updates % 4), reason: "bench" }, person.token);
		await sleep(Math.max(0, next - Date.now()));
	}
	return { updates, list: await spent };
}

const person = await addPerson(center, "bench", "duty_officer", "one");
await must(center, "sign_in", { position: "one" }, person.token);
await placeCall(center, "first");
const page = await openPage(browser, center, { hash: `#token=${person.token}`, width: 1920, height: 1080 });
await waitFor(() => page.locator(".ring b").count(), "the work");

const one = await painted(page, EVENTS);
const readers = await openReaders(person.token, READERS - 1);
const many = await painted(page, EVENTS);
for (const stop of readers) stop.abort();
const row = (what, list) => console.log(`${what.padEnd(46)} p50 ${quantile(list, 0.5).toFixed(0).padStart(5)} ms   p99 ${quantile(list, 0.99).toFixed(0).padStart(5)} ms`);
row("durable to painted, 1 console", one);
row(`durable to painted, ${READERS} readers of the feed`, many);

for (let i = 0; i < UNITS; i++) await must(center, "add_unit", { name: `U${i}` });
for (let i = 2 * EVENTS + 1; i < CALLS - 1; i++) await placeCall(center, `waiting ${i}`);
await sleep(2_000);
const load = await frames(page, 10);
console.log(`${load.list.length} frames in 10 s, ${load.updates} updates, ${CALLS} waiting calls, ${UNITS} units`);
console.log(`work in a frame                                p50 ${quantile(load.list, 0.5).toFixed(1)} ms   p99 ${quantile(load.list, 0.99).toFixed(1)} ms   (8 wanted)`);

const assets = join(process.argv[3] ?? ".", "web/built/assets");
const size = (fits) => readdirSync(assets).filter(fits).reduce((sum, name) => sum + gzipSync(readFileSync(join(assets, name)), { level: 9 }).length, 0);
console.log(`packed: ${(size((name) => !name.startsWith("maplibre")) / 1000).toFixed(0)} kB without the map (400 wanted), ${(size((name) => name.startsWith("maplibre")) / 1000).toFixed(0)} kB for it`);
await browser.close();
await closeCenter(center);
process.exit(0);
