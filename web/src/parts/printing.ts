// Whether the page is being put on paper: then tables have all their rows, and times are whole, for paper outlives the screen.
// SPDX-License-Identifier: Apache-2.0
import { signal } from "@preact/signals";
import { wall } from "./named";

export const printing = signal(false);

addEventListener("beforeprint", () => (printing.value = true));
addEventListener("afterprint", () => (printing.value = false));

/** The day and the time of day on this machine's wall. */
export function wholeTime(ms: number): string {
	const at = new Date(ms);
	const day = [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
	return `${day} ${wall(ms)}`;
}
