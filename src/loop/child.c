/* A process of ours that is started again and again, with a channel to it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/child.h"

#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "loop/channel.h"

/* First everything goes to numbers up here, so that no descriptor is overwritten before it got its own. */
#define HIGH_NUMBER 256
#define PATIENCE_US 10000

struct child {
	struct child_setup setup;
	struct event *signal; /* some child ended */
	struct event *again;
	struct event *healthy;
	int64_t delay_us;
	pid_t process; /* 0: none */
};

static void arm(struct event *event, int64_t after_us)
{
	const struct timeval after = { .tv_sec = after_us / 1000000, .tv_usec = after_us % 1000000 };
	(void)event_add(event, &after); /* fails for want of memory, which a timer needs none of once it was added */
}

static void start_later(struct child *child)
{
	arm(child->again, child->delay_us);
	child->delay_us *= 2;
	if (child->delay_us > CHILD_DELAY_LAST_US)
		child->delay_us = CHILD_DELAY_LAST_US;
}

/* Only what is named goes along, each under its number, and nothing above. */
static int give(posix_spawn_file_actions_t *actions, const struct child_setup *setup, int channel)
{
	int last = CHILD_CHANNEL;
	int code = posix_spawn_file_actions_adddup2(actions, channel, HIGH_NUMBER);
	for (size_t i = 0; i < setup->inherited_count && !code; i++)
		code =
		    posix_spawn_file_actions_adddup2(actions, setup->inherited[i].descriptor, HIGH_NUMBER + 1 + (int)i);
	/* Those between may be ones of ours, closed on exec or not: all of them go; to close what is not open is no error. */
	for (int i = CHILD_CHANNEL; i <= CHILD_CHANNEL + (int)CHILD_INHERITED_MAX && !code; i++)
		code = posix_spawn_file_actions_addclose(actions, i);
	if (!code)
		code = posix_spawn_file_actions_adddup2(actions, HIGH_NUMBER, CHILD_CHANNEL);
	for (size_t i = 0; i < setup->inherited_count && !code; i++) {
		int number = setup->inherited[i].number;
		last = number > last ? number : last;
		code = posix_spawn_file_actions_adddup2(actions, HIGH_NUMBER + 1 + (int)i, number);
	}
	return code ? code : posix_spawn_file_actions_addclosefrom_np(actions, last + 1);
}

static int clear_signals(posix_spawnattr_t *attributes)
{
	sigset_t all, none;
	(void)sigfillset(&all);
	(void)sigemptyset(&none);
	int code = posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
	code = code ? code : posix_spawnattr_setsigdefault(attributes, &all);
	return code ? code : posix_spawnattr_setsigmask(attributes, &none);
}

static bool spawn(struct child *child, int channel)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	const char *program = child->setup.program ? child->setup.program : "/proc/self/exe";
	pid_t process = 0;
	if (posix_spawn_file_actions_init(&actions) != 0)
		return false;
	int code = posix_spawnattr_init(&attributes);
	if (!code) {
		code = give(&actions, &child->setup, channel);
		code = code ? code : clear_signals(&attributes);
		code = code ? code
		            : posix_spawn(&process, program, &actions, &attributes, child->setup.arguments, environ);
		(void)posix_spawnattr_destroy(&attributes);
	}
	(void)posix_spawn_file_actions_destroy(&actions);
	if (!code)
		child->process = process;
	return !code;
}

static void start(struct child *child)
{
	int ends[2];
	bool paired = channel_make_pair(ends) == STATUS_OK;
	bool good = paired && spawn(child, ends[1]);
	if (paired)
		(void)close(ends[1]);
	if (paired && !good)
		(void)close(ends[0]);
	if (good) {
		arm(child->healthy, CHILD_HEALTHY_US);
		child->setup.started(child->setup.context, ends[0]);
	} else {
		start_later(child);
		child->setup.ended(child->setup.context, -1);
	}
}

static void on_again(evutil_socket_t none, short what, void *context)
{
	(void)none;
	(void)what;
	start(context);
}

static void on_healthy(evutil_socket_t none, short what, void *context)
{
	struct child *child = context;
	(void)none;
	(void)what;
	child->delay_us = CHILD_DELAY_FIRST_US;
}

static void on_signal(evutil_socket_t none, short what, void *context)
{
	struct child *child = context;
	int status;
	(void)none;
	(void)what;
	if (!child->process || waitpid(child->process, &status, WNOHANG) != child->process)
		return;
	child->process = 0;
	(void)event_del(child->healthy); /* fails without a base only */
	start_later(child);
	child->setup.ended(child->setup.context, status);
}

static void release(struct child *child)
{
	if (child->signal)
		event_free(child->signal);
	if (child->again)
		event_free(child->again);
	if (child->healthy)
		event_free(child->healthy);
	free(child);
}

static bool numbers_fit(const struct child_setup *setup)
{
	if (setup->inherited_count > CHILD_INHERITED_MAX)
		return false;
	for (size_t i = 0; i < setup->inherited_count; i++)
		if (setup->inherited[i].descriptor >= HIGH_NUMBER || setup->inherited[i].number <= CHILD_CHANNEL ||
		    setup->inherited[i].number > CHILD_CHANNEL + (int)CHILD_INHERITED_MAX)
			return false;
	return true;
}

enum status child_start(struct loop *loop, const struct child_setup *setup, struct child **ret_child)
{
	if (!numbers_fit(setup))
		return STATUS_LIMIT;
	struct event_base *base = loop_base(loop);
	struct child *child = calloc(1, sizeof *child);
	if (!child)
		return STATUS_MEMORY;
	child->setup = *setup;
	child->delay_us = CHILD_DELAY_FIRST_US;
	child->signal = event_new(base, SIGCHLD, EV_SIGNAL | EV_PERSIST, on_signal, child);
	child->again = event_new(base, -1, EV_TIMEOUT, on_again, child);
	child->healthy = event_new(base, -1, EV_TIMEOUT, on_healthy, child);
	if (!child->signal || !child->again || !child->healthy || event_add(child->signal, NULL) != 0) {
		release(child);
		return STATUS_MEMORY;
	}
	*ret_child = child;
	start(child);
	return STATUS_OK;
}

void child_stop(struct child *child)
{
	if (!child)
		return;
	pid_t process = child->process;
	if (process) {
		const struct timespec while_s = { .tv_nsec = PATIENCE_US * 1000L };
		pid_t ended = 0;
		(void)kill(process, SIGTERM); /* fails only if it has ended, which the next line sees */
		for (int64_t us = 0; us < CHILD_GRACE_US && !ended; us += PATIENCE_US) {
			ended = waitpid(process, NULL, WNOHANG);
			if (!ended)
				(void)nanosleep(&while_s, NULL);
		}
		if (!ended) {
			(void)kill(process, SIGKILL);
			(void)waitpid(process, NULL, 0);
		}
	}
	release(child);
}

int child_process(const struct child *child)
{
	return child->process;
}
