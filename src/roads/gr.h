/* Readers of road graphs as text: DIMACS .gr and .co, bare arc lines, and PACE's topologies. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROADS_GR_H
#define ROADS_GR_H

#include "roads/network.h"

/*
 * Reads one of three forms, told apart by the line that begins with `p`:
 *   p sp N M   (9th DIMACS challenge)  `a FROM TO WEIGHT`, nodes 1 to N, M arcs
 *   p tw N M   (PACE 2016, track A)    `A B`: an undirected edge, kept as two arcs of one tick each
 *   none                               `a FROM TO WEIGHT`, nodes from 0, as many as come
 * `c` and `#` begin comments.  A node keeps the number that it has in the file, so that under `p` node 0 is there
 * and leads nowhere.  Weights are ticks below ROAD_NEVER.  The network has no places until road_gr_read_places.
 *   STATUS_MALFORMED  *ret_fault says where and what; a file that is cut off has fewer arcs than its `p` says
 *   STATUS_LIMIT      it has more than ROAD_ARCS_MAX arcs
 *   STATUS_MEMORY     there is none
 * On success the caller closes *ret_network; otherwise it is untouched.
 */
enum status road_gr_read(struct bytes text, uint32_t ticks_per_s, struct road_network *ret_network,
                         struct road_fault *ret_fault);
/*
 * Reads `v ID X Y` (DIMACS .co: millionths of a degree, X the longitude) into the network, and sets the length of
 * each arc to the straight line.  Every node that an arc touches must have its line.  Statuses as above; the network
 * is as it was unless STATUS_OK.
 */
enum status road_gr_read_places(struct bytes text, struct road_network *network, struct road_fault *ret_fault);

#endif
