/* Messages of strangers over UDP, TCP and TLS: who wrote, and how to write back; floods delay those who make them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/sockets.h"

#include <assert.h>
#include <errno.h>
#include <event2/event.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "loop/flow_table.h"
#include "loop/streams.h"
#include "loop/tls.h"

/* What the kernel keeps for us while a turn lasts; it gives less where it is told to (net.core.rmem_max). */
#define RECEIVE_BUFFER_BYTES (8 << 20)
/* Datagrams taken by one call of the kernel, each of any length; and such calls in one turn of the loop. */
#define RECEIVE_BATCH 32u
#define RECEIVE_BATCHES 64u
#define DATAGRAM_MAX_BYTES 65536u
/* Connections that the kernel may hold until we take them. */
#define LISTEN_BACKLOG 4096

struct listener {
	struct sockets *sockets;
	struct event *event;
	enum socket_kind kind;
	unsigned number;
	int descriptor;
	struct address local;
	bool paused; /* no descriptors were left; a tick goes on */
};

struct receiver {
	struct mmsghdr header[RECEIVE_BATCH];
	struct iovec piece[RECEIVE_BATCH];
	struct sockaddr_storage from[RECEIVE_BATCH];
	uint8_t at[RECEIVE_BATCH][DATAGRAM_MAX_BYTES];
};

struct sockets {
	struct event_base *base;
	const struct sockets_calls *calls;
	void *context;
	struct sockets_limits limits;
	struct sockets_counts counts;
	struct address_key key;
	struct listener listener[SOCKETS_LISTENERS_MAX];
	unsigned listeners;
	struct streams *streams;
	struct flow_table flows;
	struct fair_queue waiting;
	struct receiver *receiver; /* there is a UDP listener */
	struct event *turn;        /* datagrams are to be handed up */
	struct event *tick;        /* each second */
	SSL_CTX *server, *client;
};

static enum status bind_there(enum socket_kind kind, const struct address *address, int descriptor)
{
	const int yes = 1, bytes = RECEIVE_BUFFER_BYTES, may_be_cut = IP_PMTUDISC_DONT;
	struct sockaddr_storage given;
	socklen_t length = address_for_kernel(address, &given);
	if (address->family == AF_INET6 && setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof yes) != 0)
		return STATUS_IO;
	if (kind == SOCKET_UDP) {
		if (setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes) != 0)
			(void)setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
		/* Answers longer than the path's MTU go in fragments (RFC 3261 18.1.1 lets responses). */
		if (address->family == AF_INET)
			(void)setsockopt(descriptor, IPPROTO_IP, IP_MTU_DISCOVER, &may_be_cut, sizeof may_be_cut);
	} else if (setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0) {
		return STATUS_IO;
	}
	if (bind(descriptor, (const struct sockaddr *)&given, length) == 0 &&
	    (kind == SOCKET_UDP || listen(descriptor, LISTEN_BACKLOG) == 0))
		return STATUS_OK;
	return errno == EADDRINUSE || errno == EACCES ? STATUS_BUSY
	       : errno == EADDRNOTAVAIL               ? STATUS_MALFORMED
	                                              : STATUS_IO;
}

