/* The server: opens the rooms from the ground up, runs the loop, and closes them again. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "console/console.h"
#include "desk/desk.h"
#include "loop/clock.h"
#include "loop/loop.h"

#define HOST_MAX_BYTES 256
#define EXIT_USAGE 2

struct options {
	const char *data, *spool, *origin, *engine;
	char host[HOST_MAX_BYTES];
	uint16_t port;
};

struct server {
	struct loop *loop;
	struct desk *desk;
	struct console *console;
	int wake;
};

static int usage(FILE *to)
{
	(void)fputs(
	    "usage: tocsind --data DIR [--listen HOST:PORT] [--spool DIR] [--origin NAME]\n"
	    "  --data DIR          where the ledger and its keys lie; made if it is absent\n"
	    "  --listen HOST:PORT  127.0.0.1:8112 unless told; port 0 takes a free one\n"
	    "  --spool DIR         second path, on another disk, for when the first is full\n"
	    "  --origin NAME       the log's name for ever, given at the first start; tocsin.local unless told\n"
	    "  --routes            prints the HTTP routes and ends\n"
	    "  --help, --version\n"
	    "It runs in the foreground and ends on SIGTERM.  See tocsind(8).\n",
	    to);
	return to == stdout ? EXIT_SUCCESS : EXIT_USAGE;
}

static bool read_address(const char *text, struct options *options)
{
	const char *colon = strrchr(text, ':');
	char *end;
	size_t length = colon ? (size_t)(colon - text) : 0;
	if (!length || length >= HOST_MAX_BYTES)
		return false;
	if (text[0] == '[' && colon[-1] == ']') {
		text++;
		length -= 2;
	}
	memcpy(options->host, text, length);
	options->host[length] = '\0';
	unsigned long port = strtoul(colon + 1, &end, 10);
	options->port = (uint16_t)port;
	return colon[1] >= '0' && colon[1] <= '9' && !*end && port <= UINT16_MAX;
}

/* What to do about each trouble at the opening; the words name the option where one helps. */
static void say_trouble(const struct options *options, enum status status, const struct desk_start *start)
{
	(void)fprintf(stderr, "tocsind: %s: ", options->data);
	if (status == STATUS_CORRUPT && start->fault.what)
		(void)fprintf(stderr,
		              "the ledger is damaged: %s %" PRIu64
		              ". Nothing was changed. Restore the folder from a copy, or "
		              "run `tocsin verify %s` for the whole picture.\n",
		              start->fault.what, start->fault.sequence, options->data);
	else if (status == STATUS_BUSY)
		(void)fputs("another tocsind works there (its lock is held). End that one, or give another --data.\n",
		            stderr);
	else if (status == STATUS_MALFORMED)
		(void)fputs("the log has another origin or key than this start gives it. Leave --origin away, and see "
		            "that keys/secret is the one the ledger was begun with.\n",
		            stderr);
	else
		(void)fprintf(stderr, "cannot be opened: %s%s%s\n", status_text(status), errno ? ": " : "",
		              errno ? strerror(errno) : "");
}

/* At the first start there must be somebody who can set the center up; the token is shown once, here. */
static enum status add_administrator(struct desk *desk)
{
	struct command add = { .kind = COMMAND_ADD_AGENT, .asker = ASKER_CENTER, .f.role = ROLE_ADMINISTRATOR };
	struct desk_answer answer;
	char token[TOKEN_BYTES];
	(void)fields_set_name(&add.f, FIELD_name, "admin", 5);
	enum status status = desk_ask(desk, &add, &answer);
	if (status != STATUS_OK || answer.refusal != REFUSAL_NONE)
		return status;
	secrets_token(desk_secrets(desk), board_agent_named(desk_board(desk), "admin"), token);
	printf("admin token: %s\n  (shown this once; it is derived from keys/secret and stored nowhere)\n", token);
	return STATUS_OK;
}

static void on_wake(void *context)
{
	struct server *server = context;
	console_turn(server->console);
}

static void on_end(void *context)
{
	struct server *server = context;
	loop_stop(server->loop);
}

