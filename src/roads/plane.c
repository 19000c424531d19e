/* Lengths on the ground, by whole numbers alone. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/plane.h"

/* 111,319.49 m a degree are 1.1131949 cm a ten-millionth. */
#define CM_A_MILLION_E7 1113195
#define ONE_Q30 (1LL << 30)
/* pi / 180 in 2^-30, times 10^-7 where it is used. */
#define RADIAN_Q30 18740330LL
#define LAT_MAX_E7 900000000
#define LON_MAX_E7 1800000000
#define NEAR_CM (1LL << 29)
#define COARSE 8
#define LON_SPAN_E7 3600000000LL
/* Near the poles a degree of longitude is nothing; a thousandth keeps the divisions sane. */
#define COSINE_MIN_Q30 (ONE_Q30 / 1000)

/* cos x = 1 - x^2/2! + x^4/4! - ...; at 90 degrees the first term left out is below 10^-10. */
static int64_t cosine_q30(int32_t lat_e7)
{
	int64_t away = lat_e7 < 0 ? -(int64_t)lat_e7 : lat_e7;
	int64_t x = (away < LAT_MAX_E7 ? away : LAT_MAX_E7) * RADIAN_Q30 / 10000000;
	int64_t square = (x * x) >> 30, term = ONE_Q30, sum = ONE_Q30;
	for (int64_t k = 1; k <= 7; k++) {
		term = -((term * square) / ONE_Q30) / ((2 * k - 1) * (2 * k));
		sum += term;
	}
	return sum < COSINE_MIN_Q30 ? COSINE_MIN_Q30 : sum;
}

struct road_plane road_plane_at(struct road_node origin)
{
	return (struct road_plane){ .origin = origin, .cosine_q30 = cosine_q30(origin.lat_e7) };
}

struct road_point road_plane_point(const struct road_plane *plane, struct road_node place)
{
	int64_t lat = (int64_t)place.lat_e7 - plane->origin.lat_e7;
	int64_t lon = (int64_t)place.lon_e7 - plane->origin.lon_e7;
	/* The short way round, across the 180th meridian too. */
	if (lon > LON_SPAN_E7 / 2)
		lon -= LON_SPAN_E7;
	else if (lon < -LON_SPAN_E7 / 2)
		lon += LON_SPAN_E7;
	return (struct road_point){ .x_cm = (lon * CM_A_MILLION_E7 / 1000000) * plane->cosine_q30 / ONE_Q30,
		                    .y_cm = lat * CM_A_MILLION_E7 / 1000000 };
}

uint64_t road_plane_root(uint64_t square)
{
	uint64_t root = 0;
	for (uint64_t bit = 1ull << 31; bit; bit >>= 1)
		if ((root | bit) * (root | bit) <= square)
			root |= bit;
	return root;
}

bool road_plane_far(struct road_point point)
{
	return point.x_cm > NEAR_CM || point.x_cm < -NEAR_CM || point.y_cm > NEAR_CM || point.y_cm < -NEAR_CM;
}

uint64_t road_plane_distance_cm(struct road_point a, struct road_point b)
{
	/* Far ones in units of 8 cm, so that the squares fit. */
	int64_t unit = road_plane_far(a) || road_plane_far(b) ? 8 : 1;
	int64_t x = (b.x_cm - a.x_cm) / unit, y = (b.y_cm - a.y_cm) / unit;
	return road_plane_root((uint64_t)(x * x + y * y)) * (uint64_t)unit;
}

bool road_plane_on_earth(struct road_node place)
{
	return place.lat_e7 >= -LAT_MAX_E7 && place.lat_e7 <= LAT_MAX_E7 && place.lon_e7 >= -LON_MAX_E7 &&
	       place.lon_e7 <= LON_MAX_E7;
}

uint32_t road_plane_length_cm(struct road_node a, struct road_node b)
{
	struct road_node middle = { .lat_e7 = (int32_t)(((int64_t)a.lat_e7 + b.lat_e7) / 2), .lon_e7 = a.lon_e7 };
	struct road_plane plane = road_plane_at(middle);
	struct road_point from = road_plane_point(&plane, a), to = road_plane_point(&plane, b);
	return (uint32_t)road_plane_distance_cm(from, to);
}

int64_t road_plane_lat_e7(int64_t cm)
{
	return cm * 1000000 / CM_A_MILLION_E7 + 1;
}

int64_t road_plane_lon_e7(const struct road_plane *plane, int64_t cm)
{
	return road_plane_lat_e7(cm) * ONE_Q30 / plane->cosine_q30 + 1;
}
