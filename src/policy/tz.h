/* Clocks of the world: a time zone by its IANA name, or a fixed offset. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_TZ_H
#define POLICY_TZ_H

#include "base/bytes.h"
#include "base/instant.h"

struct tz;

/* Who has the files of the zones (TZif, RFC 8536).  Names are checked before they are asked for: no "..", no "/" first. */
struct tz_source {
	/* STATUS_MISSING: no such zone; and the shell's troubles */
	enum status (*read)(void *context, const char *name, struct buffer *ret_file);
	void *context;
};

#define TZ_FILE_BYTES_MAX 65536u
#define TZ_NAME_BYTES_MAX 64u

/* STATUS_MALFORMED, STATUS_LIMIT, STATUS_MEMORY.  The footer's rule (POSIX TZ) holds after the last transition. */
enum status tz_read(struct bytes file, const char *name, struct tz **ret_tz);
enum status tz_fixed(int32_t offset_s, struct tz **ret_tz);
const char *tz_name(const struct tz *tz);
/* Seconds to add to UTC. */
int32_t tz_offset_s(const struct tz *tz, struct instant at);
/* The first moment after `at` at which the offset changes; INSTANT_MAX_US: never. */
struct instant tz_next_change(const struct tz *tz, struct instant at);
void tz_close(struct tz *tz);

#endif
