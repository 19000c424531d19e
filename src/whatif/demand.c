/* Where calls are expected: where they were, in cells of some 500 m. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "whatif/case_inside.h"

#define CELL_DMM 5000000

struct cell_of_call {
	int64_t row, column;
	uint32_t call;
};

static int64_t cell_of(int64_t dmm)
{
	return (dmm + GROUND_MAX_DMM) / CELL_DMM;
}

static int by_cell(const void *a, const void *b)
{
	const struct cell_of_call *one = a, *other = b;
	if (one->row != other->row)
		return one->row < other->row ? -1 : 1;
	if (one->column != other->column)
		return one->column < other->column ? -1 : 1;
	return (one->call > other->call) - (one->call < other->call);
}

enum status demand_make(const struct city *city, struct simulator_demand *ret_demand)
{
	struct simulator_demand demand = { 0 };
	struct cell_of_call *cells = calloc((size_t)city->call_count + 1, sizeof *cells);
	demand.node = calloc((size_t)city->call_count + 1, sizeof *demand.node);
	demand.weight = calloc((size_t)city->call_count + 1, sizeof *demand.weight);
	if (!cells || !demand.node || !demand.weight) {
		free(cells);
		demand_close(&demand);
		return STATUS_MEMORY;
	}
	for (uint32_t i = 0; i < city->call_count; i++) {
		const struct ground *at = &city->calls[i].place.at;
		cells[i] = (struct cell_of_call){ cell_of(at->y_dmm), cell_of(at->x_dmm), i };
	}
	qsort(cells, city->call_count, sizeof *cells, by_cell);
	for (uint32_t i = 0; i < city->call_count; i++) {
		bool fresh = !i || cells[i].row != cells[i - 1].row || cells[i].column != cells[i - 1].column;
		if (fresh)
			demand.node[demand.points++] = city->calls[cells[i].call].place.node;
		demand.weight[demand.points - 1]++;
	}
	free(cells);
	*ret_demand = demand;
	return STATUS_OK;
}

void demand_close(struct simulator_demand *demand)
{
	free(demand->node);
	free(demand->weight);
	*demand = (struct simulator_demand){ 0 };
}
