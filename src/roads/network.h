/* A network of roads in its plain form: what readers of maps make, and what hierarchies are built from. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROADS_NETWORK_H
#define ROADS_NETWORK_H

#include "base/bytes.h"

/* The time of what cannot be driven or reached; sums stop at it. */
#define ROAD_NEVER 0x7FFFFFFFu
/* No node, no arc. */
#define ROAD_NONE 0xFFFFFFFFu
#define ROAD_NODES_MAX 50000000u
#define ROAD_ARCS_MAX 150000000u

/* ROAD_CLASS(NAME, the value of OpenStreetMap's key highway, speed in km/h where nothing is said, in words) */
#define ROAD_CLASS_LIST(ROAD_CLASS)                                                                                    \
	ROAD_CLASS(MOTORWAY, "motorway", 100, "roads without crossings")                                               \
	ROAD_CLASS(MOTORWAY_LINK, "motorway_link", 50, "ramps of those")                                               \
	ROAD_CLASS(TRUNK, "trunk", 80, "the most important other roads")                                               \
	ROAD_CLASS(TRUNK_LINK, "trunk_link", 45, "ramps of those")                                                     \
	ROAD_CLASS(PRIMARY, "primary", 60, "roads between large towns")                                                \
	ROAD_CLASS(PRIMARY_LINK, "primary_link", 40, "ramps of those")                                                 \
	ROAD_CLASS(SECONDARY, "secondary", 50, "roads between towns")                                                  \
	ROAD_CLASS(SECONDARY_LINK, "secondary_link", 35, "ramps of those")                                             \
	ROAD_CLASS(TERTIARY, "tertiary", 40, "roads between villages, through streets")                                \
	ROAD_CLASS(TERTIARY_LINK, "tertiary_link", 30, "ramps of those")                                               \
	ROAD_CLASS(UNCLASSIFIED, "unclassified", 35, "small roads")                                                    \
	ROAD_CLASS(RESIDENTIAL, "residential", 30, "streets where people live")                                        \
	ROAD_CLASS(LIVING_STREET, "living_street", 10, "streets where people walk first")                              \
	ROAD_CLASS(SERVICE, "service", 15, "ways in, alleys, car parks")                                               \
	ROAD_CLASS(PEDESTRIAN, "pedestrian", 8, "for emergency vehicles alone")                                        \
	ROAD_CLASS(TRACK, "track", 15, "field and forest ways")                                                        \
	ROAD_CLASS(FERRY, "ferry", 12, "boats that take vehicles")                                                     \
	ROAD_CLASS(OTHER, "road", 30, "a road of which nothing more is known, or of another kind of map")

enum road_class {
	ROAD_CLASS_NONE,
#define ROAD_CLASS(NAME, VALUE, SPEED_KMH, WORDS) ROAD_CLASS_##NAME,
	ROAD_CLASS_LIST(ROAD_CLASS)
#undef ROAD_CLASS
	    ROAD_CLASS_COUNT
};

/* Marks of an arc. */
enum road_mark {
	ROAD_EMERGENCY_ONLY =
	    1,             /* nobody but an emergency vehicle may: against a one-way, through a gate, pedestrian ways */
	ROAD_BARRIER = 2,  /* a barrier stands on it or at its end */
	ROAD_BACKWARD = 4, /* it runs against the order in which its way's points are kept */
	ROAD_PRIVATE = 8,  /* access only for those who have business there */
};

struct road_node {
	int32_t lat_e7, lon_e7;
};

/* One direction of travel between two junctions. */
struct road_arc {
	uint32_t from, to;
	uint32_t
	    time; /* ticks at usual speed; ROAD_NEVER: nobody may; who else may not is in marks (roads/profile.h) */
	uint32_t length_cm;
	uint32_t name;  /* offset into names; 0: it has none */
	uint32_t shape; /* first of its points between the ends in `shapes`, as its way keeps them; see ROAD_BACKWARD */
	uint16_t shape_count;
	uint8_t class; /* enum road_class */
	uint8_t marks;
};

/* From one arc, at the node where it ends, into another. */
struct road_turn {
	uint32_t from_arc, to_arc; /* from_arc's `to` is to_arc's `from` */
};

/* The arcs of a rule that leads over ways: from, those between, to.  A longer one is not used. */
#define ROAD_RUN_ARCS_MAX 16u
#define ROAD_RUNS_MAX 1000000u

/* At least three arcs, each beginning where the one before ends, which may not be driven one after another. */
struct road_run {
	uint32_t arc[ROAD_RUN_ARCS_MAX]; /* behind the last: ROAD_NONE */
};

/*
 * Owns its arrays.  Arcs are ordered by (from, to, then as they came); forbidden turns by (from_arc, to_arc), runs by
 * their arcs.
 */
struct road_network {
	uint32_t ticks_per_s;
	uint32_t node_count, arc_count, turn_count, run_count, shape_point_count;
	struct road_node *nodes; /* NULL where the map has no places, as .gr without coordinates */
	struct road_arc *arcs;
	struct road_turn *turns; /* forbidden ones; an "only" rule is written as what it forbids */
	struct road_run *runs;
	struct road_node *shapes;
	struct buffer names; /* zero-terminated, one after another; the first is empty */
};

/* What is wrong with a map's text, and in which line of it (from 1; 0: the whole of it).  `what` is static. */
struct road_fault {
	uint64_t line;
	const char *what;
};

/*
 * Puts the arcs into the order above, and what is forbidden with the numbers that the arcs have then.
 * STATUS_MEMORY: there is none; the network is as it was.
 */
enum status road_network_sort(struct road_network *network);
/*
 * The arc that drives the same way's points the other way: from `to` to `from` with the same shape; of several the
 * lowest.  ROAD_NONE where there is none, as in a one-way street.
 */
uint32_t road_network_reverse(const struct road_network *network, uint32_t arc);
/* The first of the arcs that leave a node, by halving; `arc_count` or that of a later node if it has none. */
uint32_t road_network_first(const struct road_network *network, uint32_t node);
/* The first forbidden turn that leaves an arc, and the first run that begins with it, likewise. */
uint32_t road_network_first_turn(const struct road_network *network, uint32_t arc);
uint32_t road_network_first_run(const struct road_network *network, uint32_t arc);
/* How qsort puts turns and runs into their order. */
int road_turn_order(const void *left, const void *right);
int road_run_order(const void *left, const void *right);
/* How many points an arc has, both ends counted, and each of them in the order in which it is driven; needs `nodes`. */
static inline uint32_t road_network_points(const struct road_network *network, uint32_t arc)
{
	return network->arcs[arc].shape_count + 2u;
}

static inline struct road_node road_network_point(const struct road_network *network, uint32_t arc, uint32_t point)
{
	const struct road_arc *it = &network->arcs[arc];
	if (point == 0 || point > it->shape_count)
		return network->nodes[point ? it->to : it->from];
	return network->shapes[it->shape + (it->marks & ROAD_BACKWARD ? it->shape_count - point : point - 1u)];
}

void road_network_close(struct road_network *network);

#endif
