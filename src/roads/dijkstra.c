/* Dijkstra's algorithm with a heap of four children that lets a node's time fall. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/dijkstra.h"

#include <stdlib.h>
#include <string.h>

#define CHILDREN 4u
/* Stands in `place` for a node that has left the heap. */
#define SETTLED ROAD_NONE

enum status road_dijkstra_open(const struct road_graph *graph, const uint32_t *weights, bool backward,
                               struct road_dijkstra *ret_dijkstra)
{
	struct road_index index;
	enum status status = road_graph_index(graph, backward ? graph->head : graph->tail, &index);
	if (status != STATUS_OK)
		return status;
	size_t nodes = graph->node_count;
	struct road_dijkstra it = { .node_count = graph->node_count };
	it.link = calloc((size_t)graph->arc_count + 1, sizeof *it.link);
	it.time = calloc(nodes + 1, sizeof *it.time);
	it.place = calloc(nodes + 1, sizeof *it.place);
	it.heap = calloc(nodes + 2, sizeof *it.heap);
	it.touched = calloc(nodes + 1, sizeof *it.touched);
	it.first = index.first;
	if (!it.link || !it.time || !it.place || !it.heap || !it.touched) {
		free(index.arc);
		road_dijkstra_close(&it);
		return STATUS_MEMORY;
	}
	for (uint32_t i = 0; i < graph->arc_count; i++) {
		uint32_t arc = index.arc[i];
		it.link[i] =
		    (struct road_seed){ .node = backward ? graph->tail[arc] : graph->head[arc], .ticks = weights[arc] };
	}
	for (size_t n = 0; n < nodes; n++)
		it.time[n] = ROAD_NEVER;
	free(index.arc);
	*ret_dijkstra = it;
	return STATUS_OK;
}

void road_dijkstra_close(struct road_dijkstra *dijkstra)
{
	free(dijkstra->first);
	free(dijkstra->link);
	free(dijkstra->time);
	free(dijkstra->place);
	free(dijkstra->heap);
	free(dijkstra->touched);
	memset(dijkstra, 0, sizeof *dijkstra);
}

static bool before(const struct road_dijkstra *it, uint32_t a, uint32_t b)
{
	return it->time[a] != it->time[b] ? it->time[a] < it->time[b] : a < b;
}

static void rise(struct road_dijkstra *it, uint32_t node, uint32_t at)
{
	while (at > 1) {
		uint32_t above = (at - 2) / CHILDREN + 1;
		if (!before(it, node, it->heap[above]))
			break;
		it->heap[at] = it->heap[above];
		it->place[it->heap[at]] = at;
		at = above;
	}
	it->heap[at] = node;
	it->place[node] = at;
}

static uint32_t take_least(struct road_dijkstra *it)
{
	uint32_t least = it->heap[1], last = it->heap[it->heap_count--], at = 1;
	it->place[least] = SETTLED;
	if (!it->heap_count)
		return least;
	for (;;) {
		uint32_t child = (at - 1) * CHILDREN + 2, best = 0;
		for (uint32_t c = child; c < child + CHILDREN && c <= it->heap_count; c++)
			if (!best || before(it, it->heap[c], it->heap[best]))
				best = c;
		if (!best || !before(it, it->heap[best], last))
			break;
		it->heap[at] = it->heap[best];
		it->place[it->heap[at]] = at;
		at = best;
	}
	it->heap[at] = last;
	it->place[last] = at;
	return least;
}

static void reach(struct road_dijkstra *it, uint32_t node, uint32_t ticks)
{
	if (ticks >= it->time[node])
		return;
	it->time[node] = ticks;
	if (!it->place[node]) {
		it->touched[it->touched_count++] = node;
		rise(it, node, ++it->heap_count);
	} else {
		rise(it, node, it->place[node]);
	}
}

void road_dijkstra_run(struct road_dijkstra *dijkstra, const struct road_seed *seeds, uint32_t seed_count,
                       const uint32_t *goals, uint32_t goal_count)
{
	struct road_dijkstra *it = dijkstra;
	for (uint32_t i = 0; i < it->touched_count; i++) {
		it->time[it->touched[i]] = ROAD_NEVER;
		it->place[it->touched[i]] = 0;
	}
	it->touched_count = it->heap_count = 0;
	for (uint32_t i = 0; i < seed_count; i++)
		reach(it, seeds[i].node, seeds[i].ticks);
	/* Goals are looked for in their order: the first that is not settled is what we wait for. */
	uint32_t settled_goals = 0;
	while (it->heap_count) {
		uint32_t node = take_least(it), time = it->time[node];
		for (; goals && settled_goals < goal_count; settled_goals++)
			if (it->place[goals[settled_goals]] != SETTLED)
				break;
		if (goals && settled_goals == goal_count)
			break;
		/* Sums of two numbers below 2^31 fit, and ROAD_NEVER or more is never below what is there. */
		for (uint32_t i = it->first[node]; i < it->first[node + 1]; i++)
			reach(it, it->link[i].node, time + it->link[i].ticks);
	}
}
