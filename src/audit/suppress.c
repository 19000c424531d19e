/* For each small count, a change of the hidden ones that makes it as large, and one that makes it as small, as it may be. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/suppress.h"

#include <assert.h>
#include <stdlib.h>

#define FAR UINT64_MAX

struct table {
	struct suppress_cell *cell;
	size_t cells;
	uint32_t nodes;
	int64_t *change; /* by cell: of the change that is being made up */
	uint64_t *cost;  /* by node: of the calls that would be hidden on the way there */
	size_t *by;      /* by node: the cell by which it is reached, */
	uint64_t *room;  /* and how large a change can come so far */
};

/* Whoever hides a zero tells little, and is told little: it costs as much as one call. */
static uint64_t cost_of(const struct suppress_cell *cell)
{
	return cell->hidden ? 0 : cell->count + 1;
}

/* Takes the step over a cell if it is a better way to where it leads; along it the count grows, against it it shrinks. */
static bool step(struct table *table, size_t at, bool along)
{
	const struct suppress_cell *cell = &table->cell[at];
	uint32_t from = along ? cell->from : cell->to, to = along ? cell->to : cell->from;
	uint64_t room = along ? FAR : (uint64_t)((int64_t)cell->count + table->change[at]);
	if (table->cost[from] == FAR || !room || table->cost[from] + cost_of(cell) >= table->cost[to])
		return false;
	table->cost[to] = table->cost[from] + cost_of(cell);
	table->by[to] = at;
	table->room[to] = room < table->room[from] ? room : table->room[from];
	return true;
}

/* The cheapest ways from a node to all others, but for those over one cell (Bellman and Ford). */
static void find_ways(struct table *table, uint32_t from, size_t without)
{
	for (uint32_t i = 0; i < table->nodes; i++)
		table->cost[i] = FAR;
	table->cost[from] = 0;
	table->room[from] = FAR;
	for (bool better = true; better;) {
		better = false;
		for (size_t at = 0; at < table->cells; at++)
			if (at != without) {
				better |= step(table, at, true);
				better |= step(table, at, false);
			}
	}
}

/* Changes what lies on the way to a node by so much, and hides it. */
static void take_way(struct table *table, uint32_t from, uint32_t to, uint64_t amount)
{
	while (to != from) {
		struct suppress_cell *cell = &table->cell[table->by[to]];
		bool along = cell->to == to;
		table->change[table->by[to]] += along ? (int64_t)amount : -(int64_t)amount;
		cell->hidden = true;
		to = along ? cell->from : cell->to;
	}
}

/*
 * Lets a count become larger or smaller by so much, whatever is needed for that elsewhere.  There always is a way: all
 * counts of a cycle can grow together, and a count is itself a sum of cycles, each of which can be taken away.
 */
static void protect(struct table *table, size_t at, bool larger, uint64_t amount)
{
	const struct suppress_cell *own = &table->cell[at];
	uint32_t from = larger ? own->to : own->from, to = larger ? own->from : own->to;
	for (size_t i = 0; i < table->cells; i++)
		table->change[i] = 0;
	while (amount) {
		find_ways(table, from, at);
		assert(table->cost[to] != FAR);
		uint64_t part = table->room[to] < amount ? table->room[to] : amount;
		take_way(table, from, to, part);
		amount -= part;
	}
}

static bool is_balanced(const struct table *table)
{
	uint64_t *in = table->cost; /* before it is used: in less out, which wraps around alike */
	for (uint32_t i = 0; i < table->nodes; i++)
		in[i] = 0;
	for (size_t i = 0; i < table->cells; i++) {
		const struct suppress_cell *cell = &table->cell[i];
		assert(cell->from < table->nodes && cell->to < table->nodes && cell->from != cell->to);
		in[cell->to] += cell->count;
		in[cell->from] -= cell->count;
	}
	for (uint32_t i = 0; i < table->nodes; i++)
		if (in[i])
			return false;
	return true;
}

static void hide(struct table *table, uint64_t most)
{
	for (size_t i = 0; i < table->cells; i++)
		if (table->cell[i].count && table->cell[i].count <= most)
			table->cell[i].hidden = true;
	/* Growth first: it needs large counts elsewhere, which then serve to let it shrink as well. */
	for (size_t i = 0; i < table->cells; i++)
		if (table->cell[i].count && table->cell[i].count < most)
			protect(table, i, true, most - table->cell[i].count);
	for (size_t i = 0; i < table->cells; i++)
		if (table->cell[i].count > 1 && table->cell[i].count <= most)
			protect(table, i, false, table->cell[i].count - 1);
}

enum status suppress_cells(struct suppress_cell *cell, size_t cells, uint32_t nodes, uint64_t most)
{
	struct table table = { .cell = cell,
		               .cells = cells,
		               .nodes = nodes,
		               .change = calloc(cells + 1, sizeof *table.change),
		               .cost = calloc((size_t)nodes + 1, sizeof *table.cost),
		               .by = calloc((size_t)nodes + 1, sizeof *table.by),
		               .room = calloc((size_t)nodes + 1, sizeof *table.room) };
	enum status status = table.change && table.cost && table.by && table.room ? STATUS_OK : STATUS_MEMORY;
	if (status == STATUS_OK) {
		assert(is_balanced(&table));
		hide(&table, most);
	}
	free(table.change);
	free(table.cost);
	free(table.by);
	free(table.room);
	return status;
}
