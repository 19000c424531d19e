/* A center's record, read from its files alone: also while the center works on it. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INQUIRY_RECORD_H
#define INQUIRY_RECORD_H

#include "desk/fold.h"
#include "desk/record_keys.h"

/* Whether a folder is a center's data. */
bool record_is(const char *path);
/* Whose key signed it.  STATUS_MISSING, STATUS_MALFORMED, statuses of the store. */
enum status record_verifier(const struct store_engine *engine, struct store *store, char text[VERIFIER_MAX_BYTES]);
/*
 * Folds all of it, every hash and signature checked, and writes nothing; the fold's hooks are the caller's, who closes its board
 * on any status.  It may run on any thread, beside the center at work.  Statuses of the store, of fold_store and of the hooks,
 * which never give STATUS_ENDED.
 */
enum status record_fold_quietly(const char *path, struct fold *fold);
/* The same; what is wrong is said on standard error. */
enum status record_fold(const char *path, struct fold *fold);
/* The keys of a folder, or *ret_keys NULL where there are none: then it is in clear, or reading says what is missing. */
enum status record_unseal(const char *path, struct record_keys **ret_keys);
/* Told an entry, with the board after it; trouble ends the reading. */
typedef enum status record_visit(void *context, const struct board *board, const struct stored_entry *stored);
/* The same; `visit`, which may be NULL, is told each entry.  The caller closes the board; false: there is none. */
bool record_read(const char *path, record_visit *visit, void *context, struct board **ret_board);

#endif
