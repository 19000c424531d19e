// The boards of the work: what waits, what is worked on or was not heeded, and the units.
// SPDX-License-Identifier: Apache-2.0
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Obligation } from "../fold/board";
import { useBoard } from "../link/link";
import { me } from "../link/session";
import { wordsOf } from "../link/texts";
import { type Column, Grid } from "../parts/grid";
import { ownerWord, owedWord, span, until } from "../parts/named";
import { printing, wholeTime } from "../parts/printing";
import { selection } from "../parts/selection";
import { tick_ms } from "../parts/tick";
import { tone } from "../parts/tones";
import { offer, run, shown } from "../verbs/run";
import { t, w } from "../words/words";
import { Closed } from "./closed";
import { isMissed, type Row, rowsOf, type UnitRow, unitRows } from "./rows";
import "./boards.css";

/** What the middle board shows. */
const middle = signal<"active" | "unheeded" | "closed">("active");

function Due({ owed }: { owed: Obligation | undefined }) {
	if (!owed) return null;
	const missed = isMissed(owed, tick_ms.value);
	return (
		<span class="due" data-missed={missed} title={w("obligation", owed.kind)}>
			{missed ? "▲ " : ""}
			{until(owed.due, tick_ms.value)} {owedWord(owed.kind)}
			{printing.value && ` (${wholeTime(Date.parse(owed.due))})`}
		</span>
	);
}

function Owner({ owed }: { owed: Obligation | undefined }) {
	const board = useBoard();
	if (!owed || !board) return null;
	const first = ownerWord(board, owed.owner_kind, owed.owner);
	const raised = owed.raised_kind ? ` ↑ ${ownerWord(board, owed.raised_kind, owed.raised_to ?? 0)}` : "";
	return <span>{first + raised}</span>;
}

function Where({ row }: { row: Row }) {
	const said = row.calls[0] === undefined ? undefined : wordsOf(row.calls[0]);
	const at = row.incident ?? row.call;
	const degrees = at?.lat === undefined ? "" : `${at.lat.toFixed(5)}, ${(at.lon ?? 0).toFixed(5)}`;
	const around = at?.uncertainty_m ? ` ±${at.uncertainty_m} m` : "";
	return <span title={degrees + around}>{said?.place || degrees || t("place_unknown")}</span>;
}

function Nature({ row }: { row: Row }) {
	const said = row.calls[0] === undefined ? undefined : wordsOf(row.calls[0]);
	const flags = [row.incident?.major && t("flag_major"), row.call?.malformed && t("flag_malformed"), row.call?.away && t("flag_away")];
	return (
		<span>
			{flags.filter(Boolean).map((flag) => (
				<strong>[{flag}] </strong>
			))}
			{row.nature} <span class="quiet">{said?.words}</span>
		</span>
	);
}

const columns = (): Column<Row>[] => [
	{ name: t("col_number"), width: "46px", cell: (row) => (row.about === "call" ? `#${row.number}` : `I${row.number}`) },
	{ name: t("col_priority"), width: "12px", cell: (row) => (row.priority ? String(row.priority) : "?") },
	{ name: t("col_state"), width: "28px", cell: (row) => <span class="code" data-state={row.state} title={row.call && row.about === "call" ? w("call_state", row.state) : w("unit_status", row.state)}>{row.code}</span> },
	{ name: t("col_due"), width: "minmax(96px, 1.3fr)", cell: (row) => <Due owed={row.next} /> },
	{ name: t("col_owner"), width: "minmax(70px, 1fr)", cell: (row) => <Owner owed={row.next} /> },
	{ name: t("col_nature"), width: "minmax(100px, 2fr)", cell: (row) => <Nature row={row} /> },
	{ name: t("col_place"), width: "minmax(90px, 1.6fr)", cell: (row) => <Where row={row} /> },
	{ name: t("col_units"), width: "minmax(44px, 1fr)", cell: (row) => row.units.map((unit) => unit.name).join(" ") },
	{ name: t("col_calls"), width: "48px", cell: (row) => (row.about === "incident" ? row.calls.map((call) => `#${call}`).join(" ") : w("channel", row.channel)) },
	{ name: t("col_age"), width: "50px", cell: (row) => span(tick_ms.value - Date.parse(row.since)) },
];

