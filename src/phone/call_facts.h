/* What a message that calls for help says of caller and place, for people to read. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PHONE_CALL_FACTS_H
#define PHONE_CALL_FACTS_H

#include "phone/parcel.h"
#include "wire/passport.h"
#include "wire/sip_message.h"

/* The texts are owned; close them.  Nothing in here decides anything. */
struct call_facts {
	struct buffer caller;  /* a name, as it was given */
	struct buffer contact; /* where the caller can be reached: a URI or a number */
	struct buffer place;   /* in words */
	struct buffer words;   /* of a MESSAGE */
	struct buffer facts;   /* "name: value", a line each */
	struct buffer sdp;     /* the description of media, if it has one */
	int32_t lat_e7, lon_e7;
	uint32_t uncertainty_m;
};

/* Reads what is there; what cannot be read is left out, for the message itself is kept beside it. */
void call_facts_read(const struct sip_message *message, struct call_facts *ret_facts);
/* Adds the places of a PIDF-LO, or of what holds one, as a HELD response. */
void call_facts_add_place(struct call_facts *facts, struct bytes document);
/* Adds what a document of additional data says; false if it is none. */
bool call_facts_add_data(struct call_facts *facts, struct bytes type, struct bytes document);
/*
 * Adds what a signed statement (a value of Identity) was found to be with its certificate at hand, `from` and `to` being the
 * call's own URIs and `came` the moment when it was heard.
 */
void call_facts_add_signed(struct call_facts *facts, struct bytes statement, const struct passport_call *call,
                           struct bytes pem, struct instant came);
/* Adds "name: value". */
void call_facts_add(struct call_facts *facts, const char *name, struct bytes value);
void call_facts_close(struct call_facts *facts);
/* Borrows all into a parcel. */
void call_facts_put(const struct call_facts *facts, struct parcel *parcel);

#endif
