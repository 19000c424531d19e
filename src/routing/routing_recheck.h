/* Whether every decision by a policy comes out the same again, from the record alone; and with the caller blanked.
 *
 * Calls that were sent a way and incidents on which was put what is owed are ruled of anew (routing/ruling.h) under the policy
 * that was in force, read with the protected names of its own judgement, from what the call came with and the board as it
 * was; queue, way, times, rules and facts are compared byte for byte.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROUTING_ROUTING_RECHECK_H
#define ROUTING_ROUTING_RECHECK_H

#include "core/board.h"
#include "desk/replayed.h"
#include "ledger/entry.h"

struct routing_recheck;

struct routing_recheck_setup {
	const char *domain; /* the center's own, as its settings say; NULL: it has none */
	/* Each one that comes out as on record is made once more without what told_blank.h calls the caller's: then way, times
	 * and rules are compared, for facts are missing. */
	bool blanked;
	replay_teller *tell; /* told each one that is not the same */
	void *context;
};

struct routing_recheck_found {
	struct replay_tally calls, incidents;
};

/* STATUS_MEMORY.  The caller closes. */
enum status routing_recheck_open(const struct routing_recheck_setup *setup, struct routing_recheck **ret_recheck);
void routing_recheck_close(struct routing_recheck *recheck);
/* For a fold from the first entry, with the recheck as context (struct fold): before and after the board has an entry.
 * STATUS_MEMORY, STATUS_LIMIT. */
enum status routing_recheck_before(void *recheck, const struct board *board, const struct stored_entry *stored);
enum status routing_recheck_after(void *recheck, const struct board *board, const struct stored_entry *stored);
struct routing_recheck_found routing_recheck_found(const struct routing_recheck *recheck);

#endif
