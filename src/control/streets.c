/* Joins snapping, closures, the metric and the sweep; a closure changes only what it touches. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "control/streets.h"

#include <stdlib.h>
#include <string.h>

#include "roads/line.h"
#include "roads/order.h"
#include "roads/plane.h"
#include "roads/profile.h"

/* Spots are kept for so many units and places; more than one of a slot push each other out. */
#define SPOTS 65536u
/* Junctions that are tried for the middle of the network. */
#define HUBS 16u
/* Numbers of the board's closures stay below. */
#define SLOW_FIRST (UINT64_C(1) << 32)
enum { SPOT_NEW, SPOT_ON_ROAD, SPOT_OFF_ROAD };

/* An order over the junctions serves the split graph as well. */
static enum status open_hierarchy(struct streets *streets)
{
	const struct road_network *network = streets->network;
	const struct road_graph *graph = &streets->split.graph;
	struct road_graph plain = { 0 };
	uint32_t *order = malloc(((size_t)network->node_count + 1) * sizeof *order);
	uint32_t *split = malloc(((size_t)graph->node_count + 1) * sizeof *split);
	enum status status = order && split ? road_graph_of_network(network, &plain) : STATUS_MEMORY;
	if (status == STATUS_OK)
		status = road_order_make(&plain, network->nodes, order);
	if (status == STATUS_OK) {
		road_split_order(&streets->split, order, split);
		status = road_hierarchy_open(graph, split, &streets->hierarchy);
	}
	road_graph_close(&plain);
	free(order);
	free(split);
	return status;
}

/* From where one can drive to `hub` so that nothing is forbidden there, and to where from it then. */
static void both_ways(struct streets *streets, uint32_t hub, uint32_t *there, uint32_t *back)
{
	const struct road_seed seed = { hub, 0 };
	road_sweep_pin_start(&streets->sweep, &seed, 1);
	road_sweep_all(&streets->sweep, back);
	road_sweep_pin_goal(&streets->sweep, &seed, 1);
	road_sweep_all(&streets->sweep, there);
}

/* Whether one can come from the hub into an arc, and from its end back to it. */
static bool is_joined(const struct streets *streets, uint32_t arc, const uint32_t *there, const uint32_t *back)
{
	const struct road_split *split = &streets->split;
	bool in = false;
	for (uint32_t copy = arc; copy != ROAD_NONE && !in; copy = split->next_arc[copy])
		in = back[split->graph.tail[copy]] < ROAD_NEVER;
	return in && there[split->graph.head[arc]] < ROAD_NEVER && streets->times[arc] < ROAD_NEVER;
}

/* The largest set of roads between which one can drive both ways, as far as some hubs show it. */
static enum status join(struct streets *streets)
{
	const struct road_network *network = streets->network;
	size_t bytes = ((size_t)streets->split.graph.node_count + 1) * sizeof(uint32_t);
	uint32_t *there = malloc(bytes), *back = malloc(bytes), best = 0, most = 0;
	if (!there || !back) {
		free(there);
		free(back);
		return STATUS_MEMORY;
	}
	for (uint32_t i = 0; i < HUBS && most <= network->arc_count / 2; i++) {
		uint32_t hub = (uint32_t)((uint64_t)network->node_count * i / HUBS), count = 0;
		both_ways(streets, hub, there, back);
		for (uint32_t arc = 0; arc < network->arc_count; arc++)
			count += is_joined(streets, arc, there, back);
		best = count > most ? hub : best;
		most = count > most ? count : most;
	}
	both_ways(streets, best, there, back);
	for (uint32_t i = 0; i < network->arc_count; i++)
		streets->joined[i] = is_joined(streets, i, there, back) ? streets->times[i] : ROAD_NEVER;
	free(there);
	free(back);
	return STATUS_OK;
}

static enum status open_split(struct streets *streets, const struct road_hierarchy *hierarchy)
{
	const struct road_graph *graph = &streets->split.graph;
	enum status status = road_split_open(streets->network, &streets->split);
	if (status != STATUS_OK)
		return status;
	if (hierarchy && (hierarchy->node_count != graph->node_count || hierarchy->arc_count != graph->arc_count))
		return STATUS_CORRUPT;
	streets->weights = malloc((size_t)graph->arc_count * sizeof *streets->weights);
	streets->changed.arc = malloc((size_t)graph->arc_count * sizeof *streets->changed.arc);
	streets->changed.room = graph->arc_count;
	streets->goal = malloc(streets->split.seeds_max * sizeof *streets->goal);
	if (!streets->weights || !streets->changed.arc || !streets->goal)
		return STATUS_MEMORY;
	road_split_weigh(&streets->split, streets->times, streets->weights);
	if (!hierarchy)
		status = open_hierarchy(streets);
	if (status == STATUS_OK)
		status =
		    road_metric_open(hierarchy ? hierarchy : &streets->hierarchy, streets->weights, &streets->metric);
	return status == STATUS_OK ? road_sweep_open(&streets->metric, &streets->sweep) : status;
}

