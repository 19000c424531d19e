/* A telephone exchange without media: strangers' calls on one side, call-takers' phones on the other, the center's word between
 * (a back-to-back user agent, RFC 7092 signalling-only; RFC 3725 on third-party control).
 *
 * It knows no socket, no clock, no secret.  Bytes come in by exchange_take, the center's parcels by exchange_hear, time by
 * exchange_pass; what it does goes out by its port.  Nothing but 100 Trying is said to a caller before the center has said
 * PARCEL_KEPT.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PHONE_EXCHANGE_H
#define PHONE_EXCHANGE_H

#include "base/instant.h"
#include "phone/parcel.h"
#include "wire/sip_layer.h"

/* The most conversations at a time, waiting ones counted; beyond them a call is kept, and the caller told 503. */
#define EXCHANGE_SESSIONS_MAX 200000u
/* Of those the ones at a time that wait for the disk, to be told 503 then; who comes beyond them is kept, and hears no more than 100. */
#define EXCHANGE_FULL_MAX 1000u
/* Phones that can register, subscriptions that can be held. */
#define EXCHANGE_PHONES_MAX 10000u
#define EXCHANGE_SUBSCRIPTIONS_MAX 1000u
/* People who write, remembered so that they can be written to; beyond them whoever wrote longest ago is forgotten. */
#define EXCHANGE_TEXTERS_MAX 100000u

enum exchange_transport { EXCHANGE_UDP, EXCHANGE_TCP, EXCHANGE_TLS, EXCHANGE_TRANSPORTS };

#define EXCHANGE_HOST_BYTES 48

/* An end of a flow. */
struct exchange_end {
	enum exchange_transport transport;
	char host[EXCHANGE_HOST_BYTES]; /* an address; IPv6 without brackets */
	uint16_t port;
};

/* What stands around it. */
/* A question to a server that a stranger named, over HTTPS. */
struct exchange_question {
	uint64_t number;
	uint64_t source; /* who makes us ask, as a number */
	struct bytes uri;
	const char *accept; /* static, as type is */
	const char *type;   /* of the body; NULL: nothing is sent */
	struct bytes body;
};

struct exchange_answer {
	uint64_t number;
	const char *trouble;    /* in words: there is no answer; NULL: there is */
	unsigned code;          /* of HTTP */
	const char *unverified; /* in words: the server did not prove to be whom the URI names; NULL: it did */
	struct bytes type, body;
};

struct exchange_port {
	void (*send)(void *context, struct sip_flow flow, struct bytes bytes);
	void (*tell)(void *context, const struct parcel *parcel);
	/* The ends of a flow; false if it is gone. */
	bool (*ends)(void *context, struct sip_flow flow, struct exchange_end *ret_here,
	             struct exchange_end *ret_there);
	/* A flow to an address, which may still have to connect; false if there is no way. */
	bool (*reach)(void *context, const struct exchange_end *there, struct sip_flow *ret_flow);
	/* Bytes that nobody can foresee. */
	void (*draw)(void *context, void *at, size_t length);
	/* Asks; exchange_answered is called later, once.  False if it cannot be asked. */
	bool (*ask)(void *context, const struct exchange_question *question);
};

struct exchange;

enum status exchange_open(const struct exchange_port *port, void *context, struct exchange **ret_exchange);
void exchange_close(struct exchange *exchange);

/* A whole message that came, and when its first byte did. */
void exchange_take(struct exchange *exchange, struct bytes bytes, struct sip_flow flow, struct instant now);
/* Bytes of a stream that has no order any more: they are kept; where they begin like a call they are one. */
void exchange_take_broken(struct exchange *exchange, struct bytes bytes, struct sip_flow flow, struct instant now);
/* What the center says. */
void exchange_hear(struct exchange *exchange, const struct parcel *parcel, struct instant now);
/* A flow is gone. */
void exchange_lost(struct exchange *exchange, uint64_t flow, struct instant now);
/* What a server answered, or that it did not. */
void exchange_answered(struct exchange *exchange, const struct exchange_answer *answer, struct instant now);
/* Does what has become due; when there is something to do next (never recorded: nothing is). */
void exchange_pass(struct exchange *exchange, struct instant now);
struct instant exchange_next(const struct exchange *exchange);

/* How many conversations there are, waiting ones counted. */
uint32_t exchange_count(const struct exchange *exchange);

#endif
