/* Writes a day's columns one behind the other, and believes nothing of what it reads. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/docket_day.h"

#include <assert.h>
#include <string.h>

#include "core/board.h"
#include "core/vocabulary.h"

#define MAGIC_BYTES 8u
#define BYTE_ORDER_MARK 0x01020304u
#define BYTE_ORDER_SWAPPED 0x04030201u
#define HASH_AT 64u
#define TABLE_AT 96u
#define TABLE_ROW_BYTES 16u
#define PRECISION_MAX_S 86400u
#define LAT_MAX_E7 900000000
#define LON_MAX_E7 1800000000

static const uint8_t magic[MAGIC_BYTES] = { 'T', 'C', 'D', 'O', 'C', 'K', 'E', 'T' };

/* Columns are used as they lie on disk. */
static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);

/* Places in the header. */
enum {
	VERSION_AT = 8,
	ORDER_AT = 12,
	ROWS_AT = 16,
	UNTIL_AT = 24,
	DAY_AT = 32,
	PRECISION_AT = 36,
	RECORDED_AT = 40,
	COLUMNS_AT = 44,
	LENGTH_AT = 48,
	SPARE_AT = 56
};

static uint64_t aligned(uint64_t at)
{
	return (at + DOCKET_DAY_ALIGNMENT - 1) / DOCKET_DAY_ALIGNMENT * DOCKET_DAY_ALIGNMENT;
}

/* Where each column lies in a day of so many rows, and how long all of it is. */
static uint64_t lay_out(uint64_t rows, uint64_t at[COLUMN_COUNT])
{
	uint64_t next = aligned(TABLE_AT + COLUMN_COUNT * TABLE_ROW_BYTES);
	for (unsigned i = 0; i < COLUMN_COUNT; i++) {
		at[i] = next;
		next = aligned(next + rows * docket_column_bytes(i));
	}
	return next;
}

static struct hash hash_of(struct hasher *hasher, struct bytes bytes)
{
	const struct bytes piece[] = { bytes_of(bytes.at, HASH_AT),
		                       bytes_of(bytes.at + HASH_AT + HASH_BYTES, bytes.length - HASH_AT - HASH_BYTES) };
	return hash_pieces(hasher, HASH_PLAIN, piece, 2);
}

/* ---- writing ---- */

static void put_column(uint8_t *to, unsigned column, const struct docket_slice *slice)
{
	size_t bytes = docket_column_bytes(column), count = slice->to - slice->from;
	const uint8_t *from = docket_column_at(slice->segment, column);
	if (!count)
		return;
	memcpy(to, from + slice->from * bytes, count * bytes);
	for (size_t i = 0; column >= COLUMN_WORD && column < COLUMN_EXPECTED && i < count; i++)
		bytes_put_u32(to + i * bytes, slice->word[bytes_get_u32(to + i * bytes)]);
}

static void put_header(uint8_t *to, const struct docket_day *day, uint64_t rows, uint64_t length,
                       const uint64_t at[COLUMN_COUNT])
{
	memcpy(to, magic, MAGIC_BYTES);
	bytes_put_u32(to + VERSION_AT, DOCKET_DAY_VERSION);
	bytes_put_u32(to + ORDER_AT, BYTE_ORDER_MARK);
	bytes_put_u64(to + ROWS_AT, rows);
	bytes_put_u64(to + UNTIL_AT, (uint64_t)day->until_ms);
	bytes_put_u32(to + DAY_AT, (uint32_t)day->day);
	bytes_put_u32(to + PRECISION_AT, day->precision_s);
	bytes_put_u32(to + RECORDED_AT, day->recorded);
	bytes_put_u32(to + COLUMNS_AT, COLUMN_COUNT);
	bytes_put_u64(to + LENGTH_AT, length);
	for (unsigned i = 0; i < COLUMN_COUNT; i++) {
		uint8_t *row = to + TABLE_AT + i * TABLE_ROW_BYTES;
		bytes_put_u64(row, at[i]);
		bytes_put_u32(row + 8, (uint32_t)docket_column_bytes(i));
	}
}

enum status docket_day_write(const struct docket_day *day, const struct docket_slice *slice, size_t slices,
                             struct hasher *hasher, struct buffer *buffer)
{
	uint64_t at[COLUMN_COUNT], rows = 0;
	assert(!buffer->length);
	for (size_t i = 0; i < slices; i++)
		rows += slice[i].to - slice[i].from;
	uint64_t length = lay_out(rows, at);
	enum status status = buffer_reserve(buffer, length);
	if (status != STATUS_OK)
		return status;
	memset(buffer->at, 0, length);
	buffer->length = length;
	put_header(buffer->at, day, rows, length, at);
	for (unsigned column = 0; column < COLUMN_COUNT; column++) {
		uint8_t *to = buffer->at + at[column];
		for (size_t i = 0; i < slices; i++) {
			put_column(to, column, &slice[i]);
			to += (slice[i].to - slice[i].from) * docket_column_bytes(column);
		}
	}
	struct hash hash = hash_of(hasher, buffer_bytes(buffer));
	memcpy(buffer->at + HASH_AT, hash.at, HASH_BYTES);
	return STATUS_OK;
}

/* ---- reading ---- */

