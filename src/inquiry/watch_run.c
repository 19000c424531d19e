/* In the order of audit/watches.def. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/watch_run.h"

enum status watch_run_make(const struct watch_input *input, struct watch_run *ret_run)
{
	struct watch_run run = { 0 };
	enum status status = STATUS_OK;
	for (unsigned kind = 0; status == STATUS_OK && kind < WATCH_COUNT; kind++) {
		status = watch_look((enum watch_kind)kind, input, &run.result[kind]);
		run.marked += run.result[kind].marked;
		/* One that had nothing to test marks nothing. */
		run.promise += run.result[kind].tested ? WATCH_PROMISE : 0;
	}
	if (status == STATUS_OK)
		*ret_run = run;
	else
		watch_run_close(&run);
	return status;
}

void watch_run_close(struct watch_run *run)
{
	for (unsigned kind = 0; kind < WATCH_COUNT; kind++)
		watch_close(&run->result[kind]);
	*run = (struct watch_run){ 0 };
}
