/* What the edge is told: each parcel waits here until all that it tells of is on disk. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SWITCHBOARD_OUTBOX_H
#define SWITCHBOARD_OUTBOX_H

#include "desk/desk.h"
#include "phone/parcel.h"

struct outbox_held;

struct outbox {
	struct desk *desk;
	/* Sends a frame, or not if nobody listens. */
	void (*send)(void *context, struct bytes frame);
	void *context;
	const char *public_url;           /* where the console is found from outside; NULL: nowhere */
	struct outbox_held *first, *last; /* in order of their sequences */
	struct buffer frame;
	uint64_t stirred; /* how many entries may have changed how many wait, or who is there */
};

/* Keeps a parcel until an entry is durable. STATUS_MEMORY: it is not told; the edge asks again, or begins anew. */
enum status outbox_hold(struct outbox *outbox, const struct parcel *parcel, uint64_t sequence);
/* The same of KEPT, with the call's receipt. */
enum status outbox_hold_kept(struct outbox *outbox, struct parcel *parcel, uint64_t sequence);
/* Sends one at once, for what tells nothing of the record. */
void outbox_tell(struct outbox *outbox, const struct parcel *parcel);
/* Has the edge ask where a caller is, by the server that the call named, once the entry is durable. */
void outbox_rebid(struct outbox *outbox, uint32_t call, uint64_t sequence);
/* Makes parcels of what a command came to: the desk's listener. */
void outbox_hear(void *context, const struct command *command, const struct desk_answer *answer);
/* Lets go what has become durable. */
void outbox_release(struct outbox *outbox);
void outbox_close(struct outbox *outbox);

#endif
