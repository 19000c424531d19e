// What of a narrative has been saved, and what is still to be: what is typed goes on record piece by piece.  Pure.
// SPDX-License-Identifier: Apache-2.0

export interface Draft {
	/** As it stands in the box. */
	text: string;
	/** The beginning of it that is on record. */
	saved: string;
	/** A piece is on its way. */
	putting?: boolean;
}

/** The piece to put on record next; "" where all is.  What was changed within the saved part is said whole: the first words stay. */
export function pieceOf({ text, saved }: Draft, correction: string): string {
	if (text.startsWith(saved)) return text.slice(saved.length).trim();
	return text.trim() ? `${correction}: ${text.trim()}` : "";
}

/** Puts pieces on record, one at a time: a piece on its way is not sent twice, and what was typed meanwhile goes next.  Whether all is. */
export async function putPieces(draft: Draft, correction: string, put: (piece: string) => Promise<boolean>): Promise<boolean> {
	if (draft.putting) return false;
	draft.putting = true;
	try {
		for (let piece = pieceOf(draft, correction); piece; piece = pieceOf(draft, correction)) {
			const { text, saved } = draft;
			if (!(await put(piece))) return false;
			if (draft.saved === saved) draft.saved = text; // else a page that was leaving has sent more
		}
		return true;
	} finally {
		draft.putting = false;
	}
}
