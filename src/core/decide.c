/* What a command comes to: the gate that every command passes, and what holds after each. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "core/decide.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/rules.h"

/* The most events that a command makes, beside those for each of what it touches many of; genesis is the largest. */
#define EVENTS_MAX 512u
/* The most events that one linked call or one obligation adds. */
#define EVENTS_EACH 4u

static void (*const rule[COMMAND_COUNT])(struct decision *decision, const struct command *command) = {
#define COMMAND(NAME, ...) [COMMAND_##NAME] = decide_##NAME,
#include "core/commands.def"
#undef COMMAND
};

void decision_close(struct decision *decision)
{
	free(decision->events);
	*decision = (struct decision){ 0 };
}

/* How many events a command can come to, so that nothing need be allocated once it has begun. */
static uint64_t events_bound(const struct board *board, const struct command *command)
{
	uint64_t many = 0;
	const struct obligation *owed = board_obligation(board, command->f.obligation);
	const struct incident *incident = board_incidents(board, owed ? owed->incident : command->f.incident);
	if (incident) {
		many = incident->obligations;
		for (uint32_t call = incident->first_call; call; call = board_calls(board, call)->next_of_incident)
			many += 1 + board_calls(board, call)->obligations + board_calls(board, call)->offers;
	}
	const struct call *call = board_calls(board, command->f.call);
	if (call)
		many += call->obligations + call->offers;
	if (incident)
		many += incident->active;
	const struct unit *unit = board_units(board, command->f.unit);
	if (unit)
		many += unit->active + unit->obligations;
	if (command->kind == COMMAND_APPLY_CARD)
		many += NEED_ROWS_MAX * (1 + NEED_STAND_INS_MAX);
	if (command->kind == COMMAND_APPLY_RESPONSE)
		many += RESPONSE_ROWS_MAX * RUNGS_MAX;
	if (command->kind == COMMAND_ACTIVATE_POLICY)
		many += board->pool[POOL_policies].count;
	if (command->kind == COMMAND_SIGN_OUT)
		many += board_center(board)->open_obligations;
	return EVENTS_MAX + many * EVENTS_EACH;
}

/* The pool in which a command adds one thing. */
static const struct {
	enum command_kind kind;
	enum board_pool pool;
} adds[] = {
	{ COMMAND_START, POOL_queues },
	{ COMMAND_ADD_QUEUE, POOL_queues },
	{ COMMAND_ADD_POSITION, POOL_positions },
	{ COMMAND_ADD_AGENT, POOL_agents },
	{ COMMAND_ADD_UNIT, POOL_units },
	{ COMMAND_ADD_NEIGHBOUR, POOL_neighbours },
	{ COMMAND_PLACE_CALL, POOL_calls },
	{ COMMAND_KEEP_MALFORMED, POOL_calls },
	{ COMMAND_CLASSIFY, POOL_incidents },
	{ COMMAND_ASSIGN, POOL_assignments },
	{ COMMAND_DIVERT, POOL_assignments },
	{ COMMAND_ADD_CAPABILITY, POOL_capabilities },
	{ COMMAND_ADD_STATION, POOL_stations },
	{ COMMAND_MAP_STATUS, POOL_status_names },
	{ COMMAND_CLOSE_ROAD, POOL_closures },
	{ COMMAND_LOAD_PLAN, POOL_plans },
	{ COMMAND_LOAD_MAP, POOL_maps },
	{ COMMAND_GIVE_ROLE, POOL_posts },
	{ COMMAND_DRAW_AREA, POOL_areas },
	{ COMMAND_ADD_HAZARD, POOL_notices },
	{ COMMAND_ISSUE_BOLO, POOL_notices },
	{ COMMAND_ADD_PROVIDER, POOL_providers },
	{ COMMAND_ASK_HELP, POOL_calls },
	{ COMMAND_REQUEST_RESOURCE, POOL_requests },
	{ COMMAND_REQUEST_AGENCY, POOL_requests },
	{ COMMAND_PROPOSE_POLICY, POOL_policies },
	{ COMMAND_SET_CARE, POOL_cares },
	{ COMMAND_STORE_POLICY, POOL_stored },
	{ COMMAND_ERASE, POOL_erasures },
	{ COMMAND_OPEN_RECORD, POOL_openings },
	{ COMMAND_CALL_ROLL, POOL_rolls },
	{ COMMAND_ROUTE_CALL, POOL_hops },
	{ COMMAND_SET_POSTURE, POOL_standings },
	{ COMMAND_SET_SERVICE_STATE, POOL_standings },
	{ COMMAND_WARN_POLICY, POOL_notices },
	{ COMMAND_WARN_POLICY, POOL_warnings },
};

