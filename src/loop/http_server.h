/* HTTP/1.1 requests in, replies out, as soon or as late as the one who answers likes.  A thin face over evhttp. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOOP_HTTP_SERVER_H
#define LOOP_HTTP_SERVER_H

#include "base/bytes.h"
#include "loop/loop.h"

/* The longest body that is read as what it says it is; of a longer one the first so many bytes are what http_body has. */
#define HTTP_BODY_MAX_BYTES (1u << 20)
/* What evhttp itself turns away with 413 and 400: beyond these a sender is no caller but a fault. */
#define HTTP_TAKEN_MAX_BYTES (8u << 20)
#define HTTP_HEAD_MAX_BYTES 65536
/* A stream whose reader does not keep up is ended when so much waits for it. */
#define HTTP_STREAM_MAX_BYTES (4u << 20)

struct http_server;
struct http_request;

/* Called for each request, whose body is complete.  It is answered by exactly one http_reply or http_stream. */
typedef void http_handler(void *context, struct http_request *request);
/* Called when the other side has gone, before any reply; the request must not be used any more. */
typedef void http_gone(void *context, struct http_request *request);

/* Listens; port 0 takes a free one.  STATUS_BUSY if the port is taken, STATUS_MALFORMED if the host is no address. */
enum status http_server_open(struct loop *loop, const char *host, uint16_t port, http_handler *handler, void *context,
                             struct http_server **ret_server);
/*
 * A connection of ours that is served like one from `peer` by TLS, for whoever took the TLS off: nobody but this process can
 * make one.  *ret_descriptor is the asking end.  STATUS_BUSY: too many wait to be taken;  STATUS_IO
 */
enum status http_server_connect(struct http_server *server, const char *peer, int *ret_descriptor);
void http_server_close(struct http_server *server);
uint16_t http_server_port(const struct http_server *server);

/* All borrowed until the reply.  The method in capitals; the path without the query; a header's value or NULL. */
const char *http_method(const struct http_request *request);
const char *http_path(const struct http_request *request);
const char *http_query(const struct http_request *request); /* "" if there is none */
const char *http_header(const struct http_request *request, const char *name);
/* The address that it came from: of a proxy before us, that one's. */
const char *http_peer(const struct http_request *request);
/* Whether it came by TLS that we took off ourselves. */
bool http_secure(const struct http_request *request);
struct bytes http_body(const struct http_request *request);
/* Whether the body went on behind what http_body has. */
bool http_body_cut(const struct http_request *request);

/* Asks to be told when the other side goes before it is answered. */
void http_watch(struct http_request *request, http_gone *gone, void *context);
/* A header of the reply to come; copied. */
void http_set_header(struct http_request *request, const char *name, const char *value);
/* Answers, and ends the request.  Nobody keeps the answer, unless a Cache-Control was set. */
void http_reply(struct http_request *request, int code, const char *type, struct bytes body);

/* Begins a stream of pieces (server-sent events); `gone` is called when the reader goes or falls behind. */
void http_stream(struct http_request *request, const char *type, http_gone *gone, void *context);
/* Sends a piece; false if the reader has fallen behind: then end it. */
bool http_stream_send(struct http_request *request, struct bytes piece);
void http_stream_end(struct http_request *request);

#endif
