/* From the tables of a JEMSS folder to a city. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "whatif/jemss.h"

#include <stdlib.h>
#include <string.h>

#include "roads/node_arc.h"
#include "whatif/jemss_table.h"

__extension__ typedef __int128 wide;

/* Places have 16 digits, of which a node's or a call's are read to a billionth of a degree: 0.1 mm. */
#define PLACE_DIGITS 9
#define PLACE_E9 1000000000LL
#define PLACE_MAX_E9 (1000 * PLACE_E9)
#define DMM_DIGITS 7 /* of a kilometre */
#define KM_MIN_DMM 10000000LL
#define KM_MAX_DMM (100000 * KM_MIN_DMM)
#define DAY_DIGITS 15
#define DAY_E15 1000000000000000LL
/* The longest of times that 18 digits hold at that, nearly 1,000 days for what is told in fractions. */
#define DAYS_MAX_E15 (999 * DAY_E15)
#define LEVELS 3u /* of priority */

static const char *const priority_names[LEVELS + 1] = { "", "highPriority", "medPriority", "lowPriority" };

struct maker {
	const struct jemss_texts *texts;
	struct city *city;
	struct jemss_fault *fault;
	enum jemss_file file;
	struct jemss_table table;
	struct ground *nodes;
	uint8_t *open;
};

static enum status wrong(struct maker *maker, const char *what)
{
	*maker->fault = (struct jemss_fault){ .file = maker->file, .line = maker->table.lines.line, .what = what };
	return STATUS_MALFORMED;
}

static enum status open_table(struct maker *maker, enum jemss_file file, const char *name, const char *const *wanted)
{
	maker->file = file;
	enum status status = jemss_table_open(buffer_bytes(&maker->texts->text[file]), name, wanted, &maker->table);
	return status == STATUS_OK ? status : wrong(maker, maker->table.what);
}

static bool number(struct maker *maker, unsigned wanted, int64_t low, int64_t high, const char *what,
                   int64_t *ret_number)
{
	return jemss_table_number(&maker->table, wanted, 0, low, high, what, ret_number);
}

/* A moment or a length of time, in days. */
static bool days(struct maker *maker, unsigned wanted, const char *what, int64_t *ret_ticks)
{
	int64_t days_e15;
	if (!jemss_table_number(&maker->table, wanted, DAY_DIGITS, 0, DAYS_MAX_E15, what, &days_e15))
		return false;
	wide ticks = (wide)days_e15 * CITY_DAY_S * ROAD_NODE_ARC_TICKS_PER_S;
	*ret_ticks = (int64_t)((ticks + DAY_E15 / 2) / DAY_E15);
	return true;
}

static bool place(struct maker *maker, unsigned x, unsigned y, struct ground *ret_at)
{
	int64_t x_e9, y_e9;
	if (!jemss_table_number(&maker->table, x, PLACE_DIGITS, -PLACE_MAX_E9, PLACE_MAX_E9, "x is no place", &x_e9) ||
	    !jemss_table_number(&maker->table, y, PLACE_DIGITS, -PLACE_MAX_E9, PLACE_MAX_E9, "y is no place", &y_e9))
		return false;
	maker->table.what = "the place is more than 107 km from the map's middle";
	return city_ground(maker->city, x_e9, y_e9, ret_at);
}

static enum status read_map(struct maker *maker)
{
	static const char *const wanted[] = { "xMin", "xMax", "yMin", "yMax", "xScale", "yScale", NULL };
	struct city_plane *plane = &maker->city->plane;
	int64_t edge[4];
	enum status status = open_table(maker, JEMSS_MAP, "map", wanted);
	if (status != STATUS_OK)
		return status;
	if (!jemss_table_next(&maker->table))
		return wrong(maker, "the map has no row");
	for (unsigned i = 0; i < 4; i++)
		if (!jemss_table_number(&maker->table, i, PLACE_DIGITS, -PLACE_MAX_E9, PLACE_MAX_E9,
		                        "an edge of the map is no place", &edge[i]))
			return wrong(maker, maker->table.what);
	const char *scale = "the scale is no number of kilometres";
	if (!jemss_table_number(&maker->table, 4, DMM_DIGITS, 1, KM_MAX_DMM, scale, &plane->x_dmm) ||
	    !jemss_table_number(&maker->table, 5, DMM_DIGITS, 1, KM_MAX_DMM, scale, &plane->y_dmm))
		return wrong(maker, maker->table.what);
	plane->middle_x_e9 = edge[0] + (edge[1] - edge[0]) / 2;
	plane->middle_y_e9 = edge[2] + (edge[3] - edge[2]) / 2;
	return STATUS_OK;
}

