/* What there is to send, and from where: capabilities, stations, crews, positions, and what was recommended of them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "core/apply.h"

void capability_added(struct board *board, const struct fields *f)
{
	uint32_t number = board_add(board, POOL_capabilities);
	assert(number == f->capability);
	board_change_capabilities(board, number)->name = f->name;
}

void station_added(struct board *board, const struct fields *f)
{
	uint32_t number = board_add(board, POOL_stations);
	assert(number == f->station);
	struct station *station = board_change_stations(board, number);
	station->name = f->name;
	station->lat_e7 = f->lat_e7;
	station->lon_e7 = f->lon_e7;
}

/* A name that has a meaning gets another; a new one is added. */
void status_mapped(struct board *board, const struct fields *f)
{
	uint32_t number = board_status_named(board, f->neighbour, f->name.text);
	number = number ? number : board_add(board, POOL_status_names);
	struct status_name *known = board_change_status_names(board, number);
	known->name = f->name;
	known->neighbour = f->neighbour;
	known->status = f->status;
}

/* What a unit can do, and with how many, counts at once for whatever it works. */
static void tell_assignments(struct board *board, uint32_t number)
{
	const struct unit *unit = board_units(board, number);
	for (uint32_t own = unit->first_assignment; own; own = board_assignments(board, own)->next_of_unit) {
		struct assignment *assignment = board_change_assignments(board, own);
		assignment->capabilities = unit->capabilities;
		assignment->crew = unit->crew;
	}
}

void unit_set(struct board *board, const struct fields *f)
{
	struct unit *unit = board_change_units(board, f->unit);
	unit->capabilities = f->capabilities;
	unit->station = f->station;
	unit->neighbour = f->neighbour;
	tell_assignments(board, f->unit);
}

void unit_logged_on(struct board *board, const struct fields *f)
{
	struct unit *unit = board_change_units(board, f->unit);
	unit->crew_state = CREW_ON;
	unit->crew = f->crew;
	unit->until = (struct instant){ f->due };
	tell_assignments(board, f->unit);
}

void unit_logged_off(struct board *board, const struct fields *f)
{
	struct unit *unit = board_change_units(board, f->unit);
	assert(!unit->active);
	unit->crew_state = CREW_OFF;
	unit->crew = 0;
	unit->until = (struct instant){ 0 };
}

void unit_seen(struct board *board, const struct fields *f)
{
	struct unit *unit = board_change_units(board, f->unit);
	unit->lat_e7 = f->lat_e7;
	unit->lon_e7 = f->lon_e7;
	unit->uncertainty_m = f->uncertainty_m;
	unit->seen_at = (struct instant){ f->stamp };
}

/* Beside what was reported, which it leaves as it is. */
void unit_inferred(struct board *board, const struct fields *f)
{
	struct unit *unit = board_change_units(board, f->unit);
	board_change_assignments(board, f->assignment)->inferred |= assignment_bit(f->status);
	unit->inferred = f->status;
	unit->inferred_assignment = f->assignment;
	unit->inferred_at = (struct instant){ f->stamp };
}

void unit_moved_up(struct board *board, const struct fields *f)
{
	board_change_units(board, f->unit)->posted = f->station;
}

void unit_moved_back(struct board *board, const struct fields *f)
{
	board_change_units(board, f->unit)->posted = 0;
}

void picks_free(struct board *board, uint32_t number)
{
	struct incident *incident = board_change_incidents(board, number);
	struct center *center = board_change_center(board);
	for (uint32_t pick = incident->first_pick, next; pick; pick = next) {
		next = board_picks(board, pick)->next;
		*board_change_picks(board, pick) = (struct pick){ .next = center->free_pick };
		center->free_pick = pick;
	}
	incident->first_pick = 0;
	incident->recommended = 0;
}

/* Only the last recommendation stands on the board; the ledger has all. */
void units_recommended(struct board *board, const struct fields *f)
{
	picks_free(board, f->incident);
	struct incident *incident = board_change_incidents(board, f->incident);
	incident->recommended = 1;
	incident->reasons = board_center(board)->sequence;
}

void unit_recommended(struct board *board, const struct fields *f)
{
	struct incident *incident = board_change_incidents(board, f->incident);
	struct center *center = board_change_center(board);
	uint32_t number = center->free_pick, last = incident->first_pick;
	if (number)
		center->free_pick = board_picks(board, number)->next;
	else
		number = board_add(board, POOL_picks);
	*board_change_picks(board, number) =
	    (struct pick){ .unit = f->unit, .eta_s = f->span_s, .row = f->row, .why = f->why };
	while (last && board_picks(board, last)->next)
		last = board_picks(board, last)->next;
	if (last)
		board_change_picks(board, last)->next = number;
	else
		incident->first_pick = number;
}
