/* Customisation of a hierarchy, whole and partial. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/metric.h"

#include <stdlib.h>
#include <string.h>

/* Past this part of the arcs a whole customisation is quicker than many partial steps. */
#define PARTIAL_PART 50u

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

void road_metric_close(struct road_metric *metric)
{
	free(metric->weight);
	free(metric->up);
	free(metric->down);
	free(metric->rung);
	free(metric->link[0]);
	free(metric->link[1]);
	free(metric->heap);
	free(metric->waits);
	free(metric->scratch);
	memset(metric, 0, sizeof *metric);
}

static void customise(struct road_metric *metric)
{
	const struct road_hierarchy *h = metric->hierarchy;
	uint32_t *up = metric->up, *down = metric->down, *edge_to = metric->scratch;
	for (uint32_t e = 0; e < h->edge_count; e++)
		up[e] = down[e] = ROAD_NEVER;
	for (uint32_t a = 0; a < h->arc_count; a++) {
		if (h->slot[a] == ROAD_NONE)
			continue;
		uint32_t *it = (h->slot[a] & 1 ? down : up) + h->slot[a] / 2;
		*it = least(*it, metric->weight[a]);
	}
	/* Each y as the middle one of x < y < z: the edges below it are final, those above it learn of detours by x. */
	for (uint32_t y = 0; y < h->node_count; y++) {
		for (uint32_t e = h->first_up[y]; e < h->first_up[y + 1]; e++)
			edge_to[h->up_head[e]] = e;
		for (uint32_t i = h->first_down[y]; i < h->first_down[y + 1]; i++) {
			uint32_t below = h->down_edge[i], end = h->first_up[h->edge_tail[below] + 1];
			uint32_t to_y = up[below], from_y = down[below];
			for (uint32_t over = below + 1; over < end; over++) {
				uint32_t e = edge_to[h->up_head[over]];
				up[e] = least(up[e], from_y + up[over]);
				down[e] = least(down[e], down[over] + to_y);
			}
		}
	}
}

/* Goes on to the next rank's links at each rank's first edge, as both are in the same order. */
static void tell_links(struct road_metric *metric)
{
	const struct road_hierarchy *h = metric->hierarchy;
	const uint32_t *times[2] = { metric->up, metric->down };
	for (unsigned way = 0; way < 2; way++)
		for (uint32_t x = 0; x < h->node_count; x++) {
			uint32_t e = h->first_up[x];
			for (uint32_t l = metric->rung[x].first[way]; l < metric->rung[x + 1].first[way]; l++) {
				while (h->up_head[e] != metric->link[way][l].head)
					e++;
				metric->link[way][l].time = times[way][e];
			}
		}
}

void road_metric_customise(struct road_metric *metric)
{
	customise(metric);
	tell_links(metric);
}

/* After a customisation in which every arc takes no time: what is never is so for all weights. */
static enum status make_links(struct road_metric *metric)
{
	const struct road_hierarchy *h = metric->hierarchy;
	const uint32_t *times[2] = { metric->up, metric->down };
	for (uint32_t x = 0; x < h->node_count; x++)
		metric->rung[x].parent = road_hierarchy_parent(h, x);
	for (unsigned way = 0; way < 2; way++) {
		uint32_t count = 0;
		for (uint32_t e = 0; e < h->edge_count; e++)
			count += times[way][e] < ROAD_NEVER;
		struct road_link *link = metric->link[way] = calloc((size_t)count + 1, sizeof *link);
		if (!link)
			return STATUS_MEMORY;
		count = 0;
		for (uint32_t x = 0; x < h->node_count; x++) {
			for (uint32_t e = h->first_up[x]; e < h->first_up[x + 1]; e++)
				if (times[way][e] < ROAD_NEVER)
					link[count++].head = h->up_head[e];
			metric->rung[x + 1].first[way] = count;
		}
	}
	return STATUS_OK;
}

enum status road_metric_open(const struct road_hierarchy *hierarchy, const uint32_t *weights,
                             struct road_metric *ret_metric)
{
	size_t edges = (size_t)hierarchy->edge_count + 1, arcs = (size_t)hierarchy->arc_count + 1;
	struct road_metric metric = { .hierarchy = hierarchy };
	metric.weight = calloc(arcs, sizeof *metric.weight);
	metric.up = calloc(edges, sizeof *metric.up);
	metric.down = calloc(edges, sizeof *metric.down);
	metric.heap = calloc(edges + 1, sizeof *metric.heap);
	metric.waits = calloc(edges, sizeof *metric.waits);
	metric.scratch = calloc((size_t)hierarchy->node_count + 1, sizeof *metric.scratch);
	metric.rung = calloc((size_t)hierarchy->node_count + 1, sizeof *metric.rung);
	enum status status = STATUS_MEMORY;
	if (metric.weight && metric.up && metric.down && metric.heap && metric.waits && metric.scratch && metric.rung) {
		customise(&metric);
		status = make_links(&metric);
	}
	if (status != STATUS_OK) {
		road_metric_close(&metric);
		return status;
	}
	if (hierarchy->arc_count)
		memcpy(metric.weight, weights, hierarchy->arc_count * sizeof *weights);
	road_metric_customise(&metric);
	*ret_metric = metric;
	return STATUS_OK;
}