enum status socket_bind(enum socket_kind kind, const char *host, uint16_t port, int *ret_descriptor)
{
	struct address address;
	if (!address_read(host, port, &address))
		return STATUS_MALFORMED;
	int type = kind == SOCKET_UDP ? SOCK_DGRAM : SOCK_STREAM;
	int descriptor = socket(address.family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (descriptor < 0)
		return STATUS_IO;
	enum status status = bind_there(kind, &address, descriptor);
	if (status == STATUS_OK)
		*ret_descriptor = descriptor;
	else
		(void)close(descriptor);
	return status;
}

uint16_t socket_port(int descriptor)
{
	struct sockaddr_storage bound = { 0 };
	socklen_t length = sizeof bound;
	struct address address;
	bool known = getsockname(descriptor, (struct sockaddr *)&bound, &length) == 0;
	return known && address_of((const struct sockaddr *)&bound, &address) ? address.port : 0;
}

static void arm(struct event *event, int seconds)
{
	const struct timeval after = { .tv_sec = seconds };
	/* Of no seconds as well: what else is ready has its turn in between. */
	(void)event_add(event, &after); /* fails for want of memory; the next datagram or tick tries again */
}

static void on_tick(evutil_socket_t none, short what, void *context)
{
	struct sockets *sockets = context;
	(void)none;
	(void)what;
	for (unsigned i = 0; i < sockets->listeners; i++)
		if (sockets->listener[i].paused)
			sockets->listener[i].paused = event_add(sockets->listener[i].event, NULL) != 0;
	streams_tick(sockets->streams);
}

static void hand_up(struct sockets *sockets, const struct datagram *datagram)
{
	uint64_t flow, evicted;
	struct sockets_peer peer = { .kind = SOCKET_UDP, .listener = datagram->listener, .port = datagram->from.port };
	if (flow_table_number(&sockets->flows, datagram->listener, &datagram->from, &flow, &evicted) != STATUS_OK) {
		sockets->waiting.drops.bytes++;
		return;
	}
	if (evicted) {
		sockets->counts.flows_evicted++;
		sockets->calls->gone(sockets->context, evicted);
	}
	sockets->counts.datagrams++;
	address_write(&datagram->from, peer.host);
	sockets->calls->received(sockets->context, flow, &peer, bytes_of(datagram->at, datagram->length));
}

static void on_turn(evutil_socket_t none, short what, void *context)
{
	struct sockets *sockets = context;
	(void)none;
	(void)what;
	for (uint32_t i = 0; i < sockets->limits.turn_datagrams; i++) {
		struct datagram *datagram = fair_queue_take(&sockets->waiting);
		if (!datagram)
			return;
		hand_up(sockets, datagram);
		free(datagram);
	}
	/* Even when none waits: the last take forgets the sources that have gone quiet. */
	arm(sockets->turn, 0);
}

/* Takes what the kernel holds, faster than anyone sends: what it drops, it drops blindly; what we drop is the flood's. */
static void on_datagrams(evutil_socket_t descriptor, short what, void *context)
{
	const struct listener *listener = context;
	struct sockets *sockets = listener->sockets;
	struct receiver *receiver = sockets->receiver;
	(void)what;
	for (unsigned batch = 0; batch < RECEIVE_BATCHES; batch++) {
		for (unsigned i = 0; i < RECEIVE_BATCH; i++) {
			receiver->piece[i] = (struct iovec){ receiver->at[i], DATAGRAM_MAX_BYTES };
			receiver->header[i].msg_hdr = (struct msghdr){ .msg_name = &receiver->from[i],
				                                       .msg_namelen = sizeof receiver->from[i],
				                                       .msg_iov = &receiver->piece[i],
				                                       .msg_iovlen = 1 };
		}
		/* An error is of an answer that did not arrive (ICMP): it says nothing of what waits here. */
		int count = recvmmsg(descriptor, receiver->header, RECEIVE_BATCH, MSG_DONTWAIT, NULL);
		for (int i = 0; i < count; i++) {
			struct address from;
			size_t length = receiver->header[i].msg_len;
			if (length && address_of((const struct sockaddr *)&receiver->from[i], &from))
				fair_queue_put(&sockets->waiting, listener->number, &from,
				               bytes_of(receiver->at[i], length));
		}
		if (count < (int)RECEIVE_BATCH)
			break;
	}
	/* Behind whatever else is ready in this pass of the loop, and without asking the kernel in between. */
	if (sockets->waiting.count && !event_pending(sockets->turn, EV_TIMEOUT, NULL))
		event_active(sockets->turn, EV_TIMEOUT, 0);
}

static void on_connections(evutil_socket_t descriptor, short what, void *context)
{
	struct listener *listener = context;
	(void)what;
	if (streams_accept(listener->sockets->streams, listener->kind, listener->number, descriptor))
		return;
	listener->paused = true;
	(void)event_del(listener->event); /* fails without a base only */
}

static enum status open_tls(struct sockets *sockets, const struct sockets_tls *tls)
{
	enum status status = tls_client(tls ? tls->trusted : bytes_of(NULL, 0), &sockets->client);
	if (status == STATUS_OK && tls && tls->certificate.length)
		status = tls_server(tls->certificate, tls->key, &sockets->server);
	return status;
}

enum status sockets_open(struct loop *loop, const struct sockets_calls *calls, void *context,
                         const struct sockets_limits *limits, const struct sockets_tls *tls,
                         struct sockets **ret_sockets)
{
	struct sockets *sockets = calloc(1, sizeof *sockets);
	if (!sockets)
		return STATUS_MEMORY;
	*sockets = (struct sockets){ .base = loop_base(loop), .calls = calls, .context = context, .limits = *limits };
	enum status status = address_key_make(&sockets->key);
	if (status == STATUS_OK)
		status = open_tls(sockets, tls);
	const struct streams_setup setup = { .base = sockets->base,
		                             .calls = calls,
		                             .context = context,
		                             .limits = &sockets->limits,
		                             .key = &sockets->key,
		                             .counts = &sockets->counts,
		                             .server = sockets->server,
		                             .client = sockets->client };
	if (status == STATUS_OK)
		status = streams_open(&setup, &sockets->streams);
	if (status == STATUS_OK)
		status = flow_table_open(&sockets->flows, limits->flows, &sockets->key);
	if (status == STATUS_OK)
		status = fair_queue_open(&sockets->waiting, &limits->waiting, &sockets->key);
	if (status == STATUS_OK) {
		sockets->turn = event_new(sockets->base, -1, EV_TIMEOUT, on_turn, sockets);
		sockets->tick = event_new(sockets->base, -1, EV_TIMEOUT | EV_PERSIST, on_tick, sockets);
		status = sockets->turn && sockets->tick ? STATUS_OK : STATUS_MEMORY;
	}
	if (status != STATUS_OK) {
		sockets_close(sockets);
		return status;
	}
	arm(sockets->tick, 1);
	*ret_sockets = sockets;
	return STATUS_OK;
}

void sockets_close(struct sockets *sockets)
{
	if (!sockets)
		return;
	for (unsigned i = 0; i < sockets->listeners; i++) {
		event_free(sockets->listener[i].event);
		(void)close(sockets->listener[i].descriptor);
	}
	if (sockets->turn)
		event_free(sockets->turn);
	if (sockets->tick)
		event_free(sockets->tick);
	streams_close(sockets->streams);
	fair_queue_close(&sockets->waiting);
	flow_table_close(&sockets->flows);
	free(sockets->receiver);
	SSL_CTX_free(sockets->server);
	SSL_CTX_free(sockets->client);
	free(sockets);
}

static bool local_of(int descriptor, struct address *ret_address)
{
	union {
		struct sockaddr any;
		struct sockaddr_storage room;
	} given = { 0 };
	socklen_t length = sizeof given;
	return getsockname(descriptor, &given.any, &length) == 0 && address_of(&given.any, ret_address);
}

static enum status start_listener(struct sockets *sockets, struct listener *listener)
{
	bool datagrams = listener->kind == SOCKET_UDP;
	if (sockets->listeners == SOCKETS_LISTENERS_MAX || (listener->kind == SOCKET_TLS && !sockets->server))
		return STATUS_LIMIT;
	if (evutil_make_socket_nonblocking(listener->descriptor) != 0)
		return STATUS_IO;
	if (datagrams && !sockets->receiver)
		sockets->receiver = calloc(1, sizeof *sockets->receiver);
	if (datagrams && !sockets->receiver)
		return STATUS_MEMORY;
	struct listener *place = &sockets->listener[sockets->listeners];
	*place = *listener;
	if (!local_of(place->descriptor, &place->local))
		return STATUS_IO;
	place->event = event_new(sockets->base, place->descriptor, EV_READ | EV_PERSIST,
	                         datagrams ? on_datagrams : on_connections, place);
	if (place->event && event_add(place->event, NULL) == 0) {
		sockets->listeners++;
		return STATUS_OK;
	}
	if (place->event)
		event_free(place->event);
	return STATUS_MEMORY;
}

enum status sockets_add(struct sockets *sockets, enum socket_kind kind, int descriptor, unsigned *ret_listener)
{
	struct listener listener = {
		.sockets = sockets, .kind = kind, .number = sockets->listeners, .descriptor = descriptor
	};
	enum status status = start_listener(sockets, &listener);
	if (status == STATUS_OK)
		*ret_listener = listener.number;
	else
		(void)close(descriptor);
	return status;
}

enum status sockets_listener(const struct sockets *sockets, unsigned listener, struct sockets_peer *ret_local)
{
	assert(listener < sockets->listeners);
	const struct address *address = &sockets->listener[listener].local;
	*ret_local = (struct sockets_peer){ .kind = sockets->listener[listener].kind,
		                            .reliable = sockets->listener[listener].kind != SOCKET_UDP,
		                            .listener = listener,
		                            .port = address->port };
	address_write(address, ret_local->host);
	return STATUS_OK;
}

enum status sockets_send(struct sockets *sockets, uint64_t flow, struct bytes message)
{
	if (flow & STREAMS_FLOW_BIT)
		return streams_send(sockets->streams, flow, message);
	const struct flow *to = flow_table_find(&sockets->flows, flow);
	if (!to)
		return STATUS_MISSING;
	struct sockaddr_storage peer;
	socklen_t length = address_for_kernel(&to->peer, &peer);
	if (sendto(sockets->listener[to->listener].descriptor, message.at, message.length, MSG_DONTWAIT | MSG_NOSIGNAL,
	           (const struct sockaddr *)&peer, length) >= 0)
		return STATUS_OK;
	return errno == EAGAIN || errno == ENOBUFS ? STATUS_FULL : errno == EMSGSIZE ? STATUS_LIMIT : STATUS_IO;
}

enum status sockets_connect(struct sockets *sockets, enum socket_kind kind, const char *host, uint16_t port,
                            uint64_t *ret_flow)
{
	struct address to;
	assert(kind != SOCKET_UDP);
	return address_read(host, port, &to) ? streams_connect(sockets->streams, kind, &to, ret_flow)
	                                     : STATUS_MALFORMED;
}

enum status sockets_flow_to(struct sockets *sockets, const char *host, uint16_t port, uint64_t *ret_flow)
{
	struct address to;
	uint64_t evicted;
	if (!address_read(host, port, &to))
		return STATUS_MALFORMED;
	for (unsigned i = 0; i < sockets->listeners; i++) {
		const struct listener *listener = &sockets->listener[i];
		if (listener->kind != SOCKET_UDP || listener->local.family != to.family)
			continue;
		enum status status = flow_table_number(&sockets->flows, i, &to, ret_flow, &evicted);
		if (status == STATUS_OK && evicted) {
			sockets->counts.flows_evicted++;
			sockets->calls->gone(sockets->context, evicted);
		}
		return status;
	}
	return STATUS_MISSING;
}

enum status sockets_peer_of(struct sockets *sockets, uint64_t flow, struct sockets_peer *ret_peer)
{
	if (flow & STREAMS_FLOW_BIT)
		return streams_peer(sockets->streams, flow, ret_peer);
	const struct flow *to = flow_table_find(&sockets->flows, flow);
	if (!to)
		return STATUS_MISSING;
	*ret_peer = (struct sockets_peer){ .kind = SOCKET_UDP, .listener = to->listener, .port = to->peer.port };
	address_write(&to->peer, ret_peer->host);
	return STATUS_OK;
}

void sockets_drop(struct sockets *sockets, uint64_t flow)
{
	if (flow & STREAMS_FLOW_BIT)
		streams_drop(sockets->streams, flow);
}

void sockets_count(const struct sockets *sockets, struct sockets_counts *ret_counts)
{
	*ret_counts = sockets->counts;
	ret_counts->dropped = sockets->waiting.drops;
	for (unsigned i = 0; i < sockets->listeners; i++) {
		uint32_t memory[SK_MEMINFO_VARS] = { 0 };
		socklen_t length = sizeof memory;
		if (sockets->listener[i].kind == SOCKET_UDP &&
		    getsockopt(sockets->listener[i].descriptor, SOL_SOCKET, SO_MEMINFO, memory, &length) == 0)
			ret_counts->kernel_dropped += memory[SK_MEMINFO_DROPS];
	}
}

size_t sockets_waiting_bytes(const struct sockets *sockets, uint64_t flow)
{
	return flow & STREAMS_FLOW_BIT ? streams_waiting_bytes(sockets->streams, flow) : 0;
}

enum status sockets_certify(struct sockets *sockets, const struct sockets_tls *tls)
{
	SSL_CTX *server;
	enum status status = tls_server(tls->certificate, tls->key, &server);
	if (status != STATUS_OK)
		return status;
	SSL_CTX_free(sockets->server); /* connections that stand keep it */
	sockets->server = server;
	streams_certify(sockets->streams, server);
	return STATUS_OK;
}
