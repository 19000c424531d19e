/* Connections over TCP and TLS: messages cut from their bytes, and who gives way when there are too many. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/streams.h"

#include <assert.h>
#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/bufferevent_ssl.h>
#include <event2/event.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "loop/tls.h"

/*
 * After so many looks at one message that is not complete, it is looked at once a second only: who sends byte by byte does not
 * have us read the beginning again with each.  Twice as many as 65,535 bytes need in segments of 1,460.
 */
#define LOOKS_MAX 90

/* Each stream is in one of them, in the order in which they came to it. */
enum stage {
	STAGE_SILENT,  /* has never sent a whole message */
	STAGE_PARTIAL, /* has, and a part of another is here; or we are connecting to it */
	STAGE_SPOKEN,  /* has, and nothing is due */
	STAGE_COUNT
};

struct stream {
	struct streams *streams;
	struct bufferevent *wire;
	uint64_t flow;
	struct address peer;
	struct stream *earlier, *later; /* in its stage */
	struct stream *same_bucket;     /* the next of its source's bucket */
	uint32_t since_s;               /* when it came to its stage */
	uint32_t looks;
	unsigned listener;
	enum socket_kind kind;
	enum stage stage;
	bool shaking;  /* hands: TLS is not established */
	bool outgoing; /* we connected */
	bool busy;     /* a call about it is going on */
	bool dropped;  /* within that call */
};

struct line {
	struct stream *first, *last;
};

struct place {
	struct stream *stream;
	uint32_t generation;
	uint32_t next_free;
};

struct streams {
	struct streams_setup setup;
	struct place *place; /* from 1 */
	uint32_t free_place; /* the first; 0: none */
	struct stream **bucket;
	uint32_t buckets;
	struct line line[STAGE_COUNT];
	uint32_t now_s; /* ticks; a clock is not needed */
};

enum status streams_open(const struct streams_setup *setup, struct streams **ret_streams)
{
	uint32_t count = setup->limits->connections;
	struct streams *streams = calloc(1, sizeof *streams);
	if (!streams)
		return STATUS_MEMORY;
	streams->setup = *setup;
	streams->buckets = 1;
	while (streams->buckets < count)
		streams->buckets *= 2;
	streams->place = calloc((size_t)count + 1, sizeof *streams->place);
	streams->bucket = calloc(streams->buckets, sizeof(struct stream *));
	if (!streams->place || !streams->bucket) {
		streams_close(streams);
		return STATUS_MEMORY;
	}
	for (uint32_t i = 1; i < count; i++)
		streams->place[i].next_free = i + 1;
	streams->free_place = count ? 1 : 0;
	*ret_streams = streams;
	return STATUS_OK;
}

static void line_leave(struct stream *stream)
{
	struct line *line = &stream->streams->line[stream->stage];
	*(stream->earlier ? &stream->earlier->later : &line->first) = stream->later;
	*(stream->later ? &stream->later->earlier : &line->last) = stream->earlier;
}

static void line_join(struct stream *stream, enum stage stage)
{
	struct line *line = &stream->streams->line[stage];
	stream->stage = stage;
	stream->since_s = stream->streams->now_s;
	stream->earlier = line->last;
	stream->later = NULL;
	*(line->last ? &line->last->later : &line->first) = stream;
	line->last = stream;
}

static void move(struct stream *stream, enum stage stage)
{
	line_leave(stream);
	line_join(stream, stage);
}

static struct stream **bucket_of(const struct streams *streams, const struct address *peer)
{
	struct address source = address_source(peer);
	return &streams->bucket[address_hash(streams->setup.key, &source, 0) & (streams->buckets - 1)];
}

static struct stream *find(const struct streams *streams, uint64_t flow)
{
	uint32_t place = (uint32_t)flow;
	if (!place || place > streams->setup.limits->connections)
		return NULL;
	struct stream *stream = streams->place[place].stream;
	return stream && stream->flow == flow && !stream->dropped ? stream : NULL;
}

static void release(struct stream *stream)
{
	struct streams *streams = stream->streams;
	uint32_t number = (uint32_t)stream->flow;
	struct place *place = &streams->place[number];
	struct stream **link = bucket_of(streams, &stream->peer);
	while (*link != stream)
		link = &(*link)->same_bucket;
	*link = stream->same_bucket;
	line_leave(stream);
	place->stream = NULL;
	place->next_free = streams->free_place;
	streams->free_place = number;
	streams->setup.counts->connections--;
	bufferevent_free(stream->wire);
	free(stream);
}

