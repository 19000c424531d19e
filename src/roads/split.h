/* A network whose junctions are split where turns are forbidden, so that a plain hierarchy is exact about them. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROADS_SPLIT_H
#define ROADS_SPLIT_H

#include "roads/position.h"

/* A map whose rules need more new arcs, and arcs that these forbid, than it has and so many more, is refused. */
#define ROAD_SPLIT_MORE_MAX 1000000u

/*
 * Nodes of `graph` below the network's node_count are its junctions, where nothing is forbidden; those above are the
 * same junctions for who came by an arc from which something is.  Arcs below the network's arc_count are its arcs from
 * junctions where nothing is forbidden; those above are the same arcs from the other nodes.  Few junctions have rules,
 * so that the graph is hardly larger.  The same network gives the same graph.  Owns its arrays, borrows the network.
 */
struct road_split {
	const struct road_network *network;
	struct road_graph graph;
	uint32_t *node_of,
	    *next_node;              /* of each node: its junction; the next that is the same junction, or ROAD_NONE */
	uint32_t *arc_of, *next_arc; /* of each arc: likewise */
	uint32_t seeds_max;          /* the most seeds of a goal */
};

/* STATUS_LIMIT: see ROAD_SPLIT_MORE_MAX.  STATUS_MEMORY.  The caller closes. */
enum status road_split_open(const struct road_network *network, struct road_split *ret_split);
void road_split_close(struct road_split *split);
/* An order for its graph out of one for the graph of junctions: what are one junction comes one after another. */
void road_split_order(const struct road_split *split, const uint32_t *order, uint32_t *ret_order);
/* The weight of each of its arcs for these times of the network's. */
void road_split_weigh(const struct road_split *split, const uint32_t *times, uint32_t *ret_weights);
/* As the functions of the same name in roads/position.h; a goal has up to `seeds_max` seeds. */
unsigned road_split_goal(const struct road_split *split, const uint32_t *times, struct road_position at,
                         struct road_seed *ret_seeds);
unsigned road_split_start(const struct road_split *split, const uint32_t *times, struct road_position at,
                          struct road_seed ret_seeds[ROAD_POSITION_SEEDS]);
uint32_t road_split_time(struct road_sweep *sweep, const struct road_split *split, const uint32_t *times,
                         struct road_position unit, struct road_position goal);
/* The ticks from a pinned start to a junction, however one comes to it; ROAD_NEVER if there is no way. */
uint32_t road_split_junction_time(struct road_sweep *sweep, const struct road_split *split, uint32_t junction);

#endif
