/* What the rules share: making events, owing and meeting, refusing. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "core/rules.h"

#include <assert.h>

#include "core/need.h"

void rules_emit(struct decision *decision, enum event_kind kind, const struct fields *f)
{
	assert(decision->count < decision->room);
	const struct board *board = decision->board;
	struct event *event = &decision->events[decision->count++];
	*event = (struct event){ .kind = kind, .f = *f };
	const struct call *call = board_calls(board, f->call);
	const struct incident *incident = board_incidents(board, f->incident);
	const struct unit *unit = board_units(board, f->unit);
	event->unit_previous = unit && event_is_of_unit(event) ? unit->last_sequence : 0;
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
	unsigned named = (f->call != 0) + (f->incident != 0) + (f->unit != 0);
	if (!named)
		return rules_refuse(decision, REFUSAL_SUBJECT_MISSING, FIELD_call);
	if (named > 1)
		return rules_refuse(decision, REFUSAL_SUBJECT_AMBIGUOUS, FIELD_incident);
	if (f->call && !board_calls(decision->board, f->call))
		return rules_refuse(decision, REFUSAL_UNKNOWN_CALL, FIELD_call);
	if (f->incident && !board_incidents(decision->board, f->incident))
		return rules_refuse(decision, REFUSAL_UNKNOWN_INCIDENT, FIELD_incident);
	if (f->unit && !board_units(decision->board, f->unit))
		return rules_refuse(decision, REFUSAL_UNKNOWN_UNIT, FIELD_unit);
	*ret_subject = (struct subject){ f->call, f->incident, f->unit, 0 };
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

bool rules_waiting_call(struct decision *decision, const struct call **ret_call)
{
	if (!rules_open_call(decision, ret_call))
		return false;
	enum call_state state = (*ret_call)->state;
	return state == CALL_WAITING ||
	       rules_refuse(decision, state == CALL_ANSWERED ? REFUSAL_ALREADY_ANSWERED : REFUSAL_CALLER_LEFT,
	                    FIELD_call);
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

uint32_t rules_first_owed(const struct board *board, struct subject subject)
{
	if (subject.call)
		return board_calls(board, subject.call)->first_obligation;
	if (subject.notice)
		return board_notices(board, subject.notice)->first_obligation;
	return subject.unit ? board_units(board, subject.unit)->first_obligation
	                    : board_incidents(board, subject.incident)->first_obligation;
}

uint64_t rules_owed(const struct board *board, struct subject subject, enum obligation_kind kind, uint32_t assignment)
{
	for (uint32_t slot = rules_first_owed(board, subject); slot; slot = board_obligations(board, slot)->next) {
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
	const struct response_record *response = board_response_of(board, f->incident);
	/* A report desk, by the response policy. */
	if (f->kind == OBLIGATION_ASSIGN && response && response->queue) {
		f->owner_kind = OWNER_QUEUE;
		f->owner = response->queue;
	} else if (f->owner_kind == OWNER_QUEUE)
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
	uint32_t bound_s = ladder_bound_on_s(decision->board, kind, subject.call, subject.incident);
	struct instant due = instant_after(from, span_s(owing.span_s ? owing.span_s : bound_s));
	due = instant_known(owing.due) ? owing.due : due;
	struct fields f = {
		.call = subject.call,
		.incident = subject.incident,
		.unit = subject.unit,
		.notice = subject.notice,
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
	for (uint32_t slot = rules_first_owed(board, subject); slot; slot = board_obligations(board, slot)->next) {
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
	EMIT(decision, MET, .call = owed->call, .incident = owed->incident, .unit = owed->unit, .notice = owed->notice,
	     .obligation = handle, .kind = owed->kind, .how = (uint8_t)how);
}

void rules_meet(struct decision *decision, uint64_t handle, enum ending how)
{
	const struct obligation *owed = board_obligation(decision->board, handle);
	assert(owed);
	struct subject subject = rules_subject_of(owed);
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
	EMIT(decision, RAISED, .call = owed->call, .incident = owed->incident, .unit = owed->unit,
	     .notice = owed->notice, .obligation = handle, .kind = owed->kind, .rung = (uint8_t)step.rung,
	     .owner_kind = (uint8_t)step.owner_kind, .owner = step.owner,
	     .due = instant_after(decision->now, span_s(step.span_s)).us,
	     .late_s = late_us > 0 ? (uint32_t)(late_us / 1000000) : 0, .cause = (uint8_t)cause,
	     .unheeded = step.unheeded);
}

uint64_t rules_owed_about(const struct board *board, struct subject subject, enum obligation_kind kind, uint64_t about)
{
	for (uint32_t slot = rules_first_owed(board, subject); slot; slot = board_obligations(board, slot)->next)
		if (board_obligations(board, slot)->kind == kind && board_obligations(board, slot)->about == about)
			return board_handle(board, slot);
	return 0;
}

void rules_match_need(struct decision *decision, uint32_t number)
{
	struct subject subject = { .incident = number };
	if (need_enough(decision->board, number))
		(void)rules_meet_kind(decision, subject, OBLIGATION_ASSIGN, ENDING_DONE);
	else if (board_incidents(decision->board, number)->open)
		rules_owe_once(decision, subject, OBLIGATION_ASSIGN, (struct owing){ 0 });
}

void rules_match_needs_of(struct decision *decision, uint32_t unit)
{
	const struct board *board = decision->board;
	uint32_t own = board_units(board, unit)->first_assignment;
	for (; own; own = board_assignments(board, own)->next_of_unit)
		rules_match_need(decision, board_assignments(board, own)->incident);
}

#define LATITUDE_MAX_E7 900000000
#define LONGITUDE_MAX_E7 1800000000

bool rules_on_earth(struct decision *decision)
{
	const struct fields *f = &decision->command->f;
	if (f->lat_e7 > LATITUDE_MAX_E7 || f->lat_e7 < -LATITUDE_MAX_E7 || f->lon_e7 > LONGITUDE_MAX_E7 ||
	    f->lon_e7 < -LONGITUDE_MAX_E7)
		return rules_refuse(decision, REFUSAL_VALUE_WRONG, FIELD_lat_e7);
	return true;
}

bool rules_stamp_fits(struct decision *decision)
{
	int64_t stamp = decision->command->f.stamp;
	if (!stamp || (stamp <= decision->now.us && stamp >= INSTANT_MIN_US))
		return true;
	return rules_refuse(decision, REFUSAL_STAMP_WRONG, FIELD_stamp);
}

bool rules_due_fits(struct decision *decision)
{
	int64_t due = decision->command->f.due;
	struct instant last = instant_after(decision->now, span_s(RUNG_SPAN_MAX_S));
	if (!due || (due > decision->now.us && due <= last.us))
		return true;
	return rules_refuse(decision, REFUSAL_DUE_WRONG, FIELD_due);
}
