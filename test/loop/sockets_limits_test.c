/* Floods: each limit is reached, and it is not the caller who works that loses. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <netinet/tcp.h>

#include "peers.h"

#define FLOOD "127.0.0.2"
#define QUIET "127.0.0.3"

/* Of one source 20,000 datagrams, and now and then one of another: none of his is lost, and none waits long. */
static void check_fairness(struct loop *loop)
{
	struct sockets_limits limits = SOCKETS_LIMITS_USUAL;
	struct peer near;
	limits.turn_datagrams = 8;
	limits.waiting.per_source = 64;
	peer_open(loop, &limits, NULL, &near);
	uint16_t port = peer_listen(&near, SOCKET_UDP, "127.0.0.1");
	int flood = stranger(SOCK_DGRAM, FLOOD, port), quiet = stranger(SOCK_DGRAM, QUIET, port);
	unsigned said = 0, longest = 0;
	near.watched_port = stranger_port(quiet);
	for (unsigned round = 0; round < 200; round++) {
		for (unsigned i = 0; i < 100; i++)
			say(flood, "INVITE");
		turns_now(loop);
		if (round % 10)
			continue;
		unsigned before = near.messages;
		say(quiet, "help");
		said++;
		TURNS_UNTIL(loop, near.watched == said);
		unsigned waited = near.messages - before;
		longest = waited > longest ? waited : longest;
	}
	struct sockets_counts counts = peer_counts(&near);
	CHECK_NUMBER(near.watched, said);
	/* The turn in which it is taken in, and the one in which it is first. */
	CHECK(longest <= 3 * limits.turn_datagrams);
	CHECK(counts.dropped.source_full > 0);
	CHECK_NUMBER(counts.dropped.sources + counts.dropped.bytes + counts.kernel_dropped, 0);
	/* All that was not dropped arrives. */
	TURNS_UNTIL(loop, near.messages + peer_counts(&near).dropped.source_full == 20000 + said);
	(void)close(flood);
	(void)close(quiet);
	sockets_close(near.sockets);
}

static void check_flows(struct loop *loop)
{
	struct sockets_limits limits = SOCKETS_LIMITS_USUAL;
	struct peer near;
	uint64_t first, flow;
	limits.flows = 2;
	peer_open(loop, &limits, NULL, &near);
	(void)peer_listen(&near, SOCKET_UDP, "127.0.0.1");
	CHECK(sockets_flow_to(near.sockets, "127.0.0.1", 1001, &first) == STATUS_OK);
	CHECK(sockets_flow_to(near.sockets, "127.0.0.1", 1002, &flow) == STATUS_OK);
	CHECK(sockets_flow_to(near.sockets, "127.0.0.1", 1003, &flow) == STATUS_OK);
	CHECK(near.gone == 1 && near.gone_flow == first && peer_counts(&near).flows_evicted == 1);
	sockets_close(near.sockets);
}

/* The oldest that never said anything whole gives way; who spoke stays; when all have spoken, the next has no room. */
static void check_connections(struct loop *loop)
{
	enum { MOST = 4 };
	struct sockets_limits limits = SOCKETS_LIMITS_USUAL;
	struct peer near;
	int spoke, silent[2 * MOST];
	limits.connections = MOST;
	peer_open(loop, &limits, NULL, &near);
	uint16_t port = peer_listen(&near, SOCKET_TCP, "127.0.0.1");
	spoke = stranger(SOCK_STREAM, QUIET, port);
	say(spoke, "hello\n");
	TURNS_UNTIL(loop, near.messages == 1);
	for (unsigned i = 0; i < 2 * MOST; i++) {
		silent[i] = stranger(SOCK_STREAM, FLOOD, port);
		TURNS_UNTIL(loop, peer_counts(&near).accepted == i + 2);
	}
	CHECK_NUMBER(peer_counts(&near).gave_way, 2 * MOST - (MOST - 1));
	CHECK_NUMBER(near.gone, 2 * MOST - (MOST - 1));
	for (unsigned i = 0; i < 2 * MOST; i++)
		CHECK(is_closed(silent[i]) == (i < 2 * MOST - (MOST - 1)));
	CHECK(!is_closed(spoke));
	for (unsigned i = 2 * MOST - (MOST - 1); i < 2 * MOST; i++)
		say(silent[i], "me too\n");
	TURNS_UNTIL(loop, near.messages == MOST);
	int late = stranger(SOCK_STREAM, QUIET, port);
	TURNS_UNTIL(loop, peer_counts(&near).refused_full == 1);
	CHECK(!is_closed(spoke));
	say(spoke, "still here\n");
	TURNS_UNTIL(loop, near.messages == MOST + 1);
	(void)close(late);
	(void)close(spoke);
	for (unsigned i = 0; i < 2 * MOST; i++)
		(void)close(silent[i]);
	sockets_close(near.sockets);
}

/* One who spoke and is idle for very long gives way when there is no other. */
static void check_idle(struct loop *loop)
{
	struct sockets_limits limits = SOCKETS_LIMITS_USUAL;
	struct peer near;
	limits.connections = 1;
	limits.idle_s = 0;
	peer_open(loop, &limits, NULL, &near);
	uint16_t port = peer_listen(&near, SOCKET_TCP, "127.0.0.1");
	int first = stranger(SOCK_STREAM, NULL, port);
	say(first, "hello\n");
	TURNS_UNTIL(loop, near.messages == 1);
	int second = stranger(SOCK_STREAM, NULL, port);
	say(second, "hello\n");
	TURNS_UNTIL(loop, near.messages == 2);
	CHECK(is_closed(first) && !is_closed(second) && peer_counts(&near).gave_way == 1);
	(void)close(first);
	(void)close(second);
	sockets_close(near.sockets);
}

