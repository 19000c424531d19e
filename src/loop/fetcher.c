/* What a URI stands for, asked over HTTPS without waiting for it: strangers name the servers, so all of it is bounded. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/fetcher.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/bufferevent_ssl.h>
#include <event2/dns.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "loop/tls.h"

#define HTTPS_PORT 443
#define AGENT "tocsin"

enum job_state { JOB_WAITS, JOB_RUNS, JOB_OVER };

/* One question.  It is freed when the loop is back in its turn, never below a callback of the library. */
struct job {
	struct job *next;
	struct fetcher *fetcher;
	enum job_state state;
	uint64_t number, source;
	const char *accept, *type;
	struct buffer body;
	struct evhttp_uri *uri;
	char host[256]; /* without brackets */
	struct event *limit;
	struct evdns_getaddrinfo_request *lookup;
	struct evhttp_connection *connection;
	const char *trouble;    /* what the library said */
	const char *unverified; /* of the server's certificate */
};

struct fetcher {
	struct event_base *base;
	struct fetcher_limits limits;
	enum fetcher_reach reach;
	SSL_CTX *client;
	struct evdns_base *dns; /* NULL: names are not looked up */
	struct event *turn;     /* starts what waits, frees what is over */
	fetcher_answered *answered;
	void *context;
	struct job *first; /* in the order in which they were asked */
	uint32_t waiting, running;
};

/* --- whom we do not speak with --- */

static bool is_far_v4(const uint8_t ip[4])
{
	bool own = ip[0] == 0 || ip[0] == 127 || ip[0] >= 224;
	return !own && !(ip[0] == 169 && ip[1] == 254);
}

/* RFC 6890: neither this host, nor its links, nor many.  Private networks are let through: an ESInet is one. */
static bool is_far(const struct address *address)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff }, zero[12];
	const uint8_t *ip = address->ip;
	if (address->family == AF_INET)
		return is_far_v4(ip);
	/* IPv4 in other clothes: mapped, compatible (with :: and ::1), and translated (RFC 6052). */
	if (memcmp(ip, mapped, sizeof mapped) == 0 || memcmp(ip, zero, sizeof zero) == 0)
		return is_far_v4(ip + 12);
	if (memcmp(ip, "\0\x64\xff\x9b\0\0\0\0\0\0\0\0", 12) == 0)
		return is_far_v4(ip + 12);
	return ip[0] != 0xff && !(ip[0] == 0xfe && ip[1] >= 0x80);
}

/* --- ends --- */

static void free_job(struct job *job)
{
	if (job->connection)
		evhttp_connection_free(job->connection);
	if (job->uri)
		evhttp_uri_free(job->uri);
	if (job->limit)
		event_free(job->limit);
	buffer_close(&job->body);
	free(job);
}

/* Tells, once; what the job holds is freed in the next turn. */
static void end(struct job *job, struct fetcher_answer answer)
{
	struct fetcher *fetcher = job->fetcher;
	if (job->state == JOB_OVER)
		return;
	fetcher->running -= job->state == JOB_RUNS;
	fetcher->waiting -= job->state == JOB_WAITS;
	job->state = JOB_OVER;
	(void)event_del(job->limit);
	event_active(fetcher->turn, EV_TIMEOUT, 0);
	answer.number = job->number;
	fetcher->answered(fetcher->context, &answer);
}

static void end_badly(struct job *job, const char *trouble)
{
	end(job, (struct fetcher_answer){ .trouble = trouble });
}

static void on_limit(evutil_socket_t descriptor, short what, void *context)
{
	struct job *job = context;
	(void)descriptor;
	(void)what;
	if (job->lookup)
		evdns_getaddrinfo_cancel(job->lookup); /* on_addresses is called all the same */
	end_badly(job, "there was no answer in time");
}

static void on_error(enum evhttp_request_error error, void *context)
{
	struct job *job = context;
	static const char *const words[] = {
		[EVREQ_HTTP_TIMEOUT] = "there was no answer in time",
		[EVREQ_HTTP_EOF] = "the connection ended before the answer did",
		[EVREQ_HTTP_INVALID_HEADER] = "the answer has no form",
		[EVREQ_HTTP_BUFFER_ERROR] = "the connection broke",
		[EVREQ_HTTP_DATA_TOO_LONG] = "the answer is too long",
	};
	job->trouble =
	    error < sizeof words / sizeof *words && words[error] ? words[error] : "the answer could not be read";
}

