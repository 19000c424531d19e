/* The rules for ends: an accountable person says how it ended, a second one looks, and either can be undone. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "core/rules.h"

enum evidence { EVIDENCE_NONE, EVIDENCE_ARRIVAL, EVIDENCE_CONTACT, EVIDENCE_COVER, EVIDENCE_ATTEMPTS };

#define OWES(KIND) (1u << OBLIGATION_##KIND)
static const struct {
	uint32_t settles;
	bool reason;
	bool review;
	enum evidence evidence;
} disposition_table[DISPOSITION_COUNT] = {
#define DISPOSITION(NAME, JSON, SETTLES, REASON, REVIEW, EVIDENCE, TEXT)                                               \
	[DISPOSITION_##NAME] = { (SETTLES), (REASON), (REVIEW), EVIDENCE_##EVIDENCE },
#include "core/dispositions.def"
#undef DISPOSITION
};
#undef OWES

static uint32_t incident_of(const struct board *board, struct subject subject)
{
	return subject.call ? board_calls(board, subject.call)->incident : subject.incident;
}

static bool arrived(const struct board *board, uint32_t number)
{
	const struct incident *incident = board_incidents(board, number);
	if (!incident)
		return false;
	for (uint32_t own = incident->first_assignment; own; own = board_assignments(board, own)->next_of_incident)
		if (assignment_arrived(board_assignments(board, own)))
			return true;
	return false;
}

static bool spoken_with(const struct board *board, struct subject subject)
{
	if (subject.call)
		return instant_known(board_calls(board, subject.call)->answered_at);
	uint32_t call = board_incidents(board, subject.incident)->first_call;
	for (; call; call = board_calls(board, call)->next_of_incident)
		if (instant_known(board_calls(board, call)->answered_at))
			return true;
	return false;
}

/* Another open incident that carries the debt: the call's own, or the one that is named. */
static bool covered(const struct board *board, struct subject subject, uint64_t about)
{
	if (subject.call && !about)
		about = board_calls(board, subject.call)->incident;
	const struct incident *carrier = board_incidents(board, about);
	return carrier && carrier->open && about != subject.incident;
}

static bool evident(const struct decision *decision, struct subject subject, enum disposition disposition)
{
	const struct board *board = decision->board;
	switch (disposition_table[disposition].evidence) {
	case EVIDENCE_NONE:
		return true;
	case EVIDENCE_ARRIVAL:
		return arrived(board, incident_of(board, subject));
	case EVIDENCE_CONTACT:
		return spoken_with(board, subject) || arrived(board, incident_of(board, subject));
	case EVIDENCE_COVER:
		return covered(board, subject, decision->command->f.about);
	case EVIDENCE_ATTEMPTS:
		return subject.call && board_calls(board, subject.call)->attempts >= ATTEMPTS_MIN;
	}
	return false;
}

/* Whether a disposition that holds, or is being given, makes a debt pointless. */
static bool settled(enum disposition disposition, enum obligation_kind kind)
{
	return disposition && (disposition_table[disposition].settles >> kind & 1u);
}

static bool acceptable(struct decision *decision, struct subject subject, enum disposition disposition)
{
	if (!disposition)
		return rules_refuse(decision, REFUSAL_DISPOSITION_MISSING, FIELD_disposition);
	if (disposition_table[disposition].reason && !rules_has_text(decision, TEXT_REASON))
		return rules_refuse(decision, REFUSAL_REASON_MISSING, FIELD_COUNT);
	const struct response_record *response = board_response_of(decision->board, subject.incident);
	/* A policy takes no honest end away: that nobody helped can always be said. */
	if (response && response->ends && disposition != DISPOSITION_NOT_SERVED &&
	    !(response->ends >> disposition & 1u))
		return rules_refuse(decision, REFUSAL_END_NOT_ALLOWED, FIELD_disposition);
	if (!evident(decision, subject, disposition))
		return rules_refuse(decision, REFUSAL_NO_EVIDENCE, FIELD_disposition);
	return true;
}

