/* A folder of the published log, checked by a stranger: which of what it says leads to the signed root. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "publish/published.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "publish/published_inside.h"
#include "publish/tile_fold.h"

/* Its signature and the lines of all witnesses fit. */
#define NOTE_MAX_BYTES 65536u

void published_fault_at(struct published *published, const char *path, uint64_t from, uint64_t to, const char *format,
                        ...)
{
	char words[256];
	va_list list;
	va_start(list, format);
	(void)vsnprintf(words, sizeof words, format, list);
	va_end(list);
	published->faults++;
	published->say(published->context, &(struct published_fault){ path, from, to, words });
}

enum status published_read(const char *path, size_t most, struct buffer *out)
{
	uint8_t piece[16384];
	FILE *file = fopen(path, "re");
	enum status status = STATUS_OK;
	size_t got;
	if (!file)
		return errno == ENOENT || errno == ENOTDIR ? STATUS_MISSING : STATUS_IO;
	buffer_clear(out);
	while (status == STATUS_OK && (got = fread(piece, 1, sizeof piece, file)) > 0)
		status = out->length + got > most ? STATUS_LIMIT : buffer_append(out, bytes_of(piece, got));
	if (status == STATUS_OK && ferror(file))
		status = STATUS_IO;
	(void)fclose(file);
	return status;
}

static size_t tile_bytes(const struct tile *tile)
{
	return tile->width * (tile->level == TILE_ENTRIES ? (size_t)BUNDLED_BYTES : HASH_BYTES);
}

static enum status read_tile(const struct published *published, const struct tile *tile, struct buffer *out)
{
	char name[TILE_PATH_BYTES], path[PUBLISHED_PATH_BYTES];
	tile_write_path(tile, name);
	if (snprintf(path, sizeof path, "%s/tile/%s", published->folder, name) >= (int)sizeof path)
		return STATUS_IO;
	return published_read(path, TILE_HASHES * (size_t)BUNDLED_BYTES, out);
}

enum status published_tile(struct published *published, const struct tile *tile, struct buffer *out)
{
	const struct tile whole = { tile->level, tile->number, TILE_HASHES };
	enum status status = read_tile(published, tile, out);
	/* Whoever published a longer log since need not have this one: its bytes begin the whole one. */
	if (status == STATUS_MISSING && tile->width < TILE_HASHES) {
		status = read_tile(published, &whole, out);
		if (status == STATUS_OK && out->length == tile_bytes(&whole))
			out->length = tile_bytes(tile);
	}
	if (status == STATUS_LIMIT || (status == STATUS_OK && out->length != tile_bytes(tile)))
		return STATUS_MALFORMED;
	return status;
}

void published_leaves(struct published *published, uint64_t number, uint32_t width, bool bundle, struct leaves *ret)
{
	const struct tile tile = { bundle ? TILE_ENTRIES : 0, number, width };
	struct buffer bytes = { 0 };
	*ret = (struct leaves){ .count = width };
	ret->whole = published_tile(published, &tile, &bytes) == STATUS_OK;
	for (uint32_t i = 0; ret->whole && i < width; i++) {
		const struct bytes envelope = bytes_of(bytes.at + i * (size_t)BUNDLED_BYTES + 2, ENVELOPE_BYTES);
		if (bundle)
			ret->hash[i] = hash_pieces(published->hasher, HASH_LEAF, &envelope, 1);
		else
			memcpy(ret->hash[i].at, bytes.at + i * (size_t)HASH_BYTES, HASH_BYTES);
	}
	buffer_close(&bytes);
}

/* --- the levels above --- */

static void levels_close(struct levels *levels)
{
	for (unsigned level = 2; level < TREE_LEVELS_MAX; level++)
		free(levels->hash[level]);
	*levels = (struct levels){ 0 };
}

static enum status levels_build(struct hasher *hasher, const struct hash *first, uint64_t count,
                                const struct leaves *last, struct levels *ret)
{
	/* It is only read. */
	struct levels levels = { .hash = { [1] = (struct hash *)first }, .count = { [1] = count }, .last = last };
	for (unsigned level = 2; level < TREE_LEVELS_MAX && levels.count[level - 1] >= TILE_HASHES; level++) {
		levels.count[level] = levels.count[level - 1] / TILE_HASHES;
		levels.hash[level] = calloc(levels.count[level], sizeof(struct hash));
		if (!levels.hash[level]) {
			levels_close(&levels);
			return STATUS_MEMORY;
		}
		for (uint64_t i = 0; i < levels.count[level]; i++)
			levels.hash[level][i] = tile_fold(hasher, levels.hash[level - 1] + i * TILE_HASHES);
	}
	*ret = levels;
	return STATUS_OK;
}

