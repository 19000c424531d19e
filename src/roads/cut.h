/* Cutting one piece of a graph in two by few nodes, for roads/order.c alone. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROADS_CUT_H
#define ROADS_CUT_H

#include "roads/network.h"

enum road_side {
	ROAD_SIDE_A,
	ROAD_SIDE_B,
	ROAD_SIDE_BETWEEN, /* in neither: with these gone the two have no edge between them */
};

#define ROAD_CUT_WAYS 4

/*
 * An undirected graph, each edge as two halves, and all that the work on it needs, made once for the largest piece.
 * `x` and `y` are where its nodes lie, in any unit below 2^29; without them (`placed` false) the distances from nodes
 * at its rim stand for them.  Owns.
 */
struct road_cut {
	uint32_t node_count;
	uint32_t *first;     /* node_count + 1 */
	uint32_t *to, *twin; /* of each half; twin is the same edge's other half */
	bool placed;
	int32_t *x, *y;
	uint8_t *side; /* the answer: enum road_side of each node */
	/* work */
	uint32_t *queue, *level, *next, *path; /* two a node */
	uint32_t *count;
	uint32_t *distance[ROAD_CUT_WAYS];
	int32_t *key;
	uint8_t *flow, *through; /* of each half, through each node: 0 or 1 */
	uint8_t *end, *trial, *mark;
};

/* Room for so many nodes and halves.  STATUS_MEMORY.  The caller closes. */
enum status road_cut_open(uint32_t nodes, uint32_t halves, bool placed, struct road_cut *ret_cut);
void road_cut_close(struct road_cut *cut);
/*
 * Fills `side` for a connected piece of at least two nodes; false if no cut is worth it, as in a piece where all
 * nodes are joined with all others.  After A. Schild, C. Sommer, "On Balanced Separators in Road Networks" (SEA 2015),
 * inertial flow: the first and the last quarter of the nodes along a line are two terminals, and a least cut of
 * nodes between them is found (Dinic's algorithm, one path a node); the best of four lines is kept.
 */
bool road_cut_make(struct road_cut *cut);

#endif
