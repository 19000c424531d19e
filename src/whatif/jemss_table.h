/* Tables of JEMSS's files: a row with the table's name, one of headings, and rows until an empty one. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WHATIF_JEMSS_TABLE_H
#define WHATIF_JEMSS_TABLE_H

#include "roads/line.h"

/* More cells in a row are passed over. */
#define JEMSS_COLUMNS_MAX 64u
/* The columns that one reader asks for. */
#define JEMSS_WANTED_MAX 10u

/* A table as it is read; borrows the text. */
struct jemss_table {
	struct road_lines lines;
	struct bytes cell[JEMSS_COLUMNS_MAX]; /* of the row read last, without its quotes */
	unsigned cells;
	unsigned column[JEMSS_WANTED_MAX]; /* of each heading that was asked for; JEMSS_COLUMNS_MAX: it is not there */
	const char *what;                  /* why something could not be read; static */
};

/*
 * Comes to the table of this name, and finds its columns; `wanted` ends with NULL.  A heading that begins with '?' may
 * be missing.
 *   STATUS_MALFORMED  there is no such table, or it lacks a column: `what` says so
 */
enum status jemss_table_open(struct bytes text, const char *name, const char *const *wanted,
                             struct jemss_table *ret_table);
/* The next row; false behind the last. */
bool jemss_table_next(struct jemss_table *table);
/* The cell of the wanted column in this row; empty if the row is too short or the column is not there. */
struct bytes jemss_table_cell(const struct jemss_table *table, unsigned wanted);
/* A number in it times 10^shift; false and `what` if it is none or out of low..high. */
bool jemss_table_number(struct jemss_table *table, unsigned wanted, int shift, int64_t low, int64_t high,
                        const char *what, int64_t *ret_number);

#endif
