// What was proved of a policy: each question with its answer, and the calls that show where it fails.
// SPDX-License-Identifier: Apache-2.0
import { t } from "../words/words";
import type { Judgement, Question } from "./look";

const MARKS: Record<string, string> = { proved: "✓", refuted: "▼", undecided: "?" };

function Row({ question }: { question: Question }) {
	const against = question.blocking && question.answer !== "proved";
	return (
		<tr>
			<td>{question.code}</td>
			<td>
				{question.asks}
				{question.words && <pre class="pol-words">{question.words}</pre>}
			</td>
			<td class={against ? "pol-against" : question.answer === "proved" ? "pol-proved" : ""}>
				<span aria-hidden="true">{`${MARKS[question.answer] ?? ""} `}</span>
				{t(`pol_answer_${question.answer}` as "pol_answer_proved")}
				{!question.blocking && ` (${t("pol_shown_only")})`}
			</td>
			<td class="number" title={question.hash ?? ""}>
				{question.clauses ? t("pol_certificate", question.clauses, question.lemmas ?? 0) : ""}
			</td>
		</tr>
	);
}

export function Proofs({ judgement, policy }: { judgement: Judgement; policy: number }) {
	const groups = new Map<string, Question[]>();
	for (const question of judgement.questions ?? []) {
		const of = [question.type, question.name].filter(Boolean).join(" ");
		groups.set(of, [...(groups.get(of) ?? []), question]);
	}
	return (
		<section class="pol-pane" aria-labelledby="pol-proofs">
			<h3 id="pol-proofs">{t("pol_proofs")}</h3>
			{judgement.trouble && <p class="pol-against">{judgement.trouble}</p>}
			{[...groups].map(([of, questions]) => (
				<table key={of}>
					<caption>{of}</caption>
					<thead>
						<tr>
							<td />
							<th scope="col">{t("pol_question")}</th>
							<th scope="col">{t("pol_answer")}</th>
							<th scope="col">{t("pol_checked")}</th>
						</tr>
					</thead>
					<tbody>
						{questions.map((question) => (
							<Row key={question.code} question={question} />
						))}
					</tbody>
				</table>
			))}
			<p>{t("pol_terms", judgement.human_within_s, judgement.lives_days, judgement.checker)}</p>
			{judgement.manifest.length > 0 && <p>{t("pol_manifest", judgement.manifest.join(", "))}</p>}
			<p>
				<a href={`/v1/policies/${policy}/proofs`} download={`policy-${policy}-proofs.gz`}>
					{t("pol_download")}
				</a>
			</p>
		</section>
	);
}

export function Differences({ judgement }: { judgement: Judgement }) {
	if (judgement.differences === undefined) return null;
	return (
		<section class="pol-pane" aria-labelledby="pol-differences">
			<h3 id="pol-differences">{t("pol_differences")}</h3>
			<pre class="pol-words">{judgement.differences}</pre>
		</section>
	);
}

/** Where a policy stands, with a mark beside the word. */
export function Standing({ standing }: { standing: string }) {
	const mark = standing === "in_force" ? "● " : standing === "refuted" ? "▼ " : standing === "proved" ? "✓ " : "";
	return (
		<span class={standing === "refuted" ? "pol-against" : standing === "in_force" ? "pol-proved" : ""}>
			<span aria-hidden="true">{mark}</span>
			{t(`pol_standing_${standing}` as "pol_standing_proved")}
		</span>
	);
}
