/* The order of a hierarchy: rake and compress, then nested dissection. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/order.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "roads/cut.h"

/* Pieces of at most this many nodes are ordered by least degree; one word holds a row of theirs. */
#define LEAF_NODES 64u
/* Before two neighbours of a node are joined, at most so many of theirs are looked through. */
#define LOOK_THROUGH 64u
/* Nodes with as many neighbours or more are alike where degrees are all there is. */
#define DEGREES_MAX 65534u

/* Undirected, without loops and doubles: the halves of node n are `first[n]` up to `end[n]`. */
struct simple {
	uint32_t node_count;
	uint32_t *first, *end;
	uint32_t *to, *twin;
};

struct maker {
	const struct road_node *places;
	struct simple graph;
	uint32_t *order, ordered; /* the answer, and how far it is made */
	uint8_t *gone;
	uint32_t *list, *later, *blocked; /* of a round: candidates, those of the next, and when a node was blocked */
	/* dissection: the nodes that are left, each piece a run of them */
	uint32_t *nodes, *local, *half, *piece_of;
	struct piece *stack;
	uint32_t stack_count, stack_room;
	struct road_cut cut;
};

struct piece {
	uint32_t from, to;
	bool connected;
};

static void simple_close(struct simple *graph)
{
	free(graph->first);
	free(graph->end);
	free(graph->to);
	free(graph->twin);
}

/* The neighbours of each node in ascending order, by two passes of counting; doubles fall together. */
static enum status simple_open(const struct road_graph *graph, struct simple *ret_simple)
{
	size_t nodes = graph->node_count, halves = (size_t)graph->arc_count * 2;
	struct simple s = { .node_count = graph->node_count };
	uint32_t *other = calloc(halves + 1, sizeof *other), *start = calloc(nodes + 2, sizeof *start);
	s.first = calloc(nodes + 2, sizeof *s.first);
	s.end = calloc(nodes + 1, sizeof *s.end);
	s.to = calloc(halves + 1, sizeof *s.to);
	s.twin = calloc(halves + 1, sizeof *s.twin);
	if (!other || !start || !s.first || !s.end || !s.to || !s.twin) {
		free(other);
		free(start);
		simple_close(&s);
		return STATUS_MEMORY;
	}
	for (uint32_t a = 0; a < graph->arc_count; a++) {
		start[graph->tail[a] + 1]++;
		start[graph->head[a] + 1]++;
	}
	for (size_t n = 0; n < nodes; n++)
		start[n + 1] += start[n];
	memcpy(s.first, start, (nodes + 1) * sizeof *start);
	for (uint32_t a = 0; a < graph->arc_count; a++) {
		other[start[graph->tail[a]]++] = graph->head[a];
		other[start[graph->head[a]]++] = graph->tail[a];
	}
	/* The graph turned over has the same edges, and its lists are filled in ascending order. */
	memcpy(s.end, s.first, nodes * sizeof *s.end);
	for (uint32_t n = 0; n < nodes; n++)
		for (uint32_t h = s.first[n]; h < s.first[n + 1]; h++) {
			uint32_t m = other[h];
			if (m != n && (s.end[m] == s.first[m] || s.to[s.end[m] - 1] != n))
				s.to[s.end[m]++] = n;
		}
	/* Going through the nodes in order, the next unmatched half of m is the one to n. */
	memcpy(start, s.first, nodes * sizeof *start);
	for (uint32_t n = 0; n < nodes; n++)
		for (uint32_t h = s.first[n]; h < s.end[n]; h++)
			s.twin[h] = start[s.to[h]]++;
	free(other);
	free(start);
	*ret_simple = s;
	return STATUS_OK;
}

static uint32_t degree(const struct simple *graph, uint32_t node)
{
	return graph->end[node] - graph->first[node];
}

/* Takes one half off its node; the last half of the node moves into its place. */
static void drop_half(struct simple *graph, uint32_t node, uint32_t half)
{
	uint32_t last = --graph->end[node];
	graph->to[half] = graph->to[last];
	graph->twin[half] = graph->twin[last];
	graph->twin[graph->twin[half]] = half;
}

