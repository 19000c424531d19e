/* The nearest of many points: rings of cells around a place, until none could hold a nearer one. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "whatif/nearest.h"

#include <stdlib.h>
#include <string.h>

#include "roads/plane.h"

/* Cells in a row or a column, at most. */
#define SIDE_MAX 2048

static int64_t square_between(struct ground a, struct ground b)
{
	int64_t x = a.x_dmm - b.x_dmm, y = a.y_dmm - b.y_dmm;
	return x * x + y * y;
}

int64_t ground_distance(struct ground a, struct ground b)
{
	return (int64_t)road_plane_root((uint64_t)square_between(a, b));
}

static int64_t bounded(int64_t at, int64_t limit)
{
	return at < 0 ? 0 : at >= limit ? limit - 1 : at;
}

static int64_t column_of(const struct nearest *nearest, int64_t x)
{
	return bounded((x - nearest->least_x) / nearest->cell_dmm, nearest->columns);
}

static int64_t row_of(const struct nearest *nearest, int64_t y)
{
	return bounded((y - nearest->least_y) / nearest->cell_dmm, nearest->rows);
}

/* A cell so large that there are about as many cells as points. */
static void lay_grid(struct nearest *nearest, uint32_t kept, struct ground least, struct ground most)
{
	int64_t width = most.x_dmm - least.x_dmm + 1, height = most.y_dmm - least.y_dmm + 1;
	int64_t wanted = kept ? kept : 1, longer = width > height ? width : height;
	nearest->least_x = least.x_dmm;
	nearest->least_y = least.y_dmm;
	nearest->cell_dmm = (int64_t)road_plane_root((uint64_t)(width / wanted + 1) * (uint64_t)height) + 1;
	if (nearest->cell_dmm < longer / SIDE_MAX + 1)
		nearest->cell_dmm = longer / SIDE_MAX + 1;
	nearest->columns = (uint32_t)(width / nearest->cell_dmm + 1);
	nearest->rows = (uint32_t)(height / nearest->cell_dmm + 1);
}

static void fill(struct nearest *nearest, const uint8_t *open, uint32_t *fill_at)
{
	for (uint32_t i = 0; i < nearest->count; i++) {
		if (open && !open[i])
			continue;
		int64_t cell =
		    row_of(nearest, nearest->at[i].y_dmm) * nearest->columns + column_of(nearest, nearest->at[i].x_dmm);
		if (fill_at)
			nearest->point[fill_at[cell]++] = i;
		else
			nearest->first[cell + 1]++;
	}
}

enum status nearest_open(const struct ground *points, const uint8_t *open, uint32_t count, struct nearest *ret_nearest)
{
	struct nearest nearest = { .count = count };
	struct ground least = { INT64_MAX, INT64_MAX }, most = { INT64_MIN, INT64_MIN };
	uint32_t kept = 0, *fill_at = NULL;
	for (uint32_t i = 0; i < count; i++) {
		if (open && !open[i])
			continue;
		kept++;
		least.x_dmm = points[i].x_dmm < least.x_dmm ? points[i].x_dmm : least.x_dmm;
		least.y_dmm = points[i].y_dmm < least.y_dmm ? points[i].y_dmm : least.y_dmm;
		most.x_dmm = points[i].x_dmm > most.x_dmm ? points[i].x_dmm : most.x_dmm;
		most.y_dmm = points[i].y_dmm > most.y_dmm ? points[i].y_dmm : most.y_dmm;
	}
	if (!kept)
		least = most = (struct ground){ 0, 0 };
	lay_grid(&nearest, kept, least, most);
	size_t cells = (size_t)nearest.columns * nearest.rows;
	nearest.first = calloc(cells + 1, sizeof *nearest.first);
	nearest.point = calloc((size_t)kept + 1, sizeof *nearest.point);
	nearest.at = calloc((size_t)count + 1, sizeof *nearest.at);
	fill_at = calloc(cells + 1, sizeof *fill_at);
	if (!nearest.first || !nearest.point || !nearest.at || !fill_at) {
		free(fill_at);
		nearest_close(&nearest);
		return STATUS_MEMORY;
	}
	if (count)
		memcpy(nearest.at, points, count * sizeof *points);
	fill(&nearest, open, NULL);
	for (size_t cell = 0; cell < cells; cell++)
		nearest.first[cell + 1] += nearest.first[cell];
	memcpy(fill_at, nearest.first, cells * sizeof *fill_at);
	fill(&nearest, open, fill_at);
	free(fill_at);
	*ret_nearest = nearest;
	return STATUS_OK;
}

void nearest_close(struct nearest *nearest)
{
	free(nearest->first);
	free(nearest->point);
	free(nearest->at);
	*nearest = (struct nearest){ 0 };
}

struct search {
	const struct nearest *nearest;
	struct ground at;
	int64_t square;
	uint32_t best;
	bool found;
};

static void look(struct search *search, int64_t row, int64_t column)
{
	const struct nearest *nearest = search->nearest;
	if (row < 0 || column < 0 || row >= nearest->rows || column >= nearest->columns)
		return;
	size_t cell = (size_t)row * nearest->columns + (size_t)column;
	for (uint32_t i = nearest->first[cell]; i < nearest->first[cell + 1]; i++) {
		uint32_t point = nearest->point[i];
		int64_t square = square_between(nearest->at[point], search->at);
		if (search->found && (square > search->square || (square == search->square && point > search->best)))
			continue;
		search->found = true;
		search->square = square;
		search->best = point;
	}
}

bool nearest_find(const struct nearest *nearest, struct ground at, uint32_t *ret_point, int64_t *ret_dmm)
{
	struct search search = { .nearest = nearest, .at = at };
	if (!nearest->count)
		return false;
	int64_t row = row_of(nearest, at.y_dmm), column = column_of(nearest, at.x_dmm);
	int64_t rings = nearest->rows > nearest->columns ? nearest->rows : nearest->columns;
	/* A place in the grid is at least ring * cell from all outside ring; one outside of it is nowhere nearer. */
	for (int64_t ring = 0; ring <= rings; ring++) {
		int64_t sure = ring > 1 ? (ring - 1) * nearest->cell_dmm : 0;
		if (search.found && search.square < sure * sure)
			break;
		for (int64_t i = -ring; i <= ring; i++) {
			look(&search, row - ring, column + i);
			if (ring)
				look(&search, row + ring, column + i);
			if (i != -ring && i != ring) {
				look(&search, row + i, column - ring);
				look(&search, row + i, column + ring);
			}
		}
	}
	if (!search.found)
		return false;
	*ret_point = search.best;
	*ret_dmm = (int64_t)road_plane_root((uint64_t)search.square);
	return true;
}
