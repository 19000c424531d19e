/* What was ever said of a place: calls, incidents, hazards and closures by where they are, the newest first. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DESK_PLACES_H
#define DESK_PLACES_H

#include "core/board.h"

/* The most that one page holds, and the most that is looked at for it: a siege's pages cost what others do. */
#define PLACES_PAGE_MAX 1000u
#define PLACES_LOOKED_MAX 4096u
#define PLACES_RADIUS_MAX_M 2000u

enum place_kind { PLACE_CALL, PLACE_INCIDENT, PLACE_NOTICE, PLACE_CLOSURE, PLACE_KINDS };

/* One thing at a place.  Its moment, kind and number order it; the moment is that of its beginning. */
struct place_item {
	struct instant at;
	uint32_t number;
	uint32_t distance_m; /* from the point that was asked for */
	uint8_t kind;
	uint8_t spare[7];
};

/* Which things, around which point.  `before` is the last item of the page before; at 0: from the newest on. */
struct place_query {
	int32_t lat_e7, lon_e7;
	uint32_t radius_m; /* at most PLACES_RADIUS_MAX_M */
	uint32_t kinds;    /* a bit a kind: 1 << PLACE_CALL */
	struct place_item before;
	uint32_t limit; /* at most PLACES_PAGE_MAX */
};

/* A page.  If `more`, the next one begins before `next`, also where this one is not full: so much was looked at. */
struct place_page {
	uint32_t count;
	bool more;
	struct place_item next;
};

/* An index by place: a grid, whose cells hold what is in them in the order of time. */
struct places;

/* Of all that the board holds; STATUS_MEMORY. */
enum status places_open(const struct board *board, struct places **ret_places);
void places_close(struct places *places);
/* Hears an event that was folded in just before; STATUS_MEMORY, and then the index is to be opened anew. */
enum status places_hear(struct places *places, const struct board *board, const struct event *event);
/* A hazard or closure is found by its point where its circle reaches into the one asked for. */
void places_read(const struct places *places, const struct board *board, const struct place_query *query,
                 struct place_item *ret_items, struct place_page *ret_page);

#endif