/* Whether two nodes are neighbours; false in *ret_known if both have too many to look through. */
static bool are_neighbours(const struct simple *graph, uint32_t a, uint32_t b, bool *ret_known)
{
	uint32_t less = degree(graph, a) < degree(graph, b) ? a : b, more = less == a ? b : a;
	*ret_known = degree(graph, less) <= LOOK_THROUGH;
	for (uint32_t h = graph->first[less]; *ret_known && h < graph->end[less]; h++)
		if (graph->to[h] == more)
			return true;
	return false;
}

/* Takes a node of at most two neighbours away and joins them; false if that would be too much work. */
static bool take_away(struct maker *maker, uint32_t node)
{
	struct simple *graph = &maker->graph;
	uint32_t h = graph->first[node], links = degree(graph, node);
	if (links == 2) {
		bool known, joined = are_neighbours(graph, graph->to[h], graph->to[h + 1], &known);
		if (!known)
			return false;
		if (!joined) {
			uint32_t a = graph->twin[h], b = graph->twin[h + 1];
			graph->to[a] = graph->to[h + 1];
			graph->to[b] = graph->to[h];
			graph->twin[a] = b;
			graph->twin[b] = a;
			links = 0;
		}
	}
	for (uint32_t i = h; i < h + links; i++)
		drop_half(graph, graph->to[i], graph->twin[i]);
	maker->gone[node] = 1;
	maker->order[maker->ordered++] = node;
	return true;
}

/* Rounds in which no two neighbours go, so that chains are halved and not peeled from their ends. */
static void rake_and_compress(struct maker *maker)
{
	struct simple *graph = &maker->graph;
	uint32_t count = 0, round = 0;
	/* `local` says here which nodes were ever listed. */
	for (uint32_t n = 0; n < graph->node_count; n++)
		if (degree(graph, n) <= 2) {
			maker->local[n] = 1;
			maker->list[count++] = n;
		}
	while (count) {
		uint32_t kept = 0, before = maker->ordered;
		round++;
		for (uint32_t i = 0; i < count; i++) {
			uint32_t node = maker->list[i], near[2], links = degree(graph, node);
			if (maker->blocked[node] == round) {
				maker->later[kept++] = node;
				continue;
			}
			for (uint32_t l = 0; l < links; l++)
				near[l] = graph->to[graph->first[node] + l];
			if (!take_away(maker, node))
				continue;
			for (uint32_t l = 0; l < links; l++) {
				maker->blocked[near[l]] = round;
				if (maker->local[near[l]] || degree(graph, near[l]) > 2)
					continue;
				maker->local[near[l]] = 1;
				maker->later[kept++] = near[l];
			}
		}
		uint32_t *swap = maker->list;
		maker->list = maker->later;
		maker->later = swap;
		count = maker->ordered == before ? 0 : kept;
	}
}

/* Orders a small piece by least degree, filled in as nodes go; `rows[i]` has a bit for each neighbour. */
static void order_leaf(struct maker *maker, uint32_t from, uint32_t to)
{
	struct simple *graph = &maker->graph;
	uint64_t rows[LEAF_NODES] = { 0 };
	uint32_t count = to - from, nodes[LEAF_NODES];
	memcpy(nodes, maker->nodes + from, count * sizeof *nodes);
	for (uint32_t i = 0; i < count; i++)
		maker->local[nodes[i]] = i;
	for (uint32_t i = 0; i < count; i++)
		for (uint32_t h = graph->first[nodes[i]]; h < graph->end[nodes[i]]; h++) {
			uint32_t place = maker->local[graph->to[h]];
			if (place < count && nodes[place] == graph->to[h])
				rows[i] |= 1ull << place;
		}
	uint64_t left = count == 64 ? UINT64_MAX : (1ull << count) - 1;
	for (uint32_t at = from; at < to; at++) {
		uint32_t best = ROAD_NONE;
		for (uint32_t i = 0; i < count; i++)
			if (left >> i & 1 &&
			    (best == ROAD_NONE || __builtin_popcountll(rows[i]) < __builtin_popcountll(rows[best])))
				best = i;
		assert(best < count);
		left &= ~(1ull << best);
		for (uint32_t i = 0; i < count; i++)
			if (rows[best] >> i & 1)
				rows[i] = (rows[i] | rows[best]) & ~(1ull << i) & ~(1ull << best);
		maker->nodes[at] = nodes[best];
	}
}

