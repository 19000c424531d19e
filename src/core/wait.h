/* How long a caller will wait, as far as the board knows: who waits before, who takes calls, and how long they speak.
 *
 * A caller in place k of those whom nobody is free for waits until k conversations have ended.  With n people at work and a mean
 * of m that is k * m / n: exact where lengths are exponential (M/M/n, first come first served within a priority), and a
 * guess elsewhere.  Later calls that are more urgent, and callers who give up, are not foreseen.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_WAIT_H
#define CORE_WAIT_H

#include "core/board.h"

/* Nothing is known before so many conversations: of lengths that scatter as exponential ones do, the mean of 8 is off by a
 * third or less in two cases of three.  From then on each new one counts an eighth. */
#define WAIT_KNOWN_FROM 8u
/* An hour after the last one nothing is known any more: people and load are planned by the hour. */
#define WAIT_FRESH_S 3600
/* A conversation that nobody ended is not taken for longer. */
#define WAIT_SPOKEN_MAX_S 3600
/* A shorter wait is none: a phone rings as long (RING_DEFAULT_S).  A longer one is not said: whoever hears of half an hour from
 * a guess may hang up for nothing. */
#define WAIT_LEAST_S 15
#define WAIT_MOST_S 1800
/* Nobody is told anew sooner. */
#define WAIT_AGAIN_S 30
/* Only the first so many in line are told; those behind wait for what nobody can foresee. */
#define WAIT_LINE_MAX 256u

/* What a call's caller is to be told now; 0 s: that it is not known any more. */
struct wait_word {
	uint32_t call;
	uint32_t span_s;
};

/* A conversation has ended.  For apply alone. */
void wait_learn(struct center *center, struct span spoken);
/*
 * Those who are to be told: who has not been, or for whom it has changed much (longer by half and 15 s; shorter by half and
 * 30 s), and not within WAIT_AGAIN_S; never whom a person has told.  How many.
 */
uint32_t wait_words(const struct board *board, struct instant now, struct wait_word ret_words[WAIT_LINE_MAX]);
/* Whether a caller may be told by the center at a moment. */
bool wait_may_tell(const struct call *call, struct instant now);

#endif
