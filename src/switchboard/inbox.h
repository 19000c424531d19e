/* What the edge tells, as commands to the desk; and whose phones can be rung. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SWITCHBOARD_INBOX_H
#define SWITCHBOARD_INBOX_H

#include "switchboard/outbox.h"
#include "switchboard/tally.h"

/* What a conversation needs to go on in another edge; kept in memory, as long as the conversation. */
struct inbox_note {
	struct inbox_note *next;
	uint32_t call;
	struct buffer bytes;
};

/* A phone that can be rung, by its position; what another edge needs to know of it. */
struct inbox_phone {
	struct inbox_phone *next;
	uint32_t position;
	struct buffer contact, facts;
	struct instant until;
};

/* A connection of a vehicle's device, or of a fleet's gateway, whose token was good. */
struct inbox_feed {
	struct inbox_feed *next;
	uint64_t flow; /* the edge's number */
	uint32_t unit, agent;
};

/* Where the phone of a position is found. */
struct inbox_place {
	struct inbox_phone *phone;
};

struct inbox {
	struct desk *desk;
	struct outbox *outbox;
	struct tally *tally;
	struct inbox_note *notes;
	struct inbox_feed *feeds;
	uint32_t feed_count;
	struct inbox_phone *phones;
	struct inbox_place *place; /* by position */
	uint32_t positions;        /* room in it */
	struct instant swept;      /* when phones that have gone were last looked for */
	struct instant waits_due;  /* when it is next reckoned how long callers wait */
	enum status trouble;       /* the desk's, for good */
};

/* Takes one parcel. */
void inbox_take(struct inbox *inbox, const struct parcel *parcel);
/* Rings whom the queues' rows say, ends what rang too long; how long until there is something to do next. */
int64_t inbox_turn(struct inbox *inbox);
void inbox_close(struct inbox *inbox);

#endif
