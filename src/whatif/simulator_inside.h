/* What the parts of the simulator share.  Only for the simulator*.c files. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WHATIF_SIMULATOR_INSIDE_H
#define WHATIF_SIMULATOR_INSIDE_H

#include "whatif/upcoming.h"
#include "whatif/reach.h"
#include "whatif/simulator.h"
#include "whatif/trip.h"

/* What happens first of several things at one moment. */
enum sim_event {
	EVENT_AT_STATION,
	EVENT_AT_CALL,
	EVENT_SCENE_DONE,
	EVENT_AT_HOSPITAL,
	EVENT_HANDED_OVER,
	EVENT_CONSIDER,
	EVENT_CALL,
	EVENT_SHIFT,
	EVENT_MOVE,
};

/* Units that can the same are of one kind; the last stands for all that are beyond. */
#define SIMULATOR_KINDS_MAX 64u

struct unit_state {
	enum unit_work work;
	uint32_t call;  /* SIMULATOR_NOBODY */
	uint32_t slot;  /* of that call, which it fills */
	uint32_t place; /* the station from which it covers */
	uint32_t stamp;
	bool off; /* its hours are over: it takes nothing new */
	int64_t sent, busy_since, duty_since;
	struct trip trip;
};

/* One unit that a call asks for. */
struct slot {
	const struct requirement *need;
	uint32_t unit; /* SIMULATOR_NOBODY */
	bool there;    /* and it has arrived */
	bool given_up; /* nobody here can fill it, or the work was done without */
};

/* What is asked for by a call, and how far that is met. */
struct party {
	uint32_t first, count; /* of its slots */
	uint32_t carrier;      /* the unit that takes the patient; SIMULATOR_NOBODY */
	uint64_t lines;        /* in which it stands, one bit a kind of unit */
	bool waits;            /* for somebody */
};

/* Times to each station and hospital from every node, by one mode; NULL where the mode drives to none. */
struct goal_fields {
	uint32_t **station, **hospital;
};

struct simulator {
	const struct simulator_plan *plan;
	struct simulation *out;
	int64_t now;
	struct upcoming events, line[SIMULATOR_KINDS_MAX];
	uint32_t waiting; /* calls */
	unsigned kinds;
	uint64_t kind_can[SIMULATOR_KINDS_MAX];
	uint8_t *kind_of;      /* of each unit */
	uint32_t come;         /* calls */
	uint32_t pending;      /* events that are neither of shifts nor of moves */
	int64_t stir;          /* when one of those last happened */
	bool unchanged;        /* who stands ready, since moves were looked for */
	struct party *parties; /* one a call */
	struct slot *slots;
	uint32_t slot_count, slot_room;
	struct requirement any;                 /* what a call asks for without cards */
	struct requirement need[PLAN_ROWS_MAX]; /* for the choice */
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
/*
 * Who goes, and for which empty slot of the call; at most as many as there are, which is at most PLAN_SLOTS_MAX.
 *   STATUS_MEMORY
 */
struct sending {
	uint32_t unit, slot;
};
enum status simulator_choose(struct simulator *sim, uint32_t call, struct sending ret_sendings[PLAN_SLOTS_MAX],
                             unsigned *ret_count);
/* The call's own hospital, or the nearest; false: none can be reached. */
bool simulator_hospital(const struct simulator *sim, uint32_t mode, const struct city_call *call,
                        uint32_t *ret_hospital);

/* --- what a call asks for (simulator_party.c) --- */

/* Makes the parties of all calls.  STATUS_MEMORY. */
enum status simulator_party_open(struct simulator *sim);
/* Whether whoever can that can do what is needed, or stand in. */
bool simulator_can_fill(const struct requirement *need, uint64_t can);
bool simulator_is_empty(const struct slot *slot);
/* The first slot that is empty and that the unit fits; SIMULATOR_NOBODY: there is none. */
uint32_t simulator_slot_for(const struct simulator *sim, uint32_t call, uint32_t unit);
/* Whether somebody is still to be sent. */
bool simulator_lacks(const struct simulator *sim, uint32_t call);
/* A unit is there: who was first, who carries, whether that is all. */
void simulator_is_there(struct simulator *sim, uint32_t unit);
/* Whoever is not on the way by now is not needed any more. */
void simulator_give_up(struct simulator *sim, uint32_t call);

/* --- calls that wait (simulator_line.c) --- */

enum status simulator_wait(struct simulator *sim, uint32_t call);
/* Says that a call may lack nobody any more. */
void simulator_wait_over(struct simulator *sim, uint32_t call);
/* Takes the first call in line that lacks the unit and that it can come to. */
enum status simulator_take_next(struct simulator *sim, uint32_t unit, bool *ret_taken);

/* --- hours of duty, and moves between stations (simulator_duty.c) --- */

/* Begins with who is on duty.  STATUS_MEMORY. */
enum status simulator_duty_open(struct simulator *sim);
enum status simulator_shift(struct simulator *sim, uint32_t unit);
enum status simulator_move_up(struct simulator *sim);
/* Counts the duty up to the run's end. */
void simulator_duty_end(struct simulator *sim);
/* It stands at the station where it covers: ready, or off duty. */
void simulator_stand(struct simulator *sim, uint32_t unit);

/* --- what these need of simulator.c --- */

enum status simulator_add(struct simulator *sim, int64_t at, enum sim_event kind, uint32_t id);
void simulator_set_work(struct simulator *sim, uint32_t unit, enum unit_work work);
/* Drives to a station, from which it then covers; where no road leads there it stays where it is, ready. */
enum status simulator_drive(struct simulator *sim, uint32_t unit, uint32_t station);
/* Sends a unit, free or on its way to a call of less, to a call; STATUS_MISSING if it cannot come there. */
enum status simulator_send(struct simulator *sim, uint32_t unit, uint32_t call, uint32_t slot);

#endif
