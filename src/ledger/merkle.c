/* The tree over all entries (RFC 6962 section 2.1), as its right edge: what it takes to add a leaf and to name the root. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/merkle.h"

#include <assert.h>

static struct hash node(struct hasher *hasher, const struct hash *left, const struct hash *right)
{
	struct bytes pair[2] = { bytes_of(left->at, HASH_BYTES), bytes_of(right->at, HASH_BYTES) };
	return hash_pieces(hasher, HASH_NODE, pair, 2);
}

unsigned merkle_edges(const struct merkle *merkle)
{
	return (unsigned)__builtin_popcountll(merkle->size);
}

void merkle_add(struct merkle *merkle, struct hasher *hasher, struct bytes leaf)
{
	assert(merkle->size < INT64_MAX);
	unsigned edges = merkle_edges(merkle);
	struct hash hash = hash_pieces(hasher, HASH_LEAF, &leaf, 1);
	/* As in counting: each one at the right end of the old size is a full subtree of the new leaf's height. */
	for (uint64_t size = merkle->size; size & 1; size >>= 1)
		hash = node(hasher, &merkle->edge[--edges], &hash);
	merkle->edge[edges] = hash;
	merkle->size++;
}

struct hash merkle_root(const struct merkle *merkle, struct hasher *hasher)
{
	unsigned edges = merkle_edges(merkle);
	if (!edges)
		return hash_pieces(hasher, HASH_PLAIN, NULL, 0);
	struct hash root = merkle->edge[--edges];
	while (edges)
		root = node(hasher, &merkle->edge[--edges], &root);
	return root;
}
