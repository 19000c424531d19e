/* The edge: a process of its own with the sockets and no secret, in which the bytes of strangers are read. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/edge.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "intake/avl_feed.h"
#include "intake/web_relay.h"
#include "loop/channel.h"
#include "loop/child.h"
#include "loop/clock.h"
#include "loop/fetcher.h"
#include "loop/jail.h"
#include "loop/sockets.h"
#include "phone/exchange.h"

/* Descriptors: connections, listeners and a few more. */
#define DESCRIPTORS_MAX 8192
/* All that may vouch for a server: the 140 of Debian's bundle have 220 KB. */
#define TRUST_MAX_BYTES (4u << 20)
/* Whom nobody can become, and what root sees of the disk. */
#define EDGE_DIRECTORY "/var/empty"

struct edge {
	struct loop *loop;
	struct channel *channel;
	struct sockets *sockets;
	struct fetcher *fetcher;
	struct exchange *exchange;
	struct avl_feed *feed; /* NULL: no listener is for it */
	struct buffer frame, trusted;
	struct instant due;    /* when the timer is set for; never recorded: it is not set */
	int listeners;         /* for calls */
	struct web_relay *web; /* NULL likewise */
	int feeds;             /* and behind them, for vehicles' devices */
	int webs;              /* and behind those, for browsers: one at most */
	enum socket_kind kind[EDGE_LISTENERS_MAX];
	uint8_t drawn[256]; /* random bytes, used from the end */
	size_t left;
	bool ended;
};

static const enum exchange_transport transport_of[SOCKET_KIND_COUNT] = {
	[SOCKET_UDP] = EXCHANGE_UDP, [SOCKET_TCP] = EXCHANGE_TCP, [SOCKET_TLS] = EXCHANGE_TLS
};
static const enum socket_kind kind_of[EXCHANGE_TRANSPORTS] = {
	[EXCHANGE_UDP] = SOCKET_UDP, [EXCHANGE_TCP] = SOCKET_TCP, [EXCHANGE_TLS] = SOCKET_TLS
};

static void on_time(void *context);

/* Sets the one timer to when the exchange has something to do next, unless it is set for then or earlier. */
static void look_ahead(struct edge *edge)
{
	struct instant next = exchange_next(edge->exchange), now;
	if (instant_known(edge->due) && (!instant_known(next) || !instant_before(next, edge->due)))
		return;
	now = clock_now(NULL);
	edge->due = instant_after(now, span_s(1));
	if (instant_known(next) && instant_before(next, edge->due))
		edge->due = next;
	int64_t left_us = instant_since(edge->due, now).us;
	if (loop_timer(edge->loop, left_us < 0 ? 0 : left_us, on_time, edge) != STATUS_OK)
		edge->due = (struct instant){ 0 }; /* the next message tries again */
}

static void on_time(void *context)
{
	struct edge *edge = context;
	edge->due = (struct instant){ 0 };
	exchange_pass(edge->exchange, clock_now(NULL));
	look_ahead(edge);
}

static void on_send(void *context, struct sip_flow flow, struct bytes bytes)
{
	struct edge *edge = context;
	/* What does not go out now is as if it had been lost on its way: whoever waits for it asks again. */
	(void)!sockets_send(edge->sockets, flow.number, bytes);
}

static void on_tell(void *context, const struct parcel *parcel)
{
	struct edge *edge = context;
	buffer_clear(&edge->frame);
	enum status status = parcel_write(parcel, &edge->frame);
	if (status == STATUS_OK)
		status = channel_send(edge->channel, buffer_bytes(&edge->frame));
	if (status != STATUS_OK && !edge->ended) {
		/* A center that hears nothing keeps nothing: begin anew, and let callers send again. */
		(void)fprintf(stderr, "tocsind: edge: the center cannot be told: %s\n", status_text(status));
		edge->ended = true;
		loop_stop(edge->loop);
	}
}

static void put_end(struct exchange_end *end, const struct sockets_peer *peer)
{
	end->transport = transport_of[peer->kind];
	(void)snprintf(end->host, sizeof end->host, "%.*s", (int)sizeof end->host - 1, peer->host);
	end->port = peer->port;
}

