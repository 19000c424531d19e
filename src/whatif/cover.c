/* Coverage as it changes with each unit that leaves its station or comes back. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "whatif/cover.h"

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

enum status cover_open(const struct simulator_plan *plan, const uint32_t *times, struct cover *ret_cover)
{
	uint32_t points = plan->demand->points;
	struct cover cover = { .demand = plan->demand,
		               .stations = plan->station_count,
		               .since = INT64_MIN,
		               .ticks_per_s = plan->city->network.ticks_per_s };
	cover.reached = calloc((size_t)plan->station_count + 1, sizeof *cover.reached);
	cover.ready = calloc((size_t)points + 1, sizeof *cover.ready);
	bool good = cover.reached && cover.ready;
	for (uint32_t i = 0; good && i < plan->station_count; i++) {
		cover.reached[i] = reached_from(plan, times + (size_t)i * points);
		good = cover.reached[i] != NULL;
	}
	for (uint32_t i = 0; i < points; i++)
		cover.total += plan->demand->weight[i];
	if (!good) {
		cover_close(&cover);
		return STATUS_MEMORY;
	}
	*ret_cover = cover;
	return STATUS_OK;
}

void cover_close(struct cover *cover)
{
	for (uint32_t i = 0; cover->reached && i < cover->stations; i++)
		free(cover->reached[i]);
	free(cover->reached);
	free(cover->ready);
	*cover = (struct cover){ 0 };
}

static void sum_up(struct cover *cover, int64_t at)
{
	if (cover->since == INT64_MIN)
		cover->from = cover->since = at;
	/* Whole seconds; what is left of one counts with the next change. */
	int64_t seconds = (at - cover->since) / cover->ticks_per_s;
	cover->sum += cover->covered * (uint64_t)seconds;
	cover->since += seconds * cover->ticks_per_s;
}

void cover_change(struct cover *cover, int64_t at, uint32_t station, bool ready)
{
	if (!cover->demand)
		return;
	sum_up(cover, at);
	for (const uint32_t *point = cover->reached[station]; *point != ROAD_NONE; point++) {
		uint32_t *count = &cover->ready[*point];
		assert(ready || *count);
		if (ready ? !*count : *count == 1)
			cover->covered +=
			    ready ? cover->demand->weight[*point] : -(uint64_t)cover->demand->weight[*point];
		*count += ready ? 1u : UINT32_MAX;
	}
}

void cover_end(struct cover *cover, int64_t at, struct simulation *simulation)
{
	if (!cover->demand)
		return;
	sum_up(cover, at);
	uint64_t seconds = (uint64_t)((cover->since - cover->from) / cover->ticks_per_s);
	simulation->demand_total = cover->total;
	if (seconds && cover->total)
		simulation->covered_permille = (uint64_t)((wide)cover->sum * 1000 / seconds / cover->total);
}
