// Calls by the hour of the last day, and those answered in time; the same figures as a table for who reads instead of looks.
// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { wall } from "../parts/named";
import { language, t } from "../words/words";
import { hourColumns, type Tally } from "./count";

const HEIGHT = 130;
const HALF_HOUR_S = 1800;

function colour(name: string): string {
	return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function options(width: number): uPlot.Options {
	const bars = uPlot.paths.bars?.({ size: [0.7, 60] });
	const axis = { stroke: colour("--quiet"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false } };
	const series = { points: { show: false }, ...(bars ? { paths: bars } : {}) };
	return {
		width,
		height: HEIGHT,
		legend: { show: false },
		cursor: { show: false },
		scales: {
			x: { range: (_, first, last) => [first - HALF_HOUR_S, last + HALF_HOUR_S] },
			y: { range: (_, __, most) => [0, Math.max(4, most)] },
		},
		axes: [
			{ ...axis, size: 26, values: (_, moments) => moments.map((s) => wall(s * 1000).slice(0, 5)) },
			{ ...axis, size: 40 },
		],
		// All calls pale behind those in time, which are full: told apart by fill and height, not by hue alone.
		series: [
			{},
			{ ...series, label: t("sup_chart_of"), stroke: colour("--ink"), width: 1 },
			{ ...series, label: t("sup_chart_met"), fill: colour("--focus"), stroke: colour("--focus") },
		],
	};
}

function Table({ hours, at }: { hours: readonly Tally[]; at: string }) {
	const [moments] = hourColumns(hours, at);
	return (
		<table class="only-read">
			<caption>{t("sup_chart")}</caption>
			<thead>
				<tr>
					<th scope="col">{t("sup_chart_hour")}</th>
					<th scope="col">{t("sup_chart_of")}</th>
					<th scope="col">{t("sup_chart_met")}</th>
				</tr>
			</thead>
			<tbody>
				{moments.map((s, i) => {
					const hour = hours[hours.length - 1 - i];
					return (
						<tr key={s}>
							<td>{wall(s * 1000).slice(0, 5)}</td>
							<td>{hour?.of}</td>
							<td>{hour?.met}</td>
						</tr>
					);
				})}
			</tbody>
		</table>
	);
}

/** Paper has colours of its own, and a canvas keeps those that it was drawn in. */
function usePrinting(): boolean {
	const [printing, setPrinting] = useState(false);
	useEffect(() => {
		const paper = matchMedia("print");
		const change = () => setPrinting(paper.matches);
		paper.addEventListener("change", change);
		return () => paper.removeEventListener("change", change);
	}, []);
	return printing;
}

export function HoursChart({ hours, at }: { hours: readonly Tally[]; at: string }) {
	const place = useRef<HTMLDivElement>(null);
	const plot = useRef<uPlot>();
	const theme = document.documentElement.dataset["theme"];
	const printing = usePrinting();
	useEffect(() => {
		const within = place.current;
		if (!within) return undefined;
		plot.current = new uPlot(options(within.clientWidth), hourColumns(hours, at), within);
		const fit = new ResizeObserver(() => plot.current?.setSize({ width: within.clientWidth, height: HEIGHT }));
		fit.observe(within);
		return () => {
			fit.disconnect();
			plot.current?.destroy();
		};
	}, [theme, printing, language.value]);
	useEffect(() => plot.current?.setData(hourColumns(hours, at)), [hours, at]);
	return (
		<figure class="sup-chart">
			<figcaption>
				<span class="sup-key-of" aria-hidden="true" /> {t("sup_chart_of")}{" "}
				<span class="sup-key-met" aria-hidden="true" /> {t("sup_chart_met")}
			</figcaption>
			<div ref={place} aria-hidden="true" />
			<Table hours={hours} at={at} />
		</figure>
	);
}
