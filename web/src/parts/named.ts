// Words for owners, debts, subjects and lengths of time, in the language that was chosen.
// SPDX-License-Identifier: Apache-2.0
import type { Board } from "../fold/board";
import { en, type Words } from "../words/en";
import { t } from "../words/words";
import type { Owed } from "./owed";

function word(key: string, ...given: (string | number)[]): string | undefined {
	return key in en ? t(key as keyof Words, ...given) : undefined;
}

/** A kind of debt; one that the page does not know is shown by the server's own name. */
export function owedWord(kind: string): string {
	return word(`owed_${kind}`) ?? kind;
}

export function roleWord(role: string | null): string {
	return word(`role_${role}`) ?? role ?? "";
}

/** Who owns something, or to whom it was raised. */
export function ownerWord(board: Board, kind: string, owner: number): string {
	const name = kind === "agent" ? board.agents.get(owner)?.name : kind === "unit" ? board.units.get(owner)?.name : undefined;
	return word(`owner_${kind}`, name ?? owner) ?? `${kind} ${owner}`;
}

export function aboutWord({ about, number, name }: Owed): string {
	return t(`about_${about}`, name ?? number);
}

/** A length of time: 0:07, 12:30, 1:02:05. */
export function span(ms: number): string {
	const s = Math.max(0, Math.floor(ms / 1000));
	const two = (n: number) => String(n).padStart(2, "0");
	const h = Math.floor(s / 3600);
	return h ? `${h}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}` : `${Math.floor(s / 60)}:${two(s % 60)}`;
}

/** How far it is to a moment: "0:42", or "-1:05" when it is past. */
export function until(moment: string, now_ms: number): string {
	const ms = Date.parse(moment) - now_ms;
	return ms < 0 ? `-${span(-ms)}` : span(ms);
}

/** The time of day on this machine's wall, which is the center's. */
export function wall(ms: number): string {
	const at = new Date(ms);
	return [at.getHours(), at.getMinutes(), at.getSeconds()].map((n) => String(n).padStart(2, "0")).join(":");
}
