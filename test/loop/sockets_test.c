/* Messages over UDP, TCP and TLS, both families: whole, by the right flow, and back. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/sockets.h"

#include "peers.h"

static void check_udp(struct loop *loop, const char *host)
{
	struct peer near, far;
	uint64_t flow = 0;
	static char big[65508];
	peer_open(loop, &SOCKETS_LIMITS_USUAL, NULL, &near);
	peer_open(loop, &SOCKETS_LIMITS_USUAL, NULL, &far);
	uint16_t near_port = peer_listen(&near, SOCKET_UDP, host);
	uint16_t far_port = peer_listen(&far, SOCKET_UDP, host);
	near.echo = true;
	CHECK(sockets_flow_to(far.sockets, host, near_port, &flow) == STATUS_OK);
	CHECK(sockets_send(far.sockets, flow, bytes_of_text("hello")) == STATUS_OK);
	TURNS_UNTIL(loop, far.messages == 1);
	CHECK_TEXT(far.text, "hello");
	CHECK(far.flow == flow && far.from.port == near_port && !far.from.reliable && far.from.kind == SOCKET_UDP);
	CHECK_TEXT(near.from.host, host);
	CHECK_NUMBER(near.from.port, far_port);
	/* The longest that IPv4 carries; and what no datagram carries. */
	CHECK(sockets_send(far.sockets, flow, bytes_of(big, 65507)) == STATUS_OK);
	TURNS_UNTIL(loop, far.messages == 2);
	CHECK_NUMBER(far.length, 65507);
	CHECK(sockets_send(far.sockets, flow, bytes_of(big, sizeof big + 20)) == STATUS_LIMIT);
	/* To a port where nobody is: the ICMP error that comes back hurts nobody. */
	struct sockets_peer peer;
	uint64_t nobody = 0;
	CHECK(sockets_flow_to(far.sockets, host, 1, &nobody) == STATUS_OK && nobody != flow);
	CHECK(sockets_peer_of(far.sockets, nobody, &peer) == STATUS_OK && peer.port == 1);
	CHECK(sockets_send(far.sockets, nobody, bytes_of_text("x")) == STATUS_OK);
	CHECK(sockets_send(far.sockets, flow, bytes_of_text("still there")) == STATUS_OK);
	TURNS_UNTIL(loop, far.messages == 3);
	CHECK(sockets_flow_to(far.sockets, strchr(host, ':') ? "127.0.0.1" : "::1", 1, &nobody) == STATUS_MISSING);
	CHECK(sockets_flow_to(far.sockets, "somewhere", 1, &nobody) == STATUS_MALFORMED);
	CHECK_NUMBER(peer_counts(&near).datagrams, 3);
	sockets_close(near.sockets);
	sockets_close(far.sockets);
}

