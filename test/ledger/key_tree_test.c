/* The key tree: what was destroyed cannot be derived from anything that is left, and every other key stays what it was. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/key_tree.h"

#include <sodium.h>
#include <string.h>

#include "check.h"

#define LEAVES (UINT64_C(1) << KEY_TREE_DEPTH)
#define SAMPLES 200u
#define NODE_BYTES 41u

static uint64_t random_state = 7;

static uint64_t draw(uint64_t below)
{
	random_state = random_state * 6364136223846793005u + 1442695040888963407u;
	return (random_state >> 20) % below;
}

/* A second way to the key of a node, from the root by the words of the format's page; `ways` gets each key on it. */
static void by_hand(uint64_t leaf, uint8_t ways[KEY_TREE_DEPTH + 1][KEY_TREE_KEY_BYTES])
{
	memset(ways[0], 3, KEY_TREE_KEY_BYTES);
	for (unsigned depth = 0; depth < KEY_TREE_DEPTH; depth++) {
		uint8_t pair[64];
		bool right = leaf & (LEAVES >> (depth + 1));
		CHECK(crypto_generichash(pair, 64, (const uint8_t *)"tocsin key tree 1", 17, ways[depth], 32) == 0);
		memcpy(ways[depth + 1], pair + (right ? 32 : 0), 32);
	}
}

static bool holds(const void *at, size_t length, const uint8_t key[KEY_TREE_KEY_BYTES])
{
	const uint8_t *from = at;
	for (size_t i = 0; i + KEY_TREE_KEY_BYTES <= length; i++)
		if (memcmp(from + i, key, KEY_TREE_KEY_BYTES) == 0)
			return true;
	return false;
}

static void open_tree(struct key_tree *tree)
{
	uint8_t root[KEY_TREE_KEY_BYTES];
	memset(root, 3, sizeof root);
	CHECK(key_tree_open(tree, root) == STATUS_OK);
}

static void derives(void)
{
	struct key_tree tree;
	uint8_t key[KEY_TREE_KEY_BYTES], ways[KEY_TREE_DEPTH + 1][KEY_TREE_KEY_BYTES];
	open_tree(&tree);
	for (unsigned i = 0; i < SAMPLES; i++) {
		uint64_t leaf = i == 0 ? 0 : i == 1 ? LEAVES - 1 : i < 100 ? i : draw(LEAVES);
		by_hand(leaf, ways);
		CHECK(key_tree_leaf(&tree, leaf, key) == STATUS_OK);
		CHECK(memcmp(key, ways[KEY_TREE_DEPTH], sizeof key) == 0);
	}
	CHECK(key_tree_leaf(&tree, LEAVES, key) == STATUS_MISSING &&
	      key_tree_puncture(&tree, UINT64_MAX) == STATUS_MISSING);
	CHECK(key_tree_whole_from(&tree, 0) && key_tree_whole_from(&tree, LEAVES));
	key_tree_close(&tree);
}

