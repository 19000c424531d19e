/* Maps and pairs for the tests of roads: the shared ones, unpacked, and small random ones from a seed. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TEST_ROADS_MAPS_H
#define TEST_ROADS_MAPS_H

#include "check.h"
#include "roads/gr.h"
#include "roads/hierarchy.h"
#include "roads/metric.h"
#include "roads/order.h"
#include "roads/sweep.h"

static inline void must(enum status status)
{
	if (status == STATUS_OK)
		return;
	(void)fprintf(stderr, "%s\n", status_text(status));
	exit(1);
}

static inline const char *shared_data(void)
{
	const char *at = getenv("TOCSIN_SHARED");
	return at ? at : "../shared";
}

/* The end of a test that could do but its first part. */
static inline int without_shared_data(void)
{
	(void)printf("SKIPPED in part: no maps in %s; set TOCSIN_SHARED\n", shared_data());
	return check_done();
}

/* The whole of a file of shared data, unpacked if its name ends with .xz; empty if it is not there. */
static inline struct buffer shared_file(const char *name)
{
	char command[1024], part[65536];
	struct buffer whole = { 0 };
	size_t length = strlen(name);
	bool packed = length > 3 && strcmp(name + length - 3, ".xz") == 0;
	(void)snprintf(command, sizeof command, "%s '%s/data/%s' 2>/dev/null", packed ? "xz -dc" : "cat", shared_data(),
	               name);
	FILE *pipe = popen(command, "r");
	if (!pipe)
		return whole;
	for (size_t got; (got = fread(part, 1, sizeof part, pipe)) > 0;)
		must(buffer_append(&whole, bytes_of(part, got)));
	(void)pclose(pipe);
	return whole;
}

/* xorshift64*, after S. Vigna. */
static inline uint64_t next_random(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * 2685821657736338717ull;
}

static inline uint32_t random_below(uint64_t *state, uint32_t limit)
{
	return (uint32_t)((next_random(state) >> 32) * limit >> 32);
}

/* A graph with all that stands on it. */
struct roads {
	struct road_network network;
	struct road_graph graph;
	uint32_t *weights;
	struct road_hierarchy hierarchy;
	struct road_metric metric;
	struct road_sweep sweep;
	struct road_dijkstra to, from;
};

static inline void roads_build(struct roads *roads)
{
	const struct road_network *network = &roads->network;
	uint32_t *order = calloc(network->node_count + 1, sizeof *order);
	roads->weights = calloc(network->arc_count + 1, sizeof *roads->weights);
	for (uint32_t i = 0; i < network->arc_count; i++)
		roads->weights[i] = network->arcs[i].time;
	must(road_graph_of_network(network, &roads->graph));
	must(road_order_make(&roads->graph, network->nodes, order));
	must(road_hierarchy_open(&roads->graph, order, &roads->hierarchy));
	must(road_metric_open(&roads->hierarchy, roads->weights, &roads->metric));
	must(road_sweep_open(&roads->metric, &roads->sweep));
	must(road_dijkstra_open(&roads->graph, roads->weights, true, &roads->to));
	must(road_dijkstra_open(&roads->graph, roads->weights, false, &roads->from));
	free(order);
}

static inline void roads_close(struct roads *roads)
{
	road_dijkstra_close(&roads->to);
	road_dijkstra_close(&roads->from);
	road_sweep_close(&roads->sweep);
	road_metric_close(&roads->metric);
	road_hierarchy_close(&roads->hierarchy);
	road_graph_close(&roads->graph);
	road_network_close(&roads->network);
	free(roads->weights);
}

/*
 * A random network: one-ways, parallel arcs, self loops, weights of zero, nodes that nothing touches, parts that do
 * not hang together.
 */
static inline struct road_network random_network(uint64_t *state, uint32_t nodes, uint32_t arcs, uint32_t weight_max)
{
	struct road_network network = { .ticks_per_s = 1000, .node_count = nodes };
	network.arcs = calloc(arcs * 2 + 1, sizeof *network.arcs);
	must(buffer_append(&network.names, bytes_of("", 1)));
	for (uint32_t i = 0; i < arcs; i++) {
		uint32_t from = random_below(state, nodes);
		/* Mostly near, so that there is something to cut. */
		uint32_t to =
		    random_below(state, 4) ? (from + random_below(state, 5)) % nodes : random_below(state, nodes);
		struct road_arc arc = { .from = from, .to = to, .time = random_below(state, weight_max + 1) };
		network.arcs[network.arc_count++] = arc;
		if (random_below(state, 3)) {
			arc = (struct road_arc){ .from = to, .to = from, .time = random_below(state, weight_max + 1) };
			network.arcs[network.arc_count++] = arc;
		}
	}
	must(road_network_sort(&network));
	return network;
}

#endif
