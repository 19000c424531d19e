/* The clock on the wall in a city, for as long as its calls come. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "whatif/gather.h"

#define ZONES_FOLDER "/usr/share/zoneinfo/"
/* 1970-01-01 was a Thursday. */
#define EPOCH_AHEAD_S (3LL * CITY_DAY_S)
#define HOUR_S 3600

static bool is_zone(const char *zone)
{
	char path[256];
	size_t length = strlen(zone);
	if (!length || length + sizeof ZONES_FOLDER > sizeof path || zone[0] == '/' || strstr(zone, ".."))
		return false;
	memcpy(path, ZONES_FOLDER, sizeof ZONES_FOLDER - 1);
	memcpy(path + sizeof ZONES_FOLDER - 1, zone, length + 1);
	return access(path, R_OK) == 0;
}

static int64_t offset_s(int64_t at_s)
{
	time_t seconds = (time_t)at_s;
	struct tm local;
	return localtime_r(&seconds, &local) ? local.tm_gmtoff : 0;
}

bool gather_clock(struct city *city, struct instant from, const char *zone)
{
	int64_t start_s = from.us / 1000000, length_s = 0, known = INT64_MIN;
	if (!is_zone(zone))
		return false;
	if (city->call_count)
		length_s = city->calls[city->call_count - 1].arrival / city->network.ticks_per_s;
	(void)setenv("TZ", zone, 1);
	tzset();
	city->clock_count = 0;
	/* A month longer than there are calls: units are still at work, and shifts still change. */
	for (int64_t s = 0; s <= length_s + 31LL * CITY_DAY_S && city->clock_count < CITY_CLOCKS_MAX; s += HOUR_S) {
		int64_t offset = offset_s(start_s + s);
		if (offset == known)
			continue;
		known = offset;
		/* Clocks change on the hour: the last one that began. */
		int64_t since_s = s ? s - (start_s + s) % HOUR_S : 0;
		city->clock[city->clock_count++] = (struct city_clock){
			.from = since_s * city->network.ticks_per_s,
			.ahead_s = (start_s + offset + EPOCH_AHEAD_S) % (7LL * CITY_DAY_S),
		};
	}
	return true;
}
