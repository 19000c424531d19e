// Where callers wait: each leg of all calls on one scale, half and nine of ten, with the bounds that it is held to.
// SPDX-License-Identifier: Apache-2.0
import { span } from "../parts/named";
import { t } from "../words/words";
import type { Bound, Leg, Window } from "./look";
import { minutes, percent, word } from "./share";

function wait(ms: number | null | undefined): string {
	return ms === undefined ? "-" : ms === null ? t("aud_never") : span(ms);
}

/** The longest that the bars show: bounds, and whatever nine of ten calls came to. */
function scaleOf(window: Window): number {
	const legs = window.legs.flatMap((leg) => [leg.p50_ms ?? 0, leg.p90_ms ?? 0]);
	return Math.max(1_000, ...legs, ...window.bounds.map((bound) => bound.within_ms)) * 1.05;
}

function LegBar({ leg, bounds, scale }: { leg: Leg; bounds: Bound[]; scale: number }) {
	const at = (ms: number | null | undefined) => (ms === undefined ? 0 : ms === null ? 100 : Math.min(100, (ms * 100) / scale));
	return (
		<svg class="aud-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
			<rect class="aud-bar-all" x="0" y="0" width="100" height="10" />
			<rect class="aud-bar-most" x="0" y="2" width={at(leg.p90_ms)} height="6" />
			<rect class="aud-bar-known" x="0" y="0" width={at(leg.p50_ms)} height="10" />
			{bounds.map((bound) => (
				<rect key={bound.bound} class="aud-bar-bound" x={at(bound.within_ms)} y="0" width="0.6" height="10" />
			))}
		</svg>
	);
}

function LegRow({ leg, window, scale }: { leg: Leg; window: Window; scale: number }) {
	const known = leg.lasted + leg.endless;
	return (
		<tr>
			<th scope="row">{word(`aud_leg_${leg.leg}`, leg.leg)}</th>
			<td class="aud-wide">
				<LegBar leg={leg} bounds={window.bounds.filter((bound) => bound.leg === leg.leg)} scale={scale} />
			</td>
			<td class="number">{wait(leg.p50_ms)}</td>
			<td class="number">{wait(leg.p90_ms)}</td>
			<td class="number">{leg.endless + leg.unbegun}</td>
			<td class="number">{percent(known, known + leg.not_recorded + leg.backward)}</td>
		</tr>
	);
}

export function Legs({ window }: { window: Window }) {
	const scale = scaleOf(window);
	return (
		<section class="aud-pane" aria-labelledby="aud-legs">
			<h2 id="aud-legs">{t("aud_legs")}</h2>
			<p class="aud-quiet">{t("aud_legs_says")}</p>
			<table>
				<thead>
					<tr>
						<th scope="col">{t("aud_col_leg")}</th>
						<td />
						<th scope="col">{t("aud_col_half")}</th>
						<th scope="col">{t("aud_col_nine")}</th>
						<th scope="col">{t("aud_col_never")}</th>
						<th scope="col">{t("aud_col_recorded")}</th>
					</tr>
				</thead>
				<tbody>
					{window.legs.map((leg) => (
						<LegRow key={leg.leg} leg={leg} window={window} scale={scale} />
					))}
				</tbody>
			</table>
			{window.gate.verdict === "unreliable" && <p>{t("aud_legs_refused")}</p>}
		</section>
	);
}

const MARKS = { met: "✓ ", missed: "▼ ", unknown: "? " } as const;

export function Bounds({ window }: { window: Window }) {
	return (
		<section class="aud-pane" aria-labelledby="aud-bounds">
			<h2 id="aud-bounds">{t("aud_bounds")}</h2>
			<p class="aud-quiet">{t("aud_bounds_says")}</p>
			<table>
				<thead>
					<tr>
						<th scope="col">{t("aud_col_leg")}</th>
						<th scope="col">{t("aud_col_within")}</th>
						<th scope="col">{t("aud_col_kept")}</th>
						<th scope="col">{t("aud_col_wanted")}</th>
						<th scope="col">{t("aud_col_calls")}</th>
						<th scope="col">{t("aud_col_not_recorded")}</th>
						<th scope="col">{t("aud_col_standing")}</th>
						<th scope="col">{t("aud_col_source")}</th>
					</tr>
				</thead>
				<tbody>
					{window.bounds.map((one) => (
						<tr key={one.bound}>
							<th scope="row">{word(`aud_leg_${one.leg}`, one.leg)}</th>
							<td class="number">{minutes(one.within_ms)}</td>
							<td class="number">{percent(one.within, one.of)}</td>
							<td class="number">{`${one.wanted_thousandths / 10} %`}</td>
							<td class="number">{`${one.within}/${one.of}`}</td>
							<td class="number">{one.not_recorded}</td>
							<td class={`aud-${one.standing}`}>
								<span aria-hidden="true">{MARKS[one.standing]}</span>
								{t(`aud_standing_${one.standing}`)}
							</td>
							<td class="aud-quiet">{`${one.source}, ${one.clause}: ${one.words}`}</td>
						</tr>
					))}
				</tbody>
			</table>
		</section>
	);
}
