/* How much of the demand a unit that stands ready would reach in time, summed over the time of a run. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WHATIF_REACH_H
#define WHATIF_REACH_H

#include "whatif/simulator.h"

/* Of each station the points that it reaches; of each point how many ready units do. */
struct reach {
	const struct simulator_demand *demand;
	uint32_t **reached; /* of each station, its points, ended by ROAD_NONE */
	uint32_t stations;
	uint32_t *ready; /* of each point */
	uint64_t total, covered;
	int64_t since, from;
	uint64_t sum; /* covered weight times seconds */
	uint32_t ticks_per_s;
};

/* `times` has [station * points + point], ticks from there.  STATUS_MEMORY. */
enum status reach_open(const struct simulator_plan *plan, const uint32_t *times, struct reach *ret_reach);
void reach_close(struct reach *reach);
/* A unit at a station is ready, or no longer. */
void reach_change(struct reach *reach, int64_t at, uint32_t station, bool ready);
/* Says what it came to. */
void reach_end(struct reach *reach, int64_t at, struct simulation *simulation);

#endif
