// The guided first run: says the next step, does it by the same line that the command bar takes, and watches the board for it.
// SPDX-License-Identifier: Apache-2.0
import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { useBoard } from "../link/link";
import { request } from "../link/server";
import { me, signInByCode } from "../link/session";
import { span } from "../parts/named";
import { tick_ms } from "../parts/tick";
import { t } from "../words/words";
import { run } from "../verbs/run";
import { isDemo, progress, STEPS, type Progress } from "./guide_steps";
import { addPerson } from "./people";
import { problemWords } from "./problem";
import { guideHidden } from "./settings";

const PRACTICE = { words: "practice: smoke from a kitchen", place: "SW 5th and Alder", lat: 45.5197, lon: -122.6768 };

/** The practice call, and since when a newcomer is guided. */
const practice = signal<number | undefined>(undefined);
let began_ms: number | undefined;
let took_ms: number | undefined;

/** What a step's button is called, the lines that it runs, and what it does where it is no line. */
interface Deed {
	label: string;
	lines: string[];
	act?: () => Promise<string>;
}

async function becomeDispatcher(): Promise<string> {
	const added = await addPerson("anna", "dispatcher");
	if (typeof added === "string") return added;
	const answer = await signInByCode(added.code);
	return answer.ok ? "" : problemWords(answer.problem);
}

async function place(): Promise<string> {
	const answer = await request<{ call: number }>("POST", "/v1/calls", PRACTICE);
	if (!answer.ok) return problemWords(answer.problem);
	practice.value = answer.body.call;
	return "";
}

function deedOf({ step, call, incident, picks }: Progress): Deed | undefined {
	const at = `lat:${PRACTICE.lat} lon:${PRACTICE.lon}`;
	switch (step) {
		case "dispatcher":
			return { label: t("guide_dispatcher_do"), lines: [], act: becomeDispatcher };
		case "place":
			return { label: t("guide_place_do"), lines: [], act: place };
		case "answer":
			return { label: t("guide_answer_do", call?.call ?? 0), lines: [`AN ${call?.call}`] };
		case "classify": {
			const line = `T fire.structure 1 ${call?.call} ${at}`;
			return { label: t("guide_classify_do"), lines: [line] };
		}
		case "send":
			if (!picks.length) return undefined;
			return {
				label: t("guide_send_do", picks.join(", ")),
				lines: [`D ${picks.join(",")} ${incident?.incident}`],
			};
		default:
			return undefined;
	}
}

function says({ step, call, picks }: Progress): string {
	if (step === "send") return picks.length ? t("guide_send", picks.join(", ")) : t("guide_send_wait");
	return t(`guide_${step}`, call?.call ?? 0);
}

function Do({ deed }: { deed: Deed }) {
	const [fault, say] = useState("");
	const go = async () => {
		if (deed.act) return say(await deed.act());
		for (const line of deed.lines) {
			const outcome = await run(line);
			if (!outcome.accepted) return say(outcome.words);
		}
		say("");
	};
	return (
		<>
			<button type="button" class="frame-main-button" onClick={() => void go()}>
				{deed.label}
			</button>
			{deed.lines.length > 0 && (
				<span>
					{t("guide_keys")}{" "}
					{deed.lines.map((line) => (
						<kbd>{line}</kbd>
					))}
				</span>
			)}
			<span role="alert" class="frame-fault">
				{fault && t("guide_refused", fault)}
			</span>
		</>
	);
}

export function Guide() {
	const board = useBoard();
	const who = me.value;
	if (!board || !who || guideHidden.value || !isDemo(board)) return null;
	began_ms ??= tick_ms.value;
	const seated = (board.agents.get(who.agent)?.position ?? 0) > 0;
	const now = progress(board, who.rights, seated, practice.value);
	if (now.step === "end") took_ms ??= tick_ms.value - began_ms;
	const deed = deedOf(now);
	return (
		<aside class="frame-guide" aria-label={t("guide")}>
			<h2>
				{now.step === "end" && practice.value !== undefined
					? t("guide_done", span(took_ms ?? 0))
					: t("guide_title", STEPS.indexOf(now.step) + 1, STEPS.length)}
			</h2>
			<p aria-live="polite">{says(now)}</p>
			<div class="frame-row">
				{deed && <Do key={now.step} deed={deed} />}
				<span class="frame-gap" />
				<button type="button" onClick={() => (guideHidden.value = true)}>
					{t("guide_hide")}
				</button>
			</div>
		</aside>
	);
}
