/* Reader of road networks as tables of nodes and arcs, as the simulator JEMSS keeps them. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROADS_NODE_ARC_H
#define ROADS_NODE_ARC_H

#include "roads/network.h"

/*
 * Their times are fractions of days with 16 digits.  At this many ticks a second a way of 200 arcs is off by 1 ms at
 * most, and 5.9 hours still fit below ROAD_NEVER.
 */
#define ROAD_NODE_ARC_TICKS_PER_S 100000u

/*
 * Reads nodes (a table `nodes,N`, a row of headings with index, x and y: degrees, x the longitude) and arcs (a table
 * `miscData` with arcForm `directed` or `undirected`, then `arcs,M` with fromNode, toNode and mode_1, mode_2, ...:
 * days).  One mode is taken, from 1.  A node keeps its number; node 0 is there and leads nowhere.  Lengths are those
 * of straight lines.
 *   STATUS_MALFORMED  *ret_fault says where and what; *ret_in_arcs in which of the two files
 *   STATUS_LIMIT, STATUS_MEMORY
 * On success the caller closes *ret_network; otherwise it is untouched.
 */
enum status road_node_arc_read(struct bytes nodes, struct bytes arcs, unsigned mode, uint32_t ticks_per_s,
                               struct road_network *ret_network, struct road_fault *ret_fault, bool *ret_in_arcs);

#endif