static void push(struct maker *maker, uint32_t from, uint32_t to, bool connected)
{
	/* Pieces that wait are disjoint, and each has a node: there is room for as many as nodes. */
	if (from == to)
		return;
	assert(maker->stack_count < maker->stack_room);
	maker->stack[maker->stack_count++] = (struct piece){ .from = from, .to = to, .connected = connected };
}

/* Splits a piece into what hangs together; `half` lends its room as the list of a component. */
static void split(struct maker *maker, struct piece piece, uint32_t mark)
{
	struct simple *graph = &maker->graph;
	uint32_t written = 0, *list = maker->list;
	for (uint32_t i = piece.from; i < piece.to; i++)
		maker->piece_of[maker->nodes[i]] = mark;
	for (uint32_t i = piece.from; i < piece.to; i++) {
		if (maker->piece_of[maker->nodes[i]] != mark)
			continue;
		uint32_t from = written;
		maker->piece_of[maker->nodes[i]] = mark + 1;
		list[written++] = maker->nodes[i];
		for (uint32_t read = from; read < written; read++)
			for (uint32_t h = graph->first[list[read]]; h < graph->end[list[read]]; h++) {
				if (maker->piece_of[graph->to[h]] != mark)
					continue;
				maker->piece_of[graph->to[h]] = mark + 1;
				list[written++] = graph->to[h];
			}
		push(maker, piece.from + from, piece.from + written, true);
	}
	memcpy(maker->nodes + piece.from, list, written * sizeof *list);
}

/* The piece as a graph of its own. */
static void lay_out(struct maker *maker, struct piece piece)
{
	struct simple *graph = &maker->graph;
	struct road_cut *cut = &maker->cut;
	uint32_t halves = 0;
	cut->node_count = piece.to - piece.from;
	for (uint32_t i = 0; i < cut->node_count; i++)
		maker->local[maker->nodes[piece.from + i]] = i;
	for (uint32_t i = 0; i < cut->node_count; i++) {
		uint32_t node = maker->nodes[piece.from + i];
		cut->first[i] = halves;
		for (uint32_t h = graph->first[node]; h < graph->end[node]; h++) {
			uint32_t place = maker->local[graph->to[h]];
			if (place >= cut->node_count || maker->nodes[piece.from + place] != graph->to[h])
				continue;
			cut->to[halves] = place;
			cut->twin[halves] = graph->twin[h];
			maker->half[h] = halves++;
		}
		if (!maker->places)
			continue;
		/* Lines need not be straight on the ground: a degree of either kind counts the same. */
		cut->y[i] = maker->places[node].lat_e7 / 16;
		cut->x[i] = maker->places[node].lon_e7 / 16;
	}
	cut->first[cut->node_count] = halves;
	for (uint32_t h = 0; h < halves; h++)
		cut->twin[h] = maker->half[cut->twin[h]];
}

static uint32_t capped_degree(const struct maker *maker, uint32_t node)
{
	uint32_t links = degree(&maker->graph, node);
	return links < DEGREES_MAX ? links : DEGREES_MAX;
}

