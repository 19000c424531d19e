/* Cutting one piece of a graph in two: inertial flow. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/cut.h"

#include <stdlib.h>
#include <string.h>

/* The part of the nodes in each terminal, in percent: what leaves good cuts enough room, after measuring. */
#define TERMINAL_PERCENT 25
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
	uint32_t **numbers[] = { &cut.queue,       &cut.level,       &cut.next,        &cut.path,
		                 &cut.distance[0], &cut.distance[1], &cut.distance[2], &cut.distance[3] };
	bool good = true;
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		good &= (*numbers[i] = calloc(n, sizeof **numbers[i])) != NULL;
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

/* Levels from the sources along what has room; whether a sink was reached.  `queue` holds all that has a level. */
static bool find_levels(struct road_cut *cut, uint32_t *ret_reached)
{
	uint32_t written = 0, last = ROAD_NONE;
	memset(cut->level, 0xFF, cut->node_count * sizeof *cut->level);
	for (uint32_t n = 0; n < cut->node_count; n++) {
		if (cut->end[n] != SOURCE)
			continue;
		cut->level[n] = 0;
		cut->queue[written++] = n;
	}
	for (uint32_t read = 0; read < written; read++) {
		uint32_t node = cut->queue[read];
		if (cut->level[node] >= last)
			break;
		for (uint32_t h = cut->first[node]; h < cut->first[node + 1]; h++) {
			uint32_t other = cut->to[h];
			if (cut->level[other] != ROAD_NONE || cut->flow[h] >= 1)
				continue;
			cut->level[other] = cut->level[node] + 1;
			if (cut->end[other] == SINK)
				last = cut->level[other];
			else
				cut->queue[written++] = other;
		}
	}
	*ret_reached = written;
	return last != ROAD_NONE;
}

/* One path from a source to a sink by rising levels, or none; its halves carry one more. */
static bool augment(struct road_cut *cut, uint32_t source)
{
	uint32_t node = source, steps = 0;
	while (cut->end[node] != SINK) {
		uint32_t h = cut->next[node];
		if (h == cut->first[node + 1]) {
			if (!steps)
				return false;
			node = cut->to[cut->twin[cut->path[--steps]]];
			cut->next[node]++;
		} else if (cut->flow[h] < 1 && cut->level[cut->to[h]] == cut->level[node] + 1) {
			cut->path[steps++] = h;
			node = cut->to[h];
		} else {
			cut->next[node]++;
		}
	}
	while (steps) {
		uint32_t h = cut->path[--steps];
		cut->flow[h]++;
		cut->flow[cut->twin[h]]--;
	}
	return true;
}

/* The greatest flow between the terminals, given up once it passes `most`. */
static bool find_flow(struct road_cut *cut, uint32_t most)
{
	uint32_t flow = 0, reached;
	memset(cut->flow, 0, cut->first[cut->node_count] * sizeof *cut->flow);
	while (find_levels(cut, &reached)) {
		memcpy(cut->next, cut->first, cut->node_count * sizeof *cut->next);
		/* The sources stand at the front of the queue. */
		for (uint32_t i = 0; i < reached && cut->level[cut->queue[i]] == 0; i++)
			while (augment(cut, cut->queue[i]))
				if (++flow > most)
					return false;
	}
	return true;
}

/* After the flow: `trial` is B for all that can still reach a sink, A for the rest. */
static void side_by_sinks(struct road_cut *cut)
{
	uint32_t written = 0;
	memset(cut->trial, ROAD_SIDE_A, cut->node_count);
	for (uint32_t n = 0; n < cut->node_count; n++) {
		if (cut->end[n] != SINK)
			continue;
		cut->trial[n] = ROAD_SIDE_B;
		cut->queue[written++] = n;
	}
	for (uint32_t read = 0; read < written; read++)
		for (uint32_t h = cut->first[cut->queue[read]]; h < cut->first[cut->queue[read] + 1]; h++) {
			uint32_t other = cut->to[h];
			if (cut->trial[other] == ROAD_SIDE_B || cut->flow[cut->twin[h]] >= 1)
				continue;
			cut->trial[other] = ROAD_SIDE_B;
			cut->queue[written++] = other;
		}
}

static void side_by_sources(struct road_cut *cut)
{
	for (uint32_t n = 0; n < cut->node_count; n++)
		cut->trial[n] = cut->level[n] != ROAD_NONE ? ROAD_SIDE_A : ROAD_SIDE_B;
}

static uint32_t in_smaller(const struct road_cut *cut)
{
	uint32_t in_b = 0;
	for (uint32_t n = 0; n < cut->node_count; n++)
		in_b += cut->trial[n] == ROAD_SIDE_B;
	return in_b < cut->node_count - in_b ? in_b : cut->node_count - in_b;
}

static bool at_border(const struct road_cut *cut, uint32_t node)
{
	for (uint32_t h = cut->first[node]; h < cut->first[node + 1]; h++)
		if (cut->trial[cut->to[h]] + cut->trial[node] == ROAD_SIDE_A + ROAD_SIDE_B)
			return true;
	return false;
}

/* Takes the border nodes of that side that has fewer of them out of it. */
static void separate(struct road_cut *cut, uint32_t counts[3])
{
	uint32_t border[2] = { 0 };
	memset(counts, 0, 3 * sizeof *counts);
	for (uint32_t n = 0; n < cut->node_count; n++) {
		cut->end[n] = at_border(cut, n);
		border[cut->trial[n]] += cut->end[n];
		counts[cut->trial[n]]++;
	}
	/* Of two as short the larger side gives. */
	unsigned giver = border[0] != border[1] ? border[1] < border[0] : counts[1] > counts[0];
	for (uint32_t n = 0; n < cut->node_count; n++)
		if (cut->trial[n] == giver && cut->end[n])
			cut->trial[n] = ROAD_SIDE_BETWEEN;
	counts[giver] -= border[giver];
	counts[ROAD_SIDE_BETWEEN] = border[giver];
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
		side_by_sinks(cut);
		uint32_t by_sinks = in_smaller(cut);
		side_by_sources(cut);
		if (in_smaller(cut) < by_sinks)
			side_by_sinks(cut);
		separate(cut, counts);
		if (price(counts) >= best)
			continue;
		best = price(counts);
		memcpy(cut->side, cut->trial, cut->node_count);
		/* No cut that is dearer than this per node of half the piece can win. */
		uint64_t flow = (best * (cut->node_count / 2) >> 20) + 1;
		most = flow < most ? (uint32_t)flow : most;
	}
	return best < UINT64_MAX / 2 && best <= (1u << 20) * (uint64_t)WORTH_PART;
}
