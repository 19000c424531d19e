// What of a narrative has been saved, and what is still to be: what is typed goes on record piece by piece.  Pure.
// SPDX-License-Identifier: Apache-2.0

export interface Draft {
	/** As it stands in the box. */
	text: string;
	/** The beginning of it that is on record. */
	saved: string;
}

/** The piece to put on record next; "" where all is.  What was changed within the saved part is said whole: the first words stay. */
export function pieceOf({ text, saved }: Draft, correction: string): string {
	if (text.startsWith(saved)) return text.slice(saved.length).trim();
	return text.trim() ? `${correction}: ${text.trim()}` : "";
}
