// Signing in: a person at a position.
// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import { useToken } from "../link/server";
import { t } from "../words/words";

export function SignIn() {
	const [token, setToken] = useState("");
	const enter = (event: Event) => {
		event.preventDefault();
		useToken(token);
	};
	return (
		<main>
			<form onSubmit={enter}>
				<label>
					{t("sign_in_token")}
					<input value={token} onInput={(event) => setToken(event.currentTarget.value)} autocomplete="off" />
				</label>
				<button>{t("sign_in")}</button>
			</form>
		</main>
	);
}
