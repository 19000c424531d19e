/* What a unit's way lets one think of its status: that it has left, is there, is at a hospital.  Never more than inferred. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TRACK_FENCE_H
#define TRACK_FENCE_H

#include "core/board.h"
#include "track/track.h"

/* Turned out: further off than a yard is long, and than a fix between houses jumps. */
#define FENCE_LEAVE_M 150u
/* There: as far as apparatus stands from a house on a street full of it. */
#define FENCE_ARRIVE_M 150u
/* Nothing is inferred of a place, or from a fix, that is known no better. */
#define FENCE_PLACE_UNSURE_M 200u
#define FENCE_FIX_UNSURE_M 100u
/* Who only drives by does not stop: slower than this, or within for so long. */
#define FENCE_SLOW_CM_S 300
#define FENCE_WITHIN_S 10

/* What must be remembered of one unit; nothing that is lost with it does harm. */
struct fence {
	uint32_t left_for;       /* the assignment that `origin` is of */
	struct road_node origin; /* where it stood when it was sent */
	bool from_station;
	uint32_t within; /* the assignment within whose place, or a hospital's, it is */
	struct road_node of;
	struct instant since;
};

struct fence_finding {
	uint32_t assignment;
	enum unit_status status;
};

/*
 * Whether a fix lets one think of a status that was neither said nor inferred before; false if not.  Each is found once an
 * assignment, for the board remembers: a unit that goes to and fro does not repeat it.
 */
bool fence_judge(const struct board *board, uint32_t unit, const struct track_fix *fix,
                 const struct road_node *hospitals, uint32_t hospital_count, struct fence *fence,
                 struct fence_finding *ret_finding);

#endif
