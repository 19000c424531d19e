/* Peers and their numbers: the longest silent gives way, and its number finds nobody. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/flow_table.h"

#include "check.h"

static struct address peer(unsigned i)
{
	struct address address;
	char text[32];
	(void)snprintf(text, sizeof text, "192.0.%u.%u", i / 256, i % 256);
	CHECK(address_read(text, 5060, &address));
	return address;
}

static uint64_t number(struct flow_table *table, uint32_t listener, unsigned i, uint64_t *ret_evicted)
{
	struct address address = peer(i);
	uint64_t flow = 0;
	CHECK(flow_table_number(table, listener, &address, &flow, ret_evicted) == STATUS_OK);
	return flow;
}

int main(void)
{
	enum { CAP = 1000 };
	struct flow_table table;
	struct address_key key;
	static uint64_t flow[CAP];
	uint64_t evicted;
	CHECK(address_key_make(&key) == STATUS_OK);
	CHECK(flow_table_open(&table, CAP, &key) == STATUS_OK);
	for (unsigned i = 0; i < CAP; i++) {
		flow[i] = number(&table, 0, i, &evicted);
		CHECK(flow[i] && !evicted);
	}
	CHECK(number(&table, 0, 7, &evicted) == flow[7] && !evicted);
	/* 0 is used by being found, 1 by being written to again: the next two that give way are 2 and 3. */
	const struct flow *found = flow_table_find(&table, flow[0]);
	struct address wanted = peer(0);
	CHECK(found && address_same(&found->peer, &wanted) && found->listener == 0);
	CHECK(number(&table, 0, 1, &evicted) == flow[1]);
	uint64_t other = number(&table, 1, 0, &evicted);
	CHECK(other != flow[0] && evicted == flow[2]);
	CHECK(number(&table, 0, CAP, &evicted) && evicted == flow[3]);
	CHECK(!flow_table_find(&table, flow[2]) && !flow_table_find(&table, flow[3]));
	CHECK(flow_table_find(&table, other) && flow_table_find(&table, flow[0]) && flow_table_find(&table, flow[1]));
	CHECK(!flow_table_find(&table, 0) && !flow_table_find(&table, UINT64_MAX));
	/* Twice the whole table anew: nobody of the old is left, nobody is there twice. */
	for (unsigned i = 0; i < 2 * CAP; i++)
		CHECK(number(&table, 2, i, &evicted) && evicted);
	for (unsigned i = 0; i < CAP; i++)
		CHECK(!flow_table_find(&table, flow[i]));
	flow_table_close(&table);
	return check_done();
}
