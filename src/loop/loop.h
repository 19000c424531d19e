/* One thread that waits for what happens: descriptors, timers, signals.  A thin face over libevent. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOOP_LOOP_H
#define LOOP_LOOP_H

#include <stdint.h>

#include "base/status.h"

struct loop;
typedef void loop_call(void *context);

enum status loop_open(struct loop **ret_loop); /* STATUS_MEMORY */
void loop_close(struct loop *loop);
/* Runs until loop_stop; STATUS_IO. */
enum status loop_run(struct loop *loop);
void loop_stop(struct loop *loop);

/* Calls when the descriptor, an eventfd, was written; it is emptied first.  STATUS_MEMORY. */
enum status loop_watch(struct loop *loop, int eventfd, loop_call *call, void *context);
/* Calls at SIGTERM and SIGINT; STATUS_MEMORY. */
enum status loop_watch_end(struct loop *loop, loop_call *call, void *context);
/* Calls once, after so long; a second setting moves it.  One timer a loop.  STATUS_MEMORY. */
enum status loop_timer(struct loop *loop, int64_t after_us, loop_call *call, void *context);
/* Calls at SIGHUP; STATUS_MEMORY. */
enum status loop_watch_reload(struct loop *loop, loop_call *call, void *context);
/* Makes the timer's time run so many times faster, for rehearsals. */
void loop_hurry(struct loop *loop, unsigned times);
/* libevent's own base, for what is built on it in this room. */
struct event_base *loop_base(struct loop *loop);

#endif
