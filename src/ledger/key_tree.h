/* A key for each record out of one, such that any of them can be destroyed for ever and all others stay (a puncturable key tree). */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LEDGER_KEY_TREE_H
#define LEDGER_KEY_TREE_H

#include "base/bytes.h"

/*
 * A binary tree of this depth (Goldreich, Goldwasser, Micali 1986): the two keys below a node are the halves of
 * BLAKE2b-512, keyed by the node's, of KEY_TREE_LABEL.  Leaf s, counted from 0, is the key of record s.  What is kept is a
 * frontier: whatever lies below one of its nodes can be derived, and nothing else.  To destroy a leaf is to keep, in place of
 * the node above it, the siblings along the way to it.
 */
#define KEY_TREE_DEPTH 40u
#define KEY_TREE_LABEL "tocsin key tree 1"
#define KEY_TREE_KEY_BYTES 32u
/* What a frontier may grow to: some 25,000 records destroyed apart from one another. */
#define KEY_TREE_NODES_MAX (1u << 20)

struct key_node {
	uint64_t first; /* its first leaf */
	uint8_t depth;  /* 0: the root; KEY_TREE_DEPTH: a leaf */
	uint8_t key[KEY_TREE_KEY_BYTES];
};

/* The keys on the way to the leaf that was asked last: the next one shares most of it. */
struct key_path {
	uint64_t leaf;
	uint32_t from, to; /* depths whose keys are here; from > to: none */
	uint8_t key[KEY_TREE_DEPTH + 1][KEY_TREE_KEY_BYTES];
};

/* Owns its nodes, which stand by their first leaves.  One thread uses it at a time. */
struct key_tree {
	struct key_node *node;
	uint32_t count, room;
	struct key_path path;
};

/* A whole tree out of its root; STATUS_MEMORY.  The caller closes it. */
enum status key_tree_open(struct key_tree *tree, const uint8_t root[KEY_TREE_KEY_BYTES]);
/* Overwrites all keys, and frees. */
void key_tree_close(struct key_tree *tree);
/* The key of a leaf.  STATUS_MISSING: it was destroyed, or there is no such leaf. */
enum status key_tree_leaf(struct key_tree *tree, uint64_t leaf, uint8_t ret_key[KEY_TREE_KEY_BYTES]);
/* Whether every key from that leaf on can be derived. */
bool key_tree_whole_from(const struct key_tree *tree, uint64_t leaf);
/*
 * Destroys a leaf's key: neither it nor a key that it comes from is in memory afterwards.
 *   STATUS_MISSING  it was destroyed before, or there is no such leaf
 *   STATUS_MEMORY, STATUS_LIMIT (KEY_TREE_NODES_MAX); nothing is changed on any
 */
enum status key_tree_puncture(struct key_tree *tree, uint64_t leaf);

/* Appends the state: the number of nodes (4 bytes), and each as depth (1), first leaf (8), key (32); statuses of buffer_append. */
enum status key_tree_write(const struct key_tree *tree, struct buffer *buffer);
/*
 * Reads a state: nodes in the order of their leaves, none over another, no two that one puncture cannot have left.
 *   STATUS_MALFORMED  it is none;  STATUS_MEMORY
 */
enum status key_tree_read(struct bytes bytes, struct key_tree *ret_tree);

#endif
