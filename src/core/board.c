/* The center's whole state: plain things in pools, no pointers among them, with a digest that is kept as it changes. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "core/board.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/digest.h"
#include "core/keys.h"

#define POOL(NAME, TYPE, CAP) _Static_assert(sizeof(TYPE) % 8 == 0, "digests take whole words");
BOARD_POOLS(POOL)
#undef POOL

#define THE_CENTER 1u
#define RUNG_COUNT ((unsigned)OBLIGATION_COUNT * (PRIORITY_MAX + 1) * RUNGS_MAX)

static uint64_t item_digest(const struct board *board, enum board_pool pool, uint32_t number)
{
	const struct pool *of = &board->pool[pool];
	return digest_of((uint64_t)pool << 32 | number, pool_item(of, number), of->item_bytes);
}

void board_mark(struct board *board)
{
	board->digest = board->keys->digest;
	for (enum board_pool pool = 0; pool < POOL_COUNT; pool++)
		for (uint32_t number = 1; number < board->pool[pool].count; number++) {
			board->pool[pool].mark[number] = item_digest(board, pool, number);
			board->digest += board->pool[pool].mark[number];
		}
}

/* The center and the ladders exist from the start, empty. */
static enum status open_fixed(struct board *board)
{
	enum status status = pool_reserve(&board->pool[POOL_centers], 1);
	if (status == STATUS_OK)
		status = pool_reserve(&board->pool[POOL_rungs], RUNG_COUNT);
	if (status != STATUS_OK)
		return status;
	(void)pool_add(&board->pool[POOL_centers]);
	for (unsigned i = 0; i < RUNG_COUNT; i++)
		(void)pool_add(&board->pool[POOL_rungs]);
	board_mark(board);
	return STATUS_OK;
}

enum status board_open(struct board **ret_board)
{
	struct board *board = calloc(1, sizeof *board);
	if (!board)
		return STATUS_MEMORY;
#define POOL(NAME, TYPE, CAP) pool_open(&board->pool[POOL_##NAME], sizeof(TYPE), CAP);
	BOARD_POOLS(POOL)
#undef POOL
	board->keys = calloc(1, sizeof *board->keys);
	enum status status = board->keys ? open_fixed(board) : STATUS_MEMORY;
	if (status != STATUS_OK) {
		board_close(board);
		return status;
	}
	*ret_board = board;
	return STATUS_OK;
}

void board_close(struct board *board)
{
	if (!board)
		return;
	for (unsigned pool = 0; pool < POOL_COUNT; pool++)
		pool_close(&board->pool[pool]);
	agenda_close(&board->agenda);
	on_line_close(&board->line);
	if (board->keys)
		keys_close(board->keys);
	free(board->keys);
	free(board->touched);
	free(board);
}

enum status board_reserve(struct board *board, uint32_t changes)
{
	enum status status = keys_reserve(board->keys);
	uint64_t wanted = (uint64_t)board->touched_count + changes;
	if (status != STATUS_OK || wanted <= board->touched_room)
		return status;
	struct touched *touched = reallocarray(board->touched, wanted * 2, sizeof *touched);
	if (!touched)
		return STATUS_MEMORY;
	board->touched = touched;
	board->touched_room = (uint32_t)(wanted * 2);
	return STATUS_OK;
}

enum status board_reserve_items(struct board *board, enum board_pool pool, uint32_t items)
{
	enum status status = pool_reserve(&board->pool[pool], items);
	if (status == STATUS_OK && pool == POOL_obligations)
		status = agenda_reserve(&board->agenda, board->pool[pool].room);
	if (status == STATUS_OK && pool == POOL_calls)
		status = on_line_reserve(&board->line, board->pool[pool].room);
	return status;
}

static void touch(struct board *board, enum board_pool pool, uint32_t number)
{
	uint8_t *dirty = &board->pool[pool].dirty[number];
	if (*dirty)
		return;
	*dirty = 1;
	assert(board->touched_count < board->touched_room);
	board->touched[board->touched_count++] = (struct touched){ .number = number, .pool = (uint8_t)pool };
}

