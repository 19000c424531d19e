// Signing in: a name and a password, a passkey, or the first code.
// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import { passkeysOffered, provePasskey } from "../link/passkey";
import type { Answer } from "../link/server";
import { signIn, signInByCode } from "../link/session";
import { t } from "../words/words";
import { problemWords } from "./problem";
import { Looks } from "./settings_pane";

/** What was typed; a form that the server refused keeps the name and forgets the password. */
function typed(event: Event, name: string): string {
	const form = (event.currentTarget as HTMLElement).closest("form");
	return form ? String(new FormData(form).get(name) ?? "") : "";
}

function ByPassword({ say }: { say: (words: string) => void }) {
	const [busy, setBusy] = useState(false);
	const tell = (answer: Answer<unknown>) => say(answer.ok ? "" : problemWords(answer.problem));
	const enter = async (event: SubmitEvent) => {
		event.preventDefault();
		setBusy(true);
		tell(await signIn(typed(event, "name"), { password: typed(event, "password") }));
		setBusy(false);
	};
	const byPasskey = async (event: Event) => {
		const name = typed(event, "name");
		const passkey = await provePasskey(name);
		if (passkey === undefined) say(t("sign_in_no_passkey"));
		else tell(await signIn(name, { passkey }));
	};
	return (
		<form class="frame-form" onSubmit={(event) => void enter(event)}>
			<label>
				{t("sign_in_name")}
				<input name="name" autocomplete="username webauthn" autocapitalize="none" spellcheck={false} required autofocus />
			</label>
			<label>
				{t("sign_in_password")}
				<input name="password" type="password" autocomplete="current-password" required />
			</label>
			<div class="frame-row">
				<button class="frame-main-button" disabled={busy}>
					{t("sign_in")}
				</button>
				{passkeysOffered() && (
					<button type="button" onClick={(event) => void byPasskey(event)}>
						{t("sign_in_passkey")}
					</button>
				)}
			</div>
		</form>
	);
}

function ByCode({ say }: { say: (words: string) => void }) {
	const enter = async (event: SubmitEvent) => {
		event.preventDefault();
		const answer = await signInByCode(typed(event, "code"));
		say(answer.ok ? "" : problemWords(answer.problem));
	};
	return (
		<details class="frame-first">
			<summary>{t("sign_in_first")}</summary>
			<p>{t("sign_in_first_says")}</p>
			<form class="frame-form" onSubmit={(event) => void enter(event)}>
				<label>
					{t("sign_in_code")}
					<input name="code" autocomplete="one-time-code" autocapitalize="none" spellcheck={false} required />
				</label>
				<div class="frame-row">
					<button>{t("sign_in_go")}</button>
				</div>
			</form>
		</details>
	);
}

export function SignIn() {
	const [fault, say] = useState("");
	return (
		<main class="frame-door" id="work">
			<h1>tocsin</h1>
			<ByPassword say={say} />
			<p role="alert" class="frame-fault">
				{fault}
			</p>
			<ByCode say={say} />
			<div class="frame-row">
				<Looks />
			</div>
		</main>
	);
}
