/* Travel times of the hierarchy: the shared oracles, every map, and random graphs, all beside plain Dijkstra. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "maps.h"
#include "roads/node_arc.h"

#define RANDOM_GRAPHS 300
#define STARTS_EACH 12

/* Every time to and from some random nodes, by lazy sweeps, by whole ones, and by Dijkstra. */
static void check_against_dijkstra(struct roads *roads, uint64_t *state, unsigned pins, unsigned asked)
{
	uint32_t nodes = roads->network.node_count, wrong = 0;
	uint32_t *all = calloc(nodes, sizeof *all);
	for (unsigned p = 0; p < pins; p++) {
		struct road_seed seeds[2] = { { .node = random_below(state, nodes) },
			                      { .node = random_below(state, nodes), .ticks = p } };
		uint32_t count = 1 + p % 2;
		bool to = p / 2 % 2;
		struct road_dijkstra *dijkstra = to ? &roads->to : &roads->from;
		road_dijkstra_run(dijkstra, seeds, count, NULL, 0);
		(to ? road_sweep_pin_goal : road_sweep_pin_start)(&roads->sweep, seeds, count);
		for (unsigned i = 0; i < asked; i++) {
			uint32_t node = random_below(state, nodes);
			wrong += road_sweep_time(&roads->sweep, node) != dijkstra->time[node];
		}
		road_sweep_all(&roads->sweep, all);
		wrong += memcmp(all, dijkstra->time, nodes * sizeof *all) != 0;
	}
	CHECK_NUMBER(wrong, 0);
	free(all);
}

static void check_random_graphs(void)
{
	uint64_t state = 42;
	for (unsigned i = 0; i < RANDOM_GRAPHS; i++) {
		struct roads roads = { 0 };
		uint32_t nodes = 1 + random_below(&state, i < 200 ? 40 : 600);
		/* Every third has weights so large that sums pass ROAD_NEVER: the way is no way then. */
		uint32_t weight = i % 3 == 0 ? 3 : i % 3 == 1 ? 1000 : ROAD_NEVER;
		roads.network = random_network(&state, nodes, random_below(&state, nodes * 2 + 1), weight);
		roads_build(&roads);
		check_against_dijkstra(&roads, &state, STARTS_EACH, nodes / 2);
		roads_close(&roads);
	}
}

/* The same town with its junctions numbered otherwise: every unit takes the same time, so that a ranking stays. */
static void check_relabelled(void)
{
	uint64_t state = 77;
	for (unsigned round = 0; round < 40; round++) {
		struct roads plain = { 0 }, other = { 0 };
		uint32_t nodes = 2 + random_below(&state, 150), wrong = 0, *name = calloc(nodes, sizeof *name);
		plain.network = random_network(&state, nodes, nodes, 20);
		other.network = (struct road_network){ .ticks_per_s = 1000,
			                               .node_count = nodes,
			                               .arc_count = plain.network.arc_count };
		other.network.arcs = calloc(plain.network.arc_count + 1, sizeof *other.network.arcs);
		for (uint32_t n = 0; n < nodes; n++) {
			uint32_t with = random_below(&state, n + 1);
			name[n] = name[with];
			name[with] = n;
		}
		for (uint32_t a = 0; a < plain.network.arc_count; a++) {
			other.network.arcs[a] = plain.network.arcs[a];
			other.network.arcs[a].from = name[plain.network.arcs[a].from];
			other.network.arcs[a].to = name[plain.network.arcs[a].to];
		}
		must(road_network_sort(&other.network));
		roads_build(&plain);
		roads_build(&other);
		for (unsigned i = 0; i < 10; i++) {
			struct road_seed goal = { .node = random_below(&state, nodes) };
			road_sweep_pin_goal(&plain.sweep, &goal, 1);
			goal.node = name[goal.node];
			road_sweep_pin_goal(&other.sweep, &goal, 1);
			for (uint32_t n = 0; n < nodes; n++)
				wrong += road_sweep_time(&plain.sweep, n) != road_sweep_time(&other.sweep, name[n]);
		}
		CHECK_NUMBER(wrong, 0);
		roads_close(&plain);
		roads_close(&other);
		free(name);
	}
}

/* A row `from,to,cost`, `*cost` left where its text begins. */
static bool read_row(const char **at, uint32_t *from, uint32_t *to, const char **cost)
{
	char *end = NULL;
	*from = (uint32_t)strtoul(*at, &end, 10);
	if (end == *at || *end != ',')
		return false;
	*to = (uint32_t)strtoul(end + 1, &end, 10);
	if (*end != ',')
		return false;
	*cost = end + 1;
	*at = strchr(*cost, '\n');
	*at = *at ? *at + 1 : *cost + strlen(*cost);
	return true;
}

/* The oracle's word for no way is "unreachable". */
static uint32_t ticks_of(const char *cost)
{
	return *cost == 'u' ? ROAD_NEVER : (uint32_t)strtoul(cost, NULL, 10);
}

