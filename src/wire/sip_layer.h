/* SIP transactions (RFC 3261 section 17, with RFC 6026's accepted states and RFC 2543 peers): retransmissions are sent and
 * absorbed, whoever is above hears of each request and each response once.  It knows no socket and no clock: what it sends
 * goes to its port, time is an argument.  The four machines are tables.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_SIP_LAYER_H
#define WIRE_SIP_LAYER_H

#include "base/instant.h"
#include "wire/sip_machine.h" /* T1, T2 and the timers */
#include "wire/sip_message.h"

/* Where bytes go and come from: a number that the shell gives to a socket and the address on its other side. */
struct sip_flow {
	uint64_t number;
	bool reliable; /* TCP, TLS: nothing but a 2xx to an INVITE is sent again */
};

/* A transaction by its handle: 0 is none, and an old handle is never taken for a new one. */
typedef uint64_t sip_handle;

enum sip_end {
	SIP_END_DONE,    /* it ran its course, or gave way to another when it only waited for what comes late */
	SIP_END_TIMEOUT, /* timers B or F, or 64*T1 after its CANCEL: nobody answered; of a server's INVITE, timer H after
	                  * a failure or 64*T1 after a 2xx: no ACK came */
	SIP_END_TRANSPORT, /* the flow failed */
};

/* What stands above.  All borrowed for the call; each may call back into the layer, but not close it. */
struct sip_port {
	/* Sends one whole message.  If the flow turns out to have failed, sip_layer_lost may be called from here. */
	void (*send)(void *context, struct sip_flow flow, struct bytes bytes);
	/* A request that is new; `handle` is its server transaction, 0 for an ACK to a 2xx, which has none.  A CANCEL comes
	 * with the handle of its own transaction, and in `about` that of the INVITE it cancels, 0 if there is none; an ACK
	 * to a failure is absorbed.  An ACK to a 2xx comes once, with the INVITE's handle in `about`; an ACK that fits nothing
	 * (any more) comes each time, with 0.  An INVITE that is not answered within 200 ms wants a 100 from above (17.2.1). */
	void (*request)(void *context, sip_handle handle, sip_handle about, const struct sip_message *message,
	                struct sip_flow flow);
	/* A response to what `user` asked: each provisional one, and each final one (of an INVITE each 2xx of each fork, and
	 * each again, since it wants its ACK again).  A failure of an INVITE has had its ACK already. */
	void (*response)(void *context, sip_handle handle, uint64_t user, const struct sip_message *message);
	/* The transaction is over, and its handle is dead already. `user` is 0 for a server's. */
	void (*ended)(void *context, sip_handle handle, uint64_t user, enum sip_end how);
};

struct sip_limits {
	/* The most at a time, in the end 2^22 - 1.  Beyond them the one gives way that has only waited for what comes late
	 * (an ACK to a failure, a repetition, a further 2xx) for the longest; else STATUS_LIMIT. */
	uint32_t transactions;
	uint64_t seed[2]; /* random and secret: with it nobody can make the look-up slow */
};

struct sip_layer;

enum status sip_layer_open(const struct sip_port *port, void *context, struct sip_limits limits,
                           struct sip_layer **ret_layer);
void sip_layer_close(struct sip_layer *layer);

/*
 * Every `now` may lie before the last one: a clock that is set back stands still for the layer, and then goes on.
 *
 * Takes a message that came.  A retransmission is absorbed and its last response sent again, on the flow of the first.
 *   STATUS_MISSING  a response that fits no transaction (it is dropped)
 *   STATUS_LIMIT, STATUS_MEMORY  no room for another transaction: the request was not handed up
 *   STATUS_MEMORY   of a response: it is as if it had been lost on its way
 */
enum status sip_layer_take(struct sip_layer *layer, const struct sip_message *message, struct sip_flow flow,
                           struct instant now);
/*
 * Answers a request, by a code from 100 to 699; the bytes are a whole response, copied, and sent again as the machine says: a final failure of an
 * INVITE until its ACK comes, and so a 2xx (RFC 3261 13.3.1.4, here done for whoever is above).
 *   STATUS_MISSING  no such server transaction, or it is past that
 *   STATUS_MEMORY   nothing was sent
 */
enum status sip_layer_reply(struct sip_layer *layer, sip_handle handle, unsigned code, struct bytes bytes,
                            struct instant now);
/*
 * Sends a request and begins its client transaction.  The bytes are a whole request, copied, whose topmost Via has a branch
 * of RFC 3261 that was never used before; an ACK for a 2xx is no transaction: send it by the port.  The handle is set
 * before anything is sent, and is dead already if the sending failed.
 *   STATUS_MALFORMED  no method, URI or branch can be found in it, or it is an ACK
 *   STATUS_BUSY       the branch is in use
 *   STATUS_LIMIT, STATUS_MEMORY  no room; nothing was sent
 */
enum status sip_layer_ask(struct sip_layer *layer, struct sip_flow flow, struct bytes bytes, uint64_t user,
                          struct instant now, sip_handle *ret_handle);
/*
 * Cancels an INVITE that was asked and has no final response (RFC 3261 9.1): a CANCEL is sent at once where a provisional one
 * came, else as soon as one does.  The INVITE goes on until its final response, at most 64*T1 from its CANCEL on.  To cancel
 * again does nothing.
 *   STATUS_MISSING  no such thing
 *   STATUS_MEMORY   nothing was done
 */
enum status sip_layer_cancel(struct sip_layer *layer, sip_handle handle, struct instant now);
/* The flow has failed: its transactions end. */
void sip_layer_lost(struct sip_layer *layer, uint64_t flow, struct instant now);
/* Does what has become due. */
void sip_layer_pass(struct sip_layer *layer, struct instant now);
/* When sip_layer_pass has something to do next; never recorded (zero) if it has not. */
struct instant sip_layer_next(const struct sip_layer *layer);
/* How many transactions there are, the layer's own CANCELs among them. */
uint32_t sip_layer_count(const struct sip_layer *layer);
/* The state of a transaction, SIP_NO_STATE if it is over; and whether all that must hold does.  For tests. */
enum sip_state sip_layer_state(const struct sip_layer *layer, sip_handle handle);
bool sip_layer_sound(const struct sip_layer *layer);

#endif
