/* A city made ready to be driven in. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "whatif/city.h"

#include <stdlib.h>

#include "roads/order.h"

__extension__ typedef __int128 wide;

#define PLACE_E9 1000000000LL

enum status city_build(struct city *city)
{
	uint32_t *order = malloc(((size_t)city->network.node_count + 1) * sizeof *order);
	enum status status = order ? STATUS_OK : STATUS_MEMORY;
	if (status == STATUS_OK)
		status = road_graph_of_network(&city->network, &city->graph);
	if (status == STATUS_OK)
		status = road_graph_index(&city->graph, city->graph.tail, &city->out);
	bool brought = city->hierarchy.node_count;
	if (status == STATUS_OK && !brought)
		status = road_order_make(&city->graph, city->network.nodes, order);
	if (status == STATUS_OK && !brought)
		status = road_hierarchy_open(&city->graph, order, &city->hierarchy);
	for (uint32_t i = 0; i < city->mode_count; i++)
		for (uint32_t arc = 0; arc < city->network.arc_count; arc++)
			city->mode[i].weights[arc] += !city->mode[i].weights[arc];
	for (uint32_t i = 0; status == STATUS_OK && i < city->mode_count; i++)
		status = road_metric_open(&city->hierarchy, city->mode[i].weights, &city->mode[i].metric);
	free(order);
	return status;
}

void city_close(struct city *city)
{
	for (uint32_t i = 0; i < city->mode_count; i++) {
		road_metric_close(&city->mode[i].metric);
		free(city->mode[i].weights);
	}
	road_hierarchy_close(&city->hierarchy);
	road_graph_index_close(&city->out);
	road_graph_close(&city->graph);
	if (!city->borrowed)
		road_network_close(&city->network);
	nearest_close(&city->nearest);
	free(city->stations);
	free(city->hospitals);
	free(city->units);
	free(city->calls);
	*city = (struct city){ 0 };
}

bool city_ground(const struct city *city, int64_t x_e9, int64_t y_e9, struct ground *ret_at)
{
	const struct city_plane *plane = &city->plane;
	wide x = (wide)(x_e9 - plane->middle_x_e9) * plane->x_dmm / PLACE_E9;
	wide y = (wide)(y_e9 - plane->middle_y_e9) * plane->y_dmm / PLACE_E9;
	if (x >= GROUND_MAX_DMM || x <= -GROUND_MAX_DMM || y >= GROUND_MAX_DMM || y <= -GROUND_MAX_DMM)
		return false;
	*ret_at = (struct ground){ (int64_t)x, (int64_t)y };
	return true;
}

bool city_settle(const struct city *city, struct city_place *place)
{
	int64_t dmm;
	if (!nearest_find(&city->nearest, place->at, &place->node, &dmm))
		return false;
	place->off_dmm = (uint32_t)dmm;
	return true;
}

int64_t city_off_road(const struct city *city, uint32_t mode, int64_t dmm)
{
	int64_t speed = city->mode[mode].off_dmm_per_day;
	return (int64_t)(((wide)dmm * CITY_DAY_S * city->network.ticks_per_s + speed / 2) / speed);
}

const struct city_set *city_set_at(const struct city *city, int64_t at)
{
	const struct city_set *set = &city->set[0];
	for (uint32_t i = 1; i < city->set_count && city->set[i].from <= at; i++)
		set = &city->set[i];
	return set;
}

int64_t city_ms(const struct city *city, int64_t ticks)
{
	return (int64_t)((wide)ticks * 1000 / city->network.ticks_per_s);
}

struct road_node city_degrees(const struct city *city, struct ground at)
{
	const struct city_plane *plane = &city->plane;
	int64_t x_e9 = plane->middle_x_e9 + (int64_t)((wide)at.x_dmm * PLACE_E9 / plane->x_dmm);
	int64_t y_e9 = plane->middle_y_e9 + (int64_t)((wide)at.y_dmm * PLACE_E9 / plane->y_dmm);
	return (struct road_node){ .lat_e7 = (int32_t)(y_e9 / 100), .lon_e7 = (int32_t)(x_e9 / 100) };
}

uint32_t city_second(const struct city *city, int64_t at)
{
	int64_t ahead_s = 0, week_s = 7LL * CITY_DAY_S;
	for (uint32_t i = 0; i < city->clock_count && (!i || city->clock[i].from <= at); i++)
		ahead_s = city->clock[i].ahead_s;
	int64_t second = (ahead_s + at / city->network.ticks_per_s) % week_s;
	return (uint32_t)(second < 0 ? second + week_s : second);
}

int64_t city_clock_change(const struct city *city, int64_t after)
{
	for (uint32_t i = 1; i < city->clock_count; i++)
		if (city->clock[i].from > after)
			return city->clock[i].from;
	return INT64_MAX;
}
