/* What is fetched comes whole, in time, once, and says who vouches for it; whatever a server does, it ends. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/fetcher.h"

#include <event2/buffer.h>
#include <event2/bufferevent_ssl.h>
#include <event2/listener.h>

#include "peers.h"

#define WITHIN_MS 400
#define BODY_MAX_BYTES 1000
#define ANSWERS_MAX 64

/* A server that does what the path says. */
struct server {
	struct loop *loop;
	SSL_CTX *tls;
	struct evconnlistener *listener;
	struct event *drip;
	struct bufferevent *dripped;
	uint16_t port;
	unsigned requests, open, most;
	char last[2048]; /* the last request */
};

struct answer {
	struct fetcher_answer answer;
	char body[64], type[64], trouble[96];
};

struct asking {
	struct loop *loop;
	struct fetcher *fetcher;
	struct answer answer[ANSWERS_MAX];
	unsigned answers;
	const struct fetcher_question *again; /* asked from within the next answer */
};

static void on_drip(evutil_socket_t descriptor, short what, void *context)
{
	struct server *server = context;
	(void)descriptor;
	(void)what;
	if (server->dripped)
		(void)bufferevent_write(server->dripped, "x", 1);
}

static void on_event(struct bufferevent *stream, short what, void *context)
{
	struct server *server = context;
	if (!(what & (BEV_EVENT_EOF | BEV_EVENT_ERROR)))
		return;
	server->open--;
	if (server->dripped == stream)
		server->dripped = NULL;
	bufferevent_free(stream);
}

