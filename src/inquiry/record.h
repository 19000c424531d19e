/* A center's record, read from its files alone: also while the center works on it. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INQUIRY_RECORD_H
#define INQUIRY_RECORD_H

#include "desk/fold.h"

/* Whether a folder is a center's data. */
bool record_is(const char *path);
/* Whose key signed it.  STATUS_MISSING, STATUS_MALFORMED, statuses of the store. */
enum status record_verifier(const struct store_engine *engine, struct store *store, char text[VERIFIER_MAX_BYTES]);
/* Told an entry, with the board after it; trouble ends the reading. */
typedef enum status record_visit(void *context, const struct board *board, const struct stored_entry *stored);
/*
 * Folds all of it, every hash and signature checked, and writes nothing; `visit`, which may be NULL, is told each entry.
 * The caller closes the board.  It may run on any thread, beside the center at work.
 *   STATUS_CORRUPT   *ret_fault says what and where; else its `what` is NULL
 *   STATUS_MISSING, STATUS_MALFORMED, STATUS_IO, STATUS_BUSY, STATUS_MEMORY, and what the visitor gave (never STATUS_ENDED)
 */
enum status record_fold(const char *path, record_visit *visit, void *context, struct board **ret_board,
                        struct ledger_fault *ret_fault);
/* The same; what is wrong is said on standard error, and false: there is no board. */
bool record_read(const char *path, record_visit *visit, void *context, struct board **ret_board);

#endif
