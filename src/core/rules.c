/* What the rules share: making events, owing and meeting, refusing. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "core/rules.h"

#include <assert.h>

void rules_emit(struct decision *decision, enum event_kind kind, const struct fields *f)
{
	assert(decision->count < decision->room);
	const struct board *board = decision->board;
	struct event *event = &decision->events[decision->count++];
	*event = (struct event){ .kind = kind, .f = *f };
	const struct call *call = board_calls(board, f->call);
	const struct incident *incident = board_incidents(board, f->incident);
	event->call_previous = call ? call->last_sequence : 0;
	event->incident_previous = incident ? incident->last_sequence : 0;
	board_apply(decision->board, event);
}

bool rules_refuse(struct decision *decision, enum refusal refusal, enum field field)
{
	if (decision->refusal == REFUSAL_NONE) {
		decision->refusal = refusal;
		decision->refused_field = field;
	}
	return false;
}

bool rules_has_text(const struct decision *decision, enum text text)
{
	return decision->command->text[text].length > 0;
}

bool rules_subject(struct decision *decision, struct subject *ret_subject)
{
	const struct fields *f = &decision->command->f;
	if (!f->call && !f->incident)
		return rules_refuse(decision, REFUSAL_SUBJECT_MISSING, FIELD_call);
	if (f->call && f->incident)
		return rules_refuse(decision, REFUSAL_SUBJECT_AMBIGUOUS, FIELD_incident);
	if (f->call && !board_calls(decision->board, f->call))
		return rules_refuse(decision, REFUSAL_UNKNOWN_CALL, FIELD_call);
	if (f->incident && !board_incidents(decision->board, f->incident))
		return rules_refuse(decision, REFUSAL_UNKNOWN_INCIDENT, FIELD_incident);
	*ret_subject = (struct subject){ f->call, f->incident };
	return true;
}

bool rules_open_call(struct decision *decision, const struct call **ret_call)
{
	const struct call *call = board_calls(decision->board, decision->command->f.call);
	if (!call)
		return rules_refuse(decision, REFUSAL_UNKNOWN_CALL, FIELD_call);
	if (call->state == CALL_CLOSED)
		return rules_refuse(decision, REFUSAL_CALL_CLOSED, FIELD_call);
	*ret_call = call;
	return true;
}

bool rules_open_incident(struct decision *decision, uint32_t number)
{
	const struct incident *incident = board_incidents(decision->board, number);
	if (!incident)
		return rules_refuse(decision, REFUSAL_UNKNOWN_INCIDENT, FIELD_incident);
	if (!incident->open)
		return rules_refuse(decision, REFUSAL_INCIDENT_CLOSED, FIELD_incident);
	return true;
}

static uint32_t first_of(const struct board *board, struct subject subject)
{
	return subject.call ? board_calls(board, subject.call)->first_obligation
	                    : board_incidents(board, subject.incident)->first_obligation;
}

uint64_t rules_owed(const struct board *board, struct subject subject, enum obligation_kind kind, uint32_t assignment)
{
	for (uint32_t slot = first_of(board, subject); slot; slot = board_obligations(board, slot)->next) {
		const struct obligation *owed = board_obligations(board, slot);
		if (owed->kind == kind && (!assignment || owed->assignment == assignment))
			return board_handle(board, slot);
	}
	return 0;
}

/* The handle that the next obligation will have. */
static uint64_t next_handle(const struct board *board)
{
	uint32_t slot = board_center(board)->free_obligation;
	if (slot)
		return (uint64_t)(board_obligations(board, slot)->generation + 1) << 32 | slot;
	return (uint64_t)1 << 32 | board->pool[POOL_obligations].count;
}

/* Whose it is first; the center's own if nobody could be reached. */
static void first_owner(const struct decision *decision, struct fields *f, struct owing owing)
{
	const struct board *board = decision->board;
	f->owner_kind = (uint8_t)ladder_table[f->kind].owner;
	if (f->owner_kind == OWNER_QUEUE)
		f->owner = f->call ? board_calls(board, f->call)->queue : 0;
	if (f->owner_kind == OWNER_UNIT)
		f->owner = owing.unit;
	if (f->owner_kind == OWNER_AGENT) {
		f->owner = owing.agent;
		if (!ladder_reachable(board, OWNER_AGENT, f->owner)) {
			f->owner_kind = OWNER_DISPATCHERS;
			f->owner = 0;
		}
	}
	if (!ladder_reachable(board, f->owner_kind, f->owner)) {
		f->owner_kind = OWNER_CENTER;
		f->owner = 0;
	}
}

