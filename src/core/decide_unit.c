/* The rules for units: sent, on the way, on scene, safe, clear; in any order, and several at once. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "core/need.h"
#include "core/rules.h"

static struct subject its_incident(uint32_t incident)
{
	return (struct subject){ .incident = incident };
}

/* Whether the dispatcher does what was recommended; it never stands in his way. */
static enum followed followed(const struct board *board, uint32_t number, uint32_t unit)
{
	const struct incident *incident = board_incidents(board, number);
	if (!incident->recommended)
		return FOLLOWED_NOTHING;
	for (uint32_t pick = incident->first_pick; pick; pick = board_picks(board, pick)->next)
		if (board_picks(board, pick)->unit == unit)
			return FOLLOWED_YES;
	return FOLLOWED_OTHER;
}

/* Whether a unit can be sent to an open incident; refuses otherwise. */
static bool sendable(struct decision *decision)
{
	const struct board *board = decision->board;
	const struct fields *f = &decision->command->f;
	const struct unit *unit = board_units(board, f->unit);
	if (!rules_open_incident(decision, f->incident))
		return false;
	if (!unit)
		return rules_refuse(decision, REFUSAL_UNKNOWN_UNIT, FIELD_unit);
	if (!unit_may_go(unit))
		return rules_refuse(
		    decision, unit->out_of_service ? REFUSAL_UNIT_OUT_OF_SERVICE : REFUSAL_UNIT_LOGGED_OFF, FIELD_unit);
	for (uint32_t own = unit->first_assignment; own; own = board_assignments(board, own)->next_of_unit)
		if (board_assignments(board, own)->incident == f->incident)
			return rules_refuse(decision, REFUSAL_UNIT_ON_IT, FIELD_unit);
	return true;
}

static void send_unit(struct decision *decision)
{
	const struct board *board = decision->board;
	const struct fields *f = &decision->command->f;
	uint32_t assignment = board->pool[POOL_assignments].count;
	EMIT(decision, UNIT_ASSIGNED, .incident = f->incident, .unit = f->unit, .assignment = assignment,
	     .agent = decision->command->actor, .followed = (uint8_t)followed(board, f->incident, f->unit));
	(void)rules_owe(decision, its_incident(f->incident), OBLIGATION_TURN_OUT,
	                (struct owing){ .assignment = assignment, .unit = f->unit });
	rules_match_need(decision, f->incident);
}

void decide_ASSIGN(struct decision *decision, const struct command *command)
{
	(void)command;
	if (sendable(decision))
		send_unit(decision);
}

uint32_t rules_assignment(struct decision *decision)
{
	const struct board *board = decision->board;
	const struct fields *f = &decision->command->f;
	const struct unit *unit = board_units(board, f->unit);
	if (!unit) {
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_UNIT, FIELD_unit);
		return 0;
	}
	const struct assignment *named = board_assignments(board, f->assignment);
	if (f->assignment) {
		if (named && named->unit == f->unit)
			return f->assignment;
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_ASSIGNMENT, FIELD_assignment);
		return 0;
	}
	if (unit->active > 1)
		(void)rules_refuse(decision, REFUSAL_UNIT_AMBIGUOUS, FIELD_assignment);
	if (!unit->active)
		(void)rules_refuse(decision, REFUSAL_UNIT_IDLE, FIELD_unit);
	return unit->active == 1 ? unit->first_assignment : 0;
}

/* The agency's own word stays on record beside ours. */
static void keep_word(struct decision *decision, enum unit_status status)
{
	const struct fields *f = &decision->command->f;
	if (f->name.text[0])
		EMIT(decision, STATUS_CODED, .unit = f->unit,
		     .neighbour = board_units(decision->board, f->unit)->neighbour, .name = f->name,
		     .status = (uint8_t)status);
}

static void service(struct decision *decision, const struct fields *f, enum unit_status status)
{
	const struct unit *unit = board_units(decision->board, f->unit);
	bool out = status == UNIT_OUT_OF_SERVICE;
	if (!unit)
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_UNIT, FIELD_unit);
	else if (out == (unit->out_of_service != 0))
		(void)rules_refuse(decision, REFUSAL_STATE_SAME, FIELD_status);
	else if (out && unit->active)
		(void)rules_refuse(decision, REFUSAL_UNIT_WORKING, FIELD_unit);
	else if (out && !rules_has_text(decision, TEXT_REASON))
		(void)rules_refuse(decision, REFUSAL_REASON_MISSING, FIELD_COUNT);
	else {
		keep_word(decision, status);
		EMIT(decision, UNIT_SERVICE, .unit = f->unit, .status = (uint8_t)status);
	}
}

