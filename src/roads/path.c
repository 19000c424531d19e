/* The arcs that a sweep's time was made of: up the tree, down again, and each shortcut unpacked. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/path.h"

#include <assert.h>

/*
 * Times to a goal: the way climbs from the node by `up` and goes down by `down`.  Times from a start: the same with
 * both swapped, and all of it backwards.  A step is 2 * edge, + 1 if it runs down in this sense.
 */
struct finder {
	const struct road_hierarchy *h;
	const struct road_metric *metric;
	const uint32_t *up, *down;
	bool to;
	struct road_arcs steps, stack, *arcs;
};

/* Where a rank stands in the chain of the climb, or ROAD_NONE. */
static uint32_t in_chain(const struct road_sweep *sweep, uint32_t rank)
{
	uint32_t low = 0, high = sweep->chain_count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (sweep->chain[middle] < rank)
			low = middle + 1;
		else
			high = middle;
	}
	return low < sweep->chain_count && sweep->chain[low] == rank ? low : ROAD_NONE;
}

/* Upwards until the time is one that the climb had found. */
static enum status climb(struct finder *finder, struct road_sweep *sweep, uint32_t *rank)
{
	const struct road_hierarchy *h = finder->h;
	for (;;) {
		uint32_t x = *rank, time = sweep->time[x], place = in_chain(sweep, x), e = h->first_up[x];
		if (place != ROAD_NONE && sweep->climbed[place] == time)
			return STATUS_OK;
		for (; finder->up[e] + sweep->time[h->up_head[e]] != time; e++)
			assert(e + 1 < h->first_up[x + 1]);
		enum status status = road_arcs_add(&finder->steps, e * 2);
		if (status != STATUS_OK)
			return status;
		*rank = h->up_head[e];
	}
}

/* The step by which the climb came to a rank from below, or ROAD_NONE where a seed is what it began with. */
static uint32_t step_down(const struct finder *finder, const struct road_sweep *sweep, uint32_t rank, uint32_t time)
{
	const struct road_hierarchy *h = finder->h;
	for (uint32_t i = h->first_down[rank]; i < h->first_down[rank + 1]; i++) {
		uint32_t e = h->down_edge[i], place = in_chain(sweep, h->edge_tail[e]);
		if (place != ROAD_NONE && sweep->climbed[place] < ROAD_NEVER &&
		    sweep->climbed[place] + finder->down[e] == time)
			return e * 2 + 1;
	}
	return ROAD_NONE;
}

static enum status descend(struct finder *finder, const struct road_sweep *sweep, uint32_t rank)
{
	enum status status = STATUS_OK;
	while (status == STATUS_OK) {
		uint32_t step = step_down(finder, sweep, rank, sweep->climbed[in_chain(sweep, rank)]);
		if (step == ROAD_NONE)
			break;
		status = road_arcs_add(&finder->steps, step);
		rank = finder->h->edge_tail[step / 2];
	}
	return status;
}

/* The arc of the graph that a step is, or ROAD_NONE if it is a shortcut. */
static uint32_t own_arc(const struct finder *finder, uint32_t step, uint32_t time)
{
	const struct road_hierarchy *h = finder->h;
	/* In the sense of the graph, which is the other one for times from a start. */
	uint32_t slot = finder->to ? step : step ^ 1;
	for (uint32_t i = h->first_input[step / 2]; i < h->first_input[step / 2 + 1]; i++)
		if (h->slot[h->input[i]] == slot && finder->metric->weight[h->input[i]] == time)
			return h->input[i];
	return ROAD_NONE;
}

/* The two steps by the lower node that make a shortcut's time. */
static void lower_steps(const struct finder *finder, uint32_t step, uint32_t time, uint32_t ret_steps[2])
{
	const struct road_hierarchy *h = finder->h;
	uint32_t low = h->edge_tail[step / 2], high = h->up_head[step / 2];
	uint32_t from = step & 1 ? high : low, to = step & 1 ? low : high;
	uint32_t i = h->first_down[from], j = h->first_down[to];
	bool found = false;
	while (i < h->first_down[from + 1] && j < h->first_down[to + 1]) {
		uint32_t a = h->down_edge[i], b = h->down_edge[j], x = h->edge_tail[a], y = h->edge_tail[b];
		if (x == y && finder->down[a] + finder->up[b] == time) {
			ret_steps[0] = a * 2 + 1;
			ret_steps[1] = b * 2;
			found = true;
			break;
		}
		i += x <= y;
		j += y <= x;
	}
	/* Its time came from its arcs or from a lower triangle. */
	assert(found);
}

/* Lower ends only fall, so that the stack grows by one at each, and ends. */
static enum status unpack(struct finder *finder, uint32_t step)
{
	enum status status = road_arcs_add(&finder->stack, step);
	while (status == STATUS_OK && finder->stack.count) {
		uint32_t top = finder->stack.arc[--finder->stack.count], lower[2];
		uint32_t time = (top & 1 ? finder->down : finder->up)[top / 2], arc = own_arc(finder, top, time);
		if (arc != ROAD_NONE) {
			status = road_arcs_add(finder->arcs, arc);
			continue;
		}
		lower_steps(finder, top, time, lower);
		status = road_arcs_add(&finder->stack, lower[1]);
		if (status == STATUS_OK)
			status = road_arcs_add(&finder->stack, lower[0]);
	}
	return status;
}

enum status road_path_find(struct road_sweep *sweep, uint32_t node, struct road_arcs *arcs)
{
	const struct road_metric *metric = sweep->metric;
	struct finder finder = { .h = metric->hierarchy, .metric = metric, .to = sweep->to, .arcs = arcs };
	uint32_t rank = finder.h->rank[node], first = arcs->count;
	finder.up = sweep->to ? metric->up : metric->down;
	finder.down = sweep->to ? metric->down : metric->up;
	if (road_sweep_time(sweep, node) >= ROAD_NEVER)
		return STATUS_MISSING;
	enum status status = climb(&finder, sweep, &rank);
	if (status == STATUS_OK)
		status = descend(&finder, sweep, rank);
	for (uint32_t i = 0; status == STATUS_OK && i < finder.steps.count; i++)
		status = unpack(&finder, finder.steps.arc[i]);
	/* From a start it was found from its end. */
	for (uint32_t i = first, j = arcs->count; !sweep->to && i + 1 < j; i++, j--) {
		uint32_t swap = arcs->arc[i];
		arcs->arc[i] = arcs->arc[j - 1];
		arcs->arc[j - 1] = swap;
	}
	road_arcs_close(&finder.steps);
	road_arcs_close(&finder.stack);
	return status;
}
