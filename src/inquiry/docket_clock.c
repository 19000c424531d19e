/* Reads a zone's file and asks it once a change, not once an hour. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/docket_clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/kept_file.h"
#include "policy/tz.h"

#define ZONES_FOLDER "/usr/share/zoneinfo/"
#define HOUR_US 3600000000LL

static enum status read_zone(const char *name, struct tz **ret_tz)
{
	char path[sizeof ZONES_FOLDER + TZ_NAME_BYTES_MAX];
	if (!name[0] || name[0] == '/' || strstr(name, "..") || strlen(name) >= TZ_NAME_BYTES_MAX)
		return STATUS_MISSING;
	(void)snprintf(path, sizeof path, ZONES_FOLDER "%s", name);
	struct buffer file = { .cap = TZ_FILE_BYTES_MAX };
	enum status status = kept_file_read(path, &file);
	if (status == STATUS_OK)
		status = file.length ? tz_read(buffer_bytes(&file), name, ret_tz) : STATUS_MISSING;
	buffer_close(&file);
	return status;
}

static int64_t hour_of(struct instant at)
{
	int64_t hour = at.us / HOUR_US;
	return hour * HOUR_US > at.us ? hour - 1 : hour;
}

enum status docket_clock_lay(struct docket *docket, struct instant from, struct instant until, int32_t **ret_offset_s)
{
	struct tz *tz;
	enum status status = read_zone(docket->zone, &tz);
	if (status != STATUS_OK)
		return status;
	int64_t first = hour_of(from) - DOCKET_CLOCK_MARGIN_H, last = hour_of(until) + DOCKET_CLOCK_MARGIN_H;
	size_t hours = last < first ? 1 : (size_t)(last - first + 1);
	int32_t *offset_s = calloc(hours, sizeof *offset_s);
	struct instant change = { INT64_MIN };
	for (size_t i = 0; offset_s && i < hours; i++) {
		struct instant at = { (first + (int64_t)i) * HOUR_US };
		if (i && instant_before(at, change)) {
			offset_s[i] = offset_s[i - 1];
			continue;
		}
		offset_s[i] = tz_offset_s(tz, at);
		change = tz_next_change(tz, at);
	}
	tz_close(tz);
	if (!offset_s)
		return STATUS_MEMORY;
	docket->offset_s = offset_s;
	docket->offsets = hours;
	docket->offset_from_h = first;
	*ret_offset_s = offset_s;
	return STATUS_OK;
}
