/* SHA-256 over a few pieces at once, with one context that is used again and again. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LEDGER_HASH_H
#define LEDGER_HASH_H

#include "base/bytes.h"

#define HASH_BYTES 32

struct hash {
	uint8_t at[HASH_BYTES];
};

/* The first byte of whatever is hashed, so that no two kinds can be taken for each other.  LEAF and NODE are RFC 6962's. */
enum hash_kind { HASH_LEAF = 0, HASH_NODE = 1, HASH_SLOT = 2, HASH_NO_TEXT = 3, HASH_SALT = 4, HASH_PLAIN = 256 };

struct hasher;

/* STATUS_MEMORY.  One thread uses it at a time; the caller closes it. */
enum status hasher_open(struct hasher **ret_hasher);
void hasher_close(struct hasher *hasher);
/* The kind's byte (none for HASH_PLAIN) and then the pieces, one after the other. */
struct hash hash_pieces(struct hasher *hasher, enum hash_kind kind, const struct bytes *piece, size_t pieces);
bool hash_same(const struct hash *a, const struct hash *b);

/* The first eight bytes of a hash as a number, as records have it: its first byte is the highest. */
uint64_t hash_short(struct bytes hash);

#endif
