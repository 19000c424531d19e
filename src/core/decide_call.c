/* The rules for calls: placed, answered, left, called back, linked, spoken about. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <string.h>

#include "core/rules.h"

/* The queue that always exists: unknown queues end here, for no call is refused for want of one. */
#define DEFAULT_QUEUE 1u

static struct subject this_call(uint32_t call)
{
	return (struct subject){ .call = call };
}

/* Whether a line of the facts names a server that knows the place. */
static bool names_server(const struct command *command)
{
	struct bytes facts = command->text[TEXT_FACTS], name = bytes_of_text(COMMAND_FACT_REFERENCE);
	for (size_t from = 0; from + name.length <= facts.length; from++) {
		const uint8_t *line = facts.at + from;
		if (memcmp(line, name.at, name.length) == 0)
			return true;
		const uint8_t *end = memchr(line, '\n', facts.length - from);
		if (!end)
			return false;
		from += (size_t)(end - line);
	}
	return false;
}

uint32_t rules_place(struct decision *decision, const struct command *command)
{
	const struct fields *f = &command->f;
	const struct board *board = decision->board;
	/* The clock starts at the first byte of first contact; a stamp that lies ahead of ours is no first contact. */
	bool stamped = f->stamp && f->stamp <= decision->now.us && f->stamp >= INSTANT_MIN_US;
	struct instant first_contact = stamped ? (struct instant){ f->stamp } : decision->now;
	uint8_t source = f->source ? f->source : SOURCE_HUMAN;
	uint32_t call = board->pool[POOL_calls].count;
	EMIT(decision, CALL_PLACED, .call = call, .queue = board_queues(board, f->queue) ? f->queue : DEFAULT_QUEUE,
	     .channel = f->channel ? f->channel : CHANNEL_HTTP,
	     .priority = f->priority <= PRIORITY_MAX ? f->priority : 0, .stamp = first_contact.us,
	     .source = stamped ? source : SOURCE_CENTER, .lat_e7 = f->lat_e7, .lon_e7 = f->lon_e7,
	     .uncertainty_m = f->uncertainty_m);
	if (names_server(command))
		EMIT(decision, PLACE_REFERRED, .call = call);
	(void)rules_owe(decision, this_call(call), OBLIGATION_ANSWER, (struct owing){ .from = first_contact });
	return call;
}

void decide_PLACE_CALL(struct decision *decision, const struct command *command)
{
	(void)rules_place(decision, command);
}

void decide_KEEP_MALFORMED(struct decision *decision, const struct command *command)
{
	uint32_t call = rules_place(decision, command);
	EMIT(decision, CALL_MALFORMED, .call = call);
}

void decide_ADD_TEXT(struct decision *decision, const struct command *command)
{
	uint32_t number = command->f.call;
	const struct call *call = board_calls(decision->board, number);
	if (!call) {
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_CALL, FIELD_call);
		return;
	}
	if (!rules_has_text(decision, TEXT_WORDS)) {
		(void)rules_refuse(decision, REFUSAL_WORDS_MISSING, FIELD_COUNT);
		return;
	}
	EMIT(decision, TEXT_ADDED, .call = number);
	/* Words that come after the end are not lost on anybody: somebody must look. */
	if (call->state == CALL_CLOSED)
		rules_owe_once(decision, this_call(number), OBLIGATION_REVIEW, (struct owing){ 0 });
}

void decide_HANG_UP(struct decision *decision, const struct command *command)
{
	const struct call *call;
	uint32_t number = command->f.call;
	if (!rules_open_call(decision, &call))
		return;
	if (call->state != CALL_WAITING && call->state != CALL_ANSWERED && !call->away) {
		(void)rules_refuse(decision, REFUSAL_CALLER_LEFT, FIELD_call);
		return;
	}
	bool waited = call->state == CALL_WAITING;
	bool unclear = !call->away && rules_owed(decision->board, this_call(number), OBLIGATION_CLASSIFY, 0) != 0;
	EMIT(decision, CALLER_LEFT, .call = number);
	if (waited)
		(void)rules_meet_kind(decision, this_call(number), OBLIGATION_ANSWER, ENDING_MOVED);
	/* Left before an answer, or cut off before it was clear what happened. */
	if (waited || unclear)
		rules_owe_once(decision, this_call(number), OBLIGATION_CALL_BACK, (struct owing){ 0 });
}

