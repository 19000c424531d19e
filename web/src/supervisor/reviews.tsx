// What a second person has to look at: he agrees, or wants it open again and says why.
// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import type { Board } from "../fold/board";
import { may } from "../link/session";
import { aboutWord, owedWord, until } from "../parts/named";
import type { Owed } from "../parts/owed";
import { tick_ms } from "../parts/tick";
import { run } from "../verbs/run";
import { t } from "../words/words";
import { reviews, verdictLine } from "./count";

function Verdict({ item }: { item: Owed }) {
	const [fault, say] = useState("");
	const [reason, setReason] = useState("");
	const give = async (verdict: "agree" | "reopen") => {
		if (verdict === "reopen" && !reason.trim()) return say(t("sup_reason_wanted"));
		const outcome = await run(verdictLine(item.owed.obligation, verdict, reason));
		say(outcome.accepted ? "" : outcome.words);
	};
	const about = aboutWord(item);
	return (
		<>
			<button type="button" aria-label={`${t("sup_agree")}: ${about}`} onClick={() => void give("agree")}>
				{t("sup_agree")}
			</button>{" "}
			<input
				aria-label={`${t("sup_reason")}: ${about}`}
				placeholder={t("sup_reason")}
				value={reason}
				onInput={(event) => setReason(event.currentTarget.value)}
			/>{" "}
			<button type="button" aria-label={`${t("sup_reopen")}: ${about}`} onClick={() => void give("reopen")}>
				{t("sup_reopen")}
			</button>
			<span role="alert" class="frame-fault">
				{fault}
			</span>
		</>
	);
}

export function Reviews({ board }: { board: Board }) {
	const all = reviews(board);
	return (
		<section class="sup-pane" aria-labelledby="sup-reviews">
			<h2 id="sup-reviews">{`${t("sup_reviews")} (${all.length})`}</h2>
			{all.length === 0 ? (
				<p>{t("sup_reviews_none")}</p>
			) : (
				<table>
					<tbody>
						{all.map((item) => (
							<tr key={item.owed.obligation}>
								<td class="number">{until(item.owed.due, tick_ms.value)}</td>
								<td>{owedWord(item.owed.kind)}</td>
								<td>{aboutWord(item)}</td>
								<td>{item.owed.kind === "review" && may("supervise") && <Verdict item={item} />}</td>
							</tr>
						))}
					</tbody>
				</table>
			)}
		</section>
	);
}
