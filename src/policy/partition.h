/* Areas that policies name, overlaid once into a partition of the map. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_PARTITION_H
#define POLICY_PARTITION_H

#include "base/bytes.h"

/* The partition has so many cells at most; beyond it the family is refused. */
#define PARTITION_CELLS_MAX 20000u
/* Coordinates are whole 1e-7 degrees, so that "inside" is exact. */
struct point {
	int32_t lat_e7, lon_e7;
};

struct partition;

/* One area as it came: rings, the first of each polygon its outside; closed or not.  Borrowed. */
struct place_ring {
	uint32_t points;
	const struct point *point;
	bool hole;
};

struct partition_builder;
enum status partition_begin(struct partition_builder **ret_builder);
/* STATUS_MALFORMED: fewer than three points, or out of the world; STATUS_LIMIT, STATUS_MEMORY */
enum status partition_add(struct partition_builder *builder, const char *name, uint32_t rings,
                          const struct place_ring *ring);
/* Overlays all; the builder is closed in any case. */
enum status partition_finish(struct partition_builder *builder, struct partition **ret_partition);
void partition_cancel(struct partition_builder *builder);

uint32_t partition_count(const struct partition *partition);
const char *partition_name(const struct partition *partition, uint32_t place);
/* The cells of the partition: each is a set of places, and has one real point that lies in all of these and in no other.
 * Cell 0 lies outside all.  An edge belongs to one cell alone: the same test decides for a caller and for a cell's point. */
uint32_t partition_cells(const struct partition *partition);
bool partition_cell_in(const struct partition *partition, uint32_t cell, uint32_t place);
struct point partition_cell_point(const struct partition *partition, uint32_t cell);
/* The cell of a point. */
uint32_t partition_find(const struct partition *partition, struct point at);
void partition_close(struct partition *partition);

#endif
