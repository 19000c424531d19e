/* One look at a time; the loop only hands it over, and hears of it when it is done. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "console/live_audit.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "inquiry/live.h"
#include "loop/clock.h"
#include "loop/worker.h"

struct live_audit {
	struct worker_job job; /* the first: it is what the worker knows */
	struct worker *worker;
	const char *path;
	/* Whether a look is being made: then the four after it are the worker's. */
	bool reading;
	struct instant now;
	struct buffer made;
	enum status status;
	int64_t took_us;
	/* The loop's. */
	struct buffer shown;
	enum status trouble;
	struct instant fresh_until; /* by the wall's clock: a rehearsal's runs too fast */
	atomic_bool stopping;
};

static bool is_stopping(void *context)
{
	const struct live_audit *live = context;
	return atomic_load(&live->stopping);
}

static void work(struct worker_job *job)
{
	struct live_audit *live = (struct live_audit *)job;
	const struct live_reading reading = {
		.path = live->path, .now_us = live->now.us, .stop = is_stopping, .context = live
	};
	struct instant began = clock_now(NULL);
	live->status = live_read(&reading, &live->made);
	live->took_us = instant_since(clock_now(NULL), began).us;
}

/* One that could not be made leaves the older one, which says of when it is. */
static void done(struct worker_job *job)
{
	struct live_audit *live = (struct live_audit *)job;
	int64_t lasts_us = live->took_us * LIVE_FRESH_TIMES, least_us = span_s(LIVE_FRESH_S).us;
	live->reading = false;
	live->trouble = live->status;
	live->fresh_until = instant_after(clock_now(NULL), (struct span){ lasts_us > least_us ? lasts_us : least_us });
	if (live->status == STATUS_OK) {
		struct buffer older = live->shown;
		live->shown = live->made;
		live->made = older;
	}
	buffer_clear(&live->made);
}

/* The job is the look itself, which is closed by whoever drops it. */
static void drop(struct worker_job *job)
{
	(void)job;
}

enum status live_audit_open(struct loop *loop, const char *path, struct live_audit **ret_live)
{
	struct live_audit *live = calloc(1, sizeof *live);
	if (!live)
		return STATUS_MEMORY;
	live->path = path;
	live->job = (struct worker_job){ .work = work, .done = done };
	enum status status = worker_open(loop, &live->worker);
	if (status != STATUS_OK) {
		free(live);
		return status;
	}
	*ret_live = live;
	return STATUS_OK;
}

void live_audit_close(struct live_audit *live)
{
	if (!live)
		return;
	atomic_store(&live->stopping, true);
	worker_close(live->worker, drop);
	buffer_close(&live->made);
	buffer_close(&live->shown);
	free(live);
}

struct live_audit_look live_audit_look(struct live_audit *live, struct instant now)
{
	if (!live->reading && !instant_before(clock_now(NULL), live->fresh_until)) {
		live->now = now;
		live->reading = worker_ask(live->worker, &live->job) == STATUS_OK;
	}
	return (struct live_audit_look){ buffer_bytes(&live->shown), live->reading, live->trouble };
}