/* The network by its first mode, and of each other mode the weights in the same order. */
static enum status read_arcs(struct maker *maker)
{
	const struct jemss_texts *texts = maker->texts;
	struct city *city = maker->city;
	for (uint32_t mode = 0; mode < city->mode_count; mode++) {
		struct road_network network = { 0 };
		struct road_fault fault;
		bool in_arcs;
		enum status status =
		    road_node_arc_read(buffer_bytes(&texts->text[JEMSS_NODES]), buffer_bytes(&texts->text[JEMSS_ARCS]),
		                       mode + 1, ROAD_NODE_ARC_TICKS_PER_S, &network, &fault, &in_arcs);
		if (status == STATUS_MALFORMED)
			*maker->fault = (struct jemss_fault){ .file = in_arcs ? JEMSS_ARCS : JEMSS_NODES,
				                              .line = fault.line,
				                              .what = fault.what };
		if (status != STATUS_OK)
			return status;
		uint32_t *weights = malloc(((size_t)network.arc_count + 1) * sizeof *weights);
		for (uint32_t i = 0; weights && i < network.arc_count; i++)
			weights[i] = network.arcs[i].time;
		city->mode[mode].weights = weights;
		if (mode)
			road_network_close(&network);
		else
			city->network = network;
		if (!weights)
			return STATUS_MEMORY;
	}
	return STATUS_OK;
}

static enum status read_modes(struct maker *maker)
{
	static const char *const wanted[] = { "travelModeIndex", "offRoadSpeed", NULL };
	struct city *city = maker->city;
	int64_t index;
	enum status status = open_table(maker, JEMSS_TRAVEL, "travelModes", wanted);
	while (status == STATUS_OK && jemss_table_next(&maker->table)) {
		if (city->mode_count == CITY_MODES_MAX)
			return wrong(maker, "there are more than 8 modes of travel");
		struct city_mode *mode = &city->mode[city->mode_count++];
		if (!number(maker, 0, city->mode_count, city->mode_count, "modes are not numbered from 1", &index) ||
		    !jemss_table_number(&maker->table, 1, DMM_DIGITS, KM_MIN_DMM, KM_MAX_DMM,
		                        "the speed is not 1 to 100,000 km a day", &mode->off_dmm_per_day))
			return wrong(maker, maker->table.what);
	}
	return status == STATUS_OK && !city->mode_count ? wrong(maker, "there is no mode of travel") : status;
}

/* 1 to 3, or 0. */
static uint8_t priority_of(struct bytes word)
{
	uint8_t priority = LEVELS;
	while (priority && !bytes_same(word, bytes_of_text(priority_names[priority])))
		priority--;
	return priority;
}

static enum status read_sets(struct maker *maker, struct city_set sets[CITY_SETS_MAX + 1])
{
	static const char *const wanted[] = { "travelSetIndex", "priority", "travelModeIndex", NULL };
	const struct city *city = maker->city;
	int64_t index, mode;
	enum status status = open_table(maker, JEMSS_TRAVEL, "travelSets", wanted);
	while (status == STATUS_OK && jemss_table_next(&maker->table)) {
		uint8_t priority = priority_of(jemss_table_cell(&maker->table, 1));
		if (!number(maker, 0, 1, CITY_SETS_MAX, "the set is not one of 1 to 64", &index) ||
		    !number(maker, 2, 1, city->mode_count, "there is no such mode", &mode))
			return wrong(maker, maker->table.what);
		if (!priority)
			return wrong(maker, "the priority is none of highPriority, medPriority, lowPriority");
		sets[index].by_priority[priority] = (uint8_t)(mode - 1);
		/* JEMSS has three; our fourth drives as its third. */
		if (priority == LEVELS)
			sets[index].by_priority[PRIORITY_MAX] = sets[index].quiet = (uint8_t)(mode - 1);
	}
	return status;
}

