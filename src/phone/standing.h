/* How the center stands, as the center told it, and the documents of NENA i3 that say so. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PHONE_STANDING_H
#define PHONE_STANDING_H

#include "phone/exchange_inside.h"

/* Calls that were left and whose INVITEs wait until each subscriber has taken them: beyond either, the oldest goes.  They are
 * on record all the same, each with somebody who owes it a call back. */
#define STANDING_LEFT_MAX 256u
#define STANDING_LEFT_MAX_BYTES 4194304u

enum standing_package { STANDING_ELEMENT, STANDING_SERVICE, STANDING_QUEUE, STANDING_ABANDONED, STANDING_PACKAGES };

/* The package's name, "emergency-QueueState", and the type of its documents. */
const char *standing_name(enum standing_package package);
const char *standing_type(enum standing_package package);
/* The package that an Event names, without its parameters; STANDING_PACKAGES: none of these. */
enum standing_package standing_named(struct bytes event);

/* Takes a PARCEL_QUEUE; what is other than it was. */
void standing_hear(struct exchange *exchange, const struct parcel *parcel, bool *ret_queue, bool *ret_staff);
/* Whether there is such a queue; the default queue always is. */
bool standing_has(const struct exchange *exchange, struct bytes queue);
/* Keeps the INVITE of a caller who left; false for want of memory. */
bool standing_keep(struct exchange *exchange, struct bytes invite, struct instant invited, struct instant left);
/* Lets go of those before a serial. */
void standing_let_go(struct exchange *exchange, uint64_t serial);
/*
 * Appends the document of a package.  `queue` is a queue's name; `*serial` the first call that was left that its reader has not
 * seen, and is set behind the one that is written.  Nothing is appended where there is nothing to say.
 */
enum status standing_write(const struct exchange *exchange, enum standing_package package, struct bytes queue,
                           uint64_t *serial, struct buffer *out);
void standing_close(struct exchange *exchange);

#endif
