/* Local clocks in UTC: hours that were skipped, hours that came twice, days that run past midnight. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "history/moment.h"

#include "check.h"

static void check_read(struct zone *zone, const char *text, const char *format, enum moment kind, const char *utc)
{
	struct instant at = { 0 };
	char got[INSTANT_TEXT_BYTES];
	CHECK_NUMBER(moment_read(zone, bytes_of_text(text), format, &at), kind);
	instant_write(at, got);
	CHECK_TEXT(got, utc);
}

static void check_of_day(struct zone *zone, const char *text, const char *after, int64_t back_s, const char *utc)
{
	struct instant at = { 0 }, from;
	char got[INSTANT_TEXT_BYTES];
	CHECK(instant_read(after, &from));
	CHECK(moment_read_of_day(zone, bytes_of_text(text), "%H:%M:%S", from, span_s(back_s), &at) == MOMENT_READ);
	instant_write(at, got);
	CHECK_TEXT(got, utc);
}

int main(void)
{
	static struct zone zone;
	struct instant at = { 0 };
	const char *us = "%m/%d/%Y %I:%M:%S %p";
	CHECK(!zone_open(&zone, "Atlantis/Capital") && !zone_open(&zone, "../../etc/passwd") && !zone_open(&zone, ""));
	if (!zone_open(&zone, "America/New_York"))
		check_skip("the zones of the IANA database (package tzdata) are not installed");
	check_read(&zone, "01/05/2016 12:00:01 AM", us, MOMENT_READ, "2016-01-05T05:00:01.000000Z");
	check_read(&zone, "07/05/2016 12:00:01 PM", us, MOMENT_READ, "2016-07-05T16:00:01.000000Z");
	/* Spring: 02:30 is read by the clock before the change.  Autumn: 01:30 came twice, and the first is meant. */
	check_read(&zone, "03/13/2016 02:30:00 AM", us, MOMENT_NEVER, "2016-03-13T07:30:00.000000Z");
	check_read(&zone, "11/06/2016 01:30:00 AM", us, MOMENT_TWICE, "2016-11-06T05:30:00.000000Z");
	check_read(&zone, "11/06/2016 02:30:00 AM", us, MOMENT_READ, "2016-11-06T07:30:00.000000Z");
	check_read(&zone, "02/30/2016 01:00:00 AM", us, MOMENT_NEVER, "");
	check_read(&zone, "02/28/2016 01:00:00 AM and more", us, MOMENT_MALFORMED, "");
	check_read(&zone, "1/1/18 23:50", "%m/%d/%y %H:%M", MOMENT_READ, "2018-01-02T04:50:00.000000Z");
	check_read(&zone, "01/01/2300 00:00:00 AM", us, MOMENT_MALFORMED, "");
	check_read(&zone, "01/01/2300 01:00:00 AM", us, MOMENT_NEVER, "");
	/* Where the clock moves by half an hour. */
	CHECK(zone_open(&zone, "Australia/Lord_Howe"));
	check_read(&zone, "06/01/2016 12:00:00 PM", us, MOMENT_READ, "2016-06-01T01:30:00.000000Z");
	check_read(&zone, "01/01/2016 12:00:00 PM", us, MOMENT_READ, "2016-01-01T01:00:00.000000Z");
	CHECK(zone_open(&zone, "Europe/Dublin"));
	check_of_day(&zone, "00:10:00", "2020-07-31T22:50:00Z", 3600, "2020-07-31T23:10:00.000000Z");
	check_of_day(&zone, "23:40:00", "2020-07-31T22:50:00Z", 3600,
	             "2020-07-31T22:40:00.000000Z");                                                /* a clock behind */
	check_of_day(&zone, "23:40:00", "2020-07-31T22:50:00Z", 60, "2020-08-01T22:40:00.000000Z"); /* or a day later */
	check_of_day(&zone, "12:00:00", "2020-01-01T11:30:00Z", 3600, "2020-01-01T12:00:00.000000Z");
	CHECK(moment_read_epoch(bytes_of_text("1667278839000"), 1000, &at) == MOMENT_READ);
	CHECK_NUMBER(at.us, 1667278839000000);
	CHECK(moment_read_epoch(bytes_of_text("0"), 1, &at) == MOMENT_NEVER);
	CHECK(moment_read_epoch(bytes_of_text("99999999999999999999"), 1, &at) == MOMENT_NEVER);
	CHECK(moment_read_epoch(bytes_of_text("12x"), 1, &at) == MOMENT_MALFORMED);
	return check_done();
}