/* The pool in which it adds several, and how many at most. */
static const struct {
	enum command_kind kind;
	enum board_pool pool;
	uint32_t most;
} adds_many[] = {
	{ COMMAND_SET_NEED, POOL_needs, 1 },
	{ COMMAND_APPLY_CARD, POOL_needs, NEED_ROWS_MAX },
	{ COMMAND_RECOMMEND, POOL_picks, PICKS_MAX },
	{ COMMAND_RELATE, POOL_relations, 2 },
	{ COMMAND_REQUEST_RESOURCE, POOL_askings, 1 },
	{ COMMAND_REQUEST_AGENCY, POOL_askings, ASKINGS_MAX },
	{ COMMAND_REFUSE_REQUEST, POOL_askings, 1 },
	{ COMMAND_ASK_NEXT, POOL_askings, 1 },
	{ COMMAND_PASS_TIME, POOL_askings, 1 },
	{ COMMAND_APPLY_RESPONSE, POOL_responses, 1 },
	{ COMMAND_APPLY_RESPONSE, POOL_response_cards, 1 },
	{ COMMAND_APPLY_RESPONSE, POOL_response_debts, RESPONSE_ROWS_MAX },
	{ COMMAND_APPLY_RESPONSE, POOL_response_rungs, RESPONSE_ROWS_MAX *RUNGS_MAX },
};

static enum status reserve_items(struct board *board, const struct command *command, uint32_t bound)
{
	enum status status = board_reserve_items(board, POOL_obligations, bound);
	for (size_t i = 0; status == STATUS_OK && i < sizeof adds / sizeof *adds; i++)
		if (adds[i].kind == command->kind)
			status = board_reserve_items(board, adds[i].pool, 1);
	for (size_t i = 0; status == STATUS_OK && i < sizeof adds_many / sizeof *adds_many; i++)
		if (adds_many[i].kind == command->kind)
			status = board_reserve_items(board, adds_many[i].pool, adds_many[i].most);
	return status;
}

static enum status reserve(struct decision *decision, struct board *board, const struct command *command)
{
	uint64_t bound = events_bound(board, command);
	if (bound > UINT32_MAX / 8)
		return STATUS_LIMIT;
	if (bound > decision->room) {
		struct event *events = reallocarray(decision->events, bound, sizeof *events);
		if (!events)
			return STATUS_MEMORY;
		decision->events = events;
		decision->room = (uint32_t)bound;
	}
	/* An event touches at most a handful of things. */
	enum status status = board_reserve(board, (uint32_t)bound * 4);
	return status == STATUS_OK ? reserve_items(board, command, (uint32_t)bound) : status;
}

/* What an agent must have for what others than agents may ask as well. */
static enum right of_staff(enum right right)
{
	if (right == RIGHT_CALLER)
		return RIGHT_WORK;
	if (right == RIGHT_TRACK)
		return RIGHT_FIELD;
	return right == RIGHT_PLAN ? RIGHT_DISPATCH : right;
}

