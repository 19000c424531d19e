/* Recorded calls as a policy can be asked of them: when, from where, what was told, and how long they were spoken with. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WHATIF_POLICY_PAST_H
#define WHATIF_POLICY_PAST_H

#include "core/codec.h"
#include "history/history.h"
#include "policy/facts.h"

#define PAST_FACTS_MAX 512u
/* More than a year of the busiest center there is; beyond it whoever asks is told to choose a time. */
#define PAST_CALLS_MAX 20000000u

struct past_call {
	struct instant at;       /* first contact */
	struct instant answered; /* zero: nobody did, or it was not recorded */
	bool has_place, has_incident;
	struct point place;
	char incoming[NAME_BYTES]; /* the queue that it came for; "": none was named */
	uint8_t priority;          /* 0: not recorded */
	uint32_t number;           /* on the record, or the row of a history, from 1 */
	uint32_t facts;
	struct fact *fact;   /* of the call; owned */
	struct fact type[2]; /* of its incident: type and priority */
	char *text;          /* what the facts borrow; owned */
};

/* The state of a queue at a moment, as i3's registry names it; a literal. */
typedef const char *past_state(const void *context, const struct board *board, const char *queue);

/* Zero-initialised, with these three set, it is empty; the caller closes it. */
struct past {
	const struct family *family[2]; /* whose queues' states are told */
	past_state *state;
	const void *state_context;
	struct past_call *call;
	uint32_t calls, room;
	uint32_t *of_call; /* place in `call` + 1, by the board's number */
	uint32_t of_room;
	bool records_answers;
	struct instant from, until; /* those that were asked for; until zero: all */
};

void past_close(struct past *past);
/* Takes what an entry says, with the board after it: to be given every entry in order.  STATUS_LIMIT, STATUS_MEMORY. */
enum status past_take_entry(struct past *past, const struct board *board, const struct entry_head *head);
/* And what became of the calls, when there are no more entries. */
void past_finish(struct past *past, const struct board *board);
/* Takes another city's calls, each once.  The history stays open as long as the past.  STATUS_LIMIT, STATUS_MEMORY. */
enum status past_take_history(struct past *past, const struct history *history);

#endif
