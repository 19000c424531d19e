// What is selected, told between the windows of one browser: the map follows the desk.
// SPDX-License-Identifier: Apache-2.0
import { effect } from "@preact/signals";
import { type Selection, selection } from "../parts/selection";

const channel = typeof BroadcastChannel === "undefined" ? undefined : new BroadcastChannel("tocsin.selection");

/** Tells each change to the other windows, and takes theirs. */
export function shareSelection(): void {
	if (!channel) return;
	let heard = "";
	channel.onmessage = (event: MessageEvent<string>) => {
		heard = event.data;
		selection.value = JSON.parse(event.data) as Selection;
	};
	effect(() => {
		const now = JSON.stringify(selection.value);
		if (now !== heard) channel.postMessage(now);
		heard = now;
	});
}
