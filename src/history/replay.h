/* A history run through the same core as production, on a simulated clock.
 *
 * Every row becomes the commands that would have led to it, at the moments it records, or at the earliest later one at
 * which the rules allow them; each keeps the recorded moment as its stamp.  What the city did not record is not made
 * up: debts of a kind that the history cannot tell about are owed, never counted as met or missed.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HISTORY_REPLAY_H
#define HISTORY_REPLAY_H

#include "core/decide.h"
#include "history/history.h"

/* Moments of the picture. */
#define REPLAY_SAMPLES 720u

struct kind_count {
	bool recorded; /* whether the history tells when such debts were met */
	uint64_t opened;
	uint64_t met_in_time;
	uint64_t met_late;
	uint64_t raised;   /* times that a due time passed */
	uint64_t unheeded; /* of these, at the top of the ladder */
	uint64_t owed;     /* at the end */
};

/* One call's way: what the percentiles are made of. */
struct replay_call {
	struct instant stamp[STAMP_COUNT]; /* the first of its rows; zero: none */
	uint8_t said;                      /* the city's disposition, translated; 0: not recorded */
	uint8_t disposition;               /* the one that the rules accepted; 0: still open */
	uint8_t arrived;                   /* a unit came, whether or not it is known when */
	uint8_t untold;                    /* the city does not record whether one came */
};

struct replay_sample {
	uint32_t open[OBLIGATION_COUNT];
	uint32_t overdue;
	uint32_t calls; /* open ones */
};

struct replay_summary {
	struct instant from, to;
	uint32_t calls, incidents, assignments;
	uint64_t rows;
	uint64_t commands;
	uint64_t events;
	uint64_t refusals;    /* commands that the rules refused and that were put differently */
	uint64_t unstamped;   /* calls that somebody came to, nobody knows when */
	uint64_t not_allowed; /* calls whose disposition the rules do not accept */
	struct kind_count kind[OBLIGATION_COUNT];
	uint64_t said[DISPOSITION_COUNT][DISPOSITION_COUNT]; /* [in the city's words][accepted]; 0: none */
	struct replay_call *call;
	struct replay_sample sample[REPLAY_SAMPLES];
};

/*
 * Runs it all; progress may be NULL.  The caller closes the summary.
 *   STATUS_MISSING  the history has no rows
 *   STATUS_LIMIT, STATUS_MEMORY
 */
enum status replay_run(const struct history *history, void (*progress)(void *context, uint64_t done, uint64_t all),
                       void *context, struct replay_summary *summary);
void replay_close(struct replay_summary *summary);

#endif