static void on_answer(struct evhttp_request *request, void *context)
{
	struct job *job = context;
	unsigned code = request ? (unsigned)evhttp_request_get_response_code(request) : 0;
	if (!code) {
		end_badly(job, job->trouble ? job->trouble : "the server cannot be reached, or not by TLS");
		return;
	}
	struct evbuffer *body = evhttp_request_get_input_buffer(request);
	const char *type = evhttp_find_header(evhttp_request_get_input_headers(request), "Content-Type");
	size_t length = evbuffer_get_length(body);
	const uint8_t *at = length ? evbuffer_pullup(body, -1) : NULL;
	if (length > job->fetcher->limits.body_bytes || (length && !at))
		end_badly(job, "the answer is too long");
	else
		end(job, (struct fetcher_answer){ .code = code,
		                                  .unverified = job->unverified,
		                                  .type = bytes_of_text(type),
		                                  .body = bytes_of(at, length) });
}

/* --- beginnings --- */

/* The library goes on after a certificate that nobody vouches for: what it found is kept. */
static void on_handshake(const SSL *connection, int where, int code)
{
	struct job *job = SSL_get_app_data(connection);
	(void)code;
	if (!(where & SSL_CB_HANDSHAKE_DONE))
		return;
	long found = SSL_get_verify_result(connection);
	job->unverified = found == X509_V_OK ? NULL : X509_verify_cert_error_string(found);
}

static SSL *secure(struct job *job, const struct address *address, bool named)
{
	struct fetcher *fetcher = job->fetcher;
	SSL *connection = named ? SSL_new(fetcher->client) : tls_client_to(fetcher->client, address);
	if (!connection)
		return NULL;
	job->unverified = "it was not looked at";
	bool good = !named ||
	            (SSL_set_tlsext_host_name(connection, job->host) == 1 && SSL_set1_host(connection, job->host) == 1);
	good = good && SSL_set_app_data(connection, job) == 1;
	if (!good) {
		SSL_free(connection);
		return NULL;
	}
	/* Shown, and not a reason to hear nothing: where a caller may be is worth knowing, with a mark. */
	SSL_set_verify(connection, SSL_VERIFY_NONE, NULL);
	SSL_set_info_callback(connection, on_handshake);
	/* Half the world ends without a word; an answer cut off is seen by its length, or by its form. */
	(void)SSL_set_options(connection, SSL_OP_IGNORE_UNEXPECTED_EOF);
	return connection;
}

static bool put_headers(struct job *job, struct evkeyvalq *headers)
{
	char host[sizeof job->host + 16];
	bool six = strchr(job->host, ':') != NULL;
	int port = evhttp_uri_get_port(job->uri);
	int length = snprintf(host, sizeof host, "%s%s%s", six ? "[" : "", job->host, six ? "]" : "");
	if (port > 0 && port != HTTPS_PORT)
		(void)snprintf(host + length, sizeof host - (size_t)length, ":%d", port);
	return evhttp_add_header(headers, "Host", host) == 0 && evhttp_add_header(headers, "User-Agent", AGENT) == 0 &&
	       evhttp_add_header(headers, "Accept", job->accept) == 0 &&
	       evhttp_add_header(headers, "Connection", "close") == 0 &&
	       (!job->type || evhttp_add_header(headers, "Content-Type", job->type) == 0);
}

static bool send_request(struct job *job)
{
	char target[FETCHER_URI_MAX_BYTES + 8];
	const char *path = evhttp_uri_get_path(job->uri), *query = evhttp_uri_get_query(job->uri);
	(void)snprintf(target, sizeof target, "%s%s%s%s", path && *path == '/' ? "" : "/", path ? path : "",
	               query ? "?" : "", query ? query : "");
	struct evhttp_request *request = evhttp_request_new(on_answer, job);
	if (!request)
		return false;
	evhttp_request_set_error_cb(request, on_error);
	struct evbuffer *out = evhttp_request_get_output_buffer(request);
	if (!put_headers(job, evhttp_request_get_output_headers(request)) ||
	    (job->type && evbuffer_add(out, job->body.at, job->body.length) != 0)) {
		evhttp_request_free(request);
		return false;
	}
	/* On failure it frees the request. */
	return evhttp_make_request(job->connection, request, job->type ? EVHTTP_REQ_POST : EVHTTP_REQ_GET, target) == 0;
}

