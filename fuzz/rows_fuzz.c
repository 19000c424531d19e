/* Rows of need and of a recommendation from anywhere: what is read keeps to its bounds and names what there is. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "core/rows.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/decide.h"
#include "core/need.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

static void add(struct board *board, struct decision *decision, enum command_kind kind, const char *name)
{
	struct command command = { .kind = kind, .asker = ASKER_CENTER };
	if (!fields_set_name(&command.f, FIELD_name, name, strlen(name)) ||
	    decide(decision, board, &command, (struct instant){ 1 }) != STATUS_OK || decision->refusal != REFUSAL_NONE)
		abort();
}

/* Three capabilities and a unit; no incident has rows. */
static struct board *small_board(void)
{
	struct board *board;
	struct decision decision = { 0 };
	if (board_open(&board) != STATUS_OK)
		abort();
	add(board, &decision, COMMAND_ADD_CAPABILITY, "engine");
	add(board, &decision, COMMAND_ADD_CAPABILITY, "quint");
	add(board, &decision, COMMAND_ADD_CAPABILITY, "als");
	add(board, &decision, COMMAND_ADD_UNIT, "E1");
	decision_close(&decision);
	return board;
}

static void read_needs(const struct board *board, struct bytes text)
{
	struct need need[NEED_ROWS_MAX];
	unsigned count;
	if (rows_read_needs(board, text, need, &count) != REFUSAL_NONE)
		return;
	assert(count <= NEED_ROWS_MAX && (count || !text.length));
	for (unsigned i = 0; i < count; i++) {
		assert(need[i].row == i + 1 && need[i].count && need[i].count <= NEED_COUNT_MAX);
		assert(need[i].capabilities < 8 && need[i].substitutes < 8 && need[i].stand_in[0] < 8 &&
		       need[i].span_s <= RUNG_SPAN_MAX_S);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	static struct board *board;
	struct pick pick[PICKS_MAX];
	unsigned count;
	if (!board)
		board = small_board();
	if (!length)
		return 0;
	/* The first byte chooses which kind of rows they are. */
	struct bytes text = bytes_of(at + 1, length - 1);
	if (at[0] % 2 == 0)
		read_needs(board, text);
	else if (rows_read_picks(board, 0, text, pick, &count) == REFUSAL_NONE)
		for (unsigned i = 0; i < count; i++)
			assert(pick[i].unit == 1 && !pick[i].row && pick[i].why < WHY_COUNT);
	return 0;
}
