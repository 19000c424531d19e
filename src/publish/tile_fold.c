/* A whole tile of 256 hashes is one hash of the level above it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "publish/tile_fold.h"

#include <string.h>

struct hash tile_fold(struct hasher *hasher, const struct hash *tile)
{
	struct hash part[TILE_HASHES];
	memcpy(part, tile, sizeof part);
	for (unsigned count = TILE_HASHES; count > 1; count /= 2)
		for (unsigned i = 0; i < count / 2; i++) {
			const struct bytes pair[2] = { bytes_of(part[2 * i].at, HASH_BYTES),
				                       bytes_of(part[2 * i + 1].at, HASH_BYTES) };
			part[i] = hash_pieces(hasher, HASH_NODE, pair, 2);
		}
	return part[0];
}
