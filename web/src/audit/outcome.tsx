// What became of all calls, and how many had a unit in time; or, where the record does not bear it, that nothing is said.
// SPDX-License-Identifier: Apache-2.0
import { t } from "../words/words";
import { reasonWords } from "./completeness";
import type { Window } from "./look";
import { minutes, percent, ShareBar } from "./share";

/** The refusal is a result like any other, and stands where the figure would. */
function Refusal({ window, target }: { window: Window; target: string }) {
	const { gate, within_target, calls } = window;
	return (
		<div class="aud-refusal" role="note" aria-labelledby="aud-refused">
			<h3 id="aud-refused">{t("aud_refused")}</h3>
			<p>{t("aud_refused_recorded", gate.arrivals_recorded, gate.arrivals, percent(gate.arrivals_recorded, gate.arrivals))}</p>
			<p>{t("aud_refused_range", target, percent(within_target.least, calls), percent(within_target.most, calls))}</p>
			<ul>
				{reasonWords(gate).map((reason) => (
					<li key={reason}>{reason}</li>
				))}
			</ul>
		</div>
	);
}

function Stated({ window, target }: { window: Window; target: string }) {
	const { within_target, calls } = window;
	const { least, most, stated = least } = within_target;
	return (
		<>
			<p class="aud-headline">{t("aud_within", percent(stated, calls), calls, target)}</p>
			<p>{least === most ? t("aud_within_exact") : t("aud_within_range", percent(least, calls), percent(most, calls))}</p>
		</>
	);
}

export function Outcome({ window, target_s }: { window: Window; target_s: number }) {
	const target = minutes(target_s * 1000);
	const left = Object.values(window.left_out).reduce((sum, count) => sum + count, 0);
	const { least, most, stated } = window.within_target;
	return (
		<section class="aud-pane" aria-labelledby="aud-outcome">
			<h2 id="aud-outcome">{t("aud_outcome")}</h2>
			{stated === undefined ? <Refusal window={window} target={target} /> : <Stated window={window} target={target} />}
			<ShareBar known={least} most={most} of={window.calls} />
			<dl class="aud-counts">
				<dt>{t("aud_calls")}</dt>
				<dd>{window.calls}</dd>
				<dt>{t("aud_unit_there")}</dt>
				<dd>{window.unit_there}</dd>
				<dt>{t("aud_without")}</dt>
				<dd>{window.without_unit}</dd>
				<dt>{t("aud_open")}</dt>
				<dd>{window.open}</dd>
				<dt>{t("aud_unanswered")}</dt>
				<dd>{window.unanswered}</dd>
			</dl>
			<p class="aud-quiet">{t("aud_left_out", left)}</p>
		</section>
	);
}
