/* What a unit's way lets one think of its status. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "track/fence.h"

static bool is_place(struct road_node place)
{
	return place.lat_e7 || place.lon_e7;
}

static bool is_news(const struct assignment *assignment, enum unit_status status)
{
	/* Whatever is further along says this as well. */
	return assignment->status < status && !(assignment->inferred >> status);
}

/* Within so far of a place, the fix's own error counted against it. */
static bool reaches(const struct track_fix *fix, struct road_node place, uint32_t radius_m)
{
	return track_distance_m(fix->place, place) + track_error_m(fix) <= radius_m;
}

static struct road_node station_of(const struct board *board, const struct unit *unit)
{
	const struct station *station = board_stations(board, unit->posted ? unit->posted : unit->station);
	return station ? (struct road_node){ .lat_e7 = station->lat_e7, .lon_e7 = station->lon_e7 }
	               : (struct road_node){ 0 };
}

/* Where it stood when it was sent: its last position on record, or else the first that is heard of. */
static void set_origin(const struct board *board, const struct unit *unit, const struct track_fix *fix,
                       struct fence *fence)
{
	struct road_node station = station_of(board, unit), seen = { .lat_e7 = unit->lat_e7, .lon_e7 = unit->lon_e7 };
	fence->left_for = unit->first_assignment;
	fence->origin = is_place(seen) ? seen : fix->place;
	fence->from_station = is_place(station) && track_distance_m(fence->origin, station) <= FENCE_LEAVE_M;
}

static bool has_left(const struct board *board, const struct unit *unit, const struct track_fix *fix,
                     struct fence *fence)
{
	const struct assignment *assignment = board_assignments(board, unit->first_assignment);
	const struct incident *incident = board_incidents(board, assignment->incident);
	struct road_node goal = { .lat_e7 = incident->lat_e7, .lon_e7 = incident->lon_e7 };
	uint32_t least = FENCE_LEAVE_M + track_error_m(fix);
	if (fence->left_for != unit->first_assignment)
		set_origin(board, unit, fix, fence);
	struct road_node from = fence->from_station ? station_of(board, unit) : fence->origin;
	if (track_distance_m(fix->place, from) <= least)
		return false;
	/* From anywhere else it may have been driving already: then it must have come nearer. */
	return fence->from_station || (is_place(goal) && (uint64_t)track_distance_m(fix->place, goal) + least <
	                                                     track_distance_m(fence->origin, goal));
}

/* Whether it has stopped within a place, and not only driven by. */
static bool has_stopped(const struct track_fix *fix, uint32_t number, struct road_node of, struct fence *fence)
{
	if (fence->within != number || fence->of.lat_e7 != of.lat_e7 || fence->of.lon_e7 != of.lon_e7) {
		fence->within = number;
		fence->of = of;
		fence->since = fix->stamp;
	}
	return (fix->speed_cm_s >= 0 && fix->speed_cm_s < FENCE_SLOW_CM_S) ||
	       instant_since(fix->stamp, fence->since).us >= FENCE_WITHIN_S * 1000000LL;
}

static bool judge_places(const struct board *board, uint32_t number, const struct track_fix *fix,
                         const struct road_node *hospitals, uint32_t count, struct fence *fence,
                         struct fence_finding *ret_finding)
{
	const struct assignment *assignment = board_assignments(board, number);
	const struct incident *incident = board_incidents(board, assignment->incident);
	struct road_node goal = { .lat_e7 = incident->lat_e7, .lon_e7 = incident->lon_e7 };
	bool known = is_place(goal) && incident->uncertainty_m <= FENCE_PLACE_UNSURE_M;
	if (known && is_news(assignment, UNIT_ON_SCENE) &&
	    reaches(fix, goal, FENCE_ARRIVE_M + incident->uncertainty_m)) {
		*ret_finding = (struct fence_finding){ number, UNIT_ON_SCENE };
		if (has_stopped(fix, number, goal, fence))
			return true;
		return false;
	}
	/* Only with somebody aboard: it was with the caller before. */
	bool was_there = assignment_arrived(assignment) || assignment->inferred & assignment_bit(UNIT_ON_SCENE);
	for (uint32_t i = 0; was_there && is_news(assignment, UNIT_AT_HOSPITAL) && i < count; i++) {
		*ret_finding = (struct fence_finding){ number, UNIT_AT_HOSPITAL };
		if (reaches(fix, hospitals[i], FENCE_ARRIVE_M))
			return has_stopped(fix, number, hospitals[i], fence);
	}
	if (fence->within == number)
		fence->within = 0;
	return false;
}

bool fence_judge(const struct board *board, uint32_t unit_number, const struct track_fix *fix,
                 const struct road_node *hospitals, uint32_t hospital_count, struct fence *fence,
                 struct fence_finding *ret_finding)
{
	const struct unit *unit = board_units(board, unit_number);
	struct fence_finding finding = { 0 };
	if (track_error_m(fix) > FENCE_FIX_UNSURE_M)
		return false;
	for (uint32_t own = unit->first_assignment; own; own = board_assignments(board, own)->next_of_unit) {
		/* What was heard of before it was sent says nothing of this way. */
		if (instant_before(fix->stamp, board_assignments(board, own)->stamp[UNIT_ASSIGNED - 1]))
			continue;
		if (judge_places(board, own, fix, hospitals, hospital_count, fence, &finding)) {
			*ret_finding = finding;
			return true;
		}
	}
	/* With several, nobody knows for which of them it has left. */
	uint32_t only = unit->active == 1 ? unit->first_assignment : 0;
	const struct assignment *assignment = board_assignments(board, only);
	if (!assignment || instant_before(fix->stamp, assignment->stamp[UNIT_ASSIGNED - 1]) ||
	    !is_news(assignment, UNIT_EN_ROUTE) || !has_left(board, unit, fix, fence))
		return false;
	*ret_finding = (struct fence_finding){ only, UNIT_EN_ROUTE };
	return true;
}
