/* A customizable contraction hierarchy: elimination tree, post-order, chordal completion. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/hierarchy.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* The upper neighbours of a node lie in short lists that are sorted by insertion; longer ones by the library. */
#define INSERTION_MAX 48u

/* All that is needed while building; ranks are first those of the order, then those of the post-order. */
struct builder {
	const struct road_graph *graph;
	uint32_t nodes;
	uint32_t *rank, *parent, *root; /* of each rank */
	uint32_t *first_near, *near;    /* the lower or higher neighbours of each rank in the graph itself */
	uint32_t *child, *sibling;      /* the tree by its children */
	uint32_t *first_up, *mark;
	uint32_t *heads; /* of all edges */
	uint32_t edges, room;
};

static void builder_close(struct builder *b)
{
	free(b->rank);
	free(b->parent);
	free(b->root);
	free(b->first_near);
	free(b->near);
	free(b->child);
	free(b->sibling);
	free(b->first_up);
	free(b->mark);
	free(b->heads);
}

static enum status builder_open(struct builder *b, const struct road_graph *graph, const uint32_t *order)
{
	size_t nodes = graph->node_count;
	uint32_t **numbers[] = { &b->rank, &b->parent, &b->root, &b->child, &b->sibling, &b->first_up, &b->mark };
	bool good = true;
	*b = (struct builder){ .graph = graph, .nodes = graph->node_count };
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		good &= (*numbers[i] = calloc(nodes + 1, sizeof **numbers[i])) != NULL;
	good &= (b->first_near = calloc(nodes + 2, sizeof *b->first_near)) != NULL;
	good &= (b->near = calloc((size_t)graph->arc_count + 1, sizeof *b->near)) != NULL;
	if (!good) {
		builder_close(b);
		return STATUS_MEMORY;
	}
	memset(b->rank, 0xFF, nodes * sizeof *b->rank);
	for (uint32_t i = 0; i < b->nodes; i++) {
		assert(order[i] < b->nodes && b->rank[order[i]] == ROAD_NONE);
		b->rank[order[i]] = i;
	}
	return STATUS_OK;
}

/* Lists the neighbours of each rank that lie below it (`below`) or above it. */
static void list_near(struct builder *b, bool below)
{
	const struct road_graph *graph = b->graph;
	memset(b->first_near, 0, ((size_t)b->nodes + 2) * sizeof *b->first_near);
	for (int fill = 0; fill < 2; fill++) {
		for (uint32_t a = 0; a < graph->arc_count; a++) {
			uint32_t x = b->rank[graph->tail[a]], y = b->rank[graph->head[a]];
			if (x == y)
				continue;
			uint32_t low = x < y ? x : y, high = x < y ? y : x;
			if (fill)
				b->near[b->first_near[(below ? high : low) + 1]++] = below ? low : high;
			else
				b->first_near[(below ? high : low) + 2]++;
		}
		if (!fill)
			for (uint32_t n = 0; n < b->nodes; n++)
				b->first_near[n + 2] += b->first_near[n + 1];
	}
}

/* J. W. H. Liu, "The Role of Elimination Trees in Sparse Factorization" (1990), section 4.1, with path compression. */
static void find_tree(struct builder *b)
{
	list_near(b, true);
	for (uint32_t x = 0; x < b->nodes; x++) {
		b->parent[x] = b->root[x] = ROAD_NONE;
		for (uint32_t i = b->first_near[x]; i < b->first_near[x + 1]; i++) {
			uint32_t at = b->near[i];
			while (b->root[at] != ROAD_NONE && b->root[at] != x) {
				uint32_t above = b->root[at];
				b->root[at] = x;
				at = above;
			}
			if (b->root[at] == x)
				continue;
			b->root[at] = x;
			b->parent[at] = x;
		}
	}
}

static void list_children(struct builder *b)
{
	memset(b->child, 0xFF, (size_t)b->nodes * sizeof *b->child);
	for (uint32_t x = b->nodes; x-- > 0;) {
		uint32_t above = b->parent[x];
		if (above == ROAD_NONE)
			continue;
		b->sibling[x] = b->child[above];
		b->child[above] = x;
	}
}

/* Numbers the ranks anew so that each subtree is one run: the same edges, and what is near is near in memory. */
static void take_post_order(struct builder *b)
{
	uint32_t *place = b->mark, *stack = b->root, next = 0;
	for (uint32_t x = 0; x < b->nodes; x++)
		if (b->parent[x] == ROAD_NONE) {
			uint32_t depth = 0;
			stack[depth++] = x;
			while (depth) {
				uint32_t top = stack[depth - 1], child = b->child[top];
				if (child != ROAD_NONE) {
					b->child[top] = b->sibling[child];
					stack[depth++] = child;
				} else {
					place[top] = next++;
					depth--;
				}
			}
		}
	assert(next == b->nodes);
	for (uint32_t n = 0; n < b->nodes; n++)
		b->rank[n] = place[b->rank[n]];
	memcpy(b->root, b->parent, (size_t)b->nodes * sizeof *b->root);
	for (uint32_t x = 0; x < b->nodes; x++)
		b->parent[place[x]] = b->root[x] == ROAD_NONE ? ROAD_NONE : place[b->root[x]];
	list_children(b);
}