static void say_how(struct decision *decision, struct subject subject, enum disposition disposition)
{
	const struct board *board = decision->board;
	uint32_t actor = decision->command->actor;
	EMIT(decision, DISPOSED, .call = subject.call, .incident = subject.incident,
	     .disposition = (uint8_t)disposition, .agent = actor);
	for (unsigned kind = OBLIGATION_NONE + 1; kind < OBLIGATION_COUNT; kind++)
		while (settled(disposition, kind) && rules_owed(board, subject, kind, 0))
			(void)rules_meet_kind(decision, subject, kind, ENDING_DISPOSED);
	if (disposition_table[disposition].review)
		rules_owe_once(decision, subject, OBLIGATION_REVIEW, (struct owing){ .by = actor });
}

static bool still_open(struct decision *decision, struct subject subject)
{
	const struct call *call;
	return subject.call ? rules_open_call(decision, &call) : rules_open_incident(decision, subject.incident);
}

void decide_DISPOSE(struct decision *decision, const struct command *command)
{
	struct subject subject;
	if (rules_subject(decision, &subject) && still_open(decision, subject) &&
	    acceptable(decision, subject, command->f.disposition))
		say_how(decision, subject, command->f.disposition);
}

/* Names every debt that stands in the way; false if there is one. */
static bool unblocked(struct decision *decision, struct subject subject, enum disposition disposition)
{
	const struct board *board = decision->board;
	for (uint32_t slot = rules_first_owed(board, subject); slot; slot = board_obligations(board, slot)->next) {
		const struct obligation *owed = board_obligations(board, slot);
		if (ladder_table[owed->kind].at_close != AT_CLOSE_BLOCKS || settled(disposition, owed->kind))
			continue;
		(void)rules_refuse(decision, REFUSAL_BLOCKED, FIELD_COUNT);
		EMIT(decision, BLOCKED_BY, .call = subject.call, .incident = subject.incident,
		     .obligation = board_handle(board, slot), .kind = owed->kind);
	}
	if (subject.call)
		return decision->refusal == REFUSAL_NONE;
	/* The calls that speak of the incident close with it, so what they are owed stands in its way too. */
	for (uint32_t call = board_incidents(board, subject.incident)->first_call; call;
	     call = board_calls(board, call)->next_of_incident)
		(void)unblocked(decision, (struct subject){ .call = call }, disposition);
	return decision->refusal == REFUSAL_NONE;
}

/* What a close answers by itself. */
static void end_with(struct decision *decision, struct subject subject)
{
	const struct board *board = decision->board;
	uint32_t slot = rules_first_owed(board, subject);
	while (slot) {
		const struct obligation *owed = board_obligations(board, slot);
		if (ladder_table[owed->kind].at_close != AT_CLOSE_ENDS) {
			slot = owed->next;
			continue;
		}
		rules_meet(decision, board_handle(board, slot), ENDING_CLOSED);
		slot = rules_first_owed(board, subject);
	}
}

static void close_call(struct decision *decision, uint32_t call, enum disposition disposition)
{
	end_with(decision, (struct subject){ .call = call });
	EMIT(decision, CALL_CLOSED, .call = call, .disposition = (uint8_t)disposition,
	     .agent = decision->command->actor);
}

static void close_incident(struct decision *decision, uint32_t number, enum disposition disposition)
{
	const struct board *board = decision->board;
	end_with(decision, (struct subject){ .incident = number });
	for (uint32_t call = board_incidents(board, number)->first_call; call;
	     call = board_calls(board, call)->next_of_incident) {
		if (board_calls(board, call)->state == CALL_CLOSED)
			continue;
		for (unsigned kind = OBLIGATION_NONE + 1; kind < OBLIGATION_COUNT; kind++)
			while (settled(disposition, kind) &&
			       rules_owed(board, (struct subject){ .call = call }, kind, 0))
				(void)rules_meet_kind(decision, (struct subject){ .call = call }, kind,
				                      ENDING_DISPOSED);
		close_call(decision, call, disposition);
	}
	EMIT(decision, INCIDENT_CLOSED, .incident = number, .disposition = (uint8_t)disposition,
	     .agent = decision->command->actor);
}

