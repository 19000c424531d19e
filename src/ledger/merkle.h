/* The tree over all entries (RFC 6962 section 2.1), as its right edge: what it takes to add a leaf and to name the root. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LEDGER_MERKLE_H
#define LEDGER_MERKLE_H

#include "ledger/hash.h"

/* A tree of 2^63 leaves has no more full subtrees at its right edge than this. */
#define MERKLE_EDGE_MAX 63

struct merkle {
	uint64_t size;                     /* leaves */
	struct hash edge[MERKLE_EDGE_MAX]; /* roots of the full subtrees, the largest first; one a bit of `size` */
};

/* Zero-initialised it is the tree of no leaves. */
void merkle_add(struct merkle *merkle, struct hasher *hasher, struct bytes leaf);
struct hash merkle_root(const struct merkle *merkle, struct hasher *hasher);
/* How many of `edge` are in use. */
unsigned merkle_edges(const struct merkle *merkle);

#endif
