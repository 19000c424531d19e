/* What each arc takes for now, from what it always takes. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/closures.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* A closure of more than this part of all arcs is taken back by making all times anew. */
#define WHOLE_PART 64u

enum status road_closures_open(const struct road_network *network, const uint32_t *times,
                               struct road_closures *ret_closures)
{
	size_t arcs = (size_t)network->arc_count + 1;
	struct road_closures it = { .arc_count = network->arc_count };
	it.base = calloc(arcs, sizeof *it.base);
	it.time = calloc(arcs, sizeof *it.time);
	/* Room for every arc at once, so that telling what changed cannot fail half way. */
	it.changed.arc = calloc(arcs, sizeof *it.changed.arc);
	it.changed.room = network->arc_count;
	if (!it.base || !it.time || !it.changed.arc) {
		road_closures_close(&it);
		return STATUS_MEMORY;
	}
	for (uint32_t a = 0; a < network->arc_count; a++)
		it.base[a] = it.time[a] = times[a];
	*ret_closures = it;
	return STATUS_OK;
}

void road_closures_close(struct road_closures *closures)
{
	for (uint32_t i = 0; i < closures->count; i++)
		road_arcs_close(&closures->closure[i].arcs);
	free(closures->closure);
	free(closures->base);
	free(closures->time);
	road_arcs_close(&closures->changed);
	memset(closures, 0, sizeof *closures);
}

/* So many percent of a time, rounded up: never shorter. */
static uint32_t slowed(uint32_t time, uint32_t percent)
{
	uint64_t ticks = ((uint64_t)time * percent + 99) / 100;
	return percent == ROAD_CLOSED || ticks >= ROAD_NEVER ? ROAD_NEVER : (uint32_t)ticks;
}

static void apply(struct road_closures *it, const struct road_closure *closure)
{
	for (uint32_t i = 0; i < closure->arcs.count; i++) {
		uint32_t arc = closure->arcs.arc[i], time = slowed(it->base[arc], closure->percent);
		it->time[arc] = time > it->time[arc] ? time : it->time[arc];
	}
}

/* All times anew into `before`, which then takes the place of the old ones; tells what is another. */
static enum status renew(struct road_closures *it)
{
	uint32_t *before = it->time, *now = calloc((size_t)it->arc_count + 1, sizeof *now);
	if (!now)
		return STATUS_MEMORY;
	it->time = now;
	for (uint32_t a = 0; a < it->arc_count; a++)
		now[a] = it->base[a];
	for (uint32_t i = 0; i < it->count; i++)
		apply(it, &it->closure[i]);
	it->changed.count = 0;
	for (uint32_t a = 0; a < it->arc_count; a++)
		if (now[a] != before[a])
			it->changed.arc[it->changed.count++] = a;
	free(before);
	return STATUS_OK;
}

static uint32_t place_of(const struct road_closures *it, uint64_t id)
{
	for (uint32_t i = 0; i < it->count; i++)
		if (it->closure[i].id == id)
			return i;
	return ROAD_NONE;
}

static int ascending(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;
	return *x < *y ? -1 : *x > *y;
}

/* Each arc once, ascending. */
static enum status copy_arcs(const uint32_t *arcs, uint32_t count, struct road_arcs *ret_arcs)
{
	struct road_arcs copy = { .arc = calloc((size_t)count + 1, sizeof *arcs), .room = count };
	if (!copy.arc)
		return STATUS_MEMORY;
	if (count) {
		memcpy(copy.arc, arcs, count * sizeof *arcs);
		qsort(copy.arc, count, sizeof *arcs, ascending);
	}
	for (uint32_t i = 0; i < count; i++)
		if (!copy.count || copy.arc[copy.count - 1] != copy.arc[i])
			copy.arc[copy.count++] = copy.arc[i];
	*ret_arcs = copy;
	return STATUS_OK;
}

static bool is_percent(uint32_t percent)
{
	return percent >= 100 && percent <= ROAD_PERCENT_MAX;
}

static enum status reserve(struct road_closures *it)
{
	if (it->count < it->room)
		return STATUS_OK;
	uint32_t room = it->room ? it->room * 2 : 16;
	struct road_closure *closure = realloc(it->closure, room * sizeof *closure);
	if (!closure)
		return STATUS_MEMORY;
	it->closure = closure;
	it->room = room;
	return STATUS_OK;
}

enum status road_closures_add(struct road_closures *closures, uint64_t id, uint32_t percent, const uint32_t *arcs,
                              uint32_t count)
{
	struct road_closure fresh = { .id = id, .percent = percent };
	if (place_of(closures, id) != ROAD_NONE)
		return STATUS_BUSY;
	if (percent != ROAD_CLOSED && !is_percent(percent))
		return STATUS_MALFORMED;
	for (uint32_t i = 0; i < count; i++)
		if (arcs[i] >= closures->arc_count)
			return STATUS_MALFORMED;
	if (closures->count == ROAD_CLOSURES_MAX)
		return STATUS_LIMIT;
	enum status status = reserve(closures);
	if (status == STATUS_OK)
		status = copy_arcs(arcs, count, &fresh.arcs);
	if (status != STATUS_OK)
		return status;
	closures->closure[closures->count++] = fresh;
	/* Times can only rise, so that no other arc needs a look: a street is closed at once, whatever the map's size. */
	closures->changed.count = 0;
	for (uint32_t i = 0; i < fresh.arcs.count; i++) {
		uint32_t arc = fresh.arcs.arc[i], time = slowed(closures->base[arc], percent);
		if (time <= closures->time[arc])
			continue;
		closures->time[arc] = time;
		closures->changed.arc[closures->changed.count++] = arc;
	}
	return STATUS_OK;
}

/* The closures that touch an arc: what it takes now. */
static uint32_t time_of(const struct road_closures *it, uint32_t arc)
{
	uint32_t time = it->base[arc];
	for (uint32_t i = 0; i < it->count; i++) {
		const struct road_closure *closure = &it->closure[i];
		if (!bsearch(&arc, closure->arcs.arc, closure->arcs.count, sizeof arc, ascending))
			continue;
		uint32_t slow = slowed(it->base[arc], closure->percent);
		time = slow > time ? slow : time;
	}
	return time;
}

enum status road_closures_drop(struct road_closures *closures, uint64_t id)
{
	uint32_t place = place_of(closures, id);
	if (place == ROAD_NONE)
		return STATUS_MISSING;
	struct road_closure gone = closures->closure[place];
	memmove(&closures->closure[place], &closures->closure[place + 1], (closures->count - place - 1) * sizeof gone);
	closures->count--;
	/* Arc by arc all closures are looked at; of very many arcs all times are sooner made anew. */
	if (gone.arcs.count > closures->arc_count / WHOLE_PART) {
		enum status status = renew(closures);
		if (status == STATUS_OK)
			road_arcs_close(&gone.arcs);
		else
			closures->closure[closures->count++] = gone;
		return status;
	}
	closures->changed.count = 0;
	for (uint32_t i = 0; i < gone.arcs.count; i++) {
		uint32_t arc = gone.arcs.arc[i], time = time_of(closures, arc);
		if (time == closures->time[arc])
			continue;
		closures->time[arc] = time;
		closures->changed.arc[closures->changed.count++] = arc;
	}
	road_arcs_close(&gone.arcs);
	return STATUS_OK;
}
