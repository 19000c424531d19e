// One incident: what it needs, who is recommended and why, who is on it, and how it ends.
// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "preact/hooks";
import type { Incident, Pick } from "../fold/board";
import { vocabularies } from "../generated/lists";
import { useBoard } from "../link/link";
import { request } from "../link/server";
import { ownerWord, owedWord, span, until } from "../parts/named";
import { selection } from "../parts/selection";
import { tick_ms } from "../parts/tick";
import { Timeline, useTimeline } from "../parts/timeline";
import { offer, run } from "../verbs/run";
import { t, w } from "../words/words";
import "./dispatch.css";

/** Why those, and why not the others, as it stands on record. */
function Reasons({ incident }: { incident: Incident }) {
	const [words, setWords] = useState("");
	const picks = JSON.stringify(incident.recommended ?? []);
	useEffect(() => {
		let over = false;
		void request<{ record?: { words?: string } }>("GET", `/v1/incidents/${incident.incident}/recommendation`).then((answer) => {
			if (!over) setWords(answer.ok ? (answer.body.record?.words ?? "") : "");
		});
		return () => {
			over = true; // another incident's is not to stand under this one's name
		};
	}, [incident.incident, picks]);
	if (!words) return null;
	return (
		<details>
			<summary>{t("reasons")}</summary>
			<pre>{words}</pre>
		</details>
	);
}

function Needs({ incident }: { incident: Incident }) {
	if (!incident.needs.length) return <p class="quiet">{t("needs_none")}</p>;
	return (
		<table class="needs">
			<caption>{t("needs")}</caption>
			<tbody>
				{incident.needs.map((need) => {
					const short = need.count - need.filled;
					return (
						<tr data-short={short > 0}>
							<th scope="row">{need.capabilities.join("+") || t("any_unit")}</th>
							<td>
								{need.filled}/{need.count}
							</td>
							<td>{short > 0 ? `▲ ${t("needs_short", short)}` : `✓ ${t("needs_filled")}`}</td>
							<td class="quiet">{need.substitutes.length ? t("needs_or", need.substitutes.join(" ")) : ""}</td>
						</tr>
					);
				})}
			</tbody>
		</table>
	);
}

/** Picks of units that are not on it yet. */
function open(incident: Incident): Pick[] {
	const on = new Set(incident.assignments.filter((one) => one.active).map((one) => one.unit));
	return (incident.recommended ?? []).filter((pick) => !on.has(pick.unit));
}

function Recommended({ incident }: { incident: Incident }) {
	const picks = open(incident);
	const name = `I${incident.incident}`;
	if (!picks.length) return incident.recommended ? <p class="quiet">{t("recommended_sent")}</p> : <p class="quiet">{t("recommended_none")}</p>;
	const line = `D ${picks.map((pick) => pick.name).join(",")} ${name}`;
	return (
		<div class="recommended">
			<ol>
				{picks.map((pick) => (
					<li>
						<b>{pick.name}</b> {span(pick.eta_s * 1000)} · {w("why", pick.why)}{" "}
						<button type="button" onClick={() => void run(`D ${pick.name} ${name}`)}>
							{t("send_one")} <kbd>D</kbd>
						</button>
					</li>
				))}
			</ol>
			<button type="button" class="accept" data-accept onClick={() => void run(line)}>
				{t("accept")} <kbd>Enter</kbd>
			</button>
			<button type="button" onClick={() => offer(`D  ${name}`, 2)}>
				{t("otherwise")} <kbd>D</kbd>
			</button>
			<button type="button" onClick={() => offer(`CH ${name} `)}>
				{t("otherwise_why")} <kbd>CH</kbd>
			</button>
		</div>
	);
}

const steps = [
	["EN", "en_route"],
	["AR", "on_scene"],
	["TR", "transporting"],
	["TC", "at_hospital"],
	["CL", "clear"],
] as const;

/** Any status from any state: nobody is held to an order. */
function Units({ incident }: { incident: Incident }) {
	return (
		<ul class="on-it" aria-label={t("units_on_it")}>
			{incident.assignments.map((one) => (
				<li>
					<b>{one.name}</b> <span class={one.active ? "" : "quiet"}>{w("unit_status", one.status)}</span>
					{one.active &&
						steps.map(([verb, status]) => (
							<button type="button" title={w("unit_status", status)} aria-label={`${one.name}: ${w("unit_status", status)}`} onClick={() => void run(`${verb} ${one.name}`)}>
								<kbd>{verb}</kbd>
							</button>
						))}
				</li>
			))}
		</ul>
	);
}

