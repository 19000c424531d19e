/* What the halves of routing share.  Only for routing*.c. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROUTING_ROUTING_INSIDE_H
#define ROUTING_ROUTING_INSIDE_H

#include <event2/event.h>

#include "loop/worker.h"
#include "policy/choose.h"
#include "routing/judging.h"
#include "routing/routing.h"
#include "routing/ruling.h"

/* What runs out is looked for so often; what changes here is looked at at once. */
#define WATCH_EVERY_S 600

/* Calls, incidents or policies that are to be looked at, in the order in which they came; each once. */
struct numbers {
	uint32_t *at;
	uint32_t count, room;
};

struct routing {
	struct desk *desk;
	struct loop *loop;
	struct routing_setup setup;
	struct event *timer;
	struct worker *worker;
	struct buffer manifest; /* its text; empty: none was given */
	struct family *family;  /* in force; NULL: none, or it cannot be read */
	uint32_t policy;        /* whose family that is; 0: none is in force */
	struct numbers calls;   /* to be sent their way */
	struct numbers waiting; /* that were sent, and nobody has answered yet */
	struct numbers incidents;
	struct numbers to_prove;
	struct judging *judging; /* in hand; NULL: none */
	bool staff_changed;
	bool watch_now; /* something changed that a warning may speak of */
	struct instant watch_at;
	enum status trouble;
};

/* Adds a number that is not there yet; for want of memory the trouble is kept. */
void routing_note(struct routing *routing, struct numbers *numbers, uint32_t number);
bool routing_noted(const struct numbers *numbers, uint32_t number);
void routing_drop(struct numbers *numbers, uint32_t place);

/* By what is ruled right now; there is a family. */
struct ruling_ground routing_ground(const struct routing *routing);

/* routing_load.c: takes the policy that the board has in force, if it is another. */
void routing_load(struct routing *routing);
enum status routing_read_manifest(struct routing *routing);
/* Appends what an entry has as its record; desk_read's statuses. */
enum status routing_read_record(const struct routing *routing, uint64_t sequence, struct buffer *ret_record);

/* Appends the plan that the board has in force; nothing if there is none.  Likewise. */
enum status routing_read_plan(const struct routing *routing, struct buffer *ret_plan);

/* routing_call.c: sends calls their way.  How long until a way fails for want of an answer, at most `most_us`. */
int64_t routing_send(struct routing *routing, int64_t most_us);
/* Calls that waited when the server ended. */
void routing_find_calls(struct routing *routing);
/* routing_incident.c: puts on incidents what is owed for them. */
void routing_apply(struct routing *routing);
/* routing_watch.c: warns of what runs out, and ends warnings of what does not. */
void routing_watch(struct routing *routing);
/* routing_prove.c: begins to prove the next one. */
void routing_prove_next(struct routing *routing);

#endif
