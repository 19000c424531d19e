/* Areas overlaid into cells: along the rows of whole latitudes on which anything changes, and one between each two of them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/partition.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/digest.h"

#define LAT_MAX_E7 900000000
#define LON_MAX_E7 1800000000

__extension__ typedef __int128 wide;

/* An edge that is not level, from its lower end. */
struct edge {
	struct point low, high;
	uint32_t place;
};

struct place {
	char *name;
	uint32_t first_edge, edges;
	struct point least, most; /* around it */
};

struct overlay {
	struct place *place;
	struct edge *edge;
	uint32_t places, edges;
};

struct partition_builder {
	struct overlay overlay;
	uint32_t points, place_room, edge_room;
};

struct partition {
	struct overlay overlay;
	uint32_t words; /* of a set */
	uint32_t cells, room;
	uint64_t *set; /* words a cell */
	struct point *point;
	uint32_t *slot; /* cells by their sets, plus one */
	uint32_t slots;
};

static void overlay_close(struct overlay *overlay)
{
	for (uint32_t i = 0; i < overlay->places; i++)
		free(overlay->place[i].name);
	free(overlay->place);
	free(overlay->edge);
}

enum status partition_begin(struct partition_builder **ret_builder)
{
	struct partition_builder *builder = calloc(1, sizeof *builder);
	if (!builder)
		return STATUS_MEMORY;
	*ret_builder = builder;
	return STATUS_OK;
}

/* Room for one more in a list that doubles. */
static bool grow(void **list, uint32_t *room, uint32_t count, size_t item_bytes)
{
	if (count < *room)
		return true;
	uint32_t more = *room ? 2 * *room : 64;
	void *grown = reallocarray(*list, more, item_bytes);
	if (!grown)
		return false;
	*list = grown;
	*room = more;
	return true;
}

enum status partition_add_place(struct partition_builder *builder, const char *name)
{
	struct overlay *o = &builder->overlay;
	if (o->places == PARTITION_PLACES_MAX)
		return STATUS_LIMIT;
	void *list = o->place;
	if (!grow(&list, &builder->place_room, o->places, sizeof *o->place))
		return STATUS_MEMORY;
	o->place = list;
	char *copy = strdup(name);
	if (!copy)
		return STATUS_MEMORY;
	o->place[o->places++] = (struct place){ .name = copy,
		                                .first_edge = o->edges,
		                                .least = { LAT_MAX_E7, LON_MAX_E7 },
		                                .most = { -LAT_MAX_E7, -LON_MAX_E7 } };
	return STATUS_OK;
}

static enum status add_edge(struct partition_builder *builder, struct point a, struct point b)
{
	struct overlay *o = &builder->overlay;
	if (a.lat_e7 == b.lat_e7)
		return STATUS_OK; /* level edges bound no row */
	void *list = o->edge;
	if (!grow(&list, &builder->edge_room, o->edges, sizeof *o->edge))
		return STATUS_MEMORY;
	o->edge = list;
	bool up = a.lat_e7 < b.lat_e7;
	o->edge[o->edges++] = (struct edge){ up ? a : b, up ? b : a, o->places - 1 };
	o->place[o->places - 1].edges++;
	return STATUS_OK;
}

static void widen(struct place *place, struct point at)
{
	place->least.lat_e7 = at.lat_e7 < place->least.lat_e7 ? at.lat_e7 : place->least.lat_e7;
	place->least.lon_e7 = at.lon_e7 < place->least.lon_e7 ? at.lon_e7 : place->least.lon_e7;
	place->most.lat_e7 = at.lat_e7 > place->most.lat_e7 ? at.lat_e7 : place->most.lat_e7;
	place->most.lon_e7 = at.lon_e7 > place->most.lon_e7 ? at.lon_e7 : place->most.lon_e7;
}