/* What no cut is good for: few neighbours first. */
static void order_by_degree(struct maker *maker, struct piece piece)
{
	uint32_t *count = maker->cut.count;
	memset(count, 0, (DEGREES_MAX + 2) * sizeof *count);
	for (uint32_t i = piece.from; i < piece.to; i++)
		count[capped_degree(maker, maker->nodes[i]) + 1]++;
	for (uint32_t d = 0; d < DEGREES_MAX; d++)
		count[d + 1] += count[d];
	for (uint32_t i = piece.from; i < piece.to; i++)
		maker->list[count[capped_degree(maker, maker->nodes[i])]++] = maker->nodes[i];
	memcpy(maker->nodes + piece.from, maker->list, (piece.to - piece.from) * sizeof *maker->list);
}

/* Sides before what lies between them, each in the order it had. */
static void divide(struct maker *maker, struct piece piece)
{
	const uint8_t *side = maker->cut.side;
	uint32_t count = piece.to - piece.from, written = 0, bounds[4] = { 0 };
	for (unsigned s = 0; s < 3; s++) {
		for (uint32_t i = 0; i < count; i++)
			if (side[i] == s)
				maker->list[written++] = maker->nodes[piece.from + i];
		bounds[s + 1] = written;
	}
	memcpy(maker->nodes + piece.from, maker->list, count * sizeof *maker->list);
	push(maker, piece.from, piece.from + bounds[1], false);
	push(maker, piece.from + bounds[1], piece.from + bounds[2], false);
}

static void dissect(struct maker *maker, uint32_t count)
{
	uint32_t mark = 0;
	push(maker, 0, count, false);
	while (maker->stack_count) {
		struct piece piece = maker->stack[--maker->stack_count];
		if (piece.to - piece.from <= LEAF_NODES) {
			order_leaf(maker, piece.from, piece.to);
		} else if (!piece.connected) {
			split(maker, piece, mark += 2);
		} else {
			lay_out(maker, piece);
			if (road_cut_make(&maker->cut))
				divide(maker, piece);
			else
				order_by_degree(maker, piece);
		}
	}
}

static enum status maker_open(struct maker *maker, uint32_t nodes, size_t halves)
{
	uint32_t **numbers[] = { &maker->list,  &maker->later, &maker->blocked,
		                 &maker->nodes, &maker->local, &maker->piece_of };
	bool good = true;
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		good &= (*numbers[i] = calloc((size_t)nodes + 1, sizeof **numbers[i])) != NULL;
	good &= (maker->gone = calloc((size_t)nodes + 1, 1)) != NULL;
	good &= (maker->half = calloc(halves + 1, sizeof *maker->half)) != NULL;
	good &= (maker->stack = calloc((size_t)nodes + 1, sizeof *maker->stack)) != NULL;
	maker->stack_room = nodes + 1;
	return good ? STATUS_OK : STATUS_MEMORY;
}

static void maker_close(struct maker *maker)
{
	simple_close(&maker->graph);
	free(maker->gone);
	free(maker->list);
	free(maker->later);
	free(maker->blocked);
	free(maker->nodes);
	free(maker->local);
	free(maker->half);
	free(maker->piece_of);
	free(maker->stack);
	road_cut_close(&maker->cut);
}

enum status road_order_make(const struct road_graph *graph, const struct road_node *places, uint32_t *ret_order)
{
	struct maker maker = { .places = places, .order = ret_order };
	enum status status = simple_open(graph, &maker.graph);
	if (status != STATUS_OK)
		return status;
	status = maker_open(&maker, graph->node_count, (size_t)graph->arc_count * 2);
	if (status != STATUS_OK)
		goto out;
	rake_and_compress(&maker);
	uint32_t left = 0, halves = 0;
	for (uint32_t n = 0; n < graph->node_count; n++) {
		maker.local[n] = 0;
		if (maker.gone[n])
			continue;
		maker.nodes[left++] = n;
		halves += degree(&maker.graph, n);
	}
	status = road_cut_open(left, halves, places != NULL, &maker.cut);
	if (status != STATUS_OK)
		goto out;
	dissect(&maker, left);
	memcpy(ret_order + maker.ordered, maker.nodes, left * sizeof *ret_order);
	assert(maker.ordered + left == graph->node_count);
out:
	maker_close(&maker);
	return status;
}