static int ascending(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;
	return *x < *y ? -1 : *x > *y;
}

static void sort(uint32_t *list, uint32_t count)
{
	if (count > INSERTION_MAX) {
		qsort(list, count, sizeof *list, ascending);
		return;
	}
	for (uint32_t i = 1; i < count; i++) {
		uint32_t it = list[i], at = i;
		for (; at > 0 && list[at - 1] > it; at--)
			list[at] = list[at - 1];
		list[at] = it;
	}
}

static enum status reserve(struct builder *b, uint64_t more)
{
	uint64_t needed = b->edges + more, room = b->room ? b->room : 1024;
	if (needed <= b->room)
		return STATUS_OK;
	while (room < needed)
		room *= 2;
	if (needed > ROAD_HIERARCHY_ARCS_MAX)
		return STATUS_LIMIT;
	uint32_t *heads = realloc(b->heads, room * sizeof *heads);
	if (!heads)
		return STATUS_MEMORY;
	b->heads = heads;
	b->room = (uint32_t)room;
	return STATUS_OK;
}

static void add(struct builder *b, uint32_t x, uint32_t head)
{
	if (b->mark[head] == x)
		return;
	b->mark[head] = x;
	b->heads[b->edges++] = head;
}

/* The upper neighbours of a node: its own, and those of its children without itself. */
static enum status complete(struct builder *b)
{
	/* One at least, so that there is an array where there is no edge. */
	enum status status = reserve(b, 1);
	if (status != STATUS_OK)
		return status;
	list_near(b, false);
	memset(b->mark, 0xFF, (size_t)b->nodes * sizeof *b->mark);
	for (uint32_t x = 0; x < b->nodes; x++) {
		uint64_t more = b->first_near[x + 1] - b->first_near[x];
		for (uint32_t c = b->child[x]; c != ROAD_NONE; c = b->sibling[c])
			more += b->first_up[c + 1] - b->first_up[c];
		/* What can come is never more than all nodes above; a hub of many children is no reason to take more. */
		status = reserve(b, more < b->nodes ? more : b->nodes);
		if (status != STATUS_OK)
			return status;
		b->first_up[x] = b->edges;
		b->mark[x] = x;
		for (uint32_t i = b->first_near[x]; i < b->first_near[x + 1]; i++)
			add(b, x, b->near[i]);
		for (uint32_t c = b->child[x]; c != ROAD_NONE; c = b->sibling[c])
			for (uint32_t e = b->first_up[c]; e < b->first_up[c + 1]; e++)
				add(b, x, b->heads[e]);
		sort(b->heads + b->first_up[x], b->edges - b->first_up[x]);
		b->first_up[x + 1] = b->edges;
	}
	return STATUS_OK;
}

uint64_t road_hierarchy_layout(uint32_t nodes, uint32_t edges, uint32_t arcs, uint64_t ret_starts[ROAD_PART_COUNT + 1])
{
	const uint64_t sizes[ROAD_PART_COUNT] = {
		[ROAD_PART_RANK] = nodes,
		[ROAD_PART_NODE] = nodes,
		[ROAD_PART_FIRST_UP] = (uint64_t)nodes + 1,
		[ROAD_PART_UP_HEAD] = edges,
		[ROAD_PART_EDGE_TAIL] = edges,
		[ROAD_PART_FIRST_DOWN] = (uint64_t)nodes + 1,
		[ROAD_PART_DOWN_EDGE] = edges,
		[ROAD_PART_SLOT] = arcs,
		[ROAD_PART_FIRST_INPUT] = (uint64_t)edges + 1,
		[ROAD_PART_INPUT] = arcs,
	};
	ret_starts[0] = 0;
	for (unsigned p = 0; p < ROAD_PART_COUNT; p++)
		ret_starts[p + 1] = ret_starts[p] + sizes[p];
	return ret_starts[ROAD_PART_COUNT];
}

void road_hierarchy_point(struct road_hierarchy *hierarchy, const uint32_t *block)
{
	uint64_t starts[ROAD_PART_COUNT + 1];
	const uint32_t **parts[ROAD_PART_COUNT] = {
		[ROAD_PART_RANK] = &hierarchy->rank,
		[ROAD_PART_NODE] = &hierarchy->node,
		[ROAD_PART_FIRST_UP] = &hierarchy->first_up,
		[ROAD_PART_UP_HEAD] = &hierarchy->up_head,
		[ROAD_PART_EDGE_TAIL] = &hierarchy->edge_tail,
		[ROAD_PART_FIRST_DOWN] = &hierarchy->first_down,
		[ROAD_PART_DOWN_EDGE] = &hierarchy->down_edge,
		[ROAD_PART_SLOT] = &hierarchy->slot,
		[ROAD_PART_FIRST_INPUT] = &hierarchy->first_input,
		[ROAD_PART_INPUT] = &hierarchy->input,
	};
	(void)road_hierarchy_layout(hierarchy->node_count, hierarchy->edge_count, hierarchy->arc_count, starts);
	for (unsigned p = 0; p < ROAD_PART_COUNT; p++)
		*parts[p] = block + starts[p];
}

