/* Squares of ground with their junctions, and a table of times from each station to each of them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "control/cover.h"

#include <stdlib.h>
#include <string.h>

struct square {
	int64_t lat, lon; /* sums over its junctions */
	uint32_t count, nearest;
	uint64_t distance;
};

struct ground {
	const struct road_network *network;
	struct road_node least, most;
	struct square square[COVER_POINTS_MAX];
};

static unsigned part_of(int32_t at, int32_t least, int32_t most)
{
	int64_t whole = (int64_t)most - least + 1;
	return (unsigned)(((int64_t)at - least) * COVER_SIDE / whole);
}

static unsigned number_of(struct road_node least, struct road_node most, struct road_node at)
{
	return part_of(at.lat_e7, least.lat_e7, most.lat_e7) * COVER_SIDE +
	       part_of(at.lon_e7, least.lon_e7, most.lon_e7);
}

static struct square *square_of(struct ground *ground, struct road_node at)
{
	return &ground->square[number_of(ground->least, ground->most, at)];
}

static void find_bounds(struct ground *ground)
{
	const struct road_network *network = ground->network;
	ground->least = ground->most = network->nodes[0];
	for (uint32_t i = 1; i < network->node_count; i++) {
		struct road_node at = network->nodes[i];
		ground->least.lat_e7 = at.lat_e7 < ground->least.lat_e7 ? at.lat_e7 : ground->least.lat_e7;
		ground->least.lon_e7 = at.lon_e7 < ground->least.lon_e7 ? at.lon_e7 : ground->least.lon_e7;
		ground->most.lat_e7 = at.lat_e7 > ground->most.lat_e7 ? at.lat_e7 : ground->most.lat_e7;
		ground->most.lon_e7 = at.lon_e7 > ground->most.lon_e7 ? at.lon_e7 : ground->most.lon_e7;
	}
}

/* Of each square the junction that is nearest to the middle of all of its own. */
static void find_middles(struct ground *ground)
{
	const struct road_network *network = ground->network;
	for (uint32_t i = 0; i < network->node_count; i++) {
		struct square *square = square_of(ground, network->nodes[i]);
		square->lat += network->nodes[i].lat_e7;
		square->lon += network->nodes[i].lon_e7;
		square->count++;
		square->distance = UINT64_MAX;
	}
	for (uint32_t i = 0; i < network->node_count; i++) {
		struct square *square = square_of(ground, network->nodes[i]);
		int64_t lat = network->nodes[i].lat_e7 - square->lat / square->count;
		int64_t lon = network->nodes[i].lon_e7 - square->lon / square->count;
		uint64_t distance = (uint64_t)(lat * lat) + (uint64_t)(lon * lon);
		if (distance >= square->distance)
			continue;
		square->distance = distance;
		square->nearest = i;
	}
}

static unsigned apart(unsigned a, unsigned b)
{
	return a > b ? a - b : b - a;
}

/* A call in a park or on the water is the nearest square's; of equal ones the first. */
static void find_points(struct cover *cover, const struct ground *ground, const uint16_t *square_of_point)
{
	for (unsigned i = 0; i < COVER_POINTS_MAX; i++) {
		unsigned best = UINT32_MAX;
		for (uint32_t point = 0; point < cover->points && (best || !ground->square[i].count); point++) {
			unsigned other = square_of_point[point];
			unsigned rows = apart(i / COVER_SIDE, other / COVER_SIDE);
			unsigned columns = apart(i % COVER_SIDE, other % COVER_SIDE);
			unsigned distance = rows * rows + columns * columns;
			if (distance >= best)
				continue;
			best = distance;
			cover->point_of[i] = (uint16_t)point;
		}
	}
}

static enum status make_points(struct cover *cover, const struct road_network *network)
{
	struct ground *ground = calloc(1, sizeof *ground);
	if (!ground)
		return STATUS_MEMORY;
	uint16_t square_of_point[COVER_POINTS_MAX];
	ground->network = network;
	find_bounds(ground);
	find_middles(ground);
	cover->least = ground->least;
	cover->most = ground->most;
	for (uint32_t i = 0; i < COVER_POINTS_MAX; i++) {
		const struct square *square = &ground->square[i];
		if (!square->count)
			continue;
		cover->node[cover->points] = square->nearest;
		cover->at[cover->points] = network->nodes[square->nearest];
		cover->junctions[cover->points] = square->count;
		cover->cell[cover->points] = cover->points;
		square_of_point[cover->points++] = (uint16_t)i;
	}
	find_points(cover, ground, square_of_point);
	free(ground);
	cover->made = true;
	return STATUS_OK;
}

