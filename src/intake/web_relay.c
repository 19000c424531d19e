/* Browsers over TLS: it is taken off here, and what they say and hear goes to the console and back, unread. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/web_relay.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <stdlib.h>
#include <unistd.h>

#include "loop/handover.h"

/* With their ends to the center within the edge's 8,192 descriptors, beside 4,096 of phones and 512 of vehicles. */
#define CONNECTIONS_MAX 1536u
/* A center's consoles may all have one address, with some connections each. */
#define CONNECTIONS_PER_SOURCE 1280u
/* After the edge was started anew, all of them come at once. */
#define HANDSHAKES_PER_SOURCE 64u
/* A browser says what it wants at once. */
#define SILENT_S 20
/* What waits for a browser that does not read; behind that the center is not read any more. */
#define TO_BROWSER_BYTES 262144u
#define PIECE_BYTES 16384u
/* What waits for a center that does not read: a body of the longest and a head, twice.  More ends the connection. */
#define TO_CENTER_BYTES (2u << 20)
/* So often those are looked at that wait for their browser. */
#define LOOK_AGAIN_US 10000

struct connection {
	struct web_relay *relay;
	uint64_t flow;             /* 0: free */
	struct bufferevent *inner; /* NULL: the center was asked for it */
	struct evbuffer *early;    /* what came before it */
	bool over;                 /* the center has ended it: the rest goes out, then it is dropped */
};

struct web_relay {
	struct loop *loop;
	struct sockets *sockets;
	struct event *handed, *again;
	int handover;
	web_relay_tell *tell;
	void *context;
	struct connection connection[CONNECTIONS_MAX];
};

static struct connection *find(struct web_relay *relay, uint64_t flow)
{
	for (size_t i = 0; i < CONNECTIONS_MAX; i++)
		if (relay->connection[i].flow == flow)
			return &relay->connection[i];
	return NULL;
}

static void forget(struct connection *connection)
{
	if (connection->inner)
		bufferevent_free(connection->inner);
	if (connection->early)
		evbuffer_free(connection->early);
	*connection = (struct connection){ .relay = connection->relay };
}

static void drop(struct connection *connection)
{
	struct sockets *sockets = connection->relay->sockets;
	uint64_t flow = connection->flow;
	forget(connection);
	sockets_drop(sockets, flow);
}

static void look_later(const struct web_relay *relay)
{
	const struct timeval after = { .tv_usec = LOOK_AGAIN_US };
	(void)event_add(relay->again, &after); /* fails for want of memory; the next piece sets it */
}

/* Gives the browser what is here for it; whether something is left to do. */
static bool pour(struct connection *connection)
{
	struct sockets *sockets = connection->relay->sockets;
	struct evbuffer *in = bufferevent_get_input(connection->inner);
	for (size_t here; (here = evbuffer_get_length(in));) {
		size_t length = here < PIECE_BYTES ? here : PIECE_BYTES;
		const uint8_t *at = evbuffer_pullup(in, (ev_ssize_t)length);
		if (!at || sockets_send(sockets, connection->flow, bytes_of(at, length)) != STATUS_OK)
			return true;
		(void)evbuffer_drain(in, length); /* fails on frozen buffers only */
	}
	if (connection->over && !sockets_waiting_bytes(sockets, connection->flow)) {
		drop(connection);
		return false;
	}
	return connection->over;
}

static void on_again(evutil_socket_t none, short what, void *context)
{
	struct web_relay *relay = context;
	bool left = false;
	(void)none;
	(void)what;
	for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
		struct connection *connection = &relay->connection[i];
		if (connection->inner &&
		    (connection->over || evbuffer_get_length(bufferevent_get_input(connection->inner))))
			left |= pour(connection);
	}
	if (left)
		look_later(relay);
}

static void on_inner(struct bufferevent *inner, void *context)
{
	struct connection *connection = context;
	(void)inner;
	if (pour(connection))
		look_later(connection->relay);
}

static void on_inner_event(struct bufferevent *inner, short what, void *context)
{
	struct connection *connection = context;
	if (!(what & (BEV_EVENT_EOF | BEV_EVENT_ERROR)))
		return;
	connection->over = true;
	on_inner(inner, context);
}

/* The center's end of a connection has come. */
static void take_end(struct web_relay *relay, uint64_t flow, int descriptor)
{
	struct connection *connection = flow ? find(relay, flow) : NULL;
	if (!connection || connection->inner) {
		(void)close(descriptor); /* the browser has gone meanwhile */
		return;
	}
	connection->inner = bufferevent_socket_new(loop_base(relay->loop), descriptor, BEV_OPT_CLOSE_ON_FREE);
	if (!connection->inner) {
		(void)close(descriptor);
		drop(connection);
		return;
	}
	bufferevent_setcb(connection->inner, on_inner, NULL, on_inner_event, connection);
	bufferevent_setwatermark(connection->inner, EV_READ, 0, PIECE_BYTES);
	if (bufferevent_write_buffer(connection->inner, connection->early) != 0 ||
	    bufferevent_enable(connection->inner, EV_READ | EV_WRITE) != 0)
		drop(connection);
}

