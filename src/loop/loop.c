/* One thread that waits for what happens: descriptors, timers, signals.  A thin face over libevent. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/loop.h"

#include <assert.h>
#include <event2/event.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

struct watch {
	struct event *event;
	loop_call *call;
	void *context;
};

enum { WATCH_WAKE, WATCH_TERM, WATCH_INT, WATCH_HUP, WATCH_TIMER, WATCH_COUNT };

struct loop {
	struct event_base *base;
	struct watch watch[WATCH_COUNT];
	unsigned times; /* how much faster the timer's time runs */
};

enum status loop_open(struct loop **ret_loop)
{
	struct loop *loop = calloc(1, sizeof *loop);
	if (!loop)
		return STATUS_MEMORY;
	loop->times = 1;
	loop->base = event_base_new();
	if (!loop->base) {
		free(loop);
		return STATUS_MEMORY;
	}
	*ret_loop = loop;
	return STATUS_OK;
}

void loop_close(struct loop *loop)
{
	if (!loop)
		return;
	for (unsigned i = 0; i < WATCH_COUNT; i++)
		if (loop->watch[i].event)
			event_free(loop->watch[i].event);
	event_base_free(loop->base);
	free(loop);
}

enum status loop_run(struct loop *loop)
{
	return event_base_dispatch(loop->base) < 0 ? STATUS_IO : STATUS_OK;
}

void loop_stop(struct loop *loop)
{
	(void)event_base_loopbreak(loop->base); /* fails without a base only */
}

struct event_base *loop_base(struct loop *loop)
{
	return loop->base;
}

static void on_event(evutil_socket_t descriptor, short what, void *context)
{
	struct watch *watch = context;
	uint64_t count;
	if (what & EV_READ)
		(void)!read(descriptor, &count, sizeof count);
	watch->call(watch->context);
}

static enum status add(struct loop *loop, unsigned place, int descriptor, short what, loop_call *call, void *context)
{
	struct watch *watch = &loop->watch[place];
	watch->call = call;
	watch->context = context;
	if (!watch->event)
		watch->event = event_new(loop->base, descriptor, what, on_event, watch);
	return watch->event ? STATUS_OK : STATUS_MEMORY;
}

static enum status add_now(struct loop *loop, unsigned place, int descriptor, short what, loop_call *call,
                           void *context)
{
	enum status status = add(loop, place, descriptor, what, call, context);
	return status == STATUS_OK && event_add(loop->watch[place].event, NULL) != 0 ? STATUS_MEMORY : status;
}

enum status loop_watch(struct loop *loop, int eventfd, loop_call *call, void *context)
{
	return add_now(loop, WATCH_WAKE, eventfd, EV_READ | EV_PERSIST, call, context);
}

enum status loop_watch_end(struct loop *loop, loop_call *call, void *context)
{
	enum status status = add_now(loop, WATCH_TERM, SIGTERM, EV_SIGNAL | EV_PERSIST, call, context);
	return status == STATUS_OK ? add_now(loop, WATCH_INT, SIGINT, EV_SIGNAL | EV_PERSIST, call, context) : status;
}

enum status loop_watch_reload(struct loop *loop, loop_call *call, void *context)
{
	return add_now(loop, WATCH_HUP, SIGHUP, EV_SIGNAL | EV_PERSIST, call, context);
}

void loop_hurry(struct loop *loop, unsigned times)
{
	assert(times > 0);
	loop->times = times;
}

enum status loop_timer(struct loop *loop, int64_t after_us, loop_call *call, void *context)
{
	enum status status = add(loop, WATCH_TIMER, -1, EV_TIMEOUT, call, context);
	after_us /= loop->times;
	const struct timeval after = { .tv_sec = after_us / 1000000, .tv_usec = after_us % 1000000 };
	return status == STATUS_OK && event_add(loop->watch[WATCH_TIMER].event, &after) != 0 ? STATUS_MEMORY : status;
}