static void meet_of(struct decision *decision, uint32_t incident, enum obligation_kind kind, uint32_t assignment,
                    enum ending how)
{
	uint64_t handle = rules_owed(decision->board, its_incident(incident), kind, assignment);
	if (handle)
		rules_meet(decision, handle, how);
}

void rules_owe_check(struct decision *decision, uint32_t number)
{
	const struct assignment *assignment = board_assignments(decision->board, number);
	(void)rules_owe(decision, its_incident(assignment->incident), OBLIGATION_CHECK_CREW,
	                (struct owing){ .assignment = number,
	                                .unit = assignment->unit,
	                                .span_s = need_check_s(decision->board, assignment) });
}

/* What a status that is further along than all before it meets and owes. */
static void advance(struct decision *decision, uint32_t number, enum unit_status status, bool arrived)
{
	const struct assignment *assignment = board_assignments(decision->board, number);
	uint32_t incident = assignment->incident;
	struct owing owing = { .assignment = number, .unit = assignment->unit };
	enum ending how = status == UNIT_CLEAR && !arrived ? ENDING_RELEASED : ENDING_DONE;
	meet_of(decision, incident, OBLIGATION_TURN_OUT, number, how);
	if (status == UNIT_EN_ROUTE) {
		rules_owe_once(decision, its_incident(incident), OBLIGATION_ARRIVE, owing);
		return;
	}
	meet_of(decision, incident, OBLIGATION_ARRIVE, number, how);
	if (status == UNIT_CLEAR) {
		meet_of(decision, incident, OBLIGATION_CHECK_CREW, number, ENDING_DONE);
		rules_match_need(decision, incident); /* a unit that never arrived leaves the need open */
		return;
	}
	if (!rules_owed(decision->board, its_incident(incident), OBLIGATION_CHECK_CREW, number))
		rules_owe_check(decision, number);
}

void decide_DIVERT(struct decision *decision, const struct command *command)
{
	const struct board *board = decision->board;
	const struct fields *f = &command->f;
	uint32_t left = rules_assignment(decision);
	if (!left || !sendable(decision))
		return;
	const struct assignment *assignment = board_assignments(board, left);
	uint32_t from = assignment->incident;
	if (!assignment->active || assignment_arrived(assignment)) {
		/* One that was there counts as help given, so the first incident would seem served. */
		bool over = !assignment->active;
		(void)rules_refuse(decision, over ? REFUSAL_UNKNOWN_ASSIGNMENT : REFUSAL_UNIT_ARRIVED,
		                   FIELD_assignment);
		return;
	}
	if (!rules_has_text(decision, TEXT_REASON)) {
		(void)rules_refuse(decision, REFUSAL_REASON_MISSING, FIELD_COUNT);
		return;
	}
	EMIT(decision, DIVERTED, .incident = from, .unit = f->unit, .assignment = left, .about = f->incident);
	EMIT(decision, UNIT_STATUS, .incident = from, .unit = f->unit, .assignment = left, .status = UNIT_CLEAR,
	     .stamp = decision->now.us, .source = SOURCE_CENTER);
	advance(decision, left, UNIT_CLEAR, false); /* what it leaves is owed again */
	send_unit(decision);
	/* Taken from what is as urgent, or more so: a second person looks. */
	if (ladder_priority(board, 0, from) <= ladder_priority(board, 0, f->incident))
		(void)rules_owe(decision, its_incident(from), OBLIGATION_REVIEW,
		                (struct owing){ .by = command->actor });
}

/* The status that is meant: the one given, or the one that the unit's agency calls so; UNIT_NONE, and refused, if neither. */
static enum unit_status status_of(struct decision *decision)
{
	const struct board *board = decision->board;
	const struct fields *f = &decision->command->f;
	const struct unit *unit = board_units(board, f->unit);
	if (!f->name.text[0]) {
		if (!f->status)
			(void)rules_refuse(decision, REFUSAL_STATUS_MISSING, FIELD_status);
		return f->status;
	}
	uint32_t number = unit ? board_status_named(board, unit->neighbour, f->name.text) : 0;
	if (!number) {
		(void)rules_refuse(decision, unit ? REFUSAL_UNKNOWN_STATUS_NAME : REFUSAL_UNKNOWN_UNIT,
		                   unit ? FIELD_name : FIELD_unit);
		return UNIT_NONE;
	}
	enum unit_status status = board_status_names(board, number)->status;
	if (!f->status || f->status == status)
		return status;
	(void)rules_refuse(decision, REFUSAL_VALUE_WRONG, FIELD_status);
	return UNIT_NONE;
}

