// The form of one call: all that is typed is saved as it is typed; nothing is submitted.
// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "preact/hooks";
import type { Call } from "../fold/board";
import { useBoard } from "../link/link";
import { request } from "../link/server";
import { saidOf } from "../link/texts";
import { ownerWord, owedWord, span, until } from "../parts/named";
import { selection } from "../parts/selection";
import { tick_ms } from "../parts/tick";
import { Timeline, useTimeline } from "../parts/timeline";
import { offer, run } from "../verbs/run";
import { t, w } from "../words/words";
import { Narrative } from "./narrative";
import { PlaceBox } from "./place";
import { suggestTypes, type TypeRow } from "./suggest";
import "./form.css";

/** The agency's types, the words that suggest them and what to say; from the plan in force. */
function usePlanTypes(): { names: string[]; rows: TypeRow[] } {
	const [types, setTypes] = useState<{ names: string[]; rows: TypeRow[] }>({ names: [], rows: [] });
	const plan = useBoard()?.plan?.sequence;
	useEffect(() => {
		void request<{ types?: string[]; advice?: TypeRow[] }>("GET", "/v1/plan").then((answer) => {
			if (answer.ok) setTypes({ names: answer.body.types ?? [], rows: answer.body.advice ?? [] });
		});
	}, [plan]);
	return types;
}

function Key({ line, word, caret }: { line: string; word: string; caret?: number }) {
	const begun = line.endsWith(" ");
	return (
		<button type="button" onClick={() => (begun ? offer(line, caret ?? line.length) : void run(line))}>
			{word} <kbd>{line.split(" ")[0]}</kbd>
		</button>
	);
}

/** What can be said to and done with the caller, by the state of the call. */
function Phone({ call }: { call: Call }) {
	const n = `#${call.call}`;
	const waits = call.state === "waiting", talks = call.state === "answered";
	return (
		<div class="form-keys" role="toolbar" aria-label={t("caller")}>
			{waits && <Key line={`AN ${n}`} word={t("key_answer")} />}
			{talks && <Key line={`HL ${n}`} word={t("key_hold")} />}
			{talks && <Key line={`RV ${n}`} word={t("key_retrieve")} />}
			{talks && <Key line={`XF ${n} `} word={t("key_transfer")} />}
			{talks && <Key line={`RE ${n}`} word={t("key_release")} />}
			<Key line={`CB ${n}`} word={t("key_call_back")} />
			<Key line={`CR  ${n} `} word={t("key_tried")} caret={3} />
			<Key line={`MSG ${n} `} word={t("key_write")} />
			<Key line={`PH ${n}`} word={t("key_premises")} />
			<Key line={`CE ${n} `} word={t("key_close")} />
		</div>
	);
}

/** Says what happened: the first time this opens the incident. */
function Classify({ call, said }: { call: Call; said: string }) {
	const { names, rows } = usePlanTypes();
	const suggested = suggestTypes(rows, said);
	const [type, setType] = useState("");
	const [priority, setPriority] = useState("1");
	const incident = useBoard()?.incidents.get(call.incident ?? 0);
	const wanted = type || suggested[0] || "";
	const script = rows.find((row) => row.type === (wanted || incident?.type))?.script;
	const line = incident ? `CT ${wanted} I${incident.incident}` : `T ${wanted} ${priority} #${call.call}`;
	return (
		<div class="form-type">
			<label>
				{t("type")}
				<input
					list="types"
					value={type}
					placeholder={incident?.type ?? suggested[0] ?? ""}
					onInput={(event) => setType(event.currentTarget.value)}
					onKeyDown={(event) => event.key === "Enter" && wanted && void run(line)}
				/>
			</label>
			<datalist id="types">
				{[...new Set([...names, ...rows.map((row) => row.type)])].map((name) => (
					<option value={name} />
				))}
			</datalist>
			{!incident && (
				<label>
					{t("priority")}
					<select value={priority} onChange={(event) => setPriority(event.currentTarget.value)}>
						{["1", "2", "3", "4"].map((one) => (
							<option>{one}</option>
						))}
					</select>
				</label>
			)}
			<button type="button" disabled={!wanted} onClick={() => void run(line)}>
				{incident ? t("key_retype") : t("key_classify")} <kbd>{incident ? "CT" : "T"}</kbd>
			</button>
			{suggested.length > 0 && (
				<span class="quiet">
					{t("suggested")} {suggested.slice(0, 3).join(", ")}
				</span>
			)}
			{script && (
				<p class="form-script">
					<b>{t("script")}</b> {script}
				</p>
			)}
		</div>
	);
}

interface Similar {
	call: number;
	distance_m?: number;
	apart_s?: number;
	words?: string[];
	same_caller?: boolean;
}

/** Open calls that may speak of the same: to be linked, never merged. */
function SimilarCalls({ call }: { call: Call }) {
	const [list, setList] = useState<Similar[]>([]);
	useEffect(() => {
		void request<{ similar?: Similar[] }>("GET", `/v1/calls/${call.call}/similar`).then((answer) => setList(answer.ok ? (answer.body.similar ?? []) : []));
	}, [call]);
	if (!list.length) return null;
	return (
		<div class="form-similar">
			<b>{t("similar")}</b>
			{list.slice(0, 5).map((one) => (
				<button type="button" onClick={() => void run(`DUP #${call.call} #${one.call}`)}>
					#{one.call} {one.distance_m === undefined ? "" : `${one.distance_m} m`} {one.apart_s === undefined ? "" : span(one.apart_s * 1000)}{" "}
					{one.same_caller ? t("same_caller") : (one.words ?? []).slice(0, 3).join(" ")} <kbd>DUP</kbd>
				</button>
			))}
		</div>
	);
}

export function CallForm({ call }: { call: Call }) {
	const board = useBoard();
	const entries = useTimeline(`/v1/calls/${call.call}`);
	const said = saidOf([...entries].reverse());
	const words = entries.map((entry) => entry.words ?? "").join(" ");
	return (
		<section class="pane form" aria-label={t("about_call", call.call)}>
			<header>
				<h2>
					#{call.call} <span class="quiet">{w("call_state", call.state)} · {w("channel", call.channel)} · {span(tick_ms.value - Date.parse(call.first_contact))}</span>
				</h2>
				{call.incident ? (
					<button type="button" onClick={() => (selection.value = { call: call.call, incident: call.incident ?? 0 })}>
						I{call.incident} <kbd>V</kbd>
					</button>
				) : null}
			</header>
			{call.state === "left" && <p class="form-owed">{t("caller_left")}</p>}
			{board &&
				call.obligations.map((owed) => (
					<p class="form-owed">
						{owedWord(owed.kind)} · {ownerWord(board, owed.owner_kind, owed.owner)} · {until(owed.due, tick_ms.value)}
					</p>
				))}
			<Phone call={call} />
			<Narrative call={call.call} focus={call.state === "answered"} />
			<Classify call={call} said={words} />
			<PlaceBox name={`#${call.call}`} known={[said.place, call.lat === undefined ? "" : `${call.lat.toFixed(5)}, ${(call.lon ?? 0).toFixed(5)}`, call.uncertainty_m ? `±${call.uncertainty_m} m` : ""].filter(Boolean).join(" · ")} />
			<SimilarCalls call={call} />
			<Timeline entries={entries} />
		</section>
	);
}
