/* A unit's drive, followed from node to node only as far as somebody asks. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "whatif/trip.h"

#include <assert.h>

__extension__ typedef __int128 wide;

void trip_stand(struct trip *trip, const struct city_place *place, uint32_t mode)
{
	trip->mode = mode;
	trip->from = trip->to = place->node;
	trip->from_at = trip->to_at = trip->end = 0;
	trip->off_dmm = place->off_dmm;
	trip->field = NULL;
}

void trip_begin(struct trip *trip, const struct trip_roads *roads, uint32_t mode, uint32_t from, int64_t from_at,
                uint32_t ticks, const struct city_place *place, const uint32_t *field)
{
	trip->mode = mode;
	trip->from = from;
	trip->to = place->node;
	trip->from_at = from_at;
	trip->to_at = from_at + ticks;
	trip->off_dmm = place->off_dmm;
	trip->end = trip->to_at + city_off_road(roads->city, mode, place->off_dmm);
	trip->field = field;
	trip->next = from;
	trip->next_at = from_at;
}

/* The times to its goal, ready to be asked for. */
static void pin(const struct trip *trip, struct trip_roads *roads)
{
	struct road_seed seed = { .node = trip->to };
	if (trip->field || (roads->walker_to == trip->to && roads->walker_mode == trip->mode))
		return;
	roads->walker->metric = &roads->modes[trip->mode].metric;
	road_sweep_pin_goal(roads->walker, &seed, 1);
	roads->walker_to = trip->to;
	roads->walker_mode = trip->mode;
}

static uint32_t time_to_goal(const struct trip *trip, struct trip_roads *roads, uint32_t node)
{
	return trip->field ? trip->field[node] : road_sweep_time(roads->walker, node);
}

/* The arc by which the time to the goal falls by just what it takes; of several the lowest. */
static uint32_t arc_down(const struct trip *trip, struct trip_roads *roads)
{
	const struct road_index *out = &roads->city->out;
	const uint32_t *weights = roads->modes[trip->mode].weights, *head = roads->city->graph.head;
	uint32_t time = time_to_goal(trip, roads, trip->next), i = out->first[trip->next];
	/* Times are made of arcs, and so there is one. */
	for (;; i++) {
		assert(i < out->first[trip->next + 1]);
		uint32_t arc = out->arc[i];
		if (weights[arc] <= time && weights[arc] + time_to_goal(trip, roads, head[arc]) == time)
			return arc;
	}
}

/* On to the first node that it reaches after `now`; it is before `to_at`. */
static void follow(struct trip *trip, struct trip_roads *roads, int64_t now)
{
	if (trip->next_at > now)
		return;
	pin(trip, roads);
	while (trip->next_at <= now) {
		uint32_t arc = arc_down(trip, roads);
		trip->next = roads->city->graph.head[arc];
		trip->next_at += roads->modes[trip->mode].weights[arc];
	}
}

uint32_t trip_node(struct trip *trip, struct trip_roads *roads, uint32_t mode, int64_t now, int64_t *ret_ticks)
{
	if (now >= trip->end) {
		*ret_ticks = city_off_road(roads->city, mode, trip->off_dmm);
		return trip->to;
	}
	if (now >= trip->to_at) {
		*ret_ticks = now - trip->to_at;
		if (mode != trip->mode)
			*ret_ticks = (int64_t)((wide)*ret_ticks * roads->modes[trip->mode].off_dmm_per_day /
			                       roads->modes[mode].off_dmm_per_day);
		return trip->to;
	}
	if (now > trip->from_at) {
		follow(trip, roads, now);
		*ret_ticks = trip->next_at - now;
		return trip->next;
	}
	*ret_ticks = trip->from_at - now;
	return trip->from;
}
