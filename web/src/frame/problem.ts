// Why signing in, or a change of it, did not go through, in words for the person.
// SPDX-License-Identifier: Apache-2.0
import type { Problem } from "../link/server";
import { t, w } from "../words/words";

export function problemWords(problem: Problem): string {
	if (problem.status === 0) return t("sign_in_no_server");
	if (problem.status === 429) return t("sign_in_wait");
	if (problem.rule === "password_short") return t("password_short");
	if (problem.status === 401) return t("sign_in_wrong");
	const known = problem.rule ? w("refusal", problem.rule) : "";
	if (known && known !== problem.rule) return known;
	return t("sign_in_refused", problem.detail ?? problem.title);
}