const unitColumns = (): Column<UnitRow>[] => [
	{ name: t("col_unit"), width: "70px", cell: ({ unit }) => unit.name },
	{ name: t("col_state"), width: "28px", cell: (row) => <span class="code" data-state={row.state} title={w("unit_status", row.state)}>{row.code}</span> },
	{ name: t("col_can"), width: "minmax(80px, 1fr)", cell: ({ unit }) => unit.capabilities.join(" ") },
	{ name: t("col_station"), width: "minmax(80px, 1fr)", cell: ({ unit }) => <Station number={unit.station} /> },
	{ name: t("col_work"), width: "minmax(70px, 1fr)", cell: (row) => row.incidents.map((number) => `I${number}`).join(" ") },
	{ name: t("col_due"), width: "minmax(110px, 1fr)", cell: (row) => <Due owed={row.next} /> },
	{ name: t("col_position"), width: "90px", cell: ({ unit }) => (unit.position_age_s === undefined ? "" : span(unit.position_age_s * 1000) + (unit.position_stale ? ` ${t("stale")}` : "")) },
];

function Station({ number }: { number: number | undefined }) {
	const board = useBoard();
	return <>{number ? board?.stations.get(number)?.name : ""}</>;
}

function select(row: Row): void {
	shown.value = undefined;
	selection.value = row.about === "call" ? { call: row.number } : { incident: row.number, ...(row.calls[0] ? { call: row.calls[0] } : {}) };
}

const nameOf = (row: Row) => (row.about === "call" ? String(row.number) : `I${row.number}`);

/** Keys of a row that has the focus; what wants more than the row is begun in the bar, for a person to end. */
export const rowKeys: Record<string, { word: "key_answer" | "key_dispatch" | "key_own" | "key_note" | "key_close" | "key_view" | "key_priority"; does: (row: Row) => void }> = {
	a: { word: "key_answer", does: (row) => void run(row.about === "call" ? `AN #${row.number}` : "AN") },
	d: { word: "key_dispatch", does: (row) => offer(`D  ${nameOf(row)}`, 2) },
	o: { word: "key_own", does: (row) => void run(`O ${nameOf(row)}`) },
	n: { word: "key_note", does: (row) => offer(`N ${nameOf(row)} `) },
	p: { word: "key_priority", does: (row) => offer(`P  ${nameOf(row)} `, 2) },
	c: { word: "key_close", does: (row) => offer(`CE ${nameOf(row)} `) },
	v: { word: "key_view", does: (row) => void run(`V ${nameOf(row)}`) },
};

function press(row: Row, key: string): boolean {
	const found = rowKeys[key === "Enter" ? "v" : key.toLowerCase()];
	found?.does(row);
	return found !== undefined;
}

function Actions({ rows }: { rows: Row[] }) {
	const chosen = selection.value;
	const row = rows.find((one) => (one.about === "incident" ? one.number === chosen.incident : one.number === chosen.call && !chosen.incident));
	if (!row) return null;
	return (
		<div class="actions" role="toolbar" aria-label={t("actions", nameOf(row))}>
			{Object.entries(rowKeys).map(([key, { word, does }]) => (
				<button type="button" onClick={() => does(row)}>
					{t(word)} <kbd>{key.toUpperCase()}</kbd>
				</button>
			))}
		</div>
	);
}

/** A due time passed, nobody acted: heard once a debt, and again every half minute until somebody does. */
const AGAIN_MS = 30_000;
const heard = new Map<string, number>();

