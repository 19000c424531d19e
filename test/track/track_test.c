/* Positions that tell something new go on record; the rest do not, and there is a bound to them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "track/track.h"

#include "check.h"

#define M 90 /* ten-millionths of a degree of latitude, a metre */
#define HOME 455000000

static struct track_fix fix_at(int64_t s, int32_t north_m, int32_t speed_cm_s)
{
	return (struct track_fix){ .stamp = { (1800000000 + s) * 1000000 },
		                   .place = { .lat_e7 = HOME + north_m * M, .lon_e7 = -1226000000 },
		                   .speed_cm_s = speed_cm_s };
}

static enum track_why feed(struct track *track, struct track_fix fix)
{
	enum track_why why = track_judge(track, &fix);
	if (why != TRACK_THINNED)
		track_keep(track, &fix);
	return why;
}

static void each_reason(void)
{
	struct track track = { 0 };
	CHECK(feed(&track, fix_at(0, 0, TRACK_SPEED_UNSAID)) == TRACK_FIRST);
	CHECK(feed(&track, fix_at(TRACK_LEAST_S - 1, 5000, TRACK_SPEED_UNSAID)) == TRACK_THINNED);
	CHECK(feed(&track, fix_at(TRACK_LEAST_S, TRACK_MOVED_M - 2, TRACK_SPEED_UNSAID)) == TRACK_THINNED);
	CHECK(feed(&track, fix_at(TRACK_LEAST_S, TRACK_MOVED_M + 2, TRACK_SPEED_UNSAID)) == TRACK_MOVED);
	CHECK(feed(&track, fix_at(TRACK_LEAST_S + TRACK_EVERY_S - 1, TRACK_MOVED_M, TRACK_SPEED_UNSAID)) ==
	      TRACK_THINNED);
	CHECK(feed(&track, fix_at(TRACK_LEAST_S + TRACK_EVERY_S, TRACK_MOVED_M, TRACK_SPEED_UNSAID)) == TRACK_WHILE);
	CHECK(feed(&track, fix_at(80, TRACK_MOVED_M, 0)) == TRACK_MOTION);
	CHECK(feed(&track, fix_at(90, TRACK_MOVED_M, TRACK_DRIVING_CM_S - 1)) == TRACK_THINNED);
	CHECK(feed(&track, fix_at(91, TRACK_MOVED_M, TRACK_DRIVING_CM_S)) == TRACK_MOTION);
	CHECK(feed(&track, fix_at(99, TRACK_MOVED_M, TRACK_STANDING_CM_S)) == TRACK_THINNED);
	CHECK(feed(&track, fix_at(99, TRACK_MOVED_M, TRACK_STANDING_CM_S - 1)) == TRACK_MOTION);
}

/* A phone indoors says 400 m here and 300 m there. */
static void unsure_places_have_not_moved(void)
{
	struct track track = { 0 };
	struct track_fix fix = fix_at(0, 0, TRACK_SPEED_UNSAID);
	fix.uncertainty_m = 400;
	CHECK(feed(&track, fix) == TRACK_FIRST);
	fix = fix_at(10, 390, TRACK_SPEED_UNSAID);
	fix.uncertainty_m = 10;
	CHECK(feed(&track, fix) == TRACK_THINNED);
	fix = fix_at(11, 410, TRACK_SPEED_UNSAID);
	CHECK(feed(&track, fix) == TRACK_MOVED);
}

/* An hour at one position a second: at a station, in a town, and of a device that jumps. */
static void bounds(void)
{
	struct track still = { 0 }, town = { 0 }, mad = { 0 };
	unsigned of_still = 0, of_town = 0, of_mad = 0;
	for (int32_t s = 0; s < 3600; s++) {
		of_still += feed(&still, fix_at(s, s % 7, 10)) != TRACK_THINNED;
		of_town += feed(&town, fix_at(s, s * 14, 1400)) != TRACK_THINNED;
		of_mad += feed(&mad, fix_at(s, s % 2 ? 30000 : 0, s % 3 * 1000)) != TRACK_THINNED;
	}
	CHECK_NUMBER(of_still, 3600 / TRACK_EVERY_S);
	CHECK_NUMBER(of_town, 3600 / 8); /* 100 m are 7.2 s */
	CHECK(of_mad <= 3600 / TRACK_LEAST_S);
}

int main(void)
{
	each_reason();
	unsure_places_have_not_moved();
	bounds();
	return check_done();
}
