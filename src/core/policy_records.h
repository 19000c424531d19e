/* What the board keeps of policies: those put up, those kept for others, and what the one in force says. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_POLICY_RECORDS_H
#define CORE_POLICY_RECORDS_H

#include <stdint.h>

#include "base/instant.h"
#include "core/fields.h"

/* A policy that was put up, and how far it came; its number is its version. */
struct policy_record {
	struct wire_name name;
	uint64_t hash;
	uint64_t sequence; /* the entry that holds its text */
	uint64_t judged;   /* the entry that holds what was proved last; 0: nothing yet */
	struct instant proposed_at;
	struct instant judged_at;
	struct instant activated_at; /* the last time */
	uint32_t proposed_by;
	uint32_t approved_by; /* 0: by nobody yet */
	uint32_t activated_by;
	uint32_t against; /* questions that stand in its way, when it was judged last */
	uint8_t in_force;
	uint8_t stale; /* another policy took effect since it was judged */
	uint8_t spare[6];
};

/* An agency's signed policy in the store that others ask. */
struct stored_policy {
	uint64_t hash;     /* of what names it: owner, type, name */
	uint64_t sequence; /* the entry with its text */
	struct instant at;
	uint8_t withdrawn;
	uint8_t spare[7];
};

/* What a supervisor said of a service; of each of either kind the last word. */
struct service_word {
	struct wire_name name; /* "": all that have no word of their own */
	struct instant at;
	uint32_t agent;
	uint8_t posture;       /* enum posture; one of the two is said */
	uint8_t service_state; /* enum service_state */
	uint8_t spare[2];
};

/* Something of the policy in force that runs out, or is not there; its notice has the moment, and what is owed. */
struct policy_warning {
	uint64_t hash; /* of what it is, so that nothing is warned of twice */
	uint32_t policy;
	uint32_t notice;
};

/* How many people must agree to a policy; the last one holds. */
struct care {
	uint32_t people;
	uint32_t spare;
};

/* One hop of a call's way by the policy. */
struct hop {
	struct instant at;
	uint64_t sequence; /* the entry that says why */
	uint32_t call;
	uint32_t before; /* the hop before it */
	uint32_t policy;
	uint32_t queue;
	uint32_t way;    /* which of the policy's effects, from 1; 0: the floor */
	uint32_t ring_s; /* how long until the next way is tried; 0: it stays */
};

/* What a policy says of one incident. */
struct response_record {
	uint64_t ends;       /* a bit a disposition that may end it; 0: any */
	uint32_t first_debt; /* of those that it names */
	uint32_t policy;
	uint32_t queue;  /* whose people own it first; 0: the dispatchers */
	uint32_t effect; /* which of the policy's effects, from 1 */
};

struct response_debt {
	uint32_t next;
	uint32_t span_s;
	uint8_t kind;
	uint8_t spare[3];
	uint32_t first_rung; /* whose it is when its due time passes, in place of the center's ladder; 0: that holds */
};

/* The run card of a response that names one. */
struct response_card {
	struct wire_name name;
	uint32_t response; /* their numbers rise, for the pool only grows */
	uint32_t spare;
};

struct response_rung {
	uint32_t next;
	uint32_t span_s;
	uint8_t owner_kind;
	uint8_t spare[7];
};

#endif
