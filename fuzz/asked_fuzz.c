/* A stranger's JSON as any command: it is read or refused with a detail, and what is read fits the command's row. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "console/asked.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	static struct board *board;
	struct asked asked;
	if (!board && board_open(&board) != STATUS_OK)
		return 0;
	if (!length)
		return 0;
	/* The first byte chooses the command, so that one corpus serves all. */
	enum command_kind kind = 1 + at[0] % (COMMAND_COUNT - 1);
	enum status status = asked_read(board, kind, bytes_of(at + 1, length - 1), &asked);
	const struct command_info *info = &command_table[kind];
	if (status == STATUS_OK)
		assert(!(fields_given(&asked.command.f) & ~(info->required | info->optional)));
	else
		assert(asked.detail[0]);
	asked_close(&asked);
	return 0;
}
