/* Positions, snapping, areas, ways and turns: a small town by hand, and random ones. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "maps.h"
#include "roads/path.h"
#include "roads/plane.h"
#include "roads/turns.h"

/* A block of the town: 0.001 degrees, 111.3 m of latitude. */
#define BLOCK_E7 10000

/* A square of streets, 3 by 3, numbered by rows from the south west; each block takes 100 ticks. */
static struct road_network town(void)
{
	struct road_network network = { .ticks_per_s = 10, .node_count = 9 };
	network.nodes = calloc(9, sizeof *network.nodes);
	network.arcs = calloc(24, sizeof *network.arcs);
	must(buffer_append(&network.names, bytes_of("", 1)));
	for (uint32_t n = 0; n < 9; n++) {
		network.nodes[n] =
		    (struct road_node){ .lat_e7 = (int32_t)(n / 3) * BLOCK_E7, .lon_e7 = (int32_t)(n % 3) * BLOCK_E7 };
		uint32_t neighbours[2] = { n % 3 < 2 ? n + 1 : ROAD_NONE, n < 6 ? n + 3 : ROAD_NONE };
		for (unsigned i = 0; i < 2; i++) {
			if (neighbours[i] == ROAD_NONE)
				continue;
			network.arcs[network.arc_count++] =
			    (struct road_arc){ .from = n, .to = neighbours[i], .time = 100 };
			network.arcs[network.arc_count++] =
			    (struct road_arc){ .from = neighbours[i], .to = n, .time = 100 };
		}
	}
	must(road_network_sort(&network));
	return network;
}

static uint32_t arc_between(const struct road_network *network, uint32_t from, uint32_t to)
{
	for (uint32_t a = 0; a < network->arc_count; a++)
		if (network->arcs[a].from == from && network->arcs[a].to == to)
			return a;
	return ROAD_NONE;
}

static struct road_position on(const struct road_network *network, uint32_t from, uint32_t to, uint32_t percent,
                               bool directed)
{
	return (struct road_position){ .arc = arc_between(network, from, to),
		                       .fraction_q16 = ROAD_WHOLE_Q16 * percent / 100,
		                       .directed = directed };
}

static uint32_t time_between(struct roads *roads, struct road_position unit, struct road_position goal)
{
	struct road_seed seeds[ROAD_POSITION_SEEDS];
	unsigned count = road_position_goal(&roads->network, roads->weights, goal, seeds);
	road_sweep_pin_goal(&roads->sweep, seeds, count);
	return road_position_time(&roads->sweep, &roads->network, roads->weights, unit, goal);
}

static void check_positions(void)
{
	struct roads r = { .network = town() };
	roads_build(&r);
	struct road_network *n = &r.network;
	/* On the same street: ahead, behind by turning round, behind when it cannot turn: around the block. */
	CHECK_NUMBER(time_between(&r, on(n, 0, 1, 25, true), on(n, 0, 1, 75, false)), 50);
	CHECK_NUMBER(time_between(&r, on(n, 0, 1, 75, false), on(n, 0, 1, 25, false)), 50);
	CHECK_NUMBER(time_between(&r, on(n, 0, 1, 75, true), on(n, 0, 1, 25, false)), 25 + 75);
	CHECK_NUMBER(time_between(&r, on(n, 0, 1, 75, true), on(n, 0, 1, 25, true)), 25 + 100 + 25);
	/* The same point seen from the other direction. */
	CHECK_NUMBER(time_between(&r, on(n, 1, 0, 75, false), on(n, 0, 1, 75, false)), 50);
	CHECK_NUMBER(time_between(&r, on(n, 0, 1, 50, false), on(n, 7, 8, 50, false)), 50 + 200 + 50);
	CHECK_NUMBER(time_between(&r, on(n, 0, 1, 0, false), on(n, 0, 1, 0, false)), 0);
	/* An incident that closes its street is reached by that street, from either end. */
	const uint32_t closed[] = { arc_between(n, 4, 5), arc_between(n, 5, 4) };
	uint32_t times[24];
	memcpy(times, r.weights, sizeof times);
	times[closed[0]] = times[closed[1]] = ROAD_NEVER;
	road_metric_update(&r.metric, closed, 2, times);
	CHECK_NUMBER(time_between(&r, on(n, 3, 4, 0, false), on(n, 4, 5, 50, false)), 150);
	CHECK_NUMBER(time_between(&r, on(n, 3, 4, 0, false), on(n, 5, 8, 50, false)), 350);
	struct road_node place = road_position_place(n, on(n, 0, 1, 50, false));
	CHECK(place.lat_e7 == 0 && place.lon_e7 > BLOCK_E7 / 2 - 20 && place.lon_e7 < BLOCK_E7 / 2 + 20);
	/* Across the 180th meridian the middle is there, not in Africa. */
	n->nodes[0] = (struct road_node){ .lat_e7 = 0, .lon_e7 = 1799990000 };
	n->nodes[1] = (struct road_node){ .lat_e7 = 0, .lon_e7 = -1799970000 };
	place = road_position_place(n, on(n, 0, 1, 75, false));
	CHECK(place.lon_e7 > -1799980100 && place.lon_e7 < -1799979900);
	roads_close(&r);
}

