// What every scenario in a browser stands on: a real server in a folder of its own, and Debian's Chromium.
// SPDX-License-Identifier: Apache-2.0
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** Exit code by which Meson knows a test that was skipped. */
const SKIPPED = 77;
const CHROMIUM = "/usr/bin/chromium";
const START_MS = 60_000;

const [build = "build", top = "."] = process.argv.slice(2).map((path) => resolve(path));
/** Screenshots are kept here, to be looked at. */
export const shots = join(build, "screenshots");

function skip(why) {
	console.log(`SKIPPED: ${why}`);
	process.exit(SKIPPED);
}

const playwright = await import("playwright-core").catch(() => skip("web/node_modules is not there: script/build-web"));
if (!existsSync(CHROMIUM)) skip("there is no Chromium: script/setup test");
const site = process.env.TOCSIN_CONSOLE ?? join(top, "web/built");
if (!existsSync(join(site, "index.html"))) skip(`${site}: no console was built: script/build-web`);

/** A server with its own data; `city` gives it the demo city, skipped where its extract is not at hand. */
export async function openCenter({ city = false, options = [] } = {}) {
	const folder = mkdtempSync(join(tmpdir(), "tocsin-web-"));
	const given = ["--data", join(folder, "data"), "--listen", "127.0.0.1:0", "--console", site, ...options];
	if (city) given.push("--config", join(top, "docs/demo/portland.conf"), "--map", cityMap());
	const center = { folder, given, token: "", port: 0, said: "" };
	await start(center);
	return center;
}

/** The demo city's map, imported once a build. */
function cityMap() {
	const extract = join(process.env.TOCSIN_SHARED ?? join(top, "../shared"), "data/roads/portland_or_west.osm.pbf");
	const map = join(build, "city-of-tests.map");
	if (!existsSync(extract)) skip(`${extract} is not there (TOCSIN_SHARED)`);
	// One that another version made is refused, and made anew.
	const tocsin = join(build, "src/cmd/tocsin");
	if (!existsSync(map) || spawnSync(tocsin, ["map", "show", map]).status !== 0) {
		const made = spawnSync(tocsin, ["map", "import", extract, "-o", map]);
		if (made.status !== 0) throw new Error(`tocsin map import: ${made.stderr}`);
	}
	return map;
}

/** Starts it, or starts it again where it was, on the same port. */
export async function start(center) {
	const given = [...center.given];
	if (center.port) given[given.indexOf("--listen") + 1] = `127.0.0.1:${center.port}`;
	center.process = spawn(join(build, "src/cmd/tocsind"), given, { cwd: top });
	center.said = "";
	for (const stream of [center.process.stdout, center.process.stderr]) stream.on("data", (text) => (center.said += text));
	for (const until = Date.now() + START_MS; Date.now() < until; await sleep(50)) {
		const port = /^listening on http:\/\/127\.0\.0\.1:(\d+)$/m.exec(center.said);
		const token = /^admin token: (\S+)$/m.exec(center.said);
		if (token) center.token = token[1];
		if (port) {
			center.port = Number(port[1]);
			// A passkey wants a name, and so does the page: localhost is one.
			center.url = `http://localhost:${center.port}`;
			return;
		}
		if (center.process.exitCode !== null) break;
	}
	throw new Error(`the server did not start: ${center.said}`);
}

export async function stop(center, signal = "SIGTERM") {
	const ended = new Promise((done) => center.process.once("exit", done));
	center.process.kill(signal);
	await ended;
}

export async function closeCenter(center) {
	await stop(center);
	rmSync(center.folder, { recursive: true, force: true });
}

/** One request beside the browser: [status, JSON]. */
export async function ask(center, method, path, body, token = center.token) {
	const headers = { "Content-Type": "application/json", ...(token ? { Authorization: `Bearer ${token}` } : {}) };
	const given = body === undefined ? {} : { body: JSON.stringify(body) };
	const answer = await fetch(`http://127.0.0.1:${center.port}${path}`, { method, headers, ...given });
	const text = await answer.text();
	return [answer.status, text ? JSON.parse(text) : undefined];
}