function useAlarm(rows: Row[]): void {
	const now = tick_ms.value;
	useEffect(() => {
		const who = me.value;
		const mine = rows.flatMap((row) => row.incident?.obligations ?? row.call?.obligations ?? []).filter((owed) => isMissed(owed, now) && concerns(owed, who));
		const fresh = mine.filter((owed) => now - (heard.get(owed.obligation) ?? 0) > AGAIN_MS);
		for (const owed of fresh) heard.set(owed.obligation, now);
		if (fresh.length) tone("missed");
	}, [now]);
}

const roleOwners: Record<string, string> = { dispatcher: "dispatchers", supervisor: "supervisors", duty_officer: "duty_officer", call_taker: "queue" };

/** Whether a debt is one of whoever sits here; the duty officer hears of all. */
function concerns(owed: Obligation, who: { agent: number; role: string } | undefined): boolean {
	if (!who) return false;
	if (who.role === "duty_officer") return true;
	const owners = [owed.owner_kind, owed.raised_kind];
	if (owners.includes(roleOwners[who.role] ?? "")) return true;
	return (owed.owner_kind === "agent" && owed.owner === who.agent) || (owed.raised_kind === "agent" && owed.raised_to === who.agent);
}

function Board({ title, count, children, tabs }: { title: string; count: number; children: preact.ComponentChildren; tabs?: preact.ComponentChildren }) {
	return (
		<section class="board" aria-label={title}>
			<header>
				<h2>
					{title} <span class="quiet">{count}</span>
				</h2>
				{tabs}
			</header>
			{children}
		</section>
	);
}

export function Boards() {
	const board = useBoard();
	const rows = board ? rowsOf(board) : { waiting: [], active: [], unheeded: [] };
	const units = board ? unitRows(board) : [];
	useAlarm([...rows.waiting, ...rows.active]);
	const chosen = selection.value;
	const key = chosen.incident ? `i${chosen.incident}` : chosen.call ? `c${chosen.call}` : undefined;
	const grid = (label: string, list: Row[], home = false) => (
		<Grid
			label={label}
			columns={columns()}
			rows={list}
			keyOf={(row) => row.key}
			selected={key}
			select={select}
			press={press}
			home={home}
			mark={(row) => `p${row.priority || 1}`}
			drop={(row, unit) => void run(`D ${unit} ${nameOf(row)}`)}
		/>
	);
	const open = middle.value;
	const tab = (name: "active" | "unheeded" | "closed", count?: number) => (
		<button type="button" aria-pressed={open === name} onClick={() => (middle.value = name)}>
			{t(`board_${name}`)} {count}
		</button>
	);
	return (
		<div class="boards">
			<Board title={t("board_waiting")} count={rows.waiting.length}>
				{grid(t("board_waiting"), rows.waiting, true)}
				<Actions rows={[...rows.waiting, ...rows.active]} />
			</Board>
			<Board
				title={t(`board_${open}`)}
				count={open === "closed" ? 0 : rows[open].length}
				tabs={
					<>
						{tab("active", rows.active.length)} {tab("unheeded", rows.unheeded.length)} {tab("closed")}
					</>
				}
			>
				{open === "closed" ? <Closed /> : grid(t(`board_${open}`), rows[open])}
			</Board>
			<Board title={t("board_units")} count={units.length}>
				<Grid
					label={t("board_units")}
					columns={unitColumns()}
					rows={units}
					keyOf={(row) => String(row.unit.unit)}
					selected={chosen.unit ? String(chosen.unit) : undefined}
					select={(row) => (selection.value = { ...selection.value, unit: row.unit.unit })}
					press={(row, pressed) => {
						const lines: Record<string, string> = { e: `EN ${row.unit.name}`, r: `AR ${row.unit.name}`, c: `CL ${row.unit.name}`, u: `UH ${row.unit.name}` };
						const line = lines[pressed.toLowerCase()];
						if (line) void run(line);
						else if (pressed.toLowerCase() === "d") offer(`D ${row.unit.name} `);
						return line !== undefined || pressed.toLowerCase() === "d";
					}}
					drag={(row) => row.unit.name}
				/>
			</Board>
		</div>
	);
}
