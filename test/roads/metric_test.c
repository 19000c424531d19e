/* Closures: what is customised in part is the same as all anew, never shorter, and undone without a trace. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "maps.h"
#include "roads/closures.h"

#define CLOSURES 1000

static uint32_t differing(const struct roads *roads, const struct road_metric *b)
{
	uint32_t wrong = 0;
	const struct road_metric *a = &roads->metric;
	for (uint32_t e = 0; e < roads->hierarchy.edge_count; e++)
		wrong += a->up[e] != b->up[e] || a->down[e] != b->down[e];
	for (unsigned way = 0; way < 2; way++) {
		assert(a->link[way] && b->link[way]);
		for (uint32_t l = 0; l < b->rung[roads->hierarchy.node_count].first[way]; l++)
			wrong += a->link[way][l].time != b->link[way][l].time;
	}
	return wrong;
}

/* Closures come and go at random on a network; after `steps` of them everything is compared, and then undone. */
static void check_closures(struct roads *roads, uint64_t *state, unsigned steps)
{
	struct road_closures closures;
	struct road_metric whole;
	uint32_t arcs = roads->network.arc_count, nodes = roads->network.node_count, shorter = 0;
	must(road_closures_open(&roads->network, roads->weights, &closures));
	for (unsigned s = 0; s < steps && arcs; s++) {
		uint32_t some[3] = { random_below(state, arcs), random_below(state, arcs), random_below(state, arcs) };
		uint32_t percent = random_below(state, 2) ? ROAD_CLOSED : 100 + random_below(state, 400);
		struct road_seed seed = { .node = random_below(state, nodes) };
		uint32_t asked = random_below(state, nodes);
		road_sweep_pin_goal(&roads->sweep, &seed, 1);
		uint32_t time = road_sweep_time(&roads->sweep, asked);
		must(road_closures_add(&closures, s, percent, some, 1 + s % 3));
		road_metric_update(&roads->metric, closures.changed.arc, closures.changed.count, closures.time);
		road_sweep_pin_goal(&roads->sweep, &seed, 1);
		shorter += road_sweep_time(&roads->sweep, asked) < time;
		if (s % 3 == 2) {
			must(road_closures_drop(&closures, s - random_below(state, 3)));
			road_metric_update(&roads->metric, closures.changed.arc, closures.changed.count, closures.time);
		}
	}
	CHECK_NUMBER(shorter, 0);
	must(road_metric_open(&roads->hierarchy, closures.time, &whole));
	CHECK_NUMBER(differing(roads, &whole), 0);
	while (closures.count) {
		must(road_closures_drop(&closures, closures.closure[closures.count / 2].id));
		road_metric_update(&roads->metric, closures.changed.arc, closures.changed.count, closures.time);
	}
	CHECK(!arcs || memcmp(closures.time, roads->weights, arcs * sizeof *roads->weights) == 0);
	road_metric_close(&whole);
	must(road_metric_open(&roads->hierarchy, roads->weights, &whole));
	CHECK_NUMBER(differing(roads, &whole), 0);
	road_metric_close(&whole);
	road_closures_close(&closures);
}

static void check_random(void)
{
	uint64_t state = 99;
	for (unsigned i = 0; i < 60; i++) {
		struct roads roads = { 0 };
		uint32_t nodes = 2 + random_below(&state, 200);
		roads.network = random_network(&state, nodes, random_below(&state, nodes * 2), i % 2 ? 5 : 100000);
		roads_build(&roads);
		check_closures(&roads, &state, 200);
		roads_close(&roads);
	}
}

/* Two arcs in a row, 1,000 and 1,001 ticks. */
static void check_rules(void)
{
	static const char text[] = "a 0 1 1000\na 1 2 1001\n";
	struct road_network network = { 0 };
	struct road_fault fault;
	struct road_closures c;
	const uint32_t first[] = { 0, 0 }, second[] = { 1 }, none[] = { 2 };
	must(road_gr_read(bytes_of_text(text), 1000, &network, &fault));
	const uint32_t times[] = { 1000, 1001 };
	must(road_closures_open(&network, times, &c));
	CHECK(road_closures_add(&c, 1, 150, first, 2) == STATUS_OK && c.changed.count == 1 && c.time[0] == 1500);
	/* Of two the longer counts; their product would be 3,750. */
	CHECK(road_closures_add(&c, 2, 250, first, 1) == STATUS_OK && c.time[0] == 2500);
	CHECK(road_closures_add(&c, 3, ROAD_CLOSED, second, 1) == STATUS_OK);
	CHECK(c.changed.count == 1 && c.changed.arc[0] == 1 && c.time[1] == ROAD_NEVER);
	/* A short one that came later hides no long one, when a third goes. */
	CHECK(road_closures_add(&c, 6, 120, first, 1) == STATUS_OK && c.changed.count == 0);
	CHECK(road_closures_add(&c, 7, 300, first, 1) == STATUS_OK && c.time[0] == 3000);
	CHECK(road_closures_drop(&c, 7) == STATUS_OK && c.time[0] == 2500);
	CHECK(road_closures_drop(&c, 6) == STATUS_OK && c.time[0] == 2500 && c.changed.count == 0);
	CHECK(road_closures_drop(&c, 2) == STATUS_OK && c.time[0] == 1500 && c.changed.count == 1);
	CHECK(road_closures_drop(&c, 2) == STATUS_MISSING);
	CHECK(road_closures_add(&c, 1, 150, first, 1) == STATUS_BUSY);
	CHECK(road_closures_add(&c, 4, 99, first, 1) == STATUS_MALFORMED);
	CHECK(road_closures_add(&c, 4, ROAD_PERCENT_MAX + 1, first, 1) == STATUS_MALFORMED);
	CHECK(road_closures_add(&c, 4, ROAD_PERCENT_MAX, first, 1) == STATUS_OK);
	CHECK(road_closures_add(&c, 5, 100, none, 1) == STATUS_MALFORMED);
	CHECK(road_closures_drop(&c, 3) == STATUS_OK && c.time[1] == 1001);
	/* Half a tick is a whole one: nothing is ever quicker than it should be. */
	CHECK(road_closures_add(&c, 8, 150, second, 1) == STATUS_OK && c.time[1] == 1502);
	road_closures_close(&c);
	road_network_close(&network);
}

static void check_most(void)
{
	static const char text[] = "a 0 1 7\n";
	struct road_network network = { 0 };
	struct road_fault fault;
	struct road_closures c;
	const uint32_t arc = 0, time = 7;
	must(road_gr_read(bytes_of_text(text), 1000, &network, &fault));
	must(road_closures_open(&network, &time, &c));
	for (uint32_t i = 0; i < ROAD_CLOSURES_MAX; i++)
		if (road_closures_add(&c, i, 100, &arc, 1) != STATUS_OK)
			CHECK(false);
	CHECK(road_closures_add(&c, ROAD_CLOSURES_MAX, 100, &arc, 1) == STATUS_LIMIT);
	road_closures_close(&c);
	road_network_close(&network);
}

int main(void)
{
	struct roads roads = { 0 };
	struct road_fault fault;
	uint64_t state = 3;
	check_random();
	check_rules();
	check_most();
	struct buffer text = shared_file("roads/graph_ballard.gr.xz");
	if (!text.length)
		return without_shared_data();
	must(road_gr_read(buffer_bytes(&text), 1000, &roads.network, &fault));
	roads_build(&roads);
	check_closures(&roads, &state, CLOSURES);
	roads_close(&roads);
	buffer_close(&text);
	return check_done();
}
