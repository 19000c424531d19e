/* A ledger copied under another name and key, for training: the same entries, and nobody can take it for the real one. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DESK_COPY_H
#define DESK_COPY_H

#include "desk/purpose.h"
#include "ledger/ledger.h"
#include "ledger/store.h"

struct copy {
	uint64_t entries;          /* copied */
	struct ledger_fault fault; /* of the ledger that is copied */
};

/*
 * Checks the ledger at `from`, read only, and copies it to `to`, which must have none, under the purpose's origin and a new key.
 * A center may be at work at `from`.
 *   STATUS_BUSY     there is a ledger at `to`;  STATUS_MISSING: there is none at `from`
 *   STATUS_SEALED   the keys that open `from` are not there
 *   STATUS_CORRUPT  `from` is damaged, see ret_copy->fault;  STATUS_IO, STATUS_FULL, STATUS_MEMORY
 */
enum status copy_ledger(const struct store_engine *engine, const char *from, const char *to, enum purpose purpose,
                        struct copy *ret_copy);

#endif
