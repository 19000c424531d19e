/* The rules for units: sent, on the way, on scene, safe, clear; in any order, and several at once. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "core/rules.h"

static struct subject its_incident(uint32_t incident)
{
	return (struct subject){ .incident = incident };
}

void decide_ASSIGN(struct decision *decision, const struct command *command)
{
	const struct board *board = decision->board;
	const struct fields *f = &command->f;
	const struct unit *unit = board_units(board, f->unit);
	if (!rules_open_incident(decision, f->incident))
		return;
	if (!unit) {
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_UNIT, FIELD_unit);
		return;
	}
	if (unit->out_of_service) {
		(void)rules_refuse(decision, REFUSAL_UNIT_OUT_OF_SERVICE, FIELD_unit);
		return;
	}
	for (uint32_t own = unit->first_assignment; own; own = board_assignments(board, own)->next_of_unit)
		if (board_assignments(board, own)->incident == f->incident) {
			(void)rules_refuse(decision, REFUSAL_UNIT_ON_IT, FIELD_unit);
			return;
		}
	uint32_t assignment = board->pool[POOL_assignments].count;
	EMIT(decision, UNIT_ASSIGNED, .incident = f->incident, .unit = f->unit, .assignment = assignment,
	     .agent = command->actor);
	(void)rules_owe(decision, its_incident(f->incident), OBLIGATION_TURN_OUT,
	                (struct owing){ .assignment = assignment, .unit = f->unit });
	rules_match_need(decision, f->incident);
}

/* The assignment that is meant: the one named, or the only one. */
static uint32_t meant(struct decision *decision, const struct fields *f)
{
	const struct board *board = decision->board;
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

static void service(struct decision *decision, const struct fields *f)
{
	const struct unit *unit = board_units(decision->board, f->unit);
	bool out = f->status == UNIT_OUT_OF_SERVICE;
	if (!unit)
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_UNIT, FIELD_unit);
	else if (out == (unit->out_of_service != 0))
		(void)rules_refuse(decision, REFUSAL_STATE_SAME, FIELD_status);
	else if (out && unit->active)
		(void)rules_refuse(decision, REFUSAL_UNIT_WORKING, FIELD_unit);
	else if (out && !rules_has_text(decision, TEXT_REASON))
		(void)rules_refuse(decision, REFUSAL_REASON_MISSING, FIELD_COUNT);
	else
		EMIT(decision, UNIT_SERVICE, .unit = f->unit, .status = f->status);
}

static void meet_of(struct decision *decision, uint32_t incident, enum obligation_kind kind, uint32_t assignment,
                    enum ending how)
{
	uint64_t handle = rules_owed(decision->board, its_incident(incident), kind, assignment);
	if (handle)
		rules_meet(decision, handle, how);
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
	rules_owe_once(decision, its_incident(incident), OBLIGATION_CHECK_CREW, owing);
}

static bool stamp_fits(struct decision *decision, const struct fields *f)
{
	if (!f->stamp || (f->stamp <= decision->now.us && f->stamp >= INSTANT_MIN_US))
		return true;
	return rules_refuse(decision, REFUSAL_STAMP_WRONG, FIELD_stamp);
}

void decide_UNIT_STATUS(struct decision *decision, const struct command *command)
{
	const struct fields *f = &command->f;
	if (!f->status) {
		(void)rules_refuse(decision, REFUSAL_STATUS_MISSING, FIELD_status);
		return;
	}
	if (f->status == UNIT_OUT_OF_SERVICE || f->status == UNIT_IN_SERVICE) {
		service(decision, f);
		return;
	}
	uint32_t number = meant(decision, f);
	if (!number || !stamp_fits(decision, f))
		return;
	const struct assignment *assignment = board_assignments(decision->board, number);
	bool over = !assignment->active;
	bool further = !over && f->status > assignment->status;
	bool arrived = assignment_arrived(assignment);
	if (further && f->status == UNIT_CLEAR && !arrived && !rules_has_text(decision, TEXT_REASON)) {
		(void)rules_refuse(decision, REFUSAL_REASON_MISSING, FIELD_COUNT);
		return;
	}
	/* A moment nobody knows is not the center's now: it is kept as unknown. */
	bool unknown = f->source == SOURCE_UNKNOWN;
	int64_t stamp = unknown ? 0 : f->stamp ? f->stamp : decision->now.us;
	uint8_t source = f->source ? f->source : f->stamp ? SOURCE_HUMAN : SOURCE_CENTER;
	EMIT(decision, UNIT_STATUS, .incident = assignment->incident, .unit = f->unit, .assignment = number,
	     .status = f->status, .stamp = stamp, .source = source);
	if (further)
		advance(decision, number, f->status, arrived);
	else if (over)
		rules_match_need(decision, assignment->incident);
}

void decide_CHECK_CREW(struct decision *decision, const struct command *command)
{
	uint32_t number = meant(decision, &command->f);
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
	(void)rules_owe(decision, its_incident(incident), OBLIGATION_CHECK_CREW,
	                (struct owing){ .assignment = number, .unit = assignment->unit });
}
