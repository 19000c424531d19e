/* One local day of a docket as bytes, which are used as they lie: a header, a table of columns, then the columns.
 *
 * All little-endian, every column at a multiple of 64 bytes, gaps zero:
 *    0  "TCDOCKET"   8 version (u32)   12 byte order (u32)   16 rows (u64)   24 the record goes to, ms (i64)
 *   32  local day since 1970 (i32)   36 precision in s   40 recorded   44 columns (u32 each)
 *   48  length of all of it (u64)   56 zeros   64 SHA-256 of all of it but these 32 bytes
 *   96  of each column: where it lies (u64), bytes of one value (u32), zero (u32)
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INQUIRY_DOCKET_DAY_H
#define INQUIRY_DOCKET_DAY_H

#include "base/bytes.h"
#include "inquiry/docket_columns.h"
#include "ledger/hash.h"

#define DOCKET_DAY_ALIGNMENT 64u
#define DOCKET_DAY_VERSION 1u

struct docket_day {
	struct docket_segment segment;
	int64_t until_ms;
	int32_t day; /* local, since 1970 */
	uint32_t precision_s, recorded;
};

/* Calls of one segment, from..to - 1, whose words are numbers of another list: word[number of the docket]. */
struct docket_slice {
	const struct docket_segment *segment;
	size_t from, to;
	const uint32_t *word;
};

/* Appends a day made of slices, in their order, to an empty buffer; of `day` all but the segment is read.  STATUS_MEMORY. */
enum status docket_day_write(const struct docket_day *day, const struct docket_slice *slice, size_t slices,
                             struct hasher *hasher, struct buffer *buffer);
/*
 * Checks everything about a day's bytes, which lie at a multiple of DOCKET_DAY_ALIGNMENT and outlive the segment that
 * points into them.  `words` is how many there are, the empty one counted.  On any status but STATUS_OK *ret_fault says
 * what is wrong (static).
 *   STATUS_MALFORMED  it is no day of a docket
 *   STATUS_VERSION    of another version, or of another kind of machine
 *   STATUS_CORRUPT    its bytes are not what was written, or what was written cannot be
 */
enum status docket_day_read(struct bytes bytes, uint32_t words, struct hasher *hasher, struct docket_day *ret_day,
                            const char **ret_fault);

#endif
