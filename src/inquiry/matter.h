/* A docket under a spec: which calls count, whose group they are of, how long each waited and how that ended.
 *
 * Time is seconds from first contact, whole or with the docket's fractions, followed to the horizon and no further.  A
 * call without a unit is UNSERVED when it was closed; where that moment is not recorded, at the horizon, which changes no
 * share.  A call that is served beyond the horizon is OPEN there.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INQUIRY_MATTER_H
#define INQUIRY_MATTER_H

#include "audit/factors.h"
#include "audit/sample.h"
#include "audit/selection.h"
#include "inquiry/spec.h"

/* What became of a kept call's time.  ASIDE calls count in the gate and in the worst-case bounds, not in curves.
 * TIMED(NAME, its name in files, in words) */
#define TIMED_LIST(TIMED)                                                                                              \
	TIMED(KNOWN, "known", "it is known how long it waited")                                                        \
	TIMED(UNSTAMPED, "unstamped", "a unit was there, and when is not recorded")                                    \
	TIMED(BACKWARD, "backward", "a unit was there before the call came, by the clocks")                            \
	TIMED(UNFOLLOWED, "unfollowed", "it is open, and the record does not go past its first contact")

enum timed {
#define TIMED(NAME, FILE, WORDS) TIMED_##NAME,
	TIMED_LIST(TIMED)
#undef TIMED
	    TIMED_COUNT
};

/* Zero-initialised; the caller closes it.  Spec and docket are borrowed and outlive it. */
struct matter {
	const struct spec *spec;
	const struct docket *docket;
	struct selection selection;
	uint32_t *docket_group; /* by call of the docket: 0, 1, or SELECTION_NONE */
	size_t kept;            /* calls of the two groups, in the docket's order: matter_next() */
	uint8_t *timed;         /* by kept call: enum timed */
	size_t aside[2][TIMED_COUNT];
	size_t calls;              /* those with a known time; the sample's rows */
	struct docket_place *call; /* where each lies */
	double *time;
	uint8_t *ending;
	uint8_t *never; /* closed without a unit, however late: never answered */
	uint8_t *later; /* served, only beyond the horizon */
	uint32_t *group, *stratum, *cluster;
	uint32_t *stratum_first, *cluster_first; /* by number: the first call that has it */
	struct sample sample;                    /* borrows from above */
};

/*
 *   STATUS_MISSING  a value that the spec names for a group occurs nowhere in the docket, or a group has no calls:
 *                   `fault` says which
 *   STATUS_MEMORY, STATUS_LIMIT
 */
enum status matter_make(const struct spec *spec, const struct docket *docket, struct matter *matter,
                        char fault[SPEC_TEXT_BYTES]);
void matter_close(struct matter *matter);

/* One kept call after the other.  Zero-initialised it stands before the first. */
struct matter_walk {
	struct docket_place call;
	uint32_t group; /* 0: a, 1: b */
	size_t kept;    /* its number among the kept */
	size_t next, next_kept;
	struct docket_place next_call;
};
bool matter_next(const struct matter *matter, struct matter_walk *walk);

const char *timed_name(enum timed timed);
const char *timed_words(enum timed timed);

#endif
