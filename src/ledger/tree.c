/* Proofs over the tree of all entries, and the check of them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/tree.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct hash node(struct hasher *hasher, const struct hash *left, const struct hash *right)
{
	const struct bytes pair[2] = { bytes_of(left->at, HASH_BYTES), bytes_of(right->at, HASH_BYTES) };
	return hash_pieces(hasher, HASH_NODE, pair, 2);
}

/* The largest power of two below n, as its exponent. */
static unsigned split_of(uint64_t n)
{
	assert(n > 1);
	return 63u - (unsigned)__builtin_clzll(n - 1);
}

/* One proof in the making. */
struct proving {
	struct hasher *hasher;
	const struct tree_source *source;
	enum status status;
};

/* The full subtree of 2^height leaves that begins at leaf `first`. */
static struct hash full(struct proving *p, uint64_t first, unsigned height)
{
	struct hash hash[TILE_HASHES / 2] = { 0 };
	unsigned level = height / TILE_LEVELS, count = 1u << height % TILE_LEVELS;
	if (p->status == STATUS_OK)
		p->status = p->source->hashes(p->source->context, level, first >> (TILE_LEVELS * level), count, hash);
	for (; count > 1; count /= 2)
		for (unsigned i = 0; i < count / 2; i++)
			hash[i] = node(p->hasher, &hash[2 * i], &hash[2 * i + 1]);
	return hash[0];
}

/* The tree over leaves first..first+count: full subtrees from the left, joined from the right. */
static struct hash range(struct proving *p, uint64_t first, uint64_t count)
{
	struct hash part[TREE_PATH_MAX] = { 0 };
	unsigned parts = 0;
	while (count) {
		unsigned height = 63u - (unsigned)__builtin_clzll(count);
		part[parts++] = full(p, first, height);
		first += UINT64_C(1) << height;
		count -= UINT64_C(1) << height;
	}
	struct hash root = part[--parts];
	while (parts)
		root = node(p->hasher, &part[--parts], &root);
	return root;
}

enum status tree_root(struct hasher *hasher, const struct tree_source *source, uint64_t size, struct hash *ret_root)
{
	struct proving p = { hasher, source, STATUS_OK };
	assert(size);
	*ret_root = range(&p, 0, size);
	return p.status;
}

/* Paths are gathered from the root down and told from the leaf up. */
static void turn(struct tree_path *path)
{
	for (unsigned i = 0; i < path->count / 2; i++) {
		struct hash other = path->hash[i];
		path->hash[i] = path->hash[path->count - 1 - i];
		path->hash[path->count - 1 - i] = other;
	}
}

enum status tree_inclusion(struct hasher *hasher, const struct tree_source *source, uint64_t index, uint64_t size,
                           struct tree_path *ret_path)
{
	struct proving p = { hasher, source, STATUS_OK };
	uint64_t first = 0;
	assert(index < size);
	ret_path->count = 0;
	while (size > 1) {
		uint64_t split = UINT64_C(1) << split_of(size);
		bool left = index - first < split;
		ret_path->hash[ret_path->count++] =
		    left ? range(&p, first + split, size - split) : range(&p, first, split);
		first += left ? 0 : split;
		size = left ? split : size - split;
	}
	turn(ret_path);
	return p.status;
}

/* RFC 6962 2.1.2's SUBPROOF: the old tree's own root is known to whoever asks, and left out. */
enum status tree_consistency(struct hasher *hasher, const struct tree_source *source, uint64_t old, uint64_t size,
                             struct tree_path *ret_path)
{
	struct proving p = { hasher, source, STATUS_OK };
	uint64_t first = 0;
	bool whole = true;
	assert(old && old <= size);
	ret_path->count = 0;
	while (old < size) {
		uint64_t split = UINT64_C(1) << split_of(size);
		bool left = old <= split;
		ret_path->hash[ret_path->count++] =
		    left ? range(&p, first + split, size - split) : range(&p, first, split);
		if (left) {
			size = split;
		} else {
			first += split;
			old -= split;
			size -= split;
			whole = false;
		}
	}
	if (!whole)
		ret_path->hash[ret_path->count++] = range(&p, first, size);
	turn(ret_path);
	return p.status;
}

