/* Proofs from tiles against the tree as RFC 6962 has it, around every border of a tile; and what is forged is found. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "ledger/merkle.h"
#include "ledger/proof_text.h"
#include "ledger/tree.h"

#include "check.h"

#define LEAVES 66100u

/* All levels at once, as a plain list each. */
struct forest {
	struct hasher *hasher;
	struct hash *level[3];
	struct hash root[LEAVES + 1]; /* by size, from the ledger's own tree */
	struct hash leaf[LEAVES];
};

static enum status hashes(void *context, unsigned level, uint64_t first, uint32_t count, struct hash *ret_hashes)
{
	struct forest *forest = context;
	CHECK(count && count <= TILE_HASHES && level < 3);
	memcpy(ret_hashes, forest->level[level] + first, count * sizeof *ret_hashes);
	return STATUS_OK;
}

static void grow(struct forest *forest)
{
	struct merkle tree = { 0 };
	forest->level[0] = forest->leaf;
	forest->level[1] = calloc(LEAVES / 256 + 1, sizeof(struct hash));
	forest->level[2] = calloc(2, sizeof(struct hash));
	for (uint32_t i = 0; i < LEAVES; i++) {
		struct bytes leaf = bytes_of(&i, sizeof i);
		forest->leaf[i] = hash_pieces(forest->hasher, HASH_LEAF, &leaf, 1);
		merkle_add(&tree, forest->hasher, leaf);
		forest->root[i + 1] = merkle_root(&tree, forest->hasher);
		for (unsigned level = 1; level < 3 && (i + 1) % (1u << 8 * level) == 0; level++) {
			struct hash *to = &forest->level[level][i >> 8 * level];
			struct hash part[TILE_HASHES];
			memcpy(part, forest->level[level - 1] + ((i >> 8 * level) << 8), sizeof part);
			for (unsigned count = TILE_HASHES; count > 1; count /= 2)
				for (unsigned k = 0; k < count / 2; k++) {
					const struct bytes pair[2] = { bytes_of(part[2 * k].at, HASH_BYTES),
						                       bytes_of(part[2 * k + 1].at, HASH_BYTES) };
					part[k] = hash_pieces(forest->hasher, HASH_NODE, pair, 2);
				}
			*to = part[0];
		}
	}
}

static void check_size(struct forest *forest, uint64_t size, uint64_t step)
{
	const struct tree_source source = { hashes, forest };
	struct hash root;
	struct tree_path path;
	CHECK(tree_root(forest->hasher, &source, size, &root) == STATUS_OK);
	CHECK(hash_same(&root, &forest->root[size]));
	for (uint64_t index = 0; index < size; index += step) {
		CHECK(tree_inclusion(forest->hasher, &source, index, size, &path) == STATUS_OK);
		CHECK(tree_includes(forest->hasher, &forest->leaf[index], index, size, &path, &root));
		/* Another place, another tree, another path: no. */
		CHECK(!tree_includes(forest->hasher, &forest->leaf[index], index ^ 1u, size, &path, &root) ||
		      size == 1);
		CHECK(!tree_includes(forest->hasher, &forest->leaf[index], index, size, &path,
		                     &forest->root[size - 1 ? size - 1 : 2]));
		if (!path.count)
			continue;
		path.hash[index % path.count].at[3] ^= 8;
		CHECK(!tree_includes(forest->hasher, &forest->leaf[index], index, size, &path, &root));
		path.hash[index % path.count].at[3] ^= 8;
		path.count--;
		CHECK(!tree_includes(forest->hasher, &forest->leaf[index], index, size, &path, &root));
	}
	for (uint64_t old = 1; old <= size; old += step) {
		CHECK(tree_consistency(forest->hasher, &source, old, size, &path) == STATUS_OK);
		CHECK(tree_extends(forest->hasher, old, &forest->root[old], size, &root, &path));
		CHECK(!tree_extends(forest->hasher, old, &forest->root[old - 1 ? old - 1 : 2], size, &root, &path));
		if (!path.count)
			continue;
		path.hash[old % path.count].at[0] ^= 1;
		CHECK(!tree_extends(forest->hasher, old, &forest->root[old], size, &root, &path));
		path.hash[old % path.count].at[0] ^= 1;
		path.count++;
		CHECK(!tree_extends(forest->hasher, old, &forest->root[old], size, &root, &path));
	}
}