static void check_stream(struct loop *loop, enum socket_kind kind, const char *host, const struct sockets_tls *client)
{
	struct peer near, far;
	struct sockets_peer peer;
	uint64_t flow = 0;
	static char long_line[60000];
	peer_open(loop, &SOCKETS_LIMITS_USUAL, peer_tls(), &near);
	peer_open(loop, &SOCKETS_LIMITS_USUAL, client, &far);
	uint16_t port = peer_listen(&near, kind, host);
	near.echo = true;
	CHECK(sockets_connect(far.sockets, kind, host, port, &flow) == STATUS_OK);
	CHECK(sockets_peer_of(far.sockets, flow, &peer) == STATUS_OK && peer.port == port && peer.kind == kind &&
	      peer.reliable && peer.listener == SOCKETS_NO_LISTENER);
	/* Two and a half glued, with line ends that keep the connection alive before them; the second half later. */
	CHECK(sockets_send(far.sockets, flow, bytes_of_text("\n\none\ntwo\nthr")) == STATUS_OK);
	TURNS_UNTIL(loop, far.messages == 2);
	CHECK_TEXT(far.text, "two\n");
	CHECK(sockets_send(far.sockets, flow, bytes_of_text("ee\n\n\n")) == STATUS_OK);
	TURNS_UNTIL(loop, far.messages == 3);
	CHECK_TEXT(far.text, "three\n");
	CHECK(near.from.kind == kind && near.from.reliable && near.from.listener == 0);
	CHECK_TEXT(near.from.host, host);
	/* Long ones, more than is held at once. */
	memset(long_line, 'x', sizeof long_line);
	long_line[sizeof long_line - 1] = '\n';
	for (unsigned i = 0; i < 40; i++) {
		CHECK(sockets_send(far.sockets, flow, bytes_of(long_line, sizeof long_line)) == STATUS_OK);
		TURNS_UNTIL(loop, far.messages >= 3 + i);
	}
	TURNS_UNTIL(loop, far.messages == 43);
	CHECK_NUMBER(far.length, sizeof long_line);
	/* Order lost: the bytes are handed up, the connection is closed at both ends. */
	CHECK(sockets_send(far.sockets, flow, bytes_of_text("four\n!?")) == STATUS_OK);
	TURNS_UNTIL(loop, far.gone == 1);
	CHECK(near.messages == 44 && near.broken == 1 && near.gone == 1 && near.gone_flow == near.flow);
	CHECK_TEXT(near.rest, "!?");
	CHECK(far.gone_flow == flow && sockets_send(far.sockets, flow, bytes_of_text("x")) == STATUS_MISSING);
	CHECK(sockets_peer_of(far.sockets, flow, &peer) == STATUS_MISSING);
	CHECK(peer_counts(&near).connections == 0 && peer_counts(&near).accepted == 1);
	/* Dropped within the call, and never told of. */
	uint64_t second = 0;
	near.drop = true;
	CHECK(sockets_connect(far.sockets, kind, host, port, &second) == STATUS_OK && second != flow);
	CHECK(sockets_send(far.sockets, second, bytes_of_text("five\nsix\n")) == STATUS_OK);
	TURNS_UNTIL(loop, far.gone == 2);
	CHECK(near.messages == 45 && near.gone == 1);
	sockets_close(near.sockets);
	sockets_close(far.sockets);
}

/* What an ended connection leaves half said is handed up. */
static void check_half_said(struct loop *loop)
{
	struct peer near;
	peer_open(loop, &SOCKETS_LIMITS_USUAL, NULL, &near);
	int descriptor = stranger(SOCK_STREAM, NULL, peer_listen(&near, SOCKET_TCP, "127.0.0.1"));
	say(descriptor, "whole\nINVITE sip:11");
	(void)close(descriptor);
	TURNS_UNTIL(loop, near.gone == 1);
	CHECK(near.messages == 1 && near.broken == 1);
	CHECK_TEXT(near.rest, "INVITE sip:11");
	sockets_close(near.sockets);
}

