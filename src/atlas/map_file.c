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

/* Sections are used as they lie: their layout is part of the format. */
_Static_assert(sizeof(struct road_node) == 8 && sizeof(struct road_arc) == 28 && sizeof(struct road_turn) == 8,
               "the layout of a map");

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

/* How many things of a size a section holds; false where it holds a part of one, or too many. */
static bool count_things(struct bytes section, size_t size, uint32_t most, uint32_t *ret_count)
{
	if (section.length % size || section.length / size > most)
		return false;
	*ret_count = (uint32_t)(section.length / size);
	return true;
}

static bool arc_is_sound(const struct road_network *network, uint32_t number)
{
	const struct road_arc *arc = &network->arcs[number];
	const struct road_arc *last = number ? arc - 1 : NULL;
	return arc->from < network->node_count && arc->to < network->node_count && arc->time <= ROAD_NEVER &&
	       arc->name < network->names.length && arc->class < ROAD_CLASS_COUNT &&
	       arc->shape <= network->shape_point_count &&
	       arc->shape_count <= network->shape_point_count - arc->shape &&
	       (!last || last->from < arc->from || (last->from == arc->from && last->to <= arc->to));
}

static bool turn_is_sound(const struct road_network *network, uint32_t number)
{
	const struct road_turn *turn = &network->turns[number];
	const struct road_turn *last = number ? turn - 1 : NULL;
	return turn->from_arc < network->arc_count && turn->to_arc < network->arc_count &&
	       network->arcs[turn->from_arc].to == network->arcs[turn->to_arc].from &&
	       (!last || last->from_arc < turn->from_arc ||
	        (last->from_arc == turn->from_arc && last->to_arc < turn->to_arc));
}

/* Borrowed things stand in a network as if they were its own; the format says that nobody writes there. */
static void *borrowed(struct bytes section)
{
	return section.length ? (void *)(uintptr_t)section.at : NULL;
}

static bool place_network(struct map_file *map)
{
	struct road_network *network = &map->network;
	const struct bytes *sections = map->sections;
	network->nodes = borrowed(sections[MAP_NODES]);
	network->arcs = borrowed(sections[MAP_ARCS]);
	network->turns = borrowed(sections[MAP_TURNS]);
	network->shapes = borrowed(sections[MAP_SHAPES]);
	network->names.at = borrowed(sections[MAP_NAMES]);
	network->names.length = sections[MAP_NAMES].length;
	bool good =
	    sections[MAP_BASICS].length == 4 && network->names.length && !network->names.at[0] &&
	    !network->names.at[network->names.length - 1] &&
	    count_things(sections[MAP_NODES], sizeof *network->nodes, ROAD_NODES_MAX, &network->node_count) &&
	    count_things(sections[MAP_ARCS], sizeof *network->arcs, ROAD_ARCS_MAX, &network->arc_count) &&
	    count_things(sections[MAP_TURNS], sizeof *network->turns, UINT32_MAX, &network->turn_count) &&
	    count_things(sections[MAP_SHAPES], sizeof *network->shapes, UINT32_MAX, &network->shape_point_count);
	if (good)
		network->ticks_per_s = bytes_get_u32(sections[MAP_BASICS].at);
	good = good && network->ticks_per_s;
	for (uint32_t i = 0; good && i < network->arc_count; i++)
		good = arc_is_sound(network, i);
	for (uint32_t i = 0; good && i < network->turn_count; i++)
		good = turn_is_sound(network, i);
	return good;
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
	if (status == STATUS_OK && !place_network(&map))
		status = corrupt(ret_fault, "its roads point at what is not there: import it anew");
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

void map_file_sections(const struct road_network *network, uint8_t basics[4], struct bytes sections[MAP_SECTION_COUNT])
{
	bytes_put_u32(basics, network->ticks_per_s);
	sections[MAP_BASICS] = bytes_of(basics, 4);
	sections[MAP_NODES] = bytes_of(network->nodes, network->node_count * sizeof *network->nodes);
	sections[MAP_ARCS] = bytes_of(network->arcs, network->arc_count * sizeof *network->arcs);
	sections[MAP_TURNS] = bytes_of(network->turns, network->turn_count * sizeof *network->turns);
	sections[MAP_SHAPES] = bytes_of(network->shapes, network->shape_point_count * sizeof *network->shapes);
	sections[MAP_NAMES] = buffer_bytes(&network->names);
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
	memcpy(head, MAP_MAGIC, 8);
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
