// A plain line is a command with its members, or nothing; whatever is typed, it never throws.
// SPDX-License-Identifier: Apache-2.0
import { expect, it } from "vitest";
import { plainCommand } from "../src/verbs/plain";

it("reads numbers, words and quoted words", () => {
	expect(plainCommand('classify call:1 type:fire.structure lat:45.5 lon:-122.6 words:"smoke: a lot"')).toEqual({
		command: "classify",
		members: { call: 1, type: "fire.structure", lat: 45.5, lon: -122.6, words: "smoke: a lot" },
	});
});

it("keeps every digit of a handle", () => {
	expect(plainCommand("take obligation:18446744073709551615")?.members).toEqual({ obligation: "18446744073709551615" });
});

it("takes no other line", () => {
	for (const line of ["", "AN 1", "answer 1", 'note words:"open', "note words:a b"]) expect(plainCommand(line)).toBeUndefined();
});
