/* A city from a map's file, and its calls from another center's history. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WHATIF_GATHER_H
#define WHATIF_GATHER_H

#include "atlas/map_file.h"
#include "history/history.h"
#include "whatif/jemss.h"

/*
 * Roads of a map that was opened, and stays so as long as the city: with siren to calls, as usual back and to hospitals;
 * off the road at 15 km/h.  Places lie at the nearest junction of the largest part in which every junction can be
 * driven to from every other.  It is built; do not build it again.
 *   STATUS_MISSING  the map has no roads that hang together
 *   STATUS_LIMIT    it reaches further than 107 km from its middle
 *   STATUS_MEMORY
 */
enum status gather_map(const struct map_file *map, struct city *city);

/*
 * Lays the clock on the wall by a zone of the IANA database, the run's own zero being `from`, over the calls that are
 * there.  Not for several threads: the library takes the zone from the environment.  False: there is no such zone.
 */
bool gather_clock(struct city *city, struct instant from, const char *zone);

/* A place further than that from every road is not in this city: 2 km. */
#define GATHER_OFF_MAX_DMM 20000000u

/* What the history does not say of a call is taken to be so. */
struct gather_rules {
	struct bytes places; /* a table `places`: word, x, y, for calls without a point; none: no bytes */
	uint32_t on_scene_s; /* where no moment tells it */
	uint32_t delay_s;    /* from first contact until a unit is asked for */
	bool transports;     /* whether calls whose unit transported are taken to a hospital */
};

struct gather_account {
	uint64_t calls;         /* of the history */
	uint64_t by_word;       /* placed by a word of the table */
	uint64_t without_place; /* set aside */
	uint64_t far;           /* set aside: not on the ground of these roads */
	uint64_t assumed_scene, assumed_delay, without_priority;
	struct instant from; /* the run's own zero */
};

/*
 * Takes the history's calls in place of the city's, each once, however many units worked on it.
 *   STATUS_MALFORMED  the table of places: ret_fault says where
 *   STATUS_MEMORY, STATUS_LIMIT
 */
enum status gather_calls(const struct history *history, const struct gather_rules *rules, struct city *city,
                         struct gather_account *ret_account, struct jemss_fault *ret_fault);

#endif
