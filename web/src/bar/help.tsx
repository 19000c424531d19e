// All verbs, with what stands behind each and what it asks; a pane, not a dialog.
// SPDX-License-Identifier: Apache-2.0
import { commands } from "../generated/lists";
import { shown } from "../verbs/run";
import { verbs } from "../verbs/verbs";
import type { Words } from "../words/en";
import { t } from "../words/words";

export function Help() {
	const step = shown.value;
	if (step?.show !== "help") return null;
	const wanted = String(step.of ?? "").toUpperCase();
	const rows = Object.entries(verbs).filter(([verb]) => !wanted || verb.startsWith(wanted));
	return (
		<section class="pane help" aria-label={t("help")} tabIndex={-1}>
			<header>
				<h2>{t("help")}</h2>
				<button type="button" onClick={() => (shown.value = undefined)}>
					{t("close_pane")}
				</button>
			</header>
			<table>
				<tbody>
					{rows.map(([verb, row]) => (
						<tr key={verb}>
							<th scope="row">
								<kbd>{verb}</kbd>
							</th>
							<td>{row.slots.map((slot) => (/[?~]$/.test(slot) ? `[${slot.slice(0, -1)}]` : slot)).join(" ")}</td>
							<td>{t(`verb_${verb === "?" ? "help" : verb}` as keyof Words)}</td>
							<td class="quiet">{row.asks.map((name) => `${name}: ${commands[name].words}`).join("; ")}</td>
						</tr>
					))}
				</tbody>
			</table>
		</section>
	);
}
