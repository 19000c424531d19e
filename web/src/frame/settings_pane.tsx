// Settings, open in the head and never in front of the work: colours, language, password, passkeys.
// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import { addPasskey, passkeysOffered } from "../link/passkey";
import { learnMe, me } from "../link/session";
import { t, language, type Language } from "../words/words";
import { focusFirst } from "./focus";
import { PasswordForm } from "./password_form";
import { theme, themes, type Theme } from "./settings";

/** Two choices that everybody has, signed in or not. */
export function Looks() {
	return (
		<>
			<label>
				{t("theme")}
				<select value={theme.value} onChange={(event) => (theme.value = event.currentTarget.value as Theme)}>
					{themes.map((one) => (
						<option value={one}>{t(`theme_${one}`)}</option>
					))}
				</select>
			</label>
			<label>
				{t("language")}
				<select
					value={language.value}
					onChange={(event) => (language.value = event.currentTarget.value as Language)}
				>
					<option value="en" lang="en">
						English
					</option>
					<option value="es" lang="es">
						Español
					</option>
				</select>
			</label>
		</>
	);
}

function Passkeys() {
	const [said, say] = useState("");
	const who = me.value;
	if (!who || !passkeysOffered()) return null;
	const add = async () => {
		const answer = await addPasskey(who.name, who.agent);
		say(t(answer?.ok ? "passkey_added" : "passkey_failed"));
		await learnMe();
	};
	return (
		<p>
			{t("passkey_count", who.passkeys.length)}{" "}
			<button type="button" onClick={() => void add()}>
				{t("passkey_add")}
			</button>
			<span role="status"> {said}</span>
		</p>
	);
}

export function Settings() {
	const [kept, setKept] = useState(false);
	return (
		<section class="frame-strip" aria-label={t("frame_settings")} ref={focusFirst}>
			<h2>{t("frame_settings")}</h2>
			<div class="frame-row">
				<Looks />
			</div>
			<Passkeys />
			<PasswordForm title={t("password_change")} old={me.value?.password ?? false} done={() => setKept(true)} />
			<p role="status">{kept ? t("password_kept") : ""}</p>
		</section>
	);
}