static void connect_to(struct job *job, const struct address *address, bool named)
{
	const struct fetcher *fetcher = job->fetcher;
	char text[ADDRESS_TEXT_BYTES];
	int port = evhttp_uri_get_port(job->uri);
	SSL *connection = secure(job, address, named);
	struct bufferevent *stream =
	    connection ? bufferevent_openssl_socket_new(fetcher->base, -1, connection, BUFFEREVENT_SSL_CONNECTING,
	                                                BEV_OPT_CLOSE_ON_FREE)
		       : NULL;
	if (!stream) {
		SSL_free(connection);
		end_badly(job, status_text(STATUS_MEMORY));
		return;
	}
	bufferevent_openssl_set_allow_dirty_shutdown(stream, 1);
	address_write(address, text);
	job->connection = evhttp_connection_base_bufferevent_new(fetcher->base, NULL, stream, text,
	                                                         (unsigned short)(port > 0 ? port : HTTPS_PORT));
	if (!job->connection) {
		bufferevent_free(stream);
		end_badly(job, status_text(STATUS_MEMORY));
		return;
	}
	evhttp_connection_set_max_headers_size(job->connection, fetcher->limits.head_bytes);
	evhttp_connection_set_max_body_size(job->connection, fetcher->limits.body_bytes);
	if (!send_request(job))
		end_badly(job, "the server cannot be reached");
}

/* The first address that may be asked. */
static void on_addresses(int error, struct evutil_addrinfo *found, void *context)
{
	struct job *job = context;
	struct address address = { 0 };
	bool usable = false, refused = false;
	job->lookup = NULL;
	for (const struct evutil_addrinfo *at = found; at && !usable; at = at->ai_next) {
		bool read = address_of(at->ai_addr, &address);
		usable = read && (job->fetcher->reach == FETCHER_NEAR || is_far(&address));
		refused = refused || (read && !usable);
	}
	if (found)
		evutil_freeaddrinfo(found);
	if (job->state == JOB_OVER)
		event_active(job->fetcher->turn, EV_TIMEOUT, 0);
	else if (usable)
		connect_to(job, &address, true);
	else
		end_badly(job, refused ? "the server is this machine or beside it"
		               : error ? "the server's name is not known"
		                       : "the server has no address");
}

static void start(struct job *job)
{
	const struct evutil_addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
	struct fetcher *fetcher = job->fetcher;
	const struct timeval within = { .tv_sec = fetcher->limits.within_ms / 1000,
		                        .tv_usec = (suseconds_t)(fetcher->limits.within_ms % 1000) * 1000 };
	struct address address;
	job->state = JOB_RUNS;
	fetcher->running++;
	fetcher->waiting--;
	if (event_add(job->limit, &within) != 0)
		end_badly(job, status_text(STATUS_MEMORY));
	else if (fetcher->reach == FETCHER_NOBODY)
		end_badly(job, "this center asks no servers");
	else if (!job->host[0])
		end_badly(job, "it is no https URI");
	else if (address_read(job->host, 0, &address)) {
		if (fetcher->reach == FETCHER_NEAR || is_far(&address))
			connect_to(job, &address, false);
		else
			end_badly(job, "the server is this machine or beside it");
	} else if (!fetcher->dns)
		end_badly(job, "there is nobody to ask for the server's address");
	else
		job->lookup = evdns_getaddrinfo(fetcher->dns, job->host, NULL, &hints, on_addresses, job);
}

static uint32_t runs_of(const struct fetcher *fetcher, uint64_t source)
{
	uint32_t count = 0;
	for (const struct job *job = fetcher->first; job; job = job->next)
		count += job->state == JOB_RUNS && job->source == source;
	return count;
}

static void on_turn(evutil_socket_t descriptor, short what, void *context)
{
	struct fetcher *fetcher = context;
	(void)descriptor;
	(void)what;
	for (struct job **at = &fetcher->first; *at;) {
		struct job *job = *at;
		if (job->state != JOB_OVER || job->lookup) {
			at = &job->next;
			continue;
		}
		*at = job->next;
		free_job(job);
	}
	for (struct job *job = fetcher->first; job && fetcher->running < fetcher->limits.running; job = job->next)
		if (job->state == JOB_WAITS && runs_of(fetcher, job->source) < fetcher->limits.per_source)
			start(job);
}

