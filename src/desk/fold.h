/* From what is stored to a board: the last snapshot that agrees with the ledger, and the ledger's tail, all checked. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DESK_FOLD_H
#define DESK_FOLD_H

#include "core/board.h"
#include "ledger/ledger.h"
#include "ledger/store.h"

struct fold {
	struct board *board;   /* whoever asked for the fold closes it */
	struct ledger *ledger; /* at its beginning; behind the last entry afterwards */
	uint64_t entries;
	uint64_t events;
	uint64_t groups;
	uint64_t from_snapshot;
	uint64_t erased; /* entries whose text is not there any more, each by an order that stands on the board */
	struct ledger_fault fault;
	struct fold_gap *gaps; /* fold.c's */
	uint32_t gap_count, gap_room;
	/* Told now and then how far it is, for long folds; may be NULL. */
	void (*progress)(void *context, uint64_t entries);
	void *progress_context;
	/* Told each entry with the board as it stood before it, and after it; may be NULL.  Trouble ends the fold. */
	enum status (*before)(void *context, const struct board *board, const struct stored_entry *stored);
	enum status (*after)(void *context, const struct board *board, const struct stored_entry *stored);
	void *entry_context;
};

/*
 * Folds all of a store.  `snapshots` is the folder with the snapshot; NULL folds every entry from the first.
 *   STATUS_CORRUPT   fold->fault says what and where; STATUS_MEMORY, STATUS_IO
 */
enum status fold_store(struct fold *fold, const struct store_engine *engine, struct store *store,
                       const char *snapshots);

#endif
