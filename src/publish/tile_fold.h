/* A whole tile of 256 hashes is one hash of the level above it. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PUBLISH_TILE_FOLD_H
#define PUBLISH_TILE_FOLD_H

#include "ledger/tree.h"

/* The root over TILE_HASHES hashes. */
struct hash tile_fold(struct hasher *hasher, const struct hash *tile);

#endif
