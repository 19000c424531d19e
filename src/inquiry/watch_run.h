/* All watches over the selected calls of a docket, one after another. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INQUIRY_WATCH_RUN_H
#define INQUIRY_WATCH_RUN_H

#include "audit/watch.h"

/* The caller closes it. */
struct watch_run {
	struct watch_result result[WATCH_COUNT]; /* by enum watch_kind */
	size_t marked;                           /* in all of them */
	/* Each watch keeps its own promise, so of all together at most this share of innocent audits mark anything. */
	double promise;
};

/* STATUS_MEMORY. */
enum status watch_run_make(const struct watch_input *input, struct watch_run *ret_run);
void watch_run_close(struct watch_run *run);

#endif
