/* Browsers over TLS: it is taken off here, and what they say and hear goes to the console and back, unread. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INTAKE_WEB_RELAY_H
#define INTAKE_WEB_RELAY_H

#include "loop/sockets.h"
#include "phone/parcel.h"

struct web_relay;

/* Tells the center. */
typedef void web_relay_tell(void *context, const struct parcel *parcel);

/*
 * Takes a bound descriptor, and the one by which the center hands over its ends; both are closed with it or on failure.
 * Statuses of sockets_open and sockets_add.
 */
enum status web_relay_open(struct loop *loop, const struct sockets_tls *tls, int listener, int handover,
                           web_relay_tell *tell, void *context, struct web_relay **ret_relay);
void web_relay_close(struct web_relay *relay);
/* As sockets_certify. */
enum status web_relay_certify(struct web_relay *relay, const struct sockets_tls *tls);
/* The center has no end for a connection: PARCEL_WEB_REFUSED. */
void web_relay_refuse(struct web_relay *relay, uint64_t flow);

#endif
