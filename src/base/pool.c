/* Plain things of one size, numbered from 1; they move in memory but keep their numbers. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/pool.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_ROOM 16u

void pool_open(struct pool *pool, size_t item_bytes, uint32_t cap)
{
	assert(item_bytes);
	*pool = (struct pool){ .item_bytes = item_bytes, .count = 1, .cap = cap };
}

void pool_close(struct pool *pool)
{
	free(pool->at);
	free(pool->mark);
	free(pool->dirty);
	*pool = (struct pool){ 0 };
}

/* Grows one array, its new part zeroed; the old one stays good if there is no memory. */
static bool grow(void *array, size_t item_bytes, size_t old_count, size_t new_count)
{
	void *old;
	memcpy(&old, array, sizeof old);
	uint8_t *grown = reallocarray(old, new_count, item_bytes);
	if (!grown)
		return false;
	memset(grown + old_count * item_bytes, 0, (new_count - old_count) * item_bytes);
	memcpy(array, &grown, sizeof grown);
	/* cppcheck-suppress memleak ; the array has it now */
	return true;
}

enum status pool_reserve(struct pool *pool, uint32_t more)
{
	uint64_t wanted = (uint64_t)pool->count + more;
	if (wanted <= pool->room)
		return STATUS_OK;
	if (wanted > UINT32_MAX || (pool->cap && wanted > (uint64_t)pool->cap + 1))
		return STATUS_LIMIT;
	uint64_t room = pool->room ? (uint64_t)pool->room * 2 : FIRST_ROOM;
	room = room < wanted ? wanted : room;
	uint64_t most = pool->cap ? (uint64_t)pool->cap + 1 : UINT32_MAX;
	room = room > most ? most : room;
	room = room > UINT32_MAX ? UINT32_MAX : room;
	if (!grow(&pool->at, pool->item_bytes, pool->room, room) ||
	    !grow(&pool->mark, sizeof *pool->mark, pool->room, room) ||
	    !grow(&pool->dirty, sizeof *pool->dirty, pool->room, room))
		return STATUS_MEMORY;
	pool->room = (uint32_t)room;
	return STATUS_OK;
}

uint32_t pool_add(struct pool *pool)
{
	assert(pool->count < pool->room);
	return pool->count++;
}