void streams_close(struct streams *streams)
{
	if (!streams)
		return;
	for (unsigned i = 0; i < STAGE_COUNT; i++)
		while (streams->line[i].first)
			release(streams->line[i].first);
	free(streams->place);
	free(streams->bucket);
	free(streams);
}

static void describe(const struct stream *stream, struct sockets_peer *ret_peer)
{
	ret_peer->kind = stream->kind;
	ret_peer->reliable = true;
	ret_peer->listener = stream->listener;
	ret_peer->port = stream->peer.port;
	address_write(&stream->peer, ret_peer->host);
}

/* It ends, and not by our owner: what is left of it is handed up, for it may have been the beginning of a call. */
static void end(struct stream *stream)
{
	const struct streams_setup *setup = &stream->streams->setup;
	struct evbuffer *in = bufferevent_get_input(stream->wire);
	uint64_t flow = stream->flow;
	size_t length = evbuffer_get_length(in);
	const uint8_t *at = length ? evbuffer_pullup(in, -1) : NULL;
	struct sockets_peer peer;
	stream->dropped = true;
	stream->busy = true;
	(void)bufferevent_disable(stream->wire, EV_READ | EV_WRITE); /* fails for unknown kinds only */
	if (at) {
		describe(stream, &peer);
		setup->calls->broken(setup->context, flow, &peer, bytes_of(at, length));
	}
	setup->calls->gone(setup->context, flow);
	release(stream);
}

/* Hands up one whole message if there is one; false if there is none, or the stream has gone. */
static bool take_message(struct stream *stream)
{
	const struct streams_setup *setup = &stream->streams->setup;
	struct evbuffer *in = bufferevent_get_input(stream->wire);
	size_t held = evbuffer_get_length(in), skip = 0, length = 0;
	struct sockets_peer peer;
	if (!held)
		return false;
	const uint8_t *at = evbuffer_pullup(in, -1);
	if (!at || setup->calls->frame(bytes_of(at, held), &skip, &length) != STATUS_OK ||
	    (!length && held - skip > setup->limits->message_bytes)) {
		setup->counts->broken++;
		end(stream);
		return false;
	}
	assert(skip <= held && length <= held - skip);
	if (!length) {
		(void)evbuffer_drain(in, skip); /* fails on frozen buffers only */
		return false;
	}
	setup->counts->messages++;
	describe(stream, &peer);
	move(stream, STAGE_SPOKEN);
	stream->looks = 0;
	stream->busy = true;
	setup->calls->received(setup->context, stream->flow, &peer, bytes_of(at + skip, length));
	stream->busy = false;
	if (stream->dropped) {
		release(stream);
		return false;
	}
	(void)evbuffer_drain(in, skip + length);
	return true;
}

/* Hands up every whole message; the stream may be gone afterwards. */
static void take_messages(struct stream *stream)
{
	struct streams *streams = stream->streams;
	uint64_t flow = stream->flow;
	while (take_message(stream))
		;
	if (!find(streams, flow))
		return;
	bool rest = evbuffer_get_length(bufferevent_get_input(stream->wire)) != 0;
	if (!rest)
		stream->looks = 0; /* line ends that keep the connection alive are no message in pieces */
	if (stream->stage == (rest ? STAGE_SPOKEN : STAGE_PARTIAL))
		move(stream, rest ? STAGE_PARTIAL : STAGE_SPOKEN);
}

static void on_readable(struct bufferevent *wire, void *context)
{
	struct stream *stream = context;
	(void)wire;
	if (stream->looks >= LOOKS_MAX)
		return; /* the next tick looks */
	stream->looks++;
	take_messages(stream);
}

static void on_event(struct bufferevent *wire, short what, void *context)
{
	struct stream *stream = context;
	(void)wire;
	if (what & BEV_EVENT_CONNECTED) {
		stream->shaking = false;
		if (stream->outgoing)
			move(stream, STAGE_SPOKEN);
	} else if (what & (BEV_EVENT_EOF | BEV_EVENT_ERROR)) {
		/* What came before the end may hold whole messages that were not looked at yet. */
		struct streams *streams = stream->streams;
		uint64_t flow = stream->flow;
		take_messages(stream);
		if (find(streams, flow))
			end(stream);
	}
}

/* Makes room for one more if it must; false if nobody gives way. */
static bool make_room(struct streams *streams)
{
	if (streams->free_place)
		return true;
	struct stream *loser = streams->line[STAGE_SILENT].first;
	if (!loser) {
		loser = streams->line[STAGE_SPOKEN].first;
		if (loser && streams->now_s - loser->since_s < streams->setup.limits->idle_s)
			loser = NULL;
	}
	if (!loser || loser->busy)
		return false;
	streams->setup.counts->gave_way++;
	end(loser);
	return streams->free_place != 0;
}

