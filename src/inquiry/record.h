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
 * What is wrong is said on standard error.  The caller closes the board; false: there is none.
 */
bool record_read(const char *path, record_visit *visit, void *context, struct board **ret_board);

#endif
