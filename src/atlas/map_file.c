/* The map's file: laid out, sealed, mapped and checked. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "atlas/map_file.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define AT_HASH 16u
#define AT_LENGTH 48u
#define NAME_BYTES 16u
/* A file of a later version may have more sections than are known here. */
#define SECTIONS_MAX 64u

static const char *const names[MAP_SECTION_COUNT] = {
#define SECTION(NAME, TEXT) [MAP_##NAME] = TEXT,
	MAP_SECTION_LIST(SECTION)
#undef SECTION
};

static bool is_little_endian(void)
{
	uint32_t one = 1;
	uint8_t first;
	memcpy(&first, &one, 1);
	return first == 1;
}

static bool hash_pieces(const struct bytes *pieces, size_t count, uint8_t hash[MAP_HASH_BYTES])
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool good = context && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1;
	for (size_t i = 0; good && i < count; i++)
		good = EVP_DigestUpdate(context, pieces[i].at, pieces[i].length) == 1;
	good = good && EVP_DigestFinal_ex(context, hash, NULL) == 1;
	EVP_MD_CTX_free(context);
	return good;
}

static enum status corrupt(const char **ret_fault, const char *fault)
{
	*ret_fault = fault;
	return STATUS_CORRUPT;
}

static enum status read_header(struct bytes file, uint32_t *ret_count, const char **ret_fault)
{
	if (file.length < MAP_HEADER_BYTES || memcmp(file.at, MAP_MAGIC, 8) != 0)
		return corrupt(ret_fault, "it is no map of tocsin's: make one with tocsin map import");
	if (bytes_get_u32(file.at + 8) != MAP_VERSION || !is_little_endian())
		return STATUS_VERSION;
	uint32_t count = bytes_get_u32(file.at + 12);
	if (bytes_get_u64(file.at + AT_LENGTH) != file.length)
		return corrupt(ret_fault, "it is cut short, or something stands behind its end: import it anew");
	if (count > SECTIONS_MAX || file.length < MAP_HEADER_BYTES + (size_t)count * MAP_ROW_BYTES)
		return corrupt(ret_fault, "its table of sections is broken: import it anew");
	*ret_count = count;
	return STATUS_OK;
}

static enum status check_hash(struct bytes file, uint8_t hash[MAP_HASH_BYTES], const char **ret_fault)
{
	static const uint8_t zeros[MAP_HASH_BYTES];
	const struct bytes pieces[] = {
		bytes_of(file.at, AT_HASH),
		bytes_of(zeros, sizeof zeros),
		bytes_of(file.at + AT_HASH + MAP_HASH_BYTES, file.length - AT_HASH - MAP_HASH_BYTES),
	};
	if (!hash_pieces(pieces, 3, hash))
		return STATUS_MEMORY;
	return memcmp(hash, file.at + AT_HASH, MAP_HASH_BYTES) == 0
	           ? STATUS_OK
	           : corrupt(ret_fault, "it was changed since it was written: import it anew");
}

static enum status find_sections(struct bytes file, uint32_t count, struct map_file *map, const char **ret_fault)
{
	for (uint32_t i = 0; i < count; i++) {
		const uint8_t *row = file.at + MAP_HEADER_BYTES + (size_t)i * MAP_ROW_BYTES;
		uint64_t offset = bytes_get_u64(row + NAME_BYTES), length = bytes_get_u64(row + NAME_BYTES + 8);
		if (offset % MAP_ALIGNMENT || offset > file.length || length > file.length - offset)
			return corrupt(ret_fault, "a section lies outside of it: import it anew");
		for (unsigned section = 0; section < MAP_SECTION_COUNT; section++) {
			char name[NAME_BYTES] = { 0 };
			(void)snprintf(name, sizeof name, "%s", names[section]);
			if (memcmp(name, row, NAME_BYTES) == 0)
				map->sections[section] = bytes_of(file.at + offset, (size_t)length);
		}
	}
	return STATUS_OK;
}

enum status map_file_read(struct bytes file, struct map_file *ret_map, const char **ret_fault)
{
	struct map_file map = { .file = file };
	uint32_t count = 0;
	*ret_fault = "";
	enum status status = read_header(file, &count, ret_fault);
	if (status == STATUS_OK)
		status = check_hash(file, map.hash, ret_fault);
	if (status == STATUS_OK)
		status = find_sections(file, count, &map, ret_fault);
	if (status == STATUS_OK)
		status = road_image_read(map.sections[MAP_ROADS], &map.roads);
	if (status == STATUS_CORRUPT && !**ret_fault)
		*ret_fault = "its roads contradict themselves: import it anew";
	if (status == STATUS_OK)
		*ret_map = map;
	return status;
}