/* Nobody listens there; nobody there can prove that he is it. */
static void check_no_connection(struct loop *loop)
{
	struct peer near, far;
	uint64_t flow = 0;
	struct buffer certificate = { 0 }, key = { 0 };
	CHECK(tls_self_signed("somebody.example", &certificate, &key) == STATUS_OK);
	const struct sockets_tls other = { .certificate = buffer_bytes(&certificate),
		                           .key = buffer_bytes(&key),
		                           .trusted = buffer_bytes(&certificate) };
	const struct sockets_tls crossed = { .certificate = buffer_bytes(&certificate), .key = peer_tls()->key };
	const struct sockets_tls nonsense = { .certificate = bytes_of_text("no PEM"), .key = peer_tls()->key };
	peer_open(loop, &SOCKETS_LIMITS_USUAL, &other, &near);
	uint16_t port = peer_listen(&near, SOCKET_TLS, "127.0.0.1");
	/* Trusts another. */
	peer_open(loop, &SOCKETS_LIMITS_USUAL, peer_tls(), &far);
	CHECK(sockets_connect(far.sockets, SOCKET_TLS, "127.0.0.1", port, &flow) == STATUS_OK);
	TURNS_UNTIL(loop, far.gone == 1);
	CHECK(far.gone_flow == flow);
	/* Nobody there. */
	sockets_close(near.sockets);
	CHECK(sockets_connect(far.sockets, SOCKET_TCP, "127.0.0.1", port, &flow) == STATUS_OK);
	CHECK(sockets_send(far.sockets, flow, bytes_of_text("lost\n")) == STATUS_OK);
	TURNS_UNTIL(loop, far.gone == 2);
	CHECK(sockets_connect(far.sockets, SOCKET_TLS, "127.0.0.1", port, &flow) == STATUS_OK);
	TURNS_UNTIL(loop, far.gone == 3);
	CHECK(sockets_connect(far.sockets, SOCKET_TCP, "somewhere", port, &flow) == STATUS_MALFORMED);
	/* The name is another, though the certificate is trusted. */
	peer_open(loop, &SOCKETS_LIMITS_USUAL, &other, &near);
	port = peer_listen(&near, SOCKET_TLS, "127.0.0.1");
	sockets_close(far.sockets);
	peer_open(loop, &SOCKETS_LIMITS_USUAL, &other, &far);
	CHECK(sockets_connect(far.sockets, SOCKET_TLS, "127.0.0.1", port, &flow) == STATUS_OK);
	TURNS_UNTIL(loop, far.gone == 1);
	sockets_close(near.sockets);
	sockets_close(far.sockets);
	CHECK(sockets_open(loop, &peer_calls, &far, &SOCKETS_LIMITS_USUAL, &crossed, &near.sockets) ==
	      STATUS_MALFORMED);
	CHECK(sockets_open(loop, &peer_calls, &far, &SOCKETS_LIMITS_USUAL, &nonsense, &near.sockets) ==
	      STATUS_MALFORMED);
	buffer_close(&certificate);
	buffer_close(&key);
}

static void check_bind(struct loop *loop)
{
	struct peer near;
	int descriptor = -1, again = -1;
	unsigned listener;
	peer_open(loop, &SOCKETS_LIMITS_USUAL, NULL, &near);
	uint16_t port = peer_listen(&near, SOCKET_TCP, "127.0.0.1");
	CHECK(socket_bind(SOCKET_TCP, "127.0.0.1", port, &descriptor) == STATUS_BUSY);
	CHECK(socket_bind(SOCKET_TCP, "localhost", 0, &descriptor) == STATUS_MALFORMED);
	CHECK(socket_bind(SOCKET_TCP, "192.0.2.1", 0, &descriptor) == STATUS_MALFORMED);
	/* Without a certificate there is no TLS; and only so many listeners. */
	CHECK(socket_bind(SOCKET_TLS, "127.0.0.1", 0, &again) == STATUS_OK);
	CHECK(sockets_add(near.sockets, SOCKET_TLS, again, &listener) == STATUS_LIMIT);
	for (unsigned i = 1; i <= SOCKETS_LISTENERS_MAX; i++) {
		CHECK(socket_bind(SOCKET_UDP, "127.0.0.1", 0, &again) == STATUS_OK);
		CHECK(sockets_add(near.sockets, SOCKET_UDP, again, &listener) ==
		      (i < SOCKETS_LISTENERS_MAX ? STATUS_OK : STATUS_LIMIT));
	}
	sockets_close(near.sockets);
}

int main(void)
{
	struct loop *loop;
	int probe = -1;
	(void)signal(SIGPIPE, SIG_IGN);
	if (loop_open(&loop) != STATUS_OK)
		return 1;
	bool six = socket_bind(SOCKET_UDP, "::1", 0, &probe) == STATUS_OK;
	if (six)
		(void)close(probe);
	else
		(void)printf("this machine has no IPv6: only IPv4 is tested\n");
	check_udp(loop, "127.0.0.1");
	check_stream(loop, SOCKET_TCP, "127.0.0.1", NULL);
	check_stream(loop, SOCKET_TLS, "127.0.0.1", peer_tls());
	check_stream(loop, SOCKET_TLS, "127.0.0.1", NULL);
	if (six) {
		check_udp(loop, "::1");
		check_stream(loop, SOCKET_TCP, "::1", NULL);
		check_stream(loop, SOCKET_TLS, "::1", NULL);
	}
	check_half_said(loop);
	check_no_connection(loop);
	check_bind(loop);
	loop_close(loop);
	return check_done();
}
