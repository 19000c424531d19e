/* A day's bytes: as the format says, and with each thing that cannot be, its checksum set right. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/docket_day.h"

#include "check.h"
#include "core/vocabulary.h"
#include "inquiry/docket_build.h"

#define CALLS 3u
#define WORDS 4u
#define FIRST_US 1700000000000000LL
#define TABLE_AT 96u
#define ROOM_BYTES 8192u

static struct hasher *hasher;
static _Alignas(DOCKET_DAY_ALIGNMENT) uint8_t image[ROOM_BYTES];
static size_t image_bytes;

static void make(void)
{
	struct docket_build build = { 0 };
	struct docket docket;
	struct buffer buffer = { 0 };
	static const uint32_t numbers[] = { 0, 3, 2, 1, 0, 0 };
	for (unsigned i = 0; i < CALLS; i++) {
		struct docket_row row = { .contact = { FIRST_US + i * 1000000 },
			                  .outcome = DOCKET_IS_SERVED,
			                  .expected_ms = 7 };
		row.at[DOCKET_ON_SCENE].us = FIRST_US + 60000000;
		row.source[DOCKET_ON_SCENE] = DOCKET_BY_DEVICE;
		CHECK(docket_build_word(&build, bytes_of_text(i == 1 ? "fire" : "ill"), &row.word[DOCKET_TYPE]) ==
		      STATUS_OK);
		CHECK(docket_build_add(&build, &row) == STATUS_OK);
	}
	struct docket_title title = { "t", "UTC", 1, 16, { FIRST_US + 9000000 } };
	CHECK(docket_build_finish(&build, &title, &docket) == STATUS_OK);
	struct docket_slice slice[] = { { docket.segment, 0, 1, numbers }, { docket.segment, 1, CALLS, numbers } };
	struct docket_day day = { .until_ms = docket.until_ms, .day = -5, .precision_s = 60, .recorded = 16 };
	CHECK(docket_day_write(&day, slice, 2, hasher, &buffer) == STATUS_OK);
	image_bytes = buffer.length;
	memcpy(image, buffer.at, image_bytes);
	buffer_close(&buffer);
	docket_build_close(&build);
}

/* Sets the checksum right and reads. */
static enum status read_forged(const char **ret_fault, struct docket_day *day)
{
	const struct bytes piece[] = { bytes_of(image, 64), bytes_of(image + TABLE_AT, image_bytes - TABLE_AT) };
	struct hash hash = hash_pieces(hasher, HASH_PLAIN, piece, 2);
	memcpy(image + 64, hash.at, HASH_BYTES);
	return docket_day_read(bytes_of(image, image_bytes), WORDS, hasher, day, ret_fault);
}

/* As a stranger would read it who has the header's page before him. */
static void check_format(void)
{
	struct docket_day day;
	const char *fault = NULL;
	make();
	CHECK(read_forged(&fault, &day) == STATUS_OK);
	CHECK(memcmp(image, "TCDOCKET\1\0\0\0\4\3\2\1\3\0\0\0\0\0\0\0", 24) == 0);
	CHECK(bytes_get_u64(image + 24) == (uint64_t)FIRST_US / 1000 + 9000 &&
	      (int32_t)bytes_get_u32(image + 32) == -5);
	CHECK(bytes_get_u32(image + 36) == 60 && bytes_get_u32(image + 40) == 16 &&
	      bytes_get_u32(image + 44) == COLUMN_COUNT);
	CHECK(bytes_get_u64(image + 48) == image_bytes && image_bytes % 64 == 0);
	uint64_t next = TABLE_AT + 16 * COLUMN_COUNT;
	for (unsigned i = 0; i < COLUMN_COUNT; i++) {
		uint64_t at = bytes_get_u64(image + TABLE_AT + i * 16);
		CHECK(at % 64 == 0 && at >= next && at < next + 64);
		CHECK(bytes_get_u32(image + TABLE_AT + i * 16 + 8) == docket_column_bytes(i));
		CHECK(docket_column_at(&day.segment, i) == image + at);
		next = at + CALLS * docket_column_bytes(i);
	}
	CHECK(day.day == -5 && day.precision_s == 60 && day.recorded == 16 && day.segment.calls == CALLS);
	CHECK(day.segment.contact_ms[2] == FIRST_US / 1000 + 2000);
	CHECK(day.segment.after_ms[DOCKET_ON_SCENE][1] == 59000);
	/* "ill" was 1 and is 3 here, "fire" is 2 in both. */
	CHECK(day.segment.word[DOCKET_TYPE][0] == 3 && day.segment.word[DOCKET_TYPE][1] == 2);
}