/* Whether its source may have one more of this kind. */
static bool source_may(struct streams *streams, const struct address *peer, enum socket_kind kind)
{
	const struct sockets_limits *limits = streams->setup.limits;
	struct address source = address_source(peer);
	uint32_t connections = 0, handshakes = 0;
	for (const struct stream *at = *bucket_of(streams, peer); at; at = at->same_bucket) {
		struct address other = address_source(&at->peer);
		if (address_same(&source, &other) && !at->outgoing) {
			connections++;
			handshakes += at->shaking;
		}
	}
	if (connections >= limits->connections_per_source) {
		streams->setup.counts->refused_source++;
		return false;
	}
	if (kind == SOCKET_TLS && handshakes >= limits->handshakes_per_source) {
		streams->setup.counts->refused_handshakes++;
		return false;
	}
	return true;
}

/* The bytes of a connection, behind TLS or not; takes the descriptor in any case. */
static struct bufferevent *wire_of(const struct streams *streams, enum socket_kind kind, const struct address *peer,
                                   bool outgoing, int descriptor)
{
	const struct streams_setup *setup = &streams->setup;
	const int options = BEV_OPT_CLOSE_ON_FREE | BEV_OPT_DEFER_CALLBACKS;
	struct bufferevent *wire = NULL;
	SSL *tls = NULL;
	if (kind == SOCKET_TCP) {
		wire = bufferevent_socket_new(setup->base, descriptor, options);
	} else {
		tls = outgoing ? tls_client_to(setup->client, peer) : SSL_new(setup->server);
		if (tls)
			wire = bufferevent_openssl_socket_new(
			    setup->base, descriptor, tls,
			    outgoing ? BUFFEREVENT_SSL_CONNECTING : BUFFEREVENT_SSL_ACCEPTING, options);
		if (wire) /* many peers just close */
			bufferevent_openssl_set_allow_dirty_shutdown(wire, 1);
		else
			SSL_free(tls);
	}
	if (!wire)
		(void)close(descriptor);
	return wire;
}

static void set_options(int descriptor)
{
	const int yes = 1;
	/* Slower without the first, later to know of a dead peer without the second; not wrong. */
	(void)setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
	(void)setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &yes, sizeof yes);
}

/* Takes the descriptor in any case; there is room for it. */
static enum status add(struct streams *streams, enum socket_kind kind, unsigned listener, const struct address *peer,
                       int descriptor, struct stream **ret_stream)
{
	bool outgoing = listener == SOCKETS_NO_LISTENER;
	struct stream *stream = calloc(1, sizeof *stream);
	if (!stream) {
		(void)close(descriptor);
		return STATUS_MEMORY;
	}
	set_options(descriptor);
	stream->wire = wire_of(streams, kind, peer, outgoing, descriptor);
	if (!stream->wire) {
		free(stream);
		return STATUS_MEMORY;
	}
	uint32_t number = streams->free_place;
	struct place *place = &streams->place[number];
	streams->free_place = place->next_free;
	place->generation = (place->generation + 1) & 0x7fffffffu;
	place->stream = stream;
	stream->streams = streams;
	stream->flow = STREAMS_FLOW_BIT | (uint64_t)place->generation << 32 | number;
	stream->peer = *peer;
	stream->listener = listener;
	stream->kind = kind;
	stream->shaking = kind == SOCKET_TLS;
	stream->outgoing = outgoing;
	struct stream **bucket = bucket_of(streams, peer);
	stream->same_bucket = *bucket;
	*bucket = stream;
	line_join(stream, outgoing ? STAGE_PARTIAL : STAGE_SILENT);
	streams->setup.counts->connections++;
	bufferevent_setcb(stream->wire, on_readable, NULL, on_event, stream);
	/* One byte past the longest message, so that what is longer shows; the frame may be preceded by a line end or two. */
	bufferevent_setwatermark(stream->wire, EV_READ, 0, (size_t)streams->setup.limits->message_bytes + 1);
	*ret_stream = stream;
	return STATUS_OK;
}

