/* SIP transactions (RFC 3261 section 17, with RFC 6026's accepted states and RFC 2543 peers): retransmissions are sent and
 * absorbed, whoever is above hears of each request and each response once.  It knows no socket and no clock: what it sends
 * goes to its port, time is an argument.  The four machines are tables.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_SIP_LAYER_H
#define WIRE_SIP_LAYER_H

#include "base/instant.h"
#include "wire/sip_message.h"

/* RFC 3261 17.1.1.1 and table 4. */
#define SIP_T1_US 500000
#define SIP_T2_US 4000000
#define SIP_T4_US 5000000
#define SIP_TIMEOUT_US (64 * SIP_T1_US)

/* Where bytes go and come from: a number that the shell gives to a socket and the address on its other side. */
struct sip_flow {
	uint64_t number;
	bool reliable; /* TCP, TLS: nothing is sent again */
};

/* A transaction by its handle: 0 is none, and an old handle is never taken for a new one. */
typedef uint64_t sip_handle;

enum sip_end {
	SIP_END_DONE,      /* it ran its course */
	SIP_END_TIMEOUT,   /* timers B or F: nobody answered; of a server's INVITE, timer H: no ACK came */
	SIP_END_TRANSPORT, /* the flow failed */
};

/* What stands above.  All borrowed for the call; each may call back into the layer. */
struct sip_port {
	/* Sends one whole message. */
	void (*send)(void *context, struct sip_flow flow, struct bytes bytes);
	/* A request that is new; `handle` is its server transaction, 0 for an ACK to a 2xx, which has none.  A CANCEL comes
	 * with the handle of its own transaction, and in `about` that of the INVITE it cancels, 0 if there is none; an ACK
	 * to a failure is absorbed.  An ACK to a 2xx comes with the INVITE's handle in `about` if it was found. */
	void (*request)(void *context, sip_handle handle, sip_handle about, const struct sip_message *message,
	                struct sip_flow flow);
	/* A response to what `user` asked: each provisional one, and each final one (of an INVITE each 2xx of each fork, and
	 * each again, since it wants its ACK again).  A failure of an INVITE has had its ACK already. */
	void (*response)(void *context, sip_handle handle, uint64_t user, const struct sip_message *message);
	/* The transaction is over, and its handle is dead when this returns. `user` is 0 for a server's. */
	void (*ended)(void *context, sip_handle handle, uint64_t user, enum sip_end how);
};

struct sip_limits {
	uint32_t
	    transactions; /* the most at a time; beyond them the oldest that is done with gives way, else STATUS_LIMIT */
};

struct sip_layer;

enum status sip_layer_open(const struct sip_port *port, void *context, struct sip_limits limits,
                           struct sip_layer **ret_layer);
void sip_layer_close(struct sip_layer *layer);

/*
 * Takes a message that came.  A retransmission is absorbed and its last response sent again.
 *   STATUS_MISSING  a response that fits no transaction (it is dropped)
 *   STATUS_LIMIT, STATUS_MEMORY  no room for another transaction: the request was not handed up
 */
enum status sip_layer_take(struct sip_layer *layer, const struct sip_message *message, struct sip_flow flow,
                           struct instant now);
/*
 * Answers a request; the bytes are a whole response, copied, and sent again as the machine says: a final failure of an
 * INVITE until its ACK comes, and so a 2xx (RFC 3261 13.3.1.4, here done for whoever is above).
 *   STATUS_MISSING  no such server transaction, or it is past that
 */
enum status sip_layer_reply(struct sip_layer *layer, sip_handle handle, unsigned code, struct bytes bytes,
                            struct instant now);
/*
 * Sends a request and begins its client transaction.  The bytes are a whole request, copied, whose topmost Via has a branch
 * of RFC 3261 that was never used before; an ACK for a 2xx is no transaction: send it by the port.
 */
enum status sip_layer_ask(struct sip_layer *layer, struct sip_flow flow, struct bytes bytes, uint64_t user,
                          struct instant now, sip_handle *ret_handle);
/* Cancels an INVITE that was asked and has no final response (RFC 3261 9.1): a CANCEL is sent at once where a provisional one
 * came, else as soon as one does.  The INVITE goes on until its final response.  STATUS_MISSING: no such thing. */
enum status sip_layer_cancel(struct sip_layer *layer, sip_handle handle, struct instant now);
/* The flow has failed: its transactions end. */
void sip_layer_lost(struct sip_layer *layer, uint64_t flow, struct instant now);
/* Does what has become due. */
void sip_layer_pass(struct sip_layer *layer, struct instant now);
/* When sip_layer_pass has something to do next; never recorded (zero) if it has not. */
struct instant sip_layer_next(const struct sip_layer *layer);
/* How many transactions there are. */
uint32_t sip_layer_count(const struct sip_layer *layer);

#endif
