/* Conversations in writing: MESSAGE from whoever calls for help, and back (RFC 3428). */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PHONE_TEXTING_H
#define PHONE_TEXTING_H

#include "phone/exchange_inside.h"

/* A MESSAGE, in a dialog or (NULL) in none: the first of a conversation is a call, the others are more words on it. 200 goes when they are kept. */
void texting_message(struct exchange *exchange, sip_handle handle, const struct leg *leg,
                     const struct sip_message *message, struct sip_flow flow);
/* PARCEL_KEPT for a ticket that is no session's. */
void texting_kept(struct exchange *exchange, const struct parcel *parcel);
/* PARCEL_SAY: words to the caller. */
void texting_say(struct exchange *exchange, const struct parcel *parcel);
/* The final response to what was asked under a number that is no leg's; 408 where none came. */
void texting_response(struct exchange *exchange, uint64_t user, unsigned code);
void texting_close(struct exchange *exchange);

#endif