static enum status read_timing(struct maker *maker)
{
	static const char *const wanted[] = { "startTime", "travelSetIndex", NULL };
	struct city_set sets[CITY_SETS_MAX + 1] = { 0 };
	struct city *city = maker->city;
	int64_t from, index;
	enum status status = read_sets(maker, sets);
	if (status == STATUS_OK)
		status = open_table(maker, JEMSS_TRAVEL, "travelSetsTiming", wanted);
	while (status == STATUS_OK && jemss_table_next(&maker->table)) {
		if (!days(maker, 0, "the start is no time", &from) ||
		    !number(maker, 1, 1, CITY_SETS_MAX, "there is no such set", &index))
			return wrong(maker, maker->table.what);
		if (city->set_count == CITY_SETS_MAX)
			return wrong(maker, "the sets change more than 64 times");
		if (city->set_count && city->set[city->set_count - 1].from >= from)
			return wrong(maker, "the sets' times do not ascend");
		city->set[city->set_count] = sets[index];
		city->set[city->set_count++].from = from;
	}
	return status == STATUS_OK && !city->set_count ? wrong(maker, "no set is ever used") : status;
}

static enum status read_nodes(struct maker *maker)
{
	static const char *const wanted[] = { "index", "x", "y", "?offRoadAccess", NULL };
	uint32_t count = maker->city->network.node_count;
	int64_t index;
	enum status status = open_table(maker, JEMSS_NODES, "nodes", wanted);
	maker->nodes = calloc(count, sizeof *maker->nodes);
	maker->open = calloc(count, 1);
	if (status == STATUS_OK && (!maker->nodes || !maker->open))
		status = STATUS_MEMORY;
	while (status == STATUS_OK && jemss_table_next(&maker->table)) {
		if (!number(maker, 0, 1, (int64_t)count - 1, "there is no such node", &index) ||
		    !place(maker, 1, 2, &maker->nodes[index]))
			return wrong(maker, maker->table.what);
		struct bytes open = jemss_table_cell(&maker->table, 3);
		maker->open[index] = !open.length || (open.at[0] != '0' && open.at[0] != 'f');
	}
	if (status == STATUS_OK)
		status = nearest_open(maker->nodes, maker->open, count, &maker->city->nearest);
	return status;
}

/* Makes room for one more, wherever it then is; NULL: there is none, and what was there stays. */
static void *grown(void *items, uint32_t count, size_t bytes)
{
	if (count & (count - 1))
		return items;
	return realloc(items, (count ? (size_t)count * 2 : 1) * bytes);
}

static enum status read_places(struct maker *maker, enum jemss_file file, struct city_place **places, uint32_t *count)
{
	static const char *const wanted[] = { "index", "x", "y", NULL };
	int64_t index;
	if (!maker->texts->text[file].length)
		return STATUS_OK;
	enum status status = open_table(maker, file, jemss_file_stem(file), wanted);
	while (status == STATUS_OK && jemss_table_next(&maker->table)) {
		struct city_place at = { 0 };
		if (!number(maker, 0, (int64_t)*count + 1, CITY_PLACES_MAX, "they are not numbered from 1", &index) ||
		    !place(maker, 1, 2, &at.at))
			return wrong(maker, maker->table.what);
		if (!city_settle(maker->city, &at))
			return wrong(maker, "no node has access to what is off the road");
		struct city_place *room = grown(*places, *count, sizeof **places);
		if (!room)
			return STATUS_MEMORY;
		*places = room;
		room[(*count)++] = at;
	}
	return status;
}

