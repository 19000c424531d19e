/* How many callers wait in each queue, and whether anybody is there: told to the edge when it changes. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "switchboard/tally.h"

#include <stdlib.h>
#include <string.h>

void tally_forget(struct tally *tally)
{
	tally->told = 0;
	tally->again = (struct instant){ 0 };
}

/* Those who may take calls. */
static uint32_t staff(const struct board *board)
{
	uint32_t count = 0;
	for (unsigned role = 0; role < ROLE_COUNT; role++)
		if (role_may((enum role)role, RIGHT_WORK))
			count += board_center(board)->signed_in[role];
	return count;
}

static bool grow(uint32_t **numbers, uint32_t queues)
{
	uint32_t *grown = reallocarray(*numbers, queues, sizeof *grown);
	if (!grown)
		return false;
	*numbers = grown;
	return true;
}

static bool reserve(struct tally *tally, uint32_t queues)
{
	return grow(&tally->waiting, queues) && grow(&tally->counted, queues);
}

static void count(struct tally *tally, const struct board *board, uint32_t queues)
{
	memset(tally->counted, 0, queues * sizeof *tally->counted);
	for (uint32_t i = 0; i < board->line.count; i++) {
		const struct call *call = board_calls(board, board->line.number[i]);
		if (call->state == CALL_WAITING && call->channel == CHANNEL_VOICE)
			tally->counted[call->queue]++;
	}
}

static void tell(struct tally *tally, const struct board *board, uint32_t queue, uint32_t signed_in)
{
	struct parcel parcel = { .kind = PARCEL_QUEUE, .number = tally->counted[queue], .ticket = signed_in };
	parcel_set(&parcel, PARCEL_TEXT_WHO, board_queues(board, queue)->name.text);
	/* Held as all that tells of the record; for want of memory this number is told when it changes next. */
	(void)!outbox_hold(tally->outbox, &parcel, board_center(board)->sequence);
	tally->waiting[queue] = tally->counted[queue];
}

int64_t tally_turn(struct tally *tally, int64_t most_us)
{
	const struct board *board = desk_board(tally->outbox->desk);
	uint32_t queues = board->pool[POOL_queues].count;
	struct instant now = desk_now(tally->outbox->desk);
	int64_t left_us = instant_since(tally->again, now).us;
	/* A clock that was set back does not keep anybody from being told. */
	left_us = left_us > TALLY_EVERY_US ? 0 : left_us;
	if (tally->told == queues && tally->up_to == tally->outbox->stirred)
		return most_us;
	if (left_us > 0)
		return left_us < most_us ? left_us : most_us;
	if (!reserve(tally, queues))
		return most_us; /* the next turn tries again */
	count(tally, board, queues);
	uint32_t signed_in = staff(board);
	bool anybody_came_or_went = (signed_in != 0) != (tally->staff != 0);
	for (uint32_t queue = 1; queue < queues; queue++)
		if (queue >= tally->told || anybody_came_or_went || tally->waiting[queue] != tally->counted[queue])
			tell(tally, board, queue, signed_in);
	tally->told = queues;
	tally->staff = signed_in;
	tally->up_to = tally->outbox->stirred;
	tally->again = instant_after(now, (struct span){ TALLY_EVERY_US });
	return most_us;
}

void tally_close(struct tally *tally)
{
	free(tally->waiting);
	free(tally->counted);
}
