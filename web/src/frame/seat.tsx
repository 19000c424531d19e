// Which position: where calls ring for whoever signed in.
// SPDX-License-Identifier: Apache-2.0
import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { ask } from "../link/ask";
import { useBoard } from "../link/link";
import { me } from "../link/session";
import { t } from "../words/words";
import { learnPositions, positions, type Position } from "./positions";
import { problemWords } from "./problem";

/** Who said that he only looks on, and needs no position. */
export const onlyLooks = signal(0);

function Choice({ position, say }: { position: Position; say: (words: string) => void }) {
	const board = useBoard();
	const sitter = board && [...board.agents.values()].find((agent) => agent.position === position.position);
	const sit = async () => {
		const answer = await ask("sign_in", { position: position.position });
		if (!answer.ok) say(problemWords(answer.problem));
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
	useEffect(() => void learnPositions(), []);
	return (
		<section class="frame-strip" aria-labelledby="seat-title">
			<h2 id="seat-title">{t("seat_title")}</h2>
			<p>{positions.value.length ? t("seat_says") : t("seat_none")}</p>
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
