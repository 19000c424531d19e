// How complete the record is: always above everything else, because every other figure stands on it.
// SPDX-License-Identifier: Apache-2.0
import { t } from "../words/words";
import type { Gate, Window } from "./look";
import { percent, ShareBar, word } from "./share";

const MARKS = { reliable: "✓ ", undetermined: "? ", unreliable: "▼ " } as const;

export function VerdictWords({ gate }: { gate: Gate }) {
	return (
		<span class={`aud-${gate.verdict}`}>
			<span aria-hidden="true">{MARKS[gate.verdict]}</span>
			{t(`aud_verdict_${gate.verdict}`)}
		</span>
	);
}

/** The lesser of two reasons goes without saying where the greater one is said. */
const LESSER: Record<string, string> = { middling: "low", uneven: "apart" };

export function reasonWords({ reasons }: Gate): string[] {
	const said = reasons.filter((reason) => !reasons.includes(LESSER[reason] ?? ""));
	return said.map((reason) => word(`aud_reason_${reason}`, reason));
}

export function Completeness({ window }: { window: Window }) {
	return (
		<section class="aud-pane" aria-labelledby="aud-complete">
			<h2 id="aud-complete">{t("aud_complete")}</h2>
			<p>
				<VerdictWords gate={window.gate} />
				{window.gate.reasons.length > 0 && `: ${reasonWords(window.gate).join("; ")}`}
			</p>
			<table>
				<thead>
					<tr>
						<th scope="col">{t("aud_col_moment")}</th>
						<td />
						<th scope="col">{t("aud_col_recorded")}</th>
						<th scope="col">{t("aud_col_calls")}</th>
					</tr>
				</thead>
				<tbody>
					{window.moments.map((one) => (
						<tr key={one.moment}>
							<th scope="row">{word(`aud_moment_${one.moment}`, one.moment)}</th>
							<td class="aud-wide">
								<ShareBar known={one.recorded} most={one.of} of={one.of} />
							</td>
							<td class="number">{percent(one.recorded, one.of)}</td>
							<td class="number">
								{`${one.recorded}/${one.of}`}
								{one.backward > 0 && ` (${t("aud_backward", one.backward)})`}
							</td>
						</tr>
					))}
				</tbody>
			</table>
		</section>
	);
}
