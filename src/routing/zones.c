/* The zones of the system's clock. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "routing/zones.h"

#include <stdio.h>

#include "desk/kept_file.h"

#define ZONES_FOLDER "/usr/share/zoneinfo/"

static enum status read_zone(void *context, const char *name, struct buffer *ret_file)
{
	char path[sizeof ZONES_FOLDER + TZ_NAME_BYTES_MAX];
	(void)context;
	(void)snprintf(path, sizeof path, ZONES_FOLDER "%s", name);
	enum status status = kept_file_read(path, ret_file);
	return status == STATUS_OK && !ret_file->length ? STATUS_MISSING : status;
}

struct tz_source zones_of_system(void)
{
	return (struct tz_source){ read_zone, NULL };
}
