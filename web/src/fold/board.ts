// The board as the page holds it: what GET /v1/board shows, by number.
// SPDX-License-Identifier: Apache-2.0
//
// An item that changes is a new object, the maps stay: whoever draws a row compares references.

export interface Obligation {
	obligation: string; // more digits than a number keeps
	kind: string;
	owner_kind: string;
	owner: number;
	rung: number;
	raised: number;
	raised_kind?: string;
	raised_to?: number;
	assignment?: number;
	opened: string;
	due: string;
	first_due: string;
	unheeded: boolean;
}

export interface Place {
	lat?: number;
	lon?: number;
	uncertainty_m?: number;
}

export interface Call extends Place {
	call: number;
	state: string;
	priority: number;
	queue: number;
	malformed: boolean;
	channel: string;
	incident?: number;
	agent?: number;
	help?: string;
	away?: boolean;
	third?: string;
	third_agent?: number;
	third_neighbour?: number;
	first_contact: string;
	answered_at: string;
	obligations: Obligation[];
}

export interface Assignment {
	assignment: number;
	unit: number;
	name: string;
	status: string;
	active: boolean;
}

export interface Need {
	row: number;
	count: number;
	filled: number;
	crew: number;
	check_s: number;
	capabilities: string[];
	substitutes: string[];
	mode: string;
	stand_ins?: { all: boolean; capabilities: string[] }[];
}

export interface Pick {
	unit: number;
	row: number;
	eta_s: number;
	name: string;
	why: string;
}

export interface Relation {
	incident: number;
	is: string;
}

export interface Role {
	sequence: number;
	name: string;
	agent?: number;
	unit?: number;
}

export interface Area {
	row: number;
	sequence: number;
	name: string;
	lat?: number;
	lon?: number;
	radius_m?: number;
}

export interface Asked {
	provider?: number;
	neighbour?: number;
	times: number;
	name: string;
	state: string;
	at?: string;
}

export interface HelpRequest {
	request: number;
	sequence: number;
	kind: string;
	state: string;
	type: string;
	capability?: string;
	made_at: string;
	ended_at?: string;
	asked: Asked[];
}

export interface Incident extends Place {
	incident: number;
	priority: number;
	need: number;
	calls: number;
	active: number;
	type: string;
	opened_at: string;
	major: boolean;
	alarm?: number;
	assignments: Assignment[];
	needs: Need[];
	recommended?: Pick[];
	related: Relation[];
	roles: Role[];
	areas: Area[];
	requests: HelpRequest[];
	obligations: Obligation[];
}

export interface Agent {
	agent: number;
	name: string;
	role: string | null;
	position: number;
	state: string | null;
}

export interface Unit extends Place {
	unit: number;
	name: string;
	active: number;
	out_of_service: boolean;
	logged_off: boolean;
	capabilities: string[];
	crew?: number;
	station?: number;
	posted?: number;
	neighbour?: number;
	until?: string;
	status?: string;
	seen_at?: string;
	inferred_assignment?: number;
	inferred?: string;
	inferred_at?: string;
	position_age_s?: number;
	position_stale?: boolean;
	obligations: Obligation[];
}

export interface Station extends Place {
	station: number;
	name: string;
}

export interface Closure {
	closure: number;
	percent: number;
	radius_m: number;
	sequence: number;
	incident?: number;
	lat?: number;
	lon?: number;
	closed_at: string;
	review_at: string | null;
}

export interface Notice {
	notice: number;
	type: string;
	incident?: number;
	lat?: number;
	lon?: number;
	radius_m?: number;
	until: string | null;
	obligations: Obligation[];
}

/** The plan, or the map, that holds. */
export interface Load {
	sequence: number;
	hash: string;
	name: string;
	at: string;
}

export interface Board {
	sequence: number;
	open_calls: number;
	open_incidents: number;
	open_obligations: number;
	flood: number;
	calls: Map<number, Call>;
	incidents: Map<number, Incident>;
	agents: Map<number, Agent>;
	units: Map<number, Unit>;
	stations: Map<number, Station>;
	capabilities: string[];
	closures: Closure[];
	notices: Notice[];
	plan?: Load;
	map?: Load;
}

function byNumber<T>(items: T[], number: (item: T) => number): Map<number, T> {
	return new Map(items.map((item) => [number(item), item]));
}

/** The board of an answer to GET /v1/board. */
export function loadBoard(json: {
	[member: string]: unknown;
	sequence: number;
	calls: Call[];
	incidents: Incident[];
	agents: Agent[];
	units: Unit[];
	stations: Station[];
}): Board {
	const rest = json as unknown as Board;
	return {
		...rest,
		calls: byNumber(json.calls, (call) => call.call),
		incidents: byNumber(json.incidents, (incident) => incident.incident),
		agents: byNumber(json.agents, (agent) => agent.agent),
		units: byNumber(json.units, (unit) => unit.unit),
		stations: byNumber(json.stations, (station) => station.station),
	};
}

/** The obligation of a list that falls due first. */
export function nextDue(obligations: readonly Obligation[]): Obligation | undefined {
	let next: Obligation | undefined;
	for (const owed of obligations) if (!next || owed.due < next.due) next = owed;
	return next;
}

/** What changed, as the feed's `items` have it: whole items, and the numbers of those that are open no longer. */
export interface Changes {
	from: number;
	sequence: number;
	open_calls: number;
	open_incidents: number;
	open_obligations: number;
	flood: number;
	calls: Call[];
	incidents: Incident[];
	units: Unit[];
	agents: Agent[];
	gone_calls: number[];
	gone_incidents: number[];
}

/** Puts changes into the board; false if something before them was not heard, and then nothing is done. */
export function takeChanges(board: Board, changes: Changes): boolean {
	if (changes.from > board.sequence) return false;
	// The board may have been loaded behind what these tell: then it has them.
	if (changes.sequence <= board.sequence) return true;
	for (const call of changes.calls) board.calls.set(call.call, call);
	for (const incident of changes.incidents) board.incidents.set(incident.incident, incident);
	for (const unit of changes.units) board.units.set(unit.unit, unit);
	for (const agent of changes.agents) board.agents.set(agent.agent, agent);
	for (const number of changes.gone_calls) board.calls.delete(number);
	for (const number of changes.gone_incidents) board.incidents.delete(number);
	board.sequence = changes.sequence;
	board.open_calls = changes.open_calls;
	board.open_incidents = changes.open_incidents;
	board.open_obligations = changes.open_obligations;
	board.flood = changes.flood;
	return true;
}
