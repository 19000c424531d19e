/* Buffers stay under their cap; UTF-8 is judged as RFC 3629 says. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/bytes.h"
#include "check.h"

static void buffer_keeps_its_cap(void)
{
	struct buffer buffer = { .cap = 10 };
	CHECK(buffer_append_text(&buffer, "12345") == STATUS_OK);
	CHECK(buffer_append_text(&buffer, "123456") == STATUS_LIMIT);
	CHECK_NUMBER(buffer.length, 5);
	CHECK(buffer_print(&buffer, "%d", 789) == STATUS_OK);
	CHECK(bytes_same(buffer_bytes(&buffer), bytes_of_text("12345789")));
	buffer_close(&buffer);
	CHECK(buffer.at == NULL && buffer.cap == 10);
}

static void utf8_is_judged(void)
{
	static const struct {
		const char *text;
		bool good;
	} rows[] = {
		{ "", true },
		{ "help", true },
		{ "\xc3\xa9", true },
		{ "\xe2\x82\xac", true },
		{ "\xf0\x9f\x9a\x91", true },
		{ "\xc0\x80", false },
		{ "\xed\xa0\x80", false },
		{ "\xf4\x90\x80\x80", false },
		{ "\xe2\x82", false },
		{ "\x80", false },
		{ "\xff", false },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		CHECK(bytes_are_utf8(bytes_of_text(rows[i].text)) == rows[i].good);
}

static void integers_are_little_endian(void)
{
	uint8_t at[8];
	bytes_put_u64(at, 0x1122334455667788);
	CHECK(at[0] == 0x88 && at[7] == 0x11 && bytes_get_u64(at) == 0x1122334455667788);
	bytes_put_u16(at, 0xabcd);
	CHECK(bytes_get_u16(at) == 0xabcd);
}

int main(void)
{
	buffer_keeps_its_cap();
	utf8_is_judged();
	integers_are_little_endian();
	CHECK_TEXT(status_text(STATUS_FULL), "the disk is full");
	return check_done();
}
