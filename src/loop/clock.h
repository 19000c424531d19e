/* The only reader of time. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOOP_CLOCK_H
#define LOOP_CLOCK_H

#include "base/instant.h"

/* The wall clock; the context is not used, so that it fits where a clock is asked for. */
struct instant clock_now(void *context);

/* A clock for rehearsals: it begins at a chosen moment and runs faster than the wall's. */
struct rehearsal {
	struct instant from;
	unsigned times;
	int64_t started_us; /* of the steady clock */
};
void clock_rehearse(struct rehearsal *rehearsal, struct instant from, unsigned times);
/* The rehearsal's moment; the context is a struct rehearsal. */
struct instant clock_rehearsed(void *context);

/* How far the wall clock was set since the last question, in whole seconds; 0 for less than one. */
struct clock_watch {
	int64_t offset_us; /* wall minus steady; 0: never asked */
};
int64_t clock_step_s(struct clock_watch *watch);

#endif
