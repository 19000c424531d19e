/* The caller taken out of what was told of a call: all that says who he is, what he is like, or how and where he called.
 *
 * Blank are all that the message said of itself - its headers, bodies, media and languages, additional data, alerts, the
 * address that was called, whence it came, how sure the network is of the number, how suspicious it is - the place in words,
 * the channel and the queue that it came for.  Left are the moment, the coordinates, the states of queues, services and
 * of the center, the service that is wanted (its URN), and of an incident type and priority: who is sent, and how soon,
 * rests on these.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROUTING_TOLD_BLANK_H
#define ROUTING_TOLD_BLANK_H

#include "routing/told.h"

/* What can be blanked is numbered: the values of a told as they lie there, the traits' and then the protected ones, and behind
 * them the queue that the call came for, without which the walk begins with the policy that has no name. */
static inline uint32_t told_blank_count(const struct family *family)
{
	return 2 * family->traits + 1;
}

/* Whether that was told, and is the caller's. */
bool told_blank_has(const struct family *family, const struct told *told, uint32_t number);
/* Takes it out, or all of it.  What is told is then absent; a choice is none of its choices. */
void told_blank_one(const struct family *family, uint32_t number, struct told *told);
void told_blank_all(const struct family *family, struct told *told);
/* Appends its name, "TYPE:NAME", and never its value; statuses of buffer_append. */
enum status told_blank_name(const struct family *family, uint32_t number, struct buffer *names);

#endif
