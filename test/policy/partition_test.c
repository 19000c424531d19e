/* Areas overlaid: every cell's point lies where the cell says, and no point of a fine grid lies in a set without a cell. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/partition.h"

#include "check.h"

static uint64_t state = 88172645463325252u;

static uint32_t draw(uint32_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 33) % below;
}

#define RINGS 8
#define CORNERS 9

/* The same question by another way: the winding of doubles would not do, so edges are counted over again, by hand. */
static bool odd_around(const struct point *ring, unsigned corners, struct point at)
{
	bool odd = false;
	for (unsigned i = 0; i < corners; i++) {
		struct point a = ring[i], b = ring[(i + 1) % corners];
		if ((a.lat_e7 <= at.lat_e7) == (b.lat_e7 <= at.lat_e7))
			continue;
		struct point low = a.lat_e7 < b.lat_e7 ? a : b, high = a.lat_e7 < b.lat_e7 ? b : a;
		int64_t left = ((int64_t)at.lon_e7 - low.lon_e7) * ((int64_t)high.lat_e7 - low.lat_e7);
		int64_t right = ((int64_t)at.lat_e7 - low.lat_e7) * ((int64_t)high.lon_e7 - low.lon_e7);
		odd ^= left < right;
	}
	return odd;
}

/* Random places on a map of 60 by 60 points, where everything touches everything. */
static void check_random(int32_t size)
{
	struct point ring[RINGS][CORNERS];
	unsigned corners[RINGS];
	struct partition_builder *builder;
	struct partition *p;
	CHECK(partition_begin(&builder) == STATUS_OK);
	unsigned rings = 1 + draw(RINGS);
	for (unsigned r = 0; r < rings; r++) {
		corners[r] = 3 + draw(CORNERS - 2);
		for (unsigned i = 0; i < corners[r]; i++)
			ring[r][i] = (struct point){ (int32_t)draw((uint32_t)size), (int32_t)draw((uint32_t)size) };
		CHECK(partition_add_place(builder, "place") == STATUS_OK);
		CHECK(partition_add_ring(builder, corners[r], ring[r]) == STATUS_OK);
	}
	CHECK(partition_finish(builder, &p) == STATUS_OK);
	int wrong = 0, homeless = 0;
	for (uint32_t cell = 0; cell < partition_cells(p); cell++) {
		for (unsigned r = 0; r < rings; r++)
			wrong += odd_around(ring[r], corners[r], partition_cell_point(p, cell)) !=
			         partition_cell_in(p, cell, r);
		wrong += partition_find(p, partition_cell_point(p, cell)) != cell;
	}
	for (int32_t lat = -1; lat <= size; lat++)
		for (int32_t lon = -1; lon <= size; lon++) {
			struct point at = { lat, lon };
			uint32_t cell = partition_find(p, at);
			bool same = true;
			for (unsigned r = 0; r < rings; r++)
				same &= odd_around(ring[r], corners[r], at) == partition_cell_in(p, cell, r);
			/* Only what is thinner than one whole step of the map may be homeless, and then it is outside all. */
			homeless += !same;
			wrong += !same && cell != 0;
		}
	CHECK_NUMBER(wrong, 0);
	CHECK(homeless * 200 <= size * size);
	partition_close(p);
}

static const struct point outer[] = { { 0, 0 }, { 0, 100 }, { 100, 100 }, { 100, 0 } };
static const struct point hole[] = { { 40, 40 }, { 60, 40 }, { 60, 60 }, { 40, 60 }, { 40, 40 } };
static const struct point east[] = { { 0, 100 }, { 0, 200 }, { 100, 200 }, { 100, 100 } };

static void check_made(void)
{
	struct partition_builder *builder;
	struct partition *p;
	CHECK(partition_begin(&builder) == STATUS_OK);
	CHECK(partition_add_place(builder, "town") == STATUS_OK && partition_add_ring(builder, 4, outer) == STATUS_OK);
	CHECK(partition_add_ring(builder, 5, hole) == STATUS_OK);
	CHECK(partition_add_place(builder, "harbour") == STATUS_OK &&
	      partition_add_ring(builder, 4, east) == STATUS_OK);
	CHECK(partition_add_ring(builder, 2, east) == STATUS_MALFORMED);
	CHECK(partition_add_ring(builder, 3, (struct point[]){ { 0, 0 }, { 1000000000, 0 }, { 0, 5 } }) ==
	      STATUS_MALFORMED);
	CHECK(partition_finish(builder, &p) == STATUS_OK);
	/* They share an edge, and nobody stands on both sides of it: outside, town, harbour. */
	CHECK_NUMBER(partition_cells(p), 3);
	CHECK(partition_places(p) == 2 && strcmp(partition_name(p, 1), "harbour") == 0);
	uint32_t town = partition_find(p, (struct point){ 20, 20 });
	CHECK(town && partition_cell_in(p, town, 0) && !partition_cell_in(p, town, 1));
	CHECK_NUMBER(partition_find(p, (struct point){ 50, 50 }), 0);
	CHECK_NUMBER(partition_find(p, (struct point){ 50, 99 }), town);
	CHECK(partition_cell_in(p, partition_find(p, (struct point){ 50, 100 }), 1));
	partition_close(p);
}

static void check_limits(void)
{
	static struct point many[PARTITION_POINTS_MAX + 1];
	struct partition_builder *builder;
	struct partition *p;
	CHECK(partition_begin(&builder) == STATUS_OK && partition_add_place(builder, "comb") == STATUS_OK);
	CHECK(partition_add_ring(builder, PARTITION_POINTS_MAX + 1, many) == STATUS_LIMIT);
	/* Two combs across each other cross everywhere: refused, and within bounded time. */
	for (uint32_t i = 0; i < PARTITION_POINTS_MAX / 2; i++)
		many[i] = (struct point){ i % 2 ? 800000000 : -800000000, (int32_t)i * 1000 };
	CHECK(partition_add_ring(builder, PARTITION_POINTS_MAX / 2, many) == STATUS_OK);
	CHECK(partition_add_place(builder, "other") == STATUS_OK);
	for (uint32_t i = 0; i < PARTITION_POINTS_MAX / 2; i++)
		many[i] = (struct point){ (int32_t)i * 1000 - 5000000, i % 2 ? 900000000 : -900000000 };
	CHECK(partition_add_ring(builder, PARTITION_POINTS_MAX / 2, many) == STATUS_OK);
	CHECK(partition_finish(builder, &p) == STATUS_LIMIT);
	CHECK(partition_begin(&builder) == STATUS_OK);
	for (uint32_t i = 0; i < PARTITION_PLACES_MAX; i++)
		CHECK(partition_add_place(builder, "one") == STATUS_OK);
	CHECK(partition_add_place(builder, "more") == STATUS_LIMIT);
	partition_cancel(builder);
}

int main(void)
{
	check_made();
	for (int round = 0; round < 300; round++)
		check_random(round % 2 ? 60 : 13);
	check_limits();
	return check_done();
}