static void wait(struct road_metric *metric, uint32_t edge)
{
	if (metric->waits[edge])
		return;
	metric->waits[edge] = 1;
	uint32_t at = ++metric->heap_count;
	for (; at > 1 && metric->heap[at / 2] > edge; at /= 2)
		metric->heap[at] = metric->heap[at / 2];
	metric->heap[at] = edge;
}

static uint32_t take_least(struct road_metric *metric)
{
	uint32_t *heap = metric->heap, taken = heap[1], last = heap[metric->heap_count--], at = 1;
	while (at * 2 <= metric->heap_count) {
		uint32_t child = at * 2;
		child += child < metric->heap_count && heap[child + 1] < heap[child];
		if (heap[child] >= last)
			break;
		heap[at] = heap[child];
		at = child;
	}
	heap[at] = last;
	metric->waits[taken] = 0;
	return taken;
}

/* What an edge costs by its own arcs and by every lower node that both its ends know. */
static void recompute(const struct road_metric *metric, uint32_t edge, uint32_t *ret_up, uint32_t *ret_down)
{
	const struct road_hierarchy *h = metric->hierarchy;
	uint32_t low = h->edge_tail[edge], high = h->up_head[edge], up = ROAD_NEVER, down = ROAD_NEVER;
	for (uint32_t i = h->first_input[edge]; i < h->first_input[edge + 1]; i++) {
		uint32_t arc = h->input[i];
		if (h->slot[arc] & 1)
			down = least(down, metric->weight[arc]);
		else
			up = least(up, metric->weight[arc]);
	}
	uint32_t i = h->first_down[low], i_end = h->first_down[low + 1];
	uint32_t j = h->first_down[high], j_end = h->first_down[high + 1];
	while (i < i_end && j < j_end) {
		uint32_t a = h->down_edge[i], b = h->down_edge[j];
		uint32_t x = h->edge_tail[a], y = h->edge_tail[b];
		if (x == y) {
			up = least(up, metric->down[a] + metric->up[b]);
			down = least(down, metric->down[b] + metric->up[a]);
		}
		i += x <= y;
		j += y <= x;
	}
	*ret_up = up;
	*ret_down = down;
}

/* The edge between the upper ends of two edges of one node; `from` is where the search may begin. */
static uint32_t edge_over(const struct road_hierarchy *h, uint32_t low, uint32_t high)
{
	uint32_t from = h->first_up[low], to = h->first_up[low + 1];
	while (from < to) {
		uint32_t middle = from + (to - from) / 2;
		if (h->up_head[middle] < high)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

/*
 * An edge was up/down and is so no more.  Every edge over it whose time came by it, or falls by it, waits to be looked
 * at again; the others cannot have changed.
 */
static void touch_above(struct road_metric *metric, uint32_t edge, uint32_t was_up, uint32_t was_down)
{
	const struct road_hierarchy *h = metric->hierarchy;
	uint32_t x = h->edge_tail[edge], y = h->up_head[edge], is_up = metric->up[edge], is_down = metric->down[edge];
	for (uint32_t other = h->first_up[x]; other < h->first_up[x + 1]; other++) {
		uint32_t z = h->up_head[other];
		if (other == edge)
			continue;
		uint32_t over = y < z ? edge_over(h, y, z) : edge_over(h, z, y);
		/* From y to z by x, and back. */
		uint32_t *there = y < z ? &metric->up[over] : &metric->down[over];
		uint32_t *back = y < z ? &metric->down[over] : &metric->up[over];
		if (was_down + metric->up[other] == *there || is_down + metric->up[other] < *there ||
		    was_up + metric->down[other] == *back || is_up + metric->down[other] < *back)
			wait(metric, over);
	}
}

static void tell_link(struct road_metric *metric, unsigned way, uint32_t edge, uint32_t time)
{
	uint32_t rank = metric->hierarchy->edge_tail[edge], head = metric->hierarchy->up_head[edge];
	uint32_t from = metric->rung[rank].first[way], to = metric->rung[rank + 1].first[way], end = to;
	while (from < to) {
		uint32_t middle = from + (to - from) / 2;
		if (metric->link[way][middle].head < head)
			from = middle + 1;
		else
			to = middle;
	}
	if (from < end && metric->link[way][from].head == head)
		metric->link[way][from].time = time;
}

void road_metric_update(struct road_metric *metric, const uint32_t *arcs, uint32_t count, const uint32_t *weights)
{
	const struct road_hierarchy *h = metric->hierarchy;
	bool whole = count > h->arc_count / PARTIAL_PART && count > PARTIAL_PART;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t arc = arcs[i];
		if (metric->weight[arc] == weights[arc])
			continue;
		metric->weight[arc] = weights[arc];
		if (!whole && h->slot[arc] != ROAD_NONE)
			wait(metric, h->slot[arc] / 2);
	}
	if (whole) {
		road_metric_customise(metric);
		return;
	}
	/* An edge leans on edges of lower tails alone, and edges are numbered by their tails: the least is final. */
	while (metric->heap_count) {
		uint32_t edge = take_least(metric), up, down;
		recompute(metric, edge, &up, &down);
		uint32_t was_up = metric->up[edge], was_down = metric->down[edge];
		if (up == was_up && down == was_down)
			continue;
		metric->up[edge] = up;
		metric->down[edge] = down;
		tell_link(metric, 0, edge, up);
		tell_link(metric, 1, edge, down);
		touch_above(metric, edge, was_up, was_down);
	}
}
