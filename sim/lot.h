/* Commands by lot: what a center does all day, and any command of the list with any of its fields. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_LOT_H
#define SIM_LOT_H

#include "core/decide.h"

/* A seed gives the same draws everywhere. */
struct lot {
	uint64_t random;
	const struct board *board; /* of the command that is made */
	struct instant now;
	char rows[256]; /* borrowed by the command that was made last */
};

struct lot lot_of(uint64_t seed);
/* A number below `below`, which is not 0. */
uint64_t lot_draw(struct lot *lot, uint64_t below);
bool lot_chance(struct lot *lot, unsigned percent);

/* The commands that set a center up, in order, from step 0; false when there are no more.  A ledger is begun before. */
bool lot_first(uint32_t step, struct command *ret_command);
/* Any command: most mean something to the board, some are refused.  It borrows from the lot until the next is made. */
void lot_make(struct lot *lot, const struct board *board, struct instant now, struct command *ret_command);

#endif
