/* A city's file as a history, by its mapping; where the real data is not, the test skips loudly. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TEST_INQUIRY_CITY_H
#define TEST_INQUIRY_CITY_H

#include <unistd.h>

#include "check.h"
#include "history/importer.h"
#include "history/source.h"

static const struct {
	const char *name, *file;
} cities[] = {
	{ "dublin_fire", "dublin_fire_2020" },
	{ "montgomery_911", "montco_911_2015-12-10_2016-04-30" },
	{ "nashville_police", "nashville_mnpd_2024" },
	{ "new_york_ems", "nyc_ems_2013-2016_A" },
	{ "sacramento_police", "sacramento_pd_2019-01_dates_only" },
	{ "san_antonio_police", "san_antonio_pd_3_months_first_week" },
	{ "san_francisco_fire", "sf_fire_2016-12-31_2017-01-07" },
	{ "san_francisco_fire_minute", "sf_fire_2018H1_minute" },
};
#define CITIES (sizeof cities / sizeof *cities)

/* Imports one of them; the caller closes the history.  The test runs at the project's root. */
static inline int city_read(size_t city, struct history *history, struct import_report *report)
{
	static struct zone zone;
	const char *shared = getenv("TOCSIN_SHARED");
	char path[512];
	struct buffer map = { 0 }, table = { 0 };
	struct problems problems = { 0 };
	struct mapping *mapping = NULL;
	(void)snprintf(path, sizeof path, "%s/data/calls/%s.csv.xz", shared ? shared : "../shared", cities[city].file);
	if (access(path, R_OK) != 0)
		check_skip("no real data: set TOCSIN_SHARED to the folder that has data/calls");
	int good = CHECK(source_read(path, &table) == STATUS_OK);
	(void)snprintf(path, sizeof path, "maps/%s.yaml", cities[city].name);
	good = good && CHECK(source_read(path, &map) == STATUS_OK);
	good = good && CHECK(mapping_open(buffer_bytes(&map), path, &problems, &mapping) == STATUS_OK);
	good = good && CHECK(zone_open(&zone, mapping->zone));
	struct importer importer = { .mapping = mapping, .zone = &zone, .history = history, .report = report };
	good = good && CHECK(importer_run(&importer, buffer_bytes(&table), &problems) == STATUS_OK);
	mapping_close(mapping);
	buffer_close(&map);
	buffer_close(&table);
	buffer_close(&problems.text);
	buffer_close(&report->unread);
	return good;
}

#endif
