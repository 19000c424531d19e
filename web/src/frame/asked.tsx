// What others ask this person to take over: it is theirs until the answer, and the time for one is short.
// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import { useBoard } from "../link/link";
import { me } from "../link/session";
import { aboutWord, until } from "../parts/named";
import { type Owed, ownedBy } from "../parts/owed";
import { tick_ms } from "../parts/tick";
import { run } from "../verbs/run";
import { t } from "../words/words";

interface Saying {
	label: string;
	line: string;
	item: Owed;
	say: (words: string) => void;
	main?: boolean;
}

function Says({ label, line, item, say, main }: Saying) {
	const answer = async () => {
		const outcome = await run(line);
		say(outcome.accepted ? "" : outcome.words);
	};
	return (
		<button
			type="button"
			class={main ? "frame-main-button" : ""}
			aria-label={`${label}: ${aboutWord(item)}`}
			onClick={() => void answer()}
		>
			{label}
		</button>
	);
}

function Row({ item }: { item: Owed }) {
	const [fault, say] = useState("");
	const { obligation, due } = item.owed;
	return (
		<li>
			{t("asked_row", aboutWord(item))} <span class="number">{until(due, tick_ms.value)}</span>{" "}
			<Says label={t("asked_accept")} line={`accept obligation:${obligation}`} item={item} say={say} main />{" "}
			<Says label={t("asked_decline")} line={`decline obligation:${obligation}`} item={item} say={say} />
			<span role="alert" class="frame-fault">
				{fault}
			</span>
		</li>
	);
}

export function Asked() {
	const board = useBoard();
	const who = me.value;
	const asked = board && who ? ownedBy(board, who.agent).filter(({ owed }) => owed.kind === "hand_over") : [];
	if (!asked.length) return null;
	return (
		<section class="frame-strip" role="alert" aria-labelledby="asked-title">
			<h2 id="asked-title">{t("asked_title")}</h2>
			<ul class="frame-asked">
				{asked.map((item) => (
					<Row key={item.owed.obligation} item={item} />
				))}
			</ul>
		</section>
	);
}
