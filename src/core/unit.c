/* Units and their assignments: what their events do to the board.  A unit's status is that of its assignments. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "core/apply.h"

void unit_added(struct board *board, const struct fields *f)
{
	uint32_t number = board_add(board, POOL_units);
	assert(number == f->unit);
	board_change_units(board, number)->name = f->name;
}

void unit_service(struct board *board, const struct fields *f)
{
	board_change_units(board, f->unit)->out_of_service = f->status == UNIT_OUT_OF_SERVICE;
}

static void stamp(struct assignment *assignment, enum unit_status status, int64_t at_us, uint8_t source)
{
	if (assignment->source[status - 1])
		return; /* the first one stays; the ledger has the rest */
	assignment->source[status - 1] = source;
	assignment->stamp[status - 1] = (struct instant){ at_us };
}

void unit_assigned(struct board *board, const struct fields *f)
{
	uint32_t number = board_add(board, POOL_assignments);
	assert(number == f->assignment);
	struct assignment *assignment = board_change_assignments(board, number);
	struct incident *incident = board_change_incidents(board, f->incident);
	struct unit *unit = board_change_units(board, f->unit);
	assignment->incident = f->incident;
	assignment->unit = f->unit;
	assignment->agent = f->agent;
	assignment->active = 1;
	assignment->status = UNIT_ASSIGNED;
	assignment->capabilities = unit->capabilities;
	assignment->crew = unit->crew;
	stamp(assignment, UNIT_ASSIGNED, board_center(board)->now.us, SOURCE_CENTER);
	assignment->next_of_incident = incident->first_assignment;
	incident->first_assignment = number;
	incident->active++;
	assignment->next_of_unit = unit->first_assignment;
	unit->first_assignment = number;
	unit->active++;
}

static void leave_unit(struct board *board, uint32_t number)
{
	struct assignment *assignment = board_change_assignments(board, number);
	struct unit *unit = board_change_units(board, assignment->unit);
	if (unit->first_assignment == number) {
		unit->first_assignment = assignment->next_of_unit;
	} else {
		uint32_t before = unit->first_assignment;
		while (board_assignments(board, before)->next_of_unit != number)
			before = board_assignments(board, before)->next_of_unit;
		board_change_assignments(board, before)->next_of_unit = assignment->next_of_unit;
	}
	assignment->next_of_unit = 0;
	unit->active--;
}

void unit_status(struct board *board, const struct fields *f)
{
	struct assignment *assignment = board_change_assignments(board, f->assignment);
	assert(f->status >= UNIT_ASSIGNED && f->status <= UNIT_CLEAR);
	bool arrived = assignment_arrived(assignment);
	stamp(assignment, f->status, f->stamp, f->source);
	if (f->status > assignment->status)
		assignment->status = f->status;
	struct incident *incident = board_change_incidents(board, assignment->incident);
	if (!assignment->active && !arrived && assignment_arrived(assignment)) /* reported after the unit was clear */
		incident->served++;
	if (f->status != UNIT_CLEAR || !assignment->active)
		return;
	assignment->active = 0;
	incident->active--;
	if (assignment_arrived(assignment))
		incident->served++;
	leave_unit(board, f->assignment);
}
