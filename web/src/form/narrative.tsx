// The narrative: whatever is typed is on record a moment later; closing the tab loses nothing.
// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from "preact/hooks";
import { headers } from "../link/server";
import { run } from "../verbs/run";
import { quoted } from "../verbs/words_of";
import { t } from "../words/words";
import { type Draft, pieceOf, putPieces } from "./save";

/** So long after the last key a piece is put on record. */
const IDLE_MS = 1_200;

/** Sent while the page goes away: the browser keeps the request, if nothing else of the page. */
function sendLast(call: number, words: string): void {
	void fetch("/v1/commands/note", {
		method: "POST",
		keepalive: true,
		headers: headers({ "Content-Type": "application/json" }),
		body: JSON.stringify({ call, words }),
	});
}

export function Narrative({ call, focus }: { call: number; focus: boolean }) {
	const box = useRef<HTMLTextAreaElement>(null);
	const draft = useRef<Draft>({ text: "", saved: "" });
	const [state, setState] = useState<"empty" | "typing" | "saved" | "failed">("empty");
	const due = useRef<ReturnType<typeof setTimeout>>();

	const save = async () => {
		clearTimeout(due.current);
		// Another call's draft may stand here when the answer comes: this one is kept by itself.
		const kept = draft.current;
		if (kept.putting || !pieceOf(kept, t("correction"))) return;
		const all = await putPieces(kept, t("correction"), async (piece) => (await run(`N #${call} ${quoted(piece)}`)).accepted);
		if (draft.current === kept) setState(all ? "saved" : "failed");
	};
	useEffect(() => {
		draft.current = { text: "", saved: "" };
		if (box.current) box.current.value = "";
		setState("empty");
		const leave = () => {
			const piece = pieceOf(draft.current, t("correction"));
			if (!piece) return;
			draft.current.saved = draft.current.text;
			sendLast(call, piece);
		};
		addEventListener("pagehide", leave);
		return () => {
			removeEventListener("pagehide", leave);
			clearTimeout(due.current);
			if (!draft.current.putting) leave(); // else what is on its way takes the rest along
		};
	}, [call]);
	useEffect(() => {
		if (focus) box.current?.focus();
	}, [call, focus]);
	return (
		<label class="form-narrative">
			<span>
				{t("narrative")} <span class="quiet" role="status">{t(`narrative_${state}`)}</span>
			</span>
			<textarea
				ref={box}
				rows={4}
				onInput={(event) => {
					draft.current.text = event.currentTarget.value;
					setState("typing");
					clearTimeout(due.current);
					due.current = setTimeout(() => void save(), IDLE_MS);
				}}
				onBlur={() => void save()}
			/>
		</label>
	);
}