enum status partition_add_ring(struct partition_builder *builder, uint32_t points, const struct point *point)
{
	assert(builder->overlay.places);
	if (points < 3)
		return STATUS_MALFORMED;
	if (points > PARTITION_POINTS_MAX - builder->points)
		return STATUS_LIMIT;
	for (uint32_t i = 0; i < points; i++)
		if (point[i].lat_e7 < -LAT_MAX_E7 || point[i].lat_e7 > LAT_MAX_E7 || point[i].lon_e7 < -LON_MAX_E7 ||
		    point[i].lon_e7 > LON_MAX_E7)
			return STATUS_MALFORMED;
	builder->points += points;
	for (uint32_t i = 0; i < points; i++) {
		widen(&builder->overlay.place[builder->overlay.places - 1], point[i]);
		enum status status = add_edge(builder, point[i], point[(i + 1) % points]);
		if (status != STATUS_OK)
			return status;
	}
	return STATUS_OK;
}

void partition_cancel(struct partition_builder *builder)
{
	if (!builder)
		return;
	overlay_close(&builder->overlay);
	free(builder);
}

/* The first whole longitude of a row that is not left of the edge; the row lies from its low end to below its high one. */
static int64_t threshold(const struct edge *edge, int64_t row)
{
	int64_t rise = (int64_t)edge->high.lat_e7 - edge->low.lat_e7;
	int64_t run = (int64_t)edge->high.lon_e7 - edge->low.lon_e7;
	wide product = (wide)(row - edge->low.lat_e7) * run;
	wide quotient = product / rise;
	if (product % rise > 0)
		quotient++; /* division goes towards zero, so only a positive rest was cut off */
	return edge->low.lon_e7 + (int64_t)quotient;
}

static bool on_row(const struct edge *edge, int64_t row)
{
	return edge->low.lat_e7 <= row && row < edge->high.lat_e7;
}

static bool inside(const struct overlay *overlay, uint32_t place, struct point at)
{
	const struct place *p = &overlay->place[place];
	bool odd = false;
	if (at.lat_e7 < p->least.lat_e7 || at.lat_e7 > p->most.lat_e7 || at.lon_e7 < p->least.lon_e7 ||
	    at.lon_e7 > p->most.lon_e7)
		return false;
	for (uint32_t i = p->first_edge; i < p->first_edge + p->edges; i++) {
		const struct edge *edge = &overlay->edge[i];
		odd ^= on_row(edge, at.lat_e7) && at.lon_e7 < threshold(edge, at.lat_e7);
	}
	return odd;
}

/* The slot of a set: the one that holds it, or the empty one where it would go. */
static uint32_t slot_of(const struct partition *p, const uint64_t *set)
{
	uint32_t slot = (uint32_t)digest_of(0, set, p->words * sizeof *set) & (p->slots - 1);
	while (p->slot[slot] &&
	       memcmp(p->set + (size_t)(p->slot[slot] - 1) * p->words, set, p->words * sizeof *set) != 0)
		slot = (slot + 1) & (p->slots - 1);
	return slot;
}

static bool more_cells(struct partition *p)
{
	uint32_t room = p->room ? 2 * p->room : 64;
	uint64_t *sets = reallocarray(p->set, (size_t)room * p->words, sizeof *sets);
	if (!sets)
		return false;
	p->set = sets;
	struct point *points = reallocarray(p->point, room, sizeof *points);
	if (!points)
		return false;
	p->point = points;
	p->room = room;
	return true;
}

static enum status add_cell(struct partition *p, const uint64_t *set, struct point at)
{
	uint32_t slot = slot_of(p, set);
	if (p->slot[slot])
		return STATUS_OK;
	if (p->cells == PARTITION_CELLS_MAX)
		return STATUS_LIMIT;
	if (p->cells == p->room && !more_cells(p))
		return STATUS_MEMORY;
	memcpy(p->set + (size_t)p->cells * p->words, set, p->words * sizeof *set);
	p->point[p->cells] = at;
	p->slot[slot] = ++p->cells;
	return STATUS_OK;
}

