/* A snapshot's bytes from anywhere: a board that is read is the board that was written, anything else is refused. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "core/board.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	struct board *board;
	struct buffer again = { 0 };
	if (board_read(bytes_of(at, length), &board) != STATUS_OK)
		return 0;
	assert(board_digest(board) == board->digest);
	if (board_write(board, &again) == STATUS_OK)
		assert(bytes_same(buffer_bytes(&again), bytes_of(at, length)));
	buffer_close(&again);
	board_close(board);
	return 0;
}
