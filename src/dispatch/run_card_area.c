/* Areas of a plan: polygons in whole ten-millionths of a degree, and what lies in them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "dispatch/run_card_inside.h"

#include <string.h>

#define DEGREE_E7 10000000

/* "-122.6762345": digits past the seventh are rounded, for a GeoJSON writer gives fifteen. */
bool run_card_degrees(struct bytes text, int32_t most_degrees, int32_t *ret_e7)
{
	size_t at = 0;
	bool negative = text.length && text.at[0] == '-';
	int64_t value = 0, worth = DEGREE_E7;
	if (negative)
		at++;
	size_t first = at;
	for (; at < text.length && at - first < 4 && text.at[at] >= '0' && text.at[at] <= '9'; at++)
		value = value * 10 + (text.at[at] - '0');
	if (at == first)
		return false;
	value *= DEGREE_E7;
	if (at < text.length && text.at[at] == '.') {
		size_t point = ++at;
		for (; at < text.length && text.at[at] >= '0' && text.at[at] <= '9'; at++) {
			if (at == point + 7)
				value += text.at[at] >= '5';
			worth /= 10;
			value += worth * (text.at[at] - '0');
		}
		if (at == point)
			return false;
	}
	if (at != text.length || value > (int64_t)most_degrees * DEGREE_E7)
		return false;
	*ret_e7 = (int32_t)(negative ? -value : value);
	return true;
}

static void read_point(struct reader *reader, const struct outline_node *node, void *into)
{
	struct outline_node *key, *item;
	void *cursor = NULL;
	struct road_node point;
	unsigned count = 0;
	bool good = true;
	(void)into;
	/* RFC 7946, 3.1.1: longitude first; a height may follow. */
	while (outline_is_list(node) && outline_next(node, &cursor, &key, &item)) {
		if (count == 0)
			good = good && run_card_degrees(outline_text(item), 180, &point.lon_e7);
		else if (count == 1)
			good = good && run_card_degrees(outline_text(item), 90, &point.lat_e7);
		count++;
	}
	if (!good || count < 2 || count > 3) {
		PROBLEM(reader, node, "[longitude, latitude] in degrees is expected here, such as [-122.676, 45.523]");
		return;
	}
	struct road_node *kept = reader_add(reader, node, &reader->plan->points);
	if (kept)
		*kept = point;
}

static struct road_node *point_at(const struct plan *plan, uint32_t number)
{
	return pool_item(&plan->points, number);
}

static void read_ring(struct reader *reader, const struct outline_node *node, void *into)
{
	struct plan *plan = reader->plan;
	uint32_t first = plan->points.count;
	unsigned before = reader->problems->count;
	(void)into;
	if (outline_is_list(node))
		reader_list(reader, node, read_point, NULL);
	struct run points = reader_run(&plan->points, first);
	/* A ring that ends where it began says the first point twice; a polygon may leave that out. */
	if (points.count > 1 &&
	    memcmp(point_at(plan, first), point_at(plan, first + points.count - 1), sizeof(struct road_node)) == 0)
		points.count--;
	if (reader->problems->count == before && points.count < 3)
		PROBLEM(reader, node, "a ring of at least three points is expected here");
	struct run *ring = reader->status == STATUS_OK ? reader_add(reader, node, &plan->rings) : NULL;
	if (ring)
		*ring = points;
}

static void read_polygon(struct reader *reader, const struct outline_node *node, void *into)
{
	reader_list(reader, node, read_ring, into);
	if (!outline_is_list(node))
		PROBLEM(reader, node, "a list of rings is expected here");
}

/* GeoJSON's own form: RFC 7946, 3.1.6 and 3.1.7. */
static void read_geometry(struct reader *reader, const struct outline_node *node, void *into)
{
	struct bytes type = outline_text(outline_value(node, "type"));
	const struct outline_node *coordinates = outline_value(node, "coordinates");
	if (bytes_same(type, bytes_of_text("Polygon")) && outline_is_list(coordinates))
		reader_list(reader, coordinates, read_ring, into);
	else if (bytes_same(type, bytes_of_text("MultiPolygon")) && outline_is_list(coordinates))
		reader_list(reader, coordinates, read_polygon, into);
	else
		PROBLEM(reader, node,
		        "a GeoJSON geometry is expected here: type Polygon or MultiPolygon, and coordinates");
}

static void read_name(struct reader *reader, const struct outline_node *node, void *into)
{
	struct area *area = into;
	(void)reader_text(reader, node, area->name.text, sizeof area->name.text);
}

