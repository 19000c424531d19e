/* Plain things of one size, numbered from 1; they move in memory but keep their numbers. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/* Item 0 is never used: a number of zero means "none".  All new room is zeroed. */
struct pool {
	uint8_t *at;
	uint64_t *mark; /* one number an item, for whoever keeps a digest */
	uint8_t *dirty; /* one flag an item, likewise */
	size_t item_bytes;
	uint32_t count; /* the next number to be given; at least 1 */
	uint32_t room;
	uint32_t cap; /* the most items; 0: none */
};

void pool_open(struct pool *pool, size_t item_bytes, uint32_t cap);
void pool_close(struct pool *pool);
/*
 * Makes sure that `more` further items can be added without allocating.
 *   STATUS_LIMIT   they would pass the cap
 *   STATUS_MEMORY  there is none; the pool is as it was
 */
enum status pool_reserve(struct pool *pool, uint32_t more);
/* The number of a new zeroed item; room must have been reserved. */
uint32_t pool_add(struct pool *pool);

static inline bool pool_has(const struct pool *pool, uint64_t number)
{
	return number && number < pool->count;
}

/* Valid until the next pool_reserve. */
static inline void *pool_item(const struct pool *pool, uint32_t number)
{
	return pool->at + (size_t)number * pool->item_bytes;
}

#endif
