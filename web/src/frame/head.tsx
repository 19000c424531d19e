// The head of every page: how the line stands, what is owed, whose screen this is, and the way to each page.
// SPDX-License-Identifier: Apache-2.0
import { signal } from "@preact/signals";
import { linkState, useBoard } from "../link/link";
import { me } from "../link/session";
import { roleWord, wall } from "../parts/named";
import { unheeded } from "../parts/owed";
import { tick_ms } from "../parts/tick";
import { run } from "../verbs/run";
import { t } from "../words/words";
import { isDemo } from "./guide_steps";
import { pageNow, pagesOpen } from "./pages";
import { positionName } from "./positions";
import { guideHidden } from "./settings";

const STATES = ["ready", "busy", "away"] as const;

/** What is open below the head; one at a time, and never in front of the work. */
export type Strip = "leave" | "settings";
export const strip = signal<Strip | undefined>(undefined);

function Counts() {
	const board = useBoard();
	if (!board) return null;
	const missed = unheeded(board);
	return (
		<span class="frame-counts">
			<span>{t("frame_calls", board.open_calls)}</span> <span>{t("frame_owed", board.open_obligations)}</span>{" "}
			{missed > 0 && <span class="unheeded">{t("frame_unheeded", missed)}</span>}
		</span>
	);
}

function Who() {
	const who = me.value;
	const board = useBoard();
	if (!who) return null;
	const agent = board?.agents.get(who.agent);
	const seat = agent?.position ?? who.position;
	return (
		<>
			<span class="frame-who">
				{t("frame_you", who.name, roleWord(who.role))}{" "}
				{seat ? t("frame_at", positionName(seat)) : t("people_none_sit")}
			</span>
			{seat > 0 && agent?.state && <State state={agent.state} />}
		</>
	);
}

/** Whether calls ring for whoever sits here. */
function State({ state }: { state: string }) {
	return (
		<label class="frame-state">
			<span class="only-read">{t("frame_state")}</span>
			<select value={state} onChange={(event) => void run(`set_agent_state state:${event.currentTarget.value}`)}>
				{STATES.map((one) => (
					<option value={one}>{t(`sup_state_${one}`)}</option>
				))}
			</select>
		</label>
	);
}

function Pages() {
	const now = pageNow();
	return (
		<nav aria-label={t("frame_pages")}>
			{pagesOpen().map((page) => (
				<a href={`#${page.address}`} aria-current={page === now ? "page" : undefined}>
					{t(page.title)}
				</a>
			))}
		</nav>
	);
}

function Opens({ which, label }: { which: Strip; label: string }) {
	return (
		<button
			type="button"
			id={`open-${which}`}
			aria-expanded={strip.value === which}
			onClick={() => (strip.value = strip.value === which ? undefined : which)}
		>
			{label}
		</button>
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
			<Opens which="settings" label={t("frame_settings")} />
			<Opens which="leave" label={t("leave")} />
		</header>
	);
}

/** Past the head, without another page's address. */
function skip(event: Event): void {
	event.preventDefault();
	document.getElementById("work")?.focus();
}