static void check_paths(void)
{
	static const struct {
		const char *path;
		struct tile tile;
	} good[] = { { "0/000", { 0, 0, 256 } },
		     { "0/x001/234", { 0, 1234, 256 } },
		     { "3/x123/x456/789.p/17", { 3, 123456789, 17 } },
		     { "entries/067.p/255", { TILE_ENTRIES, 67, 255 } } };
	static const char *const bad[] = {
		"",        "0",           "0/",        "0/0",         "0/1234",     "0/x000/001", "8/000",
		"00/000",  "0/x001/x234", "0/001.p/0", "0/001.p/256", "0/001.p/05", "0/001.p",    "0/001/",
		"entries", "entry/000",   "0/-01",     "0/x1/234",    "+0/000",     "0/001.p/+5", "0/000 "
	};
	struct tile tile;
	char path[TILE_PATH_BYTES];
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		CHECK(tile_read_path(good[i].path, &tile));
		CHECK(tile.level == good[i].tile.level && tile.number == good[i].tile.number &&
		      tile.width == good[i].tile.width);
		tile_write_path(&good[i].tile, path);
		CHECK_TEXT(path, good[i].path);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (!CHECK(!tile_read_path(bad[i], &tile)))
			(void)fprintf(stderr, "  %s\n", bad[i]);
}

static void check_proof_text(void)
{
	struct proof_text proof = { .extra = "envelope",
		                    .extra_bytes = 8,
		                    .index = 70,
		                    .path.count = 2,
		                    .checkpoint = bytes_of_text("o\n71\nr\n\n- o x\n") };
	struct proof_text read;
	struct buffer text = { 0 };
	memset(&proof.path.hash[1], 0xa5, sizeof proof.path.hash[1]);
	CHECK(proof_text_write(&proof, &text) == STATUS_OK);
	CHECK(proof_text_read(buffer_bytes(&text), &read) == STATUS_OK);
	CHECK(read.index == 70 && read.path.count == 2 && hash_same(&read.path.hash[1], &proof.path.hash[1]));
	CHECK(read.extra_bytes == 8 && bytes_same(read.checkpoint, proof.checkpoint));
	/* Cut anywhere before the note it is none. */
	for (size_t length = 0; length + proof.checkpoint.length <= text.length; length++)
		CHECK(proof_text_read(bytes_of(text.at, length), &read) == STATUS_MALFORMED);
	static const char *const bad[] = {
		"c2sp.org/tlog-proof@v1\nindex 01\n\nnote\n",      "c2sp.org/tlog-proof@v1\nindex \n\nnote\n",
		"c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\nnote\n", "c2sp.org/tlog-proof@v1\nextra !\nindex 1\n\nnote\n",
		"c2sp.org/tlog-proof@v2\nindex 1\n\nnote\n",       "c2sp.org/tlog-proof@v1\nindex 1\n\n"
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK(proof_text_read(bytes_of_text(bad[i]), &read) == STATUS_MALFORMED);
	buffer_close(&text);
}

int main(void)
{
	struct forest *forest = calloc(1, sizeof *forest);
	assert(forest && hasher_open(&forest->hasher) == STATUS_OK);
	grow(forest);
	for (uint64_t size = 1; size <= 70; size++)
		check_size(forest, size, 1);
	static const uint32_t borders[] = { 255, 256, 257, 511, 512, 513, 1000, 65535, 65536, 65537, LEAVES };
	for (size_t i = 0; i < sizeof borders / sizeof *borders; i++)
		check_size(forest, borders[i], borders[i] > 2000 ? 997 : 1);
	check_paths();
	check_proof_text();
	free(forest->level[1]);
	free(forest->level[2]);
	hasher_close(forest->hasher);
	free(forest);
	return check_done();
}
