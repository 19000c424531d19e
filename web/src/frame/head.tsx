// The head of every page: how the line stands, what is owed, whose screen this is, and the way to each page.
// SPDX-License-Identifier: Apache-2.0
import { signal } from "@preact/signals";
import { linkState, useBoard } from "../link/link";
import { may, me } from "../link/session";
import { roleWord, wall } from "../parts/named";
import { everyOwed } from "../parts/owed";
import { tick_ms } from "../parts/tick";
import { t } from "../words/words";
import { isDemo } from "./guide_steps";
import { pageNow, pages } from "./pages";
import { positionName } from "./positions";
import { guideHidden } from "./settings";

/** What is open below the head; one at a time, and never in front of the work. */
export const strip = signal<"leave" | "settings" | undefined>(undefined);

export function toggleStrip(which: "leave" | "settings"): void {
	strip.value = strip.value === which ? undefined : which;
}

function Counts() {
	const board = useBoard();
	if (!board) return null;
	const unheeded = everyOwed(board).filter(({ owed }) => owed.unheeded).length;
	return (
		<span class="frame-counts">
			<span>{t("frame_calls", board.open_calls)}</span> <span>{t("frame_owed", board.open_obligations)}</span>{" "}
			{unheeded > 0 && <span class="unheeded">{t("frame_unheeded", unheeded)}</span>}
		</span>
	);
}

function Who() {
	const who = me.value;
	const board = useBoard();
	if (!who) return null;
	const seat = board?.agents.get(who.agent)?.position ?? who.position;
	return (
		<span class="frame-who">
			{t("frame_you", who.name, roleWord(who.role))} {seat ? t("frame_at", positionName(seat)) : t("people_none_sit")}
		</span>
	);
}

function Pages() {
	const now = pageNow();
	return (
		<nav aria-label={t("frame_pages")}>
			{pages
				.filter((page) => !page.right || may(page.right))
				.map((page) => (
					<a href={`#${page.address}`} aria-current={page === now ? "page" : undefined}>
						{t(page.title)}
					</a>
				))}
		</nav>
	);
}

export function Head() {
	const state = linkState.value;
	const board = useBoard();
	return (
		<header class="frame-head">
			<a class="frame-skip" href="#work" onClick={skip}>
				{t("frame_skip")}
			</a>
			<strong>tocsin</strong>
			<Pages />
			<span class="link" data-state={state} role="status">
				<span aria-hidden="true">{state === "live" ? "● " : state === "loading" ? "◌ " : "✕ "}</span>
				{t(`link_${state}`)}
			</span>
			<time class="frame-clock" title={t("frame_clock")}>
				{wall(tick_ms.value)}
			</time>
			<Counts />
			<span class="frame-gap" />
			<Who />
			{board && isDemo(board) && (
				<button
					type="button"
					aria-pressed={!guideHidden.value}
					onClick={() => (guideHidden.value = !guideHidden.value)}
				>
					{t("guide")}
				</button>
			)}
			<button
				type="button"
				aria-expanded={strip.value === "settings"}
				onClick={() => toggleStrip("settings")}
			>
				{t("frame_settings")}
			</button>
			<button type="button" aria-expanded={strip.value === "leave"} onClick={() => toggleStrip("leave")}>
				{t("leave")}
			</button>
		</header>
	);
}

/** Past the head, without another page's address. */
function skip(event: Event): void {
	event.preventDefault();
	document.getElementById("work")?.focus();
}
