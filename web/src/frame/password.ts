// What a password must be, before the server is asked; pure.
// SPDX-License-Identifier: Apache-2.0

/** NIST SP 800-63B 5.1.1.2; the server holds to it too. */
export const PASSWORD_MIN = 8;

/** What is wrong with a pair of passwords before the server is asked; undefined: nothing. */
export function passwordFault(wanted: string, again: string): "password_short" | "password_differ" | undefined {
	if (new TextEncoder().encode(wanted).length < PASSWORD_MIN) return "password_short";
	return wanted === again ? undefined : "password_differ";
}