static void serve(struct server *server, struct bufferevent *stream, const char *path)
{
	struct evbuffer *out = bufferevent_get_output(stream);
	const struct timeval often = { .tv_usec = 20000 };
	if (strcmp(path, "/ok?a=b") == 0)
		(void)evbuffer_add_printf(out,
		                          "HTTP/1.1 200 OK\r\nContent-Type: text/x\r\nContent-Length: 5\r\n\r\nhello");
	else if (strcmp(path, "/chunks") == 0)
		(void)evbuffer_add_printf(
		    out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n");
	else if (strcmp(path, "/most") == 0 || strcmp(path, "/more") == 0)
		(void)evbuffer_add_printf(out, "HTTP/1.1 200 OK\r\n\r\n%0*d", BODY_MAX_BYTES + (path[4] == 'e'), 0);
	else if (strcmp(path, "/head") == 0)
		(void)evbuffer_add_printf(out, "HTTP/1.1 200 OK\r\nX: %09000d\r\n\r\nx", 0);
	else if (strcmp(path, "/moved") == 0)
		(void)evbuffer_add_printf(out, "HTTP/1.1 302 Found\r\nLocation: /ok?a=b\r\nContent-Length: 0\r\n\r\n");
	else if (strcmp(path, "/junk") == 0)
		(void)evbuffer_add_printf(out, "what do you want?\r\n\r\n");
	else if (strcmp(path, "/short") == 0)
		(void)evbuffer_add_printf(out, "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello");
	else if (strcmp(path, "/drip") == 0) {
		(void)evbuffer_add_printf(out, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n");
		server->dripped = stream;
		CHECK(event_add(server->drip, &often) == 0);
	}
}

static void on_written(struct bufferevent *stream, void *context)
{
	struct server *server = context;
	server->open--;
	bufferevent_free(stream); /* the end of what has no length */
}

static void on_read(struct bufferevent *stream, void *context)
{
	struct server *server = context;
	struct evbuffer *in = bufferevent_get_input(stream);
	char path[64] = "";
	size_t length = evbuffer_get_length(in);
	const char *text = (const char *)evbuffer_pullup(in, -1);
	/* The requests of this test end with their head, or with "]". */
	if (!memmem(text, length, "\r\n\r\n", 4) || (text[0] == 'P' && text[length - 1] != ']'))
		return;
	server->requests++;
	(void)snprintf(server->last, sizeof server->last, "%.*s", (int)length, text);
	(void)sscanf(server->last, "%*s %63s", path);
	(void)evbuffer_drain(in, length);
	serve(server, stream, path);
	bool ends = strcmp(path, "/short") == 0 || path[1] == 'm' || strcmp(path, "/junk") == 0;
	if (ends)
		bufferevent_setcb(stream, NULL, on_written, on_event, server);
}

static void on_accept(struct evconnlistener *listener, evutil_socket_t descriptor, struct sockaddr *from, int length,
                      void *context)
{
	struct server *server = context;
	(void)from;
	(void)length;
	struct bufferevent *stream =
	    bufferevent_openssl_socket_new(evconnlistener_get_base(listener), descriptor, SSL_new(server->tls),
	                                   BUFFEREVENT_SSL_ACCEPTING, BEV_OPT_CLOSE_ON_FREE);
	bufferevent_openssl_set_allow_dirty_shutdown(stream, 1);
	bufferevent_setcb(stream, on_read, NULL, on_event, server);
	(void)bufferevent_enable(stream, EV_READ | EV_WRITE);
	server->open++;
	server->most = server->open > server->most ? server->open : server->most;
}

static void server_open(struct server *server, struct loop *loop, const struct sockets_tls *tls)
{
	struct sockaddr_in here = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof here;
	*server = (struct server){ .loop = loop };
	CHECK(tls_server(tls->certificate, tls->key, &server->tls) == STATUS_OK);
	server->listener = evconnlistener_new_bind(loop_base(loop), on_accept, server, LEV_OPT_CLOSE_ON_FREE, -1,
	                                           (struct sockaddr *)&here, (int)sizeof here);
	CHECK(server->listener &&
	      getsockname(evconnlistener_get_fd(server->listener), (struct sockaddr *)&here, &length) == 0);
	server->port = ntohs(here.sin_port);
	server->drip = event_new(loop_base(loop), -1, EV_PERSIST, on_drip, server);
}

/* Once whoever asked has gone. */
static void server_close(struct server *server)
{
	TURNS_UNTIL(server->loop, !server->open);
	evconnlistener_free(server->listener);
	event_free(server->drip);
	SSL_CTX_free(server->tls);
}

static void on_answered(void *context, const struct fetcher_answer *given)
{
	struct asking *asking = context;
	struct answer *answer = &asking->answer[asking->answers++ % ANSWERS_MAX];
	const struct fetcher_question *again = asking->again;
	answer->answer = *given;
	(void)snprintf(answer->trouble, sizeof answer->trouble, "%s", given->trouble ? given->trouble : "");
	(void)snprintf(answer->body, sizeof answer->body, "%.*s", (int)given->body.length,
	               (const char *)given->body.at);
	(void)snprintf(answer->type, sizeof answer->type, "%.*s", (int)given->type.length,
	               (const char *)given->type.at);
	asking->again = NULL;
	if (again)
		CHECK(fetcher_ask(asking->fetcher, again) == STATUS_OK);
}

static const struct fetcher_limits limits = { .running = 4,
	                                      .per_source = 2,
	                                      .waiting = 8,
	                                      .within_ms = WITHIN_MS,
	                                      .head_bytes = 4096,
	                                      .body_bytes = BODY_MAX_BYTES };

static void open_asking(struct asking *asking, struct loop *loop, struct bytes trusted, const char *names,
                        enum fetcher_reach reach)
{
	const struct fetcher_setup setup = {
		.trusted = trusted, .name_servers = bytes_of_text(names), .reach = reach, .limits = &limits
	};
	*asking = (struct asking){ .loop = loop };
	CHECK(fetcher_open(loop, &setup, on_answered, asking, &asking->fetcher) == STATUS_OK);
}

/* Asks one thing, and waits for its answer. */
static const struct answer *ask(struct asking *asking, const char *uri, const char *body)
{
	const struct fetcher_question question = { .number = 7,
		                                   .source = 1,
		                                   .uri = bytes_of_text(uri),
		                                   .accept = "text/x",
		                                   .type = body ? "text/y" : NULL,
		                                   .body = bytes_of_text(body) };
	unsigned before = asking->answers;
	CHECK(fetcher_ask(asking->fetcher, &question) == STATUS_OK);
	CHECK_NUMBER(asking->answers, before); /* never within the call */
	TURNS_UNTIL(asking->loop, asking->answers > before);
	const struct answer *answer = &asking->answer[before % ANSWERS_MAX];
	CHECK_NUMBER(answer->answer.number, 7);
	return answer;
}

static const struct answer *ask_server(struct asking *asking, const struct server *server, const char *path,
                                       const char *body)
{
	char uri[128];
	(void)snprintf(uri, sizeof uri, "https://127.0.0.1:%u%s", server->port, path);
	return ask(asking, uri, body);
}

static void check_whole(struct loop *loop, struct server *server)
{
	struct asking asking;
	open_asking(&asking, loop, peer_tls()->certificate, "", FETCHER_NEAR);
	const struct answer *answer = ask_server(&asking, server, "/ok?a=b", NULL);
	CHECK(!answer->answer.trouble && answer->answer.code == 200 && !answer->answer.unverified);
	CHECK_TEXT(answer->body, "hello");
	CHECK_TEXT(answer->type, "text/x");
	CHECK(strstr(server->last, "GET /ok?a=b HTTP/1.1\r\n") && strstr(server->last, "Accept: text/x\r\n"));
	answer = ask_server(&asking, server, "/ok?a=b", "[where?]");
	CHECK_TEXT(answer->body, "hello");
	CHECK(strstr(server->last, "POST /ok?a=b ") && strstr(server->last, "Content-Type: text/y\r\n") &&
	      strstr(server->last, "\r\n\r\n[where?]"));
	CHECK_TEXT(ask_server(&asking, server, "/chunks", NULL)->body, "hello");
	answer = ask_server(&asking, server, "/most", NULL);
	CHECK_TEXT(answer->trouble, "");
	CHECK_NUMBER(answer->answer.body.length, BODY_MAX_BYTES);
	/* A redirection is an answer, and is not followed. */
	unsigned before = server->requests;
	CHECK_NUMBER(ask_server(&asking, server, "/moved", NULL)->answer.code, 302);
	CHECK_NUMBER(server->requests, before + 1);
	fetcher_close(asking.fetcher);
}

static void check_trouble(struct loop *loop, struct server *server)
{
	static const struct {
		const char *path, *trouble;
	} rows[] = {
		{ "/more", "the answer is too long" },      { "/head", "the answer has no form" },
		{ "/junk", "the answer has no form" },      { "/short", "the connection ended before the answer did" },
		{ "/mute", "there was no answer in time" }, { "/drip", "there was no answer in time" },
	};
	struct asking asking;
	struct server gone;
	open_asking(&asking, loop, peer_tls()->certificate, "", FETCHER_NEAR);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		CHECK_TEXT(ask_server(&asking, server, rows[i].path, NULL)->trouble, rows[i].trouble);
	server_open(&gone, loop, peer_tls());
	uint16_t port = gone.port;
	server_close(&gone);
	gone.port = port;
	CHECK_TEXT(ask_server(&asking, &gone, "/ok?a=b", NULL)->trouble, "the server cannot be reached, or not by TLS");
	/* Who takes a connection and says nothing, not even of TLS. */
	int descriptor = -1;
	CHECK(socket_bind(SOCKET_TCP, "127.0.0.1", 0, &descriptor) == STATUS_OK);
	gone.port = socket_port(descriptor);
	CHECK_TEXT(ask_server(&asking, &gone, "/ok?a=b", NULL)->trouble, "there was no answer in time");
	(void)close(descriptor);
	fetcher_close(asking.fetcher);
}

/* It is heard and marked. */
static void check_unverified(struct loop *loop, struct server *server)
{
	struct buffer certificate = { 0 }, key = { 0 };
	struct asking asking;
	struct server other;
	open_asking(&asking, loop, (struct bytes){ 0 }, "", FETCHER_NEAR);
	const struct answer *answer = ask_server(&asking, server, "/ok?a=b", NULL);
	CHECK_TEXT(answer->answer.unverified, "self-signed certificate");
	CHECK_TEXT(answer->body, "hello");
	fetcher_close(asking.fetcher);
	/* Vouched for, and somebody else. */
	CHECK(tls_self_signed("192.0.2.1", &certificate, &key) == STATUS_OK);
	const struct sockets_tls tls = { .certificate = buffer_bytes(&certificate), .key = buffer_bytes(&key) };
	server_open(&other, loop, &tls);
	open_asking(&asking, loop, tls.certificate, "", FETCHER_NEAR);
	CHECK_TEXT(ask_server(&asking, &other, "/ok?a=b", NULL)->answer.unverified, "IP address mismatch");
	fetcher_close(asking.fetcher);
	server_close(&other);
	buffer_close(&certificate);
	buffer_close(&key);
}

static void check_refused(struct loop *loop)
{
	static const char *const near[] = {
		"https://127.0.0.1/", "https://127.9.9.9:8/", "https://[::1]/",           "https://0.0.0.0/",
		"https://[::]/",      "https://169.254.1.1/", "https://[fe80::1]/",       "https://[::ffff:127.0.0.1]/",
		"https://224.0.0.1/", "https://[ff02::1]/",   "https://255.255.255.255/", "https://[64:ff9b::7f00:1]/",
	};
	static const char *const none[] = { "http://192.0.2.1/",
		                            "https:",
		                            "https:///x",
		                            "sip:a@192.0.2.1",
		                            "x",
		                            "https://me:it@192.0.2.1/",
		                            "https://a b/",
		                            "https://[::1/",
		                            "" };
	struct asking asking;
	open_asking(&asking, loop, (struct bytes){ 0 }, "", FETCHER_FAR);
	for (size_t i = 0; i < sizeof near / sizeof *near; i++)
		if (!CHECK_TEXT(ask(&asking, near[i], NULL)->trouble, "the server is this machine or beside it"))
			(void)fprintf(stderr, "  %s\n", near[i]);
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		if (!CHECK_TEXT(ask(&asking, none[i], NULL)->trouble, "it is no https URI"))
			(void)fprintf(stderr, "  %s\n", none[i]);
	CHECK_TEXT(ask(&asking, "https://here.example/", NULL)->trouble,
	           "there is nobody to ask for the server's address");
	char uri[FETCHER_URI_MAX_BYTES + 2];
	memset(uri, 'x', sizeof uri);
	const struct fetcher_question question = { .uri = bytes_of(uri, FETCHER_URI_MAX_BYTES + 1), .accept = "" };
	CHECK(fetcher_ask(asking.fetcher, &question) == STATUS_LIMIT);
	fetcher_close(asking.fetcher);
	open_asking(&asking, loop, (struct bytes){ 0 }, "", FETCHER_NOBODY);
	CHECK_TEXT(ask(&asking, "https://192.0.2.1/", NULL)->trouble, "this center asks no servers");
	fetcher_close(asking.fetcher);
}

/* A name server of ours: one A record for every name (RFC 1035 section 4), 127.0.0.1. */
static void on_name(evutil_socket_t descriptor, short what, void *context)
{
	uint8_t packet[512];
	struct sockaddr_in from;
	socklen_t length = sizeof from;
	(void)what;
	(void)context;
	ssize_t got = recvfrom(descriptor, packet, sizeof packet - 16, 0, (struct sockaddr *)&from, &length);
	if (got < 17)
		return;
	bool v4 = packet[got - 3] == 1;
	packet[2] = 0x84;
	packet[3] = 0;
	packet[7] = v4;
	static const uint8_t record[16] = { 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1 };
	if (v4)
		memcpy(packet + got, record, sizeof record);
	(void)sendto(descriptor, packet, (size_t)got + (v4 ? sizeof record : 0), 0, (struct sockaddr *)&from, length);
}

static void check_names(struct loop *loop)
{
	struct buffer certificate = { 0 }, key = { 0 };
	struct asking asking;
	struct server server;
	char names[64], uri[64];
	int descriptor = -1;
	CHECK(tls_self_signed("lis.example", &certificate, &key) == STATUS_OK);
	const struct sockets_tls tls = { .certificate = buffer_bytes(&certificate), .key = buffer_bytes(&key) };
	server_open(&server, loop, &tls);
	CHECK(socket_bind(SOCKET_UDP, "127.0.0.1", 0, &descriptor) == STATUS_OK);
	struct event *name = event_new(loop_base(loop), descriptor, EV_READ | EV_PERSIST, on_name, NULL);
	CHECK(event_add(name, NULL) == 0);
	(void)snprintf(names, sizeof names, "nonsense\n127.0.0.1:%u\n", socket_port(descriptor));
	(void)snprintf(uri, sizeof uri, "https://lis.example:%u/ok?a=b", server.port);
	open_asking(&asking, loop, tls.certificate, names, FETCHER_NEAR);
	const struct answer *answer = ask(&asking, uri, NULL);
	CHECK(!answer->answer.unverified);
	CHECK_TEXT(answer->body, "hello");
	CHECK(strstr(server.last, "Host: lis.example:"));
	fetcher_close(asking.fetcher);
	/* A name does not lead where its address may not. */
	open_asking(&asking, loop, tls.certificate, names, FETCHER_FAR);
	CHECK_TEXT(ask(&asking, uri, NULL)->trouble, "the server is this machine or beside it");
	/* A name server that is silent. */
	CHECK(event_del(name) == 0);
	CHECK_TEXT(ask(&asking, uri, NULL)->trouble, "there was no answer in time");
	turns_now(loop);
	fetcher_close(asking.fetcher);
	event_free(name);
	(void)close(descriptor);
	server_close(&server);
	buffer_close(&certificate);
	buffer_close(&key);
}

/* So many at a time, so many of them for one source, so many that wait. */
static void check_bounds(struct loop *loop, struct server *server)
{
	struct asking asking;
	char uri[64];
	open_asking(&asking, loop, peer_tls()->certificate, "", FETCHER_NEAR);
	(void)snprintf(uri, sizeof uri, "https://127.0.0.1:%u/mute", server->port);
	struct fetcher_question question = { .source = 1, .uri = bytes_of_text(uri), .accept = "" };
	turns_now(loop);
	server->most = server->open;
	unsigned before = server->open;
	for (unsigned i = 0; i < limits.waiting; i++)
		CHECK(fetcher_ask(asking.fetcher, &question) == STATUS_OK);
	CHECK(fetcher_ask(asking.fetcher, &question) == STATUS_FULL);
	TURNS_UNTIL(loop, server->most > before + 1);
	/* Two of the one source run, and there is room for another's. */
	question.source = 2;
	for (unsigned i = 0; i < 2; i++)
		CHECK(fetcher_ask(asking.fetcher, &question) == STATUS_OK);
	CHECK(fetcher_ask(asking.fetcher, &question) == STATUS_FULL);
	TURNS_UNTIL(loop, server->most >= before + limits.running);
	asking.again = &question;
	TURNS_UNTIL(loop, asking.answers == limits.waiting + 2 + 1);
	CHECK_NUMBER(server->most, before + limits.running);
	/* Closed with one on its way. */
	CHECK(fetcher_ask(asking.fetcher, &question) == STATUS_OK);
	turns_now(loop);
	fetcher_close(asking.fetcher);
}

int main(void)
{
	struct loop *loop;
	struct server server;
	const struct fetcher_setup wrong = { .trusted = bytes_of_text("no certificate"), .limits = &limits };
	struct fetcher *none = NULL;
	(void)signal(SIGPIPE, SIG_IGN);
	if (loop_open(&loop) != STATUS_OK)
		return 1;
	CHECK(fetcher_open(loop, &wrong, on_answered, NULL, &none) == STATUS_MALFORMED && !none);
	server_open(&server, loop, peer_tls());
	check_whole(loop, &server);
	check_trouble(loop, &server);
	check_unverified(loop, &server);
	check_refused(loop);
	check_names(loop);
	check_bounds(loop, &server);
	server_close(&server);
	loop_close(loop);
	return check_done();
}
