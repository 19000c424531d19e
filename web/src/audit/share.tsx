// A share of calls as words and as a bar; what is not known is a part of the bar by itself, told apart by its stripes.
// SPDX-License-Identifier: Apache-2.0
import { en, type Words } from "../words/en";
import { t } from "../words/words";

/** The text of a key that is put together; what the page does not know is shown by the server's own name. */
export function word(key: string, otherwise: string): string {
	return key in en ? t(key as keyof Words) : otherwise;
}

/** Of 100, with one digit behind the point; a dash where there is nothing to count. */
export function percent(part: number, of: number): string {
	return of ? `${((part * 100) / of).toFixed(1)} %` : "-";
}

export function minutes(ms: number): string {
	return ms % 60_000 ? t("aud_seconds", ms / 1000) : t("aud_minutes", ms / 60_000);
}

/** From `known` to `most` it may be; the numbers stand beside it as text. */
export function ShareBar({ known, most, of }: { known: number; most: number; of: number }) {
	const share = (part: number) => (of ? (part * 100) / of : 0);
	return (
		<svg class="aud-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
			<rect class="aud-bar-all" x="0" y="0" width="100" height="10" />
			<rect class="aud-bar-known" x="0" y="0" width={share(known)} height="10" />
			{Array.from({ length: Math.ceil(share(most - known) / 2) }, (_, i) => (
				<rect key={i} class="aud-bar-may" x={share(known) + 2 * i} y="0" width="1" height="10" />
			))}
		</svg>
	);
}
