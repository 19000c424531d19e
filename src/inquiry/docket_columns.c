/* Where each column hangs in a segment, and how wide it is. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/docket_columns.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

/* All pointers to things are alike here, so that one of any kind can be copied into its place. */
static_assert(sizeof(const int64_t *) == sizeof(const void *) && sizeof(const uint8_t *) == sizeof(const void *));

static size_t place_of(enum docket_column column)
{
	static const size_t single[] = {
		offsetof(struct docket_segment, expected_ms),   offsetof(struct docket_segment, lat_e7),
		offsetof(struct docket_segment, lon_e7),        offsetof(struct docket_segment, priority_first),
		offsetof(struct docket_segment, priority_last), offsetof(struct docket_segment, outcome),
		offsetof(struct docket_segment, disposition),   offsetof(struct docket_segment, flags),
	};
	assert(column < COLUMN_COUNT);
	if (column == COLUMN_CONTACT)
		return offsetof(struct docket_segment, contact_ms);
	if (column < COLUMN_SOURCE)
		return offsetof(struct docket_segment, after_ms) + (column - COLUMN_AFTER) * sizeof(const void *);
	if (column < COLUMN_WORD)
		return offsetof(struct docket_segment, source) + (column - COLUMN_SOURCE) * sizeof(const void *);
	if (column < COLUMN_EXPECTED)
		return offsetof(struct docket_segment, word) + (column - COLUMN_WORD) * sizeof(const void *);
	return single[column - COLUMN_EXPECTED];
}

size_t docket_column_bytes(enum docket_column column)
{
	assert(column < COLUMN_COUNT);
	if (column == COLUMN_CONTACT)
		return sizeof(int64_t);
	bool small = (column >= COLUMN_SOURCE && column < COLUMN_WORD) || column >= COLUMN_PRIORITY_FIRST;
	return small ? sizeof(uint8_t) : sizeof(int32_t);
}

const void *docket_column_at(const struct docket_segment *segment, enum docket_column column)
{
	const void *at;
	memcpy(&at, (const char *)segment + place_of(column), sizeof at);
	return at;
}

void docket_column_set(struct docket_segment *segment, enum docket_column column, const void *at)
{
	memcpy((char *)segment + place_of(column), &at, sizeof at);
}
