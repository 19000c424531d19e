/* In which order a hierarchy takes a graph's nodes away, so that few shortcuts are needed. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROADS_ORDER_H
#define ROADS_ORDER_H

#include "roads/graph.h"

/*
 * Nested dissection: first nodes with at most two neighbours are taken away, many at a time ("rake and compress"),
 * then what is left is cut in two by few nodes, which come last, and so on with both sides.  One-ways count as
 * edges both ways; weights play no part, so that one order serves all profiles and closures.
 * `places` lie beside the nodes or are NULL, then distances in the graph stand for them (roads/cut.h).  The same graph
 * gives the same order on every machine.
 * Fills ret_order[i], the node to be taken as i-th; the caller gives room for node_count.  STATUS_MEMORY: what is in
 * ret_order then means nothing.
 */
enum status road_order_make(const struct road_graph *graph, const struct road_node *places, uint32_t *ret_order);

#endif
