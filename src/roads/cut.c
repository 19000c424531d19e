/* Cutting one piece of a graph in two: inertial flow. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/cut.h"

#include <stdlib.h>
#include <string.h>

/* The part of the nodes in each terminal, in percent: what leaves good cuts enough room, after measuring. */
#define TERMINAL_PERCENT 20
#define BUCKETS_MAX 65536u
/* A separator of more than this part of the piece is no use. */
#define WORTH_PART 3

enum end {
	MIDDLE,
	SOURCE,
	SINK,
};

enum status road_cut_open(uint32_t nodes, uint32_t halves, bool placed, struct road_cut *ret_cut)
{
	struct road_cut cut = { .placed = placed };
	size_t n = (size_t)nodes + 1, h = (size_t)halves + 1;
	uint32_t **doubled[] = { &cut.queue, &cut.level, &cut.next, &cut.path };
	bool good = true;
	for (size_t i = 0; i < sizeof doubled / sizeof doubled[0]; i++)
		good &= (*doubled[i] = calloc(n * 2, sizeof **doubled[i])) != NULL;
	for (unsigned i = 0; i < ROAD_CUT_WAYS; i++)
		good &= (cut.distance[i] = calloc(n, sizeof *cut.distance[i])) != NULL;
	good &= (cut.through = calloc(n, sizeof *cut.through)) != NULL;
	good &= (cut.mark = calloc(n * 2, sizeof *cut.mark)) != NULL;
	good &= (cut.first = calloc(n + 1, sizeof *cut.first)) != NULL;
	good &= (cut.count = calloc(BUCKETS_MAX + 1, sizeof *cut.count)) != NULL;
	good &= (cut.to = calloc(h, sizeof *cut.to)) != NULL;
	good &= (cut.twin = calloc(h, sizeof *cut.twin)) != NULL;
	good &= (cut.x = calloc(n, sizeof *cut.x)) != NULL;
	good &= (cut.y = calloc(n, sizeof *cut.y)) != NULL;
	good &= (cut.key = calloc(n, sizeof *cut.key)) != NULL;
	good &= (cut.flow = calloc(h, sizeof *cut.flow)) != NULL;
	good &= (cut.side = calloc(n, sizeof *cut.side)) != NULL;
	good &= (cut.end = calloc(n, sizeof *cut.end)) != NULL;
	good &= (cut.trial = calloc(n, sizeof *cut.trial)) != NULL;
	if (!good) {
		road_cut_close(&cut);
		return STATUS_MEMORY;
	}
	*ret_cut = cut;
	return STATUS_OK;
}

void road_cut_close(struct road_cut *cut)
{
	free(cut->first);
	free(cut->to);
	free(cut->twin);
	free(cut->x);
	free(cut->y);
	free(cut->side);
	free(cut->queue);
	free(cut->level);
	free(cut->next);
	free(cut->path);
	free(cut->count);
	for (unsigned i = 0; i < ROAD_CUT_WAYS; i++)
		free(cut->distance[i]);
	free(cut->key);
	free(cut->flow);
	free(cut->end);
	free(cut->through);
	free(cut->mark);
	free(cut->trial);
	memset(cut, 0, sizeof *cut);
}

/* Edges between `from` and every node; the one that comes last, and so lies farthest. */
static uint32_t spread(struct road_cut *cut, uint32_t from, uint32_t *distance)
{
	uint32_t read = 0, written = 1;
	memset(distance, 0xFF, cut->node_count * sizeof *distance);
	cut->queue[0] = from;
	distance[from] = 0;
	while (read < written) {
		uint32_t node = cut->queue[read++];
		for (uint32_t h = cut->first[node]; h < cut->first[node + 1]; h++) {
			uint32_t other = cut->to[h];
			if (distance[other] != ROAD_NONE)
				continue;
			distance[other] = distance[node] + 1;
			cut->queue[written++] = other;
		}
	}
	return cut->queue[cut->node_count - 1];
}

/* Two pairs of nodes far apart, the second pair across the line of the first; their distances stand for places. */
static void place_by_distance(struct road_cut *cut)
{
	uint32_t **distance = cut->distance, far = 0;
	uint32_t west = spread(cut, 0, distance[0]);
	uint32_t east = spread(cut, west, distance[0]);
	(void)spread(cut, east, distance[1]);
	for (uint32_t n = 1; n < cut->node_count; n++) {
		uint32_t near_n = distance[0][n] < distance[1][n] ? distance[0][n] : distance[1][n];
		uint32_t near_far = distance[0][far] < distance[1][far] ? distance[0][far] : distance[1][far];
		if (near_n > near_far)
			far = n;
	}
	uint32_t other = spread(cut, far, distance[2]);
	(void)spread(cut, other, distance[3]);
	for (uint32_t n = 0; n < cut->node_count; n++) {
		cut->x[n] = (int32_t)(distance[0][n] - distance[1][n]);
		cut->y[n] = (int32_t)(distance[2][n] - distance[3][n]);
	}
}

