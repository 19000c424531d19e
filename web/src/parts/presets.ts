// Colours of units' statuses: there is no standard, so they have names, and each centre takes its own.
// SPDX-License-Identifier: Apache-2.0
import { effect, signal } from "@preact/signals";

/** Free, sent, on the way, there; each pair is for dark and for light, at 4.5 to 1 on its ground. */
export const presets = {
	plain: { free: ["#6fdc8c", "#116329"], sent: ["#7cc4ff", "#0b5cad"], driving: ["#f1c21b", "#7a5200"], there: ["#ff9e8a", "#a3200d"] },
	oregon: { free: ["#6fdc8c", "#116329"], sent: ["#9bd4ff", "#05579e"], driving: ["#ffe45c", "#6b5500"], there: ["#ff9090", "#b00020"] },
	crimestar: { free: ["#ffffff", "#16202a"], sent: ["#6fdc8c", "#116329"], driving: ["#ffe45c", "#6b5500"], there: ["#6ce5e8", "#00626b"] },
	quiet: { free: ["#e8edf2", "#16202a"], sent: ["#e8edf2", "#16202a"], driving: ["#e8edf2", "#16202a"], there: ["#e8edf2", "#16202a"] },
} as const;
export type Preset = keyof typeof presets;
const KEPT = "tocsin.preset";

function kept(): Preset {
	const name = typeof localStorage === "undefined" ? null : localStorage.getItem(KEPT);
	return name && name in presets ? (name as Preset) : "plain";
}
export const preset = signal<Preset>(kept());

/** Sets the colours of the preset that is chosen, whenever it or the theme changes. */
export function keepPreset(): void {
	const root = document.documentElement;
	const set = () => {
		const light = root.dataset["theme"] === "light" ? 1 : 0;
		for (const [name, pair] of Object.entries(presets[preset.value])) root.style.setProperty(`--unit-${name}`, pair[light] ?? "");
	};
	effect(() => {
		set();
		localStorage.setItem(KEPT, preset.value);
	});
	new MutationObserver(set).observe(root, { attributeFilter: ["data-theme"] });
}
