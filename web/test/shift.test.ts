// What a supervisor counts, what a leaver owns, and the steps of the first run, over hand-made boards.
// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { type Board, loadBoard, type Obligation } from "../src/fold/board";
import { isDemo, progress } from "../src/frame/guide_steps";
import { passwordFault } from "../src/frame/password";
import { everyOwed, ownedBy, takers, unheeded } from "../src/parts/owed";
import * as count from "../src/supervisor/count";

function owed(kind: string, due: string, more: Partial<Obligation> = {}): Obligation {
	const base = { owner_kind: "agent", owner: 1, rung: 0, raised: 0, opened: "08:00", first_due: due, unheeded: false };
	return { obligation: `${kind}${due}`, kind, due, ...base, ...more };
}

const call = (number: number, state: string, more = {}) =>
	({ call: number, state, priority: 2, queue: 1, channel: "http", malformed: false, obligations: [], ...more }) as never;
const incident = (number: number, more = {}) =>
	({ incident: number, priority: 1, assignments: [], needs: [], obligations: [], ...more }) as never;
const unit = (number: number, more = {}) =>
	({ unit: number, name: `E${number}`, active: 0, out_of_service: false, logged_off: false, obligations: [], ...more }) as never;
const agent = (number: number, role: string, position: number) =>
	({ agent: number, name: `a${number}`, role, position, state: "ready" }) as never;

function board(parts: object = {}): Board {
	const empty = { sequence: 1, calls: [], incidents: [], agents: [], units: [], stations: [] };
	return loadBoard({ ...empty, ...parts });
}

describe("what is owed", () => {
	const all = board({
		calls: [call(1, "waiting", { obligations: [owed("answer", "09:30", { owner_kind: "queue" })] })],
		incidents: [incident(4, { obligations: [owed("conclude", "09:10")] })],
		units: [unit(7, { obligations: [owed("relieve", "09:20", { owner: 2 })] })],
		notices: [{ notice: 2, obligations: [owed("review_bolo", "09:40", { unheeded: true })] }],
		agents: [agent(1, "dispatcher", 1), agent(2, "supervisor", 2), agent(3, "auditor", 3), agent(4, "dispatcher", 0)],
	});
	it("is in one list by due time", () => {
		expect(everyOwed(all).map((one) => `${one.about} ${one.number}`)).toEqual(["incident 4", "unit 7", "call 1", "notice 2"]);
	});
	it("is counted where nobody heeded it", () => {
		expect(unheeded(all)).toBe(1);
	});
	it("is a leaver's where he owns it", () => {
		expect(ownedBy(all, 1).map((one) => one.owed.kind)).toEqual(["conclude", "review_bolo"]);
	});
	it("can go to whoever sits and may own", () => {
		expect(takers(all, 1).map((one) => one.agent)).toEqual([2]);
	});
});