static enum status read_units(struct maker *maker)
{
	static const char *const wanted[] = { "index", "stationIndex", "?shift", "?capabilities", NULL };
	struct city *city = maker->city;
	int64_t index, station;
	if (!maker->texts->text[JEMSS_AMBULANCES].length)
		return STATUS_OK;
	enum status status = open_table(maker, JEMSS_AMBULANCES, "ambulances", wanted);
	while (status == STATUS_OK && jemss_table_next(&maker->table)) {
		if (!number(maker, 0, (int64_t)city->unit_count + 1, CITY_UNITS_MAX, "they are not numbered from 1",
		            &index) ||
		    !number(maker, 1, 1, city->station_count, "there is no such station", &station))
			return wrong(maker, maker->table.what);
		struct city_unit *room = grown(city->units, city->unit_count, sizeof *city->units);
		if (!room)
			return STATUS_MEMORY;
		city->units = room;
		struct city_unit *unit = &room[city->unit_count++];
		struct bytes can = jemss_table_cell(&maker->table, 3);
		*unit = (struct city_unit){ .station = (uint32_t)station - 1 };
		if (!shift_read(jemss_table_cell(&maker->table, 2), &unit->shift))
			return wrong(maker,
			             "a shift is days and hours, such as \"mon-fri 07:00-19:00; sat 08:00-12:00\"");
		if (can.length >= CITY_CAN_BYTES)
			return wrong(maker, "the names of its capabilities, joined by +, have at most 127 bytes");
		if (can.length)
			memcpy(unit->can, can.at, can.length);
	}
	return status;
}

static bool read_call(struct maker *maker, struct city_call *call)
{
	int64_t priority, hospital = -1;
	struct bytes transport = jemss_table_cell(&maker->table, 6);
	call->transport = transport.length && transport.at[0] != '0' && transport.at[0] != 'f';
	if (!number(maker, 0, 1, LEVELS, "the priority is not 1 to 3", &priority) ||
	    !place(maker, 1, 2, &call->place.at) || !days(maker, 3, "the call's time is none", &call->arrival) ||
	    !days(maker, 4, "dispatchDelay is no time", &call->dispatch_delay) ||
	    !days(maker, 5, "onSceneDuration is no time", &call->on_scene))
		return false;
	if (call->transport &&
	    (!days(maker, 8, "handoverDuration is no time", &call->handover) ||
	     !number(maker, 7, -1, maker->city->hospital_count, "there is no such hospital", &hospital)))
		return false;
	call->priority = (uint8_t)priority;
	call->hospital = hospital > 0 ? (uint32_t)hospital : 0;
	return true;
}

static enum status read_calls(struct maker *maker)
{
	static const char *const wanted[] = { "priority",
		                              "x",
		                              "y",
		                              "arrivalTime",
		                              "dispatchDelay",
		                              "onSceneDuration",
		                              "transport",
		                              "hospitalIndex",
		                              "handoverDuration",
		                              NULL };
	struct city *city = maker->city;
	if (!maker->texts->text[JEMSS_CALLS].length)
		return STATUS_OK;
	enum status status = open_table(maker, JEMSS_CALLS, "calls", wanted);
	while (status == STATUS_OK && jemss_table_next(&maker->table)) {
		struct city_call call = { 0 };
		if (!read_call(maker, &call))
			return wrong(maker, maker->table.what);
		if (city->call_count && call.arrival < city->calls[city->call_count - 1].arrival)
			return wrong(maker, "the calls are not in the order of their times");
		if (call.transport && !city->hospital_count)
			return wrong(maker, "the call is to be taken to a hospital, and there is none");
		if (!city_settle(city, &call.place))
			return wrong(maker, "no node has access to what is off the road");
		struct city_call *room = grown(city->calls, city->call_count, sizeof *city->calls);
		if (!room)
			return STATUS_MEMORY;
		city->calls = room;
		city->calls[city->call_count++] = call;
	}
	return status;
}

