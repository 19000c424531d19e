/* How long callers waited to be answered, those who never were among them; pure reckoning over the board. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DESK_ANSWERS_H
#define DESK_ANSWERS_H

#include "core/board.h"

/* The most calls that one answer looks at: those of a day of 80 calls a minute. */
#define ANSWERS_LOOKED_MAX 115200u

enum answer_bound {
#define BOUND(WITHIN_S, PERCENT, SOURCE, WORDS) BOUND_##WITHIN_S,
#include "desk/answer_bounds.def"
#undef BOUND
	ANSWER_BOUNDS
};

struct answer_bound_row {
	uint32_t within_s;
	uint32_t percent;
	const char *source;
	const char *words;
};
extern const struct answer_bound_row answer_bounds[ANSWER_BOUNDS];

/* What came of one bound: `of` counts each call of which it is known whether it was kept; who still waits, and not yet
 * beyond it, is not among them. */
struct answer_tally {
	uint32_t met, of;
};

/* Hours of the last day, for a picture of it; the newest first. */
#define ANSWER_HOURS 24u
#define ANSWER_HOUR_S 3600

/* No fractile: so many were never answered that it is beyond every wait. */
#define ANSWER_NEVER_MS UINT64_MAX

struct answers {
	uint32_t calls;    /* whose first contact lies in the span */
	uint32_t answered; /* spoken with */
	uint32_t waiting;
	uint32_t never; /* left, or closed, without an answer: they stay in every denominator */
	uint64_t p50_ms, p90_ms,
	    longest_ms; /* fractiles of answered and never; the longest of all, who waits among them */
	struct answer_tally bound[ANSWER_BOUNDS];
	struct answer_tally hour[ANSWER_HOURS]; /* of first contacts so long ago, by the bound of 15 s */
	bool more;                              /* there were more calls than are looked at: the newest were */
};

/* Reckons over all calls placed from `since` to `now`; STATUS_MEMORY. */
enum status answers_reckon(const struct board *board, struct instant since, struct instant now,
                           struct answers *ret_answers);

#endif
