/* The rules for what there is to send: capabilities, stations, whose a unit is, who is on it, where it is. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/rules.h"

static struct subject this_unit(uint32_t unit)
{
	return (struct subject){ .unit = unit };
}

/* A capability's name stands in lists of names, so it has nothing in it that could part them. */
static bool is_plain(const char *name)
{
	for (; *name; name++)
		if (!(*name >= 'a' && *name <= 'z') && !(*name >= 'A' && *name <= 'Z') &&
		    !(*name >= '0' && *name <= '9') && !strchr("-_.", *name))
			return false;
	return true;
}

void decide_ADD_CAPABILITY(struct decision *decision, const struct command *command)
{
	const struct board *board = decision->board;
	const char *name = command->f.name.text;
	uint32_t number = board->pool[POOL_capabilities].count;
	if (!name[0])
		(void)rules_refuse(decision, REFUSAL_NAME_MISSING, FIELD_name);
	else if (!is_plain(name) || strcmp(name, "-") == 0)
		(void)rules_refuse(decision, REFUSAL_NAME_WRONG, FIELD_name);
	else if (board_capability_named(board, name))
		(void)rules_refuse(decision, REFUSAL_NAME_TAKEN, FIELD_name);
	else if (number > CAPABILITIES_MAX)
		(void)rules_refuse(decision, REFUSAL_TOO_MANY, FIELD_name);
	else
		EMIT(decision, CAPABILITY_ADDED, .capability = number, .name = command->f.name);
}

void decide_ADD_STATION(struct decision *decision, const struct command *command)
{
	const struct board *board = decision->board;
	const struct fields *f = &command->f;
	if (!f->name.text[0])
		(void)rules_refuse(decision, REFUSAL_NAME_MISSING, FIELD_name);
	else if (board_station_named(board, f->name.text))
		(void)rules_refuse(decision, REFUSAL_NAME_TAKEN, FIELD_name);
	else if (rules_on_earth(decision))
		EMIT(decision, STATION_ADDED, .station = board->pool[POOL_stations].count, .name = f->name,
		     .lat_e7 = f->lat_e7, .lon_e7 = f->lon_e7);
}

static bool known_unit(struct decision *decision)
{
	return board_units(decision->board, decision->command->f.unit) ||
	       rules_refuse(decision, REFUSAL_UNKNOWN_UNIT, FIELD_unit);
}

void decide_SET_UNIT(struct decision *decision, const struct command *command)
{
	const struct board *board = decision->board;
	const struct fields *f = &command->f;
	uint32_t known = board->pool[POOL_capabilities].count - 1;
	uint64_t unknown = known >= CAPABILITIES_MAX ? 0 : UINT64_MAX << known;
	if (!known_unit(decision))
		return;
	const struct unit *unit = board_units(board, f->unit);
	if (f->capabilities & unknown)
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_CAPABILITY, FIELD_capabilities);
	else if (f->station && !board_stations(board, f->station))
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_STATION, FIELD_station);
	else if (f->neighbour && !board_neighbours(board, f->neighbour))
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_NEIGHBOUR, FIELD_neighbour);
	else if (unit->capabilities == f->capabilities && unit->station == f->station &&
	         unit->neighbour == f->neighbour)
		(void)rules_refuse(decision, REFUSAL_STATE_SAME, FIELD_unit);
	else {
		EMIT(decision, UNIT_SET, .unit = f->unit, .capabilities = f->capabilities, .station = f->station,
		     .neighbour = f->neighbour);
		rules_match_needs_of(decision, f->unit);
	}
}

/* A crew comes, or relieves the one that is there.  Its shift's end is a debt from now on: nothing ends with it by itself. */
void decide_LOG_ON(struct decision *decision, const struct command *command)
{
	const struct fields *f = &command->f;
	if (!known_unit(decision) || !rules_due_fits(decision))
		return;
	if (!f->crew) {
		(void)rules_refuse(decision, REFUSAL_CREW_MISSING, FIELD_crew);
		return;
	}
	EMIT(decision, LOGGED_ON, .unit = f->unit, .crew = f->crew, .due = f->due);
	(void)rules_meet_kind(decision, this_unit(f->unit), OBLIGATION_RELIEVE, ENDING_DONE);
	if (f->due)
		(void)rules_owe(decision, this_unit(f->unit), OBLIGATION_RELIEVE,
		                (struct owing){ .unit = f->unit, .due = { f->due } });
	rules_match_needs_of(decision, f->unit);
}

void decide_LOG_OFF(struct decision *decision, const struct command *command)
{
	const struct fields *f = &command->f;
	if (!known_unit(decision))
		return;
	const struct unit *unit = board_units(decision->board, f->unit);
	if (unit->crew_state == CREW_OFF) {
		(void)rules_refuse(decision, REFUSAL_STATE_SAME, FIELD_unit);
		return;
	}
	if (unit->active) {
		(void)rules_refuse(decision, REFUSAL_UNIT_WORKING, FIELD_unit);
		return;
	}
	EMIT(decision, LOGGED_OFF, .unit = f->unit);
	(void)rules_meet_kind(decision, this_unit(f->unit), OBLIGATION_RELIEVE, ENDING_DONE);
}

