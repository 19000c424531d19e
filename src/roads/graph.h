/* Nodes and one-way arcs without weights: what orders and hierarchies are made from. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROADS_GRAPH_H
#define ROADS_GRAPH_H

#include "roads/network.h"

/*
 * Arcs keep the numbers that they have where they come from: junctions and arcs of a network, or the arcs and turns
 * of one (roads/turns.h).  A weight is a whole number of ticks below ROAD_NEVER, or ROAD_NEVER; weights are kept
 * elsewhere, one array a profile, one number an arc.  Owns its arrays.
 */
struct road_graph {
	uint32_t node_count, arc_count;
	uint32_t *tail, *head;
};

/* Which arcs leave each node (by their tails) or come into it (by their heads), in ascending order.  Owns. */
struct road_index {
	uint32_t *first; /* node_count + 1 */
	uint32_t *arc;
};

/* STATUS_MEMORY: there is none.  On success the caller closes *ret_graph. */
enum status road_graph_of_network(const struct road_network *network, struct road_graph *ret_graph);
void road_graph_close(struct road_graph *graph);

/* Arcs by one of their ends: `end` is graph->tail or graph->head.  STATUS_MEMORY; the caller closes. */
enum status road_graph_index(const struct road_graph *graph, const uint32_t *end, struct road_index *ret_index);
void road_graph_index_close(struct road_index *index);

#endif
