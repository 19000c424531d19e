/* Proofs over the tree of all entries (RFC 6962 2.1.1, 2.1.2), from hashes that lie in tiles; and the check of them, from nothing. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LEDGER_TREE_H
#define LEDGER_TREE_H

#include "ledger/hash.h"

/* C2SP tlog-tiles: a tile has 256 hashes, eight levels of the tree. */
#define TILE_HASHES 256u
#define TILE_LEVELS 8u
#define TREE_LEVELS_MAX 8u /* of tiles: 2^64 entries */
/* The longest proof: a tree of 2^63 leaves is so high, and a proof of consistency one longer. */
#define TREE_PATH_MAX 64u

/* Where hashes lie: at level L those of the full subtrees of 256^L leaves, from left to right. */
struct tree_source {
	/* Gives `count` of them, at most 256, from the first on; any trouble ends the proof with it. */
	enum status (*hashes)(void *context, unsigned level, uint64_t first, uint32_t count, struct hash *ret_hashes);
	void *context;
};

struct tree_path {
	unsigned count;
	struct hash hash[TREE_PATH_MAX];
};

/* size > 0; index < size; 0 < old <= size.  The source's statuses. */
enum status tree_root(struct hasher *hasher, const struct tree_source *source, uint64_t size, struct hash *ret_root);
enum status tree_inclusion(struct hasher *hasher, const struct tree_source *source, uint64_t index, uint64_t size,
                           struct tree_path *ret_path);
enum status tree_consistency(struct hasher *hasher, const struct tree_source *source, uint64_t old, uint64_t size,
                             struct tree_path *ret_path);

/* Whether a leaf's hash stands at that index of the tree with that root (RFC 9162 2.1.3.2). */
bool tree_includes(struct hasher *hasher, const struct hash *leaf, uint64_t index, uint64_t size,
                   const struct tree_path *path, const struct hash *root);
/* Whether the tree of size `old` is the beginning of the other (RFC 9162 2.1.4.2). */
bool tree_extends(struct hasher *hasher, uint64_t old, const struct hash *old_root, uint64_t size,
                  const struct hash *root, const struct tree_path *path);

/*
 * A tile's path behind ".../tile/" (tlog-tiles): "0/x001/234", "entries/067.p/5".  level is TILE_ENTRIES for a bundle of entries;
 * width 256 for a whole one.  False: it is none, as when its number is not written in the one way that there is.
 */
#define TILE_ENTRIES UINT32_MAX
struct tile {
	unsigned level;
	uint64_t number;
	uint32_t width;
};
#define TILE_PATH_BYTES 64u
bool tile_read_path(const char *path, struct tile *ret_tile);
void tile_write_path(const struct tile *tile, char path[TILE_PATH_BYTES]);

#endif
