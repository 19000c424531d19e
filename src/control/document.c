/* Reads a file whole, and names contents by their hash. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "control/document.h"

#include <stdio.h>

#include "ledger/hash.h"

#define CHUNK_BYTES 65536u

enum status document_read(const char *path, struct buffer *text)
{
	FILE *file = fopen(path, "rbe");
	enum status status = file ? STATUS_OK : STATUS_MISSING;
	for (size_t got = CHUNK_BYTES; status == STATUS_OK && got == CHUNK_BYTES;) {
		uint8_t chunk[CHUNK_BYTES];
		got = fread(chunk, 1, CHUNK_BYTES, file);
		status = buffer_append(text, bytes_of(chunk, got));
	}
	if (file && ferror(file) && status == STATUS_OK)
		status = STATUS_IO;
	if (file)
		(void)fclose(file); /* it was read only */
	return status;
}

enum status document_hash_of(struct bytes text, uint64_t *ret_hash)
{
	struct hasher *hasher;
	enum status status = hasher_open(&hasher);
	if (status != STATUS_OK)
		return status;
	struct hash hash = hash_pieces(hasher, HASH_PLAIN, &text, 1);
	hasher_close(hasher);
	*ret_hash = hash_short(bytes_of(hash.at, sizeof hash.at));
	return STATUS_OK;
}

enum status document_streets(const struct map_file *map, struct streets *ret_streets)
{
	const struct road_image *roads = &map->roads;
	/* The last is over the split graph, or over the junctions where no turn is forbidden: then that is the same. */
	uint32_t count = roads->hierarchy_count;
	return streets_open(&roads->network, count ? &roads->hierarchy[count - 1] : NULL, ret_streets);
}
