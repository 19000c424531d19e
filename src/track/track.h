/* Which of a unit's positions go on record: those that tell something new. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TRACK_TRACK_H
#define TRACK_TRACK_H

#include "base/instant.h"
#include "roads/network.h"

/* Devices report every second or few, and a day has 86,400 of those.  At 50 km/h this is seven seconds of driving, less than
 * any estimate of a way is sure of. */
#define TRACK_MOVED_M 100u
/* One that stands still is heard of so often; twice that is below the bound at which a position counts as old. */
#define TRACK_EVERY_S 60
/* However fast it drives, or jumps: at most 720 entries an hour. */
#define TRACK_LEAST_S 5
/* It drives from so fast on, and stands again below that: about 11 and 4 km/h. */
#define TRACK_DRIVING_CM_S 300
#define TRACK_STANDING_CM_S 100
/* A fix that does not say how sure it is: what receivers are good for between houses. */
#define TRACK_USUAL_M 15u
/* An older position is doubtful: as `stale_s` of a plan is unless told, and where there is no plan. */
#define TRACK_STALE_S 120

/* -1: it was not said */
#define TRACK_SPEED_UNSAID (-1)

struct track_fix {
	struct instant stamp;
	struct road_node place;
	uint32_t uncertainty_m; /* 0: it was not said */
	int32_t speed_cm_s;
};

enum track_motion { TRACK_MOTION_UNSAID, TRACK_STANDING, TRACK_DRIVING };

/* The last position on record. */
struct track {
	struct track_fix kept; /* stamp 0: there is none */
	enum track_motion motion;
};

enum track_why { TRACK_THINNED, TRACK_FIRST, TRACK_MOVED, TRACK_WHILE, TRACK_MOTION };

/* Whether a fix, not older than the last one kept, goes on record, and why. */
enum track_why track_judge(const struct track *track, const struct track_fix *fix);
/* It went on record. */
void track_keep(struct track *track, const struct track_fix *fix);
/* In metres, rounded down. */
uint32_t track_distance_m(struct road_node a, struct road_node b);
uint32_t track_error_m(const struct track_fix *fix);

#endif
