/* The grid over all roads, and the nearest point on them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/snap.h"

#include <stdlib.h>
#include <string.h>

#include "roads/plane.h"

/* Cells begin at 2^15 e7: 365 m of latitude, a few streets wide. */
#define SHIFT_FIRST 15u
#define SHIFT_LAST 31u
/* The grid is made coarser until there are no more cells, and arcs in them, than these times the arcs. */
#define CELLS_PER_ARC 4u
#define ENTRIES_PER_POINT 16u
#define SMALL 4096u
#define CM_A_METRE 100
/* As in roads/plane.c, rounded down. */
#define LAT_CM_A_MILLION_E7 1113194

struct grid {
	struct road_snap snap;
	uint32_t *last; /* the arc that each cell had last, + 1 */
	uint64_t entries;
	bool fill;
};

static int32_t cell_of(int64_t e7, unsigned shift)
{
	/* Right shift of a negative number rounds down in every compiler of ours. */
	return (int32_t)(e7 >> shift);
}

static void put(struct grid *grid, uint32_t arc, int32_t row, int32_t column)
{
	struct road_snap *snap = &grid->snap;
	int64_t r = (int64_t)row - snap->row_0, c = (int64_t)column - snap->column_0;
	if (r < 0 || c < 0 || r >= snap->rows || c >= snap->columns)
		return;
	size_t cell = (size_t)r * snap->columns + (size_t)c;
	if (grid->last[cell] == arc + 1)
		return;
	grid->last[cell] = arc + 1;
	grid->entries++;
	if (grid->fill)
		snap->arc[snap->first[cell + 1]++] = arc;
	else
		snap->first[cell + 2]++;
}

/* All cells that a straight piece touches, row by row, with one ten-millionth to spare. */
static void put_piece(struct grid *grid, uint32_t arc, struct road_node a, struct road_node b)
{
	unsigned shift = grid->snap.shift;
	if (a.lat_e7 > b.lat_e7) {
		struct road_node swap = a;
		a = b;
		b = swap;
	}
	int64_t height = (int64_t)b.lat_e7 - a.lat_e7, width = (int64_t)b.lon_e7 - a.lon_e7;
	for (int32_t row = cell_of(a.lat_e7, shift); row <= cell_of(b.lat_e7, shift); row++) {
		int64_t side = 1LL << shift, low = row * side, high = low + side;
		low = low < a.lat_e7 ? a.lat_e7 : low;
		high = high > b.lat_e7 ? b.lat_e7 : high;
		int64_t from = height ? a.lon_e7 + width * (low - a.lat_e7) / height : a.lon_e7;
		int64_t to = height ? a.lon_e7 + width * (high - a.lat_e7) / height : b.lon_e7;
		if (from > to) {
			int64_t swap = from;
			from = to;
			to = swap;
		}
		for (int32_t column = cell_of(from - 1, shift); column <= cell_of(to + 1, shift); column++)
			put(grid, arc, row, column);
	}
}

/* Puts all arcs into the grid; false once there are more entries than `most`. */
static bool put_all(struct grid *grid, uint64_t most)
{
	const struct road_network *network = grid->snap.network;
	grid->entries = 0;
	memset(grid->last, 0, (size_t)grid->snap.rows * grid->snap.columns * sizeof *grid->last);
	for (uint32_t arc = 0; arc < network->arc_count; arc++) {
		for (uint32_t i = 1; i < road_network_points(network, arc); i++)
			put_piece(grid, arc, road_network_point(network, arc, i - 1),
			          road_network_point(network, arc, i));
		if (grid->entries > most)
			return false;
	}
	return true;
}

/* Rows and columns for all points of all arcs. */
static uint64_t bound(struct road_snap *snap)
{
	const struct road_network *network = snap->network;
	struct road_node low = network->nodes[network->arcs[0].from], high = low;
	for (uint32_t arc = 0; arc < network->arc_count; arc++)
		for (uint32_t i = 0; i < road_network_points(network, arc); i++) {
			struct road_node at = road_network_point(network, arc, i);
			low.lat_e7 = at.lat_e7 < low.lat_e7 ? at.lat_e7 : low.lat_e7;
			low.lon_e7 = at.lon_e7 < low.lon_e7 ? at.lon_e7 : low.lon_e7;
			high.lat_e7 = at.lat_e7 > high.lat_e7 ? at.lat_e7 : high.lat_e7;
			high.lon_e7 = at.lon_e7 > high.lon_e7 ? at.lon_e7 : high.lon_e7;
		}
	snap->row_0 = cell_of(low.lat_e7, snap->shift);
	snap->column_0 = cell_of(low.lon_e7, snap->shift);
	snap->rows = (uint32_t)(cell_of(high.lat_e7, snap->shift) - snap->row_0) + 1;
	snap->columns = (uint32_t)(cell_of(high.lon_e7, snap->shift) - snap->column_0) + 1;
	return (uint64_t)snap->rows * snap->columns;
}