/* A call that one disposition settles may not be swept away with its incident while it waits for an answer. */
static bool all_answered(struct decision *decision, struct subject subject)
{
	const struct board *board = decision->board;
	if (subject.call)
		return true;
	for (uint32_t call = board_incidents(board, subject.incident)->first_call; call;
	     call = board_calls(board, call)->next_of_incident) {
		uint64_t handle = rules_owed(board, (struct subject){ .call = call }, OBLIGATION_ANSWER, 0);
		if (!handle)
			continue;
		(void)rules_refuse(decision, REFUSAL_BLOCKED, FIELD_COUNT);
		EMIT(decision, BLOCKED_BY, .call = call, .obligation = handle, .kind = OBLIGATION_ANSWER);
	}
	return decision->refusal == REFUSAL_NONE;
}

void decide_CLOSE(struct decision *decision, const struct command *command)
{
	const struct board *board = decision->board;
	struct subject subject;
	if (!rules_subject(decision, &subject) || !still_open(decision, subject))
		return;
	enum disposition said = subject.call ? board_calls(board, subject.call)->disposition
	                                     : board_incidents(board, subject.incident)->disposition;
	enum disposition disposition = command->f.disposition ? command->f.disposition : said;
	bool anew = disposition != said || !disposition;
	if (!unblocked(decision, subject, disposition) || !all_answered(decision, subject))
		return;
	if (subject.incident && board_incidents(board, subject.incident)->major) {
		(void)rules_refuse(decision, REFUSAL_MAJOR, FIELD_incident);
		return;
	}
	if (anew && !acceptable(decision, subject, disposition))
		return;
	if (anew)
		say_how(decision, subject, disposition);
	if (subject.call)
		close_call(decision, subject.call, disposition);
	else
		close_incident(decision, subject.incident, disposition);
}

/* It is open again, and what was owed before its end is owed anew. */
static void open_again(struct decision *decision, struct subject subject)
{
	const struct board *board = decision->board;
	uint32_t actor = decision->command->actor;
	EMIT(decision, REOPENED, .call = subject.call, .incident = subject.incident, .agent = actor);
	if (subject.call) {
		const struct call *call = board_calls(board, subject.call);
		const struct incident *carrier = board_incidents(board, call->incident);
		if (carrier && carrier->open)
			return;
		bool reached = instant_known(call->answered_at);
		(void)rules_owe(decision, subject, reached ? OBLIGATION_CLASSIFY : OBLIGATION_CALL_BACK,
		                (struct owing){ .agent = actor });
		return;
	}
	rules_match_need(decision, subject.incident);
	/* The calls that were closed with it are open with it. */
	const struct incident *incident = board_incidents(board, subject.incident);
	for (uint32_t call = incident->first_call; call; call = board_calls(board, call)->next_of_incident)
		if (board_calls(board, call)->state == CALL_CLOSED)
			EMIT(decision, REOPENED, .call = call, .agent = actor);
}

static bool is_closed(const struct board *board, struct subject subject)
{
	if (subject.unit || subject.notice)
		return false;
	return subject.call ? board_calls(board, subject.call)->state == CALL_CLOSED
	                    : !board_incidents(board, subject.incident)->open;
}