static enum status read_priorities(struct maker *maker)
{
	static const char *const wanted[] = { "priority", "?targetResponseDuration", "?targetResponseTime",
		                              "?responseTravelPriority", NULL };
	struct city *city = maker->city;
	for (uint8_t i = 0; i <= PRIORITY_MAX; i++)
		city->travel_priority[i] = i;
	if (!maker->texts->text[JEMSS_PRIORITIES].length)
		return STATUS_OK;
	int64_t priority;
	enum status status = open_table(maker, JEMSS_PRIORITIES, "priorities", wanted);
	while (status == STATUS_OK && jemss_table_next(&maker->table)) {
		if (!number(maker, 0, 1, LEVELS, "the priority is not 1 to 3", &priority))
			return wrong(maker, maker->table.what);
		unsigned target = jemss_table_cell(&maker->table, 1).length ? 1 : 2;
		struct bytes travel = jemss_table_cell(&maker->table, 3);
		if (jemss_table_cell(&maker->table, target).length &&
		    !days(maker, target, "the target is no time", &city->target[priority]))
			return wrong(maker, maker->table.what);
		if (travel.length && !priority_of(travel))
			return wrong(maker, "the priority of travel is none");
		if (travel.length)
			city->travel_priority[priority] = priority_of(travel);
	}
	return status;
}

static enum status read_redispatch(struct maker *maker)
{
	static const char *const wanted[] = { "fromCallPriority", "toCallPriority", "allowRedispatch", NULL };
	static const char *const allow[] = { "allowRedispatch", NULL };
	struct city *city = maker->city;
	int64_t allowed = 1;
	if (!maker->texts->text[JEMSS_REDISPATCH].length)
		return STATUS_OK;
	enum status status = open_table(maker, JEMSS_REDISPATCH, "miscData", allow);
	if (status == STATUS_OK &&
	    (!jemss_table_next(&maker->table) || !number(maker, 0, 0, 1, "allowRedispatch is not 0 or 1", &allowed)))
		return wrong(maker, maker->table.what);
	if (status != STATUS_OK || !allowed)
		return status;
	status = open_table(maker, JEMSS_REDISPATCH, "redispatchConditions", wanted);
	while (status == STATUS_OK && jemss_table_next(&maker->table)) {
		uint8_t from = priority_of(jemss_table_cell(&maker->table, 0));
		uint8_t to = priority_of(jemss_table_cell(&maker->table, 1));
		if (!number(maker, 2, 0, 1, "allowRedispatch is not 0 or 1", &allowed))
			return wrong(maker, maker->table.what);
		if (!from || !to || (allowed && from <= to))
			return wrong(maker, "a unit is sent on only to a call of a higher priority");
		city->redispatch[from][to] = allowed;
	}
	return status;
}

/* What can be read without roads being there already. */
static enum status read_crews(struct maker *maker)
{
	struct city *city = maker->city;
	enum status status = read_places(maker, JEMSS_STATIONS, &city->stations, &city->station_count);
	if (status == STATUS_OK)
		status = read_places(maker, JEMSS_HOSPITALS, &city->hospitals, &city->hospital_count);
	return status == STATUS_OK ? read_units(maker) : status;
}

enum status jemss_crews(const struct jemss_texts *texts, struct city *city, struct jemss_fault *ret_fault)
{
	struct maker maker = { .texts = texts, .city = city, .fault = ret_fault };
	if (texts->text[JEMSS_STATIONS].length) {
		free(city->stations);
		city->stations = NULL;
		city->station_count = 0;
	}
	if (texts->text[JEMSS_HOSPITALS].length) {
		free(city->hospitals);
		city->hospitals = NULL;
		city->hospital_count = 0;
	}
	if (texts->text[JEMSS_AMBULANCES].length) {
		free(city->units);
		city->units = NULL;
		city->unit_count = 0;
	}
	return read_crews(&maker);
}

enum status jemss_city(const struct jemss_texts *texts, struct city *city, struct jemss_fault *ret_fault)
{
	struct maker maker = { .texts = texts, .city = city, .fault = ret_fault };
	enum status status = read_map(&maker);
	if (status == STATUS_OK)
		status = read_modes(&maker);
	if (status == STATUS_OK)
		status = read_timing(&maker);
	if (status == STATUS_OK)
		status = read_arcs(&maker);
	if (status == STATUS_OK)
		status = read_nodes(&maker);
	if (status == STATUS_OK)
		status = read_crews(&maker);
	if (status == STATUS_OK)
		status = read_priorities(&maker);
	if (status == STATUS_OK)
		status = read_redispatch(&maker);
	if (status == STATUS_OK)
		status = read_calls(&maker);
	free(maker.nodes);
	free(maker.open);
	return status;
}
