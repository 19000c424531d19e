/* What an incident needs, row by row, and whether the units that it has fill all of it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "core/need.h"

#include <string.h>

#include "core/apply.h"

#define NOWHERE UINT8_MAX

/* The matching so far: for each row the units in it, each as the mask of rows that it could fill. */
struct match {
	const struct need *row[NEED_ROWS_MAX];
	uint32_t fits[NEED_ROWS_MAX][NEED_COUNT_MAX];
	uint8_t used[NEED_ROWS_MAX];
	unsigned rows;
	unsigned left; /* places that are free */
};
_Static_assert(NEED_ROWS_MAX <= 32, "a mask of rows is 32 bits");

/* How a row was reached in the search: from which row, and by moving which of its units. */
struct way {
	uint8_t from[NEED_ROWS_MAX];
	uint8_t moved[NEED_ROWS_MAX];
};

bool need_fits(const struct need *need, uint64_t capabilities, unsigned crew)
{
	bool able = (capabilities & need->capabilities) == need->capabilities || (capabilities & need->substitutes);
	for (unsigned i = 0; !able && i < NEED_STAND_INS_MAX && need->stand_in[i]; i++)
		able = (capabilities & need->stand_in[i]) == need->stand_in[i];
	return able && crew >= need->crew;
}

uint32_t need_row(const struct board *board, uint32_t incident, unsigned row)
{
	const struct incident *of = board_incidents(board, incident);
	uint32_t number = of ? of->first_need : 0;
	while (number && board_needs(board, number)->row != row)
		number = board_needs(board, number)->next_of_incident;
	return number;
}

static void open_match(struct match *match, const struct board *board, uint32_t first)
{
	for (uint32_t number = first; number; number = board_needs(board, number)->next_of_incident) {
		match->row[match->rows++] = board_needs(board, number);
		match->left += board_needs(board, number)->count;
	}
}

static unsigned fitting(const struct match *match, const struct assignment *assignment)
{
	unsigned mask = 0;
	for (unsigned i = 0; i < match->rows; i++)
		mask |= (unsigned)need_fits(match->row[i], assignment->capabilities, assignment->crew) << i;
	return mask;
}

/* Moves each unit on the way to the free row one step on, so that the first row has a place for the new one. */
static void take_place(struct match *match, const struct way *way, unsigned row, unsigned mask)
{
	unsigned place = match->used[row]++;
	while (way->from[row] != NOWHERE) {
		unsigned from = way->from[row];
		match->fits[row][place] = match->fits[from][way->moved[row]];
		place = way->moved[row];
		row = from;
	}
	match->fits[row][place] = mask;
	match->left--;
}

/* An augmenting path from a unit to a free place, breadth first.  A unit that finds none now finds none later, whatever comes
 * (matchings are a transversal matroid), so it is left out for good. */
static void place_unit(struct match *match, unsigned mask)
{
	struct way way;
	uint8_t queue[NEED_ROWS_MAX];
	unsigned first = 0, end = 0, seen = mask;
	for (unsigned i = 0; i < match->rows; i++)
		if (mask >> i & 1) {
			way.from[i] = NOWHERE;
			way.moved[i] = 0;
			queue[end++] = (uint8_t)i;
		}
	while (first < end) {
		unsigned row = queue[first++];
		if (match->used[row] < match->row[row]->count) {
			take_place(match, &way, row, mask);
			return;
		}
		for (unsigned at = 0; at < match->used[row]; at++)
			for (unsigned next = 0; next < match->rows; next++) {
				if ((seen >> next & 1) || !(match->fits[row][at] >> next & 1))
					continue;
				seen |= 1u << next;
				way.from[next] = (uint8_t)row;
				way.moved[next] = (uint8_t)at;
				queue[end++] = (uint8_t)next;
			}
	}
}

bool need_met(const struct board *board, uint32_t incident, struct need_fill *ret_fill)
{
	struct match match = { 0 };
	open_match(&match, board, board_incidents(board, incident)->first_need);
	for (uint32_t own = board_incidents(board, incident)->first_assignment; own && match.left;
	     own = board_assignments(board, own)->next_of_incident) {
		const struct assignment *assignment = board_assignments(board, own);
		if (assignment->active || assignment_arrived(assignment))
			place_unit(&match, fitting(&match, assignment));
	}
	*ret_fill = (struct need_fill){ 0 };
	for (unsigned i = 0; i < match.rows; i++)
		ret_fill->filled[match.row[i]->row] = match.used[i];
	return !match.left;
}

bool need_enough(const struct board *board, uint32_t number)
{
	struct need_fill fill;
	const struct incident *incident = board_incidents(board, number);
	return (uint64_t)incident->active + incident->served >= incident->need &&
	       (!incident->first_need || need_met(board, number, &fill));
}

uint32_t need_check_s(const struct board *board, const struct assignment *assignment)
{
	uint32_t shortest = 0;
	uint32_t number = board_incidents(board, assignment->incident)->first_need;
	for (; number; number = board_needs(board, number)->next_of_incident) {
		const struct need *need = board_needs(board, number);
		if (!need->count || !need->span_s || !need_fits(need, assignment->capabilities, assignment->crew))
			continue;
		shortest = shortest && shortest < need->span_s ? shortest : need->span_s;
	}
	return shortest;
}

/* The row is changed, or comes behind the others. */
void need_row_set(struct board *board, const struct fields *f)
{
	uint32_t number = need_row(board, f->incident, f->row);
	if (!number) {
		struct incident *incident = board_change_incidents(board, f->incident);
		uint32_t last = incident->first_need;
		number = board_add(board, POOL_needs);
		while (last && board_needs(board, last)->next_of_incident)
			last = board_needs(board, last)->next_of_incident;
		if (last)
			board_change_needs(board, last)->next_of_incident = number;
		else
			incident->first_need = number;
	}
	struct need *need = board_change_needs(board, number);
	need->row = f->row;
	need->capabilities = f->capabilities;
	memset(need->stand_in, 0, sizeof need->stand_in);
	need->count = (uint8_t)f->count;
	need->substitutes = f->substitutes;
	need->crew = f->crew;
	need->mode = f->mode;
	need->span_s = f->span_s;
}

void need_stand_in_named(struct board *board, const struct fields *f)
{
	struct need *need = board_change_needs(board, need_row(board, f->incident, f->row));
	unsigned at = 0;
	while (need->stand_in[at])
		at++;
	need->stand_in[at] = f->capabilities;
}
