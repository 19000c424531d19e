/* The tree against RFC 6962's definition, said another way, and against published roots. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/merkle.h"

#include <string.h>

#include "check.h"

#define LEAVES 70u

/* Section 2.1 as it stands there: split at the largest power of two below n. */
static struct hash root_of(struct hasher *hasher, const uint8_t *leaf, size_t count)
{
	if (count == 1) {
		struct bytes one = bytes_of(leaf, 1);
		return hash_pieces(hasher, HASH_LEAF, &one, 1);
	}
	size_t split = 1;
	while (2 * split < count)
		split *= 2;
	struct hash left = root_of(hasher, leaf, split), right = root_of(hasher, leaf + split, count - split);
	struct bytes pair[2] = { bytes_of(left.at, HASH_BYTES), bytes_of(right.at, HASH_BYTES) };
	return hash_pieces(hasher, HASH_NODE, pair, 2);
}

static void hex(const struct hash *hash, char text[2 * HASH_BYTES + 1])
{
	for (unsigned i = 0; i < HASH_BYTES; i++)
		(void)snprintf(text + 2 * i, 3, "%02x", hash->at[i]);
}

int main(void)
{
	struct hasher *hasher = NULL;
	struct merkle merkle = { 0 };
	uint8_t leaf[LEAVES];
	char text[2 * HASH_BYTES + 1];
	if (!CHECK(hasher_open(&hasher) == STATUS_OK))
		return check_done();
	struct hash root = merkle_root(&merkle, hasher);
	hex(&root, text);
	/* SHA-256 of nothing; and the leaf hash of the empty leaf, as Certificate Transparency's tests have them. */
	CHECK(strcmp(text, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855") == 0);
	struct merkle empty_leaf = { 0 };
	merkle_add(&empty_leaf, hasher, bytes_of(NULL, 0));
	root = merkle_root(&empty_leaf, hasher);
	hex(&root, text);
	CHECK(strcmp(text, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d") == 0);
	for (unsigned i = 0; i < LEAVES; i++) {
		leaf[i] = (uint8_t)(i * 37);
		merkle_add(&merkle, hasher, bytes_of(&leaf[i], 1));
		root = merkle_root(&merkle, hasher);
		struct hash other = root_of(hasher, leaf, i + 1);
		CHECK(hash_same(&root, &other));
	}
	hasher_close(hasher);
	return check_done();
}