/* The edge between two ranks; it is there. */
static uint32_t edge_between(const uint32_t *first_up, const uint32_t *up_head, uint32_t low, uint32_t high)
{
	uint32_t from = first_up[low], to = first_up[low + 1];
	while (from < to) {
		uint32_t middle = from + (to - from) / 2;
		if (up_head[middle] < high)
			from = middle + 1;
		else
			to = middle;
	}
	assert(from < first_up[low + 1] && up_head[from] == high);
	return from;
}

/* Fills a block with what the builder found. */
static void fill(const struct builder *b, uint32_t *block, const uint64_t starts[ROAD_PART_COUNT + 1])
{
	const struct road_graph *graph = b->graph;
	uint32_t *rank = block + starts[ROAD_PART_RANK], *node = block + starts[ROAD_PART_NODE];
	uint32_t *first_up = block + starts[ROAD_PART_FIRST_UP], *up_head = block + starts[ROAD_PART_UP_HEAD];
	uint32_t *edge_tail = block + starts[ROAD_PART_EDGE_TAIL], *first_down = block + starts[ROAD_PART_FIRST_DOWN];
	uint32_t *down_edge = block + starts[ROAD_PART_DOWN_EDGE], *slot = block + starts[ROAD_PART_SLOT];
	uint32_t *first_input = block + starts[ROAD_PART_FIRST_INPUT], *input = block + starts[ROAD_PART_INPUT];
	memcpy(rank, b->rank, (size_t)b->nodes * sizeof *rank);
	for (uint32_t n = 0; n < b->nodes; n++)
		node[rank[n]] = n;
	memcpy(first_up, b->first_up, ((size_t)b->nodes + 1) * sizeof *first_up);
	if (b->edges)
		memcpy(up_head, b->heads, (size_t)b->edges * sizeof *up_head);
	for (uint32_t x = 0; x < b->nodes; x++)
		for (uint32_t e = first_up[x]; e < first_up[x + 1]; e++) {
			edge_tail[e] = x;
			first_down[up_head[e] + 1]++;
		}
	for (uint32_t x = 0; x < b->nodes; x++)
		first_down[x + 1] += first_down[x];
	/* `mark` has how far each list is; edges come by ascending tails. */
	memcpy(b->mark, first_down, (size_t)b->nodes * sizeof *b->mark);
	for (uint32_t e = 0; e < b->edges; e++)
		down_edge[b->mark[up_head[e]]++] = e;
	for (uint32_t a = 0; a < graph->arc_count; a++) {
		uint32_t x = rank[graph->tail[a]], y = rank[graph->head[a]];
		slot[a] = x == y  ? ROAD_NONE
		          : x < y ? edge_between(first_up, up_head, x, y) * 2
		                  : edge_between(first_up, up_head, y, x) * 2 + 1;
		if (x != y)
			first_input[slot[a] / 2 + 1]++;
	}
	for (uint32_t e = 0; e < b->edges; e++)
		first_input[e + 1] += first_input[e];
	/* `first_input` is moved on while filling, and back after it. */
	for (uint32_t a = 0; a < graph->arc_count; a++)
		if (slot[a] != ROAD_NONE)
			input[first_input[slot[a] / 2]++] = a;
	memmove(first_input + 1, first_input, (size_t)b->edges * sizeof *first_input);
	first_input[0] = 0;
}

enum status road_hierarchy_open(const struct road_graph *graph, const uint32_t *order,
                                struct road_hierarchy *ret_hierarchy)
{
	struct builder b;
	uint64_t starts[ROAD_PART_COUNT + 1];
	enum status status = builder_open(&b, graph, order);
	if (status != STATUS_OK)
		return status;
	find_tree(&b);
	list_children(&b);
	take_post_order(&b);
	status = complete(&b);
	if (status != STATUS_OK)
		goto out;
	uint64_t numbers = road_hierarchy_layout(b.nodes, b.edges, graph->arc_count, starts);
	uint32_t *block = calloc(numbers, sizeof *block);
	if (!block) {
		status = STATUS_MEMORY;
		goto out;
	}
	fill(&b, block, starts);
	*ret_hierarchy = (struct road_hierarchy){
		.node_count = b.nodes, .edge_count = b.edges, .arc_count = graph->arc_count, .owned = block
	};
	road_hierarchy_point(ret_hierarchy, block);
out:
	builder_close(&b);
	return status;
}

void road_hierarchy_close(struct road_hierarchy *hierarchy)
{
	free(hierarchy->owned);
	memset(hierarchy, 0, sizeof *hierarchy);
}