describe("what a supervisor sees", () => {
	it("never rounds a bound up to kept", () => {
		const bound = { within_s: 10, wanted_percent: 90, met: 8999, of: 10000, source: "", words: "" };
		expect(count.percent(bound)).toBe(89.9);
		expect(count.kept(bound)).toBe(false);
		expect(count.kept({ ...bound, met: 9000 })).toBe(true);
		expect(count.kept({ ...bound, met: 0, of: 0 })).toBeUndefined();
	});
	it("counts who waits by queue, and who has longest", () => {
		const waits = (number: number, queue: number, first_contact: string) => call(number, "waiting", { queue, first_contact });
		const calls = [waits(1, 3, "09:05"), waits(2, 3, "09:01"), call(3, "answered")];
		expect(count.queues(board({ calls }))).toEqual([
			{ queue: 1, waiting: 0 },
			{ queue: 3, waiting: 2, since: "09:01" },
		]);
	});
	it("counts incidents that lack units by priority", () => {
		const incidents = [incident(1, { priority: 3, obligations: [owed("assign", "09:00")] }), incident(2)];
		expect(count.lacking(board({ incidents }))).toEqual([0, 0, 1, 0]);
	});
	it("counts each unit once", () => {
		const units = [
			unit(1),
			unit(2, { active: 5, out_of_service: true }),
			unit(3, { out_of_service: true }),
			unit(4, { logged_off: true, obligations: [owed("relieve", "09:00")] }),
		];
		expect(count.fleet(board({ units }))).toEqual({
			all: 4,
			free: 1,
			working: 1,
			outOfService: 1,
			loggedOff: 1,
			toRelieve: 1,
		});
	});
	it("puts what nobody heeded first", () => {
		const raised = { raised: 1 };
		const obligations = [
			owed("answer", "08:00", raised),
			owed("assign", "09:00", { ...raised, unheeded: true }),
			owed("arrive", "07:00"),
		];
		const all = count.raised(board({ incidents: [incident(1, { obligations })] }));
		expect(all.map((one) => one.owed.kind)).toEqual(["assign", "answer"]);
	});
	it("says who sits where, at what, and what he owns", () => {
		const all = board({
			agents: [agent(5, "dispatcher", 2)],
			calls: [call(9, "answered", { agent: 5, obligations: [owed("classify", "09:00", { owner: 5 })] })],
		});
		const alarms = (position: number) => ({ position, agent: 0, name: `p${position}`, counts: [2, 2, 2], steady: true });
		const [one, two] = count.seats(all, [alarms(1), alarms(2)]);
		expect(one?.who).toBeUndefined();
		expect([two?.who?.agent, two?.call?.call, two?.owes, two?.steady]).toEqual([5, 9, 1, true]);
	});
	it("draws hours from the oldest, each in its middle", () => {
		const hours = [
			{ met: 1, of: 2 },
			{ met: 3, of: 4 },
		];
		const columns = count.hourColumns(hours, "1970-01-01T02:00:00Z");
		expect(columns).toEqual([[1800, 5400], [4, 2], [3, 1]]);
	});
	it("keeps a reason within its quotes", () => {
		expect(count.verdictLine("77", "reopen", ' he said "no" ')).toBe(`review obligation:77 verdict:reopen reason:"he said 'no'"`);
		expect(count.verdictLine("77", "agree", "")).toBe("review obligation:77 verdict:agree");
	});
});

describe("the first run", () => {
	const rights = ["work", "dispatch"];
	const step = (parts: object, seated = true, practice?: number) => progress(board(parts), rights, seated, practice).step;
	it("is for the demo city alone", () => {
		expect(isDemo(board({ plan: { name: "portland-plan.yaml" } }))).toBe(true);
		expect(isDemo(board({ plan: { name: "our-plan.yaml" } }))).toBe(false);
		expect(isDemo(board())).toBe(false);
	});
	it("goes step by step, by what the board shows", () => {
		expect(progress(board(), ["administer"], false, undefined).step).toBe("dispatcher");
		expect(step({}, false)).toBe("sit");
		expect(step({})).toBe("place");
		expect(step({ calls: [call(1, "waiting")] })).toBe("answer");
		expect(step({ calls: [call(1, "answered")] })).toBe("classify");
		const linked = [call(1, "answered", { incident: 1 })];
		expect(step({ calls: linked, incidents: [incident(1)] })).toBe("send");
		expect(step({ calls: linked, incidents: [incident(1, { assignments: [{}] })] })).toBe("end");
		expect(step({ incidents: [incident(1, { assignments: [{}] })] }, true, 1)).toBe("end");
	});
	it("follows the practice call, not another's", () => {
		const calls = [call(1, "answered"), call(2, "waiting")];
		expect(progress(board({ calls }), rights, true, 2).call?.call).toBe(2);
	});
	it("names who is recommended", () => {
		const recommended = [{ name: "E1" }, { name: "L1" }];
		const parts = { calls: [call(1, "answered", { incident: 1 })], incidents: [incident(1, { recommended })] };
		expect(progress(board(parts), rights, true, 1).picks).toEqual(["E1", "L1"]);
	});
});

describe("a password", () => {
	it("has eight bytes, twice the same", () => {
		expect(passwordFault("1234567", "1234567")).toBe("password_short");
		expect(passwordFault("12345678", "12345679")).toBe("password_differ");
		expect(passwordFault("12345678", "12345678")).toBeUndefined();
		expect(passwordFault("ñññññ", "ñññññ")).toBeUndefined();
	});
});
