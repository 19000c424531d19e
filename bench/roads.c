/* 1,000 units to one incident by lazy sweeps, beside Dijkstra, pgRouting and Routino; orders, metrics and closures. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "atlas/road_build.h"
#include "roads/gr.h"
#include "roads/node_arc.h"
#include "roads/order.h"
#include "roads/split.h"
#include "roads/sweep.h"
#include "roads/turns.h"
#include "road_peers.h"

#define UNITS 1000u
#define INCIDENTS 200u
#define DIJKSTRAS 20u
#define CLOSURES 2000u
#define ROUNDS 5u
#define OSM_BYTES_MAX (16u << 20)

static uint32_t draw(uint64_t *state, uint32_t limit)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)((*state >> 32) * limit >> 32);
}

static struct buffer unpacked(const char *folder, const char *name)
{
	char command[1024], part[65536];
	struct buffer whole = { 0 };
	(void)snprintf(command, sizeof command, "xz -dc '%s/data/roads/%s'", folder, name);
	FILE *pipe = popen(command, "r");
	if (!pipe)
		exit(1);
	for (size_t got; (got = fread(part, 1, sizeof part, pipe)) > 0;)
		must(buffer_append(&whole, bytes_of(part, got)));
	(void)pclose(pipe);
	return whole;
}

/* A graph under measurement; all draws come from one seed, so that each run asks the same. */
struct bench {
	struct road_graph *graph;
	uint32_t *weights;
	struct road_hierarchy hierarchy;
	struct road_metric metric;
	const struct road_turns *turns; /* the graph is theirs, or NULL */
	const struct road_split *split; /* likewise */
	uint32_t units[UNITS];
	uint64_t state;
	double p50_us, dijkstra_us;         /* of what was asked last */
	uint32_t incidents[PEER_INCIDENTS]; /* the first of those */
};

/* As the importer does it: out of an order for the junctions. */
static void order_split(const struct road_split *split, uint32_t *order)
{
	struct road_graph junctions;
	uint32_t *plain = calloc((size_t)split->network->node_count + 1, sizeof *plain);
	if (!plain)
		exit(1);
	must(road_graph_of_network(split->network, &junctions));
	must(road_order_make(&junctions, split->network->nodes, plain));
	road_split_order(split, plain, order);
	road_graph_close(&junctions);
	free(plain);
}

static void build(struct bench *b, const struct road_node *places)
{
	uint32_t *order = calloc((size_t)b->graph->node_count + 1, sizeof *order);
	double whole[ROUNDS], from = cpu_s();
	if (!order)
		exit(1);
	if (b->split)
		order_split(b->split, order);
	else
		must(b->turns ? road_turns_order(b->turns, order) : road_order_make(b->graph, places, order));
	double order_s = cpu_s() - from;
	from = cpu_s();
	must(road_hierarchy_open(b->graph, order, &b->hierarchy));
	double hierarchy_s = cpu_s() - from;
	must(road_metric_open(&b->hierarchy, b->weights, &b->metric));
	for (unsigned i = 0; i < ROUNDS; i++) {
		from = cpu_s();
		road_metric_customise(&b->metric);
		whole[i] = (cpu_s() - from) * 1e3;
	}
	(void)printf("  order %.2f s, hierarchy %.2f s (%" PRIu32 " edges), whole metric %.1f ms\n", order_s,
	             hierarchy_s, b->hierarchy.edge_count, part_of(whole, ROUNDS, 50));
	free(order);
}

/* So many units to one incident; every time is compared with Dijkstra's where that is run. */
static void ask(struct bench *b, unsigned units)
{
	static double ours[INCIDENTS], theirs[DIJKSTRAS];
	uint32_t got[UNITS], wrong = 0;
	struct road_sweep sweep;
	struct road_dijkstra dijkstra;
	must(road_sweep_open(&b->metric, &sweep));
	must(road_dijkstra_open(b->graph, b->weights, true, &dijkstra));
	for (unsigned i = 0; i < INCIDENTS; i++) {
		struct road_seed goal = { .node = draw(&b->state, b->graph->node_count) };
		if (i < PEER_INCIDENTS)
			b->incidents[i] = goal.node;
		double from = cpu_s();
		road_sweep_pin_goal(&sweep, &goal, 1);
		for (unsigned u = 0; u < units; u++)
			got[u] = road_sweep_time(&sweep, b->units[u]);
		ours[i] = (cpu_s() - from) * 1e6;
		if (i >= DIJKSTRAS)
			continue;
		from = cpu_s();
		road_dijkstra_run(&dijkstra, &goal, 1, b->units, units);
		theirs[i] = (cpu_s() - from) * 1e6;
		for (unsigned u = 0; u < units; u++)
			wrong += got[u] != dijkstra.time[b->units[u]];
	}
	double p99 = part_of(ours, INCIDENTS, 99);
	b->p50_us = part_of(ours, INCIDENTS, 50);
	b->dijkstra_us = part_of(theirs, DIJKSTRAS, 50);
	(void)printf("  %4u units -> incident: median %.0f us, p99 %.0f us; Dijkstra %.0f us, %.1f x as fast%s\n",
	             units, b->p50_us, p99, b->dijkstra_us, b->dijkstra_us / b->p50_us, wrong ? "; WRONG" : "");
	road_sweep_close(&sweep);
	road_dijkstra_close(&dijkstra);
}

