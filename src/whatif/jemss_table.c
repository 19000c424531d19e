/* Tables of JEMSS's files. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "whatif/jemss_table.h"

#include <string.h>

/* Takes the next cell off the front, which may stand in quotes; doubled quotes in it stay as they are. */
static bool take_cell(struct bytes *rest, struct bytes *ret_cell)
{
	if (!rest->length || rest->at[0] != '"')
		return road_line_cell(rest, ret_cell);
	size_t end = 1;
	while (end < rest->length && rest->at[end] != '"')
		end++;
	struct bytes cell = { .at = rest->at + 1, .length = end - 1 }, tail;
	size_t passed = end < rest->length ? end + 1 : end;
	*rest = (struct bytes){ .at = rest->at + passed, .length = rest->length - passed };
	(void)road_line_cell(rest, &tail);
	*ret_cell = cell;
	return true;
}

/* False behind the last line; a line of nothing but commas has no cells. */
static bool take_line(struct jemss_table *table)
{
	struct bytes line, cell;
	unsigned filled = 0;
	if (!road_line_next(&table->lines, &line))
		return false;
	for (table->cells = 0; table->cells < JEMSS_COLUMNS_MAX && take_cell(&line, &cell); table->cells++) {
		table->cell[table->cells] = cell;
		if (cell.length)
			filled = table->cells + 1;
	}
	table->cells = filled;
	return true;
}

static bool is_word(struct bytes word, const char *text)
{
	return bytes_same(word, bytes_of_text(text));
}

static bool find_columns(struct jemss_table *table, const char *const *wanted)
{
	for (unsigned i = 0; wanted[i]; i++) {
		bool optional = wanted[i][0] == '?';
		const char *name = wanted[i] + optional;
		table->column[i] = JEMSS_COLUMNS_MAX;
		for (unsigned column = 0; column < table->cells && table->column[i] == JEMSS_COLUMNS_MAX; column++)
			if (is_word(table->cell[column], name))
				table->column[i] = column;
		if (table->column[i] == JEMSS_COLUMNS_MAX && !optional)
			return false;
	}
	return true;
}

enum status jemss_table_open(struct bytes text, const char *name, const char *const *wanted,
                             struct jemss_table *ret_table)
{
	*ret_table = (struct jemss_table){ .lines.text = text, .what = "a table that should be here is missing" };
	while (take_line(ret_table)) {
		if (!ret_table->cells || !is_word(ret_table->cell[0], name))
			continue;
		ret_table->what = "the table's headings lack a column";
		return take_line(ret_table) && find_columns(ret_table, wanted) ? STATUS_OK : STATUS_MALFORMED;
	}
	ret_table->lines.line = 0;
	return STATUS_MALFORMED;
}

bool jemss_table_next(struct jemss_table *table)
{
	return take_line(table) && table->cells;
}

struct bytes jemss_table_cell(const struct jemss_table *table, unsigned wanted)
{
	unsigned column = table->column[wanted];
	return column < table->cells ? table->cell[column] : (struct bytes){ 0 };
}

bool jemss_table_number(struct jemss_table *table, unsigned wanted, int shift, int64_t low, int64_t high,
                        const char *what, int64_t *ret_number)
{
	if (road_line_decimal(jemss_table_cell(table, wanted), shift, low, high, ret_number))
		return true;
	table->what = what;
	return false;
}
