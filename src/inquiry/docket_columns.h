/* The columns of a docket as one list, so that what is built, written and read is the same. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INQUIRY_DOCKET_COLUMNS_H
#define INQUIRY_DOCKET_COLUMNS_H

#include "audit/docket.h"

/* In the order in which they lie in files. */
enum docket_column {
	COLUMN_CONTACT,
	COLUMN_AFTER,                                       /* + enum docket_moment */
	COLUMN_SOURCE = COLUMN_AFTER + (int)DOCKET_MOMENTS, /* + enum docket_moment */
	COLUMN_WORD = COLUMN_SOURCE + (int)DOCKET_MOMENTS,  /* + enum docket_word */
	COLUMN_EXPECTED = COLUMN_WORD + (int)DOCKET_WORDS,
	COLUMN_LAT,
	COLUMN_LON,
	COLUMN_PRIORITY_FIRST,
	COLUMN_PRIORITY_LAST,
	COLUMN_OUTCOME,
	COLUMN_DISPOSITION,
	COLUMN_FLAGS,
	COLUMN_COUNT
};

/* How long one value is: 1, 4 or 8. */
size_t docket_column_bytes(enum docket_column column);
/* Where a segment has the column. */
const void *docket_column_at(const struct docket_segment *segment, enum docket_column column);
void docket_column_set(struct docket_segment *segment, enum docket_column column, const void *at);

#endif
