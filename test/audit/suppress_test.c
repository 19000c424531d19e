/* Published tables attacked by linear programming: no small count is known better than the rule itself tells. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/suppress.h"

#include "attack.h"

#define ROWS_MAX 7u
#define COLUMNS_MAX 5u
#define CELLS_MAX 160u
#define TABLES 3000u

/* ---- what is published ---- */

/* Two tables of one month that share the totals of their columns. */
struct tables {
	size_t rows[2], columns, cells;
	struct suppress_cell cell[CELLS_MAX];
	size_t inner[2][ROWS_MAX][COLUMNS_MAX], total[2][ROWS_MAX], column[COLUMNS_MAX], all;
};

static size_t add(struct tables *tables, size_t from, size_t to, uint64_t count)
{
	tables->cell[tables->cells] =
	    (struct suppress_cell){ .from = (uint32_t)from, .to = (uint32_t)to, .count = count };
	return tables->cells++;
}

static uint64_t seed = 1;

static uint64_t drawn(uint64_t below)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (seed >> 33) % below;
}

/* Mostly small numbers, zeros among them, and some large ones; a second table of the same calls, put by another key. */
static void draw(struct tables *tables, uint64_t calls[2][ROWS_MAX][COLUMNS_MAX])
{
	static const uint64_t sizes[] = { 1, 2, 4, 12, 30, 400 };
	*tables =
	    (struct tables){ .rows = { 1 + drawn(ROWS_MAX), 1 + drawn(ROWS_MAX) }, .columns = 1 + drawn(COLUMNS_MAX) };
	uint64_t size = sizes[drawn(sizeof sizes / sizeof *sizes)];
	memset(calls, 0, 2 * sizeof calls[0]);
	for (size_t i = 0; i < tables->rows[0]; i++)
		for (size_t j = 0; j < tables->columns; j++) {
			uint64_t count = drawn(3) ? drawn(size) : drawn(2) ? drawn(11) : 0;
			calls[0][i][j] = count;
			for (; count; count--)
				calls[1][drawn(drawn(2) ? tables->rows[1] : 1)][j]++;
		}
}

static void lay_out(struct tables *tables, uint64_t calls[2][ROWS_MAX][COLUMNS_MAX])
{
	uint64_t of_column[COLUMNS_MAX] = { 0 }, all = 0;
	size_t columns = 2, rows = 2 + 2 * tables->columns, second = rows + tables->rows[0];
	for (size_t table = 0; table < 2; table++)
		for (size_t i = 0; i < tables->rows[table]; i++) {
			uint64_t sum = 0;
			size_t row = (table ? second : rows) + i;
			for (size_t j = 0; j < tables->columns; j++) {
				uint64_t count = calls[table][i][j];
				size_t column = columns + 2 * j + table;
				tables->inner[table][i][j] =
				    add(tables, table ? column : row, table ? row : column, count);
				sum += count;
				of_column[j] += table ? 0 : count;
			}
			tables->total[table][i] = add(tables, table ? row : 1, table ? 0 : row, sum);
			all += table ? 0 : sum;
		}
	for (size_t j = 0; j < tables->columns; j++)
		tables->column[j] = add(tables, columns + 2 * j, columns + 2 * j + 1, of_column[j]);
	tables->all = add(tables, 0, 1, all);
}

static void count_in(struct attack *attack, const struct tables *tables, const size_t *unknown, size_t cell,
                     double sign)
{
	attack_count(attack, tables->cell[cell].hidden, unknown[cell], tables->cell[cell].count, sign);
}

/* Every sum that a reader of the two tables can write down: nothing here knows of nodes. */
static void write_sums(struct attack *attack, const struct tables *tables, const size_t *unknown)
{
	for (size_t table = 0; table < 2; table++) {
		for (size_t i = 0; i < tables->rows[table]; i++, attack->sums++) {
			for (size_t j = 0; j < tables->columns; j++)
				count_in(attack, tables, unknown, tables->inner[table][i][j], 1);
			count_in(attack, tables, unknown, tables->total[table][i], -1);
		}
		for (size_t j = 0; j < tables->columns; j++, attack->sums++) {
			for (size_t i = 0; i < tables->rows[table]; i++)
				count_in(attack, tables, unknown, tables->inner[table][i][j], 1);
			count_in(attack, tables, unknown, tables->column[j], -1);
		}
		for (size_t i = 0; i < tables->rows[table]; i++)
			count_in(attack, tables, unknown, tables->total[table][i], 1);
		count_in(attack, tables, unknown, tables->all, -1);
		attack->sums++;
	}
	for (size_t j = 0; j < tables->columns; j++)
		count_in(attack, tables, unknown, tables->column[j], 1);
	count_in(attack, tables, unknown, tables->all, -1);
	attack->sums++;
}

