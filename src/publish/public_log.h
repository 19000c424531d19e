/* The log as strangers see it: checkpoint, tiles of hashes, bundles of envelopes (C2SP tlog-tiles), and a receipt for each entry.
 *
 * It reads the store by a handle of its own and keeps no secret but the keys it is lent: envelopes are made to be public (docs/ledger-format.md).  An index of
 * 32 bytes for each 256 entries is kept in memory, and beside the ledger so that a start need not read all of it.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PUBLISH_PUBLIC_LOG_H
#define PUBLISH_PUBLIC_LOG_H

#include "ledger/checkpoint.h"
#include "ledger/seal.h"
#include "ledger/store.h"
#include "ledger/tree.h"

struct public_log;

/*
 * Opens the place for reading.  `index_path` is where the index is kept, a file that is made anew whenever it does not fit;
 * NULL: nowhere.
 *   STATUS_MISSING, STATUS_MEMORY, statuses of the engine; STATUS_MALFORMED: the place has no verifier key
 */
enum status public_log_open(const struct store_engine *engine, const char *path, const char *index_path,
                            struct public_log **ret_log);
void public_log_close(struct public_log *log);

/* What opens sealed entries, for public_log_reveal alone; borrowed until the log is closed. */
void public_log_unseal(struct public_log *log, const struct seal_keys *keys);

/*
 * Takes in groups that were committed since, at most so many entries and the rest of their group; *ret_more if there may be more.
 *   STATUS_CORRUPT  an entry or checkpoint is not what was written;  STATUS_IO, STATUS_MEMORY
 */
enum status public_log_turn(struct public_log *log, uint64_t most, bool *ret_more);
/* Entries that are published, and the checkpoint over them; empty if there are none. */
uint64_t public_log_size(const struct public_log *log);
struct bytes public_log_checkpoint(const struct public_log *log);
const char *public_log_verifier(const struct public_log *log);

/* Appends the bytes of a tile or bundle.  STATUS_MISSING: it is not full that far;  STATUS_IO, STATUS_MEMORY. */
enum status public_log_tile(struct public_log *log, const struct tile *tile, struct buffer *out);
/* Appends the tlog-proof of an entry by its sequence, under the checkpoint of its own group.  STATUS_MISSING as above. */
enum status public_log_receipt(struct public_log *log, uint64_t sequence, struct buffer *out);
/* The value and salt of a slot of an entry, so that it can be shown to whoever it concerns.  STATUS_MISSING as above; STATUS_SEALED:
 * it is sealed and there is no key. */
enum status public_log_reveal(struct public_log *log, uint64_t sequence, enum entry_slot slot, struct buffer *value,
                              uint8_t ret_salt[16]);
/* The path from one size to another, for witnesses; both published. */
enum status public_log_consistency(struct public_log *log, uint64_t old, uint64_t size, struct tree_path *ret_path);

/* The root over the first `size` entries; published. */
enum status public_log_root(struct public_log *log, uint64_t size, struct hash *ret_root);

/* Writes all of it as files below a folder: checkpoint and tile/...; those that are whole and there already are left.
 * STATUS_IO; `progress` may be NULL. */
enum status public_log_export(struct public_log *log, const char *folder,
                              void (*progress)(void *context, uint64_t done, uint64_t all), void *context);

#endif
