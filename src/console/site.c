/* The built console: its files, read once at the start and served from memory, so that no request names a path of the disk. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "console/site.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define FOLDERS_DEEP_MAX 8u
#define HASH_BYTES_SHOWN 16
/* Windows of 32 kB, and the head and tail of gzip instead of zlib's. */
#define GZIP_BITS (15 + 16)
/* The builder puts what it names by a hash of its bytes here. */
#define KEPT_FOLDER "/assets/"

static const char *type_of(const char *path)
{
	static const struct {
		const char *end, *type;
	} types[] = {
		{ ".html", "text/html; charset=utf-8" },
		{ ".js", "text/javascript; charset=utf-8" },
		{ ".mjs", "text/javascript; charset=utf-8" },
		{ ".css", "text/css; charset=utf-8" },
		{ ".svg", "image/svg+xml" },
		{ ".png", "image/png" },
		{ ".json", "application/json" },
		{ ".webmanifest", "application/manifest+json" },
		{ ".woff2", "font/woff2" },
		{ ".pbf", "application/x-protobuf" },
		{ ".txt", "text/plain; charset=utf-8" },
	};
	const char *end = strrchr(path, '.');
	for (size_t i = 0; end && i < sizeof types / sizeof *types; i++)
		if (strcmp(end, types[i].end) == 0)
			return types[i].type;
	return "application/octet-stream";
}

static enum status pack(struct site_file *file)
{
	z_stream stream = { 0 };
	if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP_BITS, 9, Z_DEFAULT_STRATEGY) != Z_OK)
		return STATUS_MEMORY;
	size_t most = deflateBound(&stream, (uLong)file->bytes.length);
	enum status status = buffer_reserve(&file->packed, most);
	if (status == STATUS_OK) {
		stream.next_in = file->bytes.at;
		stream.avail_in = (uInt)file->bytes.length;
		stream.next_out = file->packed.at;
		stream.avail_out = (uInt)most;
		(void)deflate(&stream, Z_FINISH); /* there is room for all of it */
		file->packed.length = most - stream.avail_out;
		if (file->packed.length >= file->bytes.length)
			buffer_close(&file->packed);
	}
	(void)deflateEnd(&stream);
	return status;
}

static void name_by_bytes(struct site_file *file)
{
	uint8_t hash[HASH_BYTES_SHOWN];
	char hex[2 * HASH_BYTES_SHOWN + 1];
	(void)crypto_generichash(hash, sizeof hash, file->bytes.at, file->bytes.length, NULL, 0);
	(void)sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
	(void)snprintf(file->tag, sizeof file->tag, "\"%s\"", hex);
}

/* What is read, and how much of it there is. */
struct reading {
	struct site *site;
	size_t room, bytes;
};

static enum status add_file(struct reading *reading, int descriptor, const char *path, size_t length)
{
	struct site *site = reading->site;
	if (site->count == SITE_FILES_MAX || length > SITE_MAX_BYTES - reading->bytes ||
	    strlen(path) >= SITE_PATH_MAX_BYTES)
		return STATUS_LIMIT;
	if (site->count == reading->room) {
		size_t room = reading->room ? 2 * reading->room : 64;
		struct site_file *grown = reallocarray(site->file, room, sizeof *grown);
		if (!grown)
			return STATUS_MEMORY;
		site->file = grown;
		reading->room = room;
	}
	struct site_file *file = &site->file[site->count++];
	*file = (struct site_file){ .type = type_of(path) };
	(void)snprintf(file->path, sizeof file->path, "%s", path);
	file->kept = strncmp(path, KEPT_FOLDER, strlen(KEPT_FOLDER)) == 0;
	reading->bytes += length;
	enum status status = buffer_reserve(&file->bytes, length + 1);
	while (status == STATUS_OK && file->bytes.length < length) {
		ssize_t had = read(descriptor, file->bytes.at + file->bytes.length, length - file->bytes.length);
		if (had <= 0)
			return STATUS_IO;
		file->bytes.length += (size_t)had;
	}
	name_by_bytes(file);
	return status == STATUS_OK ? pack(file) : status;
}

static enum status add_folder(struct reading *reading, int folder, const char *path, unsigned deep);

static enum status add_entry(struct reading *reading, int folder, const char *path, const char *name, unsigned deep)
{
	char full[SITE_PATH_MAX_BYTES];
	struct stat seen;
	int length = snprintf(full, sizeof full, "%s/%s", path, name);
	if (length < 0 || (size_t)length >= sizeof full)
		return STATUS_LIMIT;
	int descriptor = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	if (descriptor < 0)
		return errno == ELOOP ? STATUS_OK : STATUS_IO;
	enum status status = STATUS_OK;
	if (fstat(descriptor, &seen) != 0)
		status = STATUS_IO;
	else if (S_ISDIR(seen.st_mode))
		return add_folder(reading, descriptor, full, deep + 1);
	else if (S_ISREG(seen.st_mode))
		status = add_file(reading, descriptor, full, (size_t)seen.st_size);
	(void)close(descriptor);
	return status;
}

/* Takes the descriptor over. */
static enum status add_folder(struct reading *reading, int folder, const char *path, unsigned deep)
{
	DIR *listed = deep > FOLDERS_DEEP_MAX ? NULL : fdopendir(folder);
	enum status status = deep > FOLDERS_DEEP_MAX ? STATUS_LIMIT : STATUS_OK;
	if (!listed) {
		(void)close(folder);
		return status == STATUS_OK ? STATUS_IO : status;
	}
	for (struct dirent *entry; status == STATUS_OK && (entry = readdir(listed));)
		if (entry->d_name[0] != '.')
			status = add_entry(reading, folder, path, entry->d_name, deep);
	(void)closedir(listed);
	return status;
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct site_file *)a)->path, ((const struct site_file *)b)->path);
}

enum status site_open(const char *folder, struct site **ret_site)
{
	struct reading reading = { .site = calloc(1, sizeof *reading.site) };
	int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum status status = descriptor < 0 ? STATUS_MISSING : reading.site ? STATUS_OK : STATUS_MEMORY;
	if (status == STATUS_OK)
		status = add_folder(&reading, descriptor, "", 0);
	else if (descriptor >= 0)
		(void)close(descriptor);
	if (status == STATUS_OK && reading.site->count)
		qsort(reading.site->file, reading.site->count, sizeof *reading.site->file, by_path);
	if (status == STATUS_OK && !site_find(reading.site, "/"))
		status = STATUS_MISSING;
	if (status != STATUS_OK) {
		site_close(reading.site);
		return status;
	}
	*ret_site = reading.site;
	return STATUS_OK;
}

void site_close(struct site *site)
{
	if (!site)
		return;
	for (size_t i = 0; i < site->count; i++) {
		buffer_close(&site->file[i].bytes);
		buffer_close(&site->file[i].packed);
	}
	free(site->file);
	free(site);
}

const struct site_file *site_find(const struct site *site, const char *path)
{
	size_t first = 0, end = site->count;
	if (strcmp(path, "/") == 0)
		path = "/index.html";
	while (first < end) {
		size_t middle = first + (end - first) / 2;
		int order = strcmp(path, site->file[middle].path);
		if (order == 0)
			return &site->file[middle];
		if (order < 0)
			end = middle;
		else
			first = middle + 1;
	}
	return NULL;
}