static void take_in(struct streams *streams, enum socket_kind kind, unsigned listener, const struct sockaddr *from,
                    int descriptor)
{
	struct address peer;
	struct stream *stream;
	bool good = address_of(from, &peer) && source_may(streams, &peer, kind);
	if (good && !make_room(streams)) {
		streams->setup.counts->refused_full++;
		good = false;
	}
	if (!good) {
		(void)close(descriptor);
		return;
	}
	if (add(streams, kind, listener, &peer, descriptor, &stream) != STATUS_OK)
		return;
	if (bufferevent_enable(stream->wire, EV_READ | EV_WRITE) == 0)
		streams->setup.counts->accepted++;
	else
		release(stream);
}

bool streams_accept(struct streams *streams, enum socket_kind kind, unsigned listener, int listening)
{
	for (unsigned i = 0; i < STREAMS_ACCEPT_MAX; i++) {
		union {
			struct sockaddr any;
			struct sockaddr_storage room;
		} from;
		socklen_t length = sizeof from;
		int descriptor = accept4(listening, &from.any, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (descriptor < 0)
			return errno != EMFILE && errno != ENFILE && errno != ENOBUFS && errno != ENOMEM;
		take_in(streams, kind, listener, &from.any, descriptor);
	}
	return true;
}

enum status streams_connect(struct streams *streams, enum socket_kind kind, const struct address *to,
                            uint64_t *ret_flow)
{
	struct sockaddr_storage address;
	socklen_t length = address_for_kernel(to, &address);
	struct stream *stream;
	if (!make_room(streams)) {
		streams->setup.counts->refused_full++;
		return STATUS_LIMIT;
	}
	int descriptor = socket(to->family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (descriptor < 0)
		return STATUS_IO;
	if (connect(descriptor, (const struct sockaddr *)&address, length) != 0 && errno != EINPROGRESS) {
		(void)close(descriptor);
		return STATUS_IO;
	}
	enum status status = add(streams, kind, SOCKETS_NO_LISTENER, to, descriptor, &stream);
	if (status != STATUS_OK)
		return status;
	/* Without an address it waits for the connection that is under way; TLS waits by its handshake. */
	if ((kind == SOCKET_TCP && bufferevent_socket_connect(stream->wire, NULL, 0) != 0) ||
	    bufferevent_enable(stream->wire, EV_READ | EV_WRITE) != 0) {
		release(stream);
		return STATUS_IO;
	}
	*ret_flow = stream->flow;
	return STATUS_OK;
}

enum status streams_send(struct streams *streams, uint64_t flow, struct bytes message)
{
	const struct stream *stream = find(streams, flow);
	if (!stream)
		return STATUS_MISSING;
	if (evbuffer_get_length(bufferevent_get_output(stream->wire)) + message.length >
	    streams->setup.limits->send_bytes)
		return STATUS_FULL;
	return bufferevent_write(stream->wire, message.at, message.length) == 0 ? STATUS_OK : STATUS_MEMORY;
}

size_t streams_waiting_bytes(const struct streams *streams, uint64_t flow)
{
	const struct stream *stream = find(streams, flow);
	return stream ? evbuffer_get_length(bufferevent_get_output(stream->wire)) : 0;
}

void streams_certify(struct streams *streams, SSL_CTX *server)
{
	streams->setup.server = server;
}

void streams_drop(struct streams *streams, uint64_t flow)
{
	struct stream *stream = find(streams, flow);
	if (!stream)
		return;
	stream->dropped = true;
	if (!stream->busy)
		release(stream);
}

enum status streams_peer(const struct streams *streams, uint64_t flow, struct sockets_peer *ret_peer)
{
	const struct stream *stream = find(streams, flow);
	if (!stream)
		return STATUS_MISSING;
	describe(stream, ret_peer);
	return STATUS_OK;
}

/* Looks again at those who sent in too many pieces; by places, for what is handed up may end any stream. */
static void look_again(struct streams *streams)
{
	for (uint32_t i = 1; i <= streams->setup.limits->connections; i++) {
		struct stream *stream = streams->place[i].stream;
		if (stream && stream->looks >= LOOKS_MAX)
			take_messages(stream);
	}
}

static void time_out(struct streams *streams, enum stage stage, uint32_t limit_s)
{
	for (struct stream *stream; (stream = streams->line[stage].first);) {
		if (streams->now_s - stream->since_s <= limit_s)
			return;
		streams->setup.counts->timed_out++;
		end(stream);
		assert(streams->line[stage].first != stream);
	}
}

void streams_tick(struct streams *streams)
{
	streams->now_s++;
	look_again(streams);
	time_out(streams, STAGE_SILENT, streams->setup.limits->silent_s);
	time_out(streams, STAGE_PARTIAL, streams->setup.limits->message_s);
}
