/* A unit's drive: off the road to a node, along the roads, and off them to its goal; where it is at any moment. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WHATIF_TRIP_H
#define WHATIF_TRIP_H

#include "roads/sweep.h"
#include "whatif/city.h"

/*
 * Times in ticks of the run.  A goal that many units drive to has a field, the time to it from every node; for others
 * these times are found by a sweep when somebody asks where the unit is.
 */
struct trip {
	uint32_t mode;
	uint32_t from, to; /* nodes */
	int64_t from_at, to_at, end;
	uint32_t off_dmm;      /* from the last node to the goal */
	const uint32_t *field; /* times to `to`; NULL: none is kept */
	/* How far it was followed: the node it comes to next. */
	uint32_t next;
	int64_t next_at;
};

/* What is needed to follow a trip: all borrowed. */
struct trip_roads {
	const struct city *city;
	const struct city_mode *modes; /* as this run drives them */
	struct road_sweep *walker;     /* a workspace, and to which node of which mode it is pinned */
	uint32_t walker_to, walker_mode;
};

/* It stands at a place, to which a mode has brought it. */
void trip_stand(struct trip *trip, const struct city_place *place, uint32_t mode);
/* It sets out over a node where it will be at `from_at`, over roads that take `ticks`, to a place. */
void trip_begin(struct trip *trip, const struct trip_roads *roads, uint32_t mode, uint32_t from, int64_t from_at,
                uint32_t ticks, const struct city_place *place, const uint32_t *field);
/*
 * From which node another drive would go on, by another mode, and after how many ticks it is there: the next one on
 * its way; past the last node it turns back to that.
 */
uint32_t trip_node(struct trip *trip, struct trip_roads *roads, uint32_t mode, int64_t now, int64_t *ret_ticks);

#endif
