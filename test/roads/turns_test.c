/* Turns: hand-made streets whose answers one can count, and random ones beside Dijkstra over the turns. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "maps.h"
#include "roads/turns.h"

struct turning {
	struct road_network *network;
	uint32_t *times, *weights;
	struct road_turns turns;
	struct road_hierarchy hierarchy;
	struct road_metric metric;
	struct road_sweep sweep;
	struct road_seed *seeds;
};

static void turning_open(struct turning *t, struct road_network *network, struct road_turn_costs costs)
{
	*t = (struct turning){ .network = network };
	must(road_turns_open(network, &costs, &t->turns));
	uint32_t *order = calloc(network->arc_count + 1, sizeof *order);
	t->times = calloc(network->arc_count + 1, sizeof *t->times);
	t->weights = calloc(t->turns.graph.arc_count + 1, sizeof *t->weights);
	t->seeds = calloc(t->turns.seeds_max + 1, sizeof *t->seeds);
	for (uint32_t a = 0; a < network->arc_count; a++)
		t->times[a] = network->arcs[a].time;
	road_turns_weigh(&t->turns, t->times, t->weights);
	must(road_turns_order(&t->turns, order));
	must(road_hierarchy_open(&t->turns.graph, order, &t->hierarchy));
	must(road_metric_open(&t->hierarchy, t->weights, &t->metric));
	must(road_sweep_open(&t->metric, &t->sweep));
	free(order);
}

static void turning_close(struct turning *t)
{
	road_sweep_close(&t->sweep);
	road_metric_close(&t->metric);
	road_hierarchy_close(&t->hierarchy);
	road_turns_close(&t->turns);
	free(t->times);
	free(t->weights);
	free(t->seeds);
}

static uint32_t time_between(struct turning *t, struct road_position unit, struct road_position goal)
{
	unsigned count = road_turns_goal(&t->turns, t->times, goal, t->seeds);
	road_sweep_pin_goal(&t->sweep, t->seeds, count);
	return road_turns_time(&t->sweep, &t->turns, t->times, unit, goal);
}

static uint32_t arc_between(const struct road_network *network, uint32_t from, uint32_t to)
{
	for (uint32_t a = 0; a < network->arc_count; a++)
		if (network->arcs[a].from == from && network->arcs[a].to == to)
			return a;
	return ROAD_NONE;
}

/* Half way along an arc. */
static struct road_position half(const struct road_network *network, uint32_t from, uint32_t to, bool directed)
{
	return (struct road_position){ .arc = arc_between(network, from, to),
		                       .fraction_q16 = ROAD_WHOLE_Q16 / 2,
		                       .directed = directed };
}

/*
 *   3---4---5
 *   |   |   |     each street both ways, 100 ticks; 6 hangs on 5
 *   0---1---2
 */
static struct road_network block(void)
{
	static const char text[] = "p sp 6 0\n";
	static const uint8_t streets[][2] = { { 0, 1 }, { 1, 2 }, { 3, 4 }, { 4, 5 },
		                              { 0, 3 }, { 1, 4 }, { 2, 5 }, { 5, 6 } };
	static const int8_t places[7][2] = { { 0, 0 }, { 0, 1 }, { 0, 2 }, { 1, 0 }, { 1, 1 }, { 1, 2 }, { 1, 3 } };
	struct road_network network;
	struct road_fault fault;
	must(road_gr_read(bytes_of_text(text), 10, &network, &fault));
	network.arcs = calloc(16, sizeof *network.arcs);
	network.nodes = calloc(7, sizeof *network.nodes);
	for (unsigned i = 0; i < 8; i++)
		for (unsigned way = 0; way < 2; way++)
			network.arcs[network.arc_count++] =
			    (struct road_arc){ .from = streets[i][way], .to = streets[i][!way], .time = 100 };
	for (unsigned i = 0; i < 7; i++)
		network.nodes[i] = (struct road_node){ .lat_e7 = places[i][0] * 10000, .lon_e7 = places[i][1] * 10000 };
	must(road_network_sort(&network));
	return network;
}

static void forbid(struct road_network *network, uint32_t from, uint32_t by, uint32_t to)
{
	struct road_turn *turns = realloc(network->turns, (network->turn_count + 1) * sizeof *turns);
	turns[network->turn_count] =
	    (struct road_turn){ .from_arc = arc_between(network, from, by), .to_arc = arc_between(network, by, to) };
	network->turns = turns;
	network->turn_count++;
	must(road_network_sort(network));
}

