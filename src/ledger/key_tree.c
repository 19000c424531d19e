/* A key for each record out of one, such that any of them can be destroyed for ever and all others stay (a puncturable key tree). */
/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/key_tree.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define LEAVES (UINT64_C(1) << KEY_TREE_DEPTH)
#define NODE_BYTES (1 + 8 + KEY_TREE_KEY_BYTES)
#define COUNT_BYTES 4

/* How many leaves lie below a node of that depth. */
static uint64_t span_of(uint32_t depth)
{
	return UINT64_C(1) << (KEY_TREE_DEPTH - depth);
}

/* Both keys below one. */
static void derive(const uint8_t parent[KEY_TREE_KEY_BYTES], uint8_t ret_pair[2 * KEY_TREE_KEY_BYTES])
{
	/* It fails on wrong lengths only. */
	(void)crypto_generichash(ret_pair, (size_t)2 * KEY_TREE_KEY_BYTES, (const uint8_t *)KEY_TREE_LABEL,
	                         sizeof KEY_TREE_LABEL - 1, parent, KEY_TREE_KEY_BYTES);
}

static void forget_path(struct key_tree *tree)
{
	sodium_memzero(&tree->path, sizeof tree->path);
	tree->path.from = 1;
}

/* Overwritten, and given back. */
static void free_nodes(struct key_tree *tree)
{
	if (tree->node)
		(void)sodium_munlock(tree->node, tree->room * sizeof *tree->node);
	free(tree->node);
}

/* Whatever the nodes lay in before is overwritten: realloc would leave it in free memory.  Where the system lets us they are kept out
 * of swap and of core dumps. */
static enum status reserve(struct key_tree *tree, uint32_t count)
{
	if (count > KEY_TREE_NODES_MAX)
		return STATUS_LIMIT;
	if (count <= tree->room)
		return STATUS_OK;
	uint32_t room = tree->room ? tree->room : KEY_TREE_DEPTH + 1;
	while (room < count)
		room *= 2;
	struct key_node *node = calloc(room, sizeof *node);
	if (!node)
		return STATUS_MEMORY;
	(void)sodium_mlock(node, room * sizeof *node);
	if (tree->count)
		memcpy(node, tree->node, tree->count * sizeof *node);
	free_nodes(tree);
	tree->node = node;
	tree->room = room;
	return STATUS_OK;
}

enum status key_tree_open(struct key_tree *tree, const uint8_t root[KEY_TREE_KEY_BYTES])
{
	*tree = (struct key_tree){ .path.from = 1 };
	enum status status = reserve(tree, 1);
	if (status != STATUS_OK)
		return status;
	tree->count = 1;
	memcpy(tree->node[0].key, root, KEY_TREE_KEY_BYTES);
	return STATUS_OK;
}

void key_tree_close(struct key_tree *tree)
{
	free_nodes(tree);
	sodium_memzero(tree, sizeof *tree);
	tree->path.from = 1;
}

/* The node of the frontier that is above a leaf; NULL if there is none any more. */
static const struct key_node *node_above(const struct key_tree *tree, uint64_t leaf)
{
	uint32_t low = 0, high = tree->count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (tree->node[middle].first <= leaf)
			low = middle + 1;
		else
			high = middle;
	}
	const struct key_node *node = low ? &tree->node[low - 1] : NULL;
	return node && leaf - node->first < span_of(node->depth) ? node : NULL;
}

/* Which of the two below a node of that depth is on the way. */
static unsigned turn_of(uint64_t leaf, uint32_t depth)
{
	return (unsigned)(leaf >> (KEY_TREE_DEPTH - 1 - depth)) & 1u;
}

/* Goes on from where the last way and this one part. */
static void walk_down(struct key_path *path, const struct key_node *node, uint64_t leaf)
{
	uint8_t pair[2 * KEY_TREE_KEY_BYTES];
	uint32_t depth = node->depth;
	bool shared =
	    path->from == node->depth && path->to == KEY_TREE_DEPTH && path->leaf - node->first < span_of(depth);
	if (!shared)
		memcpy(path->key[depth], node->key, KEY_TREE_KEY_BYTES);
	while (shared && depth < KEY_TREE_DEPTH && turn_of(path->leaf, depth) == turn_of(leaf, depth))
		depth++;
	for (; depth < KEY_TREE_DEPTH; depth++) {
		derive(path->key[depth], pair);
		memcpy(path->key[depth + 1], pair + (size_t)turn_of(leaf, depth) * KEY_TREE_KEY_BYTES,
		       KEY_TREE_KEY_BYTES);
	}
	sodium_memzero(pair, sizeof pair);
	path->leaf = leaf;
	path->from = node->depth;
	path->to = KEY_TREE_DEPTH;
}

enum status key_tree_leaf(struct key_tree *tree, uint64_t leaf, uint8_t ret_key[KEY_TREE_KEY_BYTES])
{
	const struct key_node *node = node_above(tree, leaf);
	if (!node)
		return STATUS_MISSING;
	walk_down(&tree->path, node, leaf);
	memcpy(ret_key, tree->path.key[KEY_TREE_DEPTH], KEY_TREE_KEY_BYTES);
	return STATUS_OK;
}

