/* The calls that a watch looks at: selected, and the first about their incident. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_WATCH_CALLS_H
#define AUDIT_WATCH_CALLS_H

#include "audit/factors.h"
#include "audit/watch.h"

/* Something that is so of a call, or is not. */
typedef bool watch_says(const struct docket_segment *segment, size_t row);

/* Where they lie, in the docket's order; the caller closes it. */
struct watch_calls {
	size_t count;
	struct docket_place *place;
};

/* Those of which `counts` is so.  STATUS_MEMORY. */
enum status watch_calls_of(const struct watch_input *input, watch_says *counts, struct watch_calls *ret_calls);
void watch_calls_close(struct watch_calls *calls);

static inline const struct docket_segment *watch_segment(const struct watch_input *input,
                                                         const struct docket_place *place)
{
	return &input->docket->segment[place->segment];
}

#endif
