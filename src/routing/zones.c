/* The zones of the system's clock. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "routing/zones.h"

#include <stdio.h>
#include <stdlib.h>

#define ZONES_FOLDER "/usr/share/zoneinfo/"

static enum status read_zone(void *context, const char *name, struct buffer *ret_file)
{
	char path[sizeof ZONES_FOLDER + TZ_NAME_BYTES_MAX];
	uint8_t piece[4096];
	size_t length;
	enum status status = STATUS_OK;
	(void)context;
	(void)snprintf(path, sizeof path, ZONES_FOLDER "%s", name);
	FILE *file = fopen(path, "rb");
	if (!file)
		return STATUS_MISSING;
	while (status == STATUS_OK && (length = fread(piece, 1, sizeof piece, file)) != 0)
		status = buffer_append(ret_file, bytes_of(piece, length));
	if (status == STATUS_OK && ferror(file))
		status = STATUS_IO;
	(void)fclose(file);
	return status;
}

struct tz_source zones_of_system(void)
{
	return (struct tz_source){ read_zone, NULL };
}
