/* What an incident needs, row by row, and whether the units that it has fill all of it. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_NEED_H
#define CORE_NEED_H

#include "core/board.h"

/* How many units fill each row, by row number; rows that the incident has not stay 0. */
struct need_fill {
	uint8_t filled[NEED_ROWS_MAX + 1];
};

/*
 * Whether every row is filled, by the largest matching of units to rows: a unit fills one row, and none is left out that another
 * order would have placed.  Units count that work the incident, or were there and have left; each must be able to do what the row
 * asks for, or a substitute, with crew enough.  A crew of which nobody said how many it is, is not enough where a row asks.
 */
bool need_met(const struct board *board, uint32_t incident, struct need_fill *ret_fill);
/* The same for the incident's units in all: enough of them, and every row filled. */
bool need_enough(const struct board *board, uint32_t incident);
/* Whether a unit of those capabilities, with that crew, could fill a row. */
bool need_fits(const struct need *need, uint64_t capabilities, unsigned crew);
/* How long until the crew of an assignment is asked whether it is safe, by the rows that it can fill: the shortest; 0: they say
 * nothing, the ladder does. */
uint32_t need_check_s(const struct board *board, const struct assignment *assignment);
/* The number of an incident's row in the pool; 0 if it has none of that number. */
uint32_t need_row(const struct board *board, uint32_t incident, unsigned row);

#endif
