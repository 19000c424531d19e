/* A stored body, changed: it folds into a board or is refused, and never breaks an assertion. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "core/codec.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

/* Bodies one behind the other, each after its length: so that what a first one made can be changed by a later one. */
int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	struct board *board;
	enum status status = board_open(&board);
	if (status != STATUS_OK)
		return 0;
	while ((status == STATUS_OK || status == STATUS_CORRUPT) && length >= 2) {
		size_t body = bytes_get_u16(at);
		at += 2;
		length -= 2;
		body = body < length ? body : length;
		/* A wrong digest alone stops nothing here: a mutator could never make a right one. */
		uint64_t sequence = board_center(board)->sequence;
		status = codec_fold(board, bytes_of(at, body));
		if (status == STATUS_CORRUPT && board_center(board)->sequence == sequence)
			break;
		if (status == STATUS_CORRUPT && !board_fits(board))
			break;
		if (status == STATUS_CORRUPT && board->touched_count)
			break; /* it was left half way */
		at += body;
		length -= body;
	}
	board_close(board);
	return 0;
}
