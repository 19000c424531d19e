/* Whether an event from stored bytes can be folded at all: what apply takes for granted, asked beforehand. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "core/large.h"
#include "core/need.h"

/* What an event takes for granted. */
enum {
	NEW_QUEUE = 1 << 0,
	NEW_POSITION = 1 << 1,
	NEW_AGENT = 1 << 2,
	NEW_UNIT = 1 << 3,
	NEW_NEIGHBOUR = 1 << 4,
	NEW_CALL = 1 << 5,
	NEW_INCIDENT = 1 << 6,
	NEW_ASSIGNMENT = 1 << 7,
	NEW_OBLIGATION = 1 << 8,
	HAS_CALL = 1 << 9,
	HAS_INCIDENT = 1 << 10,
	HAS_SUBJECT = 1 << 11, /* a call, an incident, a unit or a notice, one of them */
	HAS_AGENT = 1 << 12,
	HAS_UNIT = 1 << 13,
	HAS_ASSIGNMENT = 1 << 14,
	HAS_OBLIGATION = 1 << 15,
	HAS_POSITION = 1 << 16,
	HAS_QUEUE = 1 << 17,
	MORE = 1 << 18, /* see `more` */
	NEW_CAPABILITY = 1 << 19,
	NEW_STATION = 1 << 20,
	NEW_CLOSURE = 1 << 21,
	HAS_CLOSURE = 1 << 22,
	NEW_NOTICE = 1 << 23,
	HAS_NOTICE = 1 << 24,
	NEW_PROVIDER = 1 << 25,
	HAS_PROVIDER = 1 << 26,
	NEW_REQUEST = 1 << 27,
	HAS_REQUEST = 1 << 28,
};