/* One try with cells of this size: STATUS_LIMIT if they are too small. */
static enum status try_shift(struct grid *grid, uint64_t most_entries)
{
	struct road_snap *snap = &grid->snap;
	uint64_t cells = bound(snap);
	if (cells > (uint64_t)snap->network->arc_count * CELLS_PER_ARC + SMALL)
		return STATUS_LIMIT;
	grid->fill = false;
	snap->first = calloc(cells + 2, sizeof *snap->first);
	grid->last = calloc(cells, sizeof *grid->last);
	if (!snap->first || !grid->last)
		return STATUS_MEMORY;
	if (!put_all(grid, most_entries))
		return STATUS_LIMIT;
	for (uint64_t c = 0; c < cells; c++)
		snap->first[c + 2] += snap->first[c + 1];
	snap->arc = calloc(grid->entries + 1, sizeof *snap->arc);
	if (!snap->arc)
		return STATUS_MEMORY;
	grid->fill = true;
	(void)put_all(grid, UINT64_MAX);
	return STATUS_OK;
}

enum status road_snap_open(const struct road_network *network, struct road_snap *ret_snap)
{
	struct grid grid = { .snap = { .network = network } };
	enum status status = STATUS_LIMIT;
	uint64_t points = network->arc_count;
	if (!network->nodes || !network->arc_count)
		return STATUS_MISSING;
	for (uint32_t arc = 0; arc < network->arc_count; arc++)
		points += network->arcs[arc].shape_count;
	uint64_t most = points * ENTRIES_PER_POINT + SMALL;
	for (unsigned shift = SHIFT_FIRST; status == STATUS_LIMIT && shift <= SHIFT_LAST; shift++) {
		road_snap_close(&grid.snap);
		free(grid.last);
		grid = (struct grid){ .snap = { .network = network, .shift = shift } };
		/* Cells of half the earth take any arc four times at most. */
		status = try_shift(&grid, most < UINT32_MAX ? most : UINT32_MAX - 1);
	}
	free(grid.last);
	if (status == STATUS_OK)
		*ret_snap = grid.snap;
	else
		road_snap_close(&grid.snap);
	return status;
}

void road_snap_close(struct road_snap *snap)
{
	free(snap->first);
	free(snap->arc);
	memset(snap, 0, sizeof *snap);
}

/* The best so far: the point's square distance, the arc, and how far along its line. */
struct best {
	const struct road_plane *plane;
	uint64_t square;
	uint32_t arc;
	uint64_t before_cm;
};

/* How far along a piece the origin's nearest point lies, in 2^-16 of it, and that point. */
static uint64_t nearest_on(struct road_point a, struct road_point b, struct road_point *ret_point)
{
	int64_t x = b.x_cm - a.x_cm, y = b.y_cm - a.y_cm;
	int64_t whole = x * x + y * y, part = -(a.x_cm * x + a.y_cm * y);
	uint64_t q16;
	if (part <= 0 || !whole)
		q16 = 0;
	else if (part >= whole)
		q16 = ROAD_WHOLE_Q16;
	else
		q16 = whole >> 46 ? (uint64_t)(part / (whole >> 16)) : (uint64_t)((part << 16) / whole);
	q16 = q16 > ROAD_WHOLE_Q16 ? ROAD_WHOLE_Q16 : q16;
	ret_point->x_cm = a.x_cm + x * (int64_t)q16 / ROAD_WHOLE_Q16;
	ret_point->y_cm = a.y_cm + y * (int64_t)q16 / ROAD_WHOLE_Q16;
	return q16;
}

static void try_arc(const struct road_network *network, uint32_t arc, struct best *best)
{
	uint64_t before = 0;
	struct road_point a = road_plane_point(best->plane, road_network_point(network, arc, 0));
	for (uint32_t i = 1; i < road_network_points(network, arc); i++) {
		struct road_point b = road_plane_point(best->plane, road_network_point(network, arc, i)), at;
		uint64_t length = road_plane_distance_cm(a, b);
		/* What ends on another continent is no road near here. */
		if (road_plane_far(a) || road_plane_far(b)) {
			before += length;
			a = b;
			continue;
		}
		uint64_t q16 = nearest_on(a, b, &at);
		uint64_t square = (uint64_t)(at.x_cm * at.x_cm) + (uint64_t)(at.y_cm * at.y_cm);
		if (square < best->square || (square == best->square && arc < best->arc)) {
			best->square = square;
			best->arc = arc;
			best->before_cm = before + length * q16 / ROAD_WHOLE_Q16;
		}
		before += length;
		a = b;
	}
}

