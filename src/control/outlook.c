/* Counts the free units at their stations, and asks dispatch/coverage what they reach and who should move. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "control/outlook.h"

#include <stdlib.h>

struct look {
	const struct scene *scene;
	const struct coverage_map *map;
	struct coverage_unit *units;
	size_t count;
	struct coverage_station *stations;
	uint32_t *drive;
	bool moves;
};

static bool is_free(const struct scene *scene, const struct unit *unit, uint8_t *crew_counted)
{
	if (unit->active || !unit_may_go(unit))
		return false;
	uint32_t crew = run_card_crew(&scene->plan->plan, unit->name.text);
	if (!crew)
		return true;
	return !crew_counted[crew]++;
}

static enum status gather(struct look *look)
{
	const struct scene *scene = look->scene;
	const struct board *board = scene->board;
	uint32_t ticks = scene->plan->plan.dispatch.turn_out_s[READINESS_STATION] * streets_ticks_per_s(scene->streets);
	if (board->pool[POOL_units].count > UINT16_MAX) /* coverage counts the units at a point in 16 bits */
		return STATUS_LIMIT;
	uint8_t *crew_counted = calloc(PLAN_CREWS_MAX + 1, 1);
	look->units = calloc(board->pool[POOL_units].count, sizeof *look->units);
	look->stations = calloc(look->map->places + 1, sizeof *look->stations);
	if (!crew_counted || !look->units || !look->stations) {
		free(crew_counted);
		return STATUS_MEMORY;
	}
	for (uint32_t number = 1; board_units(board, number); number++) {
		const struct unit *unit = board_units(board, number);
		uint32_t place = cover_place(scene->cover, unit->posted ? unit->posted : unit->station);
		if (place < look->map->places && is_free(scene, unit, crew_counted))
			look->units[look->count++] = (struct coverage_unit){ number, place, ticks };
	}
	for (uint32_t i = 0; i < look->map->places; i++)
		look->stations[i] = (struct coverage_station){ i + 1, i, OUTLOOK_ROOM, ticks };
	free(crew_counted);
	return STATUS_OK;
}

static struct road_node place_of(const struct look *look, uint32_t place)
{
	const struct station *station = board_stations(look->scene->board, place + 1);
	return (struct road_node){ station->lat_e7, station->lon_e7 };
}

/* From where each unit stands to every station; one search for each station that a unit drives to. */
static enum status tell_drives(struct look *look)
{
	struct streets *streets = look->scene->streets;
	size_t places = look->map->places;
	look->drive = malloc((look->count * places + 1) * sizeof *look->drive);
	if (!look->drive)
		return STATUS_MEMORY;
	for (uint32_t to = 0; to < places; to++) {
		struct road_position goal, from;
		bool pinned = streets_pin(streets, place_of(look, to), &goal);
		for (size_t i = 0; i < look->count; i++)
			look->drive[i * places + to] =
			    pinned && streets_find(streets, place_of(look, look->units[i].place), &from)
				? streets_travel(streets, from, goal)
				: ROAD_NEVER;
	}
	return STATUS_OK;
}

/* Units of one station are alike: the first stands for all, and the others only count. */
static void keep_first_of_each(struct look *look)
{
	size_t kept = 0;
	for (size_t i = 0; i < look->count; i++) {
		size_t k = 0;
		while (k < kept && look->units[k].place != look->units[i].place)
			k++;
		if (k == kept)
			look->units[kept++] = look->units[i];
	}
	look->count = kept;
}

static void move_up(struct look *look, struct coverage *coverage, struct outlook *outlook)
{
	const struct dispatch_settings *settings = &look->scene->plan->plan.dispatch;
	struct coverage_move moves[COVERAGE_MOVES_MAX];
	const struct coverage_wish wish = {
		.drive = look->drive,
		.drive_max = settings->too_far_s * streets_ticks_per_s(look->scene->streets),
		.least_gain = (coverage->total << 32) / COVERAGE_MILLION * OUTLOOK_LEAST_MILLIONTHS,
		.most = OUTLOOK_MOVES_MAX,
	};
	outlook->moves =
	    coverage_moves(coverage, look->units, look->count, look->stations, look->map->places, &wish, moves);
	for (unsigned i = 0; i < outlook->moves; i++)
		outlook->move[i] =
		    (struct outlook_move){ look->units[moves[i].unit].unit, look->stations[moves[i].station].station,
			                   coverage_millionths(coverage, moves[i].gain) };
}

static enum status make(struct look *look, struct outlook *outlook)
{
	struct coverage coverage;
	enum status status = gather(look);
	if (status == STATUS_OK)
		outlook->cells = calloc(look->map->cells + 1, sizeof *outlook->cells);
	if (status == STATUS_OK && (!outlook->cells || !coverage_open(look->map, look->units, look->count, &coverage)))
		status = STATUS_MEMORY;
	if (status != STATUS_OK)
		return status;
	outlook->units = (uint32_t)look->count;
	coverage_measure(&coverage, look->units, look->count, &outlook->figure);
	coverage_cells(&coverage, outlook->cells);
	if (look->moves) {
		keep_first_of_each(look);
		status = tell_drives(look);
	}
	if (look->moves && status == STATUS_OK)
		move_up(look, &coverage, outlook);
	coverage_close(&coverage);
	return status;
}

enum status outlook_make(const struct scene *scene, bool moves, struct outlook *ret_outlook)
{
	struct look look = { .scene = scene, .moves = moves };
	struct outlook outlook = { 0 };
	enum status status =
	    cover_renew(scene->cover, scene->board, scene->streets, &scene->plan->plan, scene->plan->hash);
	look.map = status == STATUS_OK ? cover_map(scene->cover) : NULL;
	if (look.map && moves && look.map->places > OUTLOOK_STATIONS_MAX)
		status = STATUS_LIMIT;
	if (status == STATUS_OK)
		status = look.map ? make(&look, &outlook) : STATUS_MISSING;
	free(look.units);
	free(look.stations);
	free(look.drive);
	if (status == STATUS_OK)
		*ret_outlook = outlook;
	else
		outlook_close(&outlook);
	return status;
}

void outlook_close(struct outlook *outlook)
{
	free(outlook->cells);
	*outlook = (struct outlook){ 0 };
}