static enum status give_levels(void *context, unsigned level, uint64_t first, uint32_t count, struct hash *ret_hashes)
{
	const struct levels *levels = context;
	if (!level) {
		uint64_t at = first % TILE_HASHES;
		if (!levels->last->whole || at + count > levels->last->count)
			return STATUS_CORRUPT;
		memcpy(ret_hashes, levels->last->hash + at, count * sizeof *ret_hashes);
		return STATUS_OK;
	}
	assert(level < TREE_LEVELS_MAX && first + count <= levels->count[level]);
	memcpy(ret_hashes, levels->hash[level] + first, count * sizeof *ret_hashes);
	return STATUS_OK;
}

/* Whether a level 1 and those last leaves come to the signed root; then they are the truth. */
static enum status try_truth(struct published *p, const struct hash *first, const struct leaves *last)
{
	struct levels levels = { 0 };
	struct hash root;
	const struct tree_source source = { give_levels, &levels };
	if (p->truth)
		return STATUS_OK;
	enum status status = levels_build(p->hasher, first, p->tiles, last, &levels);
	if (status != STATUS_OK)
		return status;
	status = tree_root(p->hasher, &source, p->size, &root);
	if (status == STATUS_OK && hash_same(&root, &p->root)) {
		p->truth = first;
		p->levels = levels;
		return STATUS_OK;
	}
	levels_close(&levels);
	return status == STATUS_CORRUPT ? STATUS_OK : status;
}

/* --- what the files say --- */

static void read_above(struct published *p)
{
	struct buffer bytes = { 0 };
	for (uint64_t number = 0; number * TILE_HASHES < p->tiles; number++) {
		uint64_t left = p->tiles - number * TILE_HASHES;
		const struct tile tile = { 1, number, left < TILE_HASHES ? (uint32_t)left : TILE_HASHES };
		if (published_tile(p, &tile, &bytes) != STATUS_OK)
			continue;
		for (uint32_t i = 0; i < tile.width; i++) {
			memcpy(p->above[number * TILE_HASHES + i].at, bytes.at + i * (size_t)HASH_BYTES, HASH_BYTES);
			p->there[number * TILE_HASHES + i] |= TOLD_ABOVE;
		}
	}
	buffer_close(&bytes);
}

static void read_level(struct published *p)
{
	struct leaves leaves;
	for (uint64_t number = 0; number < p->tiles; number++) {
		published_leaves(p, number, TILE_HASHES, true, &leaves);
		if (leaves.whole) {
			p->by_entries[number] = tile_fold(p->hasher, leaves.hash);
			p->there[number] |= TOLD_BY_ENTRIES;
		}
		published_leaves(p, number, TILE_HASHES, false, &leaves);
		if (leaves.whole) {
			p->by_hashes[number] = tile_fold(p->hasher, leaves.hash);
			p->there[number] |= TOLD_BY_HASHES;
		}
	}
	uint32_t behind = (uint32_t)(p->size % TILE_HASHES);
	published_leaves(p, p->tiles, behind, true, &p->entries);
	published_leaves(p, p->tiles, behind, false, &p->hashes);
	if (!behind)
		p->entries.whole = p->hashes.whole = true;
}

/* Two of three: so that one fault here and another there are both found. */
static void vote(struct published *p)
{
	for (uint64_t i = 0; i < p->tiles; i++) {
		bool entries = p->there[i] & TOLD_BY_ENTRIES, hashes = p->there[i] & TOLD_BY_HASHES;
		const struct hash *above = p->there[i] & TOLD_ABOVE ? &p->above[i] : NULL;
		if (entries && ((hashes && hash_same(&p->by_entries[i], &p->by_hashes[i])) ||
		                (above && hash_same(&p->by_entries[i], above)) || (!hashes && !above)))
			p->voted[i] = p->by_entries[i];
		else if (hashes && (!above || hash_same(&p->by_hashes[i], above)))
			p->voted[i] = p->by_hashes[i];
		else if (above)
			p->voted[i] = *above;
	}
}

static enum status find_truth(struct published *p)
{
	const struct hash *const firsts[] = { p->by_entries, p->by_hashes, p->voted, p->above };
	const struct leaves *const lasts[] = { &p->entries, &p->hashes };
	enum status status = STATUS_OK;
	for (size_t i = 0; i < sizeof firsts / sizeof firsts[0]; i++)
		for (size_t k = 0; k < sizeof lasts / sizeof lasts[0] && status == STATUS_OK; k++)
			status = try_truth(p, firsts[i], lasts[k]);
	return status;
}

enum status published_check(struct published *published, uint64_t *ret_faults)
{
	read_level(published);
	read_above(published);
	vote(published);
	enum status status = find_truth(published);
	if (status == STATUS_OK && !published->truth)
		published_fault_at(
		    published, "checkpoint", 0, 0,
		    "neither the entries nor the hashes beside it lead to the root that it signs: they are of "
		    "another log or another moment, or so much is wrong that it cannot be said where");
	if (status == STATUS_OK)
		status = published_compare(published);
	if (status == STATUS_OK)
		status = published_others(published);
	*ret_faults = published->faults;
	return status;
}

