/* Which card is the one for a call, what it asks for, and why. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DISPATCH_RESOLVE_H
#define DISPATCH_RESOLVE_H

#include "dispatch/run_card.h"

struct question {
	struct wire_name type;
	struct road_node at;
	bool placed;           /* whether `at` is known */
	uint8_t priority;      /* 0: unknown, and treated as 1 */
	uint8_t alarm;         /* the level; 0 counts as 1 */
	uint16_t minute;       /* of the week, by the plan's zone; under WEEK_MINUTES */
	struct wire_name card; /* which one a policy names, whatever the others say; "": none */
};

/* One row of what is asked for, and where it comes from. */
struct resolved_row {
	const struct requirement *need; /* borrowed from the plan */
	uint32_t card;                  /* the card that is the one, or a special one */
	uint8_t alarm;                  /* the level that added it */
};

struct resolution {
	uint32_t card;
	uint32_t pattern;  /* of its types, that fitted; 0: it asks for none */
	uint32_t area;     /* likewise */
	uint32_t unplaced; /* the first card before it that may have been the one, had the place been known; 0: none */
	struct resolved_row row[PLAN_ROWS_MAX];
	unsigned rows;
	bool named;            /* it is the one that the question names */
	bool beyond;           /* the alarm is above the card's last level, which adds nothing more */
	uint32_t crew_check_s; /* 0: as the ladder says */
	uint32_t lasts_s;      /* from its sending to its clearing a unit usually works so long; 0: nobody knows */
	struct run agencies;   /* whom to ask in turn, in the plan's `agencies` */
};

/* Answers always: a plan's last card fits everything. */
void resolve_question(const struct plan *plan, const struct question *question, struct resolution *ret_resolution);
/* Appends why that card, in words, one sentence a line; statuses as buffer_append. */
enum status resolve_words(const struct plan *plan, const struct question *question, const struct resolution *resolution,
                          struct buffer *out);

#endif
