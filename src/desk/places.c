/* What was ever said of a place: calls, incidents, hazards and closures by where they are, the newest first. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/places.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "roads/plane.h"

/* The side of a cell in ten-millionths of a degree: some 730 m from south to north. */
#define CELL_E7 65536
/* A hazard's or closure's circle may reach into another's from so far off (core/decide_notice.c). */
#define REACH_MAX_M 5000u
#define CELLS_FIRST 256u
/* The most lists that one page is put together from: near the poles, where cells are narrow, others are left out. */
#define SOURCES_MAX 2048u

/* In the order of their moments, then of their numbers. */
struct list {
	struct place_item *item;
	uint32_t count, room;
};

struct cell {
	int32_t lat, lon; /* counted in cells */
	struct list list[PLACE_KINDS];
};

struct places {
	struct cell **cell; /* open addressing; a power of two */
	uint32_t count, room;
};

static int32_t cell_of(int64_t e7)
{
	return (int32_t)((e7 + 1800000000) / CELL_E7);
}

static uint32_t slot_of(const struct places *places, int32_t lat, int32_t lon)
{
	uint64_t hash = ((uint64_t)(uint32_t)lat << 32 | (uint32_t)lon) * 0x9e3779b97f4a7c15u;
	uint32_t slot = (uint32_t)(hash >> 32) & (places->room - 1);
	while (places->cell[slot] && (places->cell[slot]->lat != lat || places->cell[slot]->lon != lon))
		slot = (slot + 1) & (places->room - 1);
	return slot;
}

static enum status grow(struct places *places)
{
	struct places wider = { .count = places->count, .room = places->room ? 2 * places->room : CELLS_FIRST };
	wider.cell = calloc(wider.room, sizeof(struct cell *));
	if (!wider.cell)
		return STATUS_MEMORY;
	for (uint32_t i = 0; i < places->room; i++)
		if (places->cell[i])
			wider.cell[slot_of(&wider, places->cell[i]->lat, places->cell[i]->lon)] = places->cell[i];
	free(places->cell);
	*places = wider;
	return STATUS_OK;
}

static enum status cell_at(struct places *places, int32_t lat_e7, int32_t lon_e7, struct cell **ret_cell)
{
	enum status status = 2 * places->count >= places->room ? grow(places) : STATUS_OK;
	if (status != STATUS_OK)
		return status;
	struct cell **at = &places->cell[slot_of(places, cell_of(lat_e7), cell_of(lon_e7))];
	if (!*at) {
		*at = calloc(1, sizeof **at);
		if (!*at)
			return STATUS_MEMORY;
		**at = (struct cell){ .lat = cell_of(lat_e7), .lon = cell_of(lon_e7) };
		places->count++;
	}
	*ret_cell = *at;
	return STATUS_OK;
}

static int compare(const struct place_item *a, const struct place_item *b)
{
	if (a->at.us != b->at.us)
		return a->at.us < b->at.us ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return a->number == b->number ? 0 : a->number < b->number ? -1 : 1;
}