/** What a long incident has: others that it has to do with, roles, areas, others' help. */
const parts = ["related", "roles", "areas", "requests"] as const;

function told(item: unknown): string {
	const values = Object.entries(item as Record<string, unknown>).filter(([name, value]) => name !== "sequence" && typeof value !== "object" && value !== "" && value !== 0);
	return values.map(([name, value]) => (typeof value === "string" ? value : `${name} ${String(value)}`)).join(", ");
}

function Large({ incident }: { incident: Incident }) {
	const shown = parts.filter((part) => incident[part].length > 0);
	if (!shown.length) return null;
	return (
		<dl class="large">
			{shown.map((part) => (
				<>
					<dt>{t(`large_${part}`)}</dt>
					{incident[part].map((item) => (
						<dd>{told(item)}</dd>
					))}
				</>
			))}
		</dl>
	);
}

function Close({ incident }: { incident: Incident }) {
	const [how, setHow] = useState("served");
	return (
		<div class="form-keys">
			<label>
				{t("disposition")}{" "}
				<select value={how} onChange={(event) => setHow(event.currentTarget.value)}>
					{Object.keys(vocabularies.disposition).map((name) => (
						<option value={name}>{`${name} - ${w("disposition", name)}`}</option>
					))}
				</select>
			</label>
			<button type="button" onClick={() => void run(`CE I${incident.incident} ${how}`)}>
				{t("key_close")} <kbd>CE</kbd>
			</button>
		</div>
	);
}

export function IncidentPane({ incident }: { incident: Incident }) {
	const board = useBoard();
	const name = `I${incident.incident}`;
	const entries = useTimeline(`/v1/incidents/${incident.incident}/timeline?linked=1`);
	const calls = [...(board?.calls.values() ?? [])].filter((call) => call.incident === incident.incident);
	const onKeyDown = (event: KeyboardEvent) => {
		if (event.key !== "Enter" || event.target !== event.currentTarget) return;
		const picks = open(incident);
		if (picks.length) void run(`D ${picks.map((pick) => pick.name).join(",")} ${name}`);
		event.preventDefault();
	};
	return (
		<section class="pane dispatch" aria-label={t("about_incident", incident.incident)} tabIndex={0} onKeyDown={onKeyDown}>
			<header>
				<h2>
					{name} {incident.major && <strong>[{t("flag_major")}]</strong>} {incident.type} <span class="quiet">P{incident.priority} · {span(tick_ms.value - Date.parse(incident.opened_at))}</span>
				</h2>
				{calls.map((call) => (
					<button type="button" onClick={() => (selection.value = { call: call.call })}>
						#{call.call}
					</button>
				))}
			</header>
			{board &&
				incident.obligations.map((owed) => (
					<p class="form-owed">
						{owedWord(owed.kind)} · {ownerWord(board, owed.owner_kind, owed.owner)} · {until(owed.due, tick_ms.value)}
					</p>
				))}
			<Needs incident={incident} />
			<Recommended incident={incident} />
			<Reasons incident={incident} />
			<Units incident={incident} />
			<Large incident={incident} />
			<div class="form-keys" role="toolbar" aria-label={name}>
				<button type="button" onClick={() => offer(`N ${name} `)}>
					{t("key_note")} <kbd>N</kbd>
				</button>
				<button type="button" onClick={() => offer(`P  ${name} `, 2)}>
					{t("key_priority")} <kbd>P</kbd>
				</button>
				<button type="button" onClick={() => offer(`AL 2 ${name} `)}>
					{t("key_alarm")} <kbd>AL</kbd>
				</button>
				<button type="button" onClick={() => void run(`PAR ${name}`)}>
					{t("key_par")} <kbd>PAR</kbd>
				</button>
				<button type="button" onClick={() => offer(`MJ ${name} `)}>
					{t("key_major")} <kbd>MJ</kbd>
				</button>
			</div>
			<Close incident={incident} />
			<Timeline entries={entries} />
		</section>
	);
}
