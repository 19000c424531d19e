/* How one city writes its records, in a file of settings and no code: tocsin-mapping(5). */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HISTORY_MAPPING_H
#define HISTORY_MAPPING_H

#include <regex.h>

#include "history/history.h"
#include "history/moment.h"
#include "settings/outline.h"

/* Everything that a mapping may say of a row; the keys of `columns`. */
enum target {
	TARGET_WORD,                                          /* + enum history_word */
	TARGET_STAMP = TARGET_WORD + (int)HISTORY_WORD_COUNT, /* + enum history_stamp */
	TARGET_PRIORITY = TARGET_STAMP + (int)STAMP_COUNT,
	TARGET_DISPOSITION,
	TARGET_LAT,
	TARGET_LON,
	TARGET_POINT,   /* latitude and longitude in one column */
	TARGET_ON_VIEW, /* words by which a city marks what nobody called about */
	TARGET_COUNT
};

/* The most columns that make one value. */
#define PARTS_MAX 4u
#define FORMAT_MAX_BYTES 64u
#define NAME_MAX_BYTES 200u

/* One word that a column may hold, and what it means. */
struct mapping_value {
	char *from;
	char *to;        /* for words; NULL for priorities, dispositions and on-views */
	uint8_t meaning; /* a priority or an enum disposition */
};

struct mapping_column {
	unsigned parts; /* 0: the city does not record it */
	char *part[PARTS_MAX];
	const struct outline_node *place[PARTS_MAX]; /* for problems */
	enum clock_form form;
	char format[FORMAT_MAX_BYTES];
	enum history_stamp after; /* CLOCK_OF_DAY and CLOCK_SECONDS_AFTER */
	struct span back;         /* CLOCK_OF_DAY: how far before it may lie */
	bool matched;             /* only what the first group of `match` finds counts */
	regex_t match;
	struct mapping_value *value;
	unsigned values;
	bool otherwise; /* a word that is not listed means this */
	uint8_t otherwise_meaning;
};

struct mapping {
	struct outline *outline; /* problems point into it */
	char title[NAME_MAX_BYTES];
	char origin[NAME_MAX_BYTES];
	char remarks[NAME_MAX_BYTES]; /* what a reader of its figures must know; may be empty */
	char zone[FORMAT_MAX_BYTES];
	char encoding[FORMAT_MAX_BYTES]; /* "": UTF-8 */
	char separator;
	uint32_t precision_s;
	char **missing; /* words that mean "not recorded" in any column */
	unsigned missings;
	bool bounded;
	double south, west, north, east;
	struct mapping_column column[TARGET_COUNT];
};

/*
 * Reads a mapping; the caller closes it.
 *   STATUS_MALFORMED  it is none: the problems say where and what to do
 *   STATUS_LIMIT, STATUS_MEMORY
 */
enum status mapping_open(struct bytes bytes, const char *name, struct problems *problems, struct mapping **ret_mapping);
void mapping_close(struct mapping *mapping);

/* The key under `columns`; static. */
const char *target_name(enum target target);
static inline bool target_is_stamp(enum target target)
{
	return target >= TARGET_STAMP && target < TARGET_PRIORITY;
}

#endif
