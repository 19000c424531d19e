/* Shapes on the ground: small ones on the plane that touches the ellipsoid, distances on the sphere around it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/shape.h"

#include <assert.h>
#include <math.h>

#define RADIANS (3.14159265358979323846 / 180)
/* WGS 84: its longer half axis, and the square of its first eccentricity. */
#define AXIS_M 6378137.0
#define ECCENTRICITY_2 0.00669437999014
/* Below it, in square degrees, a ring has no area: a square of a tenth of a millimetre. */
#define AREA_LEAST 1e-18

static double turned(double lon)
{
	return lon > 180 ? lon - 360 : lon < -180 ? lon + 360 : lon;
}

double shape_distance_m(struct shape_place a, struct shape_place b)
{
	double lat = sin((b.lat - a.lat) * RADIANS / 2), lon = sin((b.lon - a.lon) * RADIANS / 2);
	double half = lat * lat + cos(a.lat * RADIANS) * cos(b.lat * RADIANS) * lon * lon;
	return 2 * SHAPE_EARTH_M * asin(sqrt(half > 1 ? 1 : half));
}

/* The centroid of the area, or of the vertices where there is none; seen from the first vertex, in degrees of latitude. */
static struct shape_place centroid(const struct shape_place *ring, size_t count, double shrink)
{
	double area = 0, x = 0, y = 0, mean_x = 0, mean_y = 0, west = 0, east = 0, south = 0, north = 0;
	for (size_t i = 0; i < count; i++) {
		const struct shape_place *a = &ring[i], *b = &ring[(i + 1) % count];
		double ax = turned(a->lon - ring[0].lon) * shrink, ay = a->lat - ring[0].lat;
		double bx = turned(b->lon - ring[0].lon) * shrink, by = b->lat - ring[0].lat;
		double cross = ax * by - bx * ay;
		area += cross;
		x += (ax + bx) * cross;
		y += (ay + by) * cross;
		mean_x += ax / (double)count;
		mean_y += ay / (double)count;
		west = fmin(west, ax), east = fmax(east, ax), south = fmin(south, ay), north = fmax(north, ay);
	}
	if (fabs(area) > AREA_LEAST) {
		x /= 3 * area;
		y /= 3 * area;
		/* A ring that crosses itself can have its centroid anywhere; that is no place to send anyone. */
		if (x >= west && x <= east && y >= south && y <= north)
			return (struct shape_place){ .lat = y, .lon = x };
	}
	return (struct shape_place){ .lat = mean_y, .lon = mean_x };
}

void shape_ring(const struct shape_place *ring, size_t count, struct shape_place *ret_centre, double *ret_radius_m)
{
	assert(count > 0);
	/* The last vertex repeats the first (RFC 5491 5.2.2), and counts once. */
	while (count > 1 && ring[count - 1].lat == ring[0].lat && ring[count - 1].lon == ring[0].lon)
		count--;
	double shrink = fmax(cos(ring[0].lat * RADIANS), 1e-9);
	struct shape_place off = centroid(ring, count, shrink);
	struct shape_place centre = { .lat = ring[0].lat + off.lat, .lon = turned(ring[0].lon + off.lon / shrink) };
	double radius = 0;
	for (size_t i = 0; i < count; i++)
		radius = fmax(radius, shape_distance_m(centre, ring[i]));
	*ret_centre = centre;
	*ret_radius_m = radius;
}

/* Where one is after going `metres` by a bearing, by the mean latitude and the mean bearing of the way (Gauss). */
static struct shape_place moved(struct shape_place from, double bearing_deg, double metres)
{
	double lat = from.lat * RADIANS, bearing = bearing_deg * RADIANS, north = 0, east = 0;
	for (int i = 0; i < 3; i++) {
		double mean = lat + north / 2, on_way = bearing + east * sin(mean) / 2;
		double bulge = 1 - ECCENTRICITY_2 * sin(mean) * sin(mean);
		double along = AXIS_M * (1 - ECCENTRICITY_2) / (bulge * sqrt(bulge)), across = AXIS_M / sqrt(bulge);
		north = metres * cos(on_way) / along;
		east = metres * sin(on_way) / (across * fmax(fabs(cos(mean)), 1e-9));
	}
	/* A way around the pole ends nowhere in this reckoning: it ends at the pole. */
	return (struct shape_place){ .lat = fmax(-90, fmin(90, (lat + north) / RADIANS)),
		                     .lon = remainder(from.lon + east / RADIANS, 360) };
}

void shape_band(struct shape_place from, double inner_m, double outer_m, double start_deg, double opening_deg,
                struct shape_place *ret_centre, double *ret_radius_m)
{
	double inner = fmin(inner_m, outer_m), outer = fmax(inner_m, outer_m);
	if (opening_deg < 0) {
		start_deg += opening_deg;
		opening_deg = -opening_deg;
	}
	double opening = fmin(opening_deg, 360), half = opening / 2 * RADIANS;
	/* RFC 7459 section 5.1.1: on the line that halves it, at 4 sin(o/2) (R^2 + R r + r^2) / (3 o (R + r)). */
	double flat = half > 1e-9 ? sin(half) / half : 1;
	double far =
	    outer + inner > 0 ? 2 * flat * (outer * outer + outer * inner + inner * inner) / (3 * (outer + inner)) : 0;
	*ret_centre = moved(from, start_deg + opening / 2, far);
	/* The distance grows with the angle to that line, and along each ray it is greatest at one of its ends. */
	double at_outer = outer * outer + far * far - 2 * outer * far * cos(half);
	double at_inner = inner * inner + far * far - 2 * inner * far * cos(half);
	*ret_radius_m = sqrt(fmax(0, fmax(at_outer, at_inner)));
}
