/* The peers of our datagram sockets, each with a number; who was silent longest gives way when the table is full. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOOP_FLOW_TABLE_H
#define LOOP_FLOW_TABLE_H

#include "base/pool.h"
#include "loop/address.h"

struct flow {
	struct address peer;
	uint32_t listener;
	uint32_t generation;   /* of its place: an old number does not find a new peer */
	uint32_t same_bucket;  /* the next of its bucket */
	uint32_t newer, older; /* by last use */
};

struct flow_table {
	struct pool pool;
	uint32_t *bucket;
	uint32_t buckets; /* a power of two */
	uint32_t newest, oldest;
	const struct address_key *key;
};

/* The key is borrowed as long as the table is open; STATUS_MEMORY. */
enum status flow_table_open(struct flow_table *table, uint32_t cap, const struct address_key *key);
void flow_table_close(struct flow_table *table);
/* The number of this peer at this listener, added if it is new; *ret_evicted: whose place it took, or 0.  STATUS_MEMORY. */
enum status flow_table_number(struct flow_table *table, uint32_t listener, const struct address *peer,
                              uint64_t *ret_number, uint64_t *ret_evicted);
/* NULL if it has given way; valid until the next flow_table_number.  Counts as use. */
const struct flow *flow_table_find(struct flow_table *table, uint64_t number);

#endif
