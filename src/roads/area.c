/* The roads of an area: those within a circle, those that touch a polygon. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "roads/plane.h"
#include "roads/snap.h"

#define CM_A_METRE 100
#define SPAN_MAX_E7 100000000LL

/* An area in its own plane. */
struct area {
	const struct road_snap *snap;
	struct road_plane plane;
	struct road_point *corner; /* none: a circle around the plane's origin */
	uint32_t corners;
	int64_t radius_cm;
	struct road_node low, high; /* what it lies within */
};

enum status road_arcs_add(struct road_arcs *arcs, uint32_t arc)
{
	if (arcs->count == arcs->room) {
		uint32_t room = arcs->room ? arcs->room * 2 : 64;
		uint32_t *at = realloc(arcs->arc, room * sizeof *at);
		if (!at)
			return STATUS_MEMORY;
		arcs->arc = at;
		arcs->room = room;
	}
	arcs->arc[arcs->count++] = arc;
	return STATUS_OK;
}

void road_arcs_close(struct road_arcs *arcs)
{
	free(arcs->arc);
	memset(arcs, 0, sizeof *arcs);
}

/* On which side of the line from a to b a point lies. */
static int side(struct road_point a, struct road_point b, struct road_point p)
{
	int64_t cross = (b.x_cm - a.x_cm) * (p.y_cm - a.y_cm) - (b.y_cm - a.y_cm) * (p.x_cm - a.x_cm);
	return cross > 0 ? 1 : cross < 0 ? -1 : 0;
}

static bool overlap(int64_t a, int64_t b, int64_t c, int64_t d)
{
	int64_t low = a < b ? a : b, high = a < b ? b : a;
	return (c >= low || d >= low) && (c <= high || d <= high);
}

static bool cross(struct road_point a, struct road_point b, struct road_point c, struct road_point d)
{
	return overlap(a.x_cm, b.x_cm, c.x_cm, d.x_cm) && overlap(a.y_cm, b.y_cm, c.y_cm, d.y_cm) &&
	       side(a, b, c) * side(a, b, d) <= 0 && side(c, d, a) * side(c, d, b) <= 0;
}

static bool is_inside(const struct area *area, struct road_point p)
{
	bool inside = false;
	for (uint32_t i = 0, j = area->corners - 1; i < area->corners; j = i++) {
		struct road_point a = area->corner[i], b = area->corner[j];
		if ((a.y_cm > p.y_cm) == (b.y_cm > p.y_cm))
			continue;
		/* Whether a ray to the east meets this side. */
		inside ^= a.y_cm < b.y_cm ? side(a, b, p) > 0 : side(b, a, p) > 0;
	}
	return inside;
}

static bool meets_polygon(const struct area *area, struct road_point a, struct road_point b)
{
	if (is_inside(area, a) || is_inside(area, b))
		return true;
	for (uint32_t i = 0, j = area->corners - 1; i < area->corners; j = i++)
		if (cross(a, b, area->corner[j], area->corner[i]))
			return true;
	return false;
}

/* Whether a straight piece comes within the radius of the origin. */
static bool meets_circle(const struct area *area, struct road_point a, struct road_point b)
{
	int64_t x = b.x_cm - a.x_cm, y = b.y_cm - a.y_cm, whole = x * x + y * y;
	int64_t part = -(a.x_cm * x + a.y_cm * y), square = area->radius_cm * area->radius_cm;
	if (part <= 0 || !whole)
		return a.x_cm * a.x_cm + a.y_cm * a.y_cm <= square;
	if (part >= whole)
		return b.x_cm * b.x_cm + b.y_cm * b.y_cm <= square;
	/* The height over the piece is the cross product by its length. */
	int64_t length = (int64_t)road_plane_root((uint64_t)whole), height = a.x_cm * y - a.y_cm * x;
	return (height < 0 ? -height : height) / length <= area->radius_cm;
}

static bool meets(const struct area *area, uint32_t arc)
{
	const struct road_network *network = area->snap->network;
	struct road_point a = road_plane_point(&area->plane, road_network_point(network, arc, 0));
	for (uint32_t i = 1; i < road_network_points(network, arc); i++) {
		struct road_point b = road_plane_point(&area->plane, road_network_point(network, arc, i));
		/* What ends on another continent is no road near here, and products would not fit. */
		bool far = road_plane_far(a) || road_plane_far(b);
		if (!far && (area->corners ? meets_polygon(area, a, b) : meets_circle(area, a, b)))
			return true;
		a = b;
	}
	return false;
}