static enum status check_header(struct bytes bytes, const char **ret_fault)
{
	uint64_t at[COLUMN_COUNT];
	*ret_fault = "it is no day of a docket";
	if (bytes.length < TABLE_AT || memcmp(bytes.at, magic, MAGIC_BYTES) != 0)
		return STATUS_MALFORMED;
	*ret_fault = "it was written on a machine whose bytes stand in another order";
	if (bytes_get_u32(bytes.at + ORDER_AT) == BYTE_ORDER_SWAPPED)
		return STATUS_VERSION;
	*ret_fault = "it was written by a version that this one cannot read";
	if (bytes_get_u32(bytes.at + VERSION_AT) != DOCKET_DAY_VERSION)
		return STATUS_VERSION;
	*ret_fault = "its length is not what its header says";
	uint64_t rows = bytes_get_u64(bytes.at + ROWS_AT);
	/* No more rows than bytes: what follows cannot overflow. */
	if (rows > bytes.length || bytes_get_u64(bytes.at + LENGTH_AT) != bytes.length ||
	    lay_out(rows, at) != bytes.length)
		return STATUS_CORRUPT;
	*ret_fault = "its table of columns is not that of a docket";
	if (bytes_get_u32(bytes.at + ORDER_AT) != BYTE_ORDER_MARK || bytes_get_u64(bytes.at + SPARE_AT) ||
	    bytes_get_u32(bytes.at + COLUMNS_AT) != COLUMN_COUNT)
		return STATUS_CORRUPT;
	for (unsigned i = 0; i < COLUMN_COUNT; i++) {
		const uint8_t *row = bytes.at + TABLE_AT + i * TABLE_ROW_BYTES;
		if (bytes_get_u64(row) != at[i] || bytes_get_u32(row + 8) != docket_column_bytes(i) ||
		    bytes_get_u32(row + 12))
			return STATUS_CORRUPT;
	}
	*ret_fault = "its precision, or what it records, is none that there is";
	uint32_t precision_s = bytes_get_u32(bytes.at + PRECISION_AT);
	bool possible = precision_s && precision_s <= PRECISION_MAX_S;
	return possible && !(bytes_get_u32(bytes.at + RECORDED_AT) >> DOCKET_MOMENTS) ? STATUS_OK : STATUS_CORRUPT;
}

static const char *check_moments(const struct docket_segment *segment, size_t at)
{
	for (unsigned i = 0; i < DOCKET_MOMENTS; i++) {
		bool known = segment->after_ms[i][at] != DOCKET_NEVER;
		if (segment->source[i][at] >= DOCKET_SOURCES)
			return "the source of a moment is none that there is";
		if (!known && segment->source[i][at] != DOCKET_BY_NONE)
			return "a moment that is not recorded has a source";
		if (known && segment->contact_ms[at] == DOCKET_NO_CONTACT)
			return "a call without first contact has a moment";
	}
	return NULL;
}

static const char *check_codes(const struct docket_segment *segment, size_t at, uint32_t words)
{
	int32_t lat_e7 = segment->lat_e7[at], lon_e7 = segment->lon_e7[at];
	for (unsigned i = 0; i < DOCKET_WORDS; i++)
		if (segment->word[i][at] >= words)
			return "a word is not among the words";
	if (segment->outcome[at] >= DOCKET_OUTCOMES)
		return "an outcome is none that there is";
	if (segment->disposition[at] >= DISPOSITION_COUNT)
		return "a disposition is none that there is";
	if (segment->priority_first[at] > PRIORITY_MAX || segment->priority_last[at] > PRIORITY_MAX)
		return "a priority is none that there is";
	if ((segment->flags[at] & DOCKET_FOLLOWED) && (segment->flags[at] & DOCKET_OVERRIDDEN))
		return "a recommendation was both followed and overridden";
	if (lat_e7 < -LAT_MAX_E7 || lat_e7 > LAT_MAX_E7 || lon_e7 < -LON_MAX_E7 || lon_e7 > LON_MAX_E7)
		return "a place is not on earth";
	return NULL;
}

static const char *check_rows(const struct docket_segment *segment, uint32_t words)
{
	const char *fault = NULL;
	for (size_t i = 0; !fault && i < segment->calls; i++) {
		if (i && segment->contact_ms[i] < segment->contact_ms[i - 1])
			return "its calls are not in the order of first contact";
		fault = check_moments(segment, i);
		if (!fault)
			fault = check_codes(segment, i, words);
	}
	return fault;
}

enum status docket_day_read(struct bytes bytes, uint32_t words, struct hasher *hasher, struct docket_day *ret_day,
                            const char **ret_fault)
{
	uint64_t at[COLUMN_COUNT];
	assert(words && (uintptr_t)bytes.at % DOCKET_DAY_ALIGNMENT == 0);
	enum status status = check_header(bytes, ret_fault);
	if (status != STATUS_OK)
		return status;
	*ret_fault = "its checksum is not that of its bytes: it is damaged";
	struct hash hash = hash_of(hasher, bytes), kept;
	memcpy(kept.at, bytes.at + HASH_AT, HASH_BYTES);
	if (!hash_same(&hash, &kept))
		return STATUS_CORRUPT;
	struct docket_day day = { .segment.calls = (size_t)bytes_get_u64(bytes.at + ROWS_AT),
		                  .until_ms = (int64_t)bytes_get_u64(bytes.at + UNTIL_AT),
		                  .day = (int32_t)bytes_get_u32(bytes.at + DAY_AT),
		                  .precision_s = bytes_get_u32(bytes.at + PRECISION_AT),
		                  .recorded = bytes_get_u32(bytes.at + RECORDED_AT) };
	(void)lay_out(day.segment.calls, at);
	for (unsigned i = 0; i < COLUMN_COUNT; i++)
		docket_column_set(&day.segment, i, bytes.at + at[i]);
	*ret_fault = check_rows(&day.segment, words);
	if (*ret_fault)
		return STATUS_CORRUPT;
	*ret_day = day;
	return STATUS_OK;
}