static bool on_ends(void *context, struct sip_flow flow, struct exchange_end *ret_here, struct exchange_end *ret_there)
{
	struct edge *edge = context;
	struct sockets_peer peer, local = { 0 };
	if (sockets_peer_of(edge->sockets, flow.number, &peer) != STATUS_OK)
		return false;
	unsigned listener = peer.listener;
	/* What we connected ourselves came from no listener: the first of its kind can be reached as well. */
	for (unsigned i = 0; listener == SOCKETS_NO_LISTENER && i < (unsigned)edge->listeners; i++)
		if (edge->kind[i] == peer.kind)
			listener = i;
	if (listener == SOCKETS_NO_LISTENER)
		listener = 0;
	if (sockets_listener(edge->sockets, listener, &local) != STATUS_OK)
		return false;
	put_end(ret_here, &local);
	ret_here->transport = transport_of[peer.kind];
	put_end(ret_there, &peer);
	return true;
}

static bool on_reach(void *context, const struct exchange_end *there, struct sip_flow *ret_flow)
{
	struct edge *edge = context;
	uint64_t number;
	enum status status =
	    there->transport == EXCHANGE_UDP
		? sockets_flow_to(edge->sockets, there->host, there->port, &number)
		: sockets_connect(edge->sockets, kind_of[there->transport], there->host, there->port, &number);
	if (status == STATUS_OK)
		*ret_flow = (struct sip_flow){ number, there->transport != EXCHANGE_UDP };
	return status == STATUS_OK;
}

static void on_draw(void *context, void *at, size_t length)
{
	struct edge *edge = context;
	/* Without random bytes a stranger could guess what belongs to others' calls. */
	if (length > edge->left && getrandom(edge->drawn, sizeof edge->drawn, 0) != (ssize_t)sizeof edge->drawn)
		abort();
	if (length > edge->left)
		edge->left = sizeof edge->drawn;
	assert(length <= edge->left);
	edge->left -= length;
	memcpy(at, edge->drawn + edge->left, length);
	explicit_bzero(edge->drawn + edge->left, length);
}

static bool on_ask(void *context, const struct exchange_question *question)
{
	struct edge *edge = context;
	const struct fetcher_question asked = { .number = question->number,
		                                .source = question->source,
		                                .uri = question->uri,
		                                .accept = question->accept,
		                                .type = question->type,
		                                .body = question->body };
	return edge->fetcher && fetcher_ask(edge->fetcher, &asked) == STATUS_OK;
}

static void on_answered(void *context, const struct fetcher_answer *given)
{
	struct edge *edge = context;
	const struct exchange_answer answer = { .number = given->number,
		                                .trouble = given->trouble,
		                                .code = given->code,
		                                .unverified = given->unverified,
		                                .type = given->type,
		                                .body = given->body };
	exchange_answered(edge->exchange, &answer, clock_now(NULL));
	look_ahead(edge);
}

static void on_received(void *context, uint64_t flow, const struct sockets_peer *peer, struct bytes message)
{
	struct edge *edge = context;
	exchange_take(edge->exchange, message, (struct sip_flow){ flow, peer->reliable }, clock_now(NULL));
	look_ahead(edge);
}

static void on_broken(void *context, uint64_t flow, const struct sockets_peer *peer, struct bytes rest)
{
	struct edge *edge = context;
	exchange_take_broken(edge->exchange, rest, (struct sip_flow){ flow, peer->reliable }, clock_now(NULL));
	look_ahead(edge);
}

static void on_gone(void *context, uint64_t flow)
{
	struct edge *edge = context;
	exchange_lost(edge->exchange, flow, clock_now(NULL));
	look_ahead(edge);
}

