// The command bar: one line for everything, with completion, history, and what came of the last one.
// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from "preact/hooks";
import { useBoard } from "../link/link";
import { me } from "../link/session";
import { selection } from "../parts/selection";
import { completeLine } from "../verbs/complete";
import { history, lastOutcome, offered, run } from "../verbs/run";
import { t } from "../words/words";
import { walkHistory } from "./history";
import "./bar.css";

/** Whether a key was meant for a text that is being typed. */
function typing(target: EventTarget | null): boolean {
	return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

export function Bar() {
	const box = useRef<HTMLInputElement>(null);
	const [line, setLine] = useState("");
	const [fits, setFits] = useState<string[]>([]);
	// Steps back from the newest line, so that lines of clicks that come meanwhile do not move it.
	const [back, setBack] = useState(0);
	const outcome = lastOutcome.value;
	const board = useBoard();

	useEffect(() => {
		const onKey = (event: KeyboardEvent) => {
			// Esc leaves whatever is being typed in: it is saved, and the keys mean rows again.
			if (event.key === "Escape" && typing(event.target) && event.target !== box.current) {
				(event.target as HTMLElement).blur();
				document.querySelector<HTMLElement>("[data-focus-home]")?.focus();
			}
			if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
			event.preventDefault();
			box.current?.focus();
			box.current?.select();
		};
		document.addEventListener("keydown", onKey);
		return () => document.removeEventListener("keydown", onKey);
	}, []);

	useEffect(() => {
		const begun = offered.value;
		if (!begun || !box.current) return;
		offered.value = undefined;
		setLine(begun.line);
		box.current.value = begun.line;
		box.current.focus();
		box.current.setSelectionRange(begun.caret, begun.caret);
	}, [offered.value]);

	const submit = async () => {
		const asked = line.trim();
		if (!asked) return;
		const came = await run(asked);
		setBack(0);
		setFits([]);
		// A rejected line stays, to be mended.
		if (came.accepted) setLine((now) => (now.trim() === asked ? "" : now));
	};
	const complete = () => {
		if (!board) return;
		const done = completeLine(line, { board, selection: selection.value, me: me.value?.agent ?? 0 });
		setLine(done.line);
		setFits(done.fits);
	};
	const walk = (by: number) => {
		const found = walkHistory(history.value, history.value.length - back, by);
		setBack(history.value.length - found.at);
		setLine(found.line ?? "");
	};
	const onKeyDown = (event: KeyboardEvent) => {
		if (event.key === "Enter") void submit();
		else if (event.key === "Tab" && !event.shiftKey && line.trim() && !line.endsWith(" ")) complete();
		else if (event.key === "ArrowUp") walk(-1);
		else if (event.key === "ArrowDown") walk(1);
		else if (event.key === "Escape") {
			setFits([]);
			box.current?.blur();
			document.querySelector<HTMLElement>("[data-focus-home]")?.focus();
		} else return;
		event.preventDefault();
	};
	return (
		<section class="bar" aria-label={t("bar")}>
			<label class="bar-line">
				<kbd>/</kbd>
				<input
					ref={box}
					value={line}
					onInput={(event) => setLine(event.currentTarget.value)}
					onKeyDown={onKeyDown}
					aria-label={t("bar")}
					aria-describedby="bar-outcome"
					autocomplete="off"
					autocapitalize="off"
					spellcheck={false}
					placeholder={t("bar_hint")}
				/>
			</label>
			<output id="bar-outcome" class="bar-outcome" data-accepted={outcome?.accepted} aria-live="polite">
				{fits.length ? (
					<span class="bar-fits">{fits.join("  ")}</span>
				) : outcome ? (
					<>
						<span class="bar-mark">{outcome.accepted ? "✓" : "✗"}</span> <code>{outcome.line}</code> {outcome.words}
					</>
				) : null}
			</output>
		</section>
	);
}
