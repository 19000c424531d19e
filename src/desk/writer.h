/* The one thread that writes: takes what waits, seals it into a group, commits it, and says how far all is durable. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DESK_WRITER_H
#define DESK_WRITER_H

#include "ledger/ledger.h"
#include "ledger/store.h"

/* The most entries and bytes that wait; who offers more waits until there is room: nothing is dropped. */
#define WRITER_ENTRIES_MAX 65536u
#define WRITER_BYTES_MAX (256u << 20)
/* How often a full disk is tried again. */
#define WRITER_RETRY_S 2

struct writer;

struct writer_setup {
	const struct store_engine *engine;
	const char *path;       /* the ledger's place */
	const char *spool_path; /* the second path for a full disk; NULL: none, and a full disk stops the server */
	struct ledger *ledger;  /* behind the last durable entry; the writer's alone until it is closed */
	int wake;               /* an eventfd that is written when more is durable, or at trouble; -1: none */
};

/* Starts the thread; STATUS_MEMORY, STATUS_IO, statuses of the engine.  The setup's strings must outlive it. */
enum status writer_open(const struct writer_setup *setup, struct writer **ret_writer);
/* Commits what waits, ends the thread.  STATUS_OK, or the trouble it had. */
enum status writer_close(struct writer *writer);

/* Gives the next entry; it is copied.  Blocks while the bounds are reached.  Trouble: see writer_trouble. */
enum status writer_offer(struct writer *writer, const struct entry *entry);
/* The last sequence that is durable. */
uint64_t writer_durable(struct writer *writer);
/* STATUS_OK, or what stopped the thread for good; nothing becomes durable any more. */
enum status writer_trouble(struct writer *writer);
/* Whether entries go to the second path at the moment. */
bool writer_spooling(struct writer *writer);
/* Whether a time of spooling has ended since the last question, how long it was, and how many entries it held. */
bool writer_spooled(struct writer *writer, int64_t *ret_span_s, uint32_t *ret_entries);

/* Moves what a spool holds behind the ledger's end to the ledger's place, in order, and empties the spool. */
enum status writer_unspool(const struct store_engine *engine, struct store *store, struct store *spool);

#endif
