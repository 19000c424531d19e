/* Which files of a published log are wrong, by name and bytes, once it is known what leads to the signed root. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "publish/published_inside.h"
#include "publish/tile_fold.h"

static void name_of(const struct tile *tile, char path[TILE_PATH_BYTES + 8])
{
	char name[TILE_PATH_BYTES];
	tile_write_path(tile, name);
	(void)snprintf(path, TILE_PATH_BYTES + 8, "tile/%s", name);
}

/* The entry that stands at a place says which one it is. */
static void say_entry(struct published *p, const char *path, struct bytes bundle, uint32_t at, uint64_t index)
{
	uint64_t from = at * (uint64_t)BUNDLED_BYTES, said = bytes_get_u64(bundle.at + from + 2 + 8);
	if (said != index + 1)
		published_fault_at(p, path, from, from + BUNDLED_BYTES,
		                   "entry %" PRIu64 " stands where entry %" PRIu64 " belongs", said, index + 1);
	else
		published_fault_at(p, path, from, from + BUNDLED_BYTES,
		                   "entry %" PRIu64 " is not the one that was signed", index + 1);
}

/* The two bytes before each envelope are in no hash: they are looked at for themselves. */
static void check_lengths(struct published *p, const char *path, struct bytes bundle, uint64_t first)
{
	for (size_t at = 0; at + BUNDLED_BYTES <= bundle.length; at += BUNDLED_BYTES)
		if (((unsigned)bundle.at[at] << 8 | bundle.at[at + 1]) != ENVELOPE_BYTES)
			published_fault_at(p, path, at, at + 2, "it is not the length of entry %" PRIu64,
			                   first + at / BUNDLED_BYTES + 1);
}

/* Says what of a file differs from the right leaves; `right` NULL: it is not known which they are, only that it is wrong. */
static void compare_leaves(struct published *p, const struct tile *tile, const struct leaves *own,
                           const struct leaves *right)
{
	char path[TILE_PATH_BYTES + 8];
	struct buffer bytes = { 0 };
	bool bundle = tile->level == TILE_ENTRIES;
	uint64_t first = tile->number * TILE_HASHES;
	name_of(tile, path);
	if (!right) {
		published_fault_at(p, path, 0, 0, "%s %" PRIu64 " to %" PRIu64 " are not those that were signed",
		                   bundle ? "entries" : "the hashes of entries", first + 1, first + tile->width);
		return;
	}
	if (published_tile(p, tile, &bytes) == STATUS_OK)
		for (uint32_t i = 0; i < tile->width; i++) {
			if (hash_same(&own->hash[i], &right->hash[i]))
				continue;
			if (bundle)
				say_entry(p, path, buffer_bytes(&bytes), i, first + i);
			else
				published_fault_at(p, path, i * (uint64_t)HASH_BYTES, (i + 1) * (uint64_t)HASH_BYTES,
				                   "the hash of entry %" PRIu64 " is not the one that was signed",
				                   first + i + 1);
		}
	buffer_close(&bytes);
}

/* Says so if a file is not there or has another length; true: its bytes can be looked at. */
static bool check_there(struct published *p, const struct tile *tile, struct buffer *bytes)
{
	char path[TILE_PATH_BYTES + 8];
	uint64_t wanted = tile->width * (uint64_t)(tile->level == TILE_ENTRIES ? BUNDLED_BYTES : HASH_BYTES);
	enum status status = published_tile(p, tile, bytes);
	name_of(tile, path);
	if (status == STATUS_MISSING)
		published_fault_at(p, path, 0, 0, "it is missing");
	else if (status == STATUS_MALFORMED && bytes->length < wanted)
		published_fault_at(p, path, bytes->length, wanted, "it ends too early: %" PRIu64 " bytes belong there",
		                   wanted);
	else if (status == STATUS_MALFORMED)
		published_fault_at(p, path, wanted, bytes->length, "it is too long: %" PRIu64 " bytes belong there",
		                   wanted);
	else if (status != STATUS_OK)
		published_fault_at(p, path, 0, 0, "it cannot be read: %s", status_text(status));
	return status == STATUS_OK;
}

