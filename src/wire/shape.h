/* Shapes on the ground, each taken to the circle that covers it. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_SHAPE_H
#define WIRE_SHAPE_H

#include <stddef.h>

/* Degrees of WGS 84. */
struct shape_place {
	double lat, lon;
};

/*
 * The largest radius of curvature that the ellipsoid of WGS 84 has, at its poles: a^2/b of a = 6378137 m and
 * b = 6356752.3142 m.  A distance by it is never too small, and at most 1.02 % too large, so that a circle still covers.
 */
#define SHAPE_EARTH_M 6399593.63

/* By the haversine, on a sphere of SHAPE_EARTH_M. */
double shape_distance_m(struct shape_place a, struct shape_place b);

/* The centroid of a ring of at least one place, and the distance of the vertex farthest from it (RFC 7459 section 5). */
void shape_ring(const struct shape_place *ring, size_t count, struct shape_place *ret_centre, double *ret_radius_m);

/*
 * The centroid of an arc band and the distance of its farthest corner (RFC 7459 section 5): `start_deg` clockwise from
 * north, `opening_deg` on from there.
 */
void shape_band(struct shape_place from, double inner_m, double outer_m, double start_deg, double opening_deg,
                struct shape_place *ret_centre, double *ret_radius_m);

#endif