uint64_t rules_owe(struct decision *decision, struct subject subject, enum obligation_kind kind, struct owing owing)
{
	/* What is owed now is not "nothing else": a debt that blocks takes the place of `conclude`. */
	if (ladder_table[kind].at_close == AT_CLOSE_BLOCKS)
		(void)rules_meet_kind(decision, subject, OBLIGATION_CONCLUDE, ENDING_MOVED);
	struct instant now = decision->now;
	struct instant from = instant_known(owing.from) ? owing.from : now;
	uint32_t bound_s =
	    ladder_bound_s(decision->board, kind, ladder_priority(decision->board, subject.call, subject.incident));
	struct instant due = instant_after(from, span_s(bound_s));
	struct fields f = {
		.call = subject.call,
		.incident = subject.incident,
		.assignment = owing.assignment,
		.obligation = next_handle(decision->board),
		.about = owing.about,
		.kind = (uint8_t)kind,
		/* A clock that began long before may have run out already: then it is due at once, not never. */
		.due = instant_later(due, instant_after(now, (struct span){ 1 })).us,
		.by = owing.by,
	};
	first_owner(decision, &f, owing);
	rules_emit(decision, EVENT_OWED, &f);
	return f.obligation;
}

void rules_owe_once(struct decision *decision, struct subject subject, enum obligation_kind kind, struct owing owing)
{
	if (!rules_owed(decision->board, subject, kind, owing.assignment))
		(void)rules_owe(decision, subject, kind, owing);
}

/* The hand-over that asks for an obligation to move; 0 if none does. */
static uint64_t asking_for(const struct board *board, struct subject subject, uint64_t about)
{
	for (uint32_t slot = first_of(board, subject); slot; slot = board_obligations(board, slot)->next) {
		const struct obligation *owed = board_obligations(board, slot);
		if (owed->kind == OBLIGATION_HAND_OVER && owed->about == about)
			return board_handle(board, slot);
	}
	return 0;
}

static void emit_met(struct decision *decision, uint64_t handle, enum ending how)
{
	const struct obligation *owed = board_obligation(decision->board, handle);
	assert(owed);
	EMIT(decision, MET, .call = owed->call, .incident = owed->incident, .obligation = handle, .kind = owed->kind,
	     .how = (uint8_t)how);
}

void rules_meet(struct decision *decision, uint64_t handle, enum ending how)
{
	const struct obligation *owed = board_obligation(decision->board, handle);
	assert(owed);
	struct subject subject = { owed->call, owed->incident };
	emit_met(decision, handle, how);
	uint64_t asking = asking_for(decision->board, subject, handle);
	if (asking)
		emit_met(decision, asking, ENDING_MOVED);
}

bool rules_meet_kind(struct decision *decision, struct subject subject, enum obligation_kind kind, enum ending how)
{
	uint64_t handle = rules_owed(decision->board, subject, kind, 0);
	if (handle)
		rules_meet(decision, handle, how);
	return handle != 0;
}

void rules_raise(struct decision *decision, uint64_t handle, enum cause cause)
{
	const struct obligation *owed = board_obligation(decision->board, handle);
	assert(owed);
	struct ladder_step step = ladder_next(decision->board, owed);
	int64_t late_us = instant_since(decision->now, owed->due).us;
	EMIT(decision, RAISED, .call = owed->call, .incident = owed->incident, .obligation = handle, .kind = owed->kind,
	     .rung = (uint8_t)step.rung, .owner_kind = (uint8_t)step.owner_kind, .owner = step.owner,
	     .due = instant_after(decision->now, span_s(step.span_s)).us,
	     .late_s = late_us > 0 ? (uint32_t)(late_us / 1000000) : 0, .cause = (uint8_t)cause,
	     .unheeded = step.unheeded);
}

void rules_match_need(struct decision *decision, uint32_t number)
{
	const struct incident *incident = board_incidents(decision->board, number);
	struct subject subject = { .incident = number };
	bool enough = (uint64_t)incident->active + incident->served >= incident->need;
	if (enough)
		(void)rules_meet_kind(decision, subject, OBLIGATION_ASSIGN, ENDING_DONE);
	else if (incident->open)
		rules_owe_once(decision, subject, OBLIGATION_ASSIGN, (struct owing){ 0 });
}
