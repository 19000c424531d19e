/* Gathers from the board what a proposal asks: who there is, where, at work on what, and how far away. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "control/scene.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "roads/plane.h"

/* A unit that is so near to the station from which it covers stands in it. */
#define AT_STATION_CM 15000u
#define ZONES_FOLDER "/usr/share/zoneinfo/"

struct plan scene_view(const struct scene *scene)
{
	struct plan view = scene->plan->plan;
	const struct board *board = scene->board;
	memset(view.capability, 0, sizeof view.capability);
	view.capabilities = 0;
	for (uint32_t number = 1; number <= CAPABILITIES_MAX && board_capabilities(board, number); number++)
		view.capability[view.capabilities++] = board_capabilities(board, number)->name;
	return view;
}

uint64_t scene_mask(const struct scene *scene, uint64_t of_plan)
{
	const struct plan *plan = &scene->plan->plan;
	uint64_t mask = 0;
	for (unsigned i = 0; i < plan->capabilities; i++)
		if (of_plan >> i & 1)
			mask |= capability_bit(board_capability_named(scene->board, plan->capability[i].text));
	return mask;
}

/* The library takes the zone from the environment; a plan's is set once. */
static void set_zone(const struct plan *plan)
{
	const char *zone = plan->zone[0] ? plan->zone : "UTC", *now = getenv("TZ");
	if (now && strcmp(now, zone) == 0)
		return;
	(void)setenv("TZ", zone, 1);
	tzset();
}

uint16_t scene_minute(const struct plan *plan, struct instant at)
{
	time_t seconds = (time_t)(at.us / 1000000);
	struct tm local;
	set_zone(plan);
	if (!localtime_r(&seconds, &local))
		return 0;
	unsigned day = (unsigned)(local.tm_wday + 6) % 7; /* tm_wday counts from Sunday */
	return (uint16_t)(day * 1440 + (unsigned)local.tm_hour * 60 + (unsigned)local.tm_min);
}

struct question scene_question(const struct scene *scene, uint32_t incident, struct instant at)
{
	const struct incident *of = board_incidents(scene->board, incident);
	const char *card = board_response_card(scene->board, incident);
	struct wire_name named = { 0 };
	if (card)
		memcpy(named.text, card, sizeof named.text);
	return (struct question){ .type = of->type,
		                  .card = named,
		                  .at = { of->lat_e7, of->lon_e7 },
		                  .placed = of->lat_e7 || of->lon_e7,
		                  .priority = of->priority,
		                  .alarm = of->alarm ? of->alarm : 1,
		                  .minute = scene_minute(&scene->plan->plan, at) };
}

static uint32_t covers_from(const struct unit *unit)
{
	return unit->posted ? unit->posted : unit->station;
}

static bool station_place(const struct board *board, uint32_t number, struct road_node *ret_place)
{
	const struct station *station = board_stations(board, number);
	if (!station || (!station->lat_e7 && !station->lon_e7))
		return false;
	*ret_place = (struct road_node){ station->lat_e7, station->lon_e7 };
	return true;
}

bool scene_place(const struct board *board, const struct unit *unit, struct road_node *ret_place, bool *ret_reported)
{
	*ret_reported = instant_known(unit->seen_at);
	if (*ret_reported) {
		*ret_place = (struct road_node){ unit->lat_e7, unit->lon_e7 };
		return true;
	}
	return station_place(board, covers_from(unit), ret_place);
}

/* How it stands with one unit's work, besides where it is. */
static void set_work(const struct board *board, const struct unit *unit, uint32_t incident, struct candidate *one)
{
	static const uint8_t readiness_of[UNIT_STATUS_COUNT] = {
		[UNIT_ASSIGNED] = READINESS_CALLED,       [UNIT_EN_ROUTE] = READINESS_DRIVING,
		[UNIT_ON_SCENE] = READINESS_WORKING,      [UNIT_TRANSPORTING] = READINESS_WORKING,
		[UNIT_AT_HOSPITAL] = READINESS_WORKING,   [UNIT_CLEAR] = READINESS_STREET,
		[UNIT_OUT_OF_SERVICE] = READINESS_STREET, [UNIT_IN_SERVICE] = READINESS_STREET,
	};
	for (uint32_t at = unit->first_assignment; at; at = board_assignments(board, at)->next_of_unit) {
		const struct assignment *assignment = board_assignments(board, at);
		uint8_t readiness = readiness_of[assignment->status];
		const struct incident *of = board_incidents(board, assignment->incident);
		uint8_t priority = of->priority ? of->priority : 1;
		one->readiness = readiness > one->readiness ? readiness : one->readiness;
		if (assignment->incident == incident) {
			one->assigned = true;
			one->readiness = readiness;
			return;
		}
		one->busy_with = !one->busy_with || priority < one->busy_with ? priority : one->busy_with;
	}
	/* Of several calls none is taken from it unseen; where it has arrived the board refuses. */
	one->divertible = unit->active == 1 && one->readiness != READINESS_WORKING;
}

