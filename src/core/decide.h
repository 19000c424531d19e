/* What a command comes to: events, or a refusal with its reason.  Pure: the time is an argument. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_DECIDE_H
#define CORE_DECIDE_H

#include "core/board.h"

/*
 * One command's way through the rules.  The decision owns its events; one decision may be used again and again.
 * Events are applied to the board as they are made, so that each rule sees what the ones before it did.
 */
struct decision {
	struct board *board;
	const struct command *command; /* borrowed for the length of decide */
	struct instant now;
	struct event *events;
	uint32_t count;
	uint32_t room;
	enum refusal refusal;     /* REFUSAL_NONE: it was done */
	enum field refused_field; /* FIELD_COUNT: no field in particular */
	uint64_t repeat_of;       /* not 0: the same command came before, as this entry; nothing was decided */
	uint64_t digest;          /* of the board after it */
};

void decision_close(struct decision *decision);

/*
 * Decides a command at a time, and folds the outcome into the board as entry `sequence of the board + 1`.
 *   STATUS_OK      events, or a refusal (which is an entry too); count 0: nothing happened and there is no entry
 *                  (a repeat, or no time to pass)
 *   STATUS_LIMIT   a named limit of the board is reached; STATUS_MEMORY there is none.  The board is untouched.
 * A command whose fields do not fit its row is a bug of the edge, which has checked them: assert.
 */
enum status decide(struct decision *decision, struct board *board, const struct command *command, struct instant now);

#endif
