// The page of policies: which is in force, what was put up, what was proved of each, and the steps to put one in force.
// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import { request } from "../link/server";
import { may } from "../link/session";
import { wall } from "../parts/named";
import { run } from "../verbs/run";
import { t } from "../words/words";
import { Differences, Proofs, Standing } from "./judgement";
import { choose, type Listed, look, policies, useLook, type Whole, whole } from "./look";
import { type Rule, rulesOf } from "./rules";
import "./policies.css";

function moment(at: string | undefined): string {
	return at ? `${at.slice(0, 10)} ${wall(Date.parse(at))}` : "";
}

function PutUp({ say }: { say: (words: string) => void }) {
	const send = async (input: HTMLInputElement) => {
		const file = input.files?.[0];
		if (!file) return;
		// Byte for byte: the record has what somebody signed or reviewed.
		const answer = await request<{ events: { policy?: number }[] }>("POST", "/v1/policies", file);
		input.value = "";
		say(answer.ok ? "" : (answer.problem.detail ?? answer.problem.title));
		if (answer.ok) await choose(answer.body.events[0]?.policy ?? 0);
	};
	return (
		<label class="pol-put-up">
			{t("pol_put_up")}{" "}
			<input type="file" accept=".json,application/json" onChange={(event) => void send(event.currentTarget)} />
		</label>
	);
}

function ListRow({ one, shown }: { one: Listed; shown: boolean }) {
	return (
		<tr class={shown ? "pol-shown" : ""}>
			<td>
				<button type="button" aria-pressed={shown} onClick={() => void choose(one.policy)}>
					{`${one.policy} ${one.name}`}
				</button>
			</td>
			<td>
				<Standing standing={one.standing} />
				{one.of ? ` (${one.asked}/${one.of})` : ""}
			</td>
			<td>{`${moment(one.proposed_at)} ${one.proposed_by ?? ""}`}</td>
			<td>{one.approved_by ?? ""}</td>
			<td>{`${moment(one.activated_at)} ${one.activated_by ?? ""}`}</td>
		</tr>
	);
}

/** Each step is a command of the bar, and is shown as one. */
function Steps({ one, people, say }: { one: Whole; people: number; say: (words: string) => void }) {
	const [reason, setReason] = useState("");
	const step = async (verb: string) => {
		const outcome = await run(`${verb} policy:${one.policy}${reason ? ` reason:"${reason.replaceAll('"', "'")}"` : ""}`);
		say(outcome.accepted ? "" : outcome.words);
		await look();
	};
	const again = async () => {
		const answer = await request("POST", `/v1/policies/${one.policy}/prove`, {});
		say(answer.ok ? "" : (answer.problem.detail ?? answer.problem.title));
		await look();
	};
	if (!may("administer")) return null;
	return (
		<p class="pol-steps">
			<label>
				{t("pol_reason")} <input value={reason} maxLength={200} onInput={(event) => setReason(event.currentTarget.value)} />
			</label>{" "}
			{people > 1 && !one.approved_by && (
				<button type="button" onClick={() => void step("approve_policy")}>
					{t("pol_approve")}
				</button>
			)}{" "}
			<button type="button" disabled={one.standing === "in_force"} onClick={() => void step("activate_policy")}>
				{t("pol_activate")}
			</button>{" "}
			<button type="button" disabled={one.standing === "being_proved"} onClick={() => void again()}>
				{t("pol_prove_again")}
			</button>
		</p>
	);
}

function RuleRow({ rule }: { rule: Rule }) {
	return (
		<tr>
			<td class="number">{rule.priority}</td>
			<td>
				{rule.id}
				{rule.description && <div class="pol-quiet">{rule.description}</div>}
			</td>
			<td>
				{rule.when.length ? rule.when.map((words) => <div key={words}>{words}</div>) : <span>{t("pol_always")}</span>}
			</td>
			<td>
				{rule.then.map((words) => (
					<div key={words}>{words}</div>
				))}
			</td>
		</tr>
	);
}

function Rules({ text }: { text: string }) {
	const groups = new Map<string, Rule[]>();
	for (const rule of rulesOf(text)) groups.set(rule.policy, [...(groups.get(rule.policy) ?? []), rule]);
	return (
		<section class="pol-pane" aria-labelledby="pol-rules">
			<h3 id="pol-rules">{t("pol_rules")}</h3>
			{[...groups].map(([policy, rules]) => (
				<table key={policy}>
					<caption>{policy}</caption>
					<thead>
						<tr>
							<th scope="col">{t("pol_col_priority")}</th>
							<th scope="col">{t("pol_col_rule")}</th>
							<th scope="col">{t("pol_col_when")}</th>
							<th scope="col">{t("pol_col_then")}</th>
						</tr>
					</thead>
					<tbody>
						{rules.map((rule) => (
							<RuleRow key={rule.id} rule={rule} />
						))}
					</tbody>
				</table>
			))}
		</section>
	);
}

function Warnings({ all }: { all: Listed[] }) {
	const warnings = all.flatMap((one) => one.warnings ?? []);
	if (!warnings.length) return null;
	return (
		<section aria-labelledby="pol-warnings">
			<h3 id="pol-warnings">{t("pol_runs_out")}</h3>
			<ul class="pol-warnings">
				{warnings.map((warning) => (
					<li key={warning.notice}>{warning.words}</li>
				))}
			</ul>
		</section>
	);
}

export function Policies() {
	useLook();
	const [fault, say] = useState("");
	const all = policies.value;
	const one = whole.value;
	if (!all) return <p class="pol-page">{t("pol_waits_first")}</p>;
	return (
		<div class="pol-page">
			<section class="pol-pane" aria-labelledby="pol-title">
				<h2 id="pol-title">{t("page_policies")}</h2>
				<p>{t(all.in_force ? "pol_in_force" : "pol_none_in_force", all.in_force)}</p>
				{all.people > 1 && <p>{t("pol_people", all.people)}</p>}
				<Warnings all={all.policies} />
				{may("administer") && <PutUp say={say} />}
				<p role="alert" class="frame-fault pol-fault">
					{fault}
				</p>
				{all.policies.length > 0 && (
					<table>
						<thead>
							<tr>
								<th scope="col">{t("pol_col_policy")}</th>
								<th scope="col">{t("pol_col_standing")}</th>
								<th scope="col">{t("pol_col_put_up")}</th>
								<th scope="col">{t("pol_col_approved")}</th>
								<th scope="col">{t("pol_col_activated")}</th>
							</tr>
						</thead>
						<tbody>
							{all.policies.map((row) => (
								<ListRow key={row.policy} one={row} shown={row.policy === one?.policy} />
							))}
						</tbody>
					</table>
				)}
			</section>
			{one && (
				<>
					<section class="pol-pane" aria-labelledby="pol-one">
						<h2 id="pol-one">{`${one.policy} ${one.name}`}</h2>
						<p>
							<Standing standing={one.standing} /> <code>{one.hash}</code>
						</p>
						<Steps one={one} people={all.people} say={say} />
					</section>
					{one.judgement && <Proofs judgement={one.judgement} policy={one.policy} />}
					{one.judgement && <Differences judgement={one.judgement} />}
					<Rules text={one.text} />
				</>
			)}
		</div>
	);
}
