/* The state of a key tree: it is read and written as it was, or refused; what is destroyed then is gone. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <sodium.h>

#include "ledger/key_tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	struct key_tree tree;
	struct buffer again = { 0 };
	uint8_t key[KEY_TREE_KEY_BYTES];
	if (sodium_init() < 0 || key_tree_read(bytes_of(at, length), &tree) != STATUS_OK)
		return 0;
	if (key_tree_write(&tree, &again) == STATUS_OK)
		assert(bytes_same(buffer_bytes(&again), bytes_of(at, length)));
	for (uint32_t i = 0; i < 4 && i < tree.count; i++) {
		uint64_t leaf = tree.node[i].first;
		assert(key_tree_leaf(&tree, leaf, key) == STATUS_OK);
		if (key_tree_puncture(&tree, leaf) == STATUS_OK)
			assert(key_tree_leaf(&tree, leaf, key) == STATUS_MISSING);
	}
	buffer_clear(&again);
	if (key_tree_write(&tree, &again) == STATUS_OK) {
		struct key_tree other;
		if (key_tree_read(buffer_bytes(&again), &other) == STATUS_OK)
			key_tree_close(&other);
		else
			assert(false);
	}
	buffer_close(&again);
	key_tree_close(&tree);
	return 0;
}
