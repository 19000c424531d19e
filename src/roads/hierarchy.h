/* A customizable contraction hierarchy: where shortcuts may be needed, whatever the weights are. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROADS_HIERARCHY_H
#define ROADS_HIERARCHY_H

#include "roads/graph.h"

/* A graph whose order leads to more than these is refused: it is no road network. */
#define ROAD_HIERARCHY_ARCS_MAX 500000000u

/*
 * After J. Dibbelt, B. Strasser, D. Wagner, "Customizable Contraction Hierarchies" (JEA 21, 2016).  Nodes are
 * numbered anew by rank, from the first that is taken away to the last; `rank` leads there from the graph's numbers,
 * `node` back.  An edge stands between a node and each higher one that it meets when all lower ones are gone, one edge
 * for both directions.  `up_head` of one node ascend, so that the first of them is its parent in the elimination
 * tree; all higher neighbours of a node are among the parent and the parent's.  Ranks are a post-order of that tree.
 *
 * Either it owns one block (`owned`), or it borrows from an image (roads/image.h).
 */
struct road_hierarchy {
	uint32_t node_count, edge_count;
	uint32_t arc_count;        /* of the graph */
	const uint32_t *rank;      /* of each node of the graph */
	const uint32_t *node;      /* of each rank */
	const uint32_t *first_up;  /* of each rank, and an end: its edges */
	const uint32_t *up_head;   /* of each edge: its upper rank */
	const uint32_t *edge_tail; /* of each edge: its lower rank */
	const uint32_t *first_down;
	const uint32_t *down_edge;   /* the edges that end in each rank from below, by their tails */
	const uint32_t *slot;        /* of each arc of the graph: 2 * edge, + 1 if it runs down; ROAD_NONE for loops */
	const uint32_t *first_input; /* of each edge, and an end: the arcs that lie on it */
	const uint32_t *input;       /* those, ascending */
	void *owned;
};

/*
 * Builds it from a graph and an order (roads/order.h).
 *   STATUS_LIMIT   more than ROAD_HIERARCHY_ARCS_MAX edges
 *   STATUS_MEMORY  there is none
 * The caller closes.
 */
enum status road_hierarchy_open(const struct road_graph *graph, const uint32_t *order,
                                struct road_hierarchy *ret_hierarchy);
void road_hierarchy_close(struct road_hierarchy *hierarchy);

/* The next rank towards the root, or ROAD_NONE. */
static inline uint32_t road_hierarchy_parent(const struct road_hierarchy *hierarchy, uint32_t rank)
{
	uint32_t first = hierarchy->first_up[rank];
	return first < hierarchy->first_up[rank + 1] ? hierarchy->up_head[first] : ROAD_NONE;
}

/* Where each array begins in one block of 32-bit numbers; used by the image too. */
enum road_hierarchy_part {
	ROAD_PART_RANK,
	ROAD_PART_NODE,
	ROAD_PART_FIRST_UP,
	ROAD_PART_UP_HEAD,
	ROAD_PART_EDGE_TAIL,
	ROAD_PART_FIRST_DOWN,
	ROAD_PART_DOWN_EDGE,
	ROAD_PART_SLOT,
	ROAD_PART_FIRST_INPUT,
	ROAD_PART_INPUT,
	ROAD_PART_COUNT
};

/* The numbers of the whole block for these counts; *ret_starts has the begin of each part and the end of all. */
uint64_t road_hierarchy_layout(uint32_t nodes, uint32_t edges, uint32_t arcs, uint64_t ret_starts[ROAD_PART_COUNT + 1]);
/* Points the arrays into a block. */
void road_hierarchy_point(struct road_hierarchy *hierarchy, const uint32_t *block);

#endif