static void check_per_source(struct loop *loop)
{
	struct sockets_limits limits = SOCKETS_LIMITS_USUAL;
	struct peer near;
	int held[6];
	limits.connections_per_source = 4;
	limits.handshakes_per_source = 2;
	peer_open(loop, &limits, peer_tls(), &near);
	uint16_t plain = peer_listen(&near, SOCKET_TCP, "127.0.0.1");
	uint16_t secret = peer_listen(&near, SOCKET_TLS, "127.0.0.1");
	for (unsigned i = 0; i < 3; i++)
		held[i] = stranger(SOCK_STREAM, FLOOD, secret);
	TURNS_UNTIL(loop, peer_counts(&near).refused_handshakes == 1);
	for (unsigned i = 3; i < 6; i++)
		held[i] = stranger(SOCK_STREAM, FLOOD, plain);
	TURNS_UNTIL(loop, peer_counts(&near).refused_source == 1);
	CHECK_NUMBER(peer_counts(&near).connections, 4);
	/* Another source is not concerned, with TLS or without. */
	int quiet = stranger(SOCK_STREAM, QUIET, plain), other = stranger(SOCK_STREAM, QUIET, secret);
	say(quiet, "help\n");
	TURNS_UNTIL(loop, near.messages == 1 && peer_counts(&near).accepted == 6);
	(void)close(quiet);
	(void)close(other);
	for (unsigned i = 0; i < 6; i++)
		(void)close(held[i]);
	TURNS_UNTIL(loop, peer_counts(&near).connections == 0);
	sockets_close(near.sockets);
}

/* Those who say nothing whole: half-open TLS, a first message that never ends, a later one that never ends. */
static void check_slow(struct loop *loop)
{
	struct sockets_limits limits = SOCKETS_LIMITS_USUAL;
	struct peer near;
	limits.silent_s = 1;
	limits.message_s = 1;
	peer_open(loop, &limits, peer_tls(), &near);
	uint16_t plain = peer_listen(&near, SOCKET_TCP, "127.0.0.1");
	uint16_t secret = peer_listen(&near, SOCKET_TLS, "127.0.0.1");
	int spoke = stranger(SOCK_STREAM, QUIET, plain);
	int handshake = stranger(SOCK_STREAM, FLOOD, secret);
	int never = stranger(SOCK_STREAM, FLOOD, plain);
	int later = stranger(SOCK_STREAM, FLOOD, plain);
	say(spoke, "hello\n");
	say(never, "INV");
	say(later, "one\ntw");
	TURNS_UNTIL(loop, near.gone == 3);
	CHECK_NUMBER(peer_counts(&near).timed_out, 3);
	CHECK(is_closed(handshake) && is_closed(never) && is_closed(later) && !is_closed(spoke));
	CHECK(near.messages == 2 && near.broken == 2);
	/* Who spoke may be silent for ever, and half a line end that keeps alive is no message begun. */
	say(spoke, "\n");
	for (unsigned gone = near.gone; gone == near.gone && near.messages < 4;) {
		int clock = stranger(SOCK_STREAM, FLOOD, plain);
		TURNS_UNTIL(loop, near.gone > gone); /* about two seconds */
		say(spoke, "hello\n");
		TURNS_UNTIL(loop, near.messages >= 3);
		near.messages = 4;
		(void)close(clock);
	}
	CHECK(!is_closed(spoke));
	(void)close(spoke);
	(void)close(handshake);
	(void)close(never);
	(void)close(later);
	sockets_close(near.sockets);
}

/* A message byte by byte: it is read, though not looked at with each byte; and one longer than any is not held. */
static void check_bytes(struct loop *loop)
{
	struct sockets_limits limits = SOCKETS_LIMITS_USUAL;
	struct peer near;
	char line[101];
	limits.message_bytes = 1000;
	limits.send_bytes = 5000;
	peer_open(loop, &limits, NULL, &near);
	uint16_t port = peer_listen(&near, SOCKET_TCP, "127.0.0.1");
	int descriptor = stranger(SOCK_STREAM, NULL, port);
	const int yes = 1;
	(void)setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
	for (unsigned i = 0; i < 400; i++) {
		say(descriptor, i == 399 ? "\n" : "x");
		turns_now(loop);
	}
	TURNS_UNTIL(loop, near.messages == 1);
	CHECK_NUMBER(near.length, 400);
	/* The peer does not read: what waits for it is bounded, and then we are told. */
	uint64_t flow = near.flow;
	memset(line, 'y', sizeof line);
	enum status status = STATUS_OK;
	for (unsigned i = 0; i < 1000000 && status == STATUS_OK; i++) {
		status = sockets_send(near.sockets, flow, bytes_of(line, sizeof line));
		if (i % 40 == 0)
			turns_now(loop);
	}
	CHECK(status == STATUS_FULL);
	memset(line, 'x', sizeof line);
	line[100] = '\0';
	for (unsigned i = 0; i < 11; i++)
		say(descriptor, line);
	TURNS_UNTIL(loop, near.gone == 1);
	CHECK(near.broken == 1 && near.messages == 1 && peer_counts(&near).broken == 1);
	(void)close(descriptor);
	sockets_close(near.sockets);
}

int main(void)
{
	struct loop *loop;
	(void)signal(SIGPIPE, SIG_IGN);
	if (loop_open(&loop) != STATUS_OK)
		return 1;
	check_fairness(loop);
	check_flows(loop);
	check_connections(loop);
	check_idle(loop);
	check_per_source(loop);
	check_slow(loop);
	check_bytes(loop);
	loop_close(loop);
	return check_done();
}
