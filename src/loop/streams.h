/* Connections over TCP and TLS: messages cut from their bytes, and who gives way when there are too many. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOOP_STREAMS_H
#define LOOP_STREAMS_H

#include <openssl/ssl.h>

#include "loop/sockets.h"

/* Set in a flow's number if it is a stream. */
#define STREAMS_FLOW_BIT (UINT64_C(1) << 63)
/* Connections taken in one turn of the loop. */
#define STREAMS_ACCEPT_MAX 64

struct streams;

struct streams_setup {
	struct event_base *base;
	const struct sockets_calls *calls;
	void *context;
	const struct sockets_limits *limits;
	const struct address_key *key;
	struct sockets_counts *counts;
	SSL_CTX *server, *client; /* NULL: none */
};

/* What the setup points to is borrowed as long as the streams are open; STATUS_MEMORY. */
enum status streams_open(const struct streams_setup *setup, struct streams **ret_streams);
void streams_close(struct streams *streams);
/* Takes waiting connections from a listening descriptor; false if the process has no descriptors left for them. */
bool streams_accept(struct streams *streams, enum socket_kind kind, unsigned listener, int listening);
/* The rest as sockets_... say. */
enum status streams_connect(struct streams *streams, enum socket_kind kind, const struct address *to,
                            uint64_t *ret_flow);
enum status streams_send(struct streams *streams, uint64_t flow, struct bytes message);
size_t streams_waiting_bytes(const struct streams *streams, uint64_t flow);
/* Takes another server's side of TLS for connections to come; borrowed. */
void streams_certify(struct streams *streams, SSL_CTX *server);
void streams_drop(struct streams *streams, uint64_t flow);
enum status streams_peer(const struct streams *streams, uint64_t flow, struct sockets_peer *ret_peer);
/* A second has passed. */
void streams_tick(struct streams *streams);

#endif