/* One after another, near and far, some twice. */
static void destroys(void)
{
	static uint64_t gone[SAMPLES];
	struct key_tree tree, again;
	struct buffer state = { 0 };
	uint8_t key[KEY_TREE_KEY_BYTES], ways[KEY_TREE_DEPTH + 1][KEY_TREE_KEY_BYTES];
	uint64_t last = 0;
	open_tree(&tree);
	for (unsigned i = 0; i < SAMPLES; i++) {
		gone[i] = i < 64 ? i : i % 7 == 0 ? gone[i - 7] : i % 3 ? draw(5000) : draw(LEAVES);
		last = gone[i] > last ? gone[i] : last;
		bool before = key_tree_leaf(&tree, gone[i], key) == STATUS_OK;
		CHECK(key_tree_puncture(&tree, gone[i]) == (before ? STATUS_OK : STATUS_MISSING));
		CHECK(key_tree_leaf(&tree, gone[i], key) == STATUS_MISSING);
		by_hand(gone[i], ways);
		for (unsigned depth = 0; depth <= KEY_TREE_DEPTH && (i < 10 || i % 50 == 0); depth++)
			CHECK(!holds(tree.node, tree.room * sizeof *tree.node, ways[depth]) &&
			      !holds(&tree.path, sizeof tree.path, ways[depth]));
	}
	CHECK(key_tree_whole_from(&tree, last + 1) && !key_tree_whole_from(&tree, last));
	CHECK(key_tree_write(&tree, &state) == STATUS_OK && state.length == 4 + (size_t)tree.count * NODE_BYTES);
	CHECK(key_tree_read(buffer_bytes(&state), &again) == STATUS_OK && again.count == tree.count);
	for (unsigned i = 0; i < SAMPLES; i++) {
		uint64_t near = gone[i] + draw(3), other = i % 2 ? near : draw(6000);
		bool destroyed = false;
		for (unsigned j = 0; j < SAMPLES; j++)
			destroyed |= gone[j] == other;
		by_hand(gone[i], ways);
		for (unsigned depth = 0; depth <= KEY_TREE_DEPTH; depth++)
			CHECK(!holds(state.at, state.length, ways[depth]));
		by_hand(other, ways);
		enum status status = key_tree_leaf(&again, other, key);
		CHECK(status == (destroyed ? STATUS_MISSING : STATUS_OK));
		CHECK(destroyed || memcmp(key, ways[KEY_TREE_DEPTH], sizeof key) == 0);
	}
	buffer_close(&state);
	key_tree_close(&tree);
	key_tree_close(&again);
}

static enum status read_nodes(const uint8_t (*node)[2], unsigned count, unsigned said, unsigned more)
{
	uint8_t state[4 + 8 * NODE_BYTES] = { 0 };
	struct key_tree tree = { 0 };
	bytes_put_u32(state, said);
	for (unsigned i = 0; i < count; i++) {
		state[4 + i * NODE_BYTES] = node[i][0];
		/* In halves of the last eight leaves below 2^40 the shapes are small enough to write down. */
		bytes_put_u64(state + 5 + i * NODE_BYTES, node[i][1] == 255 ? LEAVES : node[i][1]);
	}
	enum status status = key_tree_read(bytes_of(state, 4 + count * NODE_BYTES + more), &tree);
	if (status == STATUS_OK)
		key_tree_close(&tree);
	return status;
}

/* A state that no destroying leaves is none. */
static void reads(void)
{
	const uint8_t D = KEY_TREE_DEPTH;
	const uint8_t good[][2] = { { D, 0 }, { D, 2 }, { (uint8_t)(D - 2), 4 }, { D, 9 } };
	CHECK(read_nodes(good, 4, 4, 0) == STATUS_OK && read_nodes(good, 0, 0, 0) == STATUS_OK);
	CHECK(read_nodes(good, 4, 3, 0) == STATUS_MALFORMED && read_nodes(good, 4, 5, 0) == STATUS_MALFORMED);
	CHECK(read_nodes(good, 4, 4, 1) == STATUS_MALFORMED && read_nodes(good, 0, UINT32_MAX, 0) == STATUS_MALFORMED);
	CHECK(key_tree_read(bytes_of("\0\0\0", 3), &(struct key_tree){ 0 }) == STATUS_MALFORMED);
	const uint8_t bad[][2][2] = {
		{ { D, 2 }, { D, 0 } },                               /* out of order */
		{ { D, 2 }, { D, 2 } },                               /* twice */
		{ { (uint8_t)(D - 2), 4 }, { D, 5 } },                /* one below the other */
		{ { D, 4 }, { D, 5 } },                               /* two halves of one */
		{ { D, 0 }, { (uint8_t)(D - 2), 5 } },                /* not at a multiple of its span */
		{ { D, 0 }, { (uint8_t)(D + 1), 4 } },                /* deeper than a leaf */
		{ { D, 0 }, { D, 255 } },                             /* behind the last leaf */
		{ { (uint8_t)(D - 1), 0 }, { (uint8_t)(D - 1), 2 } }, /* two halves, higher up */
	};
	for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK(read_nodes(bad[i], 2, 2, 0) == STATUS_MALFORMED);
	const uint8_t apart[][2] = { { D, 1 }, { D, 2 } };
	CHECK(read_nodes(apart, 2, 2, 0) == STATUS_OK);
}

int main(void)
{
	CHECK(sodium_init() >= 0);
	derives();
	destroys();
	reads();
	return check_done();
}
