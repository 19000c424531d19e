/* Coverage as it changes with each unit that leaves its station or comes back. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "whatif/reach.h"

#include <assert.h>
#include <stdlib.h>

__extension__ typedef unsigned __int128 wide;

static uint32_t *reached_from(const struct simulator_plan *plan, const uint32_t *times)
{
	uint32_t points = plan->demand->points, count = 0;
	uint64_t turn_out = (uint64_t)plan->turn_out_s * plan->city->network.ticks_per_s;
	uint32_t *list = malloc(((size_t)points + 1) * sizeof *list);
	for (uint32_t i = 0; list && i < points; i++)
		if (times[i] < ROAD_NEVER && times[i] + turn_out <= (uint64_t)plan->target)
			list[count++] = i;
	if (list)
		list[count] = ROAD_NONE;
	return list;
}

enum status reach_open(const struct simulator_plan *plan, const uint32_t *times, struct reach *ret_reach)
{
	uint32_t points = plan->demand->points;
	struct reach reach = { .demand = plan->demand,
		               .stations = plan->station_count,
		               .since = INT64_MIN,
		               .ticks_per_s = plan->city->network.ticks_per_s };
	reach.reached = calloc((size_t)plan->station_count + 1, sizeof *reach.reached);
	reach.ready = calloc((size_t)points + 1, sizeof *reach.ready);
	bool good = reach.reached && reach.ready;
	for (uint32_t i = 0; good && i < plan->station_count; i++) {
		reach.reached[i] = reached_from(plan, times + (size_t)i * points);
		good = reach.reached[i] != NULL;
	}
	for (uint32_t i = 0; i < points; i++)
		reach.total += plan->demand->weight[i];
	if (!good) {
		reach_close(&reach);
		return STATUS_MEMORY;
	}
	*ret_reach = reach;
	return STATUS_OK;
}

void reach_close(struct reach *reach)
{
	for (uint32_t i = 0; reach->reached && i < reach->stations; i++)
		free(reach->reached[i]);
	free(reach->reached);
	free(reach->ready);
	*reach = (struct reach){ 0 };
}

static void sum_up(struct reach *reach, int64_t at)
{
	if (reach->since == INT64_MIN)
		reach->from = reach->since = at;
	/* Whole seconds; what is left of one counts with the next change. */
	int64_t seconds = (at - reach->since) / reach->ticks_per_s;
	reach->sum += reach->covered * (uint64_t)seconds;
	reach->since += seconds * reach->ticks_per_s;
}

void reach_change(struct reach *reach, int64_t at, uint32_t station, bool ready)
{
	if (!reach->demand)
		return;
	sum_up(reach, at);
	for (const uint32_t *point = reach->reached[station]; *point != ROAD_NONE; point++) {
		uint32_t *count = &reach->ready[*point];
		assert(ready || *count);
		if (ready ? !*count : *count == 1)
			reach->covered +=
			    ready ? reach->demand->weight[*point] : -(uint64_t)reach->demand->weight[*point];
		*count += ready ? 1u : UINT32_MAX;
	}
}

void reach_end(struct reach *reach, int64_t at, struct simulation *simulation)
{
	if (!reach->demand)
		return;
	sum_up(reach, at);
	uint64_t seconds = (uint64_t)((reach->since - reach->from) / reach->ticks_per_s);
	simulation->demand_total = reach->total;
	if (seconds && reach->total)
		simulation->covered_permille = (uint64_t)((wide)reach->sum * 1000 / seconds / reach->total);
}