/* Marks the quarter of the nodes with the least keys as sources, that with the greatest as sinks. */
static void mark_ends(struct road_cut *cut)
{
	uint32_t nodes = cut->node_count, quota = (uint32_t)((uint64_t)nodes * TERMINAL_PERCENT / 100);
	int32_t low = cut->key[0], high = cut->key[0];
	quota += !quota;
	for (uint32_t n = 1; n < nodes; n++) {
		low = cut->key[n] < low ? cut->key[n] : low;
		high = cut->key[n] > high ? cut->key[n] : high;
	}
	uint32_t buckets = nodes < BUCKETS_MAX / 4 ? nodes * 4 : BUCKETS_MAX;
	uint64_t range = (uint64_t)((int64_t)high - low) + 1;
	memset(cut->count, 0, (buckets + 1) * sizeof *cut->count);
	/* `level` lends its room for the bucket of each node. */
	for (uint32_t n = 0; n < nodes; n++) {
		cut->level[n] = (uint32_t)((uint64_t)((int64_t)cut->key[n] - low) * buckets / range);
		cut->count[cut->level[n] + 1]++;
	}
	for (uint32_t b = 0; b < buckets; b++)
		cut->count[b + 1] += cut->count[b];
	for (uint32_t n = 0; n < nodes; n++) {
		uint32_t place = cut->count[cut->level[n]]++;
		cut->end[n] = place < quota ? SOURCE : place >= nodes - quota ? SINK : MIDDLE;
	}
}

/*
 * Each node is two states, entered (2 * node) and left (+ 1), with room for one path between them, so that the least cut
 * is one of nodes.  From `left` one goes along halves without flow, from `entered` against halves that bring flow.
 * The last move of each state is the one to the other state of its node.
 */
static bool move(const struct road_cut *cut, uint32_t state, uint32_t move, uint32_t *ret_state, uint32_t *ret_half)
{
	uint32_t node = state / 2, h = cut->first[node] + move;
	bool left = state & 1;
	*ret_half = ROAD_NONE;
	*ret_state = state ^ 1;
	if (h == cut->first[node + 1])
		return cut->through[node] == left;
	*ret_half = left ? h : cut->twin[h];
	*ret_state = cut->to[h] * 2 + !left;
	return cut->flow[*ret_half] != left;
}

static uint32_t moves(const struct road_cut *cut, uint32_t state)
{
	return cut->first[state / 2 + 1] - cut->first[state / 2] + 1;
}

/* Whether all there is to do in a state is to go through its node: nothing flows there yet. */
static bool entered_free(const struct road_cut *cut, uint32_t state)
{
	return !(state & 1) && !cut->through[state / 2];
}

/* Levels from the sources along what has room; whether a sink was reached.  Sources stand first in `queue`. */
static bool find_levels(struct road_cut *cut, uint32_t *ret_sources)
{
	uint32_t written = 0, last = ROAD_NONE, other, half;
	memset(cut->level, 0xFF, (size_t)cut->node_count * 2 * sizeof *cut->level);
	for (uint32_t n = 0; n < cut->node_count; n++) {
		if (cut->end[n] != SOURCE)
			continue;
		cut->level[n * 2] = 0;
		cut->queue[written++] = n * 2;
	}
	*ret_sources = written;
	for (uint32_t read = 0; read < written; read++) {
		uint32_t state = cut->queue[read];
		if (cut->level[state] >= last)
			break;
		for (uint32_t m = entered_free(cut, state) ? moves(cut, state) - 1 : 0; m < moves(cut, state); m++) {
			if (!move(cut, state, m, &other, &half) || cut->level[other] != ROAD_NONE)
				continue;
			cut->level[other] = cut->level[state] + 1;
			cut->queue[written++] = other;
			if (other & 1 && cut->end[other / 2] == SINK)
				last = cut->level[other];
		}
	}
	return last != ROAD_NONE;
}

static void carry(struct road_cut *cut, uint32_t from, uint32_t half)
{
	/* A step against a half takes its flow back, one along it brings some; so do those through a node. */
	if (half == ROAD_NONE)
		cut->through[from / 2] ^= 1;
	else
		cut->flow[half] ^= 1;
}

/* One path from a source to a sink by rising levels, or none. */
static bool augment(struct road_cut *cut, uint32_t source)
{
	uint32_t state = source, steps = 0, other, half;
	while (!(state & 1) || cut->end[state / 2] != SINK) {
		if (cut->next[state] == moves(cut, state)) {
			if (!steps)
				return false;
			state = cut->path[--steps];
			cut->next[state]++;
		} else if (move(cut, state, cut->next[state], &other, &half) &&
		           cut->level[other] == cut->level[state] + 1) {
			cut->path[steps++] = state;
			state = other;
		} else {
			cut->next[state]++;
		}
	}
	while (steps) {
		uint32_t from = cut->path[--steps];
		(void)move(cut, from, cut->next[from], &other, &half);
		carry(cut, from, half);
	}
	return true;
}

