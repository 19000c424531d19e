/* What the steps of a proposal share.  Only for the propose*.c files. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DISPATCH_PROPOSE_INSIDE_H
#define DISPATCH_PROPOSE_INSIDE_H

#include "dispatch/propose.h"

/* How one candidate stands to the request. */
struct standing {
	uint64_t arrival; /* ticks from now; PROPOSE_UNKNOWN */
	uint64_t loss;    /* of coverage, in millionths */
	uint32_t leader;  /* of a shared crew: the lowest unit of it stands for all; its own index if not shared */
	uint32_t next;    /* the next of that crew; PROPOSE_NOWHERE */
	uint8_t reason;   /* REASON_NONE: it may go */
	bool stale;
};

enum fit { FIT_LACKS, FIT_FEW, FIT_GOOD };

struct proposal {
	const struct request *request;
	struct recommendation *out;
	struct standing *standings; /* one a candidate */
	uint8_t priority;
};

/* Whether a unit could fill a row, and as what: 0 what is asked for, else the substitute, from 1. */
enum fit propose_fit(const struct requirement *need, const struct candidate *candidate, unsigned *ret_substitute);

static inline uint64_t propose_penalty(const struct proposal *proposal, const struct requirement *need,
                                       unsigned substitute)
{
	return substitute ? (uint64_t)need->substitute[substitute - 1].penalty_s * proposal->request->ticks_per_s : 0;
}

static inline uint64_t propose_ms(const struct proposal *proposal, uint64_t ticks)
{
	return ticks == PROPOSE_UNKNOWN ? PROPOSE_UNKNOWN : ticks * 1000 / proposal->request->ticks_per_s;
}

/* Fills picks, missing and suitable. */
enum status propose_match(struct proposal *proposal);
/* Fills notes. */
void propose_notes(struct proposal *proposal);

#endif
