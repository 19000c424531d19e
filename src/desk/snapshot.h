/* The board and the tree's edge at one entry, so that a start need not fold the whole ledger. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DESK_SNAPSHOT_H
#define DESK_SNAPSHOT_H

#include "core/board.h"
#include "ledger/merkle.h"
#include "ledger/seal.h"

/* Writes DIR/snapshot whole or not at all, sealed under the ledger's key; `keys` NULL: in clear.  STATUS_MEMORY, STATUS_IO, STATUS_FULL. */
enum status snapshot_write(const char *path, const struct board *board, const struct merkle *tree,
                           struct hasher *hasher, const struct seal_keys *keys);
/* Reads it; STATUS_MISSING, or STATUS_SEALED, STATUS_CORRUPT or STATUS_VERSION where the whole ledger is to be folded instead. */
enum status snapshot_read(const char *path, struct hasher *hasher, const struct seal_keys *keys,
                          struct board **ret_board, struct merkle *ret_tree);

#endif
