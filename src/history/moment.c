/* Formats are the C library's strptime, zones its copy of the IANA database; the calendar is checked here. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "history/moment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define HOUR_S 3600
#define DAY_S 86400
#define ZONES_FOLDER "/usr/share/zoneinfo/"
#define ZONE_NAME_MAX_BYTES 64u

bool zone_open(struct zone *zone, const char *name)
{
	char path[sizeof ZONES_FOLDER + ZONE_NAME_MAX_BYTES];
	if (!name[0] || name[0] == '/' || strstr(name, "..") || strlen(name) >= ZONE_NAME_MAX_BYTES)
		return false;
	(void)snprintf(path, sizeof path, "%s%s", ZONES_FOLDER, name);
	/* The library takes an unknown zone for UTC, in silence. */
	if (access(path, R_OK) != 0 || setenv("TZ", name, 1) != 0)
		return false;
	tzset();
	memset(zone, 0, sizeof *zone);
	return true;
}

static int64_t days_of(const struct tm *local)
{
	return instant_days(local->tm_year + 1900, (unsigned)local->tm_mon + 1, (unsigned)local->tm_mday);
}

static bool is_date(const struct tm *local)
{
	int64_t year;
	unsigned month, day;
	instant_date(days_of(local), &year, &month, &day);
	return year == local->tm_year + 1900 && (int)month == local->tm_mon + 1 && (int)day == local->tm_mday;
}

/* The library's answer to a local hour under one belief about summer time; false if it moved the hour. */
static bool offset_as(const struct tm *local, int summer, int64_t local_s, int64_t *ret_offset_s)
{
	struct tm asked = *local;
	asked.tm_isdst = summer;
	time_t utc = mktime(&asked);
	*ret_offset_s = local_s - (int64_t)utc;
	return asked.tm_hour == local->tm_hour && asked.tm_min == local->tm_min && asked.tm_mday == local->tm_mday;
}

/* How far a local hour lies from UTC, and whether it existed once, never, or twice. */
static enum moment look_up(const struct tm *local, int64_t local_s, int64_t *ret_offset_s)
{
	int64_t winter_s, summer_s, own_s;
	bool in_winter = offset_as(local, 0, local_s, &winter_s);
	bool in_summer = offset_as(local, 1, local_s, &summer_s);
	if (in_winter && in_summer && winter_s != summer_s) {
		*ret_offset_s = winter_s > summer_s ? winter_s : summer_s; /* the larger offset is the earlier moment */
		return MOMENT_TWICE;
	}
	struct tm before = *local;
	before.tm_hour -= 1;
	bool exists = offset_as(local, -1, local_s, &own_s);
	if (!exists)
		(void)offset_as(&before, -1, local_s - HOUR_S, &own_s);
	*ret_offset_s = own_s;
	return exists ? MOMENT_READ : MOMENT_NEVER;
}

static enum moment to_utc(struct zone *zone, const struct tm *local, struct instant *ret_at)
{
	*ret_at = (struct instant){ 0 };
	if (!is_date(local) || local->tm_sec > 59)
		return MOMENT_NEVER;
	int64_t hour = days_of(local) * 24 + local->tm_hour;
	int64_t hour_s = hour * HOUR_S, in_hour_s = local->tm_min * 60 + local->tm_sec;
	/* Half-hour changes exist (Lord Howe); they move whole hours there, so an hour has one offset. */
	unsigned slot = (unsigned)((uint64_t)hour % ZONE_HOURS);
	if (zone->known[slot].hour != hour + 1) {
		struct tm whole = *local;
		whole.tm_min = 0;
		whole.tm_sec = 0;
		zone->known[slot].kind = look_up(&whole, hour_s, &zone->known[slot].offset_s);
		zone->known[slot].hour = hour + 1;
	}
	int64_t utc_s = hour_s + in_hour_s - zone->known[slot].offset_s;
	*ret_at = (struct instant){ utc_s * 1000000 };
	if (ret_at->us < INSTANT_MIN_US || ret_at->us > INSTANT_MAX_US) {
		*ret_at = (struct instant){ 0 };
		return MOMENT_NEVER;
	}
	return zone->known[slot].kind;
}

static bool parse(struct bytes text, const char *format, struct tm *local)
{
	char copy[MOMENT_TEXT_MAX_BYTES];
	if (!text.length || text.length >= sizeof copy || memchr(text.at, '\0', text.length))
		return false;
	memcpy(copy, text.at, text.length);
	copy[text.length] = '\0';
	*local = (struct tm){ .tm_mday = 1, .tm_year = 70 };
	const char *end = strptime(copy, format, local);
	return end && *end == '\0';
}

enum moment moment_read(struct zone *zone, struct bytes text, const char *format, struct instant *ret_at)
{
	struct tm local;
	return parse(text, format, &local) ? to_utc(zone, &local, ret_at) : MOMENT_MALFORMED;
}

enum moment moment_read_epoch(struct bytes text, int64_t units_a_second, struct instant *ret_at)
{
	char digits[24];
	if (!text.length || text.length >= sizeof digits)
		return MOMENT_MALFORMED;
	memcpy(digits, text.at, text.length);
	digits[text.length] = '\0';
	char *end;
	long long units = strtoll(digits, &end, 10);
	if (*end != '\0' || digits[0] == ' ')
		return MOMENT_MALFORMED;
	long long most = INSTANT_MAX_US / 1000000 * units_a_second, least = INSTANT_MIN_US / 1000000 * units_a_second;
	bool fits = units >= least && units <= most && units;
	*ret_at = (struct instant){ fits ? units * (1000000 / units_a_second) : 0 };
	return fits ? MOMENT_READ : MOMENT_NEVER;
}

enum moment moment_read_of_day(struct zone *zone, struct bytes text, const char *format, struct instant after,
                               struct span back, struct instant *ret_at)
{
	struct tm clock, local;
	if (!parse(text, format, &clock))
		return MOMENT_MALFORMED;
	/* The local day of the moment before which it may lie by `back`. */
	time_t from = (time_t)((after.us - back.us) / 1000000);
	if (!localtime_r(&from, &local))
		return MOMENT_NEVER;
	clock.tm_year = local.tm_year;
	clock.tm_mon = local.tm_mon;
	clock.tm_mday = local.tm_mday;
	enum moment kind = to_utc(zone, &clock, ret_at);
	if (ret_at->us && ret_at->us >= after.us - back.us)
		return kind;
	int64_t year;
	unsigned month, day;
	instant_date(days_of(&clock) + 1, &year, &month, &day);
	clock.tm_year = (int)year - 1900;
	clock.tm_mon = (int)month - 1;
	clock.tm_mday = (int)day;
	return to_utc(zone, &clock, ret_at);
}
