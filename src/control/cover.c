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

static struct square *square_of(struct ground *ground, struct road_node at)
{
	unsigned row = part_of(at.lat_e7, ground->least.lat_e7, ground->most.lat_e7);
	unsigned column = part_of(at.lon_e7, ground->least.lon_e7, ground->most.lon_e7);
	return &ground->square[row * COVER_SIDE + column];
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

static enum status make_points(struct cover *cover, const struct road_network *network)
{
	struct ground *ground = calloc(1, sizeof *ground);
	if (!ground)
		return STATUS_MEMORY;
	ground->network = network;
	find_bounds(ground);
	find_middles(ground);
	for (uint32_t i = 0; i < COVER_POINTS_MAX; i++) {
		const struct square *square = &ground->square[i];
		if (!square->count)
			continue;
		cover->node[cover->points] = square->nearest;
		cover->at[cover->points] = network->nodes[square->nearest];
		cover->weight[cover->points] = square->count;
		cover->cell[cover->points] = cover->points;
		cover->points++;
	}
	free(ground);
	cover->made = true;
	return STATUS_OK;
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
                        const struct dispatch_settings *settings)
{
	uint32_t stations = board->pool[POOL_stations].count - 1;
	if (!streets->network)
		return STATUS_OK;
	enum status status = cover->made ? STATUS_OK : make_points(cover, streets->network);
	if (status != STATUS_OK)
		return status;
	stations = stations < COVER_STATIONS_MAX ? stations : COVER_STATIONS_MAX;
	cover->map = (struct coverage_map){ .weight = cover->weight,
		                            .cell = cover->cell,
		                            .times = cover->times,
		                            .points = cover->points,
		                            .cells = cover->points,
		                            .places = stations,
		                            .target = settings->target_s * streets_ticks_per_s(streets),
		                            .ticks_per_s = streets_ticks_per_s(streets),
		                            .busy_permille = settings->busy_permille };
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
