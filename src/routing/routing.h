/* The policy in force at work: it is proved before it may take effect, calls go its ways, incidents are owed what it says.
 *
 * Nothing is decided here but by policy/choose.h; all of it is asked of the desk and so lies on record, with the rules that led
 * there and what they were told.  Where no policy is in force, calls wait in the queue they came for, as ever.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROUTING_ROUTING_H
#define ROUTING_ROUTING_H

#include "desk/desk.h"
#include "loop/loop.h"
#include "settings/outline.h"

struct routing;

/* What of the policy in force runs out within so many days is warned of, unless the setup says otherwise. */
#define ROUTING_WARNS_DAYS 14u

/* The strings are borrowed until routing_close; NULL: not given. */
struct routing_setup {
	const char *domain;        /* what this center's own SIP addresses end with */
	const char *manifest_path; /* which names say who the caller is, beside those that are built in */
	const char
	    *agencies_path;     /* certificates that agencies' own lead to: the center keeps their policies (store.h) */
	bool anybody_withdraws; /* from the store, and not administrators alone */
	unsigned warns_days;    /* 0: ROUTING_WARNS_DAYS */
};

/*
 * Takes the policy in force from the ledger, as it was judged; asks to prove what was put up and not judged yet.  Listens at the
 * desk, which is borrowed like the loop.  A policy that cannot be read is said on standard error: then calls wait in the
 * queue they came for, as without one.
 *   STATUS_MALFORMED  the manifest is none, and it was said why
 *   STATUS_MISSING    its file is not there, likewise
 *   STATUS_MEMORY, STATUS_IO, and the desk's troubles
 */
enum status routing_open(struct desk *desk, struct loop *loop, const struct routing_setup *setup,
                         struct routing **ret_routing);
void routing_close(struct routing *routing);
/*
 * Does what happened since asks for: sends new calls their way, and on to the next one whose way failed; puts on incidents what
 * is owed for them.  To be called before phones are rung; it sees to its own times.
 */
void routing_turn(struct routing *routing);
/* The desk's trouble, for which the loop was stopped; STATUS_OK if none. */
enum status routing_trouble(const struct routing *routing);

/*
 * Puts up a policy, as asked by an agent; it is proved then.
 *   STATUS_MALFORMED, STATUS_LIMIT  the problems say where and what to do; nothing was put up
 *   STATUS_MEMORY, the desk's troubles
 */
enum status routing_propose(struct routing *routing, uint32_t agent, struct bytes text, struct problems *problems,
                            struct desk_answer *ret_answer);
/* Has a policy proved anew, for what was proved before another took effect, or long ago.  STATUS_MISSING: there is no such one;
 * STATUS_BUSY: it waits to be proved, or is being proved;  STATUS_MEMORY. */
enum status routing_prove(struct routing *routing, uint32_t policy);

/* How far the proving of a policy is: so many of so many questions were asked.  False: it is not being proved, nor waits for that. */
bool routing_proving(const struct routing *routing, uint32_t policy, uint32_t *ret_asked, uint32_t *ret_of);

#endif