/* A one-way street alone: what is behind on it cannot be reached. */
static void check_one_way(void)
{
	struct roads r = { 0 };
	struct road_fault fault;
	must(road_gr_read(bytes_of_text("a 0 1 100\na 1 2 100\n"), 10, &r.network, &fault));
	roads_build(&r);
	CHECK_NUMBER(time_between(&r, on(&r.network, 0, 1, 50, false), on(&r.network, 1, 2, 50, false)), 100);
	CHECK_NUMBER(time_between(&r, on(&r.network, 1, 2, 50, false), on(&r.network, 0, 1, 50, false)), ROAD_NEVER);
	CHECK_NUMBER(time_between(&r, on(&r.network, 0, 1, 60, false), on(&r.network, 0, 1, 50, false)), ROAD_NEVER);
	roads_close(&r);
}

static void check_snap(void)
{
	struct road_network n = town();
	struct road_snap snap;
	struct road_position at;
	uint32_t off_cm, times[24];
	must(road_snap_open(&n, &snap));
	/* A quarter of a block north of the middle of the street from 0 to 1: 27.8 m. */
	struct road_node place = { .lat_e7 = BLOCK_E7 / 4, .lon_e7 = BLOCK_E7 / 2 };
	CHECK(road_snap_find(&snap, place, 100, NULL, &at, &off_cm) == STATUS_OK);
	CHECK_NUMBER(at.arc, arc_between(&n, 0, 1));
	CHECK(at.fraction_q16 > ROAD_WHOLE_Q16 / 2 - 400 && at.fraction_q16 < ROAD_WHOLE_Q16 / 2 + 400);
	CHECK(off_cm > 2770 && off_cm < 2790);
	CHECK(road_snap_find(&snap, place, 27, NULL, &at, &off_cm) == STATUS_MISSING);
	/* With that street barred for this vehicle, both directions, the next is half a block away. */
	for (unsigned i = 0; i < 24; i++)
		times[i] = 100;
	times[arc_between(&n, 0, 1)] = times[arc_between(&n, 1, 0)] = ROAD_NEVER;
	CHECK(road_snap_find(&snap, place, 100, times, &at, &off_cm) == STATUS_OK);
	CHECK_NUMBER(at.arc, arc_between(&n, 0, 3));
	/* Outside: a helicopter 40 km off, one past the bound that there is, and a fault of the whole earth. */
	struct road_node far_off = { .lat_e7 = 3600000, .lon_e7 = 0 };
	CHECK(road_snap_find(&snap, far_off, 39000, NULL, &at, &off_cm) == STATUS_MISSING);
	CHECK(road_snap_find(&snap, far_off, 41000, NULL, &at, &off_cm) == STATUS_OK);
	CHECK_NUMBER(n.arcs[at.arc].from == 6 || n.arcs[at.arc].to == 6, 1);
	far_off.lat_e7 = 4700000;
	CHECK(road_snap_find(&snap, far_off, 1000000, NULL, &at, &off_cm) == STATUS_MISSING);
	const struct road_node odd[] = {
		{ 900000000, 0 }, { -900000000, 1800000000 }, { INT32_MIN, INT32_MAX }, { 0, -1800000000 }
	};
	for (unsigned i = 0; i < 4; i++)
		CHECK(road_snap_find(&snap, odd[i], ROAD_SNAP_MAX_M, NULL, &at, &off_cm) == STATUS_MISSING);
	road_snap_close(&snap);
	free(n.nodes);
	n.nodes = NULL;
	CHECK(road_snap_open(&n, &snap) == STATUS_MISSING);
	road_network_close(&n);
}

