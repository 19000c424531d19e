// The line to the server: the board, kept by the feed, and how well the line stands.
// SPDX-License-Identifier: Apache-2.0
import { signal } from "@preact/signals";
import { type Board, type Changes, loadBoard, takeChanges } from "../fold/board";
import { hashOf } from "../fold/hash";
import { headers, request } from "./server";
import { type Entry, heardWords } from "./texts";

/** live: told as it happens; loading: the board is fetched anew; lost: nothing is heard, and what is shown grows old. */
export type LinkState = "loading" | "live" | "lost" | "refused";

/** Lines the feed sends at least this often; silence beyond it is a lost line. */
export const SILENCE_MAX_MS = 20_000;
const AGAIN_MS = 1_000;
/** So long the items of an entry are waited for before the whole board is loaded. */
const ITEMS_WITHIN_MS = 400;
/** Whole boards are loaded at least so far apart. */
const APART_MS = 500;
/** Somebody may have signed in from another window. */
const REFUSED_AGAIN_MS = 10_000;

export const linkState = signal<LinkState>("loading");
/** Grows whenever the board changed; read it to be drawn again. */
export const boardVersion = signal(0);

let board: Board | undefined;
let offset_ms = 0; // the server's clock minus ours
let controller: AbortController | undefined;
let wake: (() => void) | undefined; // ends the wait before the next try

/** The board as it is now; undefined before the first answer. */
export function useBoard(): Board | undefined {
	void boardVersion.value;
	return board;
}

/** Looks again at once, as after signing in. */
export function lookAgain(): void {
	controller?.abort();
	wake?.();
}

/** Drops what is shown, as after signing out. */
export function forgetBoard(): void {
	board = undefined;
	linkState.value = "refused";
	boardVersion.value++;
	lookAgain();
}

/** The server's clock, by which everything is due. */
export function serverNow_ms(): number {
	return Date.now() + offset_ms;
}

let loading: Promise<boolean> | undefined;
let loaded_ms = 0; // by the page's clock, when the last one came
let streaming = false; // the feed is being read

/** The whole board; one at a time, and whoever asks meanwhile gets the same. */
function load(): Promise<boolean> {
	loading ??= loadNow().finally(() => {
		loading = undefined;
		loaded_ms = Date.now();
	});
	return loading;
}

async function loadNow(): Promise<boolean> {
	if (!board && linkState.value !== "lost") linkState.value = "loading";
	const asked = Date.now();
	const answer = await request<Parameters<typeof loadBoard>[0] & { now: string }>("GET", "/v1/board");
	if (!answer.ok) {
		const refused = answer.problem.status === 401 || answer.problem.status === 403;
		if (refused) board = undefined; // nothing of it is for whoever comes next
		linkState.value = refused ? "refused" : "lost";
		return false;
	}
	offset_ms = Date.parse(answer.body.now) - (asked + Date.now()) / 2;
	if (streaming && linkState.value === "lost") linkState.value = "live";
	// Items may have come while this was on its way: then it is the older one.
	// But a server that goes on from a copy is behind for good, and its feed has refused us.
	if (streaming && board && answer.body.sequence < board.sequence) return true;
	board = loadBoard(answer.body);
	boardVersion.value++;
	return true;
}

/** Reads the feed until it ends; each event's id and data. */
async function read(sequence: number, hear: (event: string, id: string, data: string) => void): Promise<void> {
	controller = new AbortController();
	let silence = setTimeout(() => controller?.abort(), SILENCE_MAX_MS);
	const response = await fetch("/v1/feed", {
		headers: headers({ "Last-Event-ID": String(sequence) }),
		signal: controller.signal,
	});
	if (!response.ok || !response.body) throw new Error(`feed: ${response.status}`);
	linkState.value = "live";
	streaming = true;
	const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
	let rest = "";
	for (;;) {
		const { done, value } = await reader.read();
		clearTimeout(silence);
		if (done) return;
		silence = setTimeout(() => controller?.abort(), SILENCE_MAX_MS);
		rest += value;
		for (let end = rest.indexOf("\n\n"); end >= 0; end = rest.indexOf("\n\n")) {
			const fields: Record<string, string> = {};
			for (const line of rest.slice(0, end).split("\n")) {
				const colon = line.indexOf(": ");
				if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 2);
			}
			rest = rest.slice(end + 2);
			hear(fields["event"] ?? "", fields["id"] ?? "", fields["data"] ?? "");
		}
	}
}

/** Whether the page shows what is on record, as far as it could be compared. */
export const boardTrue = signal(true);

/** Beats in a row at which the page had not heard all. */
let behind = 0;

/** The server says what a page that has heard all must show: where this one shows anything else it is said, and loaded anew. */
function compare(told: { sequence: number; hash: string }): void {
	if (!board || board.sequence > told.sequence) return; // it was loaded behind what this tells
	behind = board.sequence < told.sequence ? behind + 1 : 0;
	boardTrue.value = behind ? behind < 2 : hashOf(board) === told.hash;
	if (behind || !boardTrue.value) loadSoon(0);
}

let due: ReturnType<typeof setTimeout> | undefined;

/** The whole board, once, a little later: for what no item can tell, and where one was missed. */
function loadSoon(after_ms: number): void {
	// In a flood every page would ask for everything at once, again and again.
	const spaced_ms = loaded_ms + APART_MS + Math.random() * APART_MS - Date.now();
	due ??= setTimeout(
		() => {
			due = undefined;
			void load();
		},
		Math.max(after_ms, spaced_ms),
	);
}

function hearEvent(event: string, _id: string, data: string): void {
	if (event === "entry") {
		heardWords(JSON.parse(data) as Entry);
		loadSoon(ITEMS_WITHIN_MS); // unless its items come, which they do at once where the server is not flooded
	} else if (event === "items" && board) {
		if (takeChanges(board, JSON.parse(data) as Changes)) {
			clearTimeout(due);
			due = undefined;
			boardVersion.value++;
		} else loadSoon(0);
	} else if (event === "reload") loadSoon(0);
	else if (event === "board") compare(JSON.parse(data) as { sequence: number; hash: string });
}

/** Keeps the board for as long as the page is open. */
export async function keepBoard(): Promise<never> {
	for (;;) {
		if (await load()) {
			try {
				await read(board?.sequence ?? 0, hearEvent);
			} catch {
				/* lost: said below */
			}
			streaming = false;
			if (board) linkState.value = "lost";
		}
		await new Promise<void>((resolve) => {
			wake = resolve;
			setTimeout(resolve, linkState.value === "refused" ? REFUSED_AGAIN_MS : AGAIN_MS);
		});
	}
}
