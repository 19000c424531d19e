// What happened to one call or incident, every entry with who, when and where it comes from.
// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "preact/hooks";
import { boardVersion, useBoard } from "../link/link";
import { request } from "../link/server";
import type { Entry } from "../link/texts";
import { t } from "../words/words";
import { eventWords } from "./event_words";
import { wall } from "./named";
import { printing, wholeTime } from "./printing";
import "./timeline.css";

const AGAIN_MS = 400;

/** The timeline, asked again where the board changed, but not more often than so; the newest entry first. */
export function useTimeline(path: string | undefined): Entry[] {
	const [entries, setEntries] = useState<Entry[]>([]);
	useEffect(() => {
		setEntries([]);
		if (!path) return undefined;
		let over = false, asking = false, seen = -1;
		const look = async () => {
			const version = boardVersion.peek();
			if (asking || version === seen) return;
			asking = true;
			const answer = await request<{ timeline: Entry[] }>("GET", path);
			asking = false;
			if (over || !answer.ok) return; // what comes late is another thing's
			seen = version;
			setEntries([...answer.body.timeline].sort((one, other) => other.sequence - one.sequence));
		};
		void look();
		const again = setInterval(() => void look(), AGAIN_MS);
		return () => {
			over = true;
			clearInterval(again);
		};
	}, [path]);
	return entries;
}

const texts = ["words", "place", "reason", "caller", "contact"] as const;

function Line({ entry }: { entry: Entry }) {
	const board = useBoard();
	const who = entry.actor ? (board?.agents.get(entry.actor)?.name ?? String(entry.actor)) : entry.asker;
	const said = texts.filter((name) => typeof entry[name] === "string" && entry[name]);
	return (
		<li>
			<time dateTime={entry.at}>{printing.value ? wholeTime(Date.parse(entry.at)) : wall(Date.parse(entry.at))}</time> <b>{who}</b> <span class="quiet">{entry.sequence}</span>{" "}
			{entry.events.map((event) => eventWords(event, board)).join("; ")}
			{entry["sealed"] === true && <span class="timeline-said quiet">{t("timeline_sealed")}</span>}
			{said.map((name) => (
				<span class="timeline-said">
					{name === "words" ? "" : `${t(`text_${name}`)}: `}
					{String(entry[name])}
				</span>
			))}
		</li>
	);
}

export function Timeline({ entries }: { entries: readonly Entry[] }) {
	return (
		<ol class="timeline" reversed aria-label={t("timeline")}>
			{entries.map((entry) => (
				<Line key={entry.sequence} entry={entry} />
			))}
		</ol>
	);
}