static enum status open_rooms(struct streets *streets, const struct road_network *network,
                              const struct road_hierarchy *hierarchy)
{
	if (!network->nodes || !network->arc_count)
		return STATUS_MISSING;
	streets->network = network;
	streets->spots = SPOTS;
	streets->spot = calloc(SPOTS, sizeof *streets->spot);
	streets->times = malloc((size_t)network->arc_count * sizeof *streets->times);
	streets->joined = malloc((size_t)network->arc_count * sizeof *streets->joined);
	if (!streets->spot || !streets->times || !streets->joined)
		return STATUS_MEMORY;
	road_profile_times(network, ROAD_PROFILE_SIREN, streets->times);
	enum status status = open_split(streets, hierarchy);
	if (status == STATUS_OK)
		status = join(streets);
	if (status == STATUS_OK)
		status = road_snap_open(network, &streets->snap);
	if (status == STATUS_OK)
		status = road_closures_open(network, streets->times, &streets->closures);
	return status;
}

enum status streets_open(const struct road_network *network, const struct road_hierarchy *hierarchy,
                         struct streets *ret_streets)
{
	*ret_streets = (struct streets){ 0 };
	enum status status = open_rooms(ret_streets, network, hierarchy);
	if (status != STATUS_OK)
		streets_close(ret_streets);
	return status;
}

void streets_close(struct streets *streets)
{
	road_closures_close(&streets->closures);
	road_snap_close(&streets->snap);
	road_sweep_close(&streets->sweep);
	road_metric_close(&streets->metric);
	road_hierarchy_close(&streets->hierarchy);
	road_split_close(&streets->split);
	road_arcs_close(&streets->changed);
	free(streets->weights);
	free(streets->goal);
	free(streets->times);
	free(streets->joined);
	free(streets->spot);
	*streets = (struct streets){ 0 };
}

/* One corner, "LAT,LON". */
static bool read_corner(struct bytes word, struct road_node *ret_corner)
{
	struct bytes lat, lon;
	int64_t lat_e7, lon_e7;
	if (!road_line_cell(&word, &lat) || !road_line_cell(&word, &lon) || word.length ||
	    !road_line_decimal(lat, 7, -900000000, 900000000, &lat_e7) ||
	    !road_line_decimal(lon, 7, -1800000000, 1800000000, &lon_e7))
		return false;
	*ret_corner = (struct road_node){ (int32_t)lat_e7, (int32_t)lon_e7 };
	return true;
}

/* Corners into room for ROAD_AREA_CORNERS_MAX of them, or NULL to count; 0 if it is no area. */
static uint32_t read_area(struct bytes text, struct road_node *corners)
{
	struct bytes word;
	uint32_t count = 0;
	while (road_line_word(&text, &word)) {
		struct road_node corner;
		if (count == ROAD_AREA_CORNERS_MAX || !read_corner(word, &corner))
			return 0;
		if (corners)
			corners[count] = corner;
		count++;
	}
	return count < 3 ? 0 : count;
}

bool streets_area(struct bytes text)
{
	return read_area(text, NULL) != 0;
}

static enum status touched(const struct streets *streets, const struct closure *closure, struct bytes area,
                           struct road_arcs *arcs)
{
	if (closure->radius_m)
		return road_snap_circle(&streets->snap, (struct road_node){ closure->lat_e7, closure->lon_e7 },
		                        closure->radius_m, arcs);
	uint32_t count = read_area(area, NULL);
	struct road_node *corners = count ? malloc(count * sizeof *corners) : NULL;
	if (!count)
		return STATUS_MALFORMED;
	if (!corners)
		return STATUS_MEMORY;
	(void)read_area(area, corners);
	enum status status = road_snap_polygon(&streets->snap, corners, count, arcs);
	free(corners);
	return status == STATUS_LIMIT ? STATUS_MALFORMED : status;
}

static void take_over(struct streets *streets)
{
	const struct road_arcs *changed = &streets->closures.changed;
	struct road_arcs *all = &streets->changed;
	if (!changed->count)
		return;
	all->count = 0;
	for (uint32_t i = 0; i < changed->count; i++)
		for (uint32_t arc = changed->arc[i]; arc != ROAD_NONE; arc = streets->split.next_arc[arc]) {
			streets->weights[arc] = streets->closures.time[changed->arc[i]];
			all->arc[all->count++] = arc;
		}
	road_metric_update(&streets->metric, all->arc, all->count, streets->weights);
	streets->version++;
}

/* The board tells how much of the speed is left, the roads how long it then takes. */
static uint32_t percent_of_time(unsigned percent_of_speed)
{
	return percent_of_speed ? (10000u + percent_of_speed - 1) / percent_of_speed : ROAD_CLOSED;
}

