/* HTTP/1.1 requests in, replies out, as soon or as late as the one who answers likes.  A thin face over evhttp. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/http_server.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/listener.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "loop/address.h"

/* An idle connection is closed after so long; one whose answer is waited for is not idle. */
#define IDLE_S 75

struct http_server {
	struct evhttp *http;
	struct evhttp_bound_socket *socket;
	struct evhttp_bound_socket *inner; /* for http_server_connect; NULL: never asked for */
	http_handler *handler;
	void *context;
};

struct http_request {
	struct evhttp_request *request;
	http_gone *gone;
	void *context;
	char inner_peer[ADDRESS_TEXT_BYTES]; /* "": it came by itself */
};

/* The name of an asking end: nobody guesses it, and who it stands for is behind the slash. */
#define INNER_NAME "tocsin-https-"
#define INNER_WAITING_MAX 256

static const char *reason(int code)
{
	static const struct {
		int code;
		const char *reason;
	} reasons[] = {
		{ 200, "OK" },
		{ 201, "Created" },
		{ 204, "No Content" },
		{ 304, "Not Modified" },
		{ 400, "Bad Request" },
		{ 401, "Unauthorized" },
		{ 403, "Forbidden" },
		{ 404, "Not Found" },
		{ 405, "Method Not Allowed" },
		{ 409, "Conflict" },
		{ 413, "Content Too Large" },
		{ 415, "Unsupported Media Type" },
		{ 422, "Unprocessable Content" },
		{ 429, "Too Many Requests" },
		{ 503, "Service Unavailable" },
	};
	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
		if (reasons[i].code == code)
			return reasons[i].reason;
	return "Status";
}

static void on_closed(struct evhttp_connection *connection, void *context)
{
	struct http_request *request = context;
	(void)connection;
	if (request->gone)
		request->gone(request->context, request);
	free(request);
}

/* Whether it may be served: what comes by the inner way comes from this process, and its name says for whom. */
static bool take_peer(struct http_request *request, evutil_socket_t socket)
{
	union {
		struct sockaddr any;
		struct sockaddr_un name;
	} from = { 0 };
	struct ucred who = { 0 };
	socklen_t length = sizeof from.name, who_length = sizeof who;
	if (getpeername(socket, &from.any, &length) != 0 || from.any.sa_family != AF_UNIX)
		return true;
	const char *text = from.name.sun_path + 1;
	size_t given = length > offsetof(struct sockaddr_un, sun_path) + 1
	                   ? length - offsetof(struct sockaddr_un, sun_path) - 1
	                   : 0;
	const char *slash = given ? memchr(text, '/', given) : NULL;
	size_t peer = slash ? given - (size_t)(slash + 1 - text) : 0;
	if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &who, &who_length) != 0 || who.pid != getpid() || !peer ||
	    peer >= sizeof request->inner_peer)
		return false;
	memcpy(request->inner_peer, slash + 1, peer);
	return true;
}

static void on_request(struct evhttp_request *given, void *context)
{
	struct http_server *server = context;
	struct http_request *request = calloc(1, sizeof *request);
	if (!request) {
		evhttp_send_error(given, 503, "Service Unavailable");
		return;
	}
	request->request = given;
	struct evhttp_connection *connection = evhttp_request_get_connection(given);
	const int yes = 1;
	evutil_socket_t socket = bufferevent_getfd(evhttp_connection_get_bufferevent(connection));
	if (!take_peer(request, socket)) {
		free(request);
		evhttp_send_error(given, 403, "Forbidden");
		return;
	}
	(void)setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes); /* slower without, not wrong */
	evhttp_connection_set_closecb(connection, on_closed, request);
	server->handler(server->context, request);
}

