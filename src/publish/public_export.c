/* The public log as files, to be served by anybody. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "publish/public_log.h"

#define PATH_BYTES 4096u

/* Makes the folders above a file. */
static bool make_folders(const char *path, size_t root)
{
	char folder[PATH_BYTES];
	(void)snprintf(folder, sizeof folder, "%s", path);
	for (char *at = folder + root; (at = strchr(at + 1, '/'));) {
		*at = '\0';
		if (mkdir(folder, 0755) != 0 && errno != EEXIST)
			return false;
		*at = '/';
	}
	return true;
}

/* Beside it first: whoever fetches meanwhile has the old or the new one. */
static bool write_file(const char *path, struct bytes bytes)
{
	char beside[PATH_BYTES + 8];
	(void)snprintf(beside, sizeof beside, "%s.new", path);
	FILE *file = fopen(beside, "we");
	bool good = file && fwrite(bytes.at, 1, bytes.length, file) == bytes.length;
	good = file && fclose(file) == 0 && good;
	return good && rename(beside, path) == 0;
}

static enum status write_tile(struct public_log *log, const char *folder, const struct tile *tile)
{
	char name[TILE_PATH_BYTES], path[PATH_BYTES];
	struct buffer bytes = { 0 };
	tile_write_path(tile, name);
	if (snprintf(path, sizeof path, "%s/tile/%s", folder, name) >= (int)sizeof path)
		return STATUS_IO;
	if (tile->width == TILE_HASHES && access(path, F_OK) == 0)
		return STATUS_OK;
	enum status status = public_log_tile(log, tile, &bytes);
	if (status == STATUS_OK && (!make_folders(path, strlen(folder)) || !write_file(path, buffer_bytes(&bytes))))
		status = STATUS_IO;
	buffer_close(&bytes);
	return status;
}

static enum status write_level(struct public_log *log, const char *folder, unsigned level, uint64_t hashes,
                               void (*progress)(void *context, uint64_t done, uint64_t all), void *context)
{
	enum status status = STATUS_OK;
	for (uint64_t number = 0; number * TILE_HASHES < hashes && status == STATUS_OK; number++) {
		uint64_t left = hashes - number * TILE_HASHES;
		struct tile tile = { level, number, left < TILE_HASHES ? (uint32_t)left : TILE_HASHES };
		status = write_tile(log, folder, &tile);
		if (progress && number % 64 == 0)
			progress(context, number * TILE_HASHES, hashes);
	}
	return status;
}

enum status public_log_export(struct public_log *log, const char *folder,
                              void (*progress)(void *context, uint64_t done, uint64_t all), void *context)
{
	char path[PATH_BYTES];
	uint64_t size = public_log_size(log);
	enum status status = write_level(log, folder, TILE_ENTRIES, size, progress, context);
	for (unsigned level = 0; level < TREE_LEVELS_MAX && size >> (TILE_LEVELS * level) && status == STATUS_OK;
	     level++)
		status = write_level(log, folder, level, size >> (TILE_LEVELS * level), NULL, NULL);
	/* The checkpoint comes last: all that it speaks of is there. */
	if (status == STATUS_OK &&
	    (snprintf(path, sizeof path, "%s/checkpoint", folder) >= (int)sizeof path ||
	     !make_folders(path, strlen(folder)) || !write_file(path, public_log_checkpoint(log))))
		status = STATUS_IO;
	return status;
}
