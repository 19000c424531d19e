/* A docket in memory, made row by row in any order, then put in the order of first contact. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INQUIRY_DOCKET_BUILD_H
#define INQUIRY_DOCKET_BUILD_H

#include "base/instant.h"
#include "core/vocabulary.h"
#include "history/names.h"
#include "inquiry/docket_columns.h"

#define DOCKET_CALLS_MAX 100000000u

/* One call, with moments as they were recorded; a moment of zero was not. */
struct docket_row {
	struct instant contact;
	struct instant at[DOCKET_MOMENTS];
	uint8_t source[DOCKET_MOMENTS]; /* enum docket_source; counts only where the moment is known */
	uint32_t word[DOCKET_WORDS];    /* from docket_build_word; 0: not recorded */
	int32_t expected_ms;            /* DOCKET_NEVER: not recorded */
	int32_t lat_e7, lon_e7;
	uint8_t priority_first, priority_last;
	uint8_t outcome;
	uint8_t disposition;
	uint8_t flags;
};

/* Zero-initialised it is empty; the caller closes it. */
struct docket_build {
	struct names names;
	void *column[COLUMN_COUNT];
	size_t calls, room;
	/* What the finished docket borrows. */
	struct docket_segment segment;
	const char **words;
	int32_t *offset_s;
	uint32_t title, zone; /* numbers in `names` */
};

/* What the docket says of itself.  Borrowed until docket_build_finish returns. */
struct docket_title {
	const char *title;
	const char *zone; /* IANA name */
	uint32_t precision_s;
	uint32_t recorded; /* 1 << enum docket_moment */
	struct instant until;
};

/*
 * Milliseconds from first contact to a moment: DOCKET_NEVER where either is not recorded, DOCKET_FAR where it is later
 * than an int32_t holds.  One that lies as far before first contact is INT32_MIN + 1, and so counted as negative.
 */
int32_t docket_after(struct instant contact, struct instant at);

/* What a disposition means for a closed call that no unit is known to have reached. */
enum docket_outcome docket_outcome_of(enum disposition disposition);

/* The number of a word; STATUS_LIMIT, STATUS_MEMORY. */
enum status docket_build_word(struct docket_build *build, struct bytes word, uint32_t *ret_number);
/* Adds a call; one without first contact stands under the moment zero, and has no moments.  STATUS_LIMIT, STATUS_MEMORY. */
enum status docket_build_add(struct docket_build *build, const struct docket_row *row);
/*
 * Sorts the rows, those of one moment in the order in which they came, and gives a docket of one segment that borrows
 * from the builder until it is closed.  Nothing can be added any more.
 *   STATUS_MISSING  there is no such zone here
 *   STATUS_MALFORMED  the zone's file is broken
 *   STATUS_LIMIT, STATUS_IO, STATUS_MEMORY
 */
enum status docket_build_finish(struct docket_build *build, const struct docket_title *title,
                                struct docket *ret_docket);
void docket_build_close(struct docket_build *build);

#endif