enum status http_server_open(struct loop *loop, const char *host, uint16_t port, http_handler *handler, void *context,
                             struct http_server **ret_server)
{
	struct http_server *server = calloc(1, sizeof *server);
	if (!server)
		return STATUS_MEMORY;
	server->handler = handler;
	server->context = context;
	server->http = evhttp_new(loop_base(loop));
	if (!server->http) {
		free(server);
		return STATUS_MEMORY;
	}
	evhttp_set_gencb(server->http, on_request, server);
	evhttp_set_max_body_size(server->http, HTTP_TAKEN_MAX_BYTES);
	evhttp_set_max_headers_size(server->http, HTTP_HEAD_MAX_BYTES);
	evhttp_set_timeout(server->http, IDLE_S);
	evhttp_set_default_content_type(server->http, NULL);
	evhttp_set_allowed_methods(server->http, EVHTTP_REQ_GET | EVHTTP_REQ_POST | EVHTTP_REQ_HEAD | EVHTTP_REQ_PUT |
	                                             EVHTTP_REQ_DELETE | EVHTTP_REQ_PATCH | EVHTTP_REQ_OPTIONS);
	errno = 0;
	server->socket = evhttp_bind_socket_with_handle(server->http, host, port);
	if (!server->socket) {
		enum status status = errno == EADDRINUSE || errno == EACCES ? STATUS_BUSY : STATUS_MALFORMED;
		http_server_close(server);
		return status;
	}
	*ret_server = server;
	return STATUS_OK;
}

static enum status open_inner(struct http_server *server)
{
	const struct sockaddr_un unnamed = { .sun_family = AF_UNIX };
	int inner = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	/* Bound without a name, the kernel gives it one that is nowhere on the disk (unix(7)). */
	if (inner >= 0 && bind(inner, (const struct sockaddr *)&unnamed, sizeof unnamed.sun_family) == 0 &&
	    listen(inner, INNER_WAITING_MAX) == 0)
		server->inner = evhttp_accept_socket_with_handle(server->http, inner);
	if (!server->inner && inner >= 0)
		(void)close(inner);
	return server->inner ? STATUS_OK : STATUS_IO;
}

enum status http_server_connect(struct http_server *server, const char *peer, int *ret_descriptor)
{
	union {
		struct sockaddr any;
		struct sockaddr_un name;
	} to, from = { .name.sun_family = AF_UNIX };
	socklen_t to_length = sizeof to.name;
	uint64_t drawn;
	enum status status = server->inner ? STATUS_OK : open_inner(server);
	if (status != STATUS_OK)
		return status;
	if (getsockname(evhttp_bound_socket_get_fd(server->inner), &to.any, &to_length) != 0 ||
	    getrandom(&drawn, sizeof drawn, 0) != (ssize_t)sizeof drawn)
		return STATUS_IO;
	int length = snprintf(from.name.sun_path + 1, sizeof from.name.sun_path - 1, INNER_NAME "%016llx/%s",
	                      (unsigned long long)drawn, peer);
	if (length < 0 || (size_t)length >= sizeof from.name.sun_path - 1)
		return STATUS_IO;
	int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (descriptor >= 0 &&
	    bind(descriptor, &from.any, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)length)) ==
	        0 &&
	    connect(descriptor, &to.any, to_length) == 0) {
		*ret_descriptor = descriptor;
		return STATUS_OK;
	}
	status = descriptor >= 0 && errno == EAGAIN ? STATUS_BUSY : STATUS_IO;
	if (descriptor >= 0)
		(void)close(descriptor);
	return status;
}

void http_server_close(struct http_server *server)
{
	if (!server)
		return;
	evhttp_free(server->http);
	free(server);
}

uint16_t http_server_port(const struct http_server *server)
{
	union {
		struct sockaddr any;
		struct sockaddr_in four;
		struct sockaddr_in6 six;
	} address = { 0 };
	socklen_t length = sizeof address;
	if (getsockname(evhttp_bound_socket_get_fd(server->socket), &address.any, &length) != 0)
		return 0;
	return ntohs(address.any.sa_family == AF_INET6 ? address.six.sin6_port : address.four.sin_port);
}

