/* Where groups are kept: the port that each engine in store/ implements. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LEDGER_STORE_H
#define LEDGER_STORE_H

#include "base/bytes.h"

struct store;

/* What stands beside the groups, by a short name. */
#define STORE_FACT_MAX_BYTES 4096
/* The log's verifier key, by which the place can be checked from itself alone. */
#define VERIFIER_FACT "verifier"

/* Called for each group in order; other than STATUS_OK ends the walk with it.  The bytes are borrowed. */
typedef enum status store_visit(void *context, uint64_t first, struct bytes group);

/*
 * One engine.  All calls on one `store` come from one thread at a time; a reader and a writer open the place twice.
 *   STATUS_IO     the disk failed: nothing more may be written, the server stops
 *   STATUS_FULL   no room: nothing of the group was kept, and it may be tried again
 *   STATUS_BUSY   another process holds it;  STATUS_MEMORY
 */
struct store_engine {
	const char *name;
	/* Opens the place at a path (a directory, made if it is absent); read only if so asked. */
	enum status (*open)(const char *path, bool read_only, struct store **ret_store);
	void (*close)(struct store *store);
	/* Keeps a group; when it returns STATUS_OK the group is on disk. */
	enum status (*append)(struct store *store, uint64_t first, struct bytes group);
	/* Visits all groups from the one that holds `sequence` on. */
	enum status (*walk)(struct store *store, uint64_t sequence, store_visit *visit, void *context);
	/* Takes groups out that begin before `sequence`: only for a spool whose groups were moved to the ledger's own place. */
	enum status (*forget)(struct store *store, uint64_t sequence);
	/* Puts a group in the place of the one that begins there, by a handle of its own, so that what only the old one had can be read
	 * nowhere in the place when it returns STATUS_OK.  For erasure alone; STATUS_MISSING. */
	enum status (*replace)(struct store *store, uint64_t first, struct bytes group);
	/* A fact by its name; STATUS_MISSING.  Facts are set once and never change. */
	enum status (*fact)(struct store *store, const char *name, struct buffer *value);
	enum status (*set_fact)(struct store *store, const char *name, struct bytes value);
	/* Moves what is in the write-ahead log to its place, as far as readers allow; never on the writer's thread. */
	enum status (*settle)(struct store *store);
};

/* The engine of a name; NULL if there is none. */
const struct store_engine *store_named(const char *name);

#endif