/* The first word of the center: only now it is known who we are and by which certificate. */
static enum status open_sockets(struct edge *edge, const struct parcel *hello)
{
	static const struct sockets_calls calls = { on_received, sip_message_frame, on_broken, on_gone };
	const struct sockets_limits limits = SOCKETS_LIMITS_USUAL;
	const struct sockets_tls tls = { .certificate = hello->text[PARCEL_TEXT_RAW],
		                         .key = hello->text[PARCEL_TEXT_PLACE] };
	unsigned listener;
	enum status status =
	    sockets_open(edge->loop, &calls, edge, &limits, tls.certificate.length ? &tls : NULL, &edge->sockets);
	for (int i = 0; status == STATUS_OK && i < edge->listeners; i++)
		status = sockets_add(edge->sockets, edge->kind[i], CHILD_CHANNEL + 1 + i, &listener);
	if (status == STATUS_OK && edge->feeds)
		status = avl_feed_open(edge->loop, tls.certificate.length ? &tls : NULL, on_tell, edge, &edge->feed);
	for (int i = edge->listeners; status == STATUS_OK && i < edge->listeners + edge->feeds; i++)
		status = avl_feed_add(edge->feed, edge->kind[i], CHILD_CHANNEL + 1 + i);
	int web = CHILD_CHANNEL + 1 + edge->listeners + edge->feeds;
	if (status == STATUS_OK && edge->webs)
		status = web_relay_open(edge->loop, &tls, web, web + 1, on_tell, edge, &edge->web);
	return status;
}

/* Without it calls come all the same: what they only name is not asked, and the record says so. */
static void open_fetcher(struct edge *edge, const struct parcel *hello)
{
	static const enum fetcher_reach reaches[PARCEL_ASKS] = {
		[PARCEL_ASK_NOBODY] = FETCHER_NOBODY, [PARCEL_ASK_FAR] = FETCHER_FAR, [PARCEL_ASK_NEAR] = FETCHER_NEAR
	};
	const struct fetcher_limits limits = FETCHER_LIMITS_USUAL;
	struct fetcher_setup setup = { .trusted = buffer_bytes(&edge->trusted),
		                       .name_servers = hello->text[PARCEL_TEXT_FACTS],
		                       .reach =
		                           reaches[hello->number < PARCEL_ASKS ? hello->number : PARCEL_ASK_NOBODY],
		                       .limits = &limits };
	enum status status = fetcher_open(edge->loop, &setup, on_answered, edge, &edge->fetcher);
	if (status == STATUS_MALFORMED) {
		(void)fputs("tocsind: edge: no certificate to trust can be read; all servers count as unverified\n",
		            stderr);
		setup.trusted = (struct bytes){ 0 };
		status = fetcher_open(edge->loop, &setup, on_answered, edge, &edge->fetcher);
	}
	if (status != STATUS_OK)
		(void)fprintf(stderr, "tocsind: edge: no server can be asked: %s\n", status_text(status));
	buffer_close(&edge->trusted);
}

/* The center has tried it; what cannot be taken for want of memory leaves the old one. */
static void certify(struct edge *edge, const struct parcel *parcel)
{
	const struct sockets_tls tls = { .certificate = parcel->text[PARCEL_TEXT_RAW],
		                         .key = parcel->text[PARCEL_TEXT_PLACE] };
	enum status status = edge->sockets ? sockets_certify(edge->sockets, &tls) : STATUS_OK;
	if (status == STATUS_OK && edge->feed)
		status = avl_feed_certify(edge->feed, &tls);
	if (status == STATUS_OK && edge->web)
		status = web_relay_certify(edge->web, &tls);
	if (status != STATUS_OK)
		(void)fprintf(stderr, "tocsind: edge: the old certificate stays: %s\n", status_text(status));
}

static void on_frame(void *context, struct bytes frame)
{
	struct edge *edge = context;
	struct parcel parcel;
	if (parcel_read(frame, &parcel) != STATUS_OK)
		return;
	if (parcel.kind == PARCEL_TRUST && !edge->fetcher) {
		edge->trusted.cap = TRUST_MAX_BYTES;
		(void)!buffer_append(&edge->trusted, parcel.text[PARCEL_TEXT_RAW]); /* fewer are trusted then */
	}
	if (parcel.kind == PARCEL_HELLO && !edge->sockets) {
		open_fetcher(edge, &parcel);
		enum status status = open_sockets(edge, &parcel);
		if (status != STATUS_OK) {
			(void)fprintf(stderr, "tocsind: edge: cannot listen: %s\n", status_text(status));
			loop_stop(edge->loop);
			return;
		}
	}
	if (parcel.kind == PARCEL_FEED_HEARD) {
		if (edge->feed)
			avl_feed_hear(edge->feed, &parcel);
		return;
	}
	if (parcel.kind == PARCEL_CERTIFICATE) {
		certify(edge, &parcel);
		return;
	}
	if (parcel.kind == PARCEL_WEB_REFUSED) {
		if (edge->web)
			web_relay_refuse(edge->web, parcel.ticket);
		return;
	}
	exchange_hear(edge->exchange, &parcel, clock_now(NULL));
	look_ahead(edge);
}