bool tree_includes(struct hasher *hasher, const struct hash *leaf, uint64_t index, uint64_t size,
                   const struct tree_path *path, const struct hash *root)
{
	uint64_t at = index, last = size - 1;
	struct hash hash = *leaf;
	if (!size || index >= size)
		return false;
	for (unsigned i = 0; i < path->count; i++) {
		if (!last)
			return false;
		if (at & 1 || at == last) {
			hash = node(hasher, &path->hash[i], &hash);
			while (!(at & 1) && at) {
				at >>= 1;
				last >>= 1;
			}
		} else {
			hash = node(hasher, &hash, &path->hash[i]);
		}
		at >>= 1;
		last >>= 1;
	}
	return !last && hash_same(&hash, root);
}

bool tree_extends(struct hasher *hasher, uint64_t old, const struct hash *old_root, uint64_t size,
                  const struct hash *root, const struct tree_path *path)
{
	if (!old || old > size)
		return false;
	if (old == size)
		return !path->count && hash_same(old_root, root);
	bool power = !(old & (old - 1)); /* then the old root is the first of the path, and left out */
	uint64_t at = old - 1, last = size - 1;
	unsigned next = 0;
	if (!power && !path->count)
		return false;
	while (at & 1) {
		at >>= 1;
		last >>= 1;
	}
	struct hash one = power ? *old_root : path->hash[next++], both = one;
	for (; next < path->count; next++) {
		const struct hash *step = &path->hash[next];
		if (!last)
			return false;
		if (at & 1 || at == last) {
			one = node(hasher, step, &one);
			both = node(hasher, step, &both);
			while (!(at & 1) && at) {
				at >>= 1;
				last >>= 1;
			}
		} else {
			both = node(hasher, &both, step);
		}
		at >>= 1;
		last >>= 1;
	}
	return !last && hash_same(&one, old_root) && hash_same(&both, root);
}

/* Three digits each, all but the last behind an x: x001/x234/067. */
static bool read_number(const char **at, uint64_t *ret_number)
{
	uint64_t number = 0;
	for (unsigned groups = 0; groups < 7; groups++) {
		bool more = **at == 'x';
		const char *digits = *at + more;
		if (strspn(digits, "0123456789") < 3)
			return false;
		number = number * 1000 + (uint64_t)(digits[0] - '0') * 100 + (uint64_t)(digits[1] - '0') * 10 +
		         (uint64_t)(digits[2] - '0');
		*at = digits + 3;
		if (!more) {
			*ret_number = number;
			return true;
		}
		if (*(*at)++ != '/')
			return false;
	}
	return false;
}

bool tile_read_path(const char *path, struct tile *ret_tile)
{
	const char *at = path;
	char written[TILE_PATH_BYTES];
	if (strncmp(at, "entries/", 8) == 0) {
		ret_tile->level = TILE_ENTRIES;
		at += 8;
	} else {
		char *end;
		unsigned long level = strtoul(at, &end, 10);
		if (end == at || *end != '/' || level >= TREE_LEVELS_MAX)
			return false;
		ret_tile->level = (unsigned)level;
		at = end + 1;
	}
	ret_tile->width = TILE_HASHES;
	if (!read_number(&at, &ret_tile->number))
		return false;
	if (strncmp(at, ".p/", 3) == 0) {
		char *end;
		unsigned long width = strtoul(at + 3, &end, 10);
		if (end == at + 3 || !width || width >= TILE_HASHES)
			return false;
		ret_tile->width = (uint32_t)width;
		at = end;
	}
	/* Nothing has two names: no zeros before, no signs. */
	tile_write_path(ret_tile, written);
	return !*at && strcmp(written, path) == 0;
}

void tile_write_path(const struct tile *tile, char path[TILE_PATH_BYTES])
{
	uint64_t number = tile->number;
	unsigned part[7] = { 0 }, parts = 0;
	size_t length = tile->level == TILE_ENTRIES ? (size_t)snprintf(path, TILE_PATH_BYTES, "entries")
	                                            : (size_t)snprintf(path, TILE_PATH_BYTES, "%u", tile->level);
	do {
		part[parts++] = (unsigned)(number % 1000);
		number /= 1000;
	} while (number);
	while (parts) {
		parts--;
		length +=
		    (size_t)snprintf(path + length, TILE_PATH_BYTES - length, parts ? "/x%03u" : "/%03u", part[parts]);
	}
	if (tile->width < TILE_HASHES)
		(void)snprintf(path + length, TILE_PATH_BYTES - length, ".p/%u", tile->width);
}
