/* The keys that records are sealed with, in a file of their own: DIR/keys/records.  Whoever has it reads the record and cannot sign. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DESK_RECORD_KEYS_H
#define DESK_RECORD_KEYS_H

#include "ledger/seal.h"

/* The store's fact that says which file a ledger is sealed by: 16 bytes in hexadecimal. */
#define RECORD_KEYS_FACT "records"
#define RECORD_KEYS_NAME_BYTES 33

/* Several threads may ask it for keys at a time. */
struct record_keys;

/*
 * Reads the file of a data folder.  `ours`: the folder is locked by this process, so that what a cut-off change left is
 * overwritten, and others than the owner can read the file no more.
 *   STATUS_MISSING    there is none;  STATUS_MALFORMED  it is damaged
 *   STATUS_IO, STATUS_MEMORY
 */
enum status record_keys_open(const char *path, bool ours, struct record_keys **ret_keys);
/* Makes keys anew; they are on disk when it returns STATUS_OK.  STATUS_IO, STATUS_FULL, STATUS_MEMORY, STATUS_BUSY: there are some. */
enum status record_keys_make(const char *path, struct record_keys **ret_keys);
/* NULL is nothing. */
void record_keys_close(struct record_keys *keys);

/* Borrowed, as long as the keys are open. */
const struct seal_keys *record_keys_port(struct record_keys *keys);
void record_keys_name(const struct record_keys *keys, char name[RECORD_KEYS_NAME_BYTES]);
/* Whether others could read the file until it was opened. */
bool record_keys_stood_open(const struct record_keys *keys);
/* Whether no key from that entry on was destroyed. */
bool record_keys_whole_from(struct record_keys *keys, uint64_t sequence);

/*
 * Destroys the keys of the texts of those entries: when it returns STATUS_OK the file has them no more, and what it had before is
 * overwritten.  Those that are gone already are nothing.  On other statuses they may be gone or not; it can be asked again.
 *   STATUS_IO, STATUS_FULL, STATUS_MEMORY, STATUS_LIMIT
 */
enum status record_keys_destroy(struct record_keys *keys, const uint64_t *sequence, uint32_t count);

#endif
