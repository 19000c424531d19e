// Where the keyboard is, when something opens that was not asked for by a pointer.
// SPDX-License-Identifier: Apache-2.0

/** As a ref: the first thing that can be used gets the focus when its section comes to be. */
export function focusFirst(section: HTMLElement | null): void {
	section?.querySelector<HTMLElement>("button:enabled, select, input:not([hidden])")?.focus();
}