static void on_handed(evutil_socket_t descriptor, short what, void *context)
{
	struct web_relay *relay = context;
	enum status status;
	uint64_t flow;
	int end;
	(void)what;
	while ((status = handover_take(descriptor, &flow, &end)) != STATUS_MISSING) {
		if (status == STATUS_OK)
			take_end(relay, flow, end);
		else if (status != STATUS_MALFORMED)
			break; /* the center is gone, as its channel says as well */
	}
	if (status != STATUS_MISSING)
		(void)event_del(relay->handed); /* fails without a base only */
}

/* Asks the center for its end when the first bytes are here: who only shakes hands costs it nothing. */
static struct connection *begin(struct web_relay *relay, uint64_t flow, const struct sockets_peer *peer)
{
	struct connection *connection = find(relay, 0); /* there are as many as connections may be open */
	struct parcel wanted = { .kind = PARCEL_WEB_OPEN, .ticket = flow };
	if (!connection)
		return NULL;
	connection->early = evbuffer_new();
	if (!connection->early)
		return NULL;
	connection->flow = flow;
	parcel_set(&wanted, PARCEL_TEXT_WHO, peer->host);
	relay->tell(relay->context, &wanted);
	return connection;
}

static void on_received(void *context, uint64_t flow, const struct sockets_peer *peer, struct bytes bytes)
{
	struct web_relay *relay = context;
	struct connection *connection = find(relay, flow);
	if (!connection)
		connection = begin(relay, flow, peer);
	if (!connection) {
		sockets_drop(relay->sockets, flow);
		return;
	}
	struct evbuffer *out = connection->inner ? bufferevent_get_output(connection->inner) : connection->early;
	if (evbuffer_get_length(out) + bytes.length > TO_CENTER_BYTES || evbuffer_add(out, bytes.at, bytes.length) != 0)
		drop(connection);
}

/* Any bytes are a whole: what they mean is read in the center. */
static enum status frame(struct bytes stream, size_t *ret_skip, size_t *ret_length)
{
	*ret_skip = 0;
	*ret_length = stream.length;
	return STATUS_OK;
}

static void on_broken(void *context, uint64_t flow, const struct sockets_peer *peer, struct bytes rest)
{
	/* Whatever came whole was handed on; this is of a connection that is gone. */
	(void)context;
	(void)flow;
	(void)peer;
	(void)rest;
}

static void on_gone(void *context, uint64_t flow)
{
	struct connection *connection = find(context, flow);
	if (connection)
		forget(connection);
}

static enum status open_events(struct web_relay *relay)
{
	struct event_base *base = loop_base(relay->loop);
	relay->handed = event_new(base, relay->handover, EV_READ | EV_PERSIST, on_handed, relay);
	relay->again = event_new(base, -1, 0, on_again, relay);
	return relay->handed && relay->again && event_add(relay->handed, NULL) == 0 ? STATUS_OK : STATUS_MEMORY;
}

enum status web_relay_open(struct loop *loop, const struct sockets_tls *tls, int listener, int handover,
                           web_relay_tell *tell, void *context, struct web_relay **ret_relay)
{
	static const struct sockets_calls calls = { on_received, frame, on_broken, on_gone };
	struct sockets_limits limits = SOCKETS_LIMITS_USUAL;
	struct web_relay *relay = calloc(1, sizeof *relay);
	unsigned number;
	if (!relay) {
		(void)close(listener);
		(void)close(handover);
		return STATUS_MEMORY;
	}
	*relay = (struct web_relay){ .loop = loop, .handover = handover, .tell = tell, .context = context };
	for (size_t i = 0; i < CONNECTIONS_MAX; i++)
		relay->connection[i].relay = relay;
	limits.connections = CONNECTIONS_MAX;
	limits.connections_per_source = CONNECTIONS_PER_SOURCE;
	limits.handshakes_per_source = HANDSHAKES_PER_SOURCE;
	limits.silent_s = SILENT_S;
	limits.send_bytes = TO_BROWSER_BYTES;
	limits.flows = 1;
	enum status status = sockets_open(loop, &calls, relay, &limits, tls, &relay->sockets);
	if (status == STATUS_OK)
		status = sockets_add(relay->sockets, SOCKET_TLS, listener, &number);
	else
		(void)close(listener);
	if (status == STATUS_OK)
		status = open_events(relay);
	if (status != STATUS_OK) {
		web_relay_close(relay);
		return status;
	}
	*ret_relay = relay;
	return STATUS_OK;
}

void web_relay_close(struct web_relay *relay)
{
	if (!relay)
		return;
	for (size_t i = 0; i < CONNECTIONS_MAX; i++)
		forget(&relay->connection[i]);
	if (relay->handed)
		event_free(relay->handed);
	if (relay->again)
		event_free(relay->again);
	if (relay->sockets)
		sockets_close(relay->sockets);
	(void)close(relay->handover);
	free(relay);
}

enum status web_relay_certify(struct web_relay *relay, const struct sockets_tls *tls)
{
	return sockets_certify(relay->sockets, tls);
}

void web_relay_refuse(struct web_relay *relay, uint64_t flow)
{
	struct connection *connection = flow ? find(relay, flow) : NULL;
	if (connection && !connection->inner)
		drop(connection);
}
