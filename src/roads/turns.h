/* A network seen by its arcs, so that turns can be forbidden or take time. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROADS_TURNS_H
#define ROADS_TURNS_H

#include "roads/position.h"
#include "roads/snap.h"

/* What turning takes, in ticks.  Left and right begin at 45 degrees; without places every turn goes ahead.  All but `back` below ROAD_NEVER. */
struct road_turn_costs {
	uint32_t ahead, left, right;
	uint32_t back; /* into the arc's own reverse; ROAD_NEVER: only where nothing else is left, as in a dead end */
	uint32_t dead_end; /* what it takes there then */
};

/*
 * A node of `graph` is an arc of the network, and means its end: the arc has been driven.  An arc of `graph` is an
 * allowed turn (runs are not looked at: roads/split.h does) and takes `cost` and the whole of the arc it leads into.  The same orders, hierarchies and sweeps run on
 * it.  Owns its arrays, borrows the network, which must outlive it.
 */
struct road_turns {
	const struct road_network *network;
	struct road_graph graph;
	uint32_t *cost;       /* of each turn */
	struct road_index in; /* the turns into each arc */
	uint32_t seeds_max;   /* the most seeds of a goal */
};

/*
 *   STATUS_LIMIT   more than ROAD_ARCS_MAX turns: a node where thousands of arcs meet
 *   STATUS_MEMORY
 * The caller closes.
 */
enum status road_turns_open(const struct road_network *network, const struct road_turn_costs *costs,
                            struct road_turns *ret_turns);
void road_turns_close(struct road_turns *turns);
/* The weight of each turn for these times of the arcs; ret_weights has room for graph.arc_count. */
void road_turns_weigh(const struct road_turns *turns, const uint32_t *times, uint32_t *ret_weights);
/* The same for some arcs alone; the turns that these touch are added to *changed.  STATUS_MEMORY. */
enum status road_turns_reweigh(const struct road_turns *turns, const uint32_t *arcs, uint32_t count,
                               const uint32_t *times, uint32_t *weights, struct road_arcs *changed);
/*
 * An order for road_hierarchy_open, made for streets and not for arcs: both directions of one come one after the other.
 * On Porto it takes a quarter of what road_order_make takes over the arcs, for a tenth more edges.
 * ret_order has room for graph.node_count.  STATUS_MEMORY.
 */
enum status road_turns_order(const struct road_turns *turns, uint32_t *ret_order);
/* As the functions of the same name in roads/position.h; a goal has up to `seeds_max` seeds, a start two. */
unsigned road_turns_goal(const struct road_turns *turns, const uint32_t *times, struct road_position at,
                         struct road_seed *ret_seeds);
unsigned road_turns_start(const struct road_turns *turns, const uint32_t *times, struct road_position at,
                          struct road_seed ret_seeds[ROAD_POSITION_SEEDS]);
uint32_t road_turns_time(struct road_sweep *sweep, const struct road_turns *turns, const uint32_t *times,
                         struct road_position unit, struct road_position goal);

#endif
