/* Where a unit or an incident is on the roads, and the time between two such positions. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROADS_POSITION_H
#define ROADS_POSITION_H

#include "roads/sweep.h"

/* The whole of an arc; a fraction of it lies between 0 (where it begins) and this. */
#define ROAD_WHOLE_Q16 65536u
/* A position has at most this many seeds in a graph of junctions. */
#define ROAD_POSITION_SEEDS 2

/* On an arc, and on its reverse where there is one and the position is not `directed`. */
struct road_position {
	uint32_t arc, fraction_q16;
	bool directed; /* a unit that drives is known to go along the arc; it does not turn round */
};

/*
 * `times` has one number an arc and says how long the part of the arc takes on which the position lies.  Give the
 * times without closures: an incident that closes its street is still driven to along that street, and a unit in it
 * drives out.
 *
 * Where one can come from to reach a position, and where one can go from it; how many seeds.
 */
unsigned road_position_goal(const struct road_network *network, const uint32_t *times, struct road_position at,
                            struct road_seed ret_seeds[ROAD_POSITION_SEEDS]);
unsigned road_position_start(const struct road_network *network, const uint32_t *times, struct road_position at,
                             struct road_seed ret_seeds[ROAD_POSITION_SEEDS]);
/* From one position to another along the arc on which both are; ROAD_NEVER if they are on no common arc. */
uint32_t road_position_along(const struct road_network *network, const uint32_t *times, struct road_position from,
                             struct road_position to);
/*
 * From a unit to the goal to which a sweep over the graph of junctions is pinned (road_sweep_pin_goal with the seeds
 * of `goal`): by the junctions, or along the arc if that is shorter.  ROAD_NEVER: it cannot be reached.
 */
uint32_t road_position_time(struct road_sweep *sweep, const struct road_network *network, const uint32_t *times,
                            struct road_position unit, struct road_position goal);
/* The same position seen from the arc's reverse; false if there is none. */
bool road_position_turned(const struct road_network *network, struct road_position at, struct road_position *ret_at);
/* Where it is on the ground, by the arc's shape; needs `nodes`. */
struct road_node road_position_place(const struct road_network *network, struct road_position at);
/* A part of a time: from where the arc begins to the fraction, and from there to its end; both make the whole. */
uint32_t road_position_before(uint32_t time, uint32_t fraction_q16);
uint32_t road_position_behind(uint32_t time, uint32_t fraction_q16);

#endif