enum status map_file_open(const char *path, struct map_file *ret_map, const char **ret_fault)
{
	struct stat about;
	*ret_fault = "";
	int file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return STATUS_MISSING;
	if (fstat(file, &about) != 0 || !S_ISREG(about.st_mode) || about.st_size <= 0) {
		(void)close(file);
		return corrupt(ret_fault, "it is empty, or no file: make one with tocsin map import");
	}
	void *at = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, file, 0);
	(void)close(file);
	if (at == MAP_FAILED)
		return STATUS_IO;
	enum status status = map_file_read(bytes_of(at, (size_t)about.st_size), ret_map, ret_fault);
	if (status != STATUS_OK)
		(void)munmap(at, (size_t)about.st_size);
	return status;
}

void map_file_close(struct map_file *map)
{
	if (map->file.at)
		(void)munmap((void *)(uintptr_t)map->file.at, map->file.length);
	*map = (struct map_file){ 0 };
}

static size_t aligned(size_t length)
{
	return (length + MAP_ALIGNMENT - 1) / MAP_ALIGNMENT * MAP_ALIGNMENT;
}

/* Header and table, and what fills each section up to the next. */
static size_t lay_out(const struct bytes sections[MAP_SECTION_COUNT],
                      uint8_t head[MAP_HEADER_BYTES + MAP_SECTION_COUNT * MAP_ROW_BYTES])
{
	size_t at = aligned(MAP_HEADER_BYTES + MAP_SECTION_COUNT * MAP_ROW_BYTES);
	for (unsigned i = 0; i < 8; i++)
		head[i] = (uint8_t)MAP_MAGIC[i];
	bytes_put_u32(head + 8, MAP_VERSION);
	bytes_put_u32(head + 12, MAP_SECTION_COUNT);
	for (unsigned i = 0; i < MAP_SECTION_COUNT; i++) {
		uint8_t *row = head + MAP_HEADER_BYTES + i * MAP_ROW_BYTES;
		memcpy(row, names[i], strnlen(names[i], NAME_BYTES));
		bytes_put_u64(row + NAME_BYTES, at);
		bytes_put_u64(row + NAME_BYTES + 8, sections[i].length);
		at = aligned(at + sections[i].length);
	}
	bytes_put_u64(head + AT_LENGTH, at);
	return at;
}

/* Every byte of the file, in pieces: the head, and each section with what fills it up. */
#define PIECES (2u + 2u * MAP_SECTION_COUNT)

static void take_apart(struct bytes head, const struct bytes sections[MAP_SECTION_COUNT], struct bytes pieces[PIECES])
{
	static const uint8_t filling[MAP_ALIGNMENT];
	pieces[0] = head;
	pieces[1] = bytes_of(filling, aligned(head.length) - head.length);
	for (unsigned i = 0; i < MAP_SECTION_COUNT; i++) {
		pieces[2 + 2 * i] = sections[i];
		pieces[3 + 2 * i] = bytes_of(filling, aligned(sections[i].length) - sections[i].length);
	}
}

static enum status write_pieces(int file, const struct bytes pieces[PIECES])
{
	for (unsigned i = 0; i < PIECES; i++)
		for (size_t at = 0; at < pieces[i].length;) {
			ssize_t wrote = write(file, pieces[i].at + at, pieces[i].length - at);
			if (wrote < 0 && errno == EINTR)
				continue;
			if (wrote < 0)
				return errno == ENOSPC ? STATUS_FULL : STATUS_IO;
			at += (size_t)wrote;
		}
	return fsync(file) == 0 ? STATUS_OK : STATUS_IO;
}

/* The name in the folder is on the disk as well. */
static void sync_folder(const char *path)
{
	char folder[4096];
	const char *slash = strrchr(path, '/');
	(void)snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path + 1) : 1, slash ? path : ".");
	int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (file < 0)
		return;
	(void)fsync(file);
	(void)close(file);
}

enum status map_file_write(const char *path, const struct bytes sections[MAP_SECTION_COUNT],
                           uint8_t ret_hash[MAP_HASH_BYTES])
{
	uint8_t head[MAP_HEADER_BYTES + MAP_SECTION_COUNT * MAP_ROW_BYTES] = { 0 }, hash[MAP_HASH_BYTES];
	struct bytes pieces[PIECES];
	char beside[4096];
	(void)lay_out(sections, head);
	take_apart(bytes_of(head, sizeof head), sections, pieces);
	if (!hash_pieces(pieces, PIECES, hash))
		return STATUS_MEMORY;
	memcpy(head + AT_HASH, hash, sizeof hash);
	if (snprintf(beside, sizeof beside, "%s.XXXXXX", path) >= (int)sizeof beside) {
		errno = ENAMETOOLONG;
		return STATUS_IO;
	}
	int file = mkostemp(beside, O_CLOEXEC);
	if (file < 0)
		return STATUS_IO;
	enum status status = fchmod(file, 0644) == 0 ? write_pieces(file, pieces) : STATUS_IO;
	if (close(file) != 0 && status == STATUS_OK)
		status = STATUS_IO;
	if (status == STATUS_OK && rename(beside, path) != 0)
		status = STATUS_IO;
	if (status != STATUS_OK) {
		int why = errno;
		(void)unlink(beside);
		errno = why;
		return status;
	}
	sync_folder(path);
	memcpy(ret_hash, hash, sizeof hash);
	return STATUS_OK;
}
