/* From a city's table to a history, with an account of every cell: what was understood and what was not.
 *
 * No row disappears: rows == kept + the sum of set_aside.  A row is set aside only if it cannot be split into cells or
 * has no moment of first contact; everything else that is wrong in a row costs that cell and is counted.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HISTORY_IMPORTER_H
#define HISTORY_IMPORTER_H

#include "history/history.h"
#include "history/mapping.h"

/* What became of a cell.  FATE(NAME, column of the report, in words) */
#define FATE_LIST(FATE)                                                                                                \
	FATE(UNDERSTOOD, "understood", "read as it is written")                                                        \
	FATE(MISSING, "missing", "empty, or a word that means so")                                                     \
	FATE(UNREADABLE, "unreadable", "not in the form that the mapping says")                                        \
	FATE(IMPOSSIBLE, "impossible", "a moment or place that cannot be")                                             \
	FATE(UNLISTED, "unlisted", "a word whose meaning the mapping does not say")

enum fate {
#define FATE(NAME, COLUMN, WORDS) FATE_##NAME,
	FATE_LIST(FATE)
#undef FATE
	    FATE_COUNT
};

#define ASIDE_LIST(ASIDE)                                                                                              \
	ASIDE(BROKEN, "the row cannot be split into cells")                                                            \
	ASIDE(SHORT, "the row has fewer cells than the first row")                                                     \
	ASIDE(LONG, "the row has more cells than the first row")                                                       \
	ASIDE(NO_CONTACT, "no moment of first contact")

enum aside {
#define ASIDE(NAME, WORDS) ASIDE_##NAME,
	ASIDE_LIST(ASIDE)
#undef ASIDE
	    ASIDE_COUNT
};

#define EXAMPLE_BYTES 48u

struct cell_count {
	uint64_t fate[FATE_COUNT];
	uint64_t out_of_order;                   /* understood, and before a moment that should come first */
	uint64_t shifted;                        /* understood, in an hour that the clock skipped or showed twice */
	uint64_t not_text;                       /* bytes that are not UTF-8, read as ISO 8859-1 */
	char example[FATE_COUNT][EXAMPLE_BYTES]; /* the first cell of each fate */
	uint64_t example_line[FATE_COUNT];
};

struct import_report {
	uint64_t rows;
	uint64_t kept;
	uint64_t aside[ASIDE_COUNT];
	uint64_t aside_line[ASIDE_COUNT]; /* the first one's line */
	uint64_t unnumbered;              /* kept without a call's number; each is a call of its own */
	struct cell_count cell[TARGET_COUNT];
	struct buffer unread; /* columns that the mapping does not name, one a line; the caller closes it */
};

struct importer {
	const struct mapping *mapping;
	struct zone *zone;
	struct history *history;
	struct import_report *report;
	FILE *rejects; /* rows set aside go here as they are; NULL: nowhere */
	void (*progress)(void *context, uint64_t done_bytes, uint64_t all_bytes); /* NULL: silent */
	void *context;
};

/*
 * Imports a whole table.
 *   STATUS_MALFORMED  the first row lacks columns that the mapping names; the problems say which, and what there is
 *   STATUS_LIMIT, STATUS_MEMORY
 */
enum status importer_run(struct importer *importer, struct bytes text, struct problems *problems);

const char *fate_name(enum fate fate);
const char *aside_words(enum aside aside);

/* Writes the report as a table for people. */
enum status importer_tell(const struct importer *importer, struct buffer *text);
/* Writes it as one JSON object. */
enum status importer_tell_json(const struct importer *importer, struct buffer *text);

#endif