enum status streets_close_road(struct streets *streets, uint32_t number, const struct closure *closure,
                               struct bytes area)
{
	struct road_arcs arcs = { 0 };
	if (!streets->network)
		return STATUS_OK;
	enum status status = touched(streets, closure, area, &arcs);
	if (status == STATUS_OK)
		status = streets_open_road(streets, number);
	/* The plan's slow-downs have room whatever the board closes. */
	if (status == STATUS_OK && streets->closures.count >= ROAD_CLOSURES_MAX - STREETS_SLOW_MAX)
		status = STATUS_LIMIT;
	if (status == STATUS_OK)
		status = road_closures_add(&streets->closures, number, percent_of_time(closure->percent), arcs.arc,
		                           arcs.count);
	if (status == STATUS_OK)
		take_over(streets);
	road_arcs_close(&arcs);
	return status;
}

enum status streets_open_road(struct streets *streets, uint32_t number)
{
	if (!streets->network)
		return STATUS_OK;
	enum status status = road_closures_drop(&streets->closures, number);
	if (status == STATUS_OK)
		take_over(streets);
	return status == STATUS_MISSING ? STATUS_OK : status;
}

enum status streets_slow(struct streets *streets, uint32_t number, unsigned percent, const struct road_arcs *arcs)
{
	enum status status = road_closures_add(&streets->closures, SLOW_FIRST + number, percent_of_time(percent),
	                                       arcs->arc, arcs->count);
	if (status != STATUS_OK)
		return status;
	take_over(streets);
	streets->slow[number] = true;
	return STATUS_OK;
}

enum status streets_unslow(struct streets *streets, uint32_t number)
{
	enum status status = road_closures_drop(&streets->closures, SLOW_FIRST + number);
	if (status != STATUS_OK)
		return status;
	take_over(streets);
	streets->slow[number] = false;
	return STATUS_OK;
}

static bool snap(const struct streets *streets, struct road_node place, struct road_position *ret_at)
{
	struct road_position near, joined;
	uint32_t near_cm, joined_cm;
	if (road_snap_find(&streets->snap, place, STREETS_SNAP_M, streets->times, &near, &near_cm) != STATUS_OK)
		return false;
	bool rest =
	    road_snap_find(&streets->snap, place, STREETS_SNAP_M, streets->joined, &joined, &joined_cm) == STATUS_OK;
	*ret_at = rest && joined_cm <= near_cm + STREETS_DETACHED_CM ? joined : near;
	return true;
}

bool streets_find(struct streets *streets, struct road_node place, struct road_position *ret_at)
{
	if (!streets->network)
		return false;
	uint32_t slot = ((uint32_t)place.lat_e7 * 2654435761u ^ (uint32_t)place.lon_e7 * 2246822519u) >> 16;
	struct streets_spot *spot = &streets->spot[slot & (streets->spots - 1)];
	if (spot->state == SPOT_NEW || spot->place.lat_e7 != place.lat_e7 || spot->place.lon_e7 != place.lon_e7) {
		spot->state = snap(streets, place, &spot->at) ? SPOT_ON_ROAD : SPOT_OFF_ROAD;
		spot->place = place;
	}
	*ret_at = spot->at;
	return spot->state == SPOT_ON_ROAD;
}

void streets_pin_start(struct streets *streets, struct road_position start)
{
	struct road_seed seeds[ROAD_POSITION_SEEDS];
	unsigned count = road_split_start(&streets->split, streets->times, start, seeds);
	road_sweep_pin_start(&streets->sweep, seeds, count);
}

uint32_t streets_reach(struct streets *streets, uint32_t junction)
{
	return road_split_junction_time(&streets->sweep, &streets->split, junction);
}

bool streets_pin(struct streets *streets, struct road_node goal, struct road_position *ret_goal)
{
	if (!streets_find(streets, goal, ret_goal))
		return false;
	unsigned count = road_split_goal(&streets->split, streets->times, *ret_goal, streets->goal);
	road_sweep_pin_goal(&streets->sweep, streets->goal, count);
	return true;
}

uint32_t streets_travel(struct streets *streets, struct road_position from, struct road_position goal)
{
	return road_split_time(&streets->sweep, &streets->split, streets->times, from, goal);
}

uint32_t streets_straight(const struct streets *streets, struct road_node from, struct road_node to)
{
	uint64_t cm = (uint64_t)road_plane_length_cm(from, to) * STREETS_STRAIGHT_PERMILLE / 1000;
	uint64_t ticks = cm * 36 * streets_ticks_per_s(streets) / (STREETS_STRAIGHT_KMH * UINT64_C(1000));
	return ticks < ROAD_NEVER ? (uint32_t)ticks : ROAD_NEVER - 1;
}
