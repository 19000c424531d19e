/* What a policy rules of one call or one incident, and the command by which that is asked of the desk.
 *
 * A function of the board, the policy and what was told: a center at work asks the command, and whoever makes a recorded
 * decision again compares it with the one on record.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROUTING_RULING_H
#define ROUTING_RULING_H

#include "core/board.h"
#include "policy/choose.h"
#include "routing/told.h"

/* By what is ruled; all borrowed. */
struct ruling_ground {
	const struct board *board;
	const struct family *family;
	uint32_t policy;    /* the family's number on the board */
	const char *domain; /* as routing_setup has it */
};

/* Owns its buffers, which the command's texts borrow from; zero-initialised it is empty. */
struct ruling {
	struct course course;
	struct command command; /* COMMAND_NONE: nothing is to be asked */
	struct buffer lines, rows;
};

/* Why a way to a queue fails at once: there is no such queue, or nobody sits there.  NULL: it does not. */
const char *ruling_fault(const struct board *board, uint32_t queue);
/* The ways that were tried already for a call by this policy, the last one too. */
void ruling_tried(const struct ruling_ground *ground, uint32_t call, struct failed *ret_failed);
/* The first way that does not fail at once, or the floor; those that do are added to `failed`.  STATUS_MEMORY, STATUS_LIMIT. */
enum status ruling_of_call(const struct ruling_ground *ground, uint32_t call, const struct told *told,
                           struct failed *failed, struct ruling *ret_ruling);
/* What is owed for an incident.  Where no rule says anything there is no command: the center's own ladders hold.  Statuses
 * likewise. */
enum status ruling_of_incident(const struct ruling_ground *ground, uint32_t incident, const struct told *told,
                               struct ruling *ret_ruling);
void ruling_close(struct ruling *ruling);

#endif