/* How long a unit at work is still expected to be, by the plan; one that is overdue may be free at any time: unknown. */
static uint32_t free_in_s(const struct scene *scene, const struct unit *unit, struct instant at)
{
	struct resolution resolution;
	const struct assignment *only = board_assignments(scene->board, unit->first_assignment);
	if (unit->active != 1 || !only->source[UNIT_ASSIGNED - 1])
		return PROPOSE_UNKNOWN_S;
	struct instant sent = only->stamp[UNIT_ASSIGNED - 1];
	struct question question = scene_question(scene, only->incident, sent);
	resolve_question(&scene->plan->plan, &question, &resolution);
	int64_t worked_s = instant_since(at, sent).us / 1000000;
	if (worked_s < 0 || worked_s >= resolution.lasts_s)
		return PROPOSE_UNKNOWN_S;
	return resolution.lasts_s - (uint32_t)worked_s;
}

static uint32_t age_s(struct instant seen, struct instant at)
{
	int64_t s = instant_since(at, seen).us / 1000000;
	return s < 0 ? 0 : s > UINT32_MAX ? UINT32_MAX : (uint32_t)s;
}

/* Where the incident is, and whether roads lead there. */
struct goal {
	struct road_node place;
	struct road_position at;
	bool known, on_road;
};

static void set_travel(struct scene const *scene, const struct goal *goal, const struct unit *unit, struct instant at,
                       struct candidate *one)
{
	struct road_node place, home;
	struct road_position from;
	bool reported;
	one->whereabouts = WHEREABOUTS_NONE;
	one->travel = ROAD_NEVER;
	if (!scene_place(scene->board, unit, &place, &reported))
		return;
	bool at_home =
	    station_place(scene->board, covers_from(unit), &home) && road_plane_length_cm(place, home) <= AT_STATION_CM;
	one->position_age_s = reported ? age_s(unit->seen_at, at) : 0;
	/* One that is free at home needs no position: it may have sent none for hours. */
	if (one->readiness == READINESS_STREET && at_home) {
		one->readiness = READINESS_STATION;
		one->position_age_s = 0;
	}
	if (!goal->known)
		return;
	if (goal->on_road && streets_find(scene->streets, place, &from)) {
		one->whereabouts = WHEREABOUTS_ROAD;
		one->travel = streets_travel(scene->streets, from, goal->at);
	} else {
		one->whereabouts = WHEREABOUTS_STRAIGHT;
		one->travel = streets_straight(scene->streets, place, goal->place);
	}
}

void scene_candidates(const struct scene *scene, uint32_t incident, struct instant at, struct candidate *candidates)
{
	const struct board *board = scene->board;
	const struct incident *of = board_incidents(board, incident);
	struct goal goal = { .place = { of->lat_e7, of->lon_e7 }, .known = of->lat_e7 || of->lon_e7 };
	goal.on_road = goal.known && streets_pin(scene->streets, goal.place, &goal.at);
	for (uint32_t number = 1; board_units(board, number); number++) {
		const struct unit *unit = board_units(board, number);
		struct candidate *one = &candidates[number - 1];
		*one = (struct candidate){ .name = unit->name,
			                   .unit = number,
			                   .capabilities = unit->capabilities,
			                   .shared_crew = run_card_crew(&scene->plan->plan, unit->name.text),
			                   .station = covers_from(unit),
			                   .place = cover_place(scene->cover, covers_from(unit)),
			                   .free_in_s = free_in_s(scene, unit, at),
			                   .crew = unit->crew_state == CREW_ON ? unit->crew : CREW_UNKNOWN,
			                   .readiness = READINESS_STREET };
		if (unit->active)
			one->readiness = READINESS_STATION; /* the least: its assignments say more */
		set_work(board, unit, incident, one);
		if (!unit->active && unit->out_of_service)
			one->readiness = READINESS_OUT_OF_SERVICE;
		else if (!unit->active && unit->crew_state == CREW_OFF)
			one->readiness = READINESS_OFF_SHIFT;
		set_travel(scene, &goal, unit, at, one);
	}
}
