/* Runs a city's calls under one plan: a function of its arguments, with whole numbers and no clock. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WHATIF_SIMULATOR_H
#define WHATIF_SIMULATOR_H

#include "dispatch/propose.h"
#include "dispatch/resolve.h"
#include "whatif/city.h"

#define SIMULATOR_NOBODY 0xFFFFFFFFu

/* What a unit does. */
enum unit_work {
	WORK_IDLE, /* at its station */
	WORK_TO_CALL,
	WORK_AT_CALL,
	WORK_TO_HOSPITAL,
	WORK_AT_HOSPITAL,
	WORK_RETURNING, /* to its station, or to another from which it is to cover */
	WORK_OFF,       /* not on duty */
};

/* Where calls are expected, for the rules that look at coverage and for its measure. */
struct simulator_demand {
	uint32_t points;
	uint32_t *node, *weight; /* of each point */
};

/* What is different from case to case; all borrowed. */
struct simulator_plan {
	const struct city *city;       /* calls, hospitals, rules */
	const struct city_mode *modes; /* as many as the city has */
	const struct city_place *stations;
	const struct city_unit *units; /* unit i has the number i + 1 */
	uint32_t station_count, unit_count;
	uint32_t turn_out_s; /* of one at its station */
	uint8_t rule[PRIORITY_MAX + 1];
	const struct plan *cards;              /* what each call asks for; NULL: one unit of any kind */
	bool as_sent;                          /* as many units of any kind as were really there; without cards */
	const uint64_t *can;                   /* of each unit, in the bits of `cards`; NULL: nobody can anything */
	uint64_t carries;                      /* what a unit must have of this to take a patient; 0: any unit */
	uint32_t move_s;                       /* units are moved between stations that often at most; 0: never */
	const struct simulator_demand *demand; /* NULL: coverage is not looked at */
	int64_t target;                        /* of coverage: ticks, turn-out and travel */
	/* Told of each change of a unit's work, in the order of time; may be NULL. */
	void (*watch)(void *context, int64_t at, uint32_t unit, enum unit_work work, uint32_t call);
	/* Told now and then how many calls have come; may be NULL. */
	void (*progress)(void *context, uint32_t calls);
	void *context;
};

/* What became of a call. */
struct call_fate {
	int64_t sent, arrived;   /* the unit that was there first; ticks, -1: never */
	int64_t complete;        /* when all that it asks for were there; -1: never */
	int64_t freed;           /* the last of its units */
	uint32_t unit, hospital; /* numbers from 1; 0: none */
	uint32_t bumped;         /* units that were taken from it */
	uint32_t wanted;         /* units */
	bool waited;             /* for a unit to be free */
	bool out_of_reach;       /* from every station */
};

struct simulation {
	struct call_fate *outcomes; /* one a call; owned */
	int64_t *busy;              /* of each unit: ticks from being sent to being free; owned */
	uint64_t events, choices, moves;
	int64_t duty; /* of all units together: ticks on duty, or at work beyond it */
	int64_t end;  /* of the last event */
	/* Demand within the target of a unit that stands ready, summed over time. */
	uint64_t demand_total;
	uint64_t covered_permille;
};

/* STATUS_MEMORY.  On success the caller closes. */
enum status simulator_run(const struct simulator_plan *plan, struct simulation *ret_simulation);
void simulation_close(struct simulation *simulation);

#endif
