/* Comma-separated values as cities write them: RFC 4180, and what is met besides.
 *
 * Lines end in CR LF, LF or CR; quotes may hold separators, line ends and doubled quotes; a quote inside a bare cell is
 * itself.  A row that cannot be read is told, and the reading goes on with the next line: one bad row costs one row.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HISTORY_CSV_H
#define HISTORY_CSV_H

#include "base/bytes.h"

#define CSV_CELLS_MAX 1024u
/* A row longer than this is not a row but a quote that nobody closed. */
#define CSV_ROW_MAX_BYTES (1024u * 1024u)

struct csv {
	struct bytes input; /* borrowed */
	size_t at;          /* what comes next */
	char separator;
	uint64_t line;  /* of the row read last; the first is 1 */
	uint64_t lines; /* seen so far */
	struct bytes cell[CSV_CELLS_MAX];
	unsigned cells;
	struct buffer text; /* the cells' bytes, until the next row */
	/* Where each cell lies in the text, for as long as the text moves. */
	size_t begin[CSV_CELLS_MAX];
	size_t end[CSV_CELLS_MAX];
	const char *fault; /* why the last row could not be read; static */
};

/* Begins at the input's start, past a byte order mark.  The caller closes it. */
void csv_open(struct csv *csv, struct bytes input, char separator);
void csv_close(struct csv *csv);
/*
 * Reads the next row that is not empty into cell[0] to cell[cells - 1], borrowed until the next call.
 *   STATUS_ENDED      there is none
 *   STATUS_MALFORMED  this one cannot be read: `fault` says why, `line` where; go on
 *   STATUS_MEMORY
 */
enum status csv_next(struct csv *csv);

#endif
