/* A city from a map's file: which junctions hang together, and where they lie on a plane. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "roads/plane.h"
#include "roads/profile.h"
#include "roads/sweep.h"
#include "whatif/gather.h"

/* Off the road: a little quicker than JEMSS's crews walk and drive there (352 km a day, 14.7 km/h). */
#define OFF_ROAD_DMM_PER_DAY (24LL * 15 * 10000000)
#define DMM_A_DEGREE 1113194907LL /* on the equator of WGS 84, as roads/plane.h */
/* Junctions from which the largest part is looked for, evenly spread. */
#define STARTS 64u

static void lay_plane(struct city *city)
{
	const struct road_network *network = &city->network;
	struct road_node least = { INT32_MAX, INT32_MAX }, most = { INT32_MIN, INT32_MIN };
	for (uint32_t i = 0; i < network->node_count; i++) {
		const struct road_node *node = &network->nodes[i];
		least.lat_e7 = node->lat_e7 < least.lat_e7 ? node->lat_e7 : least.lat_e7;
		least.lon_e7 = node->lon_e7 < least.lon_e7 ? node->lon_e7 : least.lon_e7;
		most.lat_e7 = node->lat_e7 > most.lat_e7 ? node->lat_e7 : most.lat_e7;
		most.lon_e7 = node->lon_e7 > most.lon_e7 ? node->lon_e7 : most.lon_e7;
	}
	struct road_node middle = { (int32_t)(((int64_t)least.lat_e7 + most.lat_e7) / 2),
		                    (int32_t)(((int64_t)least.lon_e7 + most.lon_e7) / 2) };
	struct road_plane plane = road_plane_at(middle);
	city->plane = (struct city_plane){ .middle_x_e9 = middle.lon_e7 * 100LL,
		                           .middle_y_e9 = middle.lat_e7 * 100LL,
		                           .x_dmm = DMM_A_DEGREE * plane.cosine_q30 >> 30,
		                           .y_dmm = DMM_A_DEGREE };
}

static enum status weigh(struct city *city)
{
	static const enum road_profile profiles[] = { ROAD_PROFILE_SIREN, ROAD_PROFILE_USUAL };
	for (unsigned i = 0; i < 2; i++) {
		struct city_mode *mode = &city->mode[i];
		mode->weights = malloc(((size_t)city->network.arc_count + 1) * sizeof *mode->weights);
		if (!mode->weights)
			return STATUS_MEMORY;
		road_profile_times(&city->network, profiles[i], mode->weights);
		mode->off_dmm_per_day = OFF_ROAD_DMM_PER_DAY;
		city->mode_count = i + 1;
	}
	city->set_count = 1;
	city->set[0].quiet = 1;
	for (uint8_t i = 0; i <= PRIORITY_MAX; i++)
		city->travel_priority[i] = i;
	return STATUS_OK;
}

/* Marks what can be driven to from a junction and back, as usual; how much that is. */
static uint32_t mark_part(struct road_sweep *sweep, uint32_t start, uint32_t nodes, uint32_t *there, uint32_t *back,
                          uint8_t *open)
{
	struct road_seed seed = { .node = start };
	uint32_t count = 0;
	road_sweep_pin_start(sweep, &seed, 1);
	road_sweep_all(sweep, there);
	road_sweep_pin_goal(sweep, &seed, 1);
	road_sweep_all(sweep, back);
	for (uint32_t i = 0; i < nodes; i++) {
		open[i] = there[i] < ROAD_NEVER && back[i] < ROAD_NEVER;
		count += open[i];
	}
	return count;
}

static uint32_t find_part(const struct city *city, struct road_sweep *sweep, uint32_t *there, uint32_t *back,
                          uint8_t *open)
{
	uint32_t nodes = city->network.node_count, best = 0, best_start = 0;
	for (uint32_t i = 0; i < STARTS && best * 2 <= nodes; i++) {
		uint32_t start = (uint32_t)((uint64_t)nodes * i / STARTS);
		uint32_t count = mark_part(sweep, start, nodes, there, back, open);
		if (count > best) {
			best = count;
			best_start = start;
		}
	}
	return best > 1 ? mark_part(sweep, best_start, nodes, there, back, open) : 0;
}

static enum status open_nearest(struct city *city)
{
	size_t nodes = (size_t)city->network.node_count + 1;
	struct ground *ground = calloc(nodes, sizeof *ground);
	uint32_t *there = calloc(nodes, sizeof *there), *back = calloc(nodes, sizeof *back);
	uint8_t *open = calloc(nodes, 1);
	struct road_sweep sweep = { 0 };
	enum status status = ground && there && back && open ? STATUS_OK : STATUS_MEMORY;
	for (uint32_t i = 0; status == STATUS_OK && i < city->network.node_count; i++) {
		const struct road_node *node = &city->network.nodes[i];
		if (!city_ground(city, node->lon_e7 * 100LL, node->lat_e7 * 100LL, &ground[i]))
			status = STATUS_LIMIT;
	}
	if (status == STATUS_OK)
		status = road_sweep_open(&city->mode[1].metric, &sweep);
	if (status == STATUS_OK && !find_part(city, &sweep, there, back, open))
		status = STATUS_MISSING;
	if (status == STATUS_OK)
		status = nearest_open(ground, open, city->network.node_count, &city->nearest);
	road_sweep_close(&sweep);
	free(ground);
	free(there);
	free(back);
	free(open);
	return status;
}

enum status gather_map(const struct map_file *map, struct city *city)
{
	const struct road_network *network = &map->roads.network;
	if (!network->nodes || !network->arc_count)
		return STATUS_MISSING;
	city->network = *network;
	if (map->roads.hierarchy_count)
		city->hierarchy = map->roads.hierarchy[0];
	city->borrowed = true;
	lay_plane(city);
	enum status status = weigh(city);
	if (status == STATUS_OK)
		status = city_build(city);
	return status == STATUS_OK ? open_nearest(city) : status;
}
