/* What the parts of the simulator share.  Only for the simulator*.c files. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WHATIF_SIMULATOR_INSIDE_H
#define WHATIF_SIMULATOR_INSIDE_H

#include "whatif/upcoming.h"
#include "whatif/reach.h"
#include "whatif/simulator.h"
#include "whatif/trip.h"

struct unit_state {
	enum unit_work work;
	uint32_t call; /* SIMULATOR_NOBODY */
	uint32_t stamp;
	int64_t busy_since;
	struct trip trip;
};

/* Times to each station and hospital from every node, by one mode; NULL where the mode drives to none. */
struct goal_fields {
	uint32_t **station, **hospital;
};

struct simulator {
	const struct simulator_plan *plan;
	struct simulation *out;
	int64_t now;
	struct upcoming events, line;
	struct unit_state *units;
	struct trip_roads roads;
	struct road_sweep sweep, walker;
	uint32_t pinned_call, pinned_mode; /* to what `sweep` is pinned */
	struct goal_fields fields[CITY_MODES_MAX];
	struct reach reach;
	/* For the choice. */
	struct candidate *candidates;
	uint32_t *candidate_unit;
	struct dispatch_settings settings;
	uint32_t *cover_times;
	struct coverage_map coverage;
};

enum status simulator_open(struct simulator *sim);
void simulator_close(struct simulator *sim);

/* By which mode a unit drives to a call of this priority now. */
uint32_t simulator_mode(const struct simulator *sim, uint8_t priority);
/* Ticks on the road from a node to a call's; ROAD_NEVER. */
uint32_t simulator_time_to_call(struct simulator *sim, uint32_t mode, uint32_t call, uint32_t node);
/* Whether any unit could come there from its station. */
bool simulator_in_reach(struct simulator *sim, uint32_t call);
/* Who goes; SIMULATOR_NOBODY: nobody who may can.  STATUS_MEMORY. */
enum status simulator_choose(struct simulator *sim, uint32_t call, uint32_t *ret_unit);
/* The call's own hospital, or the nearest; false: none can be reached. */
bool simulator_hospital(const struct simulator *sim, uint32_t mode, const struct city_call *call,
                        uint32_t *ret_hospital);

#endif