bool key_tree_whole_from(const struct key_tree *tree, uint64_t leaf)
{
	while (leaf < LEAVES) {
		const struct key_node *node = node_above(tree, leaf);
		if (!node)
			return false;
		leaf = node->first + span_of(node->depth);
	}
	return true;
}

/* The siblings along the way from a node to a leaf, by their first leaves; how many. */
static uint32_t siblings_of(const struct key_node *node, uint64_t leaf, struct key_node siblings[KEY_TREE_DEPTH])
{
	uint8_t key[KEY_TREE_KEY_BYTES], pair[2 * KEY_TREE_KEY_BYTES];
	uint32_t all = KEY_TREE_DEPTH - node->depth, left = 0, right = all;
	uint64_t first = node->first;
	memcpy(key, node->key, sizeof key);
	for (uint32_t depth = node->depth; depth < KEY_TREE_DEPTH; depth++) {
		unsigned turn = turn_of(leaf, depth);
		uint64_t half = span_of(depth + 1);
		derive(key, pair);
		/* Left of the way the higher ones come first; right of it, last. */
		struct key_node *sibling = turn ? &siblings[left++] : &siblings[--right];
		sibling->first = turn ? first : first + half;
		sibling->depth = (uint8_t)(depth + 1);
		memcpy(sibling->key, pair + (size_t)!turn * KEY_TREE_KEY_BYTES, KEY_TREE_KEY_BYTES);
		memcpy(key, pair + (size_t)turn * KEY_TREE_KEY_BYTES, KEY_TREE_KEY_BYTES);
		first += turn ? half : 0;
	}
	assert(left == right && first == leaf);
	sodium_memzero(key, sizeof key);
	sodium_memzero(pair, sizeof pair);
	return all;
}

enum status key_tree_puncture(struct key_tree *tree, uint64_t leaf)
{
	struct key_node siblings[KEY_TREE_DEPTH];
	if (!node_above(tree, leaf))
		return STATUS_MISSING;
	enum status status = reserve(tree, tree->count + KEY_TREE_DEPTH);
	if (status != STATUS_OK)
		return status;
	uint32_t at = (uint32_t)(node_above(tree, leaf) - tree->node);
	uint32_t put = siblings_of(&tree->node[at], leaf, siblings);
	uint32_t behind = tree->count - at - 1;
	memmove(tree->node + at + put, tree->node + at + 1, behind * sizeof *tree->node);
	memcpy(tree->node + at, siblings, put * sizeof *siblings);
	tree->count = at + put + behind;
	/* Where a leaf stood by itself nothing takes its place, and what was moved down leaves its last copy behind. */
	sodium_memzero(tree->node + tree->count, (tree->room - tree->count) * sizeof *tree->node);
	sodium_memzero(siblings, sizeof siblings);
	forget_path(tree);
	return STATUS_OK;
}

enum status key_tree_write(const struct key_tree *tree, struct buffer *buffer)
{
	uint8_t head[COUNT_BYTES], row[NODE_BYTES];
	bytes_put_u32(head, tree->count);
	enum status status = buffer_reserve(buffer, COUNT_BYTES + (size_t)tree->count * NODE_BYTES);
	if (status == STATUS_OK)
		status = buffer_append(buffer, bytes_of(head, sizeof head));
	for (uint32_t i = 0; status == STATUS_OK && i < tree->count; i++) {
		row[0] = tree->node[i].depth;
		bytes_put_u64(row + 1, tree->node[i].first);
		memcpy(row + 9, tree->node[i].key, KEY_TREE_KEY_BYTES);
		status = buffer_append(buffer, bytes_of(row, sizeof row));
	}
	sodium_memzero(row, sizeof row);
	return status;
}

/* A node stands at a multiple of its span and behind the last; two halves of one would be that one, whole. */
static bool follows(const struct key_node *last, const struct key_node *node)
{
	if (node->depth > KEY_TREE_DEPTH)
		return false;
	uint64_t span = span_of(node->depth);
	if (node->first >= LEAVES || node->first % span != 0)
		return false;
	if (!last)
		return true;
	bool halves = last->depth == node->depth && last->first + span == node->first && last->first % (2 * span) == 0;
	return node->first >= last->first + span_of(last->depth) && !halves;
}

enum status key_tree_read(struct bytes bytes, struct key_tree *ret_tree)
{
	if (bytes.length < COUNT_BYTES)
		return STATUS_MALFORMED;
	uint32_t count = bytes_get_u32(bytes.at);
	if (count > KEY_TREE_NODES_MAX || bytes.length != COUNT_BYTES + (size_t)count * NODE_BYTES)
		return STATUS_MALFORMED;
	struct key_tree tree = { .path.from = 1 };
	enum status status = reserve(&tree, count ? count : 1);
	const uint8_t *at = bytes.at + COUNT_BYTES;
	for (uint32_t i = 0; status == STATUS_OK && i < count; i++, at += NODE_BYTES) {
		struct key_node *node = &tree.node[i];
		node->depth = at[0];
		node->first = bytes_get_u64(at + 1);
		memcpy(node->key, at + 9, KEY_TREE_KEY_BYTES);
		if (!follows(i ? node - 1 : NULL, node))
			status = STATUS_MALFORMED;
	}
	tree.count = status == STATUS_OK ? count : 0;
	if (status == STATUS_OK)
		*ret_tree = tree;
	else
		key_tree_close(&tree);
	return status;
}
