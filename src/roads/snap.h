/* The road nearest to a place, by a grid over all roads; and the roads of an area. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROADS_SNAP_H
#define ROADS_SNAP_H

#include "roads/position.h"

/* No position is looked for farther off than this: past it the ground is no plane (roads/plane.h). */
#define ROAD_SNAP_MAX_M 50000u
/* An area's corners; the outline of a whole county has some hundreds. */
#define ROAD_AREA_CORNERS_MAX 10000u

/*
 * Cells of 2^shift ten-millionths of a degree, `rows` from `row_0` north and `columns` from `column_0` east; the arcs
 * whose line touches a cell are `arc[first[cell]]` up to `arc[first[cell + 1]]`, ascending.  Owns, borrows the network,
 * which must have places and outlive it.  The grid ends at the 180th meridian; a
 * piece of road that ends more than 5,300 km away is never near.
 */
struct road_snap {
	const struct road_network *network;
	unsigned shift;
	int32_t row_0, column_0;
	uint32_t rows, columns;
	uint32_t *first, *arc;
};

/* Arcs in ascending order, each once.  Owns. */
struct road_arcs {
	uint32_t *arc;
	uint32_t count, room;
};

/* STATUS_MISSING: the network has no places or no arcs.  STATUS_MEMORY.  The caller closes. */
enum status road_snap_open(const struct road_network *network, struct road_snap *ret_snap);
void road_snap_close(struct road_snap *snap);
/*
 * The nearest point of an arc, of equally near ones that of the lowest arc.  Arcs whose `times` are ROAD_NEVER are left
 * out (times NULL: none are).
 *   STATUS_MISSING  no such arc lies within bound_m metres: a helicopter, a boat, another country
 */
enum status road_snap_find(const struct road_snap *snap, struct road_node place, uint32_t bound_m,
                           const uint32_t *times, struct road_position *ret_position, uint32_t *ret_distance_cm);
/*
 * The arcs that come within `radius_m` of a place, or that touch a polygon's inside (even-odd; the last corner is joined
 * with the first), both directions.  Added to *arcs, which the caller closes.
 *   STATUS_LIMIT      a radius above ROAD_SNAP_MAX_M, fewer than 3 or too many corners, or corners more than
 *                     10 degrees apart
 *   STATUS_MEMORY
 */
enum status road_snap_circle(const struct road_snap *snap, struct road_node centre, uint32_t radius_m,
                             struct road_arcs *arcs);
enum status road_snap_polygon(const struct road_snap *snap, const struct road_node *corners, uint32_t count,
                              struct road_arcs *arcs);
void road_arcs_close(struct road_arcs *arcs);
/* Adds one at the end, as it comes.  STATUS_MEMORY. */
enum status road_arcs_add(struct road_arcs *arcs, uint32_t arc);

#endif
