/* What a call only names, asked of the servers that have it: where the caller is, who signed for the number, more data.
 *
 * Nothing is asked before the call is kept, and nothing waits for an answer.  What comes is told as PARCEL_FOUND; that there
 * is no answer is told as well, once.  For src/phone alone.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PHONE_ENQUIRY_H
#define PHONE_ENQUIRY_H

#include "phone/call_facts.h"
#include "phone/exchange_inside.h"

/* A caller on foot or in a car is elsewhere after this; the first answer is soon stale (the centre's policy). */
#define ENQUIRY_EVERY_S 30
/* A server that does not answer is asked half as often each time, down to this. */
#define ENQUIRY_SELDOM_S 480
/* How long a location server may think; less than an answer may take in all (FETCHER_LIMITS_USUAL). */
#define ENQUIRY_WITHIN_MS 4000
/* Of one call: a place has one server or two, a number few signers, and each hand on the way may add a block of data. */
#define ENQUIRY_PLACES_MAX 2u
#define ENQUIRY_SIGNERS_MAX 2u
#define ENQUIRY_DATA_MAX 4u
/* Of all calls; below 65,536. */
#define ENQUIRIES_MAX 20000u
#define ENQUIRY_URI_MAX_BYTES 2048u
/* Certificates that are kept, for so long: the same few sign most calls. */
#define ENQUIRY_CERTIFICATES 64u
#define ENQUIRY_CERTIFICATE_S 3600

enum enquiry_kind { ENQUIRY_PLACE, ENQUIRY_SIGNER, ENQUIRY_DATA };

struct enquiry {
	enum enquiry_kind kind;
	uint32_t slot;
	uint64_t ticket;     /* of a call that is not kept yet */
	uint32_t call;       /* of one that is */
	uint64_t source;     /* a hash of who called */
	uint64_t asked;      /* the question that is on its way; 0: none */
	bool get;            /* the server wants no document, only the URI */
	bool wanted;         /* somebody asked for it, and hears of it also if nothing has changed */
	unsigned failures;   /* since the last answer */
	struct hash128 last; /* of what was told last */
	struct instant came; /* the call */
	struct buffer uri;
	struct buffer statement, orig, dest; /* of a signer: the value of Identity, and the call's own URIs */
};

enum status enquiry_open(struct enquiries **ret_enquiries);
void enquiry_close(struct enquiries *enquiries);
/* Remembers what a call names; it is asked once the ticket's call is kept. */
void enquiry_take(struct exchange *exchange, uint64_t ticket, const struct sip_message *message, struct sip_flow flow);
void enquiry_kept(struct exchange *exchange, const struct parcel *parcel);
/* Asks for the place now. */
void enquiry_rebid(struct exchange *exchange, const struct parcel *parcel);
void enquiry_answered(struct exchange *exchange, const struct exchange_answer *answer);
void enquiry_pass(struct exchange *exchange);
struct instant enquiry_next(const struct exchange *exchange);

/* enquiry_read.c: what an answer says, as facts; false if it is none, and then the facts say why. */
bool enquiry_read(const struct enquiry *enquiry, const struct exchange_answer *answer, struct call_facts *facts);

#endif
