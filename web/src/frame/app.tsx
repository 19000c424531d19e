// The frame of every page: who and where, how the line stands, what the center is for, and the page itself.
// SPDX-License-Identifier: Apache-2.0
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Bar } from "../bar/bar";
import { Help } from "../bar/help";
import { boardTrue, linkState, serverNow_ms, useBoard } from "../link/link";
import { learnMe, may, me } from "../link/session";
import { wall } from "../parts/named";
import { t } from "../words/words";
import { Asked } from "./asked";
import { Guide } from "./guide";
import { Head, strip } from "./head";
import { Leave } from "./leave";
import { pageNow } from "./pages";
import { PasswordForm } from "./password_form";
import { learnPositions } from "./positions";
import { Printed } from "./printed";
import { learnPurpose, PurposeBanner, purpose, purposeName } from "./purpose";
import { onlyLooks, Seat } from "./seat";
import { Settings } from "./settings_pane";
import { SignIn } from "./sign_in";

/** Until when the line was heard; what is shown is as old as that. */
const heard_ms = signal(0);
/** Who said that the password can wait. */
const laterFor = signal(0);

/** What is shown is not what is on record: nothing is to be trusted until it is. */
function Untrue() {
	if (boardTrue.value) return null;
	return (
		<div class="frame-lost" role="alert">
			<span aria-hidden="true">≠ </span>
			{t("board_untrue")}
		</div>
	);
}

function LineLost() {
	if (linkState.value !== "lost") return null;
	return (
		<div class="frame-lost" role="alert">
			<span aria-hidden="true">✕ </span>
			{t("link_lost_since", heard_ms.value ? wall(heard_ms.value) : "?")}
		</div>
	);
}

/** What a person has to say before the work: a password of his own, and where he sits. */
function First() {
	const board = useBoard();
	const who = me.value;
	if (!who || !board) return null;
	if (!who.password && who.passkeys.length === 0 && laterFor.value !== who.agent)
		return (
			<section class="frame-strip">
				<p>{t("password_first_says")}</p>
				<PasswordForm
					title={t("password_first")}
					old={false}
					done={() => undefined}
					later={() => (laterFor.value = who.agent)}
				/>
			</section>
		);
	const position = board.agents.get(who.agent)?.position ?? who.position;
	if (pageNow().address !== "work") return null; // a second window asks nobody
	return may("work") && !position && onlyLooks.value !== who.agent ? <Seat /> : null;
}

function Strips() {
	const close = (event: KeyboardEvent) => {
		if (event.key !== "Escape" || !strip.value) return;
		document.getElementById(`open-${strip.value}`)?.focus();
		strip.value = undefined;
	};
	return (
		<div class="frame-strips" onKeyDown={close}>
			<LineLost />
			<Untrue />
			<Asked />
			{strip.value === "leave" && <Leave />}
			{strip.value === "settings" && <Settings />}
			<First />
			<Guide />
		</div>
	);
}

function Body() {
	const { Page, title } = pageNow();
	return (
		<main id="work" tabIndex={-1} class="frame-main" aria-label={t(title)} data-stale={linkState.value === "lost"}>
			<Page />
		</main>
	);
}

/** The tab says what the page does, so that a hidden one tells too. */
function useTitle(): void {
	const name = purposeName();
	const lost = linkState.value === "lost" ? "✕ " : "";
	document.title = `${lost}${name ? `[${name}] ` : ""}tocsin`;
	document.documentElement.dataset["purpose"] = purpose.value;
}

export function App() {
	const board = useBoard();
	const state = linkState.value;
	useTitle();
	useEffect(() => void learnPurpose(), [state]);
	useEffect(() => {
		if (state !== "live") return undefined;
		void learnMe();
		void learnPositions();
		heard_ms.value = serverNow_ms();
		const beat = setInterval(() => (heard_ms.value = serverNow_ms()), 1_000);
		return () => clearInterval(beat);
	}, [state]);
	if (state === "refused")
		return (
			<>
				<PurposeBanner />
				<SignIn />
			</>
		);
	return (
		<div class="frame">
			<PurposeBanner />
			<Printed />
			<Head />
			{may("work") && <Bar />}
			{may("work") && <Help />}
			<Strips />
			{board ? <Body /> : <p class="frame-page">{t("frame_loading")}</p>}
		</div>
	);
}