static void try_cell(const struct road_snap *snap, int64_t row, int64_t column, const uint32_t *times,
                     struct best *best)
{
	if (row < 0 || column < 0 || row >= snap->rows || column >= snap->columns)
		return;
	size_t cell = (size_t)row * snap->columns + (size_t)column;
	for (uint32_t i = snap->first[cell]; i < snap->first[cell + 1]; i++)
		if (!times || times[snap->arc[i]] < ROAD_NEVER)
			try_arc(snap->network, snap->arc[i], best);
}

/* The cells at `ring` steps around one; what lies outside the grid costs nothing. */
static void try_ring(const struct road_snap *snap, int64_t row, int64_t column, int64_t ring, const uint32_t *times,
                     struct best *best)
{
	int64_t from = row - ring > 0 ? row - ring : 0;
	int64_t to = row + ring < snap->rows - 1 ? row + ring : (int64_t)snap->rows - 1;
	for (int64_t r = from; r <= to; r++) {
		if (r != row - ring && r != row + ring) {
			try_cell(snap, r, column - ring, times, best);
			try_cell(snap, r, column + ring, times, best);
			continue;
		}
		int64_t c_from = column - ring > 0 ? column - ring : 0;
		int64_t c_to = column + ring < snap->columns - 1 ? column + ring : (int64_t)snap->columns - 1;
		for (int64_t c = c_from; c <= c_to; c++)
			try_cell(snap, r, c, times, best);
	}
}

static uint64_t line_length_cm(const struct road_plane *plane, const struct road_network *network, uint32_t arc)
{
	uint64_t whole = 0;
	for (uint32_t i = 1; i < road_network_points(network, arc); i++) {
		struct road_point a = road_plane_point(plane, road_network_point(network, arc, i - 1)),
				  b = road_plane_point(plane, road_network_point(network, arc, i));
		whole += road_plane_distance_cm(a, b);
	}
	return whole;
}

/* How many cells a row or column lies outside the grid, and how far its other end is. */
static int64_t outside(int64_t at, uint32_t count)
{
	return at < 0 ? -at : at >= count ? at - (int64_t)count + 1 : 0;
}

static int64_t farthest(int64_t at, uint32_t count)
{
	int64_t back = at < 0 ? -at : at, ahead = (int64_t)count - 1 - at;
	return back > ahead ? back : ahead;
}

/* The side along the latitude: how far it is on the ground, rounded down. */
static uint64_t narrow_side_cm(const struct road_plane *plane, unsigned shift)
{
	uint64_t side = (uint64_t)LAT_CM_A_MILLION_E7 * (uint64_t)plane->cosine_q30 / 1000000;
	side = (side << shift) >> 30;
	return side > 1 ? side - 1 : 1;
}

enum status road_snap_find(const struct road_snap *snap, struct road_node place, uint32_t bound_m,
                           const uint32_t *times, struct road_position *ret_position, uint32_t *ret_distance_cm)
{
	struct road_plane plane = road_plane_at(place);
	uint64_t bound_cm = (uint64_t)(bound_m < ROAD_SNAP_MAX_M ? bound_m : ROAD_SNAP_MAX_M) * CM_A_METRE;
	struct best best = { .plane = &plane, .square = UINT64_MAX, .arc = ROAD_NONE };
	int64_t row = (int64_t)cell_of(place.lat_e7, snap->shift) - snap->row_0;
	int64_t column = (int64_t)cell_of(place.lon_e7, snap->shift) - snap->column_0;
	if (!road_plane_on_earth(place))
		return STATUS_MISSING;
	int64_t rows_off = outside(row, snap->rows), columns_off = outside(column, snap->columns);
	uint64_t side_cm = narrow_side_cm(&plane, snap->shift);
	if (rows_off > 1 && (uint64_t)(rows_off - 1) * LAT_CM_A_MILLION_E7 / 1000000 << snap->shift > bound_cm)
		return STATUS_MISSING;
	for (int64_t ring = rows_off > columns_off ? rows_off : columns_off;; ring++) {
		/* Rings up to k hold all within k times the narrower side of a cell. */
		uint64_t sure_cm = (uint64_t)ring * side_cm;
		try_ring(snap, row, column, ring, times, &best);
		if (sure_cm >= bound_cm || (best.square <= sure_cm * sure_cm && best.arc != ROAD_NONE) ||
		    (ring >= farthest(row, snap->rows) && ring >= farthest(column, snap->columns)))
			break;
	}
	if (best.arc == ROAD_NONE || best.square > bound_cm * bound_cm)
		return STATUS_MISSING;
	uint64_t whole = line_length_cm(&plane, snap->network, best.arc);
	ret_position->arc = best.arc;
	ret_position->fraction_q16 = whole ? (uint32_t)(best.before_cm * ROAD_WHOLE_Q16 / whole) : 0;
	ret_position->directed = false;
	*ret_distance_cm = (uint32_t)road_plane_root(best.square);
	return STATUS_OK;
}
