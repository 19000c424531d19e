// A new password, twice, and the old one where there is one.
// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import { me, setPassword } from "../link/session";
import { t } from "../words/words";
import { passwordFault } from "./password";
import { problemWords } from "./problem";

export function PasswordForm(props: { title: string; old: boolean; done: () => void; later?: () => void }) {
	const [fault, setFault] = useState("");
	const keep = async (event: SubmitEvent) => {
		event.preventDefault();
		const form = event.currentTarget as HTMLFormElement;
		const given = new FormData(form);
		const wanted = String(given.get("wanted"));
		const wrong = passwordFault(wanted, String(given.get("again")));
		if (wrong) {
			setFault(t(wrong));
			return;
		}
		const answer = await setPassword(String(given.get("old") ?? ""), wanted);
		setFault(answer.ok ? "" : problemWords(answer.problem));
		if (!answer.ok) return;
		form.reset();
		props.done();
	};
	return (
		<form class="frame-form" onSubmit={(event) => void keep(event)}>
			<h3>{props.title}</h3>
			{/* For the browser's store of passwords, which wants to know whose it is. */}
			<input name="name" value={me.value?.name ?? ""} autocomplete="username" hidden readOnly />
			{props.old && (
				<label>
					{t("password_old")}
					<input name="old" type="password" autocomplete="current-password" required />
				</label>
			)}
			<label>
				{t("password_new")}
				<input name="wanted" type="password" autocomplete="new-password" required />
			</label>
			<label>
				{t("password_again")}
				<input name="again" type="password" autocomplete="new-password" required />
			</label>
			<p role="alert">{fault}</p>
			<div class="frame-row">
				<button>{t("password_keep")}</button>
				{props.later && (
					<button type="button" onClick={props.later}>
						{t("password_later")}
					</button>
				)}
			</div>
		</form>
	);
}
