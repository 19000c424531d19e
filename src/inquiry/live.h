/* What a center may know of itself while it works: the last days of its own record, beside the bounds it is held to.
 *
 * This is no finding: nothing was declared before, and nobody is compared.  Every call of the days is in every figure's
 * denominator; beside each figure stands how complete the record is for it; and where the gate is red (audit/gate.h) the
 * figure is not stated: what is told instead is that it cannot be, and between which two numbers it lies whatever the
 * missing moments were.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INQUIRY_LIVE_H
#define INQUIRY_LIVE_H

#include "audit/bounds.h"
#include "audit/gate.h"
#include "base/bytes.h"

#define LIVE_WINDOWS 2u
#define LIVE_TARGET_S 600u

extern const uint32_t live_days[LIVE_WINDOWS]; /* 7, 30 */

struct live_district {
	const char *name; /* "": it is not recorded; borrowed from the docket */
	struct gate_group group;
	struct gate gate;
};

/* The last days before a moment.  The caller closes it, before the docket. */
struct live_window {
	uint32_t days;
	int64_t from_ms, to_ms;
	size_t left_out[FATES_OF_CALL]; /* of the calls in these days; KEPT is how many were not */
	struct gate_group group;        /* all its calls */
	struct gate gate;
	struct leg_summary whole;                  /* from first contact to a unit on scene */
	struct leg_summary leg[LEGS];              /* zeros where the center does not record its end */
	struct leg_summary moment[DOCKET_MOMENTS]; /* from first contact to each: for how complete they are */
	struct leg_check bound[STANDARD_BOUNDS];
	struct live_district *district; /* by name: they are not ranked */
	uint32_t districts;
};

/* Of all calls whose first contact lies in the `days` before `now_ms` (since 1970 in UTC).  STATUS_MEMORY. */
enum status live_reckon(const struct docket *docket, int64_t now_ms, uint32_t days, struct live_window *ret_window);
void live_close(struct live_window *window);

/* ---- a center's own record, as JSON: live_record.c ---- */

struct live_reading {
	const char *path; /* of its data */
	int64_t now_us;
	/* Asked at each entry, on the thread that reads; true ends it with STATUS_BUSY.  NULL: never. */
	bool (*stop)(void *context);
	void *context;
};

/*
 * Reads the whole record, from its files alone, and appends an object without its last brace; docs/http-api.md has its
 * members.  It takes as long as that takes, and may run on any thread.
 *   STATUS_CORRUPT, STATUS_BUSY, and the other statuses of record_fold_quietly and docket_record_read
 */
enum status live_read(const struct live_reading *reading, struct buffer *json);
/* The same of a docket at hand: `"windows":[...]`.  STATUS_MEMORY. */
enum status live_write(const struct docket *docket, int64_t now_ms, struct buffer *json);

#endif
