/* 64 clients, each waiting for its durable record of 1 KB and its receipt: tocsind over HTTP, sealed and, if it is told a second port,
 * unsealed, beside PostgreSQL over libpq, which only inserts; in one run. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <arpa/inet.h>
#include <libpq-fe.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CLIENTS 64
#define WORDS_BYTES 1000
#define ROUNDS 5
#define SAMPLES_MAX 400000
#define REPLY_BYTES 4096

struct client {
	pthread_t thread;
	int64_t *latency_us;
	unsigned count;
	int broken;
};

static struct {
	const char *port;   /* of tocsind */
	const char *server; /* libpq's conninfo */
	double seconds;
} setup;

static int64_t now_us(void)
{
	struct timespec at;
	(void)clock_gettime(CLOCK_MONOTONIC, &at);
	return at.tv_sec * 1000000LL + at.tv_nsec / 1000;
}

static void note(struct client *client, int64_t from_us)
{
	if (client->count < SAMPLES_MAX / CLIENTS)
		client->latency_us[client->count++] = now_us() - from_us;
}

static int connect_http(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)strtoul(setup.port, NULL, 10)) };
	const int yes = 1;
	int wire = socket(AF_INET, SOCK_STREAM, 0);
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (wire >= 0 && connect(wire, (const struct sockaddr *)&to, sizeof to) == 0 &&
	    setsockopt(wire, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes) == 0)
		return wire;
	if (wire >= 0)
		(void)close(wire);
	return -1;
}

/* One whole reply: its head, and as much body as the head says. */
static int read_reply(int wire)
{
	char reply[REPLY_BYTES];
	size_t have = 0;
	for (;;) {
		ssize_t got = read(wire, reply + have, sizeof reply - 1 - have);
		if (got <= 0)
			return 0;
		have += (size_t)got;
		reply[have] = '\0';
		const char *end = strstr(reply, "\r\n\r\n");
		const char *length = strcasestr(reply, "content-length:");
		if (end && length && have >= (size_t)(end + 4 - reply) + strtoul(length + 15, NULL, 10))
			return strncmp(reply, "HTTP/1.1 201", 12) == 0;
	}
}

static void *call_http(void *context)
{
	struct client *client = context;
	char request[WORDS_BYTES + 256], words[WORDS_BYTES + 1];
	memset(words, 'w', WORDS_BYTES);
	words[WORDS_BYTES] = '\0';
	int length =
	    snprintf(request, sizeof request,
	             "POST /v1/calls HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n{\"words\":\"%s\"}",
	             WORDS_BYTES + 12, words);
	int wire = connect_http();
	int64_t until = now_us() + (int64_t)(setup.seconds * 1e6);
	client->broken = wire < 0;
	for (int64_t from; !client->broken && (from = now_us()) < until;) {
		client->broken = write(wire, request, (size_t)length) != length || !read_reply(wire);
		note(client, from);
	}
	if (wire >= 0)
		(void)close(wire);
	return NULL;
}

static void *call_postgres(void *context)
{
	struct client *client = context;
	char words[WORDS_BYTES + 1];
	const char *values[1] = { words };
	memset(words, 'w', WORDS_BYTES);
	words[WORDS_BYTES] = '\0';
	PGconn *wire = PQconnectdb(setup.server);
	PGresult *prepared = PQprepare(wire, "call", "INSERT INTO calls (words) VALUES ($1)", 1, NULL);
	client->broken = PQresultStatus(prepared) != PGRES_COMMAND_OK;
	PQclear(prepared);
	int64_t until = now_us() + (int64_t)(setup.seconds * 1e6);
	for (int64_t from; !client->broken && (from = now_us()) < until;) {
		PGresult *result = PQexecPrepared(wire, "call", 1, values, NULL, NULL, 0);
		client->broken = PQresultStatus(result) != PGRES_COMMAND_OK;
		PQclear(result);
		note(client, from);
	}
	PQfinish(wire);
	return NULL;
}

static int compare(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
	return (left > right) - (left < right);
}

struct figure {
	double per_s;
	double p99_ms;
};

