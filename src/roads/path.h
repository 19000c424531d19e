/* The arcs that a sweep's time was made of. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROADS_PATH_H
#define ROADS_PATH_H

#include "roads/snap.h"

/*
 * The way between a node and what the sweep is pinned to, as arcs of the graph in the order in which they are driven,
 * added to *arcs; their weights and the ticks of one seed make exactly road_sweep_time.  The shortcuts are unpacked by
 * their lower triangles, which ends whatever the weights are; of arcs that cost the same the lowest is told.
 *   STATUS_MISSING  there is no way
 *   STATUS_MEMORY   there is none; *arcs may have a part of it
 */
enum status road_path_find(struct road_sweep *sweep, uint32_t node, struct road_arcs *arcs);

#endif
