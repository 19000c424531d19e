/* One pass over the docket; rows of a segment are counted again from 0. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/watch_calls.h"

#include <stdlib.h>

enum status watch_calls_of(const struct watch_input *input, watch_says *counts, struct watch_calls *ret_calls)
{
	const struct docket *docket = input->docket;
	size_t kept = input->selection->count[CALL_IS_KEPT], call = 0;
	struct watch_calls calls = { .place = calloc(kept + 1, sizeof *calls.place) };
	if (!calls.place)
		return STATUS_MEMORY;
	for (uint32_t i = 0; i < docket->segments; i++) {
		const struct docket_segment *segment = &docket->segment[i];
		for (uint32_t row = 0; row < segment->calls; row++, call++)
			if (input->selection->fate[call] == CALL_IS_KEPT && !(segment->flags[row] & DOCKET_JOINED) &&
			    counts(segment, row))
				calls.place[calls.count++] = (struct docket_place){ i, row };
	}
	*ret_calls = calls;
	return STATUS_OK;
}

void watch_calls_close(struct watch_calls *calls)
{
	free(calls->place);
	*calls = (struct watch_calls){ 0 };
}
