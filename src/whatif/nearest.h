/* The nearest of many points on a plane, by a grid. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WHATIF_NEAREST_H
#define WHATIF_NEAREST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

/*
 * A plane in tenths of a millimetre: at the 4 m/s at which JEMSS's crews walk, one is 25 us.  Within 2^30 of its
 * origin, 107 km, squares of lengths stay below 2^63.
 */
#define GROUND_MAX_DMM ((int64_t)1 << 30)
struct ground {
	int64_t x_dmm, y_dmm;
};

/* Points in cells, about one a cell.  Owns. */
struct nearest {
	int64_t least_x, least_y, cell_dmm;
	uint32_t columns, rows;
	uint32_t *first; /* of each cell, and an end */
	uint32_t *point; /* their numbers, ascending in each cell */
	struct ground *at;
	uint32_t count;
};

/* Of `count` points those for which `open` is not 0 (NULL: all).  Copies.  STATUS_MEMORY. */
enum status nearest_open(const struct ground *points, const uint8_t *open, uint32_t count, struct nearest *ret_nearest);
void nearest_close(struct nearest *nearest);
/* Of equally near ones the lowest; false if there is none at all. */
bool nearest_find(const struct nearest *nearest, struct ground at, uint32_t *ret_point, int64_t *ret_dmm);
int64_t ground_distance(struct ground a, struct ground b);

#endif