void decide_REOPEN(struct decision *decision, const struct command *command)
{
	(void)command;
	struct subject subject;
	if (!rules_subject(decision, &subject))
		return;
	if (!is_closed(decision->board, subject))
		(void)rules_refuse(decision, subject.call ? REFUSAL_CALL_OPEN : REFUSAL_INCIDENT_OPEN, FIELD_COUNT);
	else if (!rules_has_text(decision, TEXT_REASON))
		(void)rules_refuse(decision, REFUSAL_REASON_MISSING, FIELD_COUNT);
	else
		open_again(decision, subject);
}

void decide_REVIEW(struct decision *decision, const struct command *command)
{
	const struct obligation *owed = board_obligation(decision->board, command->f.obligation);
	if (!owed || owed->kind != OBLIGATION_REVIEW) {
		(void)rules_refuse(decision, owed ? REFUSAL_NOT_A_REVIEW : REFUSAL_UNKNOWN_OBLIGATION,
		                   FIELD_obligation);
		return;
	}
	if (owed->by == command->actor) {
		(void)rules_refuse(decision, REFUSAL_SAME_PERSON, FIELD_COUNT);
		return;
	}
	struct subject subject = rules_subject_of(owed);
	bool of_warning = subject.notice && !owed->by;
	bool reopen = command->f.verdict == VERDICT_REOPEN;
	if (reopen && !rules_has_text(decision, TEXT_REASON)) {
		(void)rules_refuse(decision, REFUSAL_REASON_MISSING, FIELD_COUNT);
		return;
	}
	EMIT(decision, REVIEWED, .call = subject.call, .incident = subject.incident, .unit = subject.unit,
	     .notice = subject.notice, .obligation = command->f.obligation, .verdict = command->f.verdict,
	     .agent = command->actor);
	rules_meet(decision, command->f.obligation, ENDING_DONE);
	if (of_warning)
		rules_looked_at(decision, subject.notice);
	if (reopen && is_closed(decision->board, subject))
		open_again(decision, subject);
}

void decide_REPLY(struct decision *decision, const struct command *command)
{
	const struct obligation *owed = board_obligation(decision->board, command->f.obligation);
	if (!owed || owed->kind != OBLIGATION_REPLY) {
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_OBLIGATION, FIELD_obligation);
		return;
	}
	if (!rules_has_text(decision, TEXT_WORDS)) {
		(void)rules_refuse(decision, REFUSAL_WORDS_MISSING, FIELD_COUNT);
		return;
	}
	EMIT(decision, REPLIED, .call = owed->call, .agent = command->actor);
	rules_meet(decision, command->f.obligation, ENDING_DONE);
}

/* What is over, and why somebody asks. */
static bool names_closed_with_reason(struct decision *decision)
{
	const struct fields *f = &decision->command->f;
	struct subject subject;
	if (!rules_subject(decision, &subject))
		return false;
	const struct call *call = board_calls(decision->board, f->call);
	const struct incident *incident = board_incidents(decision->board, f->incident);
	if (call && call->state != CALL_CLOSED)
		return rules_refuse(decision, REFUSAL_CALL_OPEN, FIELD_call);
	if (incident && incident->open)
		return rules_refuse(decision, REFUSAL_INCIDENT_OPEN, FIELD_incident);
	return rules_has_text(decision, TEXT_REASON) || rules_refuse(decision, REFUSAL_REASON_MISSING, FIELD_COUNT);
}

/* Only what is over: whoever still owes something must be able to read what for. */
void decide_ERASE(struct decision *decision, const struct command *command)
{
	const struct fields *f = &command->f;
	if (names_closed_with_reason(decision))
		EMIT(decision, TEXTS_ERASED, .call = f->call, .incident = f->incident, .agent = command->actor);
}

/* What is open is read by whoever works on it; nobody need open that. */
void decide_OPEN_RECORD(struct decision *decision, const struct command *command)
{
	const struct fields *f = &command->f;
	if (names_closed_with_reason(decision))
		EMIT(decision, RECORD_OPENED, .call = f->call, .incident = f->incident, .agent = command->actor,
		     .span_s = OPENING_S);
}