void rules_spoken(struct decision *decision, uint32_t number, uint32_t agent)
{
	const struct board *board = decision->board;
	EMIT(decision, CALL_ANSWERED, .call = number, .agent = agent);
	(void)rules_meet_kind(decision, this_call(number), OBLIGATION_ANSWER, ENDING_DONE);
	(void)rules_meet_kind(decision, this_call(number), OBLIGATION_CALL_BACK, ENDING_DONE);
	if (board_calls(board, number)->incident)
		return;
	rules_owe_once(decision, this_call(number), OBLIGATION_CLASSIFY, (struct owing){ .agent = agent });
	/* It comes back from a neighbour who had accepted it. */
	uint64_t owed = rules_owed(board, this_call(number), OBLIGATION_CLASSIFY, 0);
	if (board_obligation(board, owed)->owner_kind == OWNER_NEIGHBOUR)
		EMIT(decision, OWNER_MOVED, .call = number, .obligation = owed, .owner_kind = OWNER_AGENT,
		     .owner = agent);
}

void decide_ANSWER(struct decision *decision, const struct command *command)
{
	const struct call *call;
	if (!rules_open_call(decision, &call))
		return;
	if (call->state == CALL_WAITING || (call->transfer && call->transfer == command->actor))
		rules_spoken(decision, command->f.call, command->actor);
	else
		(void)rules_refuse(decision, call->state == CALL_LEFT ? REFUSAL_CALLER_LEFT : REFUSAL_ALREADY_ANSWERED,
		                   FIELD_call);
}

void decide_RELEASE(struct decision *decision, const struct command *command)
{
	const struct call *call;
	if (!rules_open_call(decision, &call))
		return;
	if (call->state != CALL_ANSWERED && !call->away) {
		(void)rules_refuse(decision, REFUSAL_NOT_ANSWERED, FIELD_call);
		return;
	}
	EMIT(decision, CALL_RELEASED, .call = command->f.call, .agent = command->actor);
}

void decide_TRY_CALL_BACK(struct decision *decision, const struct command *command)
{
	const struct call *call;
	uint32_t number = command->f.call;
	if (!rules_open_call(decision, &call))
		return;
	if (call->state == CALL_ANSWERED || call->away) {
		(void)rules_refuse(decision, REFUSAL_CALLER_PRESENT, FIELD_call);
		return;
	}
	EMIT(decision, CALL_BACK_TRIED, .call = number, .agent = command->actor, .outcome = command->f.outcome);
	if (command->f.outcome == OUTCOME_REACHED) {
		rules_spoken(decision, number, command->actor);
		return;
	}
	/* This attempt is made; the next is owed, until there were enough that a person may say "unreachable". */
	bool owed = rules_meet_kind(decision, this_call(number), OBLIGATION_CALL_BACK, ENDING_DONE);
	if (owed && call->attempts < ATTEMPTS_MIN)
		(void)rules_owe(decision, this_call(number), OBLIGATION_CALL_BACK, (struct owing){ 0 });
}

/* The incident takes over what the call was owed by way of classification. */
static void link_call(struct decision *decision, uint32_t call, uint32_t incident)
{
	EMIT(decision, CALL_LINKED, .call = call, .incident = incident);
	(void)rules_meet_kind(decision, this_call(call), OBLIGATION_CLASSIFY, ENDING_MOVED);
	(void)rules_meet_kind(decision, this_call(call), OBLIGATION_CONCLUDE, ENDING_MOVED);
}