/* The rows to be looked at, and the edges in the order of their low ends. */
struct sweep {
	int64_t *row;
	uint32_t rows, row_room;
	uint32_t *order;
	uint32_t *active;
	uint32_t actives;
	struct mark {
		int64_t at;
		uint32_t place;
	} * mark;
	uint64_t work;
};

static void sweep_close(struct sweep *sweep)
{
	free(sweep->row);
	free(sweep->order);
	free(sweep->active);
	free(sweep->mark);
}

static enum status add_row(struct sweep *sweep, int64_t row)
{
	void *list = sweep->row;
	if (!grow(&list, &sweep->row_room, sweep->rows, sizeof *sweep->row))
		return STATUS_MEMORY;
	sweep->row = list;
	sweep->row[sweep->rows++] = row;
	return STATUS_OK;
}

static int by_row(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

static int by_mark(const void *a, const void *b)
{
	const struct mark *x = a, *y = b;
	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return (x->place > y->place) - (x->place < y->place);
}

static int by_low(const void *a, const void *b, void *context)
{
	const struct overlay *o = context;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	int32_t low = o->edge[x].low.lat_e7, other = o->edge[y].low.lat_e7;
	if (low != other)
		return low < other ? -1 : 1;
	return (x > y) - (x < y);
}

/* The latitude, rounded down, at which the lines of two edges cross; false if they run alike or cross off one of them. */
static bool crossing(const struct edge *a, const struct edge *b, int64_t *ret_row)
{
	int64_t ax = (int64_t)a->high.lon_e7 - a->low.lon_e7, ay = (int64_t)a->high.lat_e7 - a->low.lat_e7;
	int64_t bx = (int64_t)b->high.lon_e7 - b->low.lon_e7, by = (int64_t)b->high.lat_e7 - b->low.lat_e7;
	wide turn = (wide)ax * by - (wide)ay * bx;
	if (!turn)
		return false;
	int64_t dx = (int64_t)b->low.lon_e7 - a->low.lon_e7, dy = (int64_t)b->low.lat_e7 - a->low.lat_e7;
	/* How far along a, as a part of `turn`. */
	wide along = (wide)dx * by - (wide)dy * bx;
	if (turn < 0) {
		turn = -turn;
		along = -along;
	}
	if (along < 0 || along > turn)
		return false;
	/* along / turn may have 2 x 64 bits: the division first, the rest by long double, for the row is rounded either way. */
	int64_t row = a->low.lat_e7 + (int64_t)((long double)along / (long double)turn * (long double)ay);
	*ret_row = row;
	return row >= (int64_t)b->low.lat_e7 - 1 && row <= b->high.lat_e7;
}

static bool lons_meet(const struct edge *a, const struct edge *b)
{
	int32_t a_least = a->low.lon_e7 < a->high.lon_e7 ? a->low.lon_e7 : a->high.lon_e7;
	int32_t b_least = b->low.lon_e7 < b->high.lon_e7 ? b->low.lon_e7 : b->high.lon_e7;
	int32_t a_most = a->low.lon_e7 > a->high.lon_e7 ? a->low.lon_e7 : a->high.lon_e7;
	int32_t b_most = b->low.lon_e7 > b->high.lon_e7 ? b->low.lon_e7 : b->high.lon_e7;
	return a_least <= b_most && b_least <= a_most;
}

/* Drops the active edges that end at or below a row. */
static void leave(struct sweep *sweep, const struct overlay *o, int64_t row)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < sweep->actives; i++)
		if (o->edge[sweep->active[i]].high.lat_e7 > row)
			sweep->active[kept++] = sweep->active[i];
	sweep->actives = kept;
}

