// How callers were answered in the last day: each bound with its source, what was kept of it, and the day's course.
// SPDX-License-Identifier: Apache-2.0
import { span } from "../parts/named";
import { t } from "../words/words";
import { HoursChart } from "./chart";
import { type Bound, kept, percent, type Supervision } from "./count";

function wait(ms: number | null): string {
	return ms === null ? t("sup_beyond") : span(ms);
}

function Row({ bound }: { bound: Bound }) {
	const held = kept(bound);
	const part = percent(bound);
	return (
		<tr>
			<td>{t("sup_bound", bound.within_s)}</td>
			<td class="number">{part === undefined ? "-" : `${part.toFixed(1)} %`}</td>
			<td class="number">{`${bound.wanted_percent} %`}</td>
			<td class="number">{`${bound.met}/${bound.of}`}</td>
			<td class={held === undefined ? "" : held ? "sup-kept" : "sup-missed"}>
				<span aria-hidden="true">{held === undefined ? "" : held ? "✓ " : "▼ "}</span>
				{t(held === undefined ? "sup_unknown" : held ? "sup_kept" : "sup_missed")}
			</td>
			<td class="sup-source" title={bound.words}>
				{bound.source}
			</td>
		</tr>
	);
}

export function Answers({ seen }: { seen: Supervision }) {
	const { answers } = seen;
	return (
		<section class="sup-pane sup-answers" aria-labelledby="sup-answers">
			<h2 id="sup-answers">{t("sup_answers")}</h2>
			<p>{t("sup_calls", answers.calls, answers.answered, answers.waiting, answers.never)}</p>
			{answers.calls > 0 && (
				<p>{t("sup_fractiles", wait(answers.p50_ms), wait(answers.p90_ms), span(answers.longest_ms))}</p>
			)}
			{answers.more && <p>{t("sup_more")}</p>}
			<table>
				<thead>
					<tr>
						<td />
						<th scope="col">{t("sup_col_kept")}</th>
						<th scope="col">{t("sup_col_wanted")}</th>
						<th scope="col">{t("sup_col_of")}</th>
						<td />
						<td />
					</tr>
				</thead>
				<tbody>
					{answers.bounds.map((bound) => (
						<Row key={bound.within_s} bound={bound} />
					))}
				</tbody>
			</table>
			<HoursChart hours={answers.hours} at={seen.at} />
		</section>
	);
}
