/* What falls due, and when: an indexed heap of numbers keyed by (due, serial), the next one in O(1). */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_AGENDA_H
#define BASE_AGENDA_H

#include <stdbool.h>
#include <stdint.h>

#include "base/instant.h"
#include "base/status.h"

struct agenda_item {
	struct instant due;
	uint64_t serial; /* breaks ties, so that the order is always the same */
	uint32_t number;
};

/* A 4-ary heap, and where each number stands in it.  The order in which things come out depends on their keys alone. */
struct agenda {
	struct agenda_item *heap;
	uint32_t *place; /* by number: its place in the heap plus one; 0 if it is not in */
	uint32_t count;
	uint32_t heap_room;
	uint32_t place_room;
};

void agenda_close(struct agenda *agenda);
/* Makes room for numbers below `numbers`, all at once; STATUS_MEMORY otherwise, and nothing changed. */
enum status agenda_reserve(struct agenda *agenda, uint32_t numbers);
/* Adds a number that is not in, or moves one that is. */
void agenda_set(struct agenda *agenda, uint32_t number, struct instant due, uint64_t serial);
/* Takes out a number that is in; one that may be. */
void agenda_remove(struct agenda *agenda, uint32_t number);
void agenda_drop(struct agenda *agenda, uint32_t number);
/* The next to fall due; NULL if there is none. */
const struct agenda_item *agenda_next(const struct agenda *agenda);
bool agenda_has(const struct agenda *agenda, uint32_t number);
/* Whether heap order and index hold; for tests and the simulator. */
bool agenda_sound(const struct agenda *agenda);

#endif
