/* What falls due, and when: an indexed heap of numbers keyed by (due, serial), the next one in O(1). */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/agenda.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define ARITY 4u /* measured best against binary and a wheel; design notes on timers */

void agenda_close(struct agenda *agenda)
{
	free(agenda->heap);
	free(agenda->place);
	*agenda = (struct agenda){ 0 };
}

enum status agenda_reserve(struct agenda *agenda, uint32_t numbers)
{
	if (numbers <= agenda->heap_room && numbers <= agenda->place_room)
		return STATUS_OK;
	struct agenda_item *heap = reallocarray(agenda->heap, numbers, sizeof *heap);
	if (!heap)
		return STATUS_MEMORY;
	agenda->heap = heap;
	agenda->heap_room = numbers;
	uint32_t *place = reallocarray(agenda->place, numbers, sizeof *place);
	if (!place)
		return STATUS_MEMORY;
	memset(place + agenda->place_room, 0, (size_t)(numbers - agenda->place_room) * sizeof *place);
	agenda->place = place;
	agenda->place_room = numbers;
	return STATUS_OK;
}

static bool earlier(const struct agenda_item *a, const struct agenda_item *b)
{
	return a->due.us != b->due.us ? a->due.us < b->due.us : a->serial < b->serial;
}

static void put(struct agenda *agenda, uint32_t at, struct agenda_item item)
{
	agenda->heap[at] = item;
	agenda->place[item.number] = at + 1;
}

static void rise(struct agenda *agenda, uint32_t at, struct agenda_item item)
{
	while (at) {
		uint32_t parent = (at - 1) / ARITY;
		if (!earlier(&item, &agenda->heap[parent]))
			break;
		put(agenda, at, agenda->heap[parent]);
		at = parent;
	}
	put(agenda, at, item);
}

static void sink(struct agenda *agenda, uint32_t at, struct agenda_item item)
{
	for (;;) {
		uint64_t first = (uint64_t)at * ARITY + 1;
		if (first >= agenda->count)
			break;
		uint64_t end = first + ARITY < agenda->count ? first + ARITY : agenda->count;
		uint32_t least = (uint32_t)first;
		for (uint32_t child = least + 1; child < end; child++)
			if (earlier(&agenda->heap[child], &agenda->heap[least]))
				least = child;
		if (!earlier(&agenda->heap[least], &item))
			break;
		put(agenda, at, agenda->heap[least]);
		at = least;
	}
	put(agenda, at, item);
}

/* Puts an item where a hole is. */
static void settle(struct agenda *agenda, uint32_t at, struct agenda_item item)
{
	if (at && earlier(&item, &agenda->heap[(at - 1) / ARITY]))
		rise(agenda, at, item);
	else
		sink(agenda, at, item);
}

void agenda_set(struct agenda *agenda, uint32_t number, struct instant due, uint64_t serial)
{
	assert(number < agenda->place_room);
	struct agenda_item item = { due, serial, number };
	uint32_t place = agenda->place[number];
	if (place) {
		settle(agenda, place - 1, item);
		return;
	}
	assert(agenda->count < agenda->heap_room);
	rise(agenda, agenda->count++, item);
}

void agenda_remove(struct agenda *agenda, uint32_t number)
{
	assert(agenda_has(agenda, number));
	uint32_t at = agenda->place[number] - 1;
	struct agenda_item last = agenda->heap[--agenda->count];
	agenda->place[number] = 0;
	if (last.number != number)
		settle(agenda, at, last);
}

void agenda_drop(struct agenda *agenda, uint32_t number)
{
	if (agenda_has(agenda, number))
		agenda_remove(agenda, number);
}

const struct agenda_item *agenda_next(const struct agenda *agenda)
{
	return agenda->count ? &agenda->heap[0] : NULL;
}

bool agenda_has(const struct agenda *agenda, uint32_t number)
{
	return number < agenda->place_room && agenda->place[number];
}

bool agenda_sound(const struct agenda *agenda)
{
	for (uint32_t at = 0; at < agenda->count; at++) {
		if (agenda->place[agenda->heap[at].number] != at + 1)
			return false;
		if (at && earlier(&agenda->heap[at], &agenda->heap[(at - 1) / ARITY]))
			return false;
	}
	return true;
}
