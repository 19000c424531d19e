// The page of the work: who rings, the boards, and what is selected.
// SPDX-License-Identifier: Apache-2.0
import { Help } from "../bar/help";
import { Boards } from "../boards/boards";
import { IncidentPane } from "../dispatch/incident";
import { UnitPane } from "../dispatch/unit";
import { CallForm } from "../form/call_form";
import { Premises } from "../form/premises";
import { ClosedPane } from "../form/closed_pane";
import { Ring } from "../form/ring";
import { useBoard } from "../link/link";
import { selection } from "../parts/selection";
import { soundBlocked } from "../parts/tones";
import { shown } from "../verbs/run";
import { t } from "../words/words";
import "./work.css";

/** What is selected: an incident, or a call by itself. */
function Selected() {
	const board = useBoard();
	const step = shown.value;
	if (step?.show === "help") return <Help />;
	if (step?.show === "premises") return <Premises of={String(step.of ?? "")} />;
	if (step?.show === "unit") return <UnitPane key={String(step.of)} name={String(step.of)} />;
	const incident = board?.incidents.get(selection.value.incident ?? 0);
	const call = board?.calls.get(selection.value.call ?? 0);
	if (incident) return <IncidentPane key={incident.incident} incident={incident} />;
	if (call) return <CallForm key={call.call} call={call} />;
	const { incident: over, call: ended } = selection.value;
	if (over) return <ClosedPane name={`I${over}`} path={`/v1/incidents/${over}/timeline?linked=1`} />;
	if (ended) return <ClosedPane name={`#${ended}`} path={`/v1/calls/${ended}`} />;
	return <p class="quiet work-none">{t("work_none")}</p>;
}

export function Work() {
	return (
		<div class="work">
			<p class="work-silent" role="status">
				{soundBlocked.value && t("sound_blocked")}
			</p>
			<Ring />
			<div class="frame-body">
				<Boards />
				<Selected />
			</div>
		</div>
	);
}