const char *http_method(const struct http_request *request)
{
	switch (evhttp_request_get_command(request->request)) {
	case EVHTTP_REQ_GET:
	case EVHTTP_REQ_HEAD:
		return "GET";
	case EVHTTP_REQ_POST:
		return "POST";
	case EVHTTP_REQ_DELETE:
		return "DELETE";
	case EVHTTP_REQ_PUT:
		return "PUT";
	case EVHTTP_REQ_OPTIONS:
	case EVHTTP_REQ_TRACE:
	case EVHTTP_REQ_CONNECT:
	case EVHTTP_REQ_PATCH:
		break;
	}
	return "OTHER";
}

const char *http_path(const struct http_request *request)
{
	const char *path = evhttp_uri_get_path(evhttp_request_get_evhttp_uri(request->request));
	return path ? path : "";
}

const char *http_query(const struct http_request *request)
{
	const char *query = evhttp_uri_get_query(evhttp_request_get_evhttp_uri(request->request));
	return query ? query : "";
}

const char *http_header(const struct http_request *request, const char *name)
{
	return evhttp_find_header(evhttp_request_get_input_headers(request->request), name);
}

const char *http_peer(const struct http_request *request)
{
	struct evhttp_connection *connection = evhttp_request_get_connection(request->request);
	char *address = NULL;
	ev_uint16_t port = 0;
	if (*request->inner_peer)
		return request->inner_peer;
	if (connection)
		evhttp_connection_get_peer(connection, &address, &port);
	return address ? address : "";
}

bool http_secure(const struct http_request *request)
{
	return *request->inner_peer != '\0';
}

struct bytes http_body(const struct http_request *request)
{
	struct evbuffer *body = evhttp_request_get_input_buffer(request->request);
	size_t length = evbuffer_get_length(body);
	size_t had = length < HTTP_BODY_MAX_BYTES ? length : HTTP_BODY_MAX_BYTES;
	return bytes_of(had ? evbuffer_pullup(body, (ev_ssize_t)had) : NULL, had);
}

bool http_body_cut(const struct http_request *request)
{
	return evbuffer_get_length(evhttp_request_get_input_buffer(request->request)) > HTTP_BODY_MAX_BYTES;
}

void http_watch(struct http_request *request, http_gone *gone, void *context)
{
	request->gone = gone;
	request->context = context;
}

void http_set_header(struct http_request *request, const char *name, const char *value)
{
	/* Fails for want of memory: the reply then lacks a header, and nothing else. */
	(void)evhttp_add_header(evhttp_request_get_output_headers(request->request), name, value);
}

static void let_go(struct http_request *request)
{
	evhttp_connection_set_closecb(evhttp_request_get_connection(request->request), NULL, NULL);
}

void http_reply(struct http_request *request, int code, const char *type, struct bytes body)
{
	struct evhttp_request *given = request->request;
	let_go(request);
	http_set_header(request, "Content-Type", type);
	if (!evhttp_find_header(evhttp_request_get_output_headers(given), "Cache-Control"))
		http_set_header(request, "Cache-Control", "no-store");
	struct evbuffer *out = evhttp_request_get_output_buffer(given);
	bool good = !body.length || evbuffer_add(out, body.at, body.length) == 0;
	evhttp_send_reply(given, good ? code : 503, reason(good ? code : 503), NULL);
	free(request);
}

void http_stream(struct http_request *request, const char *type, http_gone *gone, void *context)
{
	http_watch(request, gone, context);
	http_set_header(request, "Content-Type", type);
	http_set_header(request, "Cache-Control", "no-store");
	evhttp_send_reply_start(request->request, 200, "OK");
}

bool http_stream_send(struct http_request *request, struct bytes piece)
{
	struct evhttp_connection *connection = evhttp_request_get_connection(request->request);
	struct bufferevent *wire = evhttp_connection_get_bufferevent(connection);
	if (evbuffer_get_length(bufferevent_get_output(wire)) > HTTP_STREAM_MAX_BYTES)
		return false;
	struct evbuffer *out = evbuffer_new();
	if (!out)
		return false;
	bool good = evbuffer_add(out, piece.at, piece.length) == 0;
	if (good)
		evhttp_send_reply_chunk(request->request, out);
	evbuffer_free(out);
	return good;
}

void http_stream_end(struct http_request *request)
{
	let_go(request);
	evhttp_send_reply_end(request->request);
	free(request);
}
