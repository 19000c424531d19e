/* The legs of a call, from first contact until a unit is on scene: how long each is, how complete, who waits in which.
 *
 * A leg ends with the moment of its own number (audit/docket.h) and begins with the moment before it that the docket
 * records at all, at the earliest with first contact; so the recorded legs add up to the whole.  A call that no unit
 * reached has waited for ever: it is never left out of "all calls" (audit design 2.1, D2, D3).
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_LEGS_H
#define AUDIT_LEGS_H

#include <stdbool.h>

#include "audit/docket.h"
#include "base/status.h"

/* LEG(NAME, the moment that ends it, its name in files, in words) */
#define LEG_LIST(LEG)                                                                                                  \
	LEG(ANSWER, DOCKET_ANSWERED, "answer", "until a call-taker answered")                                          \
	LEG(ENTRY, DOCKET_ENTERED, "entry", "until it was entered as an incident")                                     \
	LEG(QUEUE, DOCKET_ASSIGNED, "queue", "until a unit was assigned")                                              \
	LEG(TURN_OUT, DOCKET_EN_ROUTE, "turn_out", "until that unit was on its way")                                   \
	LEG(TRAVEL, DOCKET_ON_SCENE, "travel", "until a unit was on scene")

enum leg {
#define LEG(NAME, MOMENT, FILE, WORDS) LEG_##NAME = (int)MOMENT,
	LEG_LIST(LEG)
#undef LEG
	    LEGS
};

/* In the place of a moment: first contact. */
#define LEG_FROM_CONTACT (-1)

/* From one moment to a later one. */
struct leg_span {
	int from; /* enum docket_moment, or LEG_FROM_CONTACT */
	int to;   /* enum docket_moment */
};

/* What is known of one call between two moments. */
enum leg_state {
	LEG_LASTED,   /* both moments are recorded, in their order */
	LEG_NEGATIVE, /* both are, in the other order: a clock was wrong */
	LEG_MISSING,  /* it came to an end, or may have, and one of the two is not recorded */
	LEG_ENDLESS,  /* it began, and did not end: nobody was assigned, nobody came */
	LEG_UNBEGUN,  /* it did not begin */
	LEG_STATES
};

/* 50, 90 and 95 of 100. */
#define LEG_FRACTILE_LIST(FRACTILE) FRACTILE(50) FRACTILE(90) FRACTILE(95)
#define LEG_FRACTILES 3u

/* calls == the sum of state.  Calls without first contact are MISSING throughout. */
struct leg_summary {
	uint64_t calls;
	uint64_t state[LEG_STATES];
	uint64_t zero; /* of those that lasted, those that took no time at all */
	/*
	 * The least time within which so many of 100 were through, by order statistics: of all calls, where endless and
	 * unbegun legs are the longest, and of those that began it.  Missing and negative ones are in neither; at_worst_ms
	 * is of all calls if they too were the longest.
	 * DOCKET_FAR: so many never were.  DOCKET_NEVER: there are no such calls.
	 */
	int32_t of_all_ms[LEG_FRACTILES];
	int32_t of_begun_ms[LEG_FRACTILES];
	int32_t at_worst_ms[LEG_FRACTILES];
};

/* How calls stand to a bound on a span.  begun == within + beyond. */
struct leg_check {
	uint64_t begun;  /* calls that began it and of which it is known how long it took, or that it had no end */
	uint64_t within; /* took at most so long */
	uint64_t beyond;
	uint64_t unknown; /* missing, or negative */
};

/*
 * How two groups' mean of min(T, tau) comes about, leg by leg.  T is the time until a unit is on scene, for ever where
 * none came.  The sums are whole milliseconds, so that the legs add up to the whole exactly: sum_ms[g][0] + ... +
 * sum_ms[g][LEGS - 1] == whole_ms[g].  The time of a moment that is not recorded though it was is counted in the
 * leg that ends next.
 */
struct leg_gap {
	uint64_t calls[2];
	uint64_t unstamped[2]; /* left out: a unit came, nobody knows when; or the clock says before first contact */
	uint64_t open[2];      /* left out: not over yet, and nobody there yet */
	int64_t sum_ms[2][LEGS];
	int64_t whole_ms[2];
	double mean_ms[2][LEGS]; /* NaN without calls */
	double gap_ms[LEGS];     /* second group less first */
	double whole_gap_ms;
};

const char *leg_name(enum leg leg);
const char *leg_words(enum leg leg);

/* Whether the docket records the moment that ends it. */
bool leg_is_recorded(const struct docket *docket, enum leg leg);
/* From where to where it goes in a docket, whatever that records. */
struct leg_span leg_span_of(const struct docket *docket, enum leg leg);

/* One call's; `at` is its place in the segment.  *ret_ms is set for LASTED and NEGATIVE, DOCKET_FAR if it is longer. */
enum leg_state leg_of(const struct docket *docket, const struct docket_segment *segment, size_t at,
                      struct leg_span span, int32_t *ret_ms);
/*
 * min(T, tau) of one call cut into legs, whose sum is it exactly; a leg is negative where two moments stand in the wrong
 * order.  False, and nothing set, if T is not known: unstamped, open, or before first contact.
 */
bool leg_cut(const struct docket *docket, const struct docket_segment *segment, size_t at, int32_t tau_ms,
             int32_t ret_ms[LEGS]);

/* Calls as docket_calls has them.  fate: those that are not 0 are left out, NULL: none are (audit/selection.h).  group:
 * below groups for each that counts; NULL: all are in group 0. */
struct leg_calls {
	const struct docket *docket;
	const uint8_t *fate;
	const uint32_t *group;
	uint32_t groups;
};

/* ret_summary has one for each group; STATUS_MEMORY. */
enum status leg_summarise(const struct leg_calls *calls, struct leg_span span, struct leg_summary *ret_summary);
/* Two groups to compare up to a moment, as leg_compare() does; `gap` is filled. */
struct leg_pair {
	uint32_t first, second;
	int32_t tau_ms;
	struct leg_gap *gap;
};
/*
 * The same for several spans in one go, and for two groups (NULL: none): ret_summary has one for each group of the first
 * span, then of the next.  STATUS_MEMORY.
 */
enum status leg_summarise_all(const struct leg_calls *calls, const struct leg_span *span, size_t spans,
                              const struct leg_pair *pair, struct leg_summary *ret_summary);
/* ret_check has one for each group. */
void leg_check_bound(const struct leg_calls *calls, struct leg_span span, int32_t limit_ms,
                     struct leg_check *ret_check);
/* Of two different groups; tau_ms > 0. */
void leg_compare(const struct leg_calls *calls, uint32_t first, uint32_t second, int32_t tau_ms,
                 struct leg_gap *ret_gap);

#endif