static void ask_all(struct bench *b)
{
	double ours[ROUNDS];
	struct road_sweep sweep;
	uint32_t *times = calloc((size_t)b->graph->node_count + 1, sizeof *times);
	if (!times)
		exit(1);
	must(road_sweep_open(&b->metric, &sweep));
	for (unsigned i = 0; i < ROUNDS; i++) {
		struct road_seed start = { .node = draw(&b->state, b->graph->node_count) };
		double from = cpu_s();
		road_sweep_pin_start(&sweep, &start, 1);
		road_sweep_all(&sweep, times);
		ours[i] = (cpu_s() - from) * 1e6;
	}
	(void)printf("  one -> all %" PRIu32 " nodes: %.0f us\n", b->graph->node_count, part_of(ours, ROUNDS, 50));
	road_sweep_close(&sweep);
	free(times);
}

static void close_streets(struct bench *b)
{
	static double took[CLOSURES];
	for (unsigned i = 0; i < CLOSURES; i++) {
		uint32_t arc = draw(&b->state, b->graph->arc_count), before = b->weights[arc];
		b->weights[arc] = ROAD_NEVER;
		double from = cpu_s();
		road_metric_update(&b->metric, &arc, 1, b->weights);
		took[i] = (cpu_s() - from) * 1e6;
		b->weights[arc] = before;
		road_metric_update(&b->metric, &arc, 1, b->weights);
	}
	double p50 = part_of(took, CLOSURES, 50), p99 = part_of(took, CLOSURES, 99);
	(void)printf("  one arc closed: median %.1f us, p99 %.0f us, worst %.0f us\n", p50, p99, took[CLOSURES - 1]);
}

/* The peers are asked for what the sweeps were asked for, and where they have the same weights must say the same. */
static void ask_peers(struct bench *b, const struct peers *peers, const struct road_network *network)
{
	static uint32_t times[PEER_INCIDENTS][UNITS];
	struct road_sweep sweep;
	must(road_sweep_open(&b->metric, &sweep));
	for (unsigned i = 0; i < PEER_INCIDENTS; i++) {
		road_sweep_pin_goal(&sweep, &(struct road_seed){ .node = b->incidents[i] }, 1);
		for (unsigned u = 0; u < UNITS; u++)
			times[i][u] = road_sweep_time(&sweep, b->units[u]);
	}
	road_sweep_close(&sweep);
	const struct peer_question question = { .network = network,
		                                .weights = b->weights,
		                                .units = b->units,
		                                .unit_count = UNITS,
		                                .incidents = b->incidents,
		                                .times = times[0],
		                                .ours_us = b->p50_us };
	peers_ask(peers, &question);
}

static void measure(const char *name, struct road_graph *graph, uint32_t *weights, const struct road_network *network,
                    const struct road_turns *turns, const struct road_split *split, const struct peers *peers)
{
	struct bench b = { .graph = graph, .weights = weights, .turns = turns, .split = split, .state = 42 };
	(void)printf("%s: %" PRIu32 " nodes, %" PRIu32 " arcs\n", name, graph->node_count, graph->arc_count);
	build(&b, network->nodes);
	for (unsigned u = 0; u < UNITS; u++)
		b.units[u] = draw(&b.state, graph->node_count);
	ask(&b, UNITS);
	if (peers)
		ask_peers(&b, peers, network);
	ask(&b, UNITS / 10);
	ask(&b, UNITS / 50);
	ask_all(&b);
	close_streets(&b);
	road_metric_close(&b.metric);
	road_hierarchy_close(&b.hierarchy);
}

static uint32_t *numbers(uint32_t count)
{
	uint32_t *at = calloc((size_t)count + 1, sizeof *at);
	if (!at)
		exit(1);
	return at;
}