/* Ends of edges, where two cross, and the rows beside these. */
static enum status find_rows(struct sweep *sweep, const struct overlay *o)
{
	enum status status = STATUS_OK;
	uint32_t crossings = 0;
	sweep->actives = 0;
	for (uint32_t i = 0; i < o->edges && status == STATUS_OK; i++) {
		const struct edge *edge = &o->edge[sweep->order[i]];
		leave(sweep, o, edge->low.lat_e7);
		sweep->work += sweep->actives;
		if (sweep->work > PARTITION_WORK_MAX)
			return STATUS_LIMIT;
		for (int beside = -1; beside <= 0 && status == STATUS_OK; beside++)
			status = add_row(sweep, edge->low.lat_e7 + beside);
		for (int beside = -1; beside <= 0 && status == STATUS_OK; beside++)
			status = add_row(sweep, edge->high.lat_e7 + beside);
		for (uint32_t other = 0; other < sweep->actives && status == STATUS_OK; other++) {
			int64_t row;
			const struct edge *second = &o->edge[sweep->active[other]];
			if (!lons_meet(edge, second) || !crossing(edge, second, &row))
				continue;
			if (++crossings > PARTITION_CROSSINGS_MAX)
				return STATUS_LIMIT;
			for (int beside = -1; beside <= 2 && status == STATUS_OK; beside++)
				status = add_row(sweep, row + beside);
		}
		sweep->active[sweep->actives++] = sweep->order[i];
	}
	return status;
}

/* All that lies on one row, from west to east. */
static enum status take_row(struct sweep *sweep, struct partition *p, int64_t row, uint64_t *set)
{
	const struct overlay *o = &p->overlay;
	uint32_t marks = 0;
	for (uint32_t i = 0; i < sweep->actives; i++) {
		const struct edge *edge = &o->edge[sweep->active[i]];
		if (on_row(edge, row))
			sweep->mark[marks++] = (struct mark){ threshold(edge, row), edge->place };
	}
	qsort(sweep->mark, marks, sizeof *sweep->mark, by_mark);
	memset(set, 0, p->words * sizeof *set);
	for (uint32_t i = 0; i < marks;) {
		int64_t from = sweep->mark[i].at;
		for (; i < marks && sweep->mark[i].at == from; i++)
			set[sweep->mark[i].place / 64] ^= (uint64_t)1 << sweep->mark[i].place % 64;
		int64_t to = i < marks ? sweep->mark[i].at : LON_MAX_E7 + 1;
		/* In the middle, so that a cell's point is one that a map can show. */
		int64_t middle = from + (to - 1 - from) / 2;
		enum status status = add_cell(p, set, (struct point){ (int32_t)row, (int32_t)middle });
		if (status != STATUS_OK)
			return status;
	}
	return STATUS_OK;
}

/* Rows in rising order; edges come in as their low ends are passed. */
static enum status take_rows(struct sweep *sweep, struct partition *p, uint64_t *set)
{
	const struct overlay *o = &p->overlay;
	uint32_t next = 0;
	enum status status = STATUS_OK;
	sweep->actives = 0;
	for (uint32_t i = 0; i < sweep->rows && status == STATUS_OK; i++) {
		int64_t row = sweep->row[i];
		if (i && row == sweep->row[i - 1])
			continue;
		/* The row between, for a point that is not on an edge where there is room; then the row itself. */
		int64_t between = i ? sweep->row[i - 1] + (row - sweep->row[i - 1]) / 2 : row;
		for (int pass = 0; pass < 2 && status == STATUS_OK; pass++) {
			int64_t at = pass ? row : between;
			for (; next < o->edges && o->edge[sweep->order[next]].low.lat_e7 <= at; next++)
				sweep->active[sweep->actives++] = sweep->order[next];
			leave(sweep, o, at);
			sweep->work += sweep->actives;
			if (sweep->work > PARTITION_WORK_MAX)
				return STATUS_LIMIT;
			if (pass || between != row)
				status = take_row(sweep, p, at, set);
		}
	}
	return status;
}