/* What of a URI is needed; a host that cannot be one stays empty, which is told as an answer. */
static bool read_uri(struct job *job, struct bytes uri)
{
	char text[FETCHER_URI_MAX_BYTES + 1];
	if (uri.length)
		memcpy(text, uri.at, uri.length);
	text[uri.length] = '\0';
	job->uri = strlen(text) == uri.length ? evhttp_uri_parse(text) : NULL;
	const char *scheme = job->uri ? evhttp_uri_get_scheme(job->uri) : NULL;
	const char *host = job->uri ? evhttp_uri_get_host(job->uri) : NULL;
	if (!scheme || evutil_ascii_strcasecmp(scheme, "https") != 0 || !host || !*host ||
	    evhttp_uri_get_userinfo(job->uri))
		return false;
	size_t length = strlen(host), from = host[0] == '[' && host[length - 1] == ']';
	length -= 2 * from;
	if (!length || length >= sizeof job->host)
		return false;
	memcpy(job->host, host + from, length);
	return true;
}

enum status fetcher_ask(struct fetcher *fetcher, const struct fetcher_question *question)
{
	if (question->uri.length > FETCHER_URI_MAX_BYTES)
		return STATUS_LIMIT;
	if (fetcher->waiting >= fetcher->limits.waiting)
		return STATUS_FULL;
	struct job *job = calloc(1, sizeof *job), **at = &fetcher->first;
	if (!job)
		return STATUS_MEMORY;
	*job = (struct job){ .fetcher = fetcher,
		             .number = question->number,
		             .source = question->source,
		             .accept = question->accept,
		             .type = question->type };
	job->limit = evtimer_new(fetcher->base, on_limit, job);
	if (!job->limit || buffer_append(&job->body, question->body) != STATUS_OK) {
		free_job(job);
		return STATUS_MEMORY;
	}
	(void)read_uri(job, question->uri);
	while (*at)
		at = &(*at)->next;
	*at = job;
	fetcher->waiting++;
	event_active(fetcher->turn, EV_TIMEOUT, 0);
	return STATUS_OK;
}

/* --- the fetcher --- */

/* "192.0.2.1", "[::1]:5353"; one that is no address is left out.  False for want of memory. */
static bool open_names(struct fetcher *fetcher, struct bytes lines)
{
	unsigned count = 0;
	for (size_t from = 0, to; from < lines.length && count < FETCHER_NAME_SERVERS_MAX; from = to + 1) {
		char text[ADDRESS_TEXT_BYTES];
		for (to = from; to < lines.length && lines.at[to] != '\n';)
			to++;
		if (to - from >= sizeof text)
			continue;
		memcpy(text, lines.at + from, to - from);
		text[to - from] = '\0';
		if (!fetcher->dns)
			fetcher->dns = evdns_base_new(fetcher->base, 0);
		if (!fetcher->dns)
			return false;
		count += evdns_base_nameserver_ip_add(fetcher->dns, text) == 0;
	}
	return true;
}

enum status fetcher_open(struct loop *loop, const struct fetcher_setup *setup, fetcher_answered *answered,
                         void *context, struct fetcher **ret_fetcher)
{
	struct fetcher *fetcher = calloc(1, sizeof *fetcher);
	if (!fetcher)
		return STATUS_MEMORY;
	fetcher->base = loop_base(loop);
	fetcher->limits = *setup->limits;
	fetcher->reach = setup->reach;
	fetcher->answered = answered;
	fetcher->context = context;
	fetcher->turn = evtimer_new(fetcher->base, on_turn, fetcher);
	enum status status = fetcher->turn ? tls_client(setup->trusted, &fetcher->client) : STATUS_MEMORY;
	if (status == STATUS_OK && !open_names(fetcher, setup->name_servers))
		status = STATUS_MEMORY;
	ERR_clear_error(); /* the end of the certificates is one */
	if (status != STATUS_OK) {
		fetcher_close(fetcher);
		return status;
	}
	*ret_fetcher = fetcher;
	return STATUS_OK;
}

void fetcher_close(struct fetcher *fetcher)
{
	if (!fetcher)
		return;
	while (fetcher->first) {
		struct job *job = fetcher->first;
		fetcher->first = job->next;
		free_job(job);
	}
	if (fetcher->dns)
		evdns_base_free(fetcher->dns, 0);
	if (fetcher->turn)
		event_free(fetcher->turn);
	SSL_CTX_free(fetcher->client);
	free(fetcher);
}
