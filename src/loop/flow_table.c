/* The peers of our datagram sockets, each with a number; who was silent longest gives way when the table is full. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/flow_table.h"

#include <assert.h>
#include <stdlib.h>

/* The highest bit of a number is the streams' mark; generations stay below it. */
#define GENERATION_MASK 0x7fffffffu

static struct flow *flow_at(const struct flow_table *table, uint32_t place)
{
	return pool_item(&table->pool, place);
}

static uint64_t number_of(const struct flow *flow, uint32_t place)
{
	return (uint64_t)flow->generation << 32 | place;
}

enum status flow_table_open(struct flow_table *table, uint32_t cap, const struct address_key *key)
{
	assert(cap);
	*table = (struct flow_table){ .buckets = 1, .key = key };
	while (table->buckets < cap)
		table->buckets *= 2;
	table->bucket = calloc(table->buckets, sizeof *table->bucket);
	pool_open(&table->pool, sizeof(struct flow), cap);
	return table->bucket ? STATUS_OK : STATUS_MEMORY;
}

void flow_table_close(struct flow_table *table)
{
	free(table->bucket);
	pool_close(&table->pool);
	*table = (struct flow_table){ 0 };
}

static uint32_t *bucket_of(const struct flow_table *table, uint32_t listener, const struct address *peer)
{
	return &table->bucket[address_hash(table->key, peer, listener) & (table->buckets - 1)];
}

static void unlink_age(struct flow_table *table, uint32_t place)
{
	const struct flow *flow = flow_at(table, place);
	*(flow->newer ? &flow_at(table, flow->newer)->older : &table->newest) = flow->older;
	*(flow->older ? &flow_at(table, flow->older)->newer : &table->oldest) = flow->newer;
}

static void link_newest(struct flow_table *table, uint32_t place)
{
	struct flow *flow = flow_at(table, place);
	flow->newer = 0;
	flow->older = table->newest;
	*(table->newest ? &flow_at(table, table->newest)->newer : &table->oldest) = place;
	table->newest = place;
}

static void use(struct flow_table *table, uint32_t place)
{
	if (table->newest == place)
		return;
	unlink_age(table, place);
	link_newest(table, place);
}

/* Frees the place of who was silent longest. */
static uint32_t evict(struct flow_table *table, uint64_t *ret_evicted)
{
	uint32_t place = table->oldest;
	const struct flow *flow = flow_at(table, place);
	uint32_t *link = bucket_of(table, flow->listener, &flow->peer);
	while (*link != place)
		link = &flow_at(table, *link)->same_bucket;
	*link = flow->same_bucket;
	unlink_age(table, place);
	*ret_evicted = number_of(flow, place);
	return place;
}

enum status flow_table_number(struct flow_table *table, uint32_t listener, const struct address *peer,
                              uint64_t *ret_number, uint64_t *ret_evicted)
{
	uint32_t *bucket = bucket_of(table, listener, peer);
	for (uint32_t place = *bucket; place; place = flow_at(table, place)->same_bucket) {
		const struct flow *flow = flow_at(table, place);
		if (flow->listener == listener && address_same(&flow->peer, peer)) {
			use(table, place);
			*ret_number = number_of(flow, place);
			*ret_evicted = 0;
			return STATUS_OK;
		}
	}
	uint64_t evicted = 0;
	uint32_t place;
	/* The pool's room may go past its cap; its count does not. */
	enum status status = table->pool.count > table->pool.cap ? STATUS_LIMIT : pool_reserve(&table->pool, 1);
	if (status == STATUS_OK)
		place = pool_add(&table->pool);
	else if (table->oldest) /* full, or no memory for more: the table goes on with what it has */
		place = evict(table, &evicted);
	else
		return status;
	struct flow *flow = flow_at(table, place);
	flow->generation = (flow->generation + 1) & GENERATION_MASK;
	flow->peer = *peer;
	flow->listener = listener;
	flow->same_bucket = *bucket;
	*bucket = place;
	link_newest(table, place);
	*ret_number = number_of(flow, place);
	*ret_evicted = evicted;
	return STATUS_OK;
}

const struct flow *flow_table_find(struct flow_table *table, uint64_t number)
{
	uint32_t place = (uint32_t)number;
	if (!pool_has(&table->pool, place) || number != number_of(flow_at(table, place), place))
		return NULL;
	use(table, place);
	return flow_at(table, place);
}