static void check_by_hand(void)
{
	struct road_network n = block();
	struct turning t;
	const struct road_turn_costs costs = { .ahead = 1, .left = 20, .right = 5, .back = ROAD_NEVER, .dead_end = 50 };
	turning_open(&t, &n, costs);
	/* East then north is left, west then north is right, east on is ahead. */
	CHECK_NUMBER(time_between(&t, half(&n, 0, 1, true), half(&n, 1, 4, false)), 50 + 20 + 50);
	CHECK_NUMBER(time_between(&t, half(&n, 2, 1, true), half(&n, 1, 4, false)), 50 + 5 + 50);
	CHECK_NUMBER(time_between(&t, half(&n, 0, 1, true), half(&n, 1, 2, false)), 50 + 1 + 50);
	/* It cannot turn on the street: back to where it came from is around the block to the right. */
	CHECK_NUMBER(time_between(&t, half(&n, 3, 4, true), half(&n, 3, 4, true)), 0);
	struct road_position behind = half(&n, 3, 4, false);
	behind.fraction_q16 = ROAD_WHOLE_Q16 / 4;
	CHECK_NUMBER(time_between(&t, half(&n, 3, 4, true), behind), 50 + 5 + 100 + 5 + 100 + 5 + 100 + 5 + 25);
	/* In the dead end it turns. */
	CHECK_NUMBER(time_between(&t, half(&n, 5, 6, true), half(&n, 6, 5, true)), 50 + 50 + 50);
	CHECK_NUMBER(time_between(&t, half(&n, 5, 6, true), half(&n, 2, 5, false)), 50 + 50 + 100 + 20 + 50);
	turning_close(&t);
	/* No left from 0 by 1 to 4: by 2, 5 and 4 instead, into the street from its other end. */
	forbid(&n, 0, 1, 4);
	turning_open(&t, &n, costs);
	CHECK_NUMBER(time_between(&t, half(&n, 0, 1, true), half(&n, 1, 4, false)),
	             50 + 1 + 100 + 20 + 100 + 20 + 100 + 20 + 50);
	CHECK_NUMBER(time_between(&t, half(&n, 2, 1, true), half(&n, 1, 4, false)), 50 + 5 + 50);
	turning_close(&t);
	/*
	 * At 4 from 5 neither left nor ahead any more, so that one turns back there, and comes again by 5 and 2, from where
	 * the street is to the right.
	 */
	forbid(&n, 5, 4, 1);
	forbid(&n, 5, 4, 3);
	turning_open(&t, &n, costs);
	CHECK_NUMBER(time_between(&t, half(&n, 0, 1, true), half(&n, 1, 4, true)),
	             50 + 1 + 100 + 20 + 100 + 20 + 100 + 50 + 100 + 5 + 100 + 5 + 100 + 5 + 50);
	/* At 4 nothing is left but back the way it came. */
	CHECK_NUMBER(time_between(&t, half(&n, 5, 4, true), half(&n, 4, 5, true)), 50 + 50 + 50);
	turning_close(&t);
	road_network_close(&n);
}

static void check_random(void)
{
	uint64_t state = 17;
	for (unsigned round = 0; round < 80; round++) {
		uint32_t nodes = 2 + random_below(&state, 60), wrong = 0;
		struct road_network n = random_network(&state, nodes, nodes, 50);
		struct turning t;
		struct road_dijkstra dijkstra;
		for (uint32_t i = 0; i < n.arc_count; i++) {
			uint32_t first = road_network_first(&n, n.arcs[i].to);
			if (round % 2 && first < n.arc_count && n.arcs[first].from == n.arcs[i].to) {
				n.turns = realloc(n.turns, (n.turn_count + 1) * sizeof *n.turns);
				n.turns[n.turn_count++] = (struct road_turn){ .from_arc = i, .to_arc = first };
			}
		}
		must(road_network_sort(&n));
		turning_open(&t, &n, (struct road_turn_costs){ .ahead = round % 2 * 3, .back = round % 2 * 9 });
		struct roads by_nodes = { .network = n };
		roads_build(&by_nodes);
		must(road_dijkstra_open(&t.turns.graph, t.weights, true, &dijkstra));
		for (unsigned q = 0; n.arc_count && q < 100; q++) {
			struct road_position unit = { .arc = random_below(&state, n.arc_count),
				                      .fraction_q16 = random_below(&state, ROAD_WHOLE_Q16 + 1),
				                      .directed = random_below(&state, 2) };
			struct road_position goal = { .arc = random_below(&state, n.arc_count),
				                      .fraction_q16 = random_below(&state, ROAD_WHOLE_Q16 + 1) };
			uint32_t time = time_between(&t, unit, goal);
			/* The same from Dijkstra's search over the turns. */
			unsigned count = road_turns_goal(&t.turns, t.times, goal, t.seeds);
			struct road_seed starts[ROAD_POSITION_SEEDS], goals[ROAD_POSITION_SEEDS];
			uint32_t plain = road_position_along(&n, t.times, unit, goal);
			road_dijkstra_run(&dijkstra, t.seeds, count, NULL, 0);
			count = road_turns_start(&t.turns, t.times, unit, starts);
			for (unsigned i = 0; i < count; i++)
				if (dijkstra.time[starts[i].node] + starts[i].ticks < plain)
					plain = dijkstra.time[starts[i].node] + starts[i].ticks;
			wrong += time != plain;
			/* Without costs and rules turns are nothing but the junctions. */
			count = road_position_goal(&n, t.times, goal, goals);
			road_sweep_pin_goal(&by_nodes.sweep, goals, count);
			uint32_t free_time = road_position_time(&by_nodes.sweep, &n, t.times, unit, goal);
			wrong += round % 2 ? time < free_time : time != free_time;
		}
		CHECK_NUMBER(wrong, 0);
		/* A closed arc closes the turns into it, and no others. */
		struct road_arcs changed = { 0 };
		uint32_t closed = n.arc_count / 2, *again = calloc(t.turns.graph.arc_count + 1, sizeof *again);
		if (n.arc_count) {
			t.times[closed] = ROAD_NEVER;
			must(road_turns_reweigh(&t.turns, &closed, 1, t.times, t.weights, &changed));
			road_metric_update(&t.metric, changed.arc, changed.count, t.weights);
			road_turns_weigh(&t.turns, t.times, again);
			CHECK(memcmp(again, t.weights, t.turns.graph.arc_count * sizeof *again) == 0);
			CHECK(memcmp(again, t.metric.weight, t.turns.graph.arc_count * sizeof *again) == 0);
		}
		road_arcs_close(&changed);
		free(again);
		road_dijkstra_close(&dijkstra);
		turning_close(&t);
		roads_close(&by_nodes);
	}
}

int main(void)
{
	check_by_hand();
	check_random();
	return check_done();
}
