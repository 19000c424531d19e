/* Which of a unit's positions go on record. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "track/track.h"

#include "roads/plane.h"

uint32_t track_distance_m(struct road_node a, struct road_node b)
{
	return road_plane_length_cm(a, b) / 100;
}

uint32_t track_error_m(const struct track_fix *fix)
{
	return fix->uncertainty_m ? fix->uncertainty_m : TRACK_USUAL_M;
}

static enum track_motion motion_of(enum track_motion before, const struct track_fix *fix)
{
	if (fix->speed_cm_s < 0)
		return before;
	if (fix->speed_cm_s >= TRACK_DRIVING_CM_S)
		return TRACK_DRIVING;
	return fix->speed_cm_s < TRACK_STANDING_CM_S || !before ? TRACK_STANDING : before;
}

enum track_why track_judge(const struct track *track, const struct track_fix *fix)
{
	if (!instant_known(track->kept.stamp))
		return TRACK_FIRST;
	int64_t since_us = instant_since(fix->stamp, track->kept.stamp).us;
	if (since_us < TRACK_LEAST_S * 1000000LL)
		return TRACK_THINNED;
	/* A place that is only roughly known has moved when it is surely another. */
	uint32_t unsure =
	    fix->uncertainty_m > track->kept.uncertainty_m ? fix->uncertainty_m : track->kept.uncertainty_m;
	if (track_distance_m(track->kept.place, fix->place) >= (unsure > TRACK_MOVED_M ? unsure : TRACK_MOVED_M))
		return TRACK_MOVED;
	if (since_us >= TRACK_EVERY_S * 1000000LL)
		return TRACK_WHILE;
	return motion_of(track->motion, fix) != track->motion ? TRACK_MOTION : TRACK_THINNED;
}

void track_keep(struct track *track, const struct track_fix *fix)
{
	track->motion = motion_of(track->motion, fix);
	track->kept = *fix;
}