static const uint32_t needs[EVENT_COUNT] = {
	[EVENT_QUEUE_ADDED] = NEW_QUEUE,
	[EVENT_POSITION_ADDED] = NEW_POSITION,
	[EVENT_AGENT_ADDED] = NEW_AGENT,
	[EVENT_UNIT_ADDED] = NEW_UNIT,
	[EVENT_NEIGHBOUR_ADDED] = NEW_NEIGHBOUR,
	[EVENT_RUNG_SET] = MORE,
	[EVENT_SIGNED_IN] = HAS_AGENT | HAS_POSITION | MORE,
	[EVENT_SIGNED_OUT] = HAS_AGENT | HAS_POSITION | MORE,
	[EVENT_AGENT_STATE] = HAS_AGENT,
	[EVENT_CALL_PLACED] = NEW_CALL,
	[EVENT_CALL_MALFORMED] = HAS_CALL,
	[EVENT_TEXT_ADDED] = HAS_CALL,
	[EVENT_CALLER_LEFT] = HAS_CALL | MORE,
	[EVENT_CALL_ANSWERED] = HAS_CALL | HAS_AGENT | MORE,
	[EVENT_CALL_RELEASED] = HAS_CALL | MORE,
	[EVENT_CALL_BACK_TRIED] = HAS_CALL,
	[EVENT_INCIDENT_OPENED] = NEW_INCIDENT,
	[EVENT_CALL_LINKED] = HAS_CALL | HAS_INCIDENT | MORE,
	[EVENT_CALL_UNLINKED] = HAS_CALL | HAS_INCIDENT | MORE,
	[EVENT_NOTED] = HAS_SUBJECT,
	[EVENT_PRIORITY_SET] = HAS_SUBJECT,
	[EVENT_PLACE_SET] = HAS_SUBJECT,
	[EVENT_TYPE_SET] = HAS_INCIDENT,
	[EVENT_NEED_SET] = HAS_INCIDENT,
	[EVENT_WAIT_EXPECTED] = HAS_CALL,
	[EVENT_CALLER_TOLD] = HAS_CALL,
	[EVENT_UNIT_ASSIGNED] = NEW_ASSIGNMENT | HAS_INCIDENT | HAS_UNIT,
	[EVENT_UNIT_STATUS] = HAS_ASSIGNMENT | HAS_INCIDENT | HAS_UNIT | MORE,
	[EVENT_UNIT_SERVICE] = HAS_UNIT,
	[EVENT_CREW_CHECKED] = HAS_ASSIGNMENT,
	[EVENT_OWED] = NEW_OBLIGATION | HAS_SUBJECT | MORE,
	[EVENT_MET] = HAS_OBLIGATION,
	[EVENT_RAISED] = HAS_OBLIGATION | MORE,
	[EVENT_RETIMED] = HAS_OBLIGATION | MORE,
	[EVENT_OWNER_MOVED] = HAS_OBLIGATION | MORE,
	[EVENT_DISPOSED] = HAS_SUBJECT,
	[EVENT_CALL_CLOSED] = HAS_CALL | MORE,
	[EVENT_INCIDENT_CLOSED] = HAS_INCIDENT | MORE,
	[EVENT_REVIEWED] = HAS_SUBJECT,
	[EVENT_REOPENED] = HAS_SUBJECT | MORE,
	[EVENT_COMPLAINED] = HAS_CALL,
	[EVENT_REPLIED] = HAS_CALL,
	[EVENT_QUEUE_SET] = HAS_QUEUE,
	[EVENT_CALL_OFFERED] = HAS_CALL | HAS_AGENT | MORE,
	[EVENT_OFFER_ENDED] = HAS_CALL | HAS_AGENT | MORE,
	[EVENT_CALL_HELD] = HAS_CALL | MORE,
	[EVENT_CALL_RETRIEVED] = HAS_CALL | MORE,
	[EVENT_CALL_TRANSFERRED] = HAS_CALL | MORE,
	[EVENT_TEXT_SENT] = HAS_CALL,
	[EVENT_TEXT_ARRIVED] = HAS_CALL,
	[EVENT_RECEIPT_TEXTED] = HAS_CALL,
	[EVENT_TEXT_REFUSED] = HAS_CALL,
	[EVENT_CALL_BACK_BEGUN] = HAS_CALL,
	[EVENT_LEARNED] = HAS_CALL,
	[EVENT_PLACE_REFERRED] = HAS_CALL,
	[EVENT_PLACE_ASKED] = HAS_CALL,
	[EVENT_TRANSFER_ENDED] = HAS_CALL,
	[EVENT_CONFERENCE_ASKED] = HAS_CALL | MORE,
	[EVENT_CONFERENCE_END_ASKED] = HAS_CALL,
	[EVENT_CONFERENCE_WENT] = HAS_CALL | MORE,
	[EVENT_LOOKED] = HAS_CALL,
	[EVENT_CAPABILITY_ADDED] = NEW_CAPABILITY | MORE,
	[EVENT_STATION_ADDED] = NEW_STATION,
	[EVENT_UNIT_SET] = HAS_UNIT | MORE,
	[EVENT_LOGGED_ON] = HAS_UNIT | MORE,
	[EVENT_LOGGED_OFF] = HAS_UNIT | MORE,
	[EVENT_STATUS_MAPPED] = MORE,
	[EVENT_STATUS_CODED] = HAS_UNIT,
	[EVENT_NEED_ROW_SET] = HAS_INCIDENT | MORE,
	[EVENT_RECOMMENDED] = HAS_INCIDENT,
	[EVENT_UNIT_RECOMMENDED] = HAS_INCIDENT | HAS_UNIT | MORE,
	[EVENT_CHOSEN_OTHERWISE] = HAS_INCIDENT,
	[EVENT_DIVERTED] = HAS_INCIDENT | HAS_UNIT,
	[EVENT_POSITION_REPORTED] = HAS_UNIT,
	[EVENT_STATUS_INFERRED] = HAS_UNIT | HAS_INCIDENT | HAS_ASSIGNMENT,
	[EVENT_ROAD_CLOSED] = NEW_CLOSURE | MORE,
	[EVENT_CLOSURE_SET] = HAS_CLOSURE | MORE,
	[EVENT_ROAD_OPENED] = HAS_CLOSURE | MORE,
	[EVENT_PLAN_LOADED] = MORE,
	[EVENT_MAP_LOADED] = MORE,
	[EVENT_CREWS_ASKED] = HAS_INCIDENT,
	[EVENT_MOVED_UP] = HAS_UNIT | MORE,
	[EVENT_MOVED_BACK] = HAS_UNIT,
	[EVENT_WAIT_RECKONED] = HAS_CALL,
	[EVENT_STAND_IN_NAMED] = HAS_INCIDENT | MORE,
	[EVENT_INCIDENT_RELATED] = HAS_INCIDENT | MORE,
	[EVENT_INCIDENT_UNRELATED] = HAS_INCIDENT | MORE,
	[EVENT_MAJOR_DECLARED] = HAS_INCIDENT,
	[EVENT_MAJOR_STOOD_DOWN] = HAS_INCIDENT,
	[EVENT_ROLE_GIVEN] = HAS_INCIDENT | MORE,
	[EVENT_ROLE_ENDED] = HAS_INCIDENT | MORE,
	[EVENT_AREA_DRAWN] = HAS_INCIDENT | MORE,
	[EVENT_AREA_LIFTED] = HAS_INCIDENT | MORE,
	[EVENT_HAZARD_ADDED] = NEW_NOTICE,
	[EVENT_BOLO_ISSUED] = NEW_NOTICE | MORE,
	[EVENT_NOTICE_RENEWED] = HAS_NOTICE | MORE,
	[EVENT_NOTICE_ENDED] = HAS_NOTICE | MORE,
	[EVENT_PROVIDER_ADDED] = NEW_PROVIDER,
	[EVENT_PROVIDER_RETIRED] = HAS_PROVIDER,
	[EVENT_REQUEST_MADE] = HAS_INCIDENT | NEW_REQUEST | MORE,
	[EVENT_REQUEST_ORDERED] = HAS_REQUEST | MORE,
	[EVENT_REQUEST_ASKED] = HAS_REQUEST | MORE,
	[EVENT_REQUEST_SILENT] = HAS_REQUEST | MORE,
	[EVENT_REQUEST_REFUSED] = HAS_REQUEST | MORE,
	[EVENT_REQUEST_ACCEPTED] = HAS_REQUEST | MORE,
	[EVENT_REQUEST_ARRIVED] = HAS_REQUEST | MORE,
	[EVENT_REQUEST_RELEASED] = HAS_REQUEST | MORE,
	[EVENT_HELP_ASKED] = HAS_CALL,
	[EVENT_HELP_ACCEPTED] = HAS_CALL,
	[EVENT_HELP_REFUSED] = HAS_CALL,
	[EVENT_ALARM_SET] = HAS_INCIDENT | MORE,
	[EVENT_POLICY_PROPOSED] = MORE,
	[EVENT_POLICY_JUDGED] = MORE,
	[EVENT_POLICY_APPROVED] = MORE,
	[EVENT_POLICY_ACTIVATED] = MORE,
	[EVENT_POLICY_STORED] = MORE,
	[EVENT_POLICY_WITHDRAWN] = MORE,
	[EVENT_TEXTS_ERASED] = MORE,
	[EVENT_RECORD_OPENED] = HAS_AGENT | MORE,
	[EVENT_QUEUE_SERVED] = HAS_AGENT | MORE,
	[EVENT_CALL_ROUTED] = HAS_CALL | MORE,
	[EVENT_RESPONSE_SET] = HAS_INCIDENT | MORE,
	[EVENT_RESPONSE_DEBT_SET] = HAS_INCIDENT | MORE,
	[EVENT_RESPONSE_RUNG_SET] = HAS_INCIDENT | MORE,
	[EVENT_RESPONSE_END_SET] = HAS_INCIDENT | MORE,
	[EVENT_POLICY_WARNED] = NEW_NOTICE | MORE,
	[EVENT_RESPONSE_CARD_SET] = HAS_INCIDENT | MORE,
	[EVENT_POSTURE_SET] = HAS_AGENT | MORE,
	[EVENT_SERVICE_STATE_SET] = HAS_AGENT | MORE,
};