/* Whether he who asks may ask it at all. */
static bool may(struct decision *decision, const struct command *command)
{
	enum right right = command_table[command->kind].right;
	if (right == RIGHT_STRANGER)
		return true;
	bool centers =
	    right == RIGHT_CENTER || right == RIGHT_ADMINISTER || right == RIGHT_TRACK || right == RIGHT_PLAN;
	if (command->asker == ASKER_CENTER)
		return centers ? true : rules_refuse(decision, REFUSAL_NO_RIGHT, FIELD_COUNT);
	if (right == RIGHT_CALLER && command->asker == ASKER_CALLER)
		return true;
	const struct agent *agent = board_agents(decision->board, command->actor);
	if ((command->asker != ASKER_AGENT && command->asker != ASKER_IMPORT) || !agent)
		return rules_refuse(decision, REFUSAL_NO_RIGHT, FIELD_COUNT);
	if (!role_may(agent->role, of_staff(right)))
		return rules_refuse(decision, REFUSAL_NO_RIGHT, FIELD_COUNT);
	/* Whoever administers, reports from the field, audits, or looks into what is over, sits at no position. */
	bool at_work = right != RIGHT_ADMINISTER && right != RIGHT_READ && right != RIGHT_OPEN &&
	               of_staff(right) != RIGHT_FIELD && command->kind != COMMAND_SIGN_IN;
	if (at_work && !agent->position && command->asker == ASKER_AGENT)
		return rules_refuse(decision, REFUSAL_NOT_SIGNED_IN, FIELD_COUNT);
	return true;
}

/* Same key, same answer; the same key for something else is a mistake of the one who sent it. */
static bool is_new(struct decision *decision, const struct command *command)
{
	const struct command_key *before = command->keyed ? board_key(decision->board, command->key) : NULL;
	if (!before)
		return true;
	if (before->content != command->content)
		return rules_refuse(decision, REFUSAL_KEY_REUSED, FIELD_COUNT);
	decision->repeat_of = before->sequence;
	return false;
}

/* Whether anything is owed that would end with its subject; what outlives it does not count. */
static bool owed_until_end(const struct board *board, uint32_t first)
{
	for (uint32_t slot = first; slot; slot = board_obligations(board, slot)->next)
		if (ladder_table[board_obligations(board, slot)->kind].at_close != AT_CLOSE_OUTLIVES)
			return true;
	return false;
}

static bool needs_conclusion(const struct board *board, struct touched touched)
{
	if (touched.pool == POOL_incidents) {
		const struct incident *incident = board_incidents(board, touched.number);
		return incident->open && !owed_until_end(board, incident->first_obligation);
	}
	if (touched.pool != POOL_calls)
		return false;
	const struct call *call = board_calls(board, touched.number);
	const struct incident *carrier = board_incidents(board, call->incident);
	bool carried = carrier && carrier->open;
	return call->state != CALL_CLOSED && !carried && !owed_until_end(board, call->first_obligation);
}

/* Whatever was touched and is open, and is owed nothing else, is owed an end: that somebody says how it ended. */
static void owe_conclusions(struct decision *decision)
{
	const struct board *board = decision->board;
	/* The list grows as debts are opened; what is owed something by then is passed over. */
	for (uint32_t i = 0; i < board->touched_count; i++) {
		struct touched touched = board->touched[i];
		if (!needs_conclusion(board, touched))
			continue;
		struct subject subject = { 0 };
		*(touched.pool == POOL_calls ? &subject.call : &subject.incident) = touched.number;
		(void)rules_owe(decision, subject, OBLIGATION_CONCLUDE,
		                (struct owing){ .agent = decision->command->actor });
	}
}

/* A phone rings no longer than its call waits and its agent is ready; why it stops, RANG_NONE if it does not. */
static enum rang stops(const struct board *board, uint32_t number)
{
	const struct agent *agent = board_agents(board, number);
	const struct call *call = board_calls(board, agent->offered);
	bool wanted = (call->state == CALL_WAITING && !call->disposition) || call->transfer == number;
	if (call->state == CALL_ANSWERED && call->agent == number)
		return RANG_ANSWERED;
	if (!wanted)
		return RANG_OVER;
	return agent->position && agent->state == AGENT_READY ? RANG_NONE : RANG_DECLINED;
}

