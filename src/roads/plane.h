/* Lengths on the ground between places in ten-millionths of a degree, by whole numbers alone. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROADS_PLANE_H
#define ROADS_PLANE_H

#include "roads/network.h"

/*
 * The ground around a place as a plane in centimetres: good to 0.1 % within some 50 km, which is what snapping and
 * the lengths of roads need.  A degree has 111,319.49 m on the equator of WGS 84.  The cosine is a Taylor sum in
 * 2^-30, so that every compiler gives the same bits.
 */
struct road_plane {
	struct road_node origin;
	int64_t cosine_q30;
};

struct road_point {
	int64_t x_cm, y_cm;
};

struct road_plane road_plane_at(struct road_node origin);
struct road_point road_plane_point(const struct road_plane *plane, struct road_node place);
/* The whole part of a square root. */
uint64_t road_plane_root(uint64_t square);
/* Whether a point lies farther off than 5,300 km: products of differences of nearer ones stay within 64 bits. */
bool road_plane_far(struct road_point point);
uint64_t road_plane_distance_cm(struct road_point a, struct road_point b);
bool road_plane_on_earth(struct road_node place);
/* The straight line between two places, in centimetres; a plane around their middle. */
uint32_t road_plane_length_cm(struct road_node a, struct road_node b);
/* How many ten-millionths of a degree of longitude are so many centimetres here, rounded up; at least 1. */
int64_t road_plane_lon_e7(const struct road_plane *plane, int64_t cm);
int64_t road_plane_lat_e7(int64_t cm);

#endif