/* One tile of the lowest level, by both of its files. */
static void compare_tile(struct published *p, uint64_t number, uint32_t width)
{
	const struct tile tile[2] = { { TILE_ENTRIES, number, width }, { 0, number, width } };
	struct leaves own[2];
	struct buffer bytes = { 0 };
	bool there[2], good[2];
	for (unsigned i = 0; i < 2; i++) {
		char path[TILE_PATH_BYTES + 8];
		there[i] = check_there(p, &tile[i], &bytes);
		name_of(&tile[i], path);
		if (there[i] && !i)
			check_lengths(p, path, buffer_bytes(&bytes), number * TILE_HASHES);
		published_leaves(p, number, width, !i, &own[i]);
		bool last = number == p->tiles;
		good[i] = there[i] && p->truth && last;
		if (last) {
			good[i] =
			    good[i] && memcmp(own[i].hash, p->levels.last->hash, width * sizeof own[i].hash[0]) == 0;
		} else if (there[i] && p->truth) {
			struct hash folded = tile_fold(p->hasher, own[i].hash);
			good[i] = hash_same(&folded, &p->truth[number]);
		}
	}
	buffer_close(&bytes);
	if (!p->truth) {
		/* Nobody knows which is right; that they differ is worth saying. */
		if (there[0] && there[1] && memcmp(own[0].hash, own[1].hash, width * sizeof own[0].hash[0]) != 0)
			compare_leaves(p, &tile[0], &own[0], &own[1]);
		return;
	}
	for (unsigned i = 0; i < 2; i++)
		if (there[i] && !good[i])
			compare_leaves(p, &tile[i], &own[i], good[1 - i] ? &own[1 - i] : NULL);
}

/* Hashes of a level above the lowest are what those below come to. */
static void compare_level(struct published *p, unsigned level)
{
	struct buffer bytes = { 0 };
	uint64_t count = p->levels.count[level];
	for (uint64_t number = 0; number * TILE_HASHES < count; number++) {
		uint64_t left = count - number * TILE_HASHES;
		const struct tile tile = { level, number, left < TILE_HASHES ? (uint32_t)left : TILE_HASHES };
		const struct hash *right = p->levels.hash[level] + number * TILE_HASHES;
		char path[TILE_PATH_BYTES + 8];
		name_of(&tile, path);
		if (!check_there(p, &tile, &bytes))
			continue;
		for (uint32_t i = 0; i < tile.width; i++)
			if (memcmp(bytes.at + i * (size_t)HASH_BYTES, right[i].at, HASH_BYTES) != 0)
				published_fault_at(p, path, i * (uint64_t)HASH_BYTES, (i + 1) * (uint64_t)HASH_BYTES,
				                   "it is not the hash of the tile below it, number %" PRIu64,
				                   number * TILE_HASHES + i);
	}
	buffer_close(&bytes);
}

enum status published_compare(struct published *published)
{
	for (uint64_t number = 0; number < published->tiles; number++)
		compare_tile(published, number, TILE_HASHES);
	if (published->size % TILE_HASHES)
		compare_tile(published, published->tiles, (uint32_t)(published->size % TILE_HASHES));
	for (unsigned level = 1; published->truth && level < TREE_LEVELS_MAX; level++)
		compare_level(published, level);
	return STATUS_OK;
}

/* --- what does not belong there --- */

/* The right hashes of a level from the beginning of a tile on; false: it cannot be said which they are. */
static bool right_hashes(struct published *p, unsigned level, uint64_t number, uint32_t width, struct leaves *ret)
{
	if (!level)
		return published_good_leaves(p, number, ret) == STATUS_OK;
	if (p->truth)
		memcpy(ret->hash, p->levels.hash[level] + number * TILE_HASHES, width * sizeof ret->hash[0]);
	return p->truth != NULL;
}