static bool lies_within(const struct cover *cover, struct road_node at)
{
	return at.lat_e7 >= cover->least.lat_e7 && at.lat_e7 <= cover->most.lat_e7 &&
	       at.lon_e7 >= cover->least.lon_e7 && at.lon_e7 <= cover->most.lon_e7;
}

/* By the plan's past calls if enough of them lie here; which they are hangs on plan and map alone. */
static void tell_weights(struct cover *cover, const struct plan *plan, uint64_t plan_hash)
{
	uint32_t calls = 0;
	memset(cover->weight, 0, sizeof cover->weight);
	for (uint32_t i = 1; i < plan->demand.count; i++) {
		const struct demand_cell *cell = pool_item(&plan->demand, i);
		if (!lies_within(cover, cell->at))
			continue;
		cover->weight[cover->point_of[number_of(cover->least, cover->most, cell->at)]] += cell->calls;
		calls += cell->calls;
	}
	cover->outside = plan->demand_calls - calls;
	cover->map.calls = calls < PLAN_DEMAND_CALLS_MIN ? 0 : calls;
	if (!cover->map.calls)
		memcpy(cover->weight, cover->junctions, sizeof cover->weight);
	cover->plan_hash = plan_hash;
}

static void tell_times(const struct cover *cover, struct streets *streets, const struct station *station,
                       uint32_t *times)
{
	struct road_position at;
	bool placed = station->lat_e7 || station->lon_e7;
	if (!placed || !streets_find(streets, (struct road_node){ station->lat_e7, station->lon_e7 }, &at)) {
		for (uint32_t i = 0; i < cover->points; i++)
			times[i] = ROAD_NEVER;
		return;
	}
	streets_pin_start(streets, at);
	for (uint32_t i = 0; i < cover->points; i++)
		times[i] = streets_reach(streets, cover->node[i]);
}

enum status cover_renew(struct cover *cover, const struct board *board, struct streets *streets,
                        const struct plan *plan, uint64_t plan_hash)
{
	const struct dispatch_settings *settings = &plan->dispatch;
	uint32_t stations = board->pool[POOL_stations].count - 1;
	if (!streets->network)
		return STATUS_OK;
	enum status status = cover->made ? STATUS_OK : make_points(cover, streets->network);
	if (status != STATUS_OK)
		return status;
	if (!plan_hash || cover->plan_hash != plan_hash)
		tell_weights(cover, plan, plan_hash);
	stations = stations < COVER_STATIONS_MAX ? stations : COVER_STATIONS_MAX;
	cover->map = (struct coverage_map){ .weight = cover->weight,
		                            .cell = cover->cell,
		                            .times = cover->times,
		                            .points = cover->points,
		                            .cells = cover->points,
		                            .places = stations,
		                            .target = settings->target_s * streets_ticks_per_s(streets),
		                            .ticks_per_s = streets_ticks_per_s(streets),
		                            .busy_permille = settings->busy_permille,
		                            .calls = cover->map.calls };
	if (cover->stations == stations && cover->version == streets->version + 1)
		return STATUS_OK;
	uint32_t *times = reallocarray(cover->times, (size_t)stations * cover->points + 1, sizeof *times);
	if (!times)
		return STATUS_MEMORY;
	for (uint32_t i = 0; i < stations; i++)
		tell_times(cover, streets, board_stations(board, i + 1), times + (size_t)i * cover->points);
	cover->map.times = cover->times = times;
	cover->stations = stations;
	cover->version = streets->version + 1;
	return STATUS_OK;
}

uint32_t cover_place(const struct cover *cover, uint32_t station)
{
	return station && station <= cover->stations ? station - 1 : UINT32_MAX;
}

const struct coverage_map *cover_map(const struct cover *cover)
{
	return cover->made && cover->stations ? &cover->map : NULL;
}

void cover_close(struct cover *cover)
{
	free(cover->times);
	*cover = (struct cover){ 0 };
}
