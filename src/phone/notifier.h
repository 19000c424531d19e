/* Who wants to know how the center stands: SUBSCRIBE and NOTIFY (RFC 6665) for the event packages of NENA i3. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PHONE_NOTIFIER_H
#define PHONE_NOTIFIER_H

#include "phone/exchange_inside.h"

/* How long a subscription lasts: what is asked for, at most the longest, which it is without a word too.  Whoever asks for less
 * than the shortest is told so by 423, for no longer one may be granted than was asked for (RFC 6665 4.2.1.1). */
#define NOTIFIER_MIN_S 60
#define NOTIFIER_MAX_S 3600
/* A state that changes is told no more often (RFC 6665 4.2.2 leaves the rate to the package); the last one always is. */
#define NOTIFIER_EVERY_S 1
/* The most from one address: a neighbour asks for a few packages and each queue, and ten who ask for all leave nobody out. */
#define NOTIFIER_SOURCE_MAX 100u

void notifier_subscribe(struct exchange *exchange, sip_handle handle, const struct sip_message *message,
                        struct sip_flow flow);
/* How a NOTIFY went: a final response, or 408; false if `user` is none of ours. */
bool notifier_response(struct exchange *exchange, uint64_t user, unsigned code);
/* PARCEL_QUEUE: how a queue stands; those who want to know are told. */
void notifier_queue(struct exchange *exchange, const struct parcel *parcel);
/* Whether anybody wants to know of callers who leave before an answer. */
bool notifier_wants_left(const struct exchange *exchange);
/* PARCEL_ABANDONED: a caller has left before an answer. */
void notifier_abandoned(struct exchange *exchange, const struct parcel *parcel);
void notifier_pass(struct exchange *exchange);
void notifier_close(struct exchange *exchange);

#endif