/* The greatest flow between the terminals, given up once it passes `most`. */
static bool find_flow(struct road_cut *cut, uint32_t most)
{
	uint32_t flow = 0, sources;
	memset(cut->flow, 0, cut->first[cut->node_count] * sizeof *cut->flow);
	memset(cut->through, 0, cut->node_count);
	while (find_levels(cut, &sources)) {
		memset(cut->next, 0, (size_t)cut->node_count * 2 * sizeof *cut->next);
		for (uint32_t i = 0; i < sources; i++)
			while (augment(cut, cut->queue[i]))
				if (++flow > most)
					return false;
	}
	return true;
}

/* After the flow: nodes that no source can leave, though it enters them, lie between. */
static void side_by_sources(struct road_cut *cut)
{
	for (uint32_t n = 0; n < cut->node_count; n++)
		cut->trial[n] = cut->level[n * 2 + 1] != ROAD_NONE ? ROAD_SIDE_A
		                : cut->level[n * 2] != ROAD_NONE   ? ROAD_SIDE_BETWEEN
		                                                   : ROAD_SIDE_B;
}

/* The cut nearest to the sinks: by all that can still come to one, gone back from them. */
static void side_by_sinks(struct road_cut *cut)
{
	uint32_t written = 0;
	uint8_t *mark = cut->mark;
	memset(mark, 0, (size_t)cut->node_count * 2);
	for (uint32_t n = 0; n < cut->node_count; n++) {
		if (cut->end[n] != SINK)
			continue;
		mark[n * 2 + 1] = 1;
		cut->queue[written++] = n * 2 + 1;
	}
	for (uint32_t read = 0; read < written; read++) {
		uint32_t state = cut->queue[read], node = state / 2;
		bool left = state & 1;
		if (cut->through[node] != left && !mark[state ^ 1]) {
			mark[state ^ 1] = 1;
			cut->queue[written++] = state ^ 1;
		}
		for (uint32_t h = cut->first[node]; h < cut->first[node + 1]; h++) {
			uint32_t other = cut->to[h] * 2 + !left;
			if (mark[other] || cut->flow[left ? h : cut->twin[h]] != left)
				continue;
			mark[other] = 1;
			cut->queue[written++] = other;
		}
	}
	for (uint32_t n = 0; n < cut->node_count; n++)
		cut->trial[n] = mark[n * 2] ? ROAD_SIDE_B : mark[n * 2 + 1] ? ROAD_SIDE_BETWEEN : ROAD_SIDE_A;
}

static void count_sides(const struct road_cut *cut, uint32_t ret_counts[3])
{
	memset(ret_counts, 0, 3 * sizeof *ret_counts);
	for (uint32_t n = 0; n < cut->node_count; n++)
		ret_counts[cut->trial[n]]++;
}

/* How little one pays for the smaller side: between / smaller, times 2^20; less is better. */
static uint64_t price(const uint32_t counts[3])
{
	uint32_t smaller = counts[0] < counts[1] ? counts[0] : counts[1];
	return smaller ? ((uint64_t)counts[ROAD_SIDE_BETWEEN] << 20) / smaller : UINT64_MAX;
}

bool road_cut_make(struct road_cut *cut)
{
	uint64_t best = UINT64_MAX;
	uint32_t counts[3], most = cut->node_count;
	if (!cut->placed)
		place_by_distance(cut);
	for (unsigned way = 0; way < ROAD_CUT_WAYS; way++) {
		for (uint32_t n = 0; n < cut->node_count; n++)
			cut->key[n] = way == 0   ? cut->x[n]
			              : way == 1 ? cut->y[n]
			              : way == 2 ? cut->x[n] + cut->y[n]
			                         : cut->x[n] - cut->y[n];
		mark_ends(cut);
		if (!find_flow(cut, most))
			continue;
		for (unsigned by = 0; by < 2; by++) {
			(by ? side_by_sinks : side_by_sources)(cut);
			count_sides(cut, counts);
			if (price(counts) >= best)
				continue;
			best = price(counts);
			memcpy(cut->side, cut->trial, cut->node_count);
		}
		/* No cut that is dearer than this per node of half the piece can win. */
		uint64_t flow = (best * (cut->node_count / 2) >> 20) + 1;
		most = flow < most ? (uint32_t)flow : most;
	}
	return best < UINT64_MAX / 2 && best <= (1u << 20) * (uint64_t)WORTH_PART;
}