static void check_oracle(struct roads *roads, const char *name, unsigned wanted_rows)
{
	struct buffer rows = shared_file(name);
	uint32_t from, to, wrong = 0, count = 0;
	const char *cost;
	must(buffer_append(&rows, bytes_of("", 1)));
	const char *at = strchr((const char *)rows.at, '\n');
	for (at = at ? at + 1 : NULL; at && read_row(&at, &from, &to, &cost); count++) {
		struct road_seed seed = { .node = to };
		road_sweep_pin_goal(&roads->sweep, &seed, 1);
		wrong += road_sweep_time(&roads->sweep, from) != ticks_of(cost);
		seed.node = from;
		road_sweep_pin_start(&roads->sweep, &seed, 1);
		wrong += road_sweep_time(&roads->sweep, to) != ticks_of(cost);
	}
	CHECK_NUMBER(count, wanted_rows);
	CHECK_NUMBER(wrong, 0);
	buffer_close(&rows);
}

static void check_map(const char *map, const char *oracle, unsigned rows, unsigned pins)
{
	struct roads roads = { 0 };
	struct road_fault fault = { 0 };
	uint64_t state = 7;
	struct buffer text = shared_file(map);
	if (!CHECK(road_gr_read(buffer_bytes(&text), 1000, &roads.network, &fault) == STATUS_OK))
		return;
	buffer_close(&text);
	roads_build(&roads);
	(void)printf("%s: %" PRIu32 " nodes, %" PRIu32 " arcs, %" PRIu32 " edges\n", map, roads.network.node_count,
	             roads.network.arc_count, roads.hierarchy.edge_count);
	if (oracle)
		check_oracle(&roads, oracle, rows);
	check_against_dijkstra(&roads, &state, pins, 1000);
	roads_close(&roads);
}

/* Manhattan by one of its modes; the oracle has seconds with six digits. */
static void check_manhattan(unsigned mode)
{
	struct roads roads = { 0 };
	struct road_fault fault = { 0 };
	bool in_arcs = false;
	uint64_t state = mode;
	char name[64];
	uint32_t from, to, count = 0;
	double worst = 0;
	const char *cost;
	struct buffer nodes = shared_file("roads/jemss_manhattan/nodes.csv.xz");
	struct buffer arcs = shared_file("roads/jemss_manhattan/arcs.csv.xz");
	(void)snprintf(name, sizeof name, "oracles/route_jemss_manhattan_mode_%u_seconds.csv", mode);
	struct buffer rows = shared_file(name);
	must(buffer_append(&rows, bytes_of("", 1)));
	CHECK(road_node_arc_read(buffer_bytes(&nodes), buffer_bytes(&arcs), mode, ROAD_NODE_ARC_TICKS_PER_S,
	                         &roads.network, &fault, &in_arcs) == STATUS_OK);
	roads_build(&roads);
	const char *at = strchr((const char *)rows.at, '\n');
	for (at = at ? at + 1 : NULL; at && read_row(&at, &from, &to, &cost); count++) {
		struct road_seed seed = { .node = to };
		road_sweep_pin_goal(&roads.sweep, &seed, 1);
		double off =
		    (double)road_sweep_time(&roads.sweep, from) / ROAD_NODE_ARC_TICKS_PER_S - strtod(cost, NULL);
		off = off < 0 ? -off : off;
		worst = off > worst ? off : worst;
	}
	(void)printf("Manhattan, mode %u: %" PRIu32 " edges; off by %.6f s at most\n", mode, roads.hierarchy.edge_count,
	             worst);
	CHECK_NUMBER(count, 200);
	CHECK(worst < 0.001);
	check_against_dijkstra(&roads, &state, 40, 1000);
	buffer_close(&nodes);
	buffer_close(&arcs);
	buffer_close(&rows);
	roads_close(&roads);
}

/* `large` alone: the maps that take long. */
int main(int argc, char **argv)
{
	bool large = argc > 1 && strcmp(argv[1], "large") == 0;
	if (large) {
		struct buffer topology = shared_file("roads/pace16_NY_topology.gr.xz");
		if (!topology.length)
			check_skip("no shared data; TOCSIN_SHARED says where it is");
		buffer_close(&topology);
		check_map("roads/pace16_NY_topology.gr.xz", "oracles/hops_pace16_NY.csv", 200, 4);
		check_map("roads/pace16_FLA_topology.gr.xz", NULL, 0, 2);
		return check_done();
	}
	check_random_graphs();
	check_relabelled();
	struct buffer there = shared_file("roads/graph_23rd.gr.xz");
	if (!there.length)
		return without_shared_data();
	buffer_close(&there);
	check_map("roads/graph_23rd.gr.xz", "oracles/route_graph_23rd.csv", 400, 40);
	check_map("roads/graph_ballard.gr.xz", "oracles/route_graph_ballard.csv", 400, 40);
	check_manhattan(1);
	check_manhattan(2);
	return check_done();
}