/* How many small counts are known to lie in a range that is narrower than the rule. */
static size_t attack_tables(const struct tables *tables)
{
	static struct attack attack;
	size_t unknown[CELLS_MAX] = { 0 }, found = 0;
	attack = (struct attack){ 0 };
	for (size_t i = 0; i < tables->cells; i++)
		unknown[i] = tables->cell[i].hidden ? attack.unknowns++ : 0;
	if (!attack.unknowns)
		return 0;
	write_sums(&attack, tables, unknown);
	attack_begin(&attack);
	for (size_t i = 0; i < tables->cells; i++) {
		uint64_t count = tables->cell[i].count;
		if (!tables->cell[i].hidden || !count || count > SUPPRESS_MOST)
			continue;
		double high = attack_most(&attack, unknown[i], 1), low = -attack_most(&attack, unknown[i], -1);
		CHECK(low <= (double)count + 1e-6 && high >= (double)count - 1e-6);
		found += low > 1 + 1e-6 || high < SUPPRESS_MOST - 1e-6;
	}
	return found;
}

static void check_random(void)
{
	static struct tables tables, again;
	uint64_t calls[2][ROWS_MAX][COLUMNS_MAX];
	size_t small = 0, hidden = 0, shown = 0, primary_alone = 0, all_hidden = 0;
	for (size_t i = 0; i < TABLES; i++) {
		draw(&tables, calls);
		lay_out(&tables, calls);
		again = tables;
		for (size_t j = 0; j < tables.cells; j++)
			again.cell[j].hidden = tables.cell[j].count && tables.cell[j].count <= SUPPRESS_MOST;
		primary_alone += attack_tables(&again);
		uint32_t nodes = (uint32_t)(2 + 2 * tables.columns + tables.rows[0] + tables.rows[1]);
		again = tables;
		CHECK(suppress_cells(tables.cell, tables.cells, nodes, SUPPRESS_MOST) == STATUS_OK);
		CHECK(suppress_cells(again.cell, again.cells, nodes, SUPPRESS_MOST) == STATUS_OK);
		bool any = false;
		for (size_t j = 0; j < tables.cells; j++) {
			bool is_small = tables.cell[j].count && tables.cell[j].count <= SUPPRESS_MOST;
			CHECK(!is_small || tables.cell[j].hidden);
			CHECK(tables.cell[j].hidden == again.cell[j].hidden);
			small += is_small;
			hidden += tables.cell[j].hidden;
			shown += !tables.cell[j].hidden;
			any |= !tables.cell[j].hidden;
		}
		all_hidden += !any;
		CHECK_NUMBER(attack_tables(&tables), 0);
	}
	/* The attack is one: without the others hidden it finds many. */
	CHECK(primary_alone > TABLES);
	CHECK(shown > hidden);
	(void)printf("%zu small, %zu hidden, %zu shown, %zu tables hidden whole; with the small ones alone hidden, %zu "
	             "followed\n",
	             small, hidden, shown, all_hidden, primary_alone);
}

/* By hand: a row whose one small count would follow from its total, and a table without anything small. */
static void check_by_hand(void)
{
	/* 0 all, 1 and 2 districts, 3 and 4 outcomes; one table, totals shown. */
	struct suppress_cell cell[] = {
		{ 0, 1, 105, false }, { 0, 2, 300, false }, { 1, 3, 5, false },   { 1, 4, 100, false },
		{ 2, 3, 200, false }, { 2, 4, 100, false }, { 3, 0, 205, false }, { 4, 0, 200, false },
	};
	CHECK(suppress_cells(cell, 8, 5, SUPPRESS_MOST) == STATUS_OK);
	size_t hidden = 0;
	for (size_t i = 0; i < 8; i++)
		hidden += cell[i].hidden;
	CHECK(cell[2].hidden);
	CHECK(hidden >= 3);
	struct suppress_cell large[] = { { 0, 1, 11, false }, { 1, 2, 11, false }, { 2, 0, 11, false } };
	CHECK(suppress_cells(large, 3, 3, SUPPRESS_MOST) == STATUS_OK);
	CHECK(!large[0].hidden && !large[1].hidden && !large[2].hidden);
	struct suppress_cell nothing[] = { { 0, 1, 0, false }, { 1, 0, 0, false } };
	CHECK(suppress_cells(nothing, 2, 2, SUPPRESS_MOST) == STATUS_OK);
	CHECK(!nothing[0].hidden && !nothing[1].hidden);
	struct suppress_cell one[] = { { 0, 1, 1, false }, { 1, 0, 1, false } };
	CHECK(suppress_cells(one, 2, 2, SUPPRESS_MOST) == STATUS_OK);
	CHECK(one[0].hidden && one[1].hidden);
	CHECK(suppress_cells(NULL, 0, 0, SUPPRESS_MOST) == STATUS_OK);
}

int main(void)
{
	check_by_hand();
	check_random();
	return check_done();
}