/* Beside a look at every arc: random roads with shapes, random places, in two parts of the earth. */
static void check_snap_random(void)
{
	uint64_t state = 11;
	for (unsigned round = 0; round < 8; round++) {
		uint32_t nodes = 50, wrong = 0;
		struct road_network n = random_network(&state, nodes, 80, 100);
		int32_t lat = round % 2 ? 411000000 : -680000000, lon = round % 2 ? -86000000 : 1790000000;
		uint32_t span = round < 4 ? 500000 : 5000000;
		n.nodes = calloc(nodes, sizeof *n.nodes);
		n.shapes = calloc(100, sizeof *n.shapes);
		n.shape_point_count = 100;
		for (uint32_t i = 0; i < nodes + 100; i++)
			*(i < nodes ? &n.nodes[i] : &n.shapes[i - nodes]) =
			    (struct road_node){ .lat_e7 = lat + (int32_t)random_below(&state, span),
				                .lon_e7 = lon + (int32_t)random_below(&state, span) };
		for (uint32_t i = 0; i < n.arc_count; i++) {
			n.arcs[i].shape = random_below(&state, 90);
			n.arcs[i].shape_count = (uint16_t)random_below(&state, 4);
			n.arcs[i].marks = random_below(&state, 2) ? ROAD_BACKWARD : 0;
		}
		struct road_snap snap, one;
		must(road_snap_open(&n, &snap));
		for (unsigned q = 0; q < 200; q++) {
			struct road_node place = { .lat_e7 = lat + (int32_t)random_below(&state, span),
				                   .lon_e7 = lon + (int32_t)random_below(&state, span) };
			struct road_position at = { 0 }, single;
			uint32_t off = ROAD_NEVER, best = ROAD_NEVER, best_arc = ROAD_NONE, one_off;
			enum status found = road_snap_find(&snap, place, 3000, NULL, &at, &off);
			struct road_network lone = n;
			lone.arc_count = 1;
			for (uint32_t i = 0; i < n.arc_count; i++) {
				lone.arcs = n.arcs + i;
				must(road_snap_open(&lone, &one));
				if (road_snap_find(&one, place, 3000, NULL, &single, &one_off) == STATUS_OK &&
				    one_off < best) {
					best = one_off;
					best_arc = i;
				}
				road_snap_close(&one);
			}
			wrong += (found == STATUS_OK) != (best_arc != ROAD_NONE) || off != best;
		}
		CHECK_NUMBER(wrong, 0);
		road_snap_close(&snap);
		road_network_close(&n);
	}
}