static void on_ended(void *context)
{
	struct edge *edge = context;
	edge->ended = true;
	loop_stop(edge->loop);
}

static bool enter_jail(int listeners)
{
	int keep[3 + 1 + EDGE_LISTENERS_MAX + 1];
	struct jail_locks locks = { 0 };
	size_t count = 0;
	for (int i = 0; i < 3 + 1 + listeners; i++)
		keep[count++] = i;
	const struct jail jail = {
		.directory = EDGE_DIRECTORY, .keep = keep, .keep_count = count, .descriptors = DESCRIPTORS_MAX
	};
	errno = 0;
	enum status status = jail_enter(&jail, &locks);
	if (status != STATUS_OK)
		(void)fprintf(stderr, "tocsind: edge: cannot lock itself in: %s: %s\n", locks.step ? locks.step : "",
		              errno ? strerror(errno) : status_text(status));
	else if (!locks.calls || locks.widened)
		(void)fprintf(stderr, "tocsind: edge: locked in less than it should be: %s\n",
		              locks.widened ? locks.widened : "the kernel filters no calls");
	return status == STATUS_OK;
}

static bool read_kinds(struct edge *edge, int count, char *const *kind)
{
	static const struct {
		const char *name;
		enum socket_kind kind;
		unsigned order; /* those of calls come first: their places are their numbers */
	} names[] = { { "udp", SOCKET_UDP, 0 }, { "tcp", SOCKET_TCP, 0 },     { "tls", SOCKET_TLS, 0 },
		      { "avl", SOCKET_TCP, 1 }, { "avl+tls", SOCKET_TLS, 1 }, { "https", SOCKET_TLS, 2 } };
	unsigned order = 0;
	if (count > EDGE_LISTENERS_MAX)
		return false;
	for (int i = 0; i < count; i++) {
		size_t number = 0;
		while (number < sizeof names / sizeof *names && strcmp(kind[i], names[number].name) != 0)
			number++;
		if (number == sizeof names / sizeof *names || names[number].order < order)
			return false;
		order = names[number].order;
		edge->kind[i] = names[number].kind;
		edge->feeds += order == 1;
		edge->webs += order == 2;
	}
	edge->listeners = count - edge->feeds - edge->webs;
	return edge->webs <= 1;
}

int edge_run(int count, char *const *kind)
{
	static const struct exchange_port port = { on_send, on_tell, on_ends, on_reach, on_draw, on_ask };
	static const struct channel_calls calls = { on_frame, on_ended };
	struct edge edge = { 0 };
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGINT, SIG_IGN); /* Ctrl-C is for the center, which ends its channel */
	if (!read_kinds(&edge, count, kind) || !enter_jail(count + edge.webs))
		return EXIT_FAILURE;
	enum status status = loop_open(&edge.loop);
	if (status == STATUS_OK)
		status = exchange_open(&port, &edge, &edge.exchange);
	if (status == STATUS_OK)
		status = channel_open(edge.loop, CHILD_CHANNEL, &calls, &edge, &edge.channel);
	if (status == STATUS_OK)
		status = loop_run(edge.loop);
	if (edge.channel)
		channel_close(edge.channel);
	fetcher_close(edge.fetcher);
	exchange_close(edge.exchange);
	avl_feed_close(edge.feed);
	web_relay_close(edge.web);
	if (edge.sockets)
		sockets_close(edge.sockets);
	if (edge.loop)
		loop_close(edge.loop);
	buffer_close(&edge.frame);
	buffer_close(&edge.trusted);
	return status == STATUS_OK && edge.ended ? EXIT_SUCCESS : EXIT_FAILURE;
}