static bool fresh(const struct board *board, enum board_pool pool, uint32_t number)
{
	return number == board->pool[pool].count && number < board->pool[pool].room;
}

static bool news(const struct board *board, uint32_t need, const struct fields *f)
{
	const struct {
		uint32_t need;
		enum board_pool pool;
		uint32_t number;
	} rows[] = {
		{ NEW_QUEUE, POOL_queues, f->queue },
		{ NEW_POSITION, POOL_positions, f->position },
		{ NEW_AGENT, POOL_agents, f->agent },
		{ NEW_UNIT, POOL_units, f->unit },
		{ NEW_NEIGHBOUR, POOL_neighbours, f->neighbour },
		{ NEW_CALL, POOL_calls, f->call },
		{ NEW_INCIDENT, POOL_incidents, f->incident },
		{ NEW_ASSIGNMENT, POOL_assignments, f->assignment },
		{ NEW_CAPABILITY, POOL_capabilities, f->capability },
		{ NEW_STATION, POOL_stations, f->station },
		{ NEW_CLOSURE, POOL_closures, f->closure },
		{ NEW_NOTICE, POOL_notices, f->notice },
		{ NEW_PROVIDER, POOL_providers, f->provider },
		{ NEW_REQUEST, POOL_requests, f->request },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if ((need & rows[i].need) && !fresh(board, rows[i].pool, rows[i].number))
			return false;
	if (!(need & NEW_OBLIGATION))
		return true;
	uint32_t slot = board_center(board)->free_obligation;
	uint32_t generation = slot ? board_obligations(board, slot)->generation : 0;
	slot = slot ? slot : board->pool[POOL_obligations].count;
	return f->obligation == ((uint64_t)(generation + 1) << 32 | slot);
}

static bool has_subject(const struct board *board, const struct fields *f)
{
	if ((f->call != 0) + (f->incident != 0) + (f->unit != 0) + (f->notice != 0) != 1)
		return false;
	return board_calls(board, f->call) || board_incidents(board, f->incident) || board_units(board, f->unit) ||
	       board_notices(board, f->notice);
}

static bool present(const struct board *board, uint32_t need, const struct fields *f)
{
	if ((need & HAS_CALL) && !board_calls(board, f->call))
		return false;
	if ((need & HAS_INCIDENT) && !board_incidents(board, f->incident))
		return false;
	if ((need & HAS_AGENT) && !board_agents(board, f->agent))
		return false;
	if ((need & HAS_UNIT) && !board_units(board, f->unit))
		return false;
	if ((need & HAS_ASSIGNMENT) && !board_assignments(board, f->assignment))
		return false;
	if ((need & HAS_POSITION) && !board_positions(board, f->position))
		return false;
	if ((need & HAS_QUEUE) && !board_queues(board, f->queue))
		return false;
	if ((need & HAS_OBLIGATION) && !board_obligation(board, f->obligation))
		return false;
	if ((need & HAS_CLOSURE) && !board_closures(board, f->closure))
		return false;
	if ((need & HAS_NOTICE) && !board_notices(board, f->notice))
		return false;
	if ((need & HAS_PROVIDER) && !board_providers(board, f->provider))
		return false;
	if ((need & HAS_REQUEST) && !board_requests(board, f->request))
		return false;
	return !(need & HAS_SUBJECT) || has_subject(board, f);
}

static bool more_of_call(const struct board *board, enum event_kind kind, const struct fields *f)
{
	const struct call *call = board_calls(board, f->call);
	const struct incident *incident = board_incidents(board, f->incident);
	if (kind == EVENT_CALLER_LEFT)
		return call->state == CALL_WAITING || call->state == CALL_ANSWERED || call->away;
	if (kind == EVENT_CALL_ANSWERED)
		return call->state != CALL_CLOSED && (call->state != CALL_ANSWERED || call->transfer == f->agent);
	if (kind == EVENT_CALL_RELEASED)
		return call->state == CALL_ANSWERED || call->away;
	if (kind == EVENT_CALL_LINKED)
		return !call->incident && incident->open;
	if (kind == EVENT_CALL_UNLINKED)
		return call->incident == f->incident;
	if (kind == EVENT_CALL_CLOSED)
		return call->state != CALL_CLOSED && f->disposition && f->agent;
	if (kind == EVENT_INCIDENT_CLOSED)
		return incident->open && f->disposition && f->agent && !incident->active;
	assert(kind == EVENT_REOPENED);
	return call ? call->state == CALL_CLOSED : !incident->open;
}

static bool more_of_phone(const struct board *board, enum event_kind kind, const struct fields *f)
{
	const struct call *call = board_calls(board, f->call);
	const struct agent *agent = board_agents(board, f->agent);
	if (kind == EVENT_CALL_OFFERED)
		return !agent->offered && agent->position;
	if (kind == EVENT_OFFER_ENDED)
		return agent->offered == f->call && call->offers;
	if (kind == EVENT_CONFERENCE_WENT)
		return call->third_state && (call->state == CALL_ANSWERED || f->bridged != BRIDGED_TAKEN_OVER);
	if (f->queue && !board_queues(board, f->queue))
		return false;
	if (f->agent && (!agent || (kind == EVENT_CONFERENCE_ASKED && agent->joins)))
		return false;
	if (kind == EVENT_CONFERENCE_ASKED && call->third_state)
		return false;
	if (kind == EVENT_CALL_TRANSFERRED && f->queue && call->away)
		return true;
	return call->state == CALL_ANSWERED;
}

/* Whether an incident's list of picks has room for one more. */
static bool picks_left(const struct board *board, uint32_t incident)
{
	uint32_t count = 0, pick = board_incidents(board, incident)->first_pick;
	for (; pick && count < PICKS_MAX; pick = board_picks(board, pick)->next)
		count++;
	return count < PICKS_MAX;
}

static bool row_fits(const struct board *board, const struct fields *f)
{
	/* Rows follow one another, so there is one of each number at most. */
	bool hangs = f->row == 1 || (f->row && need_row(board, f->incident, f->row - 1u));
	return hangs && f->row <= NEED_ROWS_MAX && f->count <= NEED_COUNT_MAX;
}

static bool stand_in_fits(const struct board *board, const struct fields *f)
{
	const struct need *need = board_needs(board, f->row ? need_row(board, f->incident, f->row) : 0);
	return need && f->capabilities && !need->stand_in[NEED_STAND_INS_MAX - 1];
}

static bool more_of_fleet(const struct board *board, enum event_kind kind, const struct fields *f)
{
	const struct unit *unit = board_units(board, f->unit);
	if (kind == EVENT_CAPABILITY_ADDED)
		return f->capability <= CAPABILITIES_MAX;
	if (kind == EVENT_UNIT_SET)
		return (!f->station || board_stations(board, f->station)) &&
		       (!f->neighbour || board_neighbours(board, f->neighbour));
	if (kind == EVENT_LOGGED_ON)
		return f->crew != 0;
	if (kind == EVENT_LOGGED_OFF)
		return !unit->active;
	if (kind == EVENT_MOVED_UP)
		return board_stations(board, f->station) != NULL;
	if (kind == EVENT_NEED_ROW_SET)
		return row_fits(board, f);
	if (kind == EVENT_ALARM_SET)
		return f->count && f->count <= ALARMS_MAX;
	if (kind == EVENT_STAND_IN_NAMED)
		return stand_in_fits(board, f);
	if (kind == EVENT_UNIT_RECOMMENDED)
		return board_incidents(board, f->incident)->recommended && picks_left(board, f->incident);
	if (kind == EVENT_STATUS_MAPPED)
		return f->status && (!f->neighbour || board_neighbours(board, f->neighbour));
	if (kind == EVENT_ROAD_CLOSED)
		return !f->incident || board_incidents(board, f->incident);
	if (kind == EVENT_CLOSURE_SET || kind == EVENT_ROAD_OPENED)
		return board_closures(board, f->closure)->open;
	assert(kind == EVENT_PLAN_LOADED || kind == EVENT_MAP_LOADED);
	return f->hash != 0;
}

static bool is_of_phone(enum event_kind kind)
{
	return kind == EVENT_CALL_OFFERED || kind == EVENT_OFFER_ENDED || kind == EVENT_CALL_HELD ||
	       kind == EVENT_CALL_RETRIEVED || kind == EVENT_CALL_TRANSFERRED || kind == EVENT_CONFERENCE_ASKED ||
	       kind == EVENT_CONFERENCE_WENT;
}

static bool more_of_rest(const struct board *board, enum event_kind kind, const struct fields *f)
{
	const struct agent *agent = board_agents(board, f->agent);
	if (kind == EVENT_RUNG_SET)
		return f->kind && f->priority <= PRIORITY_MAX && f->rung < RUNGS_MAX;
	if (kind == EVENT_SIGNED_IN)
		return !agent->position && !board_positions(board, f->position)->agent;
	if (kind == EVENT_SIGNED_OUT)
		return agent->position == f->position && board_positions(board, f->position)->agent == f->agent;
	if (kind == EVENT_UNIT_STATUS) {
		const struct assignment *assignment = board_assignments(board, f->assignment);
		return f->status >= UNIT_ASSIGNED && f->status <= UNIT_CLEAR && assignment->incident == f->incident &&
		       assignment->unit == f->unit;
	}
	const struct obligation *owed = board_obligation(board, f->obligation);
	if (kind == EVENT_OWED)
		return f->kind && f->owner_kind && f->due > board_center(board)->now.us;
	if (kind == EVENT_RETIMED)
		return f->due > owed->opened.us;
	if (kind == EVENT_OWNER_MOVED)
		return f->owner_kind != OWNER_NOBODY;
	assert(kind == EVENT_RAISED);
	return f->rung >= owed->rung && f->rung < RUNGS_MAX && f->owner_kind && f->due > owed->opened.us;
}

static bool more_of_policy(const struct board *board, enum event_kind kind, const struct fields *f)
{
	if (kind == EVENT_POLICY_PROPOSED)
		return fresh(board, POOL_policies, f->policy);
	if (kind == EVENT_POLICY_STORED || kind == EVENT_POLICY_WITHDRAWN)
		return board_stored(board, f->stored) ||
		       (kind == EVENT_POLICY_STORED && fresh(board, POOL_stored, f->stored));
	if (kind == EVENT_QUEUE_SERVED)
		return f->queue <= SERVED_QUEUES_MAX && (!f->queue || board_queues(board, f->queue));
	if (kind == EVENT_RESPONSE_DEBT_SET)
		return f->kind && f->span_s && board_response_of(board, f->incident);
	if (kind == EVENT_RESPONSE_RUNG_SET)
		return f->rung && f->rung < RUNGS_MAX && f->owner_kind && f->span_s &&
		       board_response_debt(board, f->incident, f->kind);
	if (kind == EVENT_RESPONSE_CARD_SET)
		return *f->name.text && board_response_of(board, f->incident) &&
		       !board_response_card(board, f->incident);
	if (kind == EVENT_RESPONSE_END_SET)
		return f->disposition != DISPOSITION_NONE && board_response_of(board, f->incident);
	if (kind == EVENT_RESPONSE_SET && board->pool[POOL_responses].count > RESPONSES_MAX)
		return false;
	if (!board_policies(board, f->policy) || (f->queue && !board_queues(board, f->queue)))
		return false;
	return kind != EVENT_CALL_ROUTED || board_calls(board, f->call)->state == CALL_WAITING;
}

static bool is_of_call(enum event_kind kind)
{
	return kind == EVENT_CALLER_LEFT || kind == EVENT_CALL_ANSWERED || kind == EVENT_CALL_RELEASED ||
	       kind == EVENT_CALL_LINKED || kind == EVENT_CALL_UNLINKED || kind == EVENT_CALL_CLOSED ||
	       kind == EVENT_INCIDENT_CLOSED || kind == EVENT_REOPENED;
}

bool board_admits(const struct board *board, const struct event *event)
{
	uint32_t need = needs[event->kind];
	if (!news(board, need, &event->f) || !present(board, need, &event->f))
		return false;
	if (!(need & MORE))
		return true;
	if ((event->kind >= EVENT_CAPABILITY_ADDED && event->kind <= EVENT_MOVED_BACK) ||
	    event->kind == EVENT_STAND_IN_NAMED || event->kind == EVENT_ALARM_SET)
		return more_of_fleet(board, event->kind, &event->f);
	if (event->kind >= EVENT_INCIDENT_RELATED && event->kind <= EVENT_HELP_REFUSED)
		return large_admits(board, event->kind, &event->f);
	if ((event->kind >= EVENT_POLICY_PROPOSED && event->kind <= EVENT_RESPONSE_RUNG_SET) ||
	    event->kind == EVENT_POLICY_WARNED || event->kind == EVENT_RESPONSE_CARD_SET)
		return more_of_policy(board, event->kind, &event->f);
	if (event->kind == EVENT_POSTURE_SET)
		return vocabulary_value(VOCABULARY_POSTURE, event->f.type.text);
	if (event->kind == EVENT_SERVICE_STATE_SET)
		return vocabulary_value(VOCABULARY_SERVICE_STATE, event->f.type.text);
	if (event->kind == EVENT_TEXTS_ERASED || event->kind == EVENT_RECORD_OPENED)
		return (event->f.call != 0) + (event->f.incident != 0) == 1 &&
		       (!event->f.call || board_calls(board, event->f.call)) &&
		       (!event->f.incident || board_incidents(board, event->f.incident));
	if (is_of_phone(event->kind))
		return more_of_phone(board, event->kind, &event->f);
	return is_of_call(event->kind) ? more_of_call(board, event->kind, &event->f)
	                               : more_of_rest(board, event->kind, &event->f);
}
