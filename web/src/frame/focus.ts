// Where the keyboard is, when something opens that was not asked for by a pointer.
// SPDX-License-Identifier: Apache-2.0

/** As a ref: the first thing that can be used gets the focus when its section comes to be; never from under typing hands. */
export function focusFirst(section: HTMLElement | null): void {
	const now = document.activeElement;
	const typing = now instanceof HTMLInputElement || now instanceof HTMLTextAreaElement;
	if (typing && !section?.contains(now)) return;
	section?.querySelector<HTMLElement>("button:enabled, select, input:not([hidden])")?.focus();
}
