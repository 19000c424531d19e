/* Where past calls came from, as a plan takes it: squares of ground, each with how many. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WHATIF_PAST_DEMAND_H
#define WHATIF_PAST_DEMAND_H

#include "history/history.h"

/* A square's side at first, in ten-millionths of a degree: some 550 m from south to north.  It is doubled until a plan has room
 * for all squares. */
#define PAST_DEMAND_SIDE_E7 50000

struct past_demand_account {
	uint64_t calls;         /* of the time that was asked for */
	uint64_t without_place; /* of these */
	uint64_t squares;
	uint32_t side_e7;
	struct instant from, to; /* the first and last first contact that was taken */
};

/*
 * Appends the plan's key `demand`: the calls from a moment on (unknown: all), each once.  Where they came from is told by
 * squares, and nothing else of them.
 *   STATUS_MISSING  there are fewer than PLAN_DEMAND_CALLS_MIN with a place: nothing is made of so few
 *   STATUS_LIMIT    more than PLAN_DEMAND_CELL_MAX in one square
 *   STATUS_MEMORY
 */
enum status past_demand_write(const struct history *history, struct instant since, const char *name, struct buffer *out,
                              struct past_demand_account *ret_account);

#endif
