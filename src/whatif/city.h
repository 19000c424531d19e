/* What a simulation drives in: roads by several modes of travel, stations, hospitals, units, and the calls of a time. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WHATIF_CITY_H
#define WHATIF_CITY_H

#include "core/board.h"
#include "roads/metric.h"
#include "whatif/nearest.h"
#include "whatif/shift.h"

/* Time is counted in ticks of the network, from the run's own zero. */
#define CITY_DAY_S 86400
/* Ways of driving: lights, quiet, by the hour of a day. */
#define CITY_MODES_MAX 8u
#define CITY_SETS_MAX 64u
#define CITY_PLACES_MAX 10000u
#define CITY_UNITS_MAX 10000u
/* Changes of a zone's clock that are followed: two a year for a hundred years. */
#define CITY_CLOCKS_MAX 256u
/* The names of what a unit can do, joined by '+'. */
#define CITY_CAN_BYTES 128u
/* The longest a call may take on scene or at the hospital, and a run may last: a hundred years. */
#define CITY_SPAN_MAX_S (36525LL * CITY_DAY_S)

/* The plane: its middle in billionths of a degree, and tenths of millimetres a degree. */
struct city_plane {
	int64_t middle_x_e9, middle_y_e9, x_dmm, y_dmm;
};

/* Where something stands, and from which node it is driven to. */
struct city_place {
	struct ground at;
	uint32_t node;
	uint32_t off_dmm; /* between both, off the road */
};

struct city_call {
	struct city_place place;
	int64_t arrival, dispatch_delay, on_scene, handover; /* ticks */
	uint32_t hospital;                                   /* from 1; 0: the nearest */
	struct wire_name type;                               /* for run cards; "": nobody said */
	uint16_t sent;                                       /* units that were really there; 0: nobody knows */
	uint8_t priority;                                    /* 1 to PRIORITY_MAX */
	bool transport;
};

struct city_unit {
	uint32_t station; /* from 0 */
	struct shift shift;
	char can[CITY_CAN_BYTES];
};

/* Since some moment the clock on the wall is so many seconds of a week ahead of the run's own time. */
struct city_clock {
	int64_t from;
	int64_t ahead_s;
};

/* One way of driving. */
struct city_mode {
	uint32_t *weights; /* of each arc */
	int64_t off_dmm_per_day;
	struct road_metric metric;
};

/* Which mode is driven, from some moment on. */
struct city_set {
	int64_t from;
	uint8_t by_priority[PRIORITY_MAX + 1]; /* on the way to a call, by the priority of travel */
	uint8_t quiet;                         /* to the hospital, and back to the station */
};

/* Owns all; zero-initialised it is empty.  Times of one way between any two nodes are under ROAD_NEVER ticks. */
struct city {
	struct road_network network;
	bool borrowed; /* the network lies in a map's file, as its hierarchy may */
	struct city_plane plane;
	struct road_graph graph;
	struct road_index out; /* the arcs that leave each node */
	struct road_hierarchy hierarchy;
	struct nearest nearest; /* to the nodes from which one leaves the road */
	uint32_t mode_count, set_count;
	struct city_mode mode[CITY_MODES_MAX];
	struct city_set set[CITY_SETS_MAX];
	uint8_t travel_priority[PRIORITY_MAX + 1];           /* by which priority a call's unit drives */
	int64_t target[PRIORITY_MAX + 1];                    /* ticks from first contact to arrival; 0: none */
	bool redispatch[PRIORITY_MAX + 1][PRIORITY_MAX + 1]; /* from a call of one priority to one of the other */
	struct city_place *stations, *hospitals;
	struct city_unit *units;
	struct city_call *calls; /* by arrival */
	uint32_t station_count, hospital_count, unit_count, call_count;
	struct city_clock clock[CITY_CLOCKS_MAX]; /* none: the run begins on a Monday at 00:00 */
	uint32_t clock_count;
};

/*
 * Builds graph, hierarchy (unless one was brought) and the metrics of all modes from their weights, none of which
 * stays below one tick.
 * STATUS_LIMIT, STATUS_MEMORY.
 */
enum status city_build(struct city *city);
void city_close(struct city *city);
/* Where a place lies, x the longitude; false if it is not within GROUND_MAX_DMM of the middle. */
bool city_ground(const struct city *city, int64_t x_e9, int64_t y_e9, struct ground *ret_at);
/* Degrees of a place, which are those that it was made from, but for rounding. */
struct road_node city_degrees(const struct city *city, struct ground at);
/* The second of the week by the clock on the wall, from Monday 00:00. */
uint32_t city_second(const struct city *city, int64_t at);
/* When the clock changes next after a moment; INT64_MAX: not any more. */
int64_t city_clock_change(const struct city *city, int64_t after);
/* Finds the node of a place; false where there is none at all. */
bool city_settle(const struct city *city, struct city_place *place);
/* Ticks that a mode needs off the road. */
int64_t city_off_road(const struct city *city, uint32_t mode, int64_t dmm);
/* The set that holds at a moment. */
const struct city_set *city_set_at(const struct city *city, int64_t at);
/* A length of time in milliseconds, from ticks, rounded down. */
int64_t city_ms(const struct city *city, int64_t ticks);

#endif
