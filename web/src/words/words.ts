// The text of a key in the language that was chosen.
// SPDX-License-Identifier: Apache-2.0
import { signal } from "@preact/signals";
import { en, type Words } from "./en";
import { es } from "./es";

export const languages = { en, es } as const;
export type Language = keyof typeof languages;
export const language = signal<Language>(navigator.language.startsWith("es") ? "es" : "en");

/** The text of `key`, with {0}, {1} ... replaced. */
export function t(key: keyof Words, ...given: (string | number)[]): string {
	return languages[language.value][key].replace(/\{(\d)\}/g, (whole, at: string) => String(given[Number(at)] ?? whole));
}