#define POOL(NAME, TYPE, CAP)                                                                                          \
	const TYPE *board_##NAME(const struct board *board, uint64_t number)                                           \
	{                                                                                                              \
		const struct pool *pool = &board->pool[POOL_##NAME];                                                   \
		return pool_has(pool, number) ? pool_item(pool, (uint32_t)number) : NULL;                              \
	}                                                                                                              \
	TYPE *board_change_##NAME(struct board *board, uint32_t number)                                                \
	{                                                                                                              \
		assert(pool_has(&board->pool[POOL_##NAME], number));                                                   \
		touch(board, POOL_##NAME, number);                                                                     \
		return pool_item(&board->pool[POOL_##NAME], number);                                                   \
	}
BOARD_POOLS(POOL)
#undef POOL

uint32_t board_add(struct board *board, enum board_pool pool)
{
	uint32_t number = pool_add(&board->pool[pool]);
	touch(board, pool, number);
	return number;
}

const struct center *board_center(const struct board *board)
{
	return board_centers(board, THE_CENTER);
}

struct center *board_change_center(struct board *board)
{
	return board_change_centers(board, THE_CENTER);
}

const struct obligation *board_obligation(const struct board *board, uint64_t handle)
{
	const struct obligation *obligation = board_obligations(board, handle & UINT32_MAX);
	return obligation && obligation->open && obligation->generation == handle >> 32 ? obligation : NULL;
}

uint64_t board_handle(const struct board *board, uint32_t slot)
{
	const struct obligation *obligation = board_obligations(board, slot);
	assert(obligation);
	return (uint64_t)obligation->generation << 32 | slot;
}

uint32_t board_rung_number(enum obligation_kind kind, unsigned priority, unsigned rung)
{
	assert(kind < OBLIGATION_COUNT && priority <= PRIORITY_MAX && rung < RUNGS_MAX);
	return 1 + ((unsigned)kind * (PRIORITY_MAX + 1) + priority) * RUNGS_MAX + rung;
}

const struct rung *board_rung(const struct board *board, enum obligation_kind kind, unsigned priority, unsigned rung)
{
	if (rung >= RUNGS_MAX)
		return NULL;
	unsigned urgent = priority ? priority : 1; /* unknown is treated as the most urgent */
	const struct rung *row = board_rungs(board, board_rung_number(kind, urgent, rung));
	if (!row->span_s)
		row = board_rungs(board, board_rung_number(kind, 0, rung));
	return row->span_s ? row : NULL;
}

#define NAMED(SINGULAR, PLURAL)                                                                                        \
	uint32_t board_##SINGULAR##_named(const struct board *board, const char *name)                                 \
	{                                                                                                              \
		for (uint32_t number = 1; number < board->pool[POOL_##PLURAL].count; number++)                         \
			if (strcmp(board_##PLURAL(board, number)->name.text, name) == 0)                               \
				return number;                                                                         \
		return 0;                                                                                              \
	}
NAMED(unit, units)
NAMED(agent, agents)
NAMED(queue, queues)
NAMED(position, positions)
NAMED(neighbour, neighbours)
NAMED(capability, capabilities)
NAMED(station, stations)
NAMED(provider, providers)
#undef NAMED

uint32_t board_status_named(const struct board *board, uint32_t neighbour, const char *name)
{
	for (uint32_t number = 1; number < board->pool[POOL_status_names].count; number++) {
		const struct status_name *known = board_status_names(board, number);
		if (known->neighbour == neighbour && strcmp(known->name.text, name) == 0)
			return number;
	}
	return 0;
}

void board_keep_key(struct board *board, const uint8_t key[COMMAND_KEY_BYTES], uint64_t content)
{
	struct command_key kept = { .content = content,
		                    .sequence = board_center(board)->sequence,
		                    .at = board_center(board)->now };
	memcpy(kept.key, key, COMMAND_KEY_BYTES);
	board->digest -= board->keys->digest;
	keys_add(board->keys, &kept);
	board->digest += board->keys->digest;
}

const struct command_key *board_key(const struct board *board, const uint8_t key[COMMAND_KEY_BYTES])
{
	return keys_find(board->keys, key);
}

void board_begin(struct board *board, uint64_t sequence, struct instant at)
{
	struct center *center = board_change_center(board);
	assert(sequence == center->sequence + 1);
	assert(board->touched_count == 1);
	center->sequence = sequence;
	center->now = instant_later(center->now, at);
}

bool board_on_line(const struct call *call)
{
	return call->transfer || (call->state == CALL_WAITING && call->channel == CHANNEL_VOICE);
}

/* An open call is owed something, itself or through the incident that carries it. */
static bool call_obliged(const struct board *board, const struct call *call)
{
	if (call->state == CALL_CLOSED || call->obligations)
		return true;
	const struct incident *incident = board_incidents(board, call->incident);
	return incident && incident->open && incident->obligations;
}

static bool touched_fits(const struct board *board, struct touched touched)
{
	if (touched.pool == POOL_calls)
		return call_obliged(board, board_calls(board, touched.number));
	if (touched.pool == POOL_incidents) {
		const struct incident *incident = board_incidents(board, touched.number);
		return !incident->open || incident->obligations;
	}
	if (touched.pool == POOL_notices) {
		const struct notice *notice = board_notices(board, touched.number);
		return !notice->open || notice->obligations;
	}
	if (touched.pool != POOL_obligations)
		return true;
	const struct obligation *owed = board_obligations(board, touched.number);
	return owed->open == agenda_has(&board->agenda, touched.number) &&
	       (!owed->open || (owed->owner_kind && owed->due.us > owed->opened.us));
}

bool board_fits(const struct board *board)
{
	for (uint32_t i = 0; i < board->touched_count; i++)
		if (!touched_fits(board, board->touched[i]))
			return false;
	return true;
}

uint64_t board_settle(struct board *board)
{
	for (uint32_t i = 0; i < board->touched_count; i++) {
		struct touched touched = board->touched[i];
		struct pool *pool = &board->pool[touched.pool];
		assert(touched_fits(board, touched));
		uint64_t digest = item_digest(board, touched.pool, touched.number);
		board->digest += digest - pool->mark[touched.number];
		pool->mark[touched.number] = digest;
		pool->dirty[touched.number] = 0;
		if (touched.pool == POOL_calls)
			on_line_set(&board->line, touched.number, board_on_line(board_calls(board, touched.number)));
	}
	board->touched_count = 0;
	return board->digest;
}

uint64_t board_digest(const struct board *board)
{
	uint64_t digest = keys_digest(board->keys);
	for (enum board_pool pool = 0; pool < POOL_COUNT; pool++)
		for (uint32_t number = 1; number < board->pool[pool].count; number++)
			digest += item_digest(board, pool, number);
	return digest;
}
