// Every text of the console in English; es.ts has the same keys or does not compile.
// SPDX-License-Identifier: Apache-2.0
// {0}, {1}: what is put in.

export const en = {
	link_live: "live",
	link_loading: "loading",
	link_lost: "LINE LOST: what you see is old",
	link_refused: "signed out",
	sign_in: "Sign in",
	sign_in_name: "Name",
	sign_in_password: "Password",
	sign_in_token: "Token",
	sign_in_position: "Position",
	theme: "Theme",
	language: "Language",
};

export type Words = Record<keyof typeof en, string>;
