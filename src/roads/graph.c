/* Nodes and one-way arcs without weights. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/graph.h"

#include <stdlib.h>
#include <string.h>

enum status road_graph_of_network(const struct road_network *network, struct road_graph *ret_graph)
{
	struct road_graph graph = { .node_count = network->node_count, .arc_count = network->arc_count };
	graph.tail = calloc((size_t)graph.arc_count + 1, sizeof *graph.tail);
	graph.head = calloc((size_t)graph.arc_count + 1, sizeof *graph.head);
	if (!graph.tail || !graph.head) {
		road_graph_close(&graph);
		return STATUS_MEMORY;
	}
	for (uint32_t i = 0; i < graph.arc_count; i++) {
		graph.tail[i] = network->arcs[i].from;
		graph.head[i] = network->arcs[i].to;
	}
	*ret_graph = graph;
	return STATUS_OK;
}

void road_graph_close(struct road_graph *graph)
{
	free(graph->tail);
	free(graph->head);
	memset(graph, 0, sizeof *graph);
}

enum status road_graph_index(const struct road_graph *graph, const uint32_t *end, struct road_index *ret_index)
{
	struct road_index index = { .first = calloc((size_t)graph->node_count + 2, sizeof *index.first),
		                    .arc = calloc((size_t)graph->arc_count + 1, sizeof *index.arc) };
	if (!index.first || !index.arc) {
		road_graph_index_close(&index);
		return STATUS_MEMORY;
	}
	/* Counted two places on, so that filling leaves each `first` where it belongs. */
	for (uint32_t i = 0; i < graph->arc_count; i++)
		index.first[end[i] + 2]++;
	for (uint32_t n = 0; n < graph->node_count; n++)
		index.first[n + 2] += index.first[n + 1];
	for (uint32_t i = 0; i < graph->arc_count; i++)
		index.arc[index.first[end[i] + 1]++] = i;
	*ret_index = index;
	return STATUS_OK;
}

void road_graph_index_close(struct road_index *index)
{
	free(index->first);
	free(index->arc);
	memset(index, 0, sizeof *index);
}
