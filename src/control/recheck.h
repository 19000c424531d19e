/* Whether every recommendation on record comes out the same again, from the record, its plans and its maps alone. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONTROL_RECHECK_H
#define CONTROL_RECHECK_H

#include "control/advice.h"
#include "desk/replayed.h"
#include "ledger/entry.h"

struct recheck;

struct recheck_setup {
	const char *const *maps; /* paths of map files, borrowed */
	unsigned map_count;
	/* Each one that comes out as on record is made once more for a board without callers (control/blank.h) and by a plan
	 * whose areas have no names. */
	bool blanked;
	replay_teller
	    *tell; /* told each one that is not the same: `was` and `again` are its units, as recommend takes them */
	void *context;
};

/* STATUS_MEMORY.  The caller closes. */
enum status recheck_open(const struct recheck_setup *setup, struct recheck **ret_recheck);
void recheck_close(struct recheck *recheck);
/* For a fold from the first entry, with the recheck as context (struct fold): before and after the board has an entry.
 * STATUS_MEMORY, or what the roads' troubles are. */
enum status recheck_before(void *recheck, const struct board *board, const struct stored_entry *stored);
enum status recheck_after(void *recheck, const struct board *board, const struct stored_entry *stored);
struct replay_tally recheck_found(const struct recheck *recheck);

#endif
