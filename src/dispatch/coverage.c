/* Coverage in whole numbers: counts of units within the target, and the chance that one of them is free. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "dispatch/coverage.h"

#include <assert.h>
#include <stdlib.h>

#include "roads/network.h"

#define ONE ((uint64_t)1 << 32)

__extension__ typedef unsigned __int128 wide;

static const uint32_t *times_of(const struct coverage_map *map, uint32_t place)
{
	assert(place < map->places);
	return map->times + (size_t)place * map->points;
}

/* How far a unit there may drive and still be in time; false if its turn-out takes too long already. */
static bool drive_left(const struct coverage_map *map, uint32_t turn_out, uint32_t *ret_ticks)
{
	if (turn_out > map->target)
		return false;
	*ret_ticks = map->target - turn_out;
	if (*ret_ticks >= ROAD_NEVER)
		*ret_ticks = ROAD_NEVER - 1;
	return true;
}

static void count_one(struct coverage *coverage, const struct coverage_unit *unit, int by)
{
	const struct coverage_map *map = coverage->map;
	const uint32_t *times = times_of(map, unit->place);
	uint32_t left;
	if (!drive_left(map, unit->turn_out, &left))
		return;
	uint16_t *reach = coverage->reach;
	if (by > 0) { /* at most as many as coverage_open allows */
		for (uint32_t point = 0; point < map->points; point++)
			reach[point] = (uint16_t)(reach[point] + (times[point] <= left));
		return;
	}
	for (uint32_t point = 0; point < map->points; point++) {
		assert(reach[point] || times[point] > left);
		reach[point] = (uint16_t)(reach[point] - (times[point] <= left));
	}
}

static uint64_t free_of(const struct coverage *coverage, unsigned units)
{
	return coverage->free_of[units < COVERAGE_DEPTH_MAX ? units : COVERAGE_DEPTH_MAX];
}

bool coverage_open(const struct coverage_map *map, const struct coverage_unit *units, size_t count,
                   struct coverage *ret_coverage)
{
	uint64_t busy = ONE;
	assert(map->points <= COVERAGE_POINTS_MAX && map->busy_permille < 1000 && map->ticks_per_s);
	struct coverage coverage = { .map = map };
	for (uint32_t point = 0; point < map->points; point++)
		coverage.total += map->weight[point];
	assert(coverage.total <= COVERAGE_WEIGHT_MAX && count < UINT16_MAX);
	coverage.reach = calloc(map->points ? map->points : 1, sizeof *coverage.reach);
	if (!coverage.reach)
		return false;
	for (unsigned n = 0; n <= COVERAGE_DEPTH_MAX; n++) {
		coverage.free_of[n] = ONE - busy;
		busy = busy * map->busy_permille / 1000;
	}
	for (size_t i = 0; i < count; i++)
		count_one(&coverage, &units[i], 1);
	*ret_coverage = coverage;
	return true;
}

void coverage_close(struct coverage *coverage)
{
	free(coverage->reach);
	*coverage = (struct coverage){ 0 };
}

void coverage_add(struct coverage *coverage, const struct coverage_unit *unit)
{
	count_one(coverage, unit, 1);
}

void coverage_take(struct coverage *coverage, const struct coverage_unit *unit)
{
	count_one(coverage, unit, -1);
}

/* Of units that stand together only the first to move can be the nearest: those, one a place, the earlier first.  NULL out
 * of memory, and then all of them serve as well. */
static struct coverage_unit *first_to_move(const struct coverage_map *map, const struct coverage_unit *units,
                                           size_t count, size_t *ret_count)
{
	struct coverage_unit *first = malloc(((size_t)map->places + 1) * sizeof *first);
	size_t *index = calloc((size_t)map->places + 1, sizeof *index); /* from 1 */
	size_t kept = 0;
	for (size_t i = 0; first && index && i < count; i++) {
		size_t *at = &index[units[i].place];
		if (!*at) {
			first[kept++] = units[i];
			*at = kept;
		} else if (units[i].turn_out < first[*at - 1].turn_out)
			first[*at - 1] = units[i];
	}
	if (!index) {
		free(first);
		first = NULL;
	}
	free(index);
	*ret_count = kept;
	return first;
}

static uint64_t nearest(const struct coverage_map *map, const struct coverage_unit *units, size_t count, uint32_t point)
{
	uint64_t best = UINT64_MAX;
	for (size_t i = 0; i < count; i++) {
		uint32_t drive = times_of(map, units[i].place)[point];
		if (drive < ROAD_NEVER && (uint64_t)drive + units[i].turn_out < best)
			best = (uint64_t)drive + units[i].turn_out;
	}
	return best;
}

uint64_t coverage_millionths(const struct coverage *coverage, uint64_t weight)
{
	wide total = (wide)coverage->total << 32;
	return total ? (uint64_t)((wide)weight * COVERAGE_MILLION / total) : 0;
}

void coverage_measure(const struct coverage *coverage, const struct coverage_unit *units, size_t count,
                      struct coverage_figure *ret_figure)
{
	const struct coverage_map *map = coverage->map;
	struct coverage_figure figure = { .total = coverage->total };
	uint64_t expected = 0;
	wide ticks = 0;
	size_t few;
	struct coverage_unit *first = first_to_move(map, units, count, &few);
	for (uint32_t point = 0; point < map->points; point++) {
		uint64_t weight = map->weight[point];
		uint64_t time = nearest(map, first ? first : units, first ? few : count, point);
		figure.covered += coverage->reach[point] ? weight : 0;
		expected += weight * free_of(coverage, coverage->reach[point]);
		if (time == UINT64_MAX)
			figure.unreached += weight;
		else
			ticks += (wide)weight * time;
	}
	free(first);
	uint64_t reached = figure.total - figure.unreached;
	figure.expected_millionths = coverage_millionths(coverage, expected);
	figure.mean_ms = reached ? (uint64_t)(ticks * 1000 / map->ticks_per_s / reached) : 0;
	*ret_figure = figure;
}

