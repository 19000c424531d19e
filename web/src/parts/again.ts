// Asks again and again for as long as a view is there; a page that nobody sees asks nothing.
// SPDX-License-Identifier: Apache-2.0
import { useEffect } from "preact/hooks";
import { me } from "../link/session";

export function useAgain(look: () => Promise<void>, every_ms: number): void {
	const who = me.value?.agent; // what one may see is known only then
	useEffect(() => {
		void look();
		const again = setInterval(() => {
			if (!document.hidden) void look();
		}, every_ms);
		return () => clearInterval(again);
	}, [who]);
}
