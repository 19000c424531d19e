/* The board as bytes and back, for snapshots: the pools as they lie in memory, under a mark of their shape. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "core/board.h"
#include "core/keys.h"

#define IMAGE_MAGIC 0x3130474d49434f54u /* "TOCIMG01" on a little-endian machine; another order reads another number */

/* Changes whenever any item's size does. */
static uint64_t shape(void)
{
	uint64_t shape = 0;
#define POOL(NAME, TYPE, CAP) shape = shape * 1000003 + sizeof(TYPE);
	BOARD_POOLS(POOL)
#undef POOL
	return shape * 1000003 + sizeof(struct command_key);
}

enum status board_write(const struct board *board, struct buffer *buffer)
{
	uint64_t head[4] = { IMAGE_MAGIC, shape(), board->digest, board->keys->end - board->keys->first };
	enum status status = buffer_append(buffer, bytes_of(head, sizeof head));
	for (unsigned i = 0; status == STATUS_OK && i < POOL_COUNT; i++) {
		const struct pool *pool = &board->pool[i];
		uint64_t count = pool->count;
		status = buffer_append(buffer, bytes_of(&count, sizeof count));
		if (status == STATUS_OK && count > 1)
			status =
			    buffer_append(buffer, bytes_of(pool_item(pool, 1), (size_t)(count - 1) * pool->item_bytes));
	}
	for (uint64_t number = board->keys->first; status == STATUS_OK && number < board->keys->end; number++) {
		const struct command_key *key = &board->keys->ring[number & (board->keys->ring_room - 1)];
		status = buffer_append(buffer, bytes_of(key, sizeof *key));
	}
	return status;
}

static bool take(struct bytes *rest, void *at, size_t length)
{
	if (rest->length < length)
		return false;
	memcpy(at, rest->at, length);
	rest->at += length;
	rest->length -= length;
	return true;
}

static enum status read_pool(struct pool *pool, struct bytes *rest)
{
	uint64_t count;
	if (!take(rest, &count, sizeof count) || !count || count > UINT32_MAX ||
	    (count - 1) > rest->length / pool->item_bytes)
		return STATUS_CORRUPT;
	enum status status = count > pool->count ? pool_reserve(pool, (uint32_t)(count - pool->count)) : STATUS_OK;
	if (status != STATUS_OK)
		return status == STATUS_LIMIT ? STATUS_CORRUPT : status;
	if (count < pool->count)
		return STATUS_CORRUPT; /* fewer ladders than there are */
	pool->count = (uint32_t)count;
	return count == 1 || take(rest, pool_item(pool, 1), (size_t)(count - 1) * pool->item_bytes) ? STATUS_OK
	                                                                                            : STATUS_CORRUPT;
}

static enum status read_keys(struct board *board, struct bytes *rest, uint64_t count)
{
	for (uint64_t i = 0; i < count; i++) {
		struct command_key key;
		if (!take(rest, &key, sizeof key) || keys_find(board->keys, key.key))
			return STATUS_CORRUPT;
		enum status status = keys_reserve(board->keys);
		if (status != STATUS_OK)
			return status;
		keys_add(board->keys, &key);
	}
	return rest->length ? STATUS_CORRUPT : STATUS_OK;
}

/* What is not in the image because it follows from it: the agenda, the line, and each item's mark. */
static enum status rebuild(struct board *board)
{
	enum status status = agenda_reserve(&board->agenda, board->pool[POOL_obligations].room);
	if (status == STATUS_OK)
		status = on_line_reserve(&board->line, board->pool[POOL_calls].room);
	if (status != STATUS_OK)
		return status;
	for (uint32_t slot = 1; slot < board->pool[POOL_obligations].count; slot++) {
		const struct obligation *owed = board_obligations(board, slot);
		if (owed->open)
			agenda_set(&board->agenda, slot, owed->due, owed->serial);
	}
	for (uint32_t number = 1; number < board->pool[POOL_calls].count; number++)
		on_line_set(&board->line, number, board_on_line(board_calls(board, number)));
	board_mark(board);
	return STATUS_OK;
}

enum status board_read(struct bytes bytes, struct board **ret_board)
{
	uint64_t head[4];
	if (!take(&bytes, head, sizeof head))
		return STATUS_CORRUPT;
	if (head[0] != IMAGE_MAGIC || head[1] != shape())
		return STATUS_VERSION;
	struct board *board;
	enum status status = board_open(&board);
	if (status != STATUS_OK)
		return status;
	for (unsigned i = 0; status == STATUS_OK && i < POOL_COUNT; i++)
		status = read_pool(&board->pool[i], &bytes);
	if (status == STATUS_OK)
		status = read_keys(board, &bytes, head[3]);
	if (status == STATUS_OK)
		status = rebuild(board);
	if (status == STATUS_OK && board->digest != head[2])
		status = STATUS_CORRUPT;
	if (status != STATUS_OK) {
		board_close(board);
		return status;
	}
	*ret_board = board;
	return STATUS_OK;
}
