/* A stranger's proof, and the path of a tile: read or refused, and written again the same. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/proof_text.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	static struct proof_text proof, again;
	struct buffer text = { 0 };
	char path[TILE_PATH_BYTES * 2], written[TILE_PATH_BYTES];
	struct tile tile;
	if (proof_text_read(bytes_of(at, length), &proof) == STATUS_OK) {
		assert(proof_text_write(&proof, &text) == STATUS_OK);
		assert(text.length == length && memcmp(text.at, at, length) == 0);
		assert(proof_text_read(buffer_bytes(&text), &again) == STATUS_OK && again.index == proof.index);
	}
	buffer_close(&text);
	size_t cut = length < sizeof path - 1 ? length : sizeof path - 1;
	if (cut)
		memcpy(path, at, cut);
	path[cut] = '\0';
	if (tile_read_path(path, &tile)) {
		tile_write_path(&tile, written);
		assert(strcmp(path, written) == 0 && tile.width && tile.width <= TILE_HASHES);
	}
	return 0;
}
