/* What falls due, and when: an indexed heap of slots keyed by (due, slot), the next one in O(1). */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/timers.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define ARITY 4u /* as core/agenda, where it was measured */

void timers_close(struct timers *timers)
{
	free(timers->heap);
	free(timers->place);
	*timers = (struct timers){ 0 };
}

enum status timers_reserve(struct timers *timers, uint32_t slots)
{
	if (slots <= timers->heap_room && slots <= timers->place_room)
		return STATUS_OK;
	struct timer *heap = reallocarray(timers->heap, slots, sizeof *heap);
	if (!heap)
		return STATUS_MEMORY;
	timers->heap = heap;
	timers->heap_room = slots;
	uint32_t *place = reallocarray(timers->place, slots, sizeof *place);
	if (!place)
		return STATUS_MEMORY;
	memset(place + timers->place_room, 0, (size_t)(slots - timers->place_room) * sizeof *place);
	timers->place = place;
	timers->place_room = slots;
	return STATUS_OK;
}

static bool earlier(const struct timer *a, const struct timer *b)
{
	return a->due.us != b->due.us ? a->due.us < b->due.us : a->slot < b->slot;
}

static void put(struct timers *timers, uint32_t at, struct timer item)
{
	timers->heap[at] = item;
	timers->place[item.slot] = at + 1;
}

static void rise(struct timers *timers, uint32_t at, struct timer item)
{
	while (at) {
		uint32_t parent = (at - 1) / ARITY;
		if (!earlier(&item, &timers->heap[parent]))
			break;
		put(timers, at, timers->heap[parent]);
		at = parent;
	}
	put(timers, at, item);
}

static void sink(struct timers *timers, uint32_t at, struct timer item)
{
	for (;;) {
		uint64_t first = (uint64_t)at * ARITY + 1;
		if (first >= timers->count)
			break;
		uint64_t end = first + ARITY < timers->count ? first + ARITY : timers->count;
		uint32_t least = (uint32_t)first;
		for (uint32_t child = least + 1; child < end; child++)
			if (earlier(&timers->heap[child], &timers->heap[least]))
				least = child;
		if (!earlier(&timers->heap[least], &item))
			break;
		put(timers, at, timers->heap[least]);
		at = least;
	}
	put(timers, at, item);
}

/* Puts an item where a hole is. */
static void settle(struct timers *timers, uint32_t at, struct timer item)
{
	if (at && earlier(&item, &timers->heap[(at - 1) / ARITY]))
		rise(timers, at, item);
	else
		sink(timers, at, item);
}

void timers_set(struct timers *timers, uint32_t slot, struct instant due)
{
	assert(slot < timers->place_room);
	struct timer item = { due, slot };
	uint32_t place = timers->place[slot];
	if (place) {
		settle(timers, place - 1, item);
		return;
	}
	assert(timers->count < timers->heap_room);
	rise(timers, timers->count++, item);
}

void timers_remove(struct timers *timers, uint32_t slot)
{
	if (!timers_has(timers, slot))
		return;
	uint32_t at = timers->place[slot] - 1;
	struct timer last = timers->heap[--timers->count];
	timers->place[slot] = 0;
	if (last.slot != slot)
		settle(timers, at, last);
}

const struct timer *timers_next(const struct timers *timers)
{
	return timers->count ? &timers->heap[0] : NULL;
}

bool timers_has(const struct timers *timers, uint32_t slot)
{
	return slot < timers->place_room && timers->place[slot];
}

bool timers_sound(const struct timers *timers)
{
	for (uint32_t at = 0; at < timers->count; at++) {
		if (timers->place[timers->heap[at].slot] != at + 1)
			return false;
		if (at && earlier(&timers->heap[at], &timers->heap[(at - 1) / ARITY]))
			return false;
	}
	return true;
}
