// What a person set for this browser: colours and language.  Nothing of the record is kept here.
// SPDX-License-Identifier: Apache-2.0
import { effect, signal } from "@preact/signals";
import { language, languages, type Language } from "../words/words";

export const themes = ["dark", "light"] as const;
export type Theme = (typeof themes)[number];

/** Kept where a browser keeps it; one that keeps nothing begins with the same each time. */
function kept(name: string): string | null {
	try {
		return localStorage.getItem(`tocsin.${name}`);
	} catch {
		return null;
	}
}

export function keep(name: string, value: string): void {
	try {
		localStorage.setItem(`tocsin.${name}`, value);
	} catch {
		/* it holds until the page is closed */
	}
}

export const theme = signal<Theme>(
	themes.find((one) => one === kept("theme")) ?? (matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark"),
);

export const guideHidden = signal(kept("guide") === "hidden");

/** Takes up what was kept, and keeps what changes. */
export function keepSettings(): void {
	const known = kept("language");
	if (known && known in languages) language.value = known as Language;
	effect(() => {
		document.documentElement.dataset["theme"] = theme.value;
		keep("theme", theme.value);
	});
	effect(() => {
		document.documentElement.lang = language.value;
		keep("language", language.value);
	});
	effect(() => keep("guide", guideHidden.value ? "hidden" : "shown"));
}
