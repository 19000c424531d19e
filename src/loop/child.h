/* A process of ours that is started again and again, with a channel to it. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOOP_CHILD_H
#define LOOP_CHILD_H

#include <stddef.h>

#include "base/status.h"
#include "loop/loop.h"

/* The child's end of the channel (loop/channel) has this number in the child. */
#define CHILD_CHANNEL 3
/* It is started again after so long, doubling from one to the other; anew after so long in health. */
#define CHILD_DELAY_FIRST_US 50000
#define CHILD_DELAY_LAST_US 5000000
#define CHILD_HEALTHY_US 10000000
/* It is asked to end (SIGTERM, and its channel is the owner's to close), and after so long it is ended. */
#define CHILD_GRACE_US 2000000
/* Descriptors that it inherits beside the channel and 0 to 2. */
#define CHILD_INHERITED_MAX 64u

struct child;

struct child_inherited {
	int descriptor; /* here, below 256; borrowed as long as the child may be started again */
	int number;     /* there; above CHILD_CHANNEL, below CHILD_CHANNEL + 1 + CHILD_INHERITED_MAX */
};

struct child_setup {
	const char *program;    /* NULL: this one, whatever lies under its name by now */
	char *const *arguments; /* the first by custom its name; NULL behind the last */
	const struct child_inherited *inherited;
	size_t inherited_count;
	/* Started, once more; our end of the channel now belongs to the one called. */
	void (*started)(void *context, int channel);
	/* It ended, with waitpid's status; -1: it could not be started.  It will be started again. */
	void (*ended)(void *context, int status);
	void *context;
};

/*
 * Starts it; the setup's pointers are borrowed until child_stop.  STATUS_MEMORY, STATUS_LIMIT (too many descriptors, or their numbers);
 * what fails later is tried again.
 */
enum status child_start(struct loop *loop, const struct child_setup *setup, struct child **ret_child);
/* Ends it for good and waits for that, CHILD_GRACE_US at the most; nobody is told. */
void child_stop(struct child *child);
/* Its process, or 0 while there is none. */
int child_process(const struct child *child);

#endif