static int ascending(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;
	return *x < *y ? -1 : *x > *y;
}

/* The cells that a span of a degree's parts covers, clipped to the grid; false if none. */
static bool clip(int64_t low, int64_t high, unsigned shift, int32_t first, uint32_t count, int64_t *from, int64_t *to)
{
	*from = (low >> shift) - first;
	*to = (high >> shift) - first;
	*from = *from < 0 ? 0 : *from;
	*to = *to >= count ? (int64_t)count - 1 : *to;
	return *from <= *to;
}

/* The arcs of the cells around the area, each once, that the area meets. */
static enum status collect(const struct area *area, struct road_arcs *arcs)
{
	const struct road_snap *snap = area->snap;
	struct road_arcs near = { 0 };
	enum status status = STATUS_OK;
	int64_t row, row_end, column_0, column_end;
	if (!clip(area->low.lat_e7, area->high.lat_e7, snap->shift, snap->row_0, snap->rows, &row, &row_end) ||
	    !clip(area->low.lon_e7, area->high.lon_e7, snap->shift, snap->column_0, snap->columns, &column_0,
	          &column_end))
		return STATUS_OK;
	for (; status == STATUS_OK && row <= row_end; row++)
		for (int64_t column = column_0; status == STATUS_OK && column <= column_end; column++) {
			size_t cell = (size_t)row * snap->columns + (size_t)column;
			for (uint32_t i = snap->first[cell]; status == STATUS_OK && i < snap->first[cell + 1]; i++)
				status = road_arcs_add(&near, snap->arc[i]);
		}
	if (near.count)
		qsort(near.arc, near.count, sizeof *near.arc, ascending);
	for (uint32_t i = 0; status == STATUS_OK && i < near.count; i++)
		if ((!i || near.arc[i] != near.arc[i - 1]) && meets(area, near.arc[i]))
			status = road_arcs_add(arcs, near.arc[i]);
	road_arcs_close(&near);
	return status;
}

static int32_t clamp(int64_t e7)
{
	return e7 < INT32_MIN ? INT32_MIN : e7 > INT32_MAX ? INT32_MAX : (int32_t)e7;
}

enum status road_snap_circle(const struct road_snap *snap, struct road_node centre, uint32_t radius_m,
                             struct road_arcs *arcs)
{
	struct area area = { .snap = snap,
		             .plane = road_plane_at(centre),
		             .radius_cm = (int64_t)radius_m * CM_A_METRE };
	if (radius_m > ROAD_SNAP_MAX_M)
		return STATUS_LIMIT;
	int64_t lat = road_plane_lat_e7(area.radius_cm), lon = road_plane_lon_e7(&area.plane, area.radius_cm);
	area.low = (struct road_node){ clamp(centre.lat_e7 - lat), clamp(centre.lon_e7 - lon) };
	area.high = (struct road_node){ clamp(centre.lat_e7 + lat), clamp(centre.lon_e7 + lon) };
	return collect(&area, arcs);
}

enum status road_snap_polygon(const struct road_snap *snap, const struct road_node *corners, uint32_t count,
                              struct road_arcs *arcs)
{
	struct area area = { .snap = snap, .corners = count };
	if (count < 3 || count > ROAD_AREA_CORNERS_MAX)
		return STATUS_LIMIT;
	area.low = area.high = corners[0];
	for (uint32_t i = 1; i < count; i++) {
		const struct road_node *at = &corners[i];
		area.low.lat_e7 = at->lat_e7 < area.low.lat_e7 ? at->lat_e7 : area.low.lat_e7;
		area.low.lon_e7 = at->lon_e7 < area.low.lon_e7 ? at->lon_e7 : area.low.lon_e7;
		area.high.lat_e7 = at->lat_e7 > area.high.lat_e7 ? at->lat_e7 : area.high.lat_e7;
		area.high.lon_e7 = at->lon_e7 > area.high.lon_e7 ? at->lon_e7 : area.high.lon_e7;
	}
	if ((int64_t)area.high.lat_e7 - area.low.lat_e7 > SPAN_MAX_E7 ||
	    (int64_t)area.high.lon_e7 - area.low.lon_e7 > SPAN_MAX_E7)
		return STATUS_LIMIT;
	area.plane = road_plane_at(corners[0]);
	area.corner = calloc(count, sizeof *area.corner);
	if (!area.corner)
		return STATUS_MEMORY;
	for (uint32_t i = 0; i < count; i++)
		area.corner[i] = road_plane_point(&area.plane, corners[i]);
	enum status status = collect(&area, arcs);
	free(area.corner);
	return status;
}
