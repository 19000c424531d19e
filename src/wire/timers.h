/* What falls due, and when: an indexed heap of slots keyed by (due, slot), the next one in O(1). */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_TIMERS_H
#define WIRE_TIMERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/instant.h"
#include "base/status.h"

struct timer {
	struct instant due;
	uint32_t slot;
};

/* A 4-ary heap, and where each slot stands in it. */
struct timers {
	struct timer *heap;
	uint32_t *place; /* by slot: its place in the heap plus one; 0 if it is not in */
	uint32_t count;
	uint32_t heap_room;
	uint32_t place_room;
};

void timers_close(struct timers *timers);
/* Makes room for slots below `slots`, all at once; STATUS_MEMORY otherwise, and nothing changed. */
enum status timers_reserve(struct timers *timers, uint32_t slots);
/* Adds a slot that is not in, or moves one that is. */
void timers_set(struct timers *timers, uint32_t slot, struct instant due);
/* Takes out a slot, if it is in. */
void timers_remove(struct timers *timers, uint32_t slot);
/* The next to fall due; NULL if there is none. */
const struct timer *timers_next(const struct timers *timers);
bool timers_has(const struct timers *timers, uint32_t slot);
/* Whether heap order and index hold; for tests. */
bool timers_sound(const struct timers *timers);

#endif
