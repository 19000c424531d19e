/* How many callers wait in each queue, and whether anybody is there: told to the edge when it changes. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SWITCHBOARD_TALLY_H
#define SWITCHBOARD_TALLY_H

#include "switchboard/outbox.h"

/* The calls are counted no more often: a count goes through all that are open, and no subscriber is told more often. */
#define TALLY_EVERY_US 1000000

struct tally {
	struct outbox *outbox;
	uint32_t *waiting;    /* by queue, as told last */
	uint32_t *counted;    /* by queue, while it is counted */
	uint32_t told;        /* queues below this number the edge knows of */
	uint32_t staff;       /* as told last */
	uint64_t up_to;       /* the outbox's `stirred` when it was counted */
	struct instant again; /* not counted before this */
};

/* Another edge: it knows nothing. */
void tally_forget(struct tally *tally);
/* Tells what has changed; how long until that may be so again, at most `most_us`. */
int64_t tally_turn(struct tally *tally, int64_t most_us);
void tally_close(struct tally *tally);

#endif
