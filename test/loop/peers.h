/* One side of a conversation over sockets, as the tests see it: what came, by which flow, and what went. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TEST_LOOP_PEERS_H
#define TEST_LOOP_PEERS_H

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>

#include "check.h"
#include "loop/sockets.h"
#include "loop/tls.h"
#include "turns.h"

#define PEER_MESSAGE_MAX_BYTES 65535u

struct peer {
	struct sockets *sockets;
	unsigned messages, gone, broken;
	uint64_t flow, gone_flow;
	struct sockets_peer from; /* of the last message */
	char text[64];            /* its beginning */
	size_t length;
	char rest[64]; /* what was broken */
	bool echo;     /* answers each message with itself */
	bool drop;     /* drops the flow of each message, within the call */
	uint16_t watched_port;
	unsigned watched; /* messages of that port */
	void (*also)(struct peer *peer, struct bytes message);
};

static inline void peer_received(void *context, uint64_t flow, const struct sockets_peer *from, struct bytes message)
{
	struct peer *peer = context;
	peer->messages++;
	peer->flow = flow;
	peer->from = *from;
	peer->length = message.length;
	(void)snprintf(peer->text, sizeof peer->text, "%.*s", (int)message.length, (const char *)message.at);
	peer->watched += from->port == peer->watched_port;
	if (peer->also)
		peer->also(peer, message);
	if (peer->echo)
		CHECK(sockets_send(peer->sockets, flow, message) == STATUS_OK);
	if (peer->drop)
		sockets_drop(peer->sockets, flow);
}

/* A message is a line; line ends before it are skipped; '!' begins what has no order. */
static inline enum status peer_frame(struct bytes stream, size_t *ret_skip, size_t *ret_length)
{
	size_t skip = 0;
	while (skip < stream.length && stream.at[skip] == '\n')
		skip++;
	if (skip < stream.length && stream.at[skip] == '!')
		return STATUS_MALFORMED;
	const uint8_t *end = skip < stream.length ? memchr(stream.at + skip, '\n', stream.length - skip) : NULL;
	*ret_skip = skip;
	*ret_length = end ? (size_t)(end - stream.at) - skip + 1 : 0;
	return STATUS_OK;
}

static inline void peer_broken(void *context, uint64_t flow, const struct sockets_peer *from, struct bytes rest)
{
	struct peer *peer = context;
	(void)flow;
	(void)from;
	peer->broken++;
	(void)snprintf(peer->rest, sizeof peer->rest, "%.*s", (int)rest.length, (const char *)rest.at);
}

static inline void peer_gone(void *context, uint64_t flow)
{
	struct peer *peer = context;
	peer->gone++;
	peer->gone_flow = flow;
	CHECK(sockets_send(peer->sockets, flow, bytes_of_text("x")) == STATUS_MISSING);
}

static const struct sockets_calls peer_calls = {
	.received = peer_received, .frame = peer_frame, .broken = peer_broken, .gone = peer_gone
};

/* A certificate for 127.0.0.1, made once a test. */
static inline const struct sockets_tls *peer_tls(void)
{
	static struct buffer certificate, key;
	static struct sockets_tls tls;
	if (!certificate.length) {
		CHECK(tls_self_signed("127.0.0.1", &certificate, &key) == STATUS_OK);
		tls = (struct sockets_tls){ .certificate = buffer_bytes(&certificate), .key = buffer_bytes(&key) };
		tls.trusted = tls.certificate;
	}
	return &tls;
}

static inline void peer_open(struct loop *loop, const struct sockets_limits *limits, const struct sockets_tls *tls,
                             struct peer *peer)
{
	*peer = (struct peer){ 0 };
	CHECK(sockets_open(loop, &peer_calls, peer, limits, tls, &peer->sockets) == STATUS_OK);
}

/* Listens at a free port, which is returned. */
static inline uint16_t peer_listen(struct peer *peer, enum socket_kind kind, const char *host)
{
	int descriptor = -1;
	unsigned listener = 0;
	struct sockets_peer local = { 0 };
	if (!CHECK(socket_bind(kind, host, 0, &descriptor) == STATUS_OK))
		exit(1);
	CHECK(sockets_add(peer->sockets, kind, descriptor, &listener) == STATUS_OK);
	CHECK(sockets_listener(peer->sockets, listener, &local) == STATUS_OK && local.port && local.kind == kind);
	CHECK_TEXT(local.host, host);
	return local.port;
}

static inline struct sockets_counts peer_counts(const struct peer *peer)
{
	struct sockets_counts counts;
	sockets_count(peer->sockets, &counts);
	return counts;
}

/* A plain socket of a stranger, at `from` if it is given, connected over IPv4. */
static inline int stranger(int type, const char *from, uint16_t port)
{
	struct sockaddr_in there = { .sin_family = AF_INET, .sin_port = htons(port) };
	struct sockaddr_in here = { .sin_family = AF_INET };
	int descriptor = socket(AF_INET, type | SOCK_CLOEXEC, 0);
	there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (from)
		CHECK(inet_pton(AF_INET, from, &here.sin_addr) == 1 &&
		      bind(descriptor, (const struct sockaddr *)&here, sizeof here) == 0);
	CHECK(connect(descriptor, (const struct sockaddr *)&there, sizeof there) == 0);
	return descriptor;
}

static inline uint16_t stranger_port(int descriptor)
{
	struct sockaddr_in here = { 0 };
	socklen_t length = sizeof here;
	CHECK(getsockname(descriptor, (struct sockaddr *)&here, &length) == 0);
	return ntohs(here.sin_port);
}

static inline void say(int descriptor, const char *text)
{
	CHECK(send(descriptor, text, strlen(text), MSG_NOSIGNAL) == (ssize_t)strlen(text));
}

/* Whether the other side has closed; does not wait. */
static inline bool is_closed(int descriptor)
{
	char byte;
	ssize_t count = recv(descriptor, &byte, 1, MSG_DONTWAIT);
	return count == 0 || (count < 0 && errno != EAGAIN);
}

#endif