/* An older publication's tile that was not full then: what it has must be what begins the one that is there now. */
static void check_older(struct published *p, const char *name, const struct tile *tile, uint64_t there)
{
	bool bundle = tile->level == TILE_ENTRIES;
	unsigned level = bundle ? 0 : tile->level;
	uint64_t item = bundle ? BUNDLED_BYTES : HASH_BYTES, first = tile->number * TILE_HASHES;
	struct buffer old = { 0 };
	struct leaves right;
	if (tile->width == TILE_HASHES || first + tile->width == there)
		return; /* it was compared already */
	if (check_there(p, tile, &old) && right_hashes(p, level, tile->number, tile->width, &right)) {
		if (bundle)
			check_lengths(p, name, buffer_bytes(&old), first);
		for (uint32_t i = 0; i < tile->width; i++) {
			const struct bytes own =
			    bytes_of(old.at + i * item + (bundle ? 2 : 0), bundle ? ENVELOPE_BYTES : HASH_BYTES);
			struct hash hash;
			memcpy(hash.at, own.at, HASH_BYTES);
			if (bundle)
				hash = hash_pieces(p->hasher, HASH_LEAF, &own, 1);
			if (!hash_same(&hash, &right.hash[i]))
				published_fault_at(p, name, i * item, (i + 1) * item,
				                   "an older one of the same log, and number %" PRIu64
				                   " of it is not the one that was signed",
				                   first + i + 1);
		}
	}
	buffer_close(&old);
}

static void check_file(struct published *p, const char *name)
{
	static const char *const beside[] = { "checkpoint", "verifier", "witnessed", "witnesses" };
	struct tile tile;
	for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++)
		if (strcmp(name, beside[i]) == 0)
			return;
	if (strncmp(name, "tile/", 5) != 0 || !tile_read_path(name + 5, &tile)) {
		published_fault_at(p, name, 0, 0, "it is no file of a published log");
		return;
	}
	unsigned level = tile.level == TILE_ENTRIES ? 0 : tile.level;
	uint64_t there = level < TREE_LEVELS_MAX ? p->size >> (TILE_LEVELS * level) : 0;
	if (tile.number > there / TILE_HASHES || tile.number * TILE_HASHES + tile.width > there)
		published_fault_at(
		    p, name, 0, 0,
		    "it reaches beyond the %" PRIu64
		    " entries that the checkpoint signs: the checkpoint was set back, or the log is being "
		    "published just now",
		    p->size);
	else
		check_older(p, name, &tile, there);
}

/* Goes through a folder below the published one; `name` has room, and is left as it was. */
static enum status walk(struct published *p, char name[PUBLISHED_PATH_BYTES])
{
	char path[2 * PUBLISHED_PATH_BYTES];
	size_t before = strlen(name);
	const struct dirent *found;
	enum status status = STATUS_OK;
	(void)snprintf(path, sizeof path, "%s/%s", p->folder, name);
	DIR *folder = opendir(path);
	if (!folder)
		return STATUS_IO;
	while (status == STATUS_OK && (errno = 0, found = readdir(folder)) != NULL) {
		struct stat about;
		if (strcmp(found->d_name, ".") == 0 || strcmp(found->d_name, "..") == 0)
			continue;
		int length =
		    snprintf(name + before, PUBLISHED_PATH_BYTES - before, "%s%s", before ? "/" : "", found->d_name);
		if (length < 0 || before + (size_t)length >= PUBLISHED_PATH_BYTES)
			status = STATUS_LIMIT;
		(void)snprintf(path, sizeof path, "%s/%s", p->folder, name);
		if (status == STATUS_OK && lstat(path, &about) != 0)
			status = STATUS_IO;
		if (status == STATUS_OK && S_ISDIR(about.st_mode))
			status = walk(p, name);
		else if (status == STATUS_OK)
			check_file(p, name);
		name[before] = '\0';
	}
	(void)closedir(folder);
	return status;
}

enum status published_others(struct published *published)
{
	char name[PUBLISHED_PATH_BYTES] = "";
	return walk(published, name);
}