void coverage_cells(const struct coverage *coverage, struct coverage_cell *ret_cells)
{
	const struct coverage_map *map = coverage->map;
	assert(map->cell || !map->cells);
	for (uint32_t cell = 0; cell < map->cells; cell++)
		ret_cells[cell] = (struct coverage_cell){ 0 };
	for (uint32_t point = 0; map->cells && point < map->points; point++) {
		assert(map->cell[point] < map->cells);
		struct coverage_cell *cell = &ret_cells[map->cell[point]];
		cell->total += map->weight[point];
		cell->covered += coverage->reach[point] ? map->weight[point] : 0;
		cell->expected += map->weight[point] * free_of(coverage, coverage->reach[point]);
	}
}

uint64_t coverage_loss(const struct coverage *coverage, const struct coverage_unit *unit)
{
	const struct coverage_map *map = coverage->map;
	const uint32_t *times = times_of(map, unit->place);
	uint64_t loss = 0;
	uint32_t left;
	if (!drive_left(map, unit->turn_out, &left))
		return 0;
	for (uint32_t point = 0; point < map->points; point++)
		if (times[point] <= left) {
			unsigned reach = coverage->reach[point];
			assert(reach);
			loss += map->weight[point] * (free_of(coverage, reach) - free_of(coverage, reach - 1));
		}
	return loss;
}

/* What a move gains, which may be less than nothing: only points that the unit reaches from one of the two matter. */
static int64_t gain_of(const struct coverage *coverage, const struct coverage_unit *unit,
                       const struct coverage_station *station)
{
	const struct coverage_map *map = coverage->map;
	const uint32_t *here = times_of(map, unit->place), *there = times_of(map, station->place);
	uint32_t left_here = 0, left_there = 0;
	bool from = drive_left(map, unit->turn_out, &left_here), to = drive_left(map, station->turn_out, &left_there);
	int64_t gain = 0;
	for (uint32_t point = 0; point < map->points; point++) {
		bool now = from && here[point] <= left_here, then = to && there[point] <= left_there;
		unsigned reach = coverage->reach[point];
		if (now && !then)
			gain -=
			    (int64_t)(map->weight[point] * (free_of(coverage, reach) - free_of(coverage, reach - 1)));
		else if (then && !now)
			gain +=
			    (int64_t)(map->weight[point] * (free_of(coverage, reach + 1) - free_of(coverage, reach)));
	}
	return gain;
}

/* Whether a move of the same gain goes before another, by the numbers of unit and station. */
static bool goes_before(const struct coverage_unit *units, const struct coverage_station *stations,
                        const struct coverage_move *a, const struct coverage_move *b)
{
	uint32_t unit_a = units[a->unit].unit, unit_b = units[b->unit].unit;
	return unit_a != unit_b ? unit_a < unit_b : stations[a->station].station < stations[b->station].station;
}

static bool has_moved(const struct coverage_move *moves, unsigned count, size_t unit)
{
	for (unsigned i = 0; i < count; i++)
		if (moves[i].unit == unit)
			return true;
	return false;
}

/* moves[done] becomes the best one after those before it. */
static bool best_move(const struct coverage *coverage, const struct coverage_unit *units, size_t count,
                      const struct coverage_station *stations, size_t station_count, const struct coverage_wish *wish,
                      struct coverage_move *moves, unsigned done)
{
	struct coverage_move *best = &moves[done];
	bool found = false;
	for (size_t u = 0; u < count; u++)
		for (size_t s = 0; s < station_count; s++) {
			if (!stations[s].room || stations[s].place == units[u].place || has_moved(moves, done, u) ||
			    (wish->drive && wish->drive[u * station_count + s] > wish->drive_max))
				continue;
			int64_t gain = gain_of(coverage, &units[u], &stations[s]);
			if (gain <= 0 || (uint64_t)gain < wish->least_gain)
				continue;
			struct coverage_move move = { (uint32_t)u, (uint32_t)s, (uint64_t)gain };
			if (!found || move.gain > best->gain ||
			    (move.gain == best->gain && goes_before(units, stations, &move, best)))
				*best = move;
			found = true;
		}
	return found;
}

unsigned coverage_moves(struct coverage *coverage, struct coverage_unit *units, size_t count,
                        struct coverage_station *stations, size_t station_count, const struct coverage_wish *wish,
                        struct coverage_move ret_moves[COVERAGE_MOVES_MAX])
{
	unsigned moves = 0;
	assert(wish->most <= COVERAGE_MOVES_MAX);
	while (moves < wish->most &&
	       best_move(coverage, units, count, stations, station_count, wish, ret_moves, moves)) {
		struct coverage_unit *unit = &units[ret_moves[moves].unit];
		struct coverage_station *station = &stations[ret_moves[moves].station];
		coverage_take(coverage, unit);
		unit->place = station->place;
		unit->turn_out = station->turn_out;
		coverage_add(coverage, unit);
		station->room--;
		moves++;
	}
	return moves;
}
