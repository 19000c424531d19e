/* Clocks against the C library's own reading of the same files, over 200 years; gaps, overlaps, footers, bad files. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/tz.h"

#include <time.h>

#include "check.h"

#define ZONES "/usr/share/zoneinfo/"

static struct tz *open_zone(const char *name)
{
	static uint8_t bytes[TZ_FILE_BYTES_MAX];
	char path[128];
	struct tz *tz = NULL;
	(void)snprintf(path, sizeof path, ZONES "%s", name);
	FILE *file = fopen(path, "rb");
	if (!file)
		check_skip("there is no " ZONES " here: install tzdata");
	size_t length = fread(bytes, 1, sizeof bytes, file);
	(void)fclose(file);
	CHECK(tz_read(bytes_of(bytes, length), name, &tz) == STATUS_OK);
	return tz;
}

/* Every 50 hours and some minutes from 1901 to 2099. */
static void check_against_libc(const char *name)
{
	struct tz *tz = open_zone(name);
	char setting[128];
	int differ = 0;
	(void)snprintf(setting, sizeof setting, ":%s", name);
	(void)setenv("TZ", setting, 1);
	tzset();
	for (int64_t at = -2177452800; at < 4070908800 && tz; at += 50 * 3600 + 1320) {
		time_t seconds = (time_t)at;
		struct tm local;
		(void)localtime_r(&seconds, &local);
		differ += local.tm_gmtoff != tz_offset_s(tz, (struct instant){ at * 1000000 });
	}
	if (!CHECK_NUMBER(differ, 0))
		(void)fprintf(stderr, "  in %s\n", name);
	tz_close(tz);
}

static void check_changes(void)
{
	struct tz *tz = open_zone("Europe/Berlin");
	struct instant at, change;
	CHECK(instant_read("2027-03-01T00:00:00Z", &at));
	change = tz_next_change(tz, at);
	struct instant wanted;
	CHECK(instant_read("2027-03-28T01:00:00Z", &wanted) && change.us == wanted.us);
	CHECK_NUMBER(tz_offset_s(tz, (struct instant){ change.us - 1 }), 3600);
	CHECK_NUMBER(tz_offset_s(tz, change), 7200);
	CHECK(instant_read("2150-01-15T00:00:00Z", &at)); /* by the footer */
	CHECK_NUMBER(tz_offset_s(tz, at), 3600);
	CHECK_TEXT(tz_name(tz), "Europe/Berlin");
	tz_close(tz);
	CHECK(tz_fixed(-19800, &tz) == STATUS_OK);
	CHECK_TEXT(tz_name(tz), "-05:30");
	CHECK(tz_offset_s(tz, at) == -19800 && tz_next_change(tz, at).us == INSTANT_MAX_US);
	tz_close(tz);
	CHECK(tz_fixed(27 * 3600, &tz) == STATUS_MALFORMED);
}

static enum status of_footer(const char *footer, struct tz **ret_tz)
{
	uint8_t file[512] = { 0 };
	size_t at = 0;
	for (int version = 0; version < 2; version++) {
		for (int i = 0; i < 5; i++)
			file[at + i] = (uint8_t) "TZif2"[i];
		file[at + 39] = 1; /* a type */
		at += 44 + 6;
	}
	at += (size_t)snprintf((char *)file + at, sizeof file - at, "\n%s\n", footer);
	return tz_read(bytes_of(file, at), "made", ret_tz);
}

static void check_footers(void)
{
	static const char *const bad[] = { "E",
		                           "EST",
		                           "EST5EDT",
		                           "EST5EDT,M13.1.0,M11.1.0",
		                           "EST5EDT,M3.0.0,M11.1.0",
		                           "EST5EDT,M3.2.0",
		                           "EST5EDT,M3.2.0,M11.1.0,",
		                           "<+03",
		                           "EST99",
		                           "EST5EDT,J0,J5" };
	struct tz *tz;
	struct instant july, december;
	CHECK(instant_read("2026-07-01T12:00:00Z", &july) && instant_read("2026-12-01T12:00:00Z", &december));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (!CHECK(of_footer(bad[i], &tz) == STATUS_MALFORMED))
			(void)fprintf(stderr, "  %s\n", bad[i]);
	CHECK(of_footer("EST5EDT,M3.2.0,M11.1.0", &tz) == STATUS_OK);
	CHECK(tz_offset_s(tz, july) == -14400 && tz_offset_s(tz, december) == -18000);
	tz_close(tz);
	CHECK(of_footer("<-03>3<-02>,M3.5.0/-2,M10.5.0/-1", &tz) == STATUS_OK); /* as America/Nuuk was */
	CHECK(tz_offset_s(tz, july) == -7200 && tz_offset_s(tz, december) == -10800);
	tz_close(tz);
	CHECK(of_footer("ABC-1DEF,J60/0,305", &tz) == STATUS_OK);
	CHECK(tz_offset_s(tz, july) == 7200 && tz_offset_s(tz, december) == 3600);
	tz_close(tz);
	CHECK(tz_read(bytes_of_text("TZif"), "short", &tz) == STATUS_MALFORMED);
}

int main(void)
{
	static const char *const zones[] = {
		"Europe/Berlin",   "America/New_York", "America/Los_Angeles", "Australia/Lord_Howe",
		"Asia/Kolkata",    "Asia/Kathmandu",   "Africa/Casablanca",   "America/Sao_Paulo",
		"Pacific/Apia",    "Pacific/Chatham",  "America/St_Johns",    "Europe/Dublin",
		"Europe/Moscow",   "Asia/Tehran",      "America/Nuuk",        "Antarctica/Troll",
		"Africa/Monrovia", "Asia/Manila",      "America/Phoenix",     "UTC"
	};
	for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
		check_against_libc(zones[i]);
	check_changes();
	check_footers();
	return check_done();
}
