/* Dijkstra's algorithm: slow, short, and what everything quicker is held against. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROADS_DIJKSTRA_H
#define ROADS_DIJKSTRA_H

#include "roads/graph.h"

/* A place in a graph, and the ticks between it and where one really is. */
struct road_seed {
	uint32_t node, ticks;
};

/* A search's workspace over one graph with one set of weights, which are copied.  Owns. */
struct road_dijkstra {
	uint32_t node_count;
	uint32_t *first;        /* node_count + 1 */
	struct road_seed *link; /* the neighbour and the weight */
	uint32_t *time;         /* of each node, ROAD_NEVER where the search did not come */
	uint32_t *place;        /* in the heap, from 1; 0: it never was in it */
	uint32_t *heap;         /* four children a node, by time, then by number */
	uint32_t heap_count;
	uint32_t *touched;
	uint32_t touched_count;
};

/*
 * Makes ready for searches along the arcs (`backward` false: times from the seeds) or against them (times to the
 * seeds).  STATUS_MEMORY.  The caller closes.
 */
enum status road_dijkstra_open(const struct road_graph *graph, const uint32_t *weights, bool backward,
                               struct road_dijkstra *ret_dijkstra);
void road_dijkstra_close(struct road_dijkstra *dijkstra);
/*
 * Fills `time`, valid until the next run.  If `goals` is not NULL it ends when all of them are settled, and the times
 * of other nodes may be missing or too long.
 */
void road_dijkstra_run(struct road_dijkstra *dijkstra, const struct road_seed *seeds, uint32_t seed_count,
                       const uint32_t *goals, uint32_t goal_count);

#endif
