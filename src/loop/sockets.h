/* Messages of strangers over UDP, TCP and TLS: who wrote, and how to write back; floods delay those who make them. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOOP_SOCKETS_H
#define LOOP_SOCKETS_H

#include "base/bytes.h"
#include "loop/address.h"
#include "loop/fair_queue.h"
#include "loop/loop.h"

enum socket_kind { SOCKET_UDP, SOCKET_TCP, SOCKET_TLS, SOCKET_KIND_COUNT };

/* One listener a kind, family and address of the machine; more is a fault of the settings. */
#define SOCKETS_LISTENERS_MAX 32u
/* The listener of what we connected to ourselves. */
#define SOCKETS_NO_LISTENER SOCKETS_LISTENERS_MAX

/*
 * A flow is a way back to who wrote: the pair of a listener and a remote address for UDP, a connection for the others
 * (RFC 5626 3).  Its number is never used again within a process; 0 is none.
 */
struct sockets_peer {
	enum socket_kind kind;
	bool reliable; /* a stream: nothing is lost on the way, or the flow is gone */
	unsigned listener;
	char host[ADDRESS_TEXT_BYTES];
	uint16_t port;
};

/* Bytes and peers are borrowed for the call.  Any call may send and drop flows, but not close the sockets. */
struct sockets_calls {
	/* A whole message. */
	void (*received)(void *context, uint64_t flow, const struct sockets_peer *peer, struct bytes message);
	/*
	 * Where the first message of a stream ends: how many bytes before it can be dropped, and its length behind those, 0
	 * while it is not complete.  Any status but STATUS_OK: the stream has no order any more.
	 */
	enum status (*frame)(struct bytes stream, size_t *ret_skip, size_t *ret_length);
	/* What a stream that ended, or has no order any more, left that is no whole message; gone follows. */
	void (*broken)(void *context, uint64_t flow, const struct sockets_peer *peer, struct bytes rest);
	/* The flow cannot be written to any more, and not by sockets_drop.  Also called within the functions below. */
	void (*gone)(void *context, uint64_t flow);
};

/* Each with the value that SOCKETS_LIMITS_USUAL gives it, and why. */
struct sockets_limits {
	uint32_t connections;            /* in all; each may hold about 250 KB at its worst */
	uint32_t connections_per_source; /* a source: address_source */
	uint32_t handshakes_per_source;  /* of TLS, at a time: each costs us a signature */
	uint32_t silent_s;               /* until the first whole message of a stream, its handshake counted */
	uint32_t message_s;      /* from a message's first byte to its last; for a connection we make to stand */
	uint32_t idle_s;         /* a connection that spoke and is idle so long gives way when there is no room */
	uint32_t message_bytes;  /* the longest message; what of a stream is held before it is read */
	uint32_t send_bytes;     /* what waits for a peer that does not read */
	uint32_t flows;          /* of UDP, 48 bytes each; the longest silent gives way */
	uint32_t turn_datagrams; /* handed up in one turn of the loop, between which all else has its turn */
	struct fair_queue_limits waiting; /* datagrams */
};

/* RFC 3261 18.1.1: messages to 65,535 bytes; F.4: 64*T1 = 32 s is how long a transaction may wait. */
#define SOCKETS_LIMITS_USUAL                                                                                           \
	((struct sockets_limits){ .connections = 4096,                                                                 \
	                          .connections_per_source = 256,                                                       \
	                          .handshakes_per_source = 16,                                                         \
	                          .silent_s = 32,                                                                      \
	                          .message_s = 32,                                                                     \
	                          .idle_s = 900,                                                                       \
	                          .message_bytes = 65535,                                                              \
	                          .send_bytes = 131072,                                                                \
	                          .flows = 100000,                                                                     \
	                          .turn_datagrams = 32,                                                                \
	                          .waiting = { .sources = 8192, .per_source = 4096, .bytes = 64u << 20 } })

