/* Where calls came from, as a plan has it: squares of ground, each with how many. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "dispatch/run_card_inside.h"

static void read_cell(struct reader *reader, const struct outline_node *node, void *into)
{
	struct plan *plan = reader->plan;
	struct outline_node *key, *item;
	void *cursor = NULL;
	struct demand_cell cell = { 0 };
	unsigned count = 0;
	bool good = outline_is_list(node);
	(void)into;
	while (good && outline_next(node, &cursor, &key, &item)) {
		if (count == 0)
			good = run_card_degrees(outline_text(item), 180, &cell.at.lon_e7);
		else if (count == 1)
			good = run_card_degrees(outline_text(item), 90, &cell.at.lat_e7);
		else if (count == 2 && !reader_number(reader, item, 1, PLAN_DEMAND_CELL_MAX, &cell.calls))
			return;
		count++;
	}
	if (!good || count != 3) {
		PROBLEM(reader, node, "[longitude, latitude, calls] is expected here, such as [-122.676, 45.523, 41]");
		return;
	}
	struct demand_cell *kept = reader_add(reader, node, &plan->demand);
	if (!kept)
		return;
	*kept = cell;
	plan->demand_calls += cell.calls;
}

static void read_cells(struct reader *reader, const struct outline_node *node, void *into)
{
	if (outline_is_list(node))
		reader_list(reader, node, read_cell, into);
}

static void read_from(struct reader *reader, const struct outline_node *node, void *into)
{
	(void)into;
	(void)reader_text(reader, node, reader->plan->demand_from, sizeof reader->plan->demand_from);
}

void run_card_demand(struct reader *reader, const struct outline_node *node, void *into)
{
	static const struct reader_key keys[] = { { "from", read_from }, { "cells", read_cells } };
	unsigned before = reader->problems->count;
	reader_map(reader, node, keys, sizeof keys / sizeof *keys, into);
	if (reader->problems->count != before)
		return;
	if (!reader->plan->demand_from[0])
		PROBLEM(reader, node, "from what? say whose calls and of which time, such as from: our calls of 2025");
	if (reader->plan->demand_calls < PLAN_DEMAND_CALLS_MIN)
		PROBLEM(
		    reader, node,
		    "these are %u calls; with fewer than %u nobody knows where the next come from: leave demand out",
		    reader->plan->demand_calls, PLAN_DEMAND_CALLS_MIN);
}