static void measure(struct reader *reader, const struct outline_node *node, struct area *area)
{
	const struct plan *plan = reader->plan;
	area->least = (struct road_node){ INT32_MAX, INT32_MAX };
	area->most = (struct road_node){ INT32_MIN, INT32_MIN };
	for (uint32_t r = 0; r < area->rings.count; r++) {
		const struct run *ring = pool_item(&plan->rings, area->rings.first + r);
		for (uint32_t i = 0; i < ring->count; i++) {
			const struct road_node *point = point_at(plan, ring->first + i);
			area->least.lat_e7 = point->lat_e7 < area->least.lat_e7 ? point->lat_e7 : area->least.lat_e7;
			area->least.lon_e7 = point->lon_e7 < area->least.lon_e7 ? point->lon_e7 : area->least.lon_e7;
			area->most.lat_e7 = point->lat_e7 > area->most.lat_e7 ? point->lat_e7 : area->most.lat_e7;
			area->most.lon_e7 = point->lon_e7 > area->most.lon_e7 ? point->lon_e7 : area->most.lon_e7;
		}
	}
	int64_t wide = (int64_t)area->most.lon_e7 - area->least.lon_e7;
	int64_t high = (int64_t)area->most.lat_e7 - area->least.lat_e7;
	if (wide > 180LL * DEGREE_E7)
		PROBLEM(reader, node,
		        "it is wider than half the world; cut it at the 180th meridian (RFC 7946, 3.1.9)");
	else if (wide <= 0 || high <= 0)
		PROBLEM(reader, node, "it encloses nothing; correct its points");
}

static void read_area(struct reader *reader, const struct outline_node *node, void *into)
{
	static const struct reader_key keys[] = { { "name", read_name },
		                                  { "polygon", read_ring },
		                                  { "geometry", read_geometry } };
	struct plan *plan = reader->plan;
	struct area area = { 0 };
	unsigned before = reader->problems->count;
	uint32_t first = plan->rings.count;
	(void)into;
	reader_map(reader, node, keys, sizeof keys / sizeof *keys, &area);
	area.rings = reader_run(&plan->rings, first);
	if (reader->status == STATUS_OK && reader->problems->count == before) {
		if (!area.name.text[0] || !area.rings.count)
			PROBLEM(reader, node, "an area needs a name, and a polygon or a geometry");
		else
			measure(reader, node, &area);
	}
	for (uint32_t i = 1; i < plan->areas.count && area.name.text[0]; i++)
		if (strcmp(plan_area(plan, i)->name.text, area.name.text) == 0)
			PROBLEM(reader, node, "%s is named twice", area.name.text);
	struct area *kept = reader_add(reader, node, &plan->areas);
	if (kept)
		*kept = area;
}

void run_card_areas(struct reader *reader, const struct outline_node *node, void *into)
{
	reader_list(reader, node, read_area, into);
}

__extension__ typedef __int128 wide;

/* Over 0 if `at` lies left of the way from a to b, under 0 if right, 0 if on its line. */
static int side(struct road_node a, struct road_node b, struct road_node at)
{
	wide left = (wide)((int64_t)b.lon_e7 - a.lon_e7) * ((int64_t)at.lat_e7 - a.lat_e7);
	wide right = (wide)((int64_t)at.lon_e7 - a.lon_e7) * ((int64_t)b.lat_e7 - a.lat_e7);
	return (left > right) - (left < right);
}

static bool between(int32_t a, int32_t b, int32_t at)
{
	return a < b ? a <= at && at <= b : b <= at && at <= a;
}

bool run_card_holds(const struct plan *plan, const struct area *area, struct road_node at)
{
	if (!between(area->least.lat_e7, area->most.lat_e7, at.lat_e7) ||
	    !between(area->least.lon_e7, area->most.lon_e7, at.lon_e7))
		return false;
	bool inside = false;
	/* Rings crossed an odd number of times: holes need no mark of their own. */
	for (uint32_t r = 0; r < area->rings.count; r++) {
		const struct run *ring = pool_item(&plan->rings, area->rings.first + r);
		struct road_node a = *point_at(plan, ring->first + ring->count - 1);
		for (uint32_t i = 0; i < ring->count; i++) {
			struct road_node b = *point_at(plan, ring->first + i);
			int on = side(a, b, at);
			if (on == 0 && between(a.lat_e7, b.lat_e7, at.lat_e7) && between(a.lon_e7, b.lon_e7, at.lon_e7))
				return true;
			if ((a.lat_e7 > at.lat_e7) != (b.lat_e7 > at.lat_e7))
				inside ^= b.lat_e7 > a.lat_e7 ? on > 0 : on < 0;
			a = b;
		}
	}
	return inside;
}
