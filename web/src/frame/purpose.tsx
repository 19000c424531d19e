// What the center is for, where it is not for real: on every page, by words, stripes and a border, in print too.
// SPDX-License-Identifier: Apache-2.0
import { signal } from "@preact/signals";
import { request } from "../link/server";
import { t } from "../words/words";

const purposes = ["training", "parallel", "rehearsal"] as const;
export type Purpose = (typeof purposes)[number];

/** "live" has no mark; a purpose that the page does not know is shown as it is. */
export const purpose = signal("live");

export async function learnPurpose(): Promise<void> {
	const answer = await request<{ purpose: string }>("GET", "/v1/health");
	if (answer.ok) purpose.value = answer.body.purpose;
}

function known(): Purpose | undefined {
	return purposes.find((one) => one === purpose.value);
}

/** The purpose's name; empty for the real work. */
export function purposeName(): string {
	const one = known();
	if (one) return t(`purpose_${one}`);
	return purpose.value === "live" ? "" : purpose.value.toUpperCase();
}

export function PurposeBanner() {
	const name = purposeName();
	if (!name) return null;
	const one = known();
	return (
		<div class="purpose" role="note" data-purpose={purpose.value}>
			<strong>{name}</strong>
			<span>{one ? t(`purpose_${one}_says`) : ""}</span>
			<strong aria-hidden="true">{name}</strong>
		</div>
	);
}
