/* What another center recorded, in one form for all cities: one row for each unit's work on a call, or for a call.
 *
 * The file is CSV, so that a stranger can read it: a row that says what it is, a row of column names, then the rows.
 * Moments are RFC 3339 in UTC; an empty cell was not recorded.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HISTORY_HISTORY_H
#define HISTORY_HISTORY_H

#include <stdio.h>

#include "base/bytes.h"
#include "base/instant.h"
#include "history/names.h"

/* The moments of a row, in the order in which they should come.  STAMP(NAME, column, in words) */
#define STAMP_LIST(STAMP)                                                                                              \
	STAMP(RECEIVED, "received", "first contact")                                                                   \
	STAMP(ANSWERED, "answered", "answered")                                                                        \
	STAMP(ENTERED, "entered", "entered as an incident")                                                            \
	STAMP(ASSIGNED, "assigned", "unit assigned")                                                                   \
	STAMP(EN_ROUTE, "en_route", "unit on the way")                                                                 \
	STAMP(ON_SCENE, "on_scene", "unit on scene")                                                                   \
	STAMP(TRANSPORTING, "transporting", "transporting")                                                            \
	STAMP(AT_HOSPITAL, "at_hospital", "at the hospital")                                                           \
	STAMP(CLEAR, "clear", "unit clear")                                                                            \
	STAMP(CLOSED, "closed", "closed")

/* The words of a row.  WORD(NAME, column, in words) */
#define HISTORY_WORD_LIST(WORD)                                                                                        \
	WORD(CALL, "call", "the call's number")                                                                        \
	WORD(INCIDENT, "incident", "the incident's number")                                                            \
	WORD(UNIT, "unit", "the unit")                                                                                 \
	WORD(TYPE, "type", "what kind of call")                                                                        \
	WORD(PLACE, "place", "where, in words")                                                                        \
	WORD(AREA, "area", "the district")                                                                             \
	WORD(SAID, "said", "how it ended, in the city's words")

enum history_stamp {
#define STAMP(NAME, COLUMN, WORDS) STAMP_##NAME,
	STAMP_LIST(STAMP)
#undef STAMP
	    STAMP_COUNT
};

enum history_word {
#define WORD(NAME, COLUMN, WORDS) HISTORY_##NAME,
	HISTORY_WORD_LIST(WORD)
#undef WORD
	    HISTORY_WORD_COUNT
};

struct history_row {
	struct instant stamp[STAMP_COUNT]; /* zero: not recorded */
	uint32_t word[HISTORY_WORD_COUNT]; /* numbers in `names` */
	int32_t lat_e7, lon_e7;            /* both zero: not recorded */
	uint8_t priority;                  /* 1 to PRIORITY_MAX; 0: not recorded */
	uint8_t disposition;               /* enum disposition */
	uint8_t on_view; /* a unit came upon it, and nobody called; 0: not so, or the city does not say */
};

#define HISTORY_ROWS_MAX 100000000u

/* Zero-initialised it is empty; the caller closes it. */
struct history {
	struct names names;
	uint32_t title;       /* of the data, a number in `names` */
	uint32_t origin;      /* where it came from */
	uint32_t zone;        /* IANA name */
	uint32_t precision_s; /* of its moments: 1, 60, 86400 */
	uint32_t recorded;    /* 1 << enum history_stamp for each that the city records */
	bool tells_on_view;   /* whether the city says which calls nobody made */
	struct history_row *row;
	uint32_t rows;
	uint32_t room;
};

void history_close(struct history *history);
/* Appends a row; STATUS_LIMIT beyond HISTORY_ROWS_MAX, STATUS_MEMORY. */
enum status history_add(struct history *history, const struct history_row *row);

const char *history_stamp_name(enum history_stamp stamp);
const char *history_stamp_words(enum history_stamp stamp);
const char *history_word_name(enum history_word word);

/* Writes it all, with a column for on-views if the city tells them, which is the format's version 2; STATUS_IO, STATUS_FULL. */
enum status history_write(const struct history *history, FILE *file);
/*
 * Reads what history_write wrote.
 *   STATUS_MALFORMED  it is something else: ret_fault (static) says what, ret_line where
 *   STATUS_VERSION    written by another version
 *   STATUS_LIMIT, STATUS_MEMORY
 */
enum status history_read(struct bytes text, struct history *history, const char **ret_fault, uint64_t *ret_line);

#endif