static void end_offer(struct decision *decision, uint32_t agent)
{
	enum rang rang = stops(decision->board, agent);
	if (rang != RANG_NONE)
		EMIT(decision, OFFER_ENDED, .call = board_agents(decision->board, agent)->offered, .agent = agent,
		     .rang = (uint8_t)rang);
}

static void end_offers(struct decision *decision)
{
	const struct board *board = decision->board;
	for (uint32_t i = 0; i < board->touched_count; i++) {
		struct touched touched = board->touched[i];
		if (touched.pool == POOL_agents && board_agents(board, touched.number)->offered)
			end_offer(decision, touched.number);
		if (touched.pool != POOL_calls || !board_calls(board, touched.number)->offers)
			continue;
		for (uint32_t agent = 1; agent < board->pool[POOL_agents].count; agent++)
			if (board_agents(board, agent)->offered == touched.number)
				end_offer(decision, agent);
	}
}

/* A third party goes when the conversation does. */
static void end_conferences(struct decision *decision)
{
	const struct board *board = decision->board;
	for (uint32_t i = 0; i < board->touched_count; i++) {
		struct touched touched = board->touched[i];
		const struct call *call = touched.pool == POOL_calls ? board_calls(board, touched.number) : NULL;
		if (!call || !call->third_state || call->state == CALL_ANSWERED)
			continue;
		EMIT(decision, CONFERENCE_WENT, .call = touched.number,
		     .agent = call->third_kind == OWNER_AGENT ? call->third : 0,
		     .neighbour = call->third_kind == OWNER_NEIGHBOUR ? call->third : 0, .bridged = BRIDGED_OVER);
	}
}

/* A refusal does nothing but say so. */
static bool only_refused(const struct decision *decision)
{
	for (uint32_t i = 0; i < decision->count; i++)
		if (decision->events[i].kind != EVENT_REFUSED && decision->events[i].kind != EVENT_BLOCKED_BY)
			return false;
	return true;
}

static void record_refusal(struct decision *decision, const struct command *command)
{
	const struct board *board = decision->board;
	uint32_t call = board_calls(board, command->f.call) ? command->f.call : 0;
	uint32_t incident = board_incidents(board, command->f.incident) ? command->f.incident : 0;
	EMIT(decision, REFUSED, .call = call, .incident = incident, .refusal = (uint8_t)decision->refusal);
}

static bool well_formed(const struct command *command)
{
	const struct command_info *info = &command_table[command->kind];
	for (unsigned text = 0; text < TEXT_COUNT; text++)
		if (command->text[text].length && !(info->texts >> text & 1u))
			return false;
	return (fields_given(&command->f) & ~(info->required | info->optional)) == 0;
}

enum status decide(struct decision *decision, struct board *board, const struct command *command, struct instant now)
{
	assert(command->kind > COMMAND_NONE && command->kind < COMMAND_COUNT && well_formed(command));
	enum status status = reserve(decision, board, command);
	if (status != STATUS_OK)
		return status;
	decision->board = board;
	decision->command = command;
	decision->now = instant_later(now, board_center(board)->now);
	decision->count = 0;
	decision->refusal = REFUSAL_NONE;
	decision->refused_field = FIELD_COUNT;
	decision->repeat_of = 0;
	decision->digest = board->digest;
	bool new = is_new(decision, command);
	if (decision->repeat_of)
		return STATUS_OK;
	if (command->kind == COMMAND_PASS_TIME) {
		const struct agenda_item *next = agenda_next(&board->agenda);
		if (!next || instant_before(decision->now, next->due))
			return STATUS_OK;
	}
	board_begin(board, board_center(board)->sequence + 1, decision->now);
	if (new &&may(decision, command))
		rule[command->kind](decision, command);
	if (decision->refusal != REFUSAL_NONE)
		record_refusal(decision, command);
	else {
		end_offers(decision);
		end_conferences(decision);
		owe_conclusions(decision);
	}
	assert(decision->refusal == REFUSAL_NONE || only_refused(decision));
	if (command->keyed && new)
		board_keep_key(board, command->key, command->content);
	decision->digest = board_settle(board);
	return STATUS_OK;
}
