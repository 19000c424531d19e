/* The only reader of time. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/clock.h"

#include <time.h>

static int64_t read_us(clockid_t clock)
{
	struct timespec at;
	(void)clock_gettime(clock, &at); /* fails for unknown clocks only */
	return at.tv_sec * INT64_C(1000000) + at.tv_nsec / 1000;
}

/* A moment that no entry can hold is never given out: a clock set beyond 2200 stands still, and nothing is lost by it. */
static struct instant bounded(int64_t us)
{
	if (us > INSTANT_MAX_US)
		us = INSTANT_MAX_US;
	return (struct instant){ us < INSTANT_MIN_US ? INSTANT_MIN_US : us };
}

struct instant clock_now(void *context)
{
	(void)context;
	return bounded(read_us(CLOCK_REALTIME));
}

void clock_rehearse(struct rehearsal *rehearsal, struct instant from, unsigned times)
{
	*rehearsal = (struct rehearsal){ .from = from, .times = times, .started_us = read_us(CLOCK_MONOTONIC) };
}

struct instant clock_rehearsed(void *context)
{
	const struct rehearsal *rehearsal = context;
	int64_t since_us = read_us(CLOCK_MONOTONIC) - rehearsal->started_us;
	return bounded(rehearsal->from.us + since_us * rehearsal->times);
}

int64_t clock_step_s(struct clock_watch *watch)
{
	/* CLOCK_BOOTTIME goes on while the machine sleeps, so that waking up is no step. */
	int64_t offset_us = read_us(CLOCK_REALTIME) - read_us(CLOCK_BOOTTIME);
	int64_t step_us = watch->offset_us ? offset_us - watch->offset_us : 0;
	watch->offset_us = offset_us;
	return step_us / 1000000;
}
