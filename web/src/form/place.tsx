// The place of a call: in words, or chosen among what the map's own gazetteer knows; typos are forgiven.
// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "preact/hooks";
import { request } from "../link/server";
import { run } from "../verbs/run";
import { quoted } from "../verbs/words_of";
import { t } from "../words/words";

interface Found {
	label: string;
	kind: string;
	lat: number;
	lon: number;
}
const IDLE_MS = 200;
const SHOWN = 6;

export function PlaceBox({ name, known }: { name: string; known: string }) {
	const [text, setText] = useState("");
	const [found, setFound] = useState<Found[]>([]);
	const [at, setAt] = useState(-1);
	useEffect(() => {
		if (text.trim().length < 3) {
			setFound([]);
			return undefined;
		}
		const due = setTimeout(() => {
			void request<{ found: Found[] }>("GET", `/v1/map/search?q=${encodeURIComponent(text.trim())}`).then((answer) => {
				setFound(answer.ok ? (answer.body.found ?? []).slice(0, SHOWN) : []);
				setAt(-1);
			});
		}, IDLE_MS);
		return () => clearTimeout(due);
	}, [text]);
	const take = async (chosen: Found | undefined) => {
		const words = chosen?.label ?? text.trim();
		if (!words) return;
		const degrees = chosen ? ` lat:${chosen.lat} lon:${chosen.lon}` : "";
		const came = await run(`L ${name} l:${quoted(words)}${degrees}`);
		if (!came.accepted) return;
		setText("");
		setFound([]);
	};
	return (
		<div class="form-place">
			<label>
				{t("place")} <span class="quiet">{known}</span>
				<input
					value={text}
					role="combobox"
					aria-expanded={found.length > 0}
					aria-controls="places-found"
					aria-autocomplete="list"
					aria-activedescendant={at >= 0 ? `place-${at}` : undefined}
					onInput={(event) => setText(event.currentTarget.value)}
					onBlur={() => found.length === 0 && void take(undefined)}
					onKeyDown={(event) => {
						if (event.key === "ArrowDown") setAt(Math.min(found.length - 1, at + 1));
						else if (event.key === "ArrowUp") setAt(Math.max(-1, at - 1));
						else if (event.key === "Enter") void take(found[at]);
						else if (event.key === "Escape") setFound([]);
						else return;
						event.preventDefault();
					}}
				/>
			</label>
			<ul id="places-found" role="listbox" aria-label={t("places_found")} hidden={found.length === 0}>
				{found.map((one, i) => (
					<li id={`place-${i}`} role="option" aria-selected={i === at} onMouseDown={() => void take(one)}>
						{one.label} <span class="quiet">{one.kind}</span>
					</li>
				))}
			</ul>
		</div>
	);
}
