/* What a process that reads the bytes of strangers gives up before it reads the first. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOOP_JAIL_H
#define LOOP_JAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct jail {
	const char *user;      /* whom root becomes; NULL: nobody */
	const char *directory; /* what root sees as the whole disk: an empty one, made if it is absent; NULL: none */
	const int *keep;       /* descriptors, in rising order; all others are closed */
	size_t keep_count;
	uint64_t descriptors;  /* the most that may be open; 0: as it was */
	uint64_t memory_bytes; /* of addresses; 0: as it was */
};

/* Which locks hold; whoever enters says so of those that do not. */
struct jail_locks {
	bool user;      /* is not root, and cannot become it again */
	bool directory; /* sees an empty disk */
	bool calls;     /* only the calls of the list: the kernel kills the process at another */
	bool memory;    /* has a limit of it; a sanitizer needs more than any */
	/* NULL, or why calls are let through that are not on the list. */
	const char *widened;
	/* The step that failed. */
	const char *step;
};

/*
 * Closes, limits, leaves the disk, becomes the user, and lets the kernel kill the process at any call but those for
 * sockets, memory and time: no file is opened, no program or process started, nobody traced.  To be called once, by a
 * process of one thread.  Opening a file and asking for other kinds of sockets fail with EACCES, since libraries try.
 *   STATUS_MISSING  there is no such user
 *   STATUS_IO       a step failed that must not; ret_locks->step says which (errno is its).  End the process then.
 * A process that is not root keeps its user and its view of the disk; that is no failure.
 */
enum status jail_enter(const struct jail *jail, struct jail_locks *ret_locks);

#endif
