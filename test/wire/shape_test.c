/* Centres and covering circles, each found once more in another way. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include <math.h>

#include "wire/shape.h"

#define RADIANS (3.14159265358979323846 / 180)

struct point {
	double x, y, z;
};

/* On the ellipsoid of WGS 84, in metres from the Earth's centre. */
static struct point point_of(struct shape_place place)
{
	double lat = place.lat * RADIANS, lon = place.lon * RADIANS, e2 = 0.00669437999014;
	double bulge = 6378137.0 / sqrt(1 - e2 * sin(lat) * sin(lat));
	return (struct point){ bulge * cos(lat) * cos(lon), bulge * cos(lat) * sin(lon), bulge * (1 - e2) * sin(lat) };
}

/* The second witness of distances: the chord through the ellipsoid, bent to an arc of its mean radius. */
static double bent(struct shape_place a, struct shape_place b)
{
	struct point p = point_of(a), q = point_of(b);
	double chord = sqrt((p.x - q.x) * (p.x - q.x) + (p.y - q.y) * (p.y - q.y) + (p.z - q.z) * (p.z - q.z));
	return 2 * 6371008.8 * asin(chord / 2 / 6371008.8);
}

/* A place `east` and `north` metres from another: along the normal sections of the ellipsoid, stepwise. */
static struct shape_place stepped(struct shape_place from, double north, double east)
{
	for (int i = 0; i < 1000; i++) {
		struct shape_place up = { from.lat + 1e-5, from.lon }, right = { from.lat, from.lon + 1e-5 };
		double lat = north / 1000 / bent(from, up) * 1e-5, lon = east / 1000 / bent(from, right) * 1e-5;
		from = (struct shape_place){ from.lat + lat, from.lon + lon };
	}
	return from;
}

static void check_distance(void)
{
	/* Land's End to John o' Groats, and points on each side of a pole and of the 180th meridian. */
	static const struct shape_place pairs[][2] = {
		{ { 50.0663888, -5.7147222 }, { 58.6438888, -3.0700000 } },
		{ { 43.311, -73.422 }, { 43.2693333, -73.272 } },
		{ { 89.99, 0 }, { 89.99, 180 } },
		{ { -17, 179.999 }, { -17, -179.999 } },
		{ { 0, 0 }, { 0, 1 } },
	};
	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
		double got = shape_distance_m(pairs[i][0], pairs[i][1]), real = bent(pairs[i][0], pairs[i][1]);
		CHECK(got >= real && got <= real * 1.0103);
	}
	CHECK(shape_distance_m(pairs[0][0], pairs[0][0]) == 0);
	CHECK(fabs(shape_distance_m((struct shape_place){ 0, 0 }, (struct shape_place){ 0, 180 }) - 20104917) < 2);
}

/* The centroid of a ring by the sum of its triangles, and the farthest vertex by the other distance. */
static void check_ring(const struct shape_place *ring, size_t count)
{
	struct shape_place centre;
	double radius, x = 0, y = 0, area = 0, real = 0, shrink = cos(ring[0].lat * RADIANS);
	shape_ring(ring, count, &centre, &radius);
	for (size_t i = 1; i + 1 < count; i++) {
		double ax = (ring[i].lon - ring[0].lon) * shrink, ay = ring[i].lat - ring[0].lat;
		double bx = (ring[i + 1].lon - ring[0].lon) * shrink, by = ring[i + 1].lat - ring[0].lat;
		double half = (ax * by - ay * bx) / 2;
		x += half * (ax + bx) / 3;
		y += half * (ay + by) / 3;
		area += half;
	}
	CHECK(fabs(centre.lat - (ring[0].lat + y / area)) < 1e-9);
	CHECK(fabs(centre.lon - (ring[0].lon + x / area / shrink)) < 1e-9);
	for (size_t i = 0; i < count; i++)
		real = fmax(real, bent(centre, ring[i]));
	CHECK(radius >= real && radius <= real * 1.0103);
}

