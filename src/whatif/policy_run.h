/* Recorded calls sent their way again by two policies: who would have been treated otherwise, and how long they would have waited. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WHATIF_POLICY_RUN_H
#define WHATIF_POLICY_RUN_H

#include "policy/choose.h"
#include "whatif/policy_past.h"

/* How many people answer somewhere; whom nobody counts is free whenever a call comes. */
struct policy_staff {
	const char *destination; /* its queue's name, as the user of the address has it */
	uint32_t people;
};

#define POLICY_STAFF_MAX 256u
/* Ways of one call: a walk longer than that ends at the floor. */
#define POLICY_WAYS_MAX 32u

/* What a policy makes of a call.  Texts are the family's. */
struct fate {
	uint32_t
	    way; /* a number in the run's list of different ways through a policy; equal ones are the same treatment */
	uint32_t response; /* likewise of responses; 0: none is said */
	uint32_t latest_s; /* until a person's queue has it, should nobody answer before */
	int64_t wait_us;   /* by the run of the queues; -1: they were not run */
	uint32_t answered; /* the number of the destination at which it was answered, from 1; 0: not run */
};

/* One way through a policy: where to, one after another. */
struct route {
	uint32_t steps;
	struct {
		const struct way *way; /* NULL: the floor */
		const char *rule;      /* the one that chose it; "" for the floor */
		uint32_t place;        /* number of the destination, from 1 */
	} step[POLICY_WAYS_MAX];
};

struct route_list {
	struct route *route; /* [0] is none */
	uint32_t count, room;
};

struct response_list {
	const struct response **response; /* [0] is none */
	uint32_t count, room;
};

struct destination_list {
	char **name; /* [0] is none; the floor is "(the floor)" */
	uint32_t count, room;
};

struct policy_run {
	const struct past *past;
	const struct family *family[2]; /* before and after */
	const struct policy_staff *staff;
	uint32_t staffs;
	uint32_t talk_s; /* of each conversation */
	/* Found: */
	struct fate *fate[2]; /* by the past's calls */
	struct route_list routes;
	struct response_list responses;
	struct destination_list places;
	uint32_t rerouted, reowed; /* calls with another way, or other debts */
};

/* STATUS_MEMORY, STATUS_LIMIT.  policy_run_close in any case. */
enum status policy_run(struct policy_run *run);
void policy_run_close(struct policy_run *run);
/* The number of a destination that is the same for sip:NAME@.. and NAME; 0: no memory. */
uint32_t policy_run_place(struct policy_run *run, const char *destination);

/* policy_queues.c: calls at the queues of one policy's ways, first come first served; writes the fates' waits. */
enum status policy_run_queues(struct policy_run *run, unsigned which);

#endif
