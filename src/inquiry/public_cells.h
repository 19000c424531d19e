/* What a center tells the public of one month: counts by district and by kind of call, small ones hidden.
 *
 * Two tables of the same calls, a row for each district and a row for each kind of call (as first entered), and in each row
 * what became of the calls by PUBLIC_FATE_LIST, which adds up to all of them.  Nothing smaller than a district and a month
 * is told, no percentage (it would be the count again), no sum over months, and small counts are hidden with whatever would
 * give them away (audit/suppress.h), in both tables at once because they share their totals.
 *
 * Only a month that the record goes past is told, and it should be told once: what a second telling adds is the
 * difference of the two.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INQUIRY_PUBLIC_CELLS_H
#define INQUIRY_PUBLIC_CELLS_H

#include <stdbool.h>

#include "audit/docket.h"
#include "base/bytes.h"

/* From first contact to a unit on scene, unless told. */
#define PUBLIC_TARGET_S 600u
#define PUBLIC_TARGET_MAX_S 86400u
/* A curve is a list of counts, and told only of so many calls, at multiples of so many seconds. */
#define PUBLIC_CURVE_CALLS 50u
#define PUBLIC_CURVE_GRID_S 30u
#define PUBLIC_CURVE_END_S 14400u
#define PUBLIC_FAULT_BYTES 200u

/* What became of a call; each call is in one.  FATE(NAME, its name in files, in words) */
#define PUBLIC_FATE_LIST(FATE)                                                                                         \
	FATE(WITHIN, "within_target", "a unit was on scene within the target, from first contact")                     \
	FATE(LATER, "after_target", "a unit was on scene, later than the target")                                      \
	FATE(UNRECORDED, "arrival_not_recorded",                                                                       \
	     "a unit was there, and when is not recorded, or by the clocks before the call came")                      \
	FATE(NO_UNIT, "closed_without_unit", "a call-taker answered, and it was closed without a unit")                \
	FATE(NEVER_ANSWERED, "never_answered", "no call-taker answered, and it was closed without a unit")             \
	FATE(OPEN, "open", "it is open where the record ends")

enum public_fate {
#define FATE(NAME, FILE, WORDS) PUBLIC_##NAME,
	PUBLIC_FATE_LIST(FATE)
#undef FATE
	    PUBLIC_FATES
};
/* In the place of a fate: all calls of the row. */
#define PUBLIC_CALLS PUBLIC_FATES

enum public_table { PUBLIC_DISTRICTS, PUBLIC_TYPES, PUBLIC_TABLES };

struct public_row {
	const char *name; /* "" : it is not recorded; borrowed from the docket */
	uint64_t count[PUBLIC_FATES + 1];
	bool hidden[PUBLIC_FATES + 1];
};

/* Of one district: so many calls had a unit on scene within so long. */
struct public_point {
	uint32_t row; /* of the districts */
	uint32_t within_s;
	uint64_t calls;
};

/* Zero-initialised; the caller closes it before the docket.  Rows are in the order of their names: they are not ranked. */
struct public_cells {
	const struct docket *docket;
	char month[8]; /* YYYY-MM */
	uint32_t target_s;
	struct public_row all;
	struct public_row *row[PUBLIC_TABLES];
	uint32_t rows[PUBLIC_TABLES];
	struct public_point *point;
	size_t points;
};

const char *public_fate_name(enum public_fate fate);
const char *public_fate_words(enum public_fate fate);

/*
 * Counts the calls whose first contact was in that month of the docket's zone, without tests and without what units came
 * upon by themselves; target_s from 1 to PUBLIC_TARGET_MAX_S.
 *   STATUS_MALFORMED  `month` is no YYYY-MM
 *   STATUS_MISSING    the record has no calls of that month, or does not go past it
 *   STATUS_MEMORY; `fault` is set on the first two
 */
enum status public_cells_make(const struct docket *docket, const char *month, uint32_t target_s,
                              struct public_cells *ret_cells, char fault[PUBLIC_FAULT_BYTES]);
void public_cells_close(struct public_cells *cells);

/* ---- as files: public_files.c ---- */

/* Of which record they are. */
struct public_source {
	const uint8_t *checkpoint; /* 32 bytes */
	const char *words;
};

/* Appends a table as CSV, hidden counts as `*`.  STATUS_MEMORY. */
enum status public_write_table(const struct public_cells *cells, enum public_table table, struct buffer *csv);
/* Appends the curves of those districts that have some.  STATUS_MEMORY. */
enum status public_write_curves(const struct public_cells *cells, struct buffer *csv);
/*
 * Writes districts.csv, types.csv, curves.csv and metadata.json, which has their hashes, into a new folder.  *ret_hash is
 * the SHA-256 of metadata.json; `path` is what could not be written.
 *   STATUS_BUSY  the folder is there already: nothing is written over
 *   STATUS_IO, STATUS_FULL, STATUS_MEMORY
 */
#define PUBLIC_PATH_BYTES 4096u
enum status public_write(const struct public_cells *cells, const struct public_source *source, const char *folder,
                         uint8_t ret_hash[32], char path[PUBLIC_PATH_BYTES]);

#endif
