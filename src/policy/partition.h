/* Areas that policies name, overlaid once into a partition of the map. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_PARTITION_H
#define POLICY_PARTITION_H

#include "base/bytes.h"

/* Beyond these a family is refused. */
#define PARTITION_PLACES_MAX 2000u
#define PARTITION_POINTS_MAX 20000u
#define PARTITION_CELLS_MAX 20000u
#define PARTITION_CROSSINGS_MAX 100000u
/* Edges looked at in all rows together: a second of work. */
#define PARTITION_WORK_MAX 200000000u

/* Coordinates are whole 1e-7 degrees, so that "inside" is exact. */
struct point {
	int32_t lat_e7, lon_e7;
};

struct partition;
struct partition_builder;

enum status partition_begin(struct partition_builder **ret_builder);
/* A place of that name begins; its number is how many there were. */
enum status partition_add_place(struct partition_builder *builder, const char *name);
/*
 * One ring of the last place, its outside or a hole, closed or not: inside is what an odd number of rings has around it.
 *   STATUS_MALFORMED  fewer than three points, or one out of the world
 *   STATUS_LIMIT, STATUS_MEMORY
 */
enum status partition_add_ring(struct partition_builder *builder, uint32_t points, const struct point *point);
/* Overlays all; the builder is closed in any case.  STATUS_LIMIT, STATUS_MEMORY. */
enum status partition_finish(struct partition_builder *builder, struct partition **ret_partition);
void partition_cancel(struct partition_builder *builder);

uint32_t partition_places(const struct partition *partition);
const char *partition_name(const struct partition *partition, uint32_t place);
/* Cells are sets of places, each with a real point that lies in all of these and in no other.  Cell 0 lies outside all. */
uint32_t partition_cells(const struct partition *partition);
bool partition_cell_in(const struct partition *partition, uint32_t cell, uint32_t place);
struct point partition_cell_point(const struct partition *partition, uint32_t cell);
/* The cell of a point.  A sliver that is nowhere as wide as a centimetre where it is widest may have no cell: it counts as
 * outside all, for the caller and for the proof alike. */
uint32_t partition_find(const struct partition *partition, struct point at);
void partition_close(struct partition *partition);

#endif
