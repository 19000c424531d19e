// Which position: where calls ring for whoever signed in.
// SPDX-License-Identifier: Apache-2.0
import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { useBoard } from "../link/link";
import { me } from "../link/session";
import { run } from "../verbs/run";
import { t } from "../words/words";
import { focusFirst } from "./focus";
import { learnPositions, positions, type Position } from "./positions";

/** An administrator may be adding one. */
const AGAIN_MS = 5_000;

/** Who said that he only looks on, and needs no position. */
export const onlyLooks = signal(0);

function Choice({ position, say }: { position: Position; say: (words: string) => void }) {
	const board = useBoard();
	const sitter = board && [...board.agents.values()].find((agent) => agent.position === position.position);
	const sit = async () => {
		const line = /\s/.test(position.name) ? `sign_in position:"${position.name}"` : `SI ${position.name}`;
		const outcome = await run(line);
		if (!outcome.accepted) say(outcome.words);
	};
	return (
		<li>
			<button type="button" disabled={!!sitter} onClick={() => void sit()} aria-label={`${t("seat_take")}: ${position.name}`}>
				{position.name}
			</button>{" "}
			<span>{sitter ? t("seat_taken", sitter.name) : t("seat_free")}</span>
		</li>
	);
}

export function Seat() {
	const [fault, say] = useState("");
	const section = useRef<HTMLElement>(null);
	const known = positions.value.length > 0;
	useEffect(() => focusFirst(section.current), [known]);
	useEffect(() => {
		void learnPositions();
		const again = setInterval(() => void learnPositions(), AGAIN_MS);
		return () => clearInterval(again);
	}, []);
	return (
		<section class="frame-strip" aria-labelledby="seat-title" ref={section}>
			<h2 id="seat-title">{t("seat_title")}</h2>
			<p>{known ? t("seat_says") : t("seat_none")}</p>
			<ul class="frame-seats">
				{positions.value.map((position) => (
					<Choice position={position} say={say} />
				))}
			</ul>
			<p role="alert" class="frame-fault">
				{fault}
			</p>
			<button type="button" onClick={() => (onlyLooks.value = me.value?.agent ?? 0)}>
				{t("seat_only_look")}
			</button>
		</section>
	);
}
