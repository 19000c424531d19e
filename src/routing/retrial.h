/* One decision by a policy made again: as it was, with the caller blanked, and with an eye that sees who is calling. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROUTING_RETRIAL_H
#define ROUTING_RETRIAL_H

#include "desk/replayed.h"
#include "routing/ruling.h"

/* The decision on record, and what it was made from; all borrowed. */
struct retrial {
	struct ruling_ground ground; /* the board before the decision */
	const struct command *command;
	struct told *told; /* of its call or incident, as of its moment; changed and put back */
	bool blanked;      /* whether it is to be made with the caller blanked */
};

/* What came of it, in the words of struct replayed; owned, each ends with a NUL if there is any. */
struct retrial_made {
	enum replay_outcome outcome;
	const char *why;
	struct buffer was, again, by;
};

/* Statuses of ruling_of_call.  The caller closes what was made, also on trouble. */
enum status retrial_judge(const struct retrial *retrial, struct retrial_made *ret_made);
void retrial_made_close(struct retrial_made *made);

#endif
