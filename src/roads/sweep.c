/* Travel times between one place and any set of others. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/sweep.h"

#include <stdlib.h>
#include <string.h>

enum status road_sweep_open(const struct road_metric *metric, struct road_sweep *ret_sweep)
{
	size_t nodes = (size_t)metric->hierarchy->node_count + 1;
	struct road_sweep sweep = { .metric = metric, .stamp = 1 };
	sweep.mark = calloc(nodes, sizeof *sweep.mark);
	sweep.time = calloc(nodes, sizeof *sweep.time);
	sweep.chain = calloc(nodes, sizeof *sweep.chain);
	sweep.climbed = calloc(nodes, sizeof *sweep.climbed);
	sweep.merge = calloc(nodes, sizeof *sweep.merge);
	sweep.stack = calloc(nodes, sizeof *sweep.stack);
	if (!sweep.mark || !sweep.time || !sweep.chain || !sweep.climbed || !sweep.merge || !sweep.stack) {
		road_sweep_close(&sweep);
		return STATUS_MEMORY;
	}
	*ret_sweep = sweep;
	return STATUS_OK;
}

void road_sweep_close(struct road_sweep *sweep)
{
	free(sweep->mark);
	free(sweep->time);
	free(sweep->chain);
	free(sweep->climbed);
	free(sweep->merge);
	free(sweep->stack);
	memset(sweep, 0, sizeof *sweep);
}

/* Adds the way from a rank to the root to the chain, as far as it is not in it yet; both ascend. */
static void add_to_chain(struct road_sweep *sweep, uint32_t rank)
{
	const struct road_rung *rung = sweep->metric->rung;
	uint32_t fresh = 0, old = 0, written = 0;
	for (uint32_t x = rank; x != ROAD_NONE && sweep->mark[x] != sweep->stamp; x = rung[x].parent) {
		sweep->mark[x] = sweep->stamp;
		sweep->time[x] = ROAD_NEVER;
		sweep->stack[fresh++] = x;
	}
	if (!sweep->chain_count) {
		memcpy(sweep->chain, sweep->stack, fresh * sizeof *sweep->chain);
		sweep->chain_count = fresh;
		return;
	}
	for (uint32_t i = 0; i < fresh;) {
		if (old < sweep->chain_count && sweep->chain[old] < sweep->stack[i])
			sweep->merge[written++] = sweep->chain[old++];
		else
			sweep->merge[written++] = sweep->stack[i++];
	}
	while (old < sweep->chain_count)
		sweep->merge[written++] = sweep->chain[old++];
	uint32_t *swap = sweep->chain;
	sweep->chain = sweep->merge;
	sweep->merge = swap;
	sweep->chain_count = written;
}

static void pin(struct road_sweep *sweep, const struct road_seed *seeds, uint32_t count)
{
	const struct road_hierarchy *h = sweep->metric->hierarchy;
	const struct road_rung *rung = sweep->metric->rung;
	const struct road_link *link = sweep->metric->link[sweep->to];
	/* The number after `stamp` marks what is final; before the numbers run out all marks are wiped. */
	if (sweep->stamp >= UINT32_MAX - 4) {
		memset(sweep->mark, 0, h->node_count * sizeof *sweep->mark);
		sweep->stamp = 1;
	}
	sweep->stamp += 2;
	sweep->chain_count = 0;
	for (uint32_t i = 0; i < count; i++)
		add_to_chain(sweep, h->rank[seeds[i].node]);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t *time = &sweep->time[h->rank[seeds[i].node]];
		*time = seeds[i].ticks < *time ? seeds[i].ticks : *time;
	}
	for (uint32_t i = 0; i < sweep->chain_count; i++) {
		uint32_t x = sweep->chain[i], time = sweep->time[x];
		sweep->climbed[i] = time;
		if (time == ROAD_NEVER)
			continue;
		for (uint32_t l = rung[x].first[sweep->to]; l < rung[x + 1].first[sweep->to]; l++) {
			uint32_t *above = &sweep->time[link[l].head];
			uint32_t sum = time + link[l].time;
			*above = sum < *above ? sum : *above;
		}
	}
}

void road_sweep_pin_goal(struct road_sweep *sweep, const struct road_seed *seeds, uint32_t count)
{
	sweep->to = true;
	pin(sweep, seeds, count);
}

void road_sweep_pin_start(struct road_sweep *sweep, const struct road_seed *seeds, uint32_t count)
{
	sweep->to = false;
	pin(sweep, seeds, count);
}

/* From a rank's upper neighbours, which are final. */
static uint32_t settle(struct road_sweep *sweep, uint32_t x)
{
	const uint32_t *above = sweep->time;
	const struct road_rung *rung = sweep->metric->rung + x;
	const struct road_link *link = sweep->metric->link[!sweep->to], *end = link + rung[1].first[!sweep->to];
	uint32_t time = sweep->mark[x] == sweep->stamp ? sweep->time[x] : ROAD_NEVER;
	for (link += rung->first[!sweep->to]; link < end; link++) {
		uint32_t sum = link->time + above[link->head];
		time = sum < time ? sum : time;
	}
	sweep->mark[x] = sweep->stamp + 1;
	sweep->time[x] = time;
	return time;
}

uint32_t road_sweep_time(struct road_sweep *sweep, uint32_t node)
{
	const struct road_rung *rung = sweep->metric->rung;
	const struct road_link *link = sweep->metric->link[!sweep->to];
	uint32_t waiting = 0, x = sweep->metric->hierarchy->rank[node];
	for (uint32_t y = x; y != ROAD_NONE && sweep->mark[y] != sweep->stamp + 1; y = rung[y].parent) {
		/* The links are read on the way back, from memory that is on its way by then. */
		__builtin_prefetch(&link[rung[y].first[!sweep->to]]);
		sweep->stack[waiting++] = y;
	}
	while (waiting)
		(void)settle(sweep, sweep->stack[--waiting]);
	return sweep->time[x];
}

void road_sweep_all(struct road_sweep *sweep, uint32_t *ret_times)
{
	const struct road_hierarchy *h = sweep->metric->hierarchy;
	for (uint32_t x = h->node_count; x-- > 0;)
		ret_times[h->node[x]] = sweep->mark[x] == sweep->stamp + 1 ? sweep->time[x] : settle(sweep, x);
}
