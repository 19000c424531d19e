// The page of the audit: how complete the record is, then what it bears to be said of the last days, and what it does not.
// SPDX-License-Identifier: Apache-2.0
import { wall } from "../parts/named";
import { t } from "../words/words";
import { Completeness } from "./completeness";
import { Districts } from "./districts";
import { Bounds, Legs } from "./legs";
import { days, fault, type Look, seen, useLook, type Window } from "./look";
import { Outcome } from "./outcome";
import "./audit.css";

function moment(at: string | undefined): string {
	if (!at) return "?";
	const day = new Date(at);
	const two = (n: number) => String(n).padStart(2, "0");
	return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())} ${wall(day.getTime())}`;
}

function Choose({ windows, shown }: { windows: Window[]; shown: Window }) {
	return (
		<p class="aud-choose">
			{windows.map((one) => (
				<button key={one.days} type="button" aria-pressed={one === shown} onClick={() => (days.value = one.days)}>
					{t("aud_days", one.days)}
				</button>
			))}
		</p>
	);
}

function Foot({ look }: { look: Look }) {
	return (
		<p class="aud-foot" role="status">
			{t("aud_as_of", moment(look.as_of), look.entries ?? 0, moment(look.record_to))}{" "}
			{look.reading && t("aud_reading")} {look.trouble && t("aud_trouble", look.trouble)}
		</p>
	);
}

export function Audit() {
	useLook();
	const look = seen.value;
	const shown = look?.windows.find((one) => one.days === days.value) ?? look?.windows[0];
	if (!look || !shown)
		return (
			<p class="aud-page" role="status">
				{fault.value || (look?.trouble ? t("aud_trouble", look.trouble) : t("aud_waits_first"))}
			</p>
		);
	const target_s = look.target_s ?? 0;
	return (
		<div class="aud-page">
			<header class="aud-head">
				<h1>{t("page_audit")}</h1>
				<Choose windows={look.windows} shown={shown} />
				<p class="aud-quiet">{t("aud_no_finding")}</p>
			</header>
			<Completeness window={shown} />
			<Outcome window={shown} target_s={target_s} />
			<Legs window={shown} />
			<Bounds window={shown} />
			<Districts window={shown} target_s={target_s} />
			<Foot look={look} />
		</div>
	);
}
