/* Travel times between one place and any set of others: lazy RPHAST; or all others: PHAST. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROADS_SWEEP_H
#define ROADS_SWEEP_H

#include "roads/dijkstra.h"
#include "roads/metric.h"

/*
 * After D. Delling, A. V. Goldberg, A. Nowatzyk, R. F. Werneck, "PHAST" (2011/2013), and T. Bläsius, V. Buchhold,
 * D. Wagner, T. Zeitz, M. Zündorf, "Customizable Contraction Hierarchies - A Survey" (2025) for its lazy form.  One
 * place is pinned; a climb up the elimination tree from it is remembered.  The time of any other node is then found
 * from those of its upper neighbours, which are kept for the next node that asks.  Exact; no floats; no state but this
 * workspace, which is used over and over.  Owns its arrays, borrows the metric, which must outlive it; after a metric
 * was changed, pin again.
 */
struct road_sweep {
	const struct road_metric *metric;
	bool to;                   /* times to the pinned place; false: from it */
	uint32_t *mark, *time;     /* of each rank; its time means something while its mark is this pin's */
	uint32_t stamp;            /* marks of it are climbed, of the next number are final */
	uint32_t *chain, *climbed; /* the ranks that the climb met, ascending, and the times it found */
	uint32_t *merge, *stack;   /* work */
	uint32_t chain_count;
};

/* STATUS_MEMORY.  The caller closes.  The same workspace serves other metrics over the same hierarchy (`metric`). */
enum status road_sweep_open(const struct road_metric *metric, struct road_sweep *ret_sweep);
void road_sweep_close(struct road_sweep *sweep);
/* Pins the goal (times to it) or the start (times from it): the least over its seeds of node time and seed ticks. */
void road_sweep_pin_goal(struct road_sweep *sweep, const struct road_seed *seeds, uint32_t count);
void road_sweep_pin_start(struct road_sweep *sweep, const struct road_seed *seeds, uint32_t count);
/* The ticks between a node and what is pinned; ROAD_NEVER if there is no way. */
uint32_t road_sweep_time(struct road_sweep *sweep, uint32_t node);
/* The times of all nodes, in one pass; ret_times has room for node_count. */
void road_sweep_all(struct road_sweep *sweep, uint32_t *ret_times);

#endif
