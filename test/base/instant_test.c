/* Moments go to text and back, and what is no moment is refused. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/instant.h"
#include "check.h"

static void goes_round(const char *text, int64_t us)
{
	struct instant at = { 0 };
	char back[INSTANT_TEXT_BYTES];
	CHECK(instant_read(text, &at));
	CHECK_NUMBER(at.us, us);
	instant_write(at, back);
	CHECK_TEXT(back, text);
}

static void check_days(void)
{
	static const char *const wrong[] = { "",           "2026-1-1",   "2026-02-29", "2026-13-01",  "2026-00-10",
		                             "2026-01-00", "2026-04-31", "20260101",   "2026-01-01T", "+026-01-01",
		                             " 2026-01-01" };
	char text[INSTANT_DAY_BYTES];
	int64_t day = 7, back;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		CHECK(!instant_day_read(wrong[i], &day) && day == 7);
	CHECK(instant_day_read("1970-01-01", &day) && day == 0);
	CHECK(instant_day_read("2024-02-29", &day) && day == 19782);
	for (int64_t at = -700000; at < 2900000; at += 997) {
		instant_day_write(at, text);
		CHECK(instant_day_read(text, &back) && back == at);
	}
}

int main(void)
{
	check_days();
	struct instant at = { 7 };
	goes_round("1970-01-01T00:00:00.000001Z", 1);
	goes_round("2017-01-01T07:57:56.000000Z", 1483257476000000);
	goes_round("1969-12-31T23:59:59.500000Z", -500000);
	goes_round("2106-02-07T06:28:16.000000Z", 4294967296000000);
	goes_round("2000-02-29T12:00:00.000000Z", 951825600000000);
	CHECK(instant_read("2026-11-24T02:30:00+01:00", &at) && at.us == 1795483800000000);
	static const char *const wrong[] = {
		"",
		"2026",
		"2026-02-30T00:00:00Z",
		"1900-02-29T00:00:00Z",
		"2026-11-24T24:00:00Z",
		"2026-11-24T02:30:00",
		"2026-11-24T02:30:00Zx",
		"2026-11-24T02:30:00.Z",
		"2026-13-01T00:00:00Z",
		"2026-11-24T02:30:00+1:00",
	};
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		at.us = 7;
		CHECK(!instant_read(wrong[i], &at));
		CHECK_NUMBER(at.us, 7);
	}
	for (int64_t day = -800000; day < 800000; day += 13) {
		int64_t year;
		unsigned month, of_month;
		instant_date(day, &year, &month, &of_month);
		if (instant_days(year, month, of_month) != day)
			CHECK_NUMBER(instant_days(year, month, of_month), day);
	}
	return check_done();
}
