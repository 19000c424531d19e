/* The gate before every finding: whether the record can bear one (audit design 2.1, D0; wording of GAO-09-680G).
 *
 * What is counted here is counted for each group of the selected calls.  No sentence about a difference may be printed
 * unless the verdict is "sufficiently reliable"; otherwise only the legs up to the assignment, and the worst-case bounds.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_GATE_H
#define AUDIT_GATE_H

#include <stdbool.h>

#include "audit/legs.h"
#include "audit/selection.h"

/* VERDICT(NAME, its name in files, in words) */
#define GATE_VERDICT_LIST(VERDICT)                                                                                     \
	VERDICT(UNDETERMINED, "undetermined", "it is undetermined whether the record is reliable enough")              \
	VERDICT(RELIABLE, "reliable", "the record is sufficiently reliable")                                           \
	VERDICT(UNRELIABLE, "unreliable", "the record is not sufficiently reliable")

enum gate_verdict {
#define VERDICT(NAME, FILE, WORDS) GATE_##NAME,
	GATE_VERDICT_LIST(VERDICT)
#undef VERDICT
	    GATE_VERDICTS
};

/*
 * Why: each is a bit, and has its own verdict; any UNRELIABLE one decides, then any UNDETERMINED one.
 * CIRCULAR: of no call in the record somebody said that it was served, so that "served" means nothing but that the moment
 * is there, and its completeness cannot be seen.  NO_UNSERVED: every call was served, as where only such calls were
 * published.
 * REASON(NAME, the verdict it leads to, its name in files, in words)
 */
#define GATE_REASON_LIST(REASON)                                                                                       \
	REASON(NOT_RECORDED, UNRELIABLE, "not_recorded", "the center does not record when units are on scene")         \
	REASON(COARSE, UNRELIABLE, "coarse", "its moments are too coarse to tell waits")                               \
	REASON(LOW, UNRELIABLE, "low", "too many arrivals are not recorded")                                           \
	REASON(APART, UNRELIABLE, "apart", "arrivals are recorded far more often in one group than in another")        \
	REASON(FEW, UNDETERMINED, "few", "there are too few calls in a group")                                         \
	REASON(CIRCULAR, UNDETERMINED, "circular", "that a unit came is known only where the moment is recorded")      \
	REASON(NO_UNSERVED, UNDETERMINED, "no_unserved",                                                               \
	       "no call ended without a unit: such calls may have been left out of the record")                        \
	REASON(MIDDLING, UNDETERMINED, "middling", "fewer arrivals are recorded than there should be")                 \
	REASON(UNEVEN, UNDETERMINED, "uneven", "arrivals are recorded more often in one group than in another")

enum gate_reason {
#define REASON(NAME, VERDICT, FILE, WORDS) GATE_BECAUSE_##NAME,
	GATE_REASON_LIST(REASON)
#undef REASON
	    GATE_REASONS
};

/* Policy, to be signed by the auditor; shares in thousandths, so that no rounding decides. */
struct gate_limits {
	/* ON_SCENE, or ASSIGNED where that is asked about: then "served", "recorded", "reached" and the bounds are of it. */
	enum docket_moment moment;
	uint32_t green_recorded; /* at least so many of 1000 arrivals are recorded, in every group */
	uint32_t green_apart;    /* and no two groups are further apart than this */
	uint32_t red_recorded;   /* fewer than this in any group, */
	uint32_t red_apart;      /* or further apart than this, and nothing may be said */
	uint64_t least_calls;    /* known to be served, in every group */
	uint32_t coarsest_s;     /* precision of the moments */
	int32_t target_ms;       /* from first contact to on scene */
	int32_t window_ms;       /* to each side of the target, to see whether moments were made to fit */
};

/* 950, 20, 850 and 50 of 1000, at least 100 calls, to the minute; 10 minutes, 30 s. */
struct gate_limits gate_limits_usual(void);

struct gate_group {
	uint64_t fate[FATES_OF_CALL]; /* of all its calls: tests, on-views, joined ones and so on are seen here */
	uint64_t calls;               /* selected: fate[CALL_IS_KEPT], and what follows is of these */
	uint64_t joined;
	uint64_t outcome[DOCKET_OUTCOMES];
	uint64_t known[DOCKET_MOMENTS]; /* have the moment */
	uint64_t source[DOCKET_MOMENTS][DOCKET_SOURCES];
	uint64_t whole_minute[DOCKET_MOMENTS]; /* of known: at :00 seconds */
	uint64_t contact_whole_minute;
	uint64_t leg[LEGS][LEG_STATES];
	uint64_t zero[LEGS];            /* of those that lasted: no time at all */
	uint64_t served;                /* known to be served */
	uint64_t recorded;              /* of these, those with the moment on scene */
	uint64_t no_evidence;           /* of these, said to be served, and no unit's moment says so */
	uint64_t unexplained;           /* a unit was assigned, it was closed, and nothing says how it ended */
	uint64_t at_assignment;         /* on scene in the moment of the assignment */
	uint64_t before_contact;        /* on scene before first contact, and not joined */
	uint64_t just_under, just_over; /* [target - window, target), [target, target + window) */
	uint64_t in_change;             /* first contact in the hour before or after a change of the clock */
	uint64_t repeated;              /* calls whose number another call before them has */
	/* Worst cases (Manski) of "a unit was on scene within the target": between low and high whatever the missing
	 * moments were; `highest` if in addition a unit came at once to every unexplained call.  NaN without calls. */
	uint64_t reached; /* recorded within the target */
	uint64_t missing; /* served and not recorded when, or open, or before first contact */
	double low, high, highest;
};

struct gate {
	enum gate_verdict verdict;
	uint32_t reasons;           /* 1 << enum gate_reason */
	uint32_t lowest, lowest_of; /* thousandths recorded, downwards, and in which group */
	uint32_t apart;             /* thousandths between the best and the worst group, upwards */
};

/* The least and the most that the second group's share reached can be ahead of the first one's. */
struct gate_difference {
	double low, high;
};

const char *gate_verdict_name(enum gate_verdict verdict);
const char *gate_verdict_words(enum gate_verdict verdict);
const char *gate_reason_name(enum gate_reason reason);
const char *gate_reason_words(enum gate_reason reason);

/*
 * Judges the selected calls; groups > 0, and group is by call, SELECTION_NONE for those that are in none; NULL: all are
 * in group 0.  ret_group has one for each group.  STATUS_MEMORY.
 */
enum status gate_judge(const struct docket *docket, const struct selection *selection, const uint32_t *group,
                       uint32_t groups, const struct gate_limits *limits, struct gate_group *ret_group,
                       struct gate *ret_gate);
/* The same, from what leg_summarise_all() found of the same calls, for each leg in its order and then by group; NULL: they
 * are counted here. */
enum status gate_judge_legs(const struct docket *docket, const struct selection *selection, const uint32_t *group,
                            uint32_t groups, const struct gate_limits *limits, const struct leg_summary *legs,
                            struct gate_group *ret_group, struct gate *ret_gate);
struct gate_difference gate_differ(const struct gate_group *first, const struct gate_group *second);

#endif