static void check_rings(void)
{
	/* RFC 5491 5.2.2: the hexagon, open and closed. */
	static const struct shape_place hexagon[] = {
		{ 43.311, -73.422 }, { 43.111, -73.322 }, { 43.111, -73.222 }, { 43.311, -73.122 },
		{ 43.411, -73.222 }, { 43.411, -73.322 }, { 43.311, -73.422 },
	};
	static const struct shape_place hook[] = { { 0, 0 }, { 0, 3 }, { 1, 3 }, { 1, 1 }, { 3, 1 }, { 3, 0 } };
	struct shape_place centre, other;
	double radius;
	check_ring(hexagon, 6);
	check_ring(hexagon, 7);
	check_ring(hook, 6);
	/* Over the 180th meridian it is the same as beside it. */
	struct shape_place moved[7];
	for (int i = 0; i < 7; i++) {
		moved[i] = hexagon[i];
		moved[i].lon += 73.3 + 180;
		moved[i].lon -= moved[i].lon > 180 ? 360 : 0;
	}
	shape_ring(hexagon, 7, &centre, &radius);
	double same;
	shape_ring(moved, 7, &other, &same);
	CHECK(fabs(same - radius) < 1e-3 && fabs(fabs(other.lon) - 180 + 0.028) < 0.001);
	/* No area: a line, a point, one that crosses itself far from where its centroid would be. */
	static const struct shape_place line[] = { { 1, 1 }, { 3, 3 } };
	shape_ring(line, 2, &centre, &radius);
	CHECK(fabs(centre.lat - 2) < 1e-9 && fabs(centre.lon - 2) < 1e-9);
	shape_ring(line, 1, &centre, &radius);
	CHECK(centre.lat == 1 && centre.lon == 1 && radius == 0);
	static const struct shape_place same_place[] = { { 1, 1 }, { 1, 1 }, { 1, 1 } };
	shape_ring(same_place, 3, &centre, &radius);
	CHECK(centre.lat == 1 && radius == 0);
	static const struct shape_place bow[] = { { 0, 0 }, { 1, 1 }, { 0, 1.000001 }, { 1, 0 } };
	shape_ring(bow, 4, &centre, &radius);
	CHECK(centre.lat >= 0 && centre.lat <= 1 && centre.lon >= 0 && centre.lon <= 1.1);
}

/* The centroid by adding up small cells, and the reach by going around the band's edge on the ellipsoid. */
static void check_band(double lat, double inner, double outer, double start, double opening)
{
	struct shape_place from = { lat, 153.2176 }, centre;
	double radius, area = 0, north = 0, east = 0, real = 0;
	shape_band(from, inner, outer, start, opening, &centre, &radius);
	for (int i = 0; i < 400; i++) {
		for (int j = 0; j < 400; j++) {
			double r = inner + (outer - inner) * (i + 0.5) / 400,
			       a = (start + opening * (j + 0.5) / 400) * RADIANS;
			area += r;
			north += r * r * cos(a);
			east += r * r * sin(a);
		}
	}
	double off = bent(centre, stepped(from, north / area, east / area));
	if (!CHECK(off < 1 + outer * 1e-3))
		(void)fprintf(stderr, "  %f\n", off);
	for (int i = 0; i <= 40; i++) {
		double a = (start + opening * i / 40) * RADIANS;
		real = fmax(real, bent(centre, stepped(from, outer * cos(a), outer * sin(a))));
		real = fmax(real, bent(centre, stepped(from, inner * cos(a), inner * sin(a))));
	}
	if (!CHECK(fabs(radius - real) < 1 + outer * 2e-3))
		(void)fprintf(stderr, "  %f %f\n", radius, real);
}

int main(void)
{
	check_distance();
	check_rings();
	/* RFC 5491 5.2.5, and others. */
	check_band(-43.5723, 3594, 4148, 20, 20);
	check_band(39.0966, 123.12, 900, 20, 20);
	check_band(60, 0, 5000, 300, 120);
	check_band(0, 1000, 3000, -45, 270);
	check_band(10, 1000, 1001, 0, 1);
	struct shape_place centre, from = { 10, 20 };
	double radius;
	shape_band(from, 500, 1000, 0, 360, &centre, &radius);
	CHECK(fabs(centre.lat - 10) < 1e-9 && fabs(radius - 1000) < 1e-6);
	shape_band(from, 0, 0, 0, 0, &centre, &radius);
	CHECK(centre.lat == 10 && centre.lon == 20 && radius == 0);
	/* Turned round, and the radii the wrong way round. */
	struct shape_place same;
	double other;
	shape_band(from, 500, 1000, 30, 60, &centre, &radius);
	shape_band(from, 1000, 500, 90, -60, &same, &other);
	CHECK(fabs(same.lat - centre.lat) < 1e-12 && fabs(other - radius) < 1e-9);
	return check_done();
}
