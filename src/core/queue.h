/* Who is rung next, and for which call: by the queues' rows and by nothing else. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_QUEUE_H
#define CORE_QUEUE_H

#include "core/board.h"

/* How long a phone rings where its queue says nothing: as long as NENA-STA-020.1 2.2.1 gives for the answer. */
#define RING_DEFAULT_S 15u
/* The queue that is there from the first entry on; its number is 1. */
#define QUEUE_DEFAULT_NAME "default"
/* A phone rings for at most so long before the next one does: longer, and the caller waits for nobody. */
#define RING_MAX_S 120u

struct queue_ring {
	uint32_t call;
	uint32_t agent;
};

/* Whether an agent has a phone that can be rung at the moment; the shell knows. */
typedef bool queue_reach(const void *context, uint32_t agent);

/*
 * The next phone to ring: for the call that waits by voice with the highest priority, longest among equals, from first contact;
 * a caller who is being passed on to an agent goes before.  False if nobody can be rung for anybody.
 */
bool queue_next(const struct board *board, queue_reach *reach, const void *context, struct queue_ring *ret_ring);
/* Who is first in line for a queue of those who are free, whether their phone can be rung or not; 0: nobody is. */
uint32_t queue_first(const struct board *board, uint32_t queue);
/* How long a phone rings for a call. */
uint32_t queue_ring_s(const struct board *board, uint32_t call);
/* Whether an agent could be rung: signed in, ready, and neither rung nor speaking. */
bool queue_agent_free(const struct agent *agent);
/* Whether a call waits by voice for somebody; which of two that do goes first: by priority, then by first contact. */
bool queue_waits(const struct call *call);
bool queue_before(const struct board *board, uint32_t call, uint32_t other);
/* Whether somebody sits here who answers a queue's calls. */
bool queue_staffed(const struct board *board, uint32_t queue);
/* How many calls wait by voice in a queue; in all queues for 0. */
uint32_t queue_waiting(const struct board *board, uint32_t queue);

#endif
