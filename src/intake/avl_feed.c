/* Vehicles' devices over TCP and TLS. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/avl_feed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "loop/clock.h"
#include "wire/avl.h"

/* A fleet's own connections, or those of its gateways; all of a carrier's may have one address. */
#define CONNECTIONS_MAX 512u
/* A device says who it is at once, and a line is written in one piece. */
#define SILENT_S 20
#define LINE_S 20
#define IDLE_S 600
#define ANSWER_BYTES 160
#define TOKEN_WORD "AUTH "

struct connection {
	uint64_t flow;  /* 0: free */
	bool told;      /* the center has its token, and says whether it is good */
	int64_t second; /* that `lines` are of */
	uint32_t lines;
};

struct avl_feed {
	struct sockets *sockets;
	avl_feed_tell *tell;
	void *context;
	struct connection connection[CONNECTIONS_MAX];
};

static struct connection *find(struct avl_feed *feed, uint64_t flow)
{
	for (size_t i = 0; i < CONNECTIONS_MAX; i++)
		if (feed->connection[i].flow == flow)
			return &feed->connection[i];
	return NULL;
}

static struct connection *find_or_add(struct avl_feed *feed, uint64_t flow)
{
	struct connection *connection = find(feed, flow);
	if (connection)
		return connection;
	connection = find(feed, 0); /* there are as many as connections may be open */
	if (connection)
		*connection = (struct connection){ .flow = flow };
	return connection;
}

static void answer(struct avl_feed *feed, uint64_t flow, const char *text)
{
	char line[ANSWER_BYTES];
	int length = snprintf(line, sizeof line, "%s\r\n", text);
	/* Most devices do not read: what they do not take is not kept for them. */
	if (length > 0 && (size_t)length < sizeof line)
		(void)!sockets_send(feed->sockets, flow, bytes_of(line, (size_t)length));
}

static void forget(struct avl_feed *feed, uint64_t flow)
{
	struct connection *connection = find(feed, flow);
	const struct parcel gone = { .kind = PARCEL_FEED_GONE, .ticket = flow };
	if (!connection)
		return;
	if (connection->told)
		feed->tell(feed->context, &gone);
	*connection = (struct connection){ 0 };
}

static void drop(struct avl_feed *feed, uint64_t flow, const char *why)
{
	answer(feed, flow, why);
	forget(feed, flow);
	sockets_drop(feed->sockets, flow);
}

/* The first line; the center hears what follows only of those whose token was good. */
static void take_token(struct avl_feed *feed, struct connection *connection, struct bytes line)
{
	struct parcel parcel = { .kind = PARCEL_FEED_TOKEN, .ticket = connection->flow };
	size_t begin = strlen(TOKEN_WORD);
	while (line.length && line.at[line.length - 1] == ' ')
		line.length--;
	if (line.length <= begin || memcmp(line.at, TOKEN_WORD, begin) != 0) {
		drop(feed, connection->flow, "NO: the first line is AUTH and a token");
		return;
	}
	connection->told = true;
	parcel.text[PARCEL_TEXT_WHO] = bytes_of(line.at + begin, line.length - begin);
	feed->tell(feed->context, &parcel);
}

static bool is_too_much(struct connection *connection)
{
	int64_t second = clock_now(NULL).us / 1000000;
	if (connection->second != second) {
		connection->second = second;
		connection->lines = 0;
	}
	return ++connection->lines > AVL_FEED_LINES_PER_S;
}

static void take_line(struct avl_feed *feed, const struct connection *connection, struct bytes line)
{
	char words[ANSWER_BYTES];
	struct avl_fix fix;
	struct avl_fault fault;
	enum status status = avl_read(line, &fix, &fault);
	if (status == STATUS_MALFORMED) {
		(void)snprintf(words, sizeof words, "WRONG at byte %zu: %s", fault.at, fault.what);
		answer(feed, connection->flow, words);
	}
	if (status != STATUS_OK)
		return;
	struct parcel parcel = { .kind = PARCEL_POSITION,
		                 .ticket = connection->flow,
		                 .number = (uint32_t)(fix.speed_cm_s + 1),
		                 .call = (uint32_t)(fix.day_ms + 1),
		                 .stamp_us = fix.stamp_us,
		                 .lat_e7 = fix.lat_e7,
		                 .lon_e7 = fix.lon_e7,
		                 .uncertainty_m = fix.uncertainty_m };
	parcel_set(&parcel, PARCEL_TEXT_WHO, fix.id);
	feed->tell(feed->context, &parcel);
}

static void on_received(void *context, uint64_t flow, const struct sockets_peer *peer, struct bytes line)
{
	struct avl_feed *feed = context;
	struct connection *connection = find_or_add(feed, flow);
	(void)peer;
	if (!connection)
		sockets_drop(feed->sockets, flow);
	else if (!connection->told)
		take_token(feed, connection, line);
	else if (!is_too_much(connection))
		take_line(feed, connection, line);
}

static void on_broken(void *context, uint64_t flow, const struct sockets_peer *peer, struct bytes rest)
{
	/* Half a line, or one without an end: no position, and no call for help either. */
	(void)context;
	(void)flow;
	(void)peer;
	(void)rest;
}

static void on_gone(void *context, uint64_t flow)
{
	forget(context, flow);
}

enum status avl_feed_open(struct loop *loop, const struct sockets_tls *tls, avl_feed_tell *tell, void *context,
                          struct avl_feed **ret_feed)
{
	static const struct sockets_calls calls = { on_received, avl_frame, on_broken, on_gone };
	struct sockets_limits limits = SOCKETS_LIMITS_USUAL;
	struct avl_feed *feed = calloc(1, sizeof *feed);
	if (!feed)
		return STATUS_MEMORY;
	limits.connections = limits.connections_per_source = CONNECTIONS_MAX;
	limits.silent_s = SILENT_S;
	limits.message_s = LINE_S;
	limits.idle_s = IDLE_S;
	/* Its ends behind it, or before it. */
	limits.message_bytes = 2 * AVL_LINE_MAX_BYTES;
	limits.send_bytes = 4096;
	limits.flows = 1;
	feed->tell = tell;
	feed->context = context;
	enum status status = sockets_open(loop, &calls, feed, &limits, tls, &feed->sockets);
	if (status != STATUS_OK) {
		free(feed);
		return status;
	}
	*ret_feed = feed;
	return STATUS_OK;
}

void avl_feed_close(struct avl_feed *feed)
{
	if (!feed)
		return;
	sockets_close(feed->sockets);
	free(feed);
}

enum status avl_feed_add(struct avl_feed *feed, enum socket_kind kind, int descriptor)
{
	unsigned listener;
	return sockets_add(feed->sockets, kind, descriptor, &listener);
}

void avl_feed_hear(struct avl_feed *feed, const struct parcel *parcel)
{
	char words[ANSWER_BYTES - 8];
	struct connection *connection = find(feed, parcel->ticket);
	struct bytes said = parcel->text[PARCEL_TEXT_WORDS];
	if (!connection || !parcel->ticket)
		return;
	(void)snprintf(words, sizeof words, "%.*s", (int)(said.length < sizeof words ? said.length : sizeof words - 1),
	               said.length ? (const char *)said.at : "");
	if (parcel->number == PARCEL_FEED_TURNED_AWAY) {
		drop(feed, parcel->ticket, words);
		return;
	}
	answer(feed, parcel->ticket, words);
}

enum status avl_feed_certify(struct avl_feed *feed, const struct sockets_tls *tls)
{
	return sockets_certify(feed->sockets, tls);
}
