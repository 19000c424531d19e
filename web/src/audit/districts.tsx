// Each district by its name, never by its rank; whether it may be spoken of stands before what is said.
// SPDX-License-Identifier: Apache-2.0
import { t } from "../words/words";
import { reasonWords, VerdictWords } from "./completeness";
import type { Window } from "./look";
import { minutes, percent, ShareBar } from "./share";

type District = Window["districts"][number];

function Within({ district }: { district: District }) {
	const { least, most, stated } = district.within_target;
	const range = `${percent(least, district.calls)} – ${percent(most, district.calls)}`;
	if (stated === undefined) return <td class="aud-refused">{t("aud_no_statement", range)}</td>;
	return <td class="number">{least === most ? percent(stated, district.calls) : `${percent(stated, district.calls)} (${range})`}</td>;
}

function Row({ district }: { district: District }) {
	const { gate } = district;
	return (
		<tr>
			<th scope="row">{district.district || t("aud_no_district")}</th>
			<td>
				<VerdictWords gate={gate} />
				{gate.reasons.length > 0 && <div class="aud-quiet">{reasonWords(gate).join("; ")}</div>}
			</td>
			<td class="number">{`${percent(gate.arrivals_recorded, gate.arrivals)} (${gate.arrivals_recorded}/${gate.arrivals})`}</td>
			<td class="number">{district.calls}</td>
			<Within district={district} />
			<td class="aud-wide">
				<ShareBar known={district.within_target.least} most={district.within_target.most} of={district.calls} />
			</td>
			<td class="number">{district.without_unit}</td>
			<td class="number">{district.open}</td>
		</tr>
	);
}

export function Districts({ window, target_s }: { window: Window; target_s: number }) {
	return (
		<section class="aud-pane" aria-labelledby="aud-districts">
			<h2 id="aud-districts">{t("aud_districts")}</h2>
			<p class="aud-quiet">{t("aud_districts_says")}</p>
			<table>
				<thead>
					<tr>
						<th scope="col">{t("aud_col_district")}</th>
						<th scope="col">{t("aud_col_gate")}</th>
						<th scope="col">{t("aud_col_arrivals")}</th>
						<th scope="col">{t("aud_calls")}</th>
						<th scope="col">{t("aud_col_target", minutes(target_s * 1000))}</th>
						<td />
						<th scope="col">{t("aud_without")}</th>
						<th scope="col">{t("aud_open")}</th>
					</tr>
				</thead>
				<tbody>
					{window.districts.map((district) => (
						<Row key={district.district} district={district} />
					))}
				</tbody>
			</table>
		</section>
	);
}
