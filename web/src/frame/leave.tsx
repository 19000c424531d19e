// Signing out: what the leaver owns is shown, and each is asked of somebody who stays, or raised; it is never skipped.
// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import type { Agent, Board } from "../fold/board";
import { useBoard } from "../link/link";
import { me, signOut } from "../link/session";
import { aboutWord, owedWord, roleWord, until } from "../parts/named";
import { type Owed, ownedBy, takers } from "../parts/owed";
import { tick_ms } from "../parts/tick";
import { run } from "../verbs/run";
import { t } from "../words/words";
import { focusFirst } from "./focus";
import { strip } from "./head";
import { problemWords } from "./problem";

interface Asking {
	/** Of whom each was asked, by its handle. */
	asked: ReadonlyMap<string, string>;
	ask: (owed: Owed, taker: Agent) => Promise<void>;
}

function Row({ item, to, asking }: { item: Owed; to: Agent | undefined; asking: Asking }) {
	const other = asking.asked.get(item.owed.obligation);
	return (
		<tr>
			<td>{`${owedWord(item.owed.kind)}, ${aboutWord(item)}`}</td>
			<td class="number">{until(item.owed.due, tick_ms.value)}</td>
			<td>
				{other !== undefined ? (
					t("leave_asked", other)
				) : (
					<button type="button" disabled={!to} onClick={() => to && void asking.ask(item, to)}>
						{t("leave_ask")}
						<span class="only-read">{` ${owedWord(item.owed.kind)}, ${aboutWord(item)}`}</span>
					</button>
				)}
			</td>
		</tr>
	);
}

function Owns({ board, owned, say }: { board: Board; owned: Owed[]; say: (words: string) => void }) {
	const free = takers(board, me.value?.agent ?? 0);
	const [chosen, choose] = useState<number>(0);
	const [asked, setAsked] = useState<ReadonlyMap<string, string>>(new Map());
	const to = free.find((agent) => agent.agent === chosen) ?? free[0];
	const asking: Asking = {
		asked,
		ask: async ({ owed }, taker) => {
			const outcome = await run(`hand_over obligation:${owed.obligation} agent:${taker.agent}`);
			if (outcome.accepted) setAsked((before) => new Map(before).set(owed.obligation, taker.name));
			else say(outcome.words);
		},
	};
	const askAll = async () => {
		for (const item of owned) if (to && !asked.has(item.owed.obligation)) await asking.ask(item, to);
	};
	return (
		<>
			<p>{t(free.length ? "leave_says" : "leave_nobody")}</p>
			{to && (
				<div class="frame-row">
					<label>
						{t("leave_to")}
						<select value={to.agent} onChange={(event) => choose(Number(event.currentTarget.value))}>
							{free.map((agent) => (
								<option value={agent.agent}>{`${agent.name}, ${roleWord(agent.role)}`}</option>
							))}
						</select>
					</label>
					<button type="button" onClick={() => void askAll()}>
						{t("leave_ask_all")}
					</button>
				</div>
			)}
			<table class="frame-table">
				<thead>
					<tr>
						<th scope="col">{t("leave_col_what")}</th>
						<th scope="col">{t("leave_col_due")}</th>
						<th scope="col">{t("leave_to")}</th>
					</tr>
				</thead>
				<tbody>
					{owned.map((item) => (
						<Row key={item.owed.obligation} item={item} to={to} asking={asking} />
					))}
				</tbody>
			</table>
		</>
	);
}

export function Leave() {
	const board = useBoard();
	const [fault, say] = useState("");
	const who = me.value;
	if (!board || !who) return null;
	const owned = ownedBy(board, who.agent);
	const go = async () => {
		const answer = await signOut(owned.length > 0);
		if (answer.ok) strip.value = undefined;
		else say(problemWords(answer.problem));
	};
	return (
		<section class="frame-strip" aria-labelledby="leave-title" ref={focusFirst}>
			<h2 id="leave-title">{t("leave_title")}</h2>
			{owned.length ? <Owns board={board} owned={owned} say={say} /> : <p>{t("leave_nothing")}</p>}
			<p role="alert" class="frame-fault">
				{fault}
			</p>
			<div class="frame-row">
				<button type="button" class={owned.length ? "" : "frame-main-button"} onClick={() => void go()}>
					{owned.length ? t("leave_forced", owned.length) : t("leave_now")}
				</button>
				<button type="button" onClick={() => (strip.value = undefined)}>
					{t("leave_stay")}
				</button>
			</div>
		</section>
	);
}