static struct figure run(void *(*call)(void *))
{
	static int64_t all[SAMPLES_MAX];
	static struct client clients[CLIENTS];
	unsigned count = 0;
	for (unsigned i = 0; i < CLIENTS; i++) {
		clients[i] = (struct client){ .latency_us = all + i * (SAMPLES_MAX / CLIENTS) };
		if (pthread_create(&clients[i].thread, NULL, call, &clients[i]) != 0)
			exit(1);
	}
	for (unsigned i = 0; i < CLIENTS; i++) {
		(void)pthread_join(clients[i].thread, NULL);
		if (clients[i].broken) {
			(void)fputs("a client's connection broke, or its record was refused\n", stderr);
			exit(1);
		}
		memmove(all + count, clients[i].latency_us, clients[i].count * sizeof *all);
		count += clients[i].count;
	}
	qsort(all, count, sizeof *all, compare);
	unsigned worst_percent = count / 100; /* the calls slower than the 99th percentile */
	return (struct figure){ count / setup.seconds, (double)all[count - 1 - worst_percent] / 1e3 };
}

static int compare_figures(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;
	return (left > right) - (left < right);
}

enum column { SEALED, POSTGRES, RATIO, P99, POSTGRES_P99, UNSEALED, OF_UNSEALED, UNSEALED_P99, COLUMN_COUNT };

static double table[COLUMN_COUNT][ROUNDS];

static void print_row(const char *name, unsigned round, bool both)
{
	printf("%-6s %14.0f %14.0f %10.2f %12.1f %12.1f", name, table[SEALED][round], table[POSTGRES][round],
	       table[RATIO][round], table[P99][round], table[POSTGRES_P99][round]);
	if (both)
		printf(" %14.0f %10.2f %12.1f", table[UNSEALED][round], table[OF_UNSEALED][round],
		       table[UNSEALED_P99][round]);
	putchar('\n');
	(void)fflush(stdout);
}

/* Which goes first changes from round to round: a disk that slows down hits each of them alike. */
static void run_round(unsigned round, const char *sealed, const char *unsealed)
{
	struct figure mine[2] = { 0 };
	for (unsigned i = 0; i < 2; i++) {
		unsigned which = (i + round) % 2;
		setup.port = which ? unsealed : sealed;
		if (setup.port)
			mine[which] = run(call_http);
	}
	struct figure other = run(call_postgres);
	table[SEALED][round] = mine[0].per_s;
	table[POSTGRES][round] = other.per_s;
	table[RATIO][round] = mine[0].per_s / other.per_s;
	table[P99][round] = mine[0].p99_ms;
	table[POSTGRES_P99][round] = other.p99_ms;
	table[UNSEALED][round] = mine[1].per_s;
	table[OF_UNSEALED][round] = unsealed ? mine[0].per_s / mine[1].per_s : 0;
	table[UNSEALED_P99][round] = mine[1].p99_ms;
}

int main(int count, char **arguments)
{
	if (count != 4 && count != 5) {
		(void)fputs("usage: bench_durable_calls TOCSIND-PORT CONNINFO SECONDS [UNSEALED-PORT]; script/bench "
		            "durable_calls and script/bench sealed do it all\n",
		            stderr);
		return 2;
	}
	const char *unsealed = count == 5 ? arguments[4] : NULL;
	setup.server = arguments[2];
	setup.seconds = strtod(arguments[3], NULL);
	PGconn *wire = PQconnectdb(setup.server);
	PQclear(PQexec(wire, "DROP TABLE IF EXISTS calls"));
	PGresult *made =
	    PQexec(wire, "CREATE TABLE calls (id bigserial PRIMARY KEY, at timestamptz DEFAULT now(), words text)");
	if (PQresultStatus(made) != PGRES_COMMAND_OK) {
		(void)fprintf(stderr, "PostgreSQL: %s", PQerrorMessage(wire));
		return 1;
	}
	PQclear(made);
	PQfinish(wire);
	printf("%-6s %14s %14s %10s %12s %12s", "round", "tocsin calls/s", "PostgreSQL/s", "ratio", "p99 ms",
	       "p99 ms (PG)");
	if (unsealed)
		printf(" %14s %10s %12s", "unsealed/s", "of that", "p99 ms");
	putchar('\n');
	for (unsigned round = 0; round < ROUNDS; round++) {
		char name[8];
		(void)snprintf(name, sizeof name, "%u", round + 1);
		run_round(round, arguments[1], unsealed);
		print_row(name, round, unsealed != NULL);
	}
	for (unsigned i = 0; i < COLUMN_COUNT; i++)
		qsort(table[i], ROUNDS, sizeof(double), compare_figures);
	print_row("median", ROUNDS / 2, unsealed != NULL);
	return 0;
}