/** A command that must be done. */
export async function must(center, command, members, token = center.token) {
	const [status, body] = await ask(center, "POST", `/v1/commands/${command}`, members, token);
	if (status !== 200 && status !== 201) throw new Error(`${command}: ${status} ${JSON.stringify(body)}`);
	return body;
}

/** A person with a password, and a position to sit at; what is needed to sign in. */
export async function addPerson(center, name, role, position) {
	const { token } = await must(center, "add_agent", { name, role });
	if (position) await must(center, "add_position", { name: position }).catch(() => undefined); // the demo city has one
	const password = `password of ${name}`;
	const [status] = await ask(center, "POST", "/v1/password", { new: password }, token);
	if (status !== 200) throw new Error(`password: ${status}`);
	return { name, password, token, position };
}

/** A call for help from outside. */
export async function placeCall(center, words, more = {}) {
	const [status, body] = await ask(center, "POST", "/v1/calls", { words, ...more }, "");
	if (status !== 201) throw new Error(`call: ${status} ${JSON.stringify(body)}`);
	return body;
}

/** Debian's Chromium without a line to anywhere; WebGL by software, for the map. */
export async function openBrowser() {
	const quiet = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"];
	const drawing = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"];
	return playwright.chromium.launch({
		executablePath: CHROMIUM,
		args: ["--headless=new", "--no-sandbox", "--disable-sync", ...quiet, ...drawing],
	});
}

/** A page in a context of its own; what it throws or logs as an error, a breach of the CSP among it, fails the scenario. */
export async function openPage(browser, center, { width = 1280, height = 800, hash = "", locale = "en-US" } = {}) {
	const context = await browser.newContext({ viewport: { width, height }, locale });
	const page = await context.newPage();
	page.on("pageerror", (error) => fail(`the page threw: ${error}`));
	page.on("console", (message) => {
		// What the server refuses, and a line that is cut on purpose, the browser logs as well.
		if (message.type() === "error" && !/Failed to load resource|ERR_CONNECTION|ERR_INCOMPLETE/.test(message.text()))
			fail(`the page logged: ${message.text()}`);
	});
	await page.goto(`${center.url}/${hash}`);
	return page;
}

export async function shoot(page, name) {
	mkdirSync(shots, { recursive: true });
	await page.screenshot({ path: join(shots, `${name}.png`) });
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** WCAG 2.2 A and AA by axe; run outside of the page's policy, which allows no script but its own. */
export async function accessible(page, what) {
	await page.evaluate(axeSource);
	const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
	const { violations } = await page.evaluate((runOnly) => globalThis.axe.run(document, { runOnly }), tags);
	const found = violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).slice(0, 3).join(" ")}`);
	same(found, [], `${what} is accessible`);
}

export function sleep(ms) {
	return new Promise((done) => setTimeout(done, ms));
}

let checks = 0;
const failures = [];

function fail(what) {
	failures.push(what);
	console.error(`does not hold: ${what}`);
}

export function check(holds, what) {
	checks++;
	if (!holds) fail(what);
	return holds;
}

export function same(got, wanted, what) {
	return check(JSON.stringify(got) === JSON.stringify(wanted), `${what}: ${JSON.stringify(got)}, wanted ${JSON.stringify(wanted)}`);
}

/** Waits until `holds` gives something true. */
export async function waitFor(holds, what, within_ms = 10_000) {
	for (const until = Date.now() + within_ms; Date.now() < until; await sleep(25)) {
		const got = await holds();
		if (got) return check(true, what) && got;
	}
	check(false, `${what}, within ${within_ms} ms`);
	return undefined;
}

/** Ends the scenario with what was found; whatever was opened is to be closed before. */
export function finish() {
	console.log(`${checks} checks, ${failures.length} failures`);
	process.exit(failures.length || !checks ? 1 : 0);
}
