/* One set of weights over a hierarchy, customised: whole, or only what a few changed arcs touch. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROADS_METRIC_H
#define ROADS_METRIC_H

#include "roads/hierarchy.h"

/*
 * One direction of an edge, for searches.  There is none where no weights could ever lead that way: in graphs of turns
 * that is every other one.
 */
struct road_link {
	uint32_t head, time;
};

struct road_rung {
	uint32_t parent; /* in the elimination tree, or ROAD_NONE */
	uint32_t first[2];
};

/*
 * `up[e]` is the time from the edge's lower end to its upper one through nothing above the lower end, `down[e]` the
 * other way; both exact when taken along all the way (Dibbelt, Strasser, Wagner 2016, basic customisation).  Sums stop
 * at ROAD_NEVER.  Owns its arrays, borrows the hierarchy, which must outlive it.
 */
struct road_metric {
	const struct road_hierarchy *hierarchy;
	uint32_t *weight;    /* of each arc of the graph, as last told */
	uint32_t *up, *down; /* of each edge */
	/* What searches read, together: of each rank, and an end; then the links up [0] and down [1]. */
	struct road_rung *rung;
	struct road_link *link[2];
	/* work: edges that wait to be looked at again, a heap by number, and which are in it */
	uint32_t *heap;
	uint32_t heap_count;
	uint8_t *waits;
	uint32_t *scratch;
};

/* Copies the weights (one an arc of the graph, none above ROAD_NEVER) and customises.  STATUS_MEMORY. */
enum status road_metric_open(const struct road_hierarchy *hierarchy, const uint32_t *weights,
                             struct road_metric *ret_metric);
void road_metric_close(struct road_metric *metric);
/* Everything anew from `weight`. */
void road_metric_customise(struct road_metric *metric);
/*
 * Arc arcs[i] now takes weights[arcs[i]] ticks.  Only what these arcs touch is computed again; where they are very
 * many, everything.  The metric is the same, number by number, as if it had been customised whole.
 */
void road_metric_update(struct road_metric *metric, const uint32_t *arcs, uint32_t count, const uint32_t *weights);

#endif