static uint8_t *value_at(unsigned column, unsigned call)
{
	return image + bytes_get_u64(image + TABLE_AT + column * 16) + call * docket_column_bytes(column);
}

static void check_told(const char *what, enum status wanted)
{
	struct docket_day day;
	const char *fault = NULL;
	enum status status = read_forged(&fault, &day);
	CHECK_NUMBER(status, wanted);
	if (!CHECK(fault && strstr(fault, what)))
		(void)fprintf(stderr, "  got \"%s\", wanted \"%s\"\n", fault ? fault : "(nothing)", what);
}

/* One value of the second call that cannot be. */
static void check_value(unsigned column, uint64_t value, const char *what)
{
	uint8_t all[8];
	make();
	bytes_put_u64(all, value);
	memcpy(value_at(column, 1), all, docket_column_bytes(column));
	check_told(what, STATUS_CORRUPT);
}

static void check_values(void)
{
	check_value(COLUMN_CONTACT, (uint64_t)FIRST_US / 1000 - 1, "order of first contact");
	check_value(COLUMN_CONTACT, (uint64_t)FIRST_US / 1000 + 2001, "order of first contact");
	check_value(COLUMN_SOURCE + DOCKET_ON_SCENE, DOCKET_SOURCES, "source of a moment");
	check_value(COLUMN_SOURCE + DOCKET_CLOSED, DOCKET_BY_HUMAN, "not recorded has a source");
	check_value(COLUMN_AFTER + DOCKET_ON_SCENE, (uint64_t)(uint32_t)DOCKET_NEVER, "not recorded has a source");
	for (unsigned i = 0; i < DOCKET_WORDS; i++)
		check_value(COLUMN_WORD + i, WORDS, "not among the words");
	check_value(COLUMN_OUTCOME, DOCKET_OUTCOMES, "outcome");
	check_value(COLUMN_DISPOSITION, DISPOSITION_COUNT, "disposition");
	check_value(COLUMN_PRIORITY_FIRST, 5, "priority");
	check_value(COLUMN_PRIORITY_LAST, 5, "priority");
	check_value(COLUMN_FLAGS, DOCKET_FOLLOWED | DOCKET_OVERRIDDEN, "both followed and overridden");
	check_value(COLUMN_LAT, 900000001, "not on earth");
	check_value(COLUMN_LAT, (uint64_t)(uint32_t)-900000001, "not on earth");
	check_value(COLUMN_LON, 1800000001, "not on earth");
	make();
	memset(value_at(COLUMN_CONTACT, 0), 0, 8);
	check_told("without first contact has a moment", STATUS_CORRUPT);
}

static void check_header(unsigned at, uint32_t value, const char *what, enum status wanted)
{
	make();
	bytes_put_u32(image + at, value);
	check_told(what, wanted);
}

static void check_headers(void)
{
	check_header(0, 0, "no day of a docket", STATUS_MALFORMED);
	check_header(8, 2, "version", STATUS_VERSION);
	check_header(12, 0x04030201, "another order", STATUS_VERSION);
	check_header(12, 5, "table of columns", STATUS_CORRUPT);
	check_header(16, CALLS + 100, "length", STATUS_CORRUPT);
	check_header(20, UINT32_MAX, "length", STATUS_CORRUPT);
	check_header(36, 0, "precision", STATUS_CORRUPT);
	check_header(36, 86401, "precision", STATUS_CORRUPT);
	check_header(40, 64, "precision", STATUS_CORRUPT);
	check_header(44, COLUMN_COUNT - 1, "table of columns", STATUS_CORRUPT);
	check_header(48, 64, "length", STATUS_CORRUPT);
	check_header(56, 1, "table of columns", STATUS_CORRUPT);
	check_header(TABLE_AT, 640, "table of columns", STATUS_CORRUPT);
	check_header(TABLE_AT + 8, 4, "table of columns", STATUS_CORRUPT);
	check_header(TABLE_AT + 12, 1, "table of columns", STATUS_CORRUPT);
	make();
	image[image_bytes - 1] ^= 1;
	struct docket_day day;
	const char *fault = NULL;
	CHECK(docket_day_read(bytes_of(image, image_bytes), WORDS, hasher, &day, &fault) == STATUS_CORRUPT);
	CHECK(fault && strstr(fault, "checksum"));
}

int main(void)
{
	CHECK(hasher_open(&hasher) == STATUS_OK);
	check_format();
	check_values();
	check_headers();
	hasher_close(hasher);
	return check_done();
}
