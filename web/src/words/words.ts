// The text of a key, or of a word of the core's lists, in the language that was chosen.
// SPDX-License-Identifier: Apache-2.0
import { signal } from "@preact/signals";
import { vocabularies } from "../generated/lists";
import { en, type Words } from "./en";
import { es } from "./es";
import { listsEs } from "./lists_es";

export const languages = { en, es } as const;
export type Language = keyof typeof languages;
export const language = signal<Language>(
	typeof navigator !== "undefined" && navigator.language.startsWith("es") ? "es" : "en",
);

/** The text of `key`, with {0}, {1} ... replaced. */
export function t(key: keyof Words, ...given: (string | number)[]): string {
	return languages[language.value][key].replace(/\{(\d)\}/g, (whole, at: string) => String(given[Number(at)] ?? whole));
}

export type ListName = keyof typeof listsEs;

/** A word of one of the core's lists as people say it; the word itself where the list has none such. */
export function w(list: ListName, word: string): string {
	const lists: Record<string, Record<string, string>> = language.value === "es" ? listsEs : vocabularies;
	return lists[list]?.[word] ?? word;
}
