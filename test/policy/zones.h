/* Time zones of this machine, for tests. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TEST_POLICY_ZONES_H
#define TEST_POLICY_ZONES_H

#include "check.h"
#include "policy/tz.h"

static inline enum status zones_read(void *context, const char *name, struct buffer *ret_file)
{
	char path[256];
	uint8_t bytes[4096];
	(void)context;
	(void)snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
	FILE *file = fopen(path, "rb");
	if (!file)
		return STATUS_MISSING;
	enum status status = STATUS_OK;
	size_t length;
	while (status == STATUS_OK && (length = fread(bytes, 1, sizeof bytes, file)) > 0)
		status = buffer_append(ret_file, bytes_of(bytes, length));
	(void)fclose(file);
	return status;
}

static const struct tz_source zones_here = { zones_read, NULL };

#endif
