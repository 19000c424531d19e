/* A stranger's road graph, and its places behind a line `%`: read or told why not, and all that is made of it holds. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/gr.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "roads/dijkstra.h"
#include "roads/order.h"
#include "roads/snap.h"
#include "roads/sweep.h"

/* Numbers of nodes cost memory in a graph though not in a file. */
#define NODES_MAX 5000u
#define CONTINENT_CM 500000000u

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

static void need(enum status status)
{
	assert(status == STATUS_OK);
}

static void drive(const struct road_network *network)
{
	struct road_graph graph;
	struct road_hierarchy hierarchy;
	struct road_metric metric;
	struct road_sweep sweep;
	struct road_dijkstra dijkstra;
	uint32_t *order = calloc(network->node_count, sizeof *order), *weights;
	weights = calloc((size_t)network->arc_count + 1, sizeof *weights);
	assert(order && weights);
	for (uint32_t a = 0; a < network->arc_count; a++)
		weights[a] = network->arcs[a].time;
	need(road_graph_of_network(network, &graph));
	need(road_order_make(&graph, network->nodes, order));
	need(road_hierarchy_open(&graph, order, &hierarchy));
	need(road_metric_open(&hierarchy, weights, &metric));
	need(road_sweep_open(&metric, &sweep));
	need(road_dijkstra_open(&graph, weights, true, &dijkstra));
	struct road_seed seed = { .node = network->arcs[0].to };
	road_dijkstra_run(&dijkstra, &seed, 1, NULL, 0);
	road_sweep_pin_goal(&sweep, &seed, 1);
	for (uint32_t n = 0; n < network->node_count; n++)
		assert(road_sweep_time(&sweep, n) == dijkstra.time[n]);
	road_dijkstra_close(&dijkstra);
	road_sweep_close(&sweep);
	road_metric_close(&metric);
	road_hierarchy_close(&hierarchy);
	road_graph_close(&graph);
	free(order);
	free(weights);
}

static void snap(const struct road_network *network)
{
	struct road_snap snap;
	struct road_position position;
	uint32_t off_cm;
	need(road_snap_open(network, &snap));
	/* A node that an arc touches lies on a road, unless that ends on another continent. */
	const struct road_arc *arc = &network->arcs[0];
	enum status found = road_snap_find(&snap, network->nodes[arc->from], 1, NULL, &position, &off_cm);
	bool far = arc->length_cm > CONTINENT_CM; /* then another road may be the nearest, up to the bound away */
	assert(found == STATUS_OK || far);
	assert(found != STATUS_OK || ((off_cm <= 1 || far) && position.fraction_q16 <= ROAD_WHOLE_Q16));
	road_snap_close(&snap);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	struct road_network network;
	struct road_fault fault = { 0 };
	const uint8_t *parting = length ? memchr(at, '%', length) : NULL;
	size_t roads = parting ? (size_t)(parting - at) : length;
	enum status status = road_gr_read(bytes_of(at, roads), 1000, &network, &fault);
	if (status != STATUS_OK) {
		assert(status == STATUS_MALFORMED && fault.what);
		return 0;
	}
	if (network.node_count <= NODES_MAX) {
		if (parting &&
		    road_gr_read_places(bytes_of(parting + 1, length - roads - 1), &network, &fault) != STATUS_OK)
			assert(fault.what);
		if (network.arc_count) {
			drive(&network);
			if (network.nodes)
				snap(&network);
		}
	}
	road_network_close(&network);
	return 0;
}
