// People, for the administrator: who there is, and a new one with the code of the first sign-in.
// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "preact/hooks";
import { ask } from "../link/ask";
import { useBoard } from "../link/link";
import { signInByCode } from "../link/session";
import { roleWord } from "../parts/named";
import { t } from "../words/words";
import { learnPositions, positionName } from "./positions";
import { problemWords } from "./problem";

const ROLES = ["call_taker", "dispatcher", "supervisor", "duty_officer", "crew", "auditor", "administrator"];

interface Added {
	name: string;
	code: string;
}

/** Adds a person; the code is told to whoever adds, once. */
export async function addPerson(name: string, role: string): Promise<Added | string> {
	const answer = await ask("add_agent", { name, role });
	return answer.ok ? { name, code: String(answer.body["token"]) } : problemWords(answer.problem);
}

function Add() {
	const [added, setAdded] = useState<Added | string>("");
	const add = async (event: SubmitEvent) => {
		event.preventDefault();
		const form = event.currentTarget as HTMLFormElement;
		const given = new FormData(form);
		const one = await addPerson(String(given.get("name")), String(given.get("role")));
		setAdded(one);
		if (typeof one !== "string") form.reset();
	};
	return (
		<>
			<form class="frame-row" onSubmit={(event) => void add(event)}>
				<label>
					{t("sign_in_name")}
					<input name="name" autocomplete="off" autocapitalize="none" spellcheck={false} maxLength={23} required />
				</label>
				<label>
					{t("people_role")}
					<select name="role">
						{ROLES.map((role) => (
							<option value={role}>{roleWord(role)}</option>
						))}
					</select>
				</label>
				<button>{t("people_add")}</button>
			</form>
			<div role="status">
				{typeof added === "string" ? (
					<p class="frame-fault">{added}</p>
				) : (
					<p>
						{t("people_code", added.name)} <code class="frame-code">{added.code}</code>{" "}
						<button type="button" onClick={() => void signInByCode(added.code)}>
							{t("people_use")}
						</button>
					</p>
				)}
			</div>
		</>
	);
}

export function People() {
	const board = useBoard();
	useEffect(() => void learnPositions(), []);
	const agents = board ? [...board.agents.values()] : [];
	return (
		<section class="frame-page" aria-labelledby="people-title">
			<h2 id="people-title">{t("people_title")}</h2>
			<Add />
			<table class="frame-table">
				<thead>
					<tr>
						<th scope="col">{t("sign_in_name")}</th>
						<th scope="col">{t("people_role")}</th>
						<th scope="col">{t("sign_in_position")}</th>
					</tr>
				</thead>
				<tbody>
					{agents.map((agent) => (
						<tr key={agent.agent}>
							<td>{agent.name}</td>
							<td>{roleWord(agent.role)}</td>
							<td>{agent.position ? positionName(agent.position) : t("people_none_sit")}</td>
						</tr>
					))}
				</tbody>
			</table>
		</section>
	);
}
