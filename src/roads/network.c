/* A network of roads: its order, its reverse arcs, and the end of what it owns. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/network.h"

#include <stdlib.h>
#include <string.h>

#define DIGIT_BITS 16
#define DIGITS (1u << DIGIT_BITS)

static uint64_t arc_key(const struct road_arc *arc)
{
	return (uint64_t)arc->from << 32 | arc->to;
}

/* One stable pass by one digit of the key; false where all have the same, and nothing was moved. */
static bool pass(const struct road_arc *arcs, uint32_t count, unsigned shift, const uint32_t *from, uint32_t *to,
                 uint32_t *places)
{
	memset(places, 0, DIGITS * sizeof *places);
	for (uint32_t i = 0; i < count; i++)
		places[arc_key(&arcs[i]) >> shift & (DIGITS - 1)]++;
	if (places[arc_key(&arcs[0]) >> shift & (DIGITS - 1)] == count)
		return false;
	for (uint32_t d = 0, at = 0; d < DIGITS; d++) {
		uint32_t here = places[d];
		places[d] = at;
		at += here;
	}
	for (uint32_t i = 0; i < count; i++)
		to[places[arc_key(&arcs[from[i]]) >> shift & (DIGITS - 1)]++] = from[i];
	return true;
}

int road_turn_order(const void *left, const void *right)
{
	const struct road_turn *a = left, *b = right;
	if (a->from_arc != b->from_arc)
		return a->from_arc < b->from_arc ? -1 : 1;
	return a->to_arc < b->to_arc ? -1 : a->to_arc > b->to_arc;
}

int road_run_order(const void *left, const void *right)
{
	const struct road_run *a = left, *b = right;
	for (unsigned i = 0; i < ROAD_RUN_ARCS_MAX; i++)
		if (a->arc[i] != b->arc[i])
			return a->arc[i] < b->arc[i] ? -1 : 1;
	return 0;
}

static bool is_sorted(const struct road_network *network)
{
	for (uint32_t i = 1; i < network->arc_count; i++)
		if (arc_key(&network->arcs[i - 1]) > arc_key(&network->arcs[i]))
			return false;
	return true;
}

/* `order[i]` is the old number of what shall be arc i. */
static void rearrange(struct road_network *network, const uint32_t *order, uint32_t *place, struct road_arc *arcs)
{
	for (uint32_t i = 0; i < network->arc_count; i++) {
		arcs[i] = network->arcs[order[i]];
		place[order[i]] = i;
	}
	for (uint32_t i = 0; i < network->turn_count; i++) {
		struct road_turn *turn = &network->turns[i];
		*turn = (struct road_turn){ .from_arc = place[turn->from_arc], .to_arc = place[turn->to_arc] };
	}
	for (uint32_t i = 0; i < network->run_count; i++)
		for (unsigned j = 0; j < ROAD_RUN_ARCS_MAX && network->runs[i].arc[j] != ROAD_NONE; j++)
			network->runs[i].arc[j] = place[network->runs[i].arc[j]];
	free(network->arcs);
	network->arcs = arcs;
}

enum status road_network_sort(struct road_network *network)
{
	uint32_t count = network->arc_count;
	if (!is_sorted(network)) {
		uint32_t *from = calloc(count, sizeof *from), *to = calloc(count, sizeof *to);
		uint32_t *places = calloc(DIGITS, sizeof *places);
		struct road_arc *arcs = calloc(count, sizeof *arcs);
		if (!from || !to || !places || !arcs) {
			free(from);
			free(to);
			free(places);
			free(arcs);
			return STATUS_MEMORY;
		}
		for (uint32_t i = 0; i < count; i++)
			from[i] = i;
		for (unsigned shift = 0; shift < 64; shift += DIGIT_BITS) {
			if (!pass(network->arcs, count, shift, from, to, places))
				continue;
			uint32_t *swap = from;
			from = to;
			to = swap;
		}
		rearrange(network, from, to, arcs);
		free(from);
		free(to);
		free(places);
	}
	if (network->turn_count)
		qsort(network->turns, network->turn_count, sizeof *network->turns, road_turn_order);
	if (network->run_count)
		qsort(network->runs, network->run_count, sizeof *network->runs, road_run_order);
	return STATUS_OK;
}

/* The first arc whose key is not below this one. */
static uint32_t first_from(const struct road_network *network, uint64_t key)
{
	uint32_t low = 0, high = network->arc_count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (arc_key(&network->arcs[middle]) < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

uint32_t road_network_first(const struct road_network *network, uint32_t node)
{
	return first_from(network, (uint64_t)node << 32);
}

uint32_t road_network_first_turn(const struct road_network *network, uint32_t arc)
{
	uint32_t low = 0, high = network->turn_count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (network->turns[middle].from_arc < arc)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

uint32_t road_network_first_run(const struct road_network *network, uint32_t arc)
{
	uint32_t low = 0, high = network->run_count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (network->runs[middle].arc[0] < arc)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

uint32_t road_network_reverse(const struct road_network *network, uint32_t arc)
{
	const struct road_arc *it = &network->arcs[arc];
	uint64_t key = (uint64_t)it->to << 32 | it->from;
	for (uint32_t i = first_from(network, key); i < network->arc_count; i++) {
		const struct road_arc *other = &network->arcs[i];
		if (arc_key(other) != key)
			break;
		if (i != arc && other->shape_count == it->shape_count &&
		    (!it->shape_count || other->shape == it->shape))
			return i;
	}
	return ROAD_NONE;
}

void road_network_close(struct road_network *network)
{
	free(network->nodes);
	free(network->arcs);
	free(network->turns);
	free(network->runs);
	free(network->shapes);
	buffer_close(&network->names);
	memset(network, 0, sizeof(*network));
}