/* What a crew says of its way, in any order. */
static void report(struct decision *decision, const struct fields *f, enum unit_status status)
{
	uint32_t number = rules_assignment(decision);
	if (!number || !rules_stamp_fits(decision))
		return;
	const struct assignment *assignment = board_assignments(decision->board, number);
	bool over = !assignment->active;
	bool further = !over && status > assignment->status;
	bool arrived = assignment_arrived(assignment);
	if (further && status == UNIT_CLEAR && !arrived && !rules_has_text(decision, TEXT_REASON)) {
		(void)rules_refuse(decision, REFUSAL_REASON_MISSING, FIELD_COUNT);
		return;
	}
	/* A moment nobody knows is not the center's now: it is kept as unknown. */
	bool unknown = f->source == SOURCE_UNKNOWN;
	int64_t stamp = unknown ? 0 : f->stamp ? f->stamp : decision->now.us;
	uint8_t source = f->source ? f->source : f->stamp ? SOURCE_HUMAN : SOURCE_CENTER;
	keep_word(decision, status);
	EMIT(decision, UNIT_STATUS, .incident = assignment->incident, .unit = f->unit, .assignment = number,
	     .status = (uint8_t)status, .stamp = stamp, .source = source);
	if (further)
		advance(decision, number, status, arrived);
	else if (over)
		rules_match_need(decision, assignment->incident);
}

void decide_UNIT_STATUS(struct decision *decision, const struct command *command)
{
	enum unit_status status = status_of(decision);
	if (status == UNIT_OUT_OF_SERVICE || status == UNIT_IN_SERVICE)
		service(decision, &command->f, status);
	else if (status)
		report(decision, &command->f, status);
}

void decide_CHECK_CREW(struct decision *decision, const struct command *command)
{
	(void)command;
	uint32_t number = rules_assignment(decision);
	if (!number)
		return;
	const struct assignment *assignment = board_assignments(decision->board, number);
	if (!assignment->active) {
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_ASSIGNMENT, FIELD_assignment);
		return;
	}
	uint32_t incident = assignment->incident;
	EMIT(decision, CREW_CHECKED, .incident = incident, .unit = assignment->unit, .assignment = number);
	uint64_t handle = rules_owed(decision->board, its_incident(incident), OBLIGATION_CHECK_CREW, number);
	if (!handle)
		return;
	/* Safe now; asked again after the same while, as long as the crew is there. */
	rules_meet(decision, handle, ENDING_DONE);
	if (assignment_arrived(assignment))
		rules_owe_check(decision, number);
}

/* One crew is asked: its check falls due with all the others', or is owed where none was. */
static void ask_crew(struct decision *decision, uint32_t number, uint32_t span)
{
	const struct assignment *assignment = board_assignments(decision->board, number);
	struct subject subject = its_incident(assignment->incident);
	struct instant due = instant_after(decision->now, span_s(span));
	uint64_t handle = rules_owed(decision->board, subject, OBLIGATION_CHECK_CREW, number);
	if (!handle)
		(void)rules_owe(decision, subject, OBLIGATION_CHECK_CREW,
		                (struct owing){ .assignment = number, .unit = assignment->unit, .due = due });
	else if (instant_before(due, board_obligation(decision->board, handle)->due))
		EMIT(decision, RETIMED, .incident = subject.incident, .obligation = handle, .due = due.us,
		     .cause = CAUSE_ALL_ASKED);
}

/* By when all crews have answered, where nobody says otherwise; as an evacuation is called, within the minute. */
#define ASK_CREWS_S 60u
#define ASK_CREWS_MAX_S 3600u

void decide_ASK_CREWS(struct decision *decision, const struct command *command)
{
	const struct board *board = decision->board;
	const struct fields *f = &command->f;
	uint32_t span = f->span_s ? f->span_s : ASK_CREWS_S;
	if (!rules_open_incident(decision, f->incident))
		return;
	const struct incident *incident = board_incidents(board, f->incident);
	if (span > ASK_CREWS_MAX_S || !incident->active) {
		bool idle = !incident->active;
		(void)rules_refuse(decision, idle ? REFUSAL_UNIT_IDLE : REFUSAL_SPAN_WRONG,
		                   idle ? FIELD_incident : FIELD_span_s);
		return;
	}
	EMIT(decision, CREWS_ASKED, .incident = f->incident, .count = incident->active, .span_s = span);
	for (uint32_t own = incident->first_assignment; own; own = board_assignments(board, own)->next_of_incident)
		if (board_assignments(board, own)->active)
			ask_crew(decision, own, span);
}
