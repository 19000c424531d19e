/* The roads of a map with what is closed on them now: how long units take from where they are. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONTROL_STREETS_H
#define CONTROL_STREETS_H

#include "core/board.h"
#include "roads/closures.h"
#include "roads/split.h"

/* A place this far from every road is on none: a boat, a helicopter, a field.  Its travel is told as a straight line. */
#define STREETS_SNAP_M 250u
/* A road from which, or to which, most others cannot be driven - a garage's way out, a yard behind a gate - is taken only
 * where one that hangs together with the rest lies so much further off. */
#define STREETS_DETACHED_CM 10000u
/* A straight line is driven at that speed, with that many thousandths of it as the way round. */
#define STREETS_STRAIGHT_KMH 40u
#define STREETS_STRAIGHT_PERMILLE 1400u
/* Slow-downs that are a plan's, beside the board's closures, numbered from 1. */
#define STREETS_SLOW_MAX 100u
/* Where there is no map, times are in milliseconds. */
#define STREETS_TICKS_PER_S 1000u

/* A place that was looked for before, so that a unit that stands still is not looked for again. */
struct streets_spot {
	struct road_node place;
	struct road_position at;
	uint8_t state; /* 0: not looked for */
};

/* Borrows the network, which must have places and outlive it; owns the rest.  Zero-initialised there is no map. */
struct streets {
	const struct road_network *network; /* NULL: there is no map */
	struct road_split split;            /* its junctions, split where turns are forbidden */
	struct road_hierarchy hierarchy;    /* over those, where the map brought none */
	struct road_metric metric;
	struct road_sweep sweep;
	struct road_snap snap;
	struct road_closures closures;
	uint32_t *times;          /* what each arc takes on lights and siren when nothing is closed (roads/profile.h) */
	uint32_t *joined;         /* the same of roads that hang together, ROAD_NEVER of all others */
	uint32_t *weights;        /* what each arc of the split graph takes now */
	struct road_arcs changed; /* work: arcs of it, with room for all */
	struct road_seed *goal;   /* work: the seeds of a goal */
	struct streets_spot *spot;
	uint32_t spots;   /* a power of two */
	uint64_t version; /* another one after each closure */
	uint64_t slow_by; /* whose slow-downs these are (control/speeds.h) */
	bool slow[STREETS_SLOW_MAX + 1];
};

/*
 * `hierarchy` is the map's, over the network's split graph (roads/split.h), borrowed; NULL has one made, which takes a
 * while.  STATUS_MISSING: the network has no places;  STATUS_CORRUPT: the hierarchy is of another graph;  STATUS_LIMIT,
 * STATUS_MEMORY.  The caller closes, and moves it
 * nowhere.
 */
enum status streets_open(const struct road_network *network, const struct road_hierarchy *hierarchy,
                         struct streets *ret_streets);
void streets_close(struct streets *streets);

/* Whether a text is an area: corners as LAT,LON in degrees, parted by spaces, at least three. */
bool streets_area(struct bytes text);
/*
 * Closes or slows roads as a closure of the board says, `area` being its text where it is no circle; a closure of that
 * number that was there is replaced.  Takes effect for the next times.
 *   STATUS_MALFORMED  the area cannot be read
 *   STATUS_LIMIT, STATUS_MEMORY
 */
enum status streets_close_road(struct streets *streets, uint32_t number, const struct closure *closure,
                               struct bytes area);
/* Takes it back; nothing happens if there is none. */
enum status streets_open_road(struct streets *streets, uint32_t number);

/* Slows some roads to a percent of their speed, 1 to 99, and lets them be as before.  STATUS_MEMORY. */
enum status streets_slow(struct streets *streets, uint32_t number, unsigned percent, const struct road_arcs *arcs);
enum status streets_unslow(struct streets *streets, uint32_t number);

static inline uint32_t streets_ticks_per_s(const struct streets *streets)
{
	return streets->network ? streets->network->ticks_per_s : STREETS_TICKS_PER_S;
}

/* The road at a place; false if none is near enough. */
bool streets_find(struct streets *streets, struct road_node place, struct road_position *ret_at);
/* Pins the start from which streets_reach is then asked. */
void streets_pin_start(struct streets *streets, struct road_position start);
/* Ticks from the pinned start to a junction. */
uint32_t streets_reach(struct streets *streets, uint32_t junction);
/* Pins the goal to which streets_travel is then asked; whether it lies on a road. */
bool streets_pin(struct streets *streets, struct road_node goal, struct road_position *ret_goal);
/* Ticks from a position to the pinned goal; ROAD_NEVER if there is no way. */
uint32_t streets_travel(struct streets *streets, struct road_position from, struct road_position goal);
/* Ticks along a straight line, where roads cannot be told. */
uint32_t streets_straight(const struct streets *streets, struct road_node from, struct road_node to);

#endif
