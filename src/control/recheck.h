/* Whether every recommendation on record comes out the same again, from the record, its plans and its maps alone. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONTROL_RECHECK_H
#define CONTROL_RECHECK_H

#include "control/advice.h"
#include "desk/fold.h"

struct recheck;

/* What was found.  Each recommendation is counted once. */
struct recheck_tally {
	uint64_t same;    /* byte for byte */
	uint64_t other;   /* it comes out otherwise */
	uint64_t unknown; /* its map was not given, or its plan or record cannot be read */
};

struct recheck_setup {
	char *const *maps; /* paths of map files, borrowed */
	unsigned map_count;
	/* Told each one that is not the same, and why. */
	void (*tell)(void *context, uint64_t sequence, const char *why);
	void *context;
};

/* STATUS_MEMORY.  The caller closes. */
enum status recheck_open(const struct recheck_setup *setup, struct recheck **ret_recheck);
void recheck_close(struct recheck *recheck);
/* Makes a fold from the first entry look at each recommendation on its way. */
void recheck_join(struct recheck *recheck, struct fold *fold);
struct recheck_tally recheck_found(const struct recheck *recheck);

#endif
