// One unit: what it can do and works, and everything that happened to it.
// SPDX-License-Identifier: Apache-2.0
import { useBoard } from "../link/link";
import { Timeline, useTimeline } from "../parts/timeline";
import { offer, run, shown } from "../verbs/run";
import { t } from "../words/words";

export function UnitPane({ name }: { name: string }) {
	const board = useBoard();
	const unit = [...(board?.units.values() ?? [])].find((one) => one.name === name);
	const entries = useTimeline(unit && `/v1/units/${unit.unit}`);
	if (!unit) return null;
	return (
		<section class="pane dispatch" aria-label={t("about_unit", name)}>
			<header>
				<h2>
					{name} <span class="quiet">{unit.capabilities.join(" ")}</span>
				</h2>
				<button type="button" onClick={() => (shown.value = undefined)}>
					{t("close_pane")}
				</button>
			</header>
			<div class="form-keys" role="toolbar" aria-label={name}>
				<button type="button" onClick={() => void run(`RT ${name}`)}>
					{t("key_safe")} <kbd>RT</kbd>
				</button>
				<button type="button" onClick={() => (unit.out_of_service ? void run(`IS ${name}`) : offer(`OS ${name} `))}>
					{unit.out_of_service ? t("key_in_service") : t("key_out_of_service")} <kbd>{unit.out_of_service ? "IS" : "OS"}</kbd>
				</button>
				<button type="button" onClick={() => offer(`LU ${name} `)}>
					{t("key_log_on")} <kbd>LU</kbd>
				</button>
				<button type="button" onClick={() => void run(`LF ${name}`)}>
					{t("key_log_off")} <kbd>LF</kbd>
				</button>
				<button type="button" onClick={() => offer(`MU ${name} `)}>
					{t("key_move_up")} <kbd>MU</kbd>
				</button>
			</div>
			<Timeline entries={entries} />
		</section>
	);
}
