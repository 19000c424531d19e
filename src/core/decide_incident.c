/* The rules for what is said of a call or an incident: notes, priority, place, type. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "core/rules.h"

static bool still_open(struct decision *decision, struct subject subject)
{
	if (subject.incident)
		return rules_open_incident(decision, subject.incident);
	const struct call *call;
	return rules_open_call(decision, &call);
}

void decide_NOTE(struct decision *decision, const struct command *command)
{
	(void)command;
	struct subject subject;
	if (!rules_subject(decision, &subject))
		return;
	if (!rules_has_text(decision, TEXT_WORDS)) {
		(void)rules_refuse(decision, REFUSAL_WORDS_MISSING, FIELD_COUNT);
		return;
	}
	EMIT(decision, NOTED, .call = subject.call, .incident = subject.incident); /* also on what is closed */
}

/* A more urgent subject is owed its help sooner; a less urgent one keeps the due times that it had. */
static void tighten(struct decision *decision, struct subject subject, unsigned before, unsigned priority)
{
	const struct board *board = decision->board;
	uint32_t slot = rules_first_owed(board, subject);
	for (; slot; slot = board_obligations(board, slot)->next) {
		const struct obligation *owed = board_obligations(board, slot);
		uint32_t bound_s = ladder_bound_s(board, owed->kind, priority);
		/* Of what is no more urgent for it, somebody may have said by when. */
		if (owed->raised || bound_s == ladder_bound_s(board, owed->kind, before ? before : 1))
			continue;
		struct instant due = instant_after(owed->opened, span_s(bound_s));
		due = instant_later(due, instant_after(decision->now, (struct span){ 1 }));
		if (instant_before(due, owed->due))
			EMIT(decision, RETIMED, .call = subject.call, .incident = subject.incident,
			     .obligation = board_handle(board, slot), .due = due.us, .cause = CAUSE_MORE_URGENT);
	}
}

void decide_SET_PRIORITY(struct decision *decision, const struct command *command)
{
	struct subject subject;
	if (!rules_subject(decision, &subject) || !still_open(decision, subject))
		return;
	const struct board *board = decision->board;
	unsigned before = subject.call ? board_calls(board, subject.call)->priority
	                               : board_incidents(board, subject.incident)->priority;
	unsigned after = command->f.priority;
	if (!after || after > PRIORITY_MAX) {
		(void)rules_refuse(decision, REFUSAL_PRIORITY_MISSING, FIELD_priority);
		return;
	}
	if (before == after) {
		(void)rules_refuse(decision, REFUSAL_PRIORITY_SAME, FIELD_priority);
		return;
	}
	/* From unknown, which is treated as the most urgent, to a first value is no lowering. */
	bool lowered = before && after > before;
	if (lowered && !rules_has_text(decision, TEXT_REASON)) {
		(void)rules_refuse(decision, REFUSAL_REASON_MISSING, FIELD_COUNT);
		return;
	}
	EMIT(decision, PRIORITY_SET, .call = subject.call, .incident = subject.incident, .priority = (uint8_t)after);
	if (lowered)
		(void)rules_owe(decision, subject, OBLIGATION_REVIEW, (struct owing){ .by = command->actor });
	else
		tighten(decision, subject, before, after);
}

void decide_SET_PLACE(struct decision *decision, const struct command *command)
{
	struct subject subject;
	const struct fields *f = &command->f;
	if (!rules_subject(decision, &subject) || !still_open(decision, subject))
		return;
	bool position = f->lat_e7 || f->lon_e7;
	if (!position && !rules_has_text(decision, TEXT_PLACE)) {
		(void)rules_refuse(decision, REFUSAL_PLACE_MISSING, FIELD_lat_e7);
		return;
	}
	if (!rules_on_earth(decision))
		return;
	const struct board *board = decision->board;
	const struct call *call = board_calls(board, subject.call);
	const struct incident *incident = board_incidents(board, subject.incident);
	/* Words alone leave the position as it was. */
	EMIT(decision, PLACE_SET, .call = subject.call, .incident = subject.incident,
	     .lat_e7 = position ? f->lat_e7 : (call ? call->lat_e7 : incident->lat_e7),
	     .lon_e7 = position ? f->lon_e7 : (call ? call->lon_e7 : incident->lon_e7),
	     .uncertainty_m = position ? f->uncertainty_m : (call ? call->uncertainty_m : incident->uncertainty_m));
}

void decide_SET_TYPE(struct decision *decision, const struct command *command)
{
	if (!rules_open_incident(decision, command->f.incident))
		return;
	if (!command->f.type.text[0]) {
		(void)rules_refuse(decision, REFUSAL_TYPE_MISSING, FIELD_type);
		return;
	}
	EMIT(decision, TYPE_SET, .incident = command->f.incident, .type = command->f.type);
}
