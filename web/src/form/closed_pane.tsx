// What is open no longer: all that happened, and the way to open it again.
// SPDX-License-Identifier: Apache-2.0
import { Timeline, useTimeline } from "../parts/timeline";
import { offer } from "../verbs/run";
import { t } from "../words/words";

export function ClosedPane({ name, path }: { name: string; path: string }) {
	const entries = useTimeline(path);
	return (
		<section class="pane" aria-label={name}>
			<header>
				<h2>
					{name} <span class="quiet">{t("board_closed")}</span>
				</h2>
				<button type="button" onClick={() => offer(`RO ${name} `)}>
					{t("key_reopen")} <kbd>RO</kbd>
				</button>
			</header>
			<Timeline entries={entries} />
		</section>
	);
}
