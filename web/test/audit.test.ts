// What the page of the audit makes of numbers and of reasons.
// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { reasonWords } from "../src/audit/completeness";
import { minutes, percent, word } from "../src/audit/share";
import { en } from "../src/words/en";

describe("shares", () => {
	it("are of 100, and of nothing they are none", () => {
		expect(percent(1, 3)).toBe("33.3 %");
		expect(percent(0, 5)).toBe("0.0 %");
		expect(percent(0, 0)).toBe("-");
	});
	it("speaks of minutes only where they are whole", () => {
		expect(minutes(600_000)).toBe("10 min");
		expect(minutes(80_000)).toBe("80 s");
	});
});

describe("reasons", () => {
	const gate = { verdict: "unreliable", arrivals: 0, arrivals_recorded: 0 } as const;
	it("leaves the lesser one away", () => {
		expect(reasonWords({ ...gate, reasons: ["low", "middling"] })).toEqual([en.aud_reason_low]);
		expect(reasonWords({ ...gate, reasons: ["uneven"] })).toEqual([en.aud_reason_uneven]);
	});
	it("shows one that it does not know by its own name", () => {
		expect(reasonWords({ ...gate, reasons: ["made_up"] })).toEqual(["made_up"]);
		expect(word("no_such_key", "x")).toBe("x");
	});
});
