/* Each row of the plan's speeds that holds now is a slow-down on the roads that it names. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "control/speeds.h"

#include <assert.h>

static bool lies_in(const struct plan *plan, const struct speed *speed, struct road_node at)
{
	bool in = !speed->areas.count;
	for (uint32_t i = 0; i < speed->areas.count && !in; i++) {
		const uint32_t *number = pool_item(&plan->numbers, speed->areas.first + i);
		in = run_card_holds(plan, plan_area(plan, *number), at);
	}
	return in;
}

/* A road is in an area when one of its ends is. */
static enum status find_roads(const struct road_network *network, const struct plan *plan, const struct speed *speed,
                              struct road_arcs *arcs)
{
	enum status status = STATUS_OK;
	for (uint32_t i = 0; i < network->arc_count && status == STATUS_OK; i++) {
		const struct road_arc *arc = &network->arcs[i];
		if (speed->roads >> arc->class & 1 &&
		    (lies_in(plan, speed, network->nodes[arc->from]) || lies_in(plan, speed, network->nodes[arc->to])))
			status = road_arcs_add(arcs, i);
	}
	return status;
}

static enum status begin(struct streets *streets, const struct plan *plan, uint32_t row)
{
	const struct speed *speed = plan_speed(plan, row);
	struct road_arcs arcs = { 0 };
	enum status status = find_roads(streets->network, plan, speed, &arcs);
	if (status == STATUS_OK)
		status = streets_slow(streets, row, speed->percent, &arcs);
	road_arcs_close(&arcs);
	return status;
}

static enum status clear(struct streets *streets)
{
	enum status status = STATUS_OK;
	for (uint32_t row = 1; row <= STREETS_SLOW_MAX && status == STATUS_OK; row++)
		if (streets->slow[row])
			status = streets_unslow(streets, row);
	return status;
}

enum status speeds_set(struct streets *streets, const struct scene_plan *plan, struct instant at)
{
	static_assert(PLAN_SPEEDS_MAX == STREETS_SLOW_MAX, "one slow-down a row");
	enum status status = STATUS_OK;
	if (!streets->network)
		return STATUS_OK;
	if (streets->slow_by != plan->hash)
		status = clear(streets);
	if (status == STATUS_OK)
		streets->slow_by = plan->hash;
	unsigned minute = plan->plan.speeds.count > 1 ? scene_minute(&plan->plan, at) : 0;
	for (uint32_t row = 1; row < plan->plan.speeds.count && status == STATUS_OK; row++) {
		const struct speed *speed = plan_speed(&plan->plan, row);
		bool holds = !speed->week || week_has(pool_item(&plan->plan.weeks, speed->week), minute);
		if (holds != streets->slow[row])
			status = holds ? begin(streets, &plan->plan, row) : streets_unslow(streets, row);
	}
	return status;
}