static int open_desk(struct server *server, const struct options *options)
{
	struct desk_start start;
	const struct desk_setup setup = { .engine = store_named(options->engine),
		                          .path = options->data,
		                          .spool_path = options->spool,
		                          .origin = options->origin,
		                          .now = clock_now,
		                          .wake = server->wake };
	errno = 0;
	enum status status = desk_open(&setup, &server->desk, &start);
	if (status == STATUS_MISSING) {
		/* No log yet, and no name given for it: it gets the one that a single machine needs. */
		struct desk_setup first = setup;
		first.origin = "tocsin.local";
		status = desk_open(&first, &server->desk, &start);
	}
	if (status == STATUS_OK && start.first)
		status = add_administrator(server->desk);
	if (status != STATUS_OK) {
		say_trouble(options, status, &start);
		return EXIT_FAILURE;
	}
	printf("ledger: %" PRIu64 " entries, %" PRIu64 " of them from the snapshot; all hashes hold\n", start.entries,
	       start.from_snapshot);
	return EXIT_SUCCESS;
}

static int open_console(struct server *server, const struct options *options)
{
	enum status status = console_open(server->desk, server->loop, options->host, options->port, &server->console);
	if (status == STATUS_BUSY)
		(void)fprintf(stderr,
		              "tocsind: %s:%u: the port is taken or not allowed. Give another by --listen HOST:PORT.\n",
		              options->host, options->port);
	else if (status != STATUS_OK)
		(void)fprintf(stderr,
		              "tocsind: %s:%u: cannot listen there: %s. --listen wants an address of this machine.\n",
		              options->host, options->port, status_text(status));
	if (status == STATUS_OK)
		status = loop_watch(server->loop, server->wake, on_wake, server);
	if (status == STATUS_OK)
		status = loop_watch_end(server->loop, on_end, server);
	if (status != STATUS_OK)
		return EXIT_FAILURE;
	printf("listening on http://%s%s%s:%u\n", strchr(options->host, ':') ? "[" : "", options->host,
	       strchr(options->host, ':') ? "]" : "", console_port(server->console));
	(void)fflush(stdout);
	return EXIT_SUCCESS;
}

static int serve(const struct options *options)
{
	struct server server = { .wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK) };
	int code = EXIT_FAILURE;
	enum status status = STATUS_OK;
	if (server.wake < 0 || loop_open(&server.loop) != STATUS_OK) {
		(void)fputs("tocsind: out of memory or descriptors\n", stderr);
		return EXIT_FAILURE;
	}
	code = open_desk(&server, options);
	if (code == EXIT_SUCCESS)
		code = open_console(&server, options);
	if (code == EXIT_SUCCESS) {
		status = loop_run(server.loop);
		if (status == STATUS_OK)
			status = console_trouble(server.console);
	}
	if (server.console)
		console_close(server.console);
	if (server.desk) {
		enum status closing = desk_close(server.desk);
		status = status == STATUS_OK ? closing : status;
	}
	if (status != STATUS_OK) {
		(void)fprintf(
		    stderr, "tocsind: stopped: %s. What was acknowledged is on disk; mend the cause and start again.\n",
		    status_text(status));
		code = EXIT_FAILURE;
	}
	loop_close(server.loop);
	(void)close(server.wake);
	return code;
}

int main(int count, char **arguments)
{
	static const struct option known[] = {
		{ "data", required_argument, NULL, 'd' },  { "listen", required_argument, NULL, 'l' },
		{ "spool", required_argument, NULL, 's' }, { "origin", required_argument, NULL, 'o' },
		{ "routes", no_argument, NULL, 'r' },      { "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'v' },     { 0 },
	};
	struct options options = { .host = "127.0.0.1", .port = 8112, .engine = "sqlite" };
	for (int option; (option = getopt_long(count, arguments, "", known, NULL)) != -1;) {
		switch (option) {
		case 'd':
			options.data = optarg;
			break;
		case 'l':
			if (!read_address(optarg, &options)) {
				(void)fprintf(stderr, "tocsind: --listen %s: wanted is HOST:PORT, as 127.0.0.1:8112\n",
				              optarg);
				return EXIT_USAGE;
			}
			break;
		case 's':
			options.spool = optarg;
			break;
		case 'o':
			options.origin = optarg;
			break;
		case 'r':
			console_print_routes();
			return EXIT_SUCCESS;
		case 'h':
			return usage(stdout);
		case 'v':
			puts("tocsind 0.1.0");
			return EXIT_SUCCESS;
		default:
			return usage(stderr);
		}
	}
	if (!options.data || optind != count)
		return usage(stderr);
	(void)signal(SIGPIPE, SIG_IGN);
	return serve(&options);
}