/* How many of a list come before an item. */
static uint32_t count_before(const struct list *list, const struct place_item *item)
{
	uint32_t from = 0, to = list->count;
	while (from < to) {
		uint32_t middle = from + (to - from) / 2;
		if (compare(&list->item[middle], item) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

/* Nearly always at the end: only what is moved here later has an older moment. */
static enum status insert(struct list *list, const struct place_item *item)
{
	uint32_t at = count_before(list, item);
	if (at < list->count && compare(&list->item[at], item) == 0)
		return STATUS_OK; /* it was here before */
	if (list->count == list->room) {
		uint32_t room = list->room ? 2 * list->room : 4;
		struct place_item *items = reallocarray(list->item, room, sizeof *items);
		if (!items)
			return STATUS_MEMORY;
		list->item = items;
		list->room = room;
	}
	memmove(&list->item[at + 1], &list->item[at], (list->count - at) * sizeof *item);
	list->item[at] = *item;
	list->count++;
	return STATUS_OK;
}

/* Where a thing is now, since when there is such a thing, and how far it reaches around. */
struct spot {
	struct road_node node;
	struct instant at;
	uint32_t radius_m;
};

static bool spot_of(const struct board *board, enum place_kind kind, uint32_t number, struct spot *ret_spot)
{
	const struct call *call = kind == PLACE_CALL ? board_calls(board, number) : NULL;
	const struct incident *incident = kind == PLACE_INCIDENT ? board_incidents(board, number) : NULL;
	const struct notice *notice = kind == PLACE_NOTICE ? board_notices(board, number) : NULL;
	const struct closure *closure = kind == PLACE_CLOSURE ? board_closures(board, number) : NULL;
	struct spot spot = { 0 };
	if (call)
		spot = (struct spot){ { call->lat_e7, call->lon_e7 }, call->placed_at, 0 };
	if (incident)
		spot = (struct spot){ { incident->lat_e7, incident->lon_e7 }, incident->opened_at, 0 };
	if (notice)
		spot = (struct spot){ { notice->lat_e7, notice->lon_e7 }, notice->issued_at, notice->radius_m };
	if (closure)
		spot = (struct spot){ { closure->lat_e7, closure->lon_e7 }, closure->closed_at, closure->radius_m };
	if (!spot.node.lat_e7 && !spot.node.lon_e7)
		return false;
	*ret_spot = spot;
	return true;
}

static enum status add(struct places *places, const struct board *board, enum place_kind kind, uint32_t number)
{
	struct spot spot;
	struct cell *cell;
	if (!spot_of(board, kind, number, &spot))
		return STATUS_OK;
	enum status status = cell_at(places, spot.node.lat_e7, spot.node.lon_e7, &cell);
	const struct place_item item = { .at = spot.at, .number = number, .kind = (uint8_t)kind };
	return status == STATUS_OK ? insert(&cell->list[kind], &item) : status;
}

enum status places_open(const struct board *board, struct places **ret_places)
{
	static const enum board_pool pools[PLACE_KINDS] = { POOL_calls, POOL_incidents, POOL_notices, POOL_closures };
	struct places *places = calloc(1, sizeof *places);
	enum status status = places ? grow(places) : STATUS_MEMORY;
	for (unsigned kind = 0; status == STATUS_OK && kind < PLACE_KINDS; kind++)
		for (uint32_t number = 1; status == STATUS_OK && number < board->pool[pools[kind]].count; number++)
			status = add(places, board, kind, number);
	if (status != STATUS_OK) {
		places_close(places);
		return status;
	}
	*ret_places = places;
	return STATUS_OK;
}

void places_close(struct places *places)
{
	if (!places)
		return;
	for (uint32_t i = 0; i < places->room; i++) {
		if (!places->cell[i])
			continue;
		for (unsigned kind = 0; kind < PLACE_KINDS; kind++)
			free(places->cell[i]->list[kind].item);
		free(places->cell[i]);
	}
	free(places->cell);
	free(places);
}

/* What is moved stays in the list of the cell where it was, too; reading leaves it out there. */
enum status places_hear(struct places *places, const struct board *board, const struct event *event)
{
	static const uint8_t kind_of[EVENT_COUNT] = {
		[EVENT_CALL_PLACED] = 1 + PLACE_CALL,    [EVENT_LEARNED] = 1 + PLACE_CALL,
		[EVENT_PLACE_SET] = 1 + PLACE_CALL,      [EVENT_INCIDENT_OPENED] = 1 + PLACE_INCIDENT,
		[EVENT_HAZARD_ADDED] = 1 + PLACE_NOTICE, [EVENT_ROAD_CLOSED] = 1 + PLACE_CLOSURE,
	};
	const struct fields *f = &event->f;
	if (!kind_of[event->kind])
		return STATUS_OK;
	enum place_kind kind = kind_of[event->kind] - 1;
	if (event->kind == EVENT_PLACE_SET && f->incident)
		kind = PLACE_INCIDENT;
	const uint32_t numbers[PLACE_KINDS] = { f->call, f->incident, f->notice, f->closure };
	return add(places, board, kind, numbers[kind]);
}

/* A list that is read backwards from an item on. */
struct backwards {
	const struct list *list;
	const struct cell *cell;
	uint32_t left;
};

static uint32_t gather(const struct places *places, const struct place_query *query, const struct road_plane *plane,
                       struct backwards *source)
{
	uint32_t count = 0;
	for (unsigned kind = 0; kind < PLACE_KINDS; kind++) {
		if (!(query->kinds >> kind & 1))
			continue;
		bool round = kind == PLACE_NOTICE || kind == PLACE_CLOSURE;
		int64_t cm = ((int64_t)query->radius_m + (round ? REACH_MAX_M : 0)) * 100;
		int64_t north = road_plane_lat_e7(cm), east = road_plane_lon_e7(plane, cm);
		int32_t lon_end = cell_of(query->lon_e7 + east < 1800000000 ? query->lon_e7 + east : 1800000000);
		int32_t lon_begin = cell_of(query->lon_e7 - east > -1800000000 ? query->lon_e7 - east : -1800000000);
		int32_t lat_end = cell_of(query->lat_e7 + north);
		for (int32_t lat = cell_of(query->lat_e7 - north); lat <= lat_end; lat++)
			for (int32_t lon = lon_begin; lon <= lon_end && count < SOURCES_MAX; lon++) {
				const struct cell *cell = places->cell[slot_of(places, lat, lon)];
				if (!cell || !cell->list[kind].count)
					continue;
				const struct list *list = &cell->list[kind];
				bool first = !instant_known(query->before.at);
				source[count++] =
				    (struct backwards){ list, cell,
					                first ? list->count : count_before(list, &query->before) };
			}
	}
	return count;
}

/* The newest that is left in any of them; NULL if nothing is. */
static struct backwards *newest(struct backwards *source, uint32_t count)
{
	struct backwards *best = NULL;
	for (uint32_t i = 0; i < count; i++)
		if (source[i].left && (!best || compare(&source[i].list->item[source[i].left - 1],
		                                        &best->list->item[best->left - 1]) > 0))
			best = &source[i];
	return best;
}

/* Whether it is still where the list says, and near enough. */
static bool is_near(const struct board *board, const struct place_query *query, const struct road_plane *plane,
                    const struct cell *cell, struct place_item *item)
{
	struct spot spot;
	if (!spot_of(board, item->kind, item->number, &spot) || cell_of(spot.node.lat_e7) != cell->lat ||
	    cell_of(spot.node.lon_e7) != cell->lon)
		return false;
	const struct road_node here = { query->lat_e7, query->lon_e7 };
	uint64_t cm = road_plane_distance_cm(road_plane_point(plane, here), road_plane_point(plane, spot.node));
	item->distance_m = (uint32_t)(cm / 100);
	return cm <= ((uint64_t)query->radius_m + spot.radius_m) * 100;
}

void places_read(const struct places *places, const struct board *board, const struct place_query *query,
                 struct place_item *ret_items, struct place_page *ret_page)
{
	struct backwards source[SOURCES_MAX];
	struct place_page page = { 0 };
	assert(query->radius_m <= PLACES_RADIUS_MAX_M && query->limit <= PLACES_PAGE_MAX);
	struct road_plane plane = road_plane_at((struct road_node){ query->lat_e7, query->lon_e7 });
	uint32_t count = gather(places, query, &plane, source);
	struct backwards *from = newest(source, count);
	for (uint32_t looked = 0; from && page.count < query->limit && looked < PLACES_LOOKED_MAX; looked++) {
		struct place_item item = from->list->item[--from->left];
		page.next = item;
		if (is_near(board, query, &plane, from->cell, &item))
			ret_items[page.count++] = item;
		from = newest(source, count);
	}
	page.more = from != NULL;
	*ret_page = page;
}
