/* One map as one file, mapped as it lies: roads, their hierarchy, the gazetteer, pictures; sealed by one hash. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ATLAS_MAP_FILE_H
#define ATLAS_MAP_FILE_H

#include "roads/image.h"

/*
 * The file: a header, a table of sections, the sections, each at a multiple of 64 bytes; all little-endian.
 *   0  "tocsinM\n"
 *   8  version, u32; number of sections, u32
 *  16  SHA-256 over the whole file with these 32 bytes zero
 *  48  length of the file, u64; zero, u64
 *  64  the table: name (16 bytes, zero-filled), offset u64, length u64
 */
#define MAP_MAGIC "tocsinM\n"
#define MAP_VERSION 1u
#define MAP_HEADER_BYTES 64u
#define MAP_ROW_BYTES 32u
#define MAP_ALIGNMENT 64u
#define MAP_HASH_BYTES 32u

/* SECTION(NAME, as it is called in the file); a section that a file lacks has no bytes. */
#define MAP_SECTION_LIST(SECTION)                                                                                      \
	SECTION(ROADS, "roads")         /* roads/image.h: the network, and its hierarchies */                          \
	SECTION(GAZETTEER, "gazetteer") /* an SQLite database: places and tiles */                                     \
	SECTION(SUMMARY, "summary")     /* atlas/facts.h */

enum map_section {
#define SECTION(NAME, TEXT) MAP_##NAME,
	MAP_SECTION_LIST(SECTION)
#undef SECTION
	    MAP_SECTION_COUNT
};

struct map_file {
	struct bytes file; /* mapped, read-only */
	struct bytes sections[MAP_SECTION_COUNT];
	uint8_t hash[MAP_HASH_BYTES]; /* the map's identity, as records keep it */
	struct road_image roads;      /* borrows from the mapping: close nothing of it */
};

/*
 * Maps the file and checks all of it: its hash, and that nothing in its roads leads out of them.
 *   STATUS_MISSING  it cannot be opened; errno says why
 *   STATUS_VERSION  it is a map of another version, or this machine is not little-endian
 *   STATUS_CORRUPT  it is no map, cut short, or changed since it was written; *ret_fault says what
 *   STATUS_MEMORY, STATUS_IO
 */
enum status map_file_open(const char *path, struct map_file *ret_map, const char **ret_fault);
void map_file_close(struct map_file *map);
/* The same of bytes that are in memory, which the map borrows and map_file_close must not be told of. */
enum status map_file_read(struct bytes file, struct map_file *ret_map, const char **ret_fault);
/*
 * Writes it beside `path` and puts it in its place when it is whole and on the disk: nobody ever sees a part.
 *   STATUS_IO, STATUS_FULL  errno says why
 */
enum status map_file_write(const char *path, const struct bytes sections[MAP_SECTION_COUNT],
                           uint8_t ret_hash[MAP_HASH_BYTES]);

#endif