static enum status overlay_all(struct partition *p)
{
	const struct overlay *o = &p->overlay;
	struct sweep sweep = { 0 };
	uint64_t *set = calloc(p->words, sizeof *set);
	sweep.order = calloc(o->edges + 1, sizeof *sweep.order);
	sweep.active = calloc(o->edges + 1, sizeof *sweep.active);
	sweep.mark = calloc(o->edges + 1, sizeof *sweep.mark);
	enum status status = set && sweep.order && sweep.active && sweep.mark ? STATUS_OK : STATUS_MEMORY;
	if (status == STATUS_OK) {
		for (uint32_t i = 0; i < o->edges; i++)
			sweep.order[i] = i;
		if (o->edges)
			qsort_r(sweep.order, o->edges, sizeof *sweep.order, by_low, (void *)(uintptr_t)o);
		/* The north pole lies in nothing that has not its row. */
		status = add_cell(p, set, (struct point){ 0, 0 });
	}
	if (status == STATUS_OK)
		status = find_rows(&sweep, o);
	if (status == STATUS_OK && sweep.rows)
		qsort(sweep.row, sweep.rows, sizeof *sweep.row, by_row);
	if (status == STATUS_OK)
		status = take_rows(&sweep, p, set);
	free(set);
	sweep_close(&sweep);
	return status;
}

/* Cell 0 needs a real point as well: the first on the earth that lies in no place, along a meridian and then a parallel. */
static void find_outside(struct partition *p)
{
	for (int64_t lat = -LAT_MAX_E7; lat <= LAT_MAX_E7; lat += 12345677)
		for (int64_t lon = -LON_MAX_E7; lon <= LON_MAX_E7; lon += 345678901) {
			struct point at = { (int32_t)lat, (int32_t)lon };
			bool out = true;
			for (uint32_t place = 0; place < p->overlay.places && out; place++)
				out = !inside(&p->overlay, place, at);
			if (out) {
				p->point[0] = at;
				return;
			}
		}
}

enum status partition_finish(struct partition_builder *builder, struct partition **ret_partition)
{
	struct partition *p = calloc(1, sizeof *p);
	if (!p) {
		partition_cancel(builder);
		return STATUS_MEMORY;
	}
	p->overlay = builder->overlay;
	free(builder);
	p->words = p->overlay.places / 64 + 1;
	p->slots = 1;
	while (p->slots < 2 * PARTITION_CELLS_MAX)
		p->slots *= 2;
	p->slot = calloc(p->slots, sizeof *p->slot);
	enum status status = p->slot ? overlay_all(p) : STATUS_MEMORY;
	if (status != STATUS_OK) {
		partition_close(p);
		return status;
	}
	find_outside(p);
	*ret_partition = p;
	return STATUS_OK;
}

uint32_t partition_places(const struct partition *partition)
{
	return partition->overlay.places;
}

const char *partition_name(const struct partition *partition, uint32_t place)
{
	assert(place < partition->overlay.places);
	return partition->overlay.place[place].name;
}

uint32_t partition_cells(const struct partition *partition)
{
	return partition->cells;
}

bool partition_cell_in(const struct partition *partition, uint32_t cell, uint32_t place)
{
	assert(cell < partition->cells && place < partition->overlay.places);
	return partition->set[(size_t)cell * partition->words + place / 64] >> place % 64 & 1u;
}

struct point partition_cell_point(const struct partition *partition, uint32_t cell)
{
	assert(cell < partition->cells);
	return partition->point[cell];
}

uint32_t partition_find(const struct partition *partition, struct point at)
{
	uint64_t set[PARTITION_PLACES_MAX / 64 + 1] = { 0 };
	for (uint32_t place = 0; place < partition->overlay.places; place++)
		if (inside(&partition->overlay, place, at))
			set[place / 64] |= (uint64_t)1 << place % 64;
	uint32_t cell = partition->slot[slot_of(partition, set)];
	return cell ? cell - 1 : 0;
}

void partition_close(struct partition *partition)
{
	if (!partition)
		return;
	overlay_close(&partition->overlay);
	free(partition->set);
	free(partition->point);
	free(partition->slot);
	free(partition);
}