/* As the server drives it: junctions are split where turns are forbidden. */
static void measure_split(const char *name, const struct road_network *network, const uint32_t *times)
{
	struct road_split split;
	char forbidden[256];
	double from = cpu_s();
	must(road_split_open(network, &split));
	uint32_t *weights = numbers(split.graph.arc_count);
	road_split_weigh(&split, times, weights);
	(void)snprintf(forbidden, sizeof forbidden, "%s, with forbidden turns, split in %.1f ms", name,
	               (cpu_s() - from) * 1e3);
	measure(forbidden, &split.graph, weights, network, NULL, &split, NULL);
	free(weights);
	road_split_close(&split);
}

/* By junctions, and if it has places by turns too: 7 s to the left, 3 to the right, none back but in dead ends. */
static void measure_network(const char *name, const struct road_network *network, const struct peers *peers)
{
	struct road_graph graph;
	struct road_turns turns;
	char by_turns[256];
	uint32_t *times = numbers(network->arc_count), second = network->ticks_per_s;
	for (uint32_t a = 0; a < network->arc_count; a++)
		times[a] = network->arcs[a].time;
	must(road_graph_of_network(network, &graph));
	measure(name, &graph, times, network, NULL, NULL, peers);
	road_graph_close(&graph);
	if (network->turn_count || network->run_count)
		measure_split(name, network, times);
	if (network->nodes) {
		const struct road_turn_costs costs = {
			.left = 7 * second, .right = 3 * second, .back = ROAD_NEVER, .dead_end = 20 * second
		};
		must(road_turns_open(network, &costs, &turns));
		uint32_t *weights = numbers(turns.graph.arc_count);
		road_turns_weigh(&turns, times, weights);
		(void)snprintf(by_turns, sizeof by_turns, "%s, with turns", name);
		measure(by_turns, &turns.graph, weights, network, &turns, NULL, NULL);
		free(weights);
		road_turns_close(&turns);
	}
	free(times);
}

static void measure_gr(const char *folder, const char *file, const char *name, bool draw_times)
{
	struct road_network network;
	struct road_fault fault;
	uint64_t state = 7;
	struct buffer text = unpacked(folder, file);
	must(road_gr_read(buffer_bytes(&text), 1000, &network, &fault));
	buffer_close(&text);
	/* A topology has no times: half a second to ten are drawn for each arc. */
	for (uint32_t a = 0; draw_times && a < network.arc_count; a++)
		network.arcs[a].time = 500 + draw(&state, 9500);
	measure_network(name, &network, NULL);
	road_network_close(&network);
}

/* OpenStreetMap's roads: what those take who have no blue light. */
static void measure_osm(const char *folder, const char *file, const char *name, const struct peers *peers)
{
	struct survey survey = { 0 };
	struct osm_fault fault;
	struct road_network network;
	struct road_report report;
	struct buffer whole = { 0 };
	char path[1024];
	(void)snprintf(path, sizeof path, "%s/data/roads/%s", folder, file);
	FILE *map = fopen(path, "rb");
	if (!map)
		exit(1);
	must(buffer_reserve(&whole, OSM_BYTES_MAX));
	whole.length = fread(whole.at, 1, OSM_BYTES_MAX, map);
	(void)fclose(map);
	double from = cpu_s();
	must(survey_read(&survey, buffer_bytes(&whole), NULL, &fault));
	must(road_build(&survey, &network, &report));
	(void)printf("%s: read in %.2f s\n", name, cpu_s() - from);
	survey_close(&survey);
	buffer_close(&whole);
	measure_network(name, &network, peers);
	road_network_close(&network);
}

static void measure_manhattan(const char *folder)
{
	struct road_network network;
	struct road_fault fault;
	bool in_arcs;
	struct buffer nodes = unpacked(folder, "jemss_manhattan/nodes.csv.xz");
	struct buffer arcs = unpacked(folder, "jemss_manhattan/arcs.csv.xz");
	must(road_node_arc_read(buffer_bytes(&nodes), buffer_bytes(&arcs), 1, ROAD_NODE_ARC_TICKS_PER_S, &network,
	                        &fault, &in_arcs));
	buffer_close(&nodes);
	buffer_close(&arcs);
	measure_network("Manhattan", &network, NULL);
	road_network_close(&network);
}

int main(int argc, char **argv)
{
	const char *folder = argc > 1 ? argv[1] : "../shared";
	struct peers peers = { .postgres = argc > 2 ? argv[2] : "", .routino = argc > 3 ? argv[3] : "" };
	measure_osm(folder, "porto_portugal.osm.pbf", "Porto", &peers);
	measure_gr(folder, "graph_ballard.gr.xz", "Seattle, Ballard", false);
	measure_manhattan(folder);
	measure_gr(folder, "pace16_NY_topology.gr.xz", "New York, times drawn", true);
	measure_gr(folder, "pace16_FLA_topology.gr.xz", "Florida, times drawn", true);
	return 0;
}