/* --- older moments of the same log --- */

enum status published_good_leaves(struct published *published, uint64_t number, struct leaves *ret)
{
	if (!published->truth)
		return STATUS_CORRUPT;
	if (number == published->tiles) {
		*ret = *published->levels.last;
		return ret->whole ? STATUS_OK : STATUS_CORRUPT;
	}
	for (unsigned bundle = 0; bundle < 2; bundle++) {
		published_leaves(published, number, TILE_HASHES, bundle, ret);
		struct hash folded = tile_fold(published->hasher, ret->hash);
		if (ret->whole && hash_same(&folded, &published->truth[number]))
			return STATUS_OK;
	}
	return STATUS_CORRUPT;
}

enum status published_root_at(struct published *published, uint64_t size, struct hash *ret_root)
{
	struct leaves last = { .whole = true };
	struct levels levels = published->levels;
	const struct tree_source source = { give_levels, &levels };
	if (!size || size > published->size)
		return STATUS_MISSING;
	enum status status = published->truth ? STATUS_OK : STATUS_CORRUPT;
	if (status == STATUS_OK && size % TILE_HASHES)
		status = published_good_leaves(published, size / TILE_HASHES, &last);
	levels.last = &last;
	return status == STATUS_OK ? tree_root(published->hasher, &source, size, ret_root) : status;
}

enum status published_leaf(struct published *published, uint64_t index, struct hash *ret_leaf)
{
	struct leaves leaves;
	if (index >= published->size)
		return STATUS_MISSING;
	enum status status = published_good_leaves(published, index / TILE_HASHES, &leaves);
	if (status == STATUS_OK)
		*ret_leaf = leaves.hash[index % TILE_HASHES];
	return status;
}

/* --- opening --- */

static enum status read_checkpoint(struct published *p)
{
	char path[PUBLISHED_PATH_BYTES];
	struct buffer note = { 0 };
	struct bytes body;
	if (snprintf(path, sizeof path, "%s/checkpoint", p->folder) >= (int)sizeof path)
		return STATUS_IO;
	enum status status = published_read(path, NOTE_MAX_BYTES, &note);
	/* Whoever serves the files may have put witnesses' lines below ours. */
	if (status == STATUS_OK || status == STATUS_LIMIT) {
		if (status == STATUS_LIMIT ||
		    checkpoint_find(&p->signer, buffer_bytes(&note), &body, &p->size, &p->root) != STATUS_OK ||
		    !p->size) {
			published_fault_at(p, "checkpoint", 0, 0, "it is not signed by the key that was given");
			status = STATUS_CORRUPT;
		}
	}
	buffer_close(&note);
	return status;
}

static enum status make_room(struct published *p)
{
	p->tiles = p->size / TILE_HASHES;
	size_t room = p->tiles ? p->tiles : 1;
	p->by_entries = calloc(room, sizeof(struct hash));
	p->by_hashes = calloc(room, sizeof(struct hash));
	p->above = calloc(room, sizeof(struct hash));
	p->voted = calloc(room, sizeof(struct hash));
	p->there = calloc(room, sizeof *p->there);
	return p->by_entries && p->by_hashes && p->above && p->voted && p->there ? STATUS_OK : STATUS_MEMORY;
}

enum status published_open(const char *folder, const char *verifier, published_say *say, void *context,
                           struct published **ret_published)
{
	struct published *published = calloc(1, sizeof *published);
	if (!published)
		return STATUS_MEMORY;
	published->folder = folder;
	published->say = say;
	published->context = context;
	enum status status = hasher_open(&published->hasher);
	if (status == STATUS_OK)
		status = signer_read(published->hasher, verifier, &published->signer);
	if (status == STATUS_OK)
		status = read_checkpoint(published);
	if (status == STATUS_OK)
		status = make_room(published);
	if (status != STATUS_OK) {
		published_close(published);
		return status;
	}
	*ret_published = published;
	return STATUS_OK;
}

void published_close(struct published *published)
{
	if (!published)
		return;
	levels_close(&published->levels);
	free(published->by_entries);
	free(published->by_hashes);
	free(published->above);
	free(published->voted);
	free(published->there);
	hasher_close(published->hasher);
	free(published);
}

uint64_t published_size(const struct published *published)
{
	return published->size;
}

const struct signer *published_signer(const struct published *published)
{
	return &published->signer;
}

struct hasher *published_hasher(const struct published *published)
{
	return published->hasher;
}

struct hash published_root(const struct published *published)
{
	return published->root;
}