static void check_areas(void)
{
	struct road_network n = town();
	struct road_snap snap;
	struct road_arcs arcs = { 0 };
	must(road_snap_open(&n, &snap));
	/* Around the middle crossing its four streets; from a street's middle only that one. */
	CHECK(road_snap_circle(&snap, n.nodes[4], 20, &arcs) == STATUS_OK);
	CHECK_NUMBER(arcs.count, 8);
	arcs.count = 0;
	struct road_node place = { .lat_e7 = 100, .lon_e7 = BLOCK_E7 / 2 };
	CHECK(road_snap_circle(&snap, place, 20, &arcs) == STATUS_OK);
	CHECK(arcs.count == 2 && arcs.arc[0] == arc_between(&n, 0, 1) && arcs.arc[1] == arc_between(&n, 1, 0));
	arcs.count = 0;
	CHECK(road_snap_circle(&snap, place, ROAD_SNAP_MAX_M, &arcs) == STATUS_OK && arcs.count == 24);
	CHECK(road_snap_circle(&snap, place, ROAD_SNAP_MAX_M + 1, &arcs) == STATUS_LIMIT);
	arcs.count = 0;
	/* A thin strip across the two streets that go north from 1 and from 2, without a junction inside. */
	const struct road_node strip[] = { { 4000, 9000 }, { 4000, 21000 }, { 4100, 21000 }, { 4100, 9000 } };
	CHECK(road_snap_polygon(&snap, strip, 4, &arcs) == STATUS_OK && arcs.count == 4);
	arcs.count = 0;
	/* A flood in the shape of a U that holds 0, 3, 6, 7, 8, 5, 2 but spares the middle and the street south of it. */
	const struct road_node u[] = { { -500, -500 },  { -500, 500 },   { 19500, 500 },   { 19500, 19500 },
		                       { -500, 19500 }, { -500, 20500 }, { 20500, 20500 }, { 20500, -500 } };
	CHECK(road_snap_polygon(&snap, u, 8, &arcs) == STATUS_OK);
	CHECK_NUMBER(arcs.count, 24 - 2);
	arcs.count = 0;
	const struct road_node wide[] = { { 0, 0 }, { 100000001, 0 }, { 0, 1 } };
	CHECK(road_snap_polygon(&snap, wide, 3, &arcs) == STATUS_LIMIT);
	CHECK(road_snap_polygon(&snap, wide, 2, &arcs) == STATUS_LIMIT);
	CHECK(road_snap_polygon(&snap, wide, ROAD_AREA_CORNERS_MAX + 1, &arcs) == STATUS_LIMIT);
	road_arcs_close(&arcs);
	road_snap_close(&snap);
	road_network_close(&n);
}

/* Every way hangs together and takes exactly the time that was told, zero weights, loops and parallels and all. */
static void check_paths(void)
{
	uint64_t state = 5;
	struct road_arcs arcs = { 0 };
	for (unsigned round = 0; round < 200; round++) {
		struct roads r = { 0 };
		uint32_t nodes = 2 + random_below(&state, 80), wrong = 0;
		r.network = random_network(&state, nodes, random_below(&state, nodes * 3), round % 2 ? 1 : 500);
		roads_build(&r);
		for (unsigned q = 0; q < 40; q++) {
			struct road_seed seeds[2] = { { .node = random_below(&state, nodes), .ticks = q % 3 },
				                      { .node = random_below(&state, nodes) } };
			uint32_t node = random_below(&state, nodes), sum = 0, at = node, last;
			bool to = q % 2;
			(to ? road_sweep_pin_goal : road_sweep_pin_start)(&r.sweep, seeds, 1 + q % 2);
			arcs.count = 0;
			uint32_t time = road_sweep_time(&r.sweep, node);
			enum status status = road_path_find(&r.sweep, node, &arcs);
			wrong += (status == STATUS_OK) != (time < ROAD_NEVER);
			for (uint32_t i = 0; status == STATUS_OK && i < arcs.count; i++) {
				uint32_t arc = arcs.arc[to ? i : arcs.count - 1 - i];
				wrong += at != (to ? r.graph.tail : r.graph.head)[arc];
				at = (to ? r.graph.head : r.graph.tail)[arc];
				sum += r.weights[arc];
			}
			last = at == seeds[0].node && sum + seeds[0].ticks == time;
			wrong += status == STATUS_OK && !last && !(at == seeds[1].node && sum == time);
		}
		CHECK_NUMBER(wrong, 0);
		roads_close(&r);
	}
	road_arcs_close(&arcs);
}

int main(void)
{
	check_positions();
	check_one_way();
	check_snap();
	check_snap_random();
	check_areas();
	check_paths();
	return check_done();
}