void decide_CLASSIFY(struct decision *decision, const struct command *command)
{
	const struct call *call;
	const struct fields *f = &command->f;
	if (!rules_open_call(decision, &call))
		return;
	if (call->incident) {
		(void)rules_refuse(decision, REFUSAL_ALREADY_LINKED, FIELD_call);
		return;
	}
	if (!f->type.text[0] || !f->priority || f->priority > PRIORITY_MAX) {
		bool untyped = !f->type.text[0];
		(void)rules_refuse(decision, untyped ? REFUSAL_TYPE_MISSING : REFUSAL_PRIORITY_MISSING,
		                   untyped ? FIELD_type : FIELD_priority);
		return;
	}
	bool placed = f->lat_e7 || f->lon_e7;
	uint32_t incident = decision->board->pool[POOL_incidents].count;
	EMIT(decision, INCIDENT_OPENED, .incident = incident, .type = f->type, .priority = f->priority, .need = f->need,
	     .lat_e7 = placed ? f->lat_e7 : call->lat_e7, .lon_e7 = placed ? f->lon_e7 : call->lon_e7,
	     .uncertainty_m = placed ? f->uncertainty_m : call->uncertainty_m);
	link_call(decision, f->call, incident);
	rules_match_need(decision, incident);
}

void decide_LINK(struct decision *decision, const struct command *command)
{
	const struct call *call;
	if (!rules_open_call(decision, &call) || !rules_open_incident(decision, command->f.incident))
		return;
	if (call->incident) {
		(void)rules_refuse(decision, REFUSAL_ALREADY_LINKED, FIELD_call);
		return;
	}
	link_call(decision, command->f.call, command->f.incident);
}

void decide_UNLINK(struct decision *decision, const struct command *command)
{
	const struct call *call;
	uint32_t number = command->f.call;
	if (!rules_open_call(decision, &call))
		return;
	if (!call->incident) {
		(void)rules_refuse(decision, REFUSAL_NOT_LINKED, FIELD_call);
		return;
	}
	if (!rules_has_text(decision, TEXT_REASON)) {
		(void)rules_refuse(decision, REFUSAL_REASON_MISSING, FIELD_COUNT);
		return;
	}
	EMIT(decision, CALL_UNLINKED, .call = number, .incident = call->incident);
	/* What was carried comes back to the call.  An unanswered one still has its own debt. */
	if (instant_known(call->answered_at) || !call->obligations)
		rules_owe_once(decision, this_call(number), OBLIGATION_CLASSIFY,
		               (struct owing){ .agent = command->actor });
}

void decide_EXPECT_WAIT(struct decision *decision, const struct command *command)
{
	const struct call *call;
	uint32_t number = command->f.call;
	if (!rules_open_call(decision, &call))
		return;
	EMIT(decision, WAIT_EXPECTED, .call = number, .span_s = command->f.span_s);
	struct instant until = instant_after(decision->now, span_s(command->f.span_s));
	if (instant_before(call->told_until, until))
		rules_owe_once(decision, this_call(number), OBLIGATION_INFORM_CALLER, (struct owing){ 0 });
}

void decide_TELL_CALLER(struct decision *decision, const struct command *command)
{
	const struct call *call;
	if (!rules_open_call(decision, &call))
		return;
	EMIT(decision, CALLER_TOLD, .call = command->f.call, .span_s = command->f.span_s);
	(void)rules_meet_kind(decision, this_call(command->f.call), OBLIGATION_INFORM_CALLER, ENDING_DONE);
}

/* Whoever has a code may complain without being known: what waits for an answer already is enough of one call. */
#define COMPLAINTS_OPEN_MAX 16u

static bool many_complaints(const struct board *board, uint32_t call)
{
	unsigned open = 0;
	for (uint32_t slot = rules_first_owed(board, this_call(call)); slot;
	     slot = board_obligations(board, slot)->next)
		open += board_obligations(board, slot)->kind == OBLIGATION_REPLY;
	return open >= COMPLAINTS_OPEN_MAX;
}

void decide_COMPLAIN(struct decision *decision, const struct command *command)
{
	uint32_t number = command->f.call;
	if (!board_calls(decision->board, number)) {
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_CALL, FIELD_call);
		return;
	}
	if (!rules_has_text(decision, TEXT_WORDS)) {
		(void)rules_refuse(decision, REFUSAL_WORDS_MISSING, FIELD_COUNT);
		return;
	}
	if (many_complaints(decision->board, number)) {
		(void)rules_refuse(decision, REFUSAL_TOO_MANY, FIELD_COUNT);
		return;
	}
	EMIT(decision, COMPLAINED, .call = number);
	(void)rules_owe(decision, this_call(number), OBLIGATION_REPLY, (struct owing){ 0 });
}