struct sockets_counts {
	uint64_t datagrams, messages; /* handed up, of UDP and of streams */
	struct fair_queue_drops dropped;
	uint64_t kernel_dropped;     /* datagrams that the kernel had no room for */
	uint64_t accepted;           /* connections */
	uint64_t refused_source;     /* their source had too many */
	uint64_t refused_handshakes; /* their source had too many handshakes going on */
	uint64_t refused_full;       /* no room, and nobody who could give way */
	uint64_t gave_way;           /* closed to make room for another */
	uint64_t timed_out;          /* said nothing whole for too long */
	uint64_t broken;             /* had no order any more */
	uint64_t flows_evicted;
	uint32_t connections; /* now */
};

/* PEM as bytes, so that a jailed process opens no file; empty ones for no TLS server, or no proof of whom we connect to. */
struct sockets_tls {
	struct bytes certificate, key;
	struct bytes trusted; /* those whose word we take for the names of whom we connect to, by their address */
};

struct sockets;

/*
 * Binds, for a process that will have no right to: STREAM kinds listen as well.  Port 0 takes a free one.
 *   STATUS_MALFORMED  the host is no numeric address
 *   STATUS_BUSY       the port is taken or not allowed
 *   STATUS_IO
 */
enum status socket_bind(enum socket_kind kind, const char *host, uint16_t port, int *ret_descriptor);

/* The port of a bound descriptor; 0 if it has none. */
uint16_t socket_port(int descriptor);

/* `tls` may be NULL; calls and loop are borrowed, limits copied.  STATUS_MALFORMED (the PEM), STATUS_MEMORY, STATUS_IO. */
enum status sockets_open(struct loop *loop, const struct sockets_calls *calls, void *context,
                         const struct sockets_limits *limits, const struct sockets_tls *tls,
                         struct sockets **ret_sockets);
/* Closes all; nobody is told. */
void sockets_close(struct sockets *sockets);
/* Takes a bound descriptor, closed with the sockets or on failure; STATUS_LIMIT, STATUS_IO, STATUS_MEMORY. */
enum status sockets_add(struct sockets *sockets, enum socket_kind kind, int descriptor, unsigned *ret_listener);
/* Where a listener listens; STATUS_IO. */
enum status sockets_listener(const struct sockets *sockets, unsigned listener, struct sockets_peer *ret_local);

/*
 * Sends one message; copied.
 *   STATUS_MISSING  the flow is gone
 *   STATUS_FULL     the peer, or the kernel, does not take it now
 *   STATUS_LIMIT    too long for a datagram
 *   STATUS_IO, STATUS_MEMORY
 */
enum status sockets_send(struct sockets *sockets, uint64_t flow, struct bytes message);
/* A connection of our own; what is sent meanwhile waits for it.  STATUS_MALFORMED (the host), STATUS_LIMIT, STATUS_IO. */
enum status sockets_connect(struct sockets *sockets, enum socket_kind kind, const char *host, uint16_t port,
                            uint64_t *ret_flow);
/* The flow to a peer by the first UDP listener of its family; STATUS_MALFORMED, STATUS_MISSING (no such listener). */
enum status sockets_flow_to(struct sockets *sockets, const char *host, uint16_t port, uint64_t *ret_flow);
/* Who is at the other end; STATUS_MISSING. */
enum status sockets_peer_of(struct sockets *sockets, uint64_t flow, struct sockets_peer *ret_peer);
/* What waits to be sent on a connection; 0 too where there is none. */
size_t sockets_waiting_bytes(const struct sockets *sockets, uint64_t flow);
/* Another certificate with its key, for connections from now on; STATUS_MALFORMED, STATUS_MEMORY: the old one stays. */
enum status sockets_certify(struct sockets *sockets, const struct sockets_tls *tls);
/* Closes a connection, and what waits to be sent with it; a flow of UDP is only forgotten when it gives way. */
void sockets_drop(struct sockets *sockets, uint64_t flow);
/* Asks the kernel as well. */
void sockets_count(const struct sockets *sockets, struct sockets_counts *ret_counts);

#endif