void decide_MAP_STATUS(struct decision *decision, const struct command *command)
{
	const struct board *board = decision->board;
	const struct fields *f = &command->f;
	if (!f->name.text[0] || !f->status) {
		bool nameless = !f->name.text[0];
		(void)rules_refuse(decision, nameless ? REFUSAL_NAME_MISSING : REFUSAL_STATUS_MISSING,
		                   nameless ? FIELD_name : FIELD_status);
		return;
	}
	if (f->neighbour && !board_neighbours(board, f->neighbour)) {
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_NEIGHBOUR, FIELD_neighbour);
		return;
	}
	uint32_t number = board_status_named(board, f->neighbour, f->name.text);
	if (number && board_status_names(board, number)->status == f->status)
		(void)rules_refuse(decision, REFUSAL_STATE_SAME, FIELD_status);
	else
		EMIT(decision, STATUS_MAPPED, .neighbour = f->neighbour, .name = f->name, .status = f->status);
}

/* A position that comes late is kept as a refused entry, and moves nothing. */
void decide_REPORT_POSITION(struct decision *decision, const struct command *command)
{
	const struct fields *f = &command->f;
	if (!known_unit(decision) || !rules_stamp_fits(decision) || !rules_on_earth(decision))
		return;
	if (!f->lat_e7 && !f->lon_e7) { /* what devices say that do not know */
		(void)rules_refuse(decision, REFUSAL_PLACE_MISSING, FIELD_lat_e7);
		return;
	}
	int64_t stamp = f->stamp ? f->stamp : decision->now.us;
	if (stamp < board_units(decision->board, f->unit)->seen_at.us) {
		(void)rules_refuse(decision, REFUSAL_POSITION_OLD, FIELD_stamp);
		return;
	}
	EMIT(decision, POSITION_REPORTED, .unit = f->unit, .lat_e7 = f->lat_e7, .lon_e7 = f->lon_e7,
	     .uncertainty_m = f->uncertainty_m, .stamp = stamp, .source = f->source ? f->source : SOURCE_DEVICE);
}

/* Kept beside what crews say: it moves no status, meets nothing and owes nothing. */
void decide_INFER_STATUS(struct decision *decision, const struct command *command)
{
	const struct fields *f = &command->f;
	uint32_t number = rules_assignment(decision);
	if (!number || !rules_stamp_fits(decision))
		return;
	const struct assignment *assignment = board_assignments(decision->board, number);
	if (f->status < UNIT_ASSIGNED || f->status > UNIT_CLEAR)
		(void)rules_refuse(decision, REFUSAL_STATUS_MISSING, FIELD_status);
	else if (!assignment->active)
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_ASSIGNMENT, FIELD_assignment);
	else
		EMIT(decision, STATUS_INFERRED, .incident = assignment->incident, .unit = f->unit, .assignment = number,
		     .status = f->status, .stamp = f->stamp ? f->stamp : decision->now.us);
}

static bool may_move(struct decision *decision)
{
	if (!known_unit(decision))
		return false;
	const struct unit *unit = board_units(decision->board, decision->command->f.unit);
	if (unit->out_of_service)
		return rules_refuse(decision, REFUSAL_UNIT_OUT_OF_SERVICE, FIELD_unit);
	if (unit->crew_state == CREW_OFF)
		return rules_refuse(decision, REFUSAL_UNIT_LOGGED_OFF, FIELD_unit);
	return rules_has_text(decision, TEXT_REASON) || rules_refuse(decision, REFUSAL_REASON_MISSING, FIELD_COUNT);
}

void decide_MOVE_UP(struct decision *decision, const struct command *command)
{
	const struct board *board = decision->board;
	const struct fields *f = &command->f;
	if (!may_move(decision))
		return;
	if (!board_stations(board, f->station))
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_STATION, FIELD_station);
	else if (board_units(board, f->unit)->active)
		(void)rules_refuse(decision, REFUSAL_UNIT_WORKING, FIELD_unit);
	else if (board_units(board, f->unit)->posted == f->station)
		(void)rules_refuse(decision, REFUSAL_STATE_SAME, FIELD_station);
	else
		EMIT(decision, MOVED_UP, .unit = f->unit, .station = f->station);
}

/* One that was called away may be told where it goes afterwards. */
void decide_MOVE_BACK(struct decision *decision, const struct command *command)
{
	const struct fields *f = &command->f;
	if (!may_move(decision))
		return;
	if (!board_units(decision->board, f->unit)->posted)
		(void)rules_refuse(decision, REFUSAL_STATE_SAME, FIELD_unit);
	else
		EMIT(decision, MOVED_BACK, .unit = f->unit);
}
