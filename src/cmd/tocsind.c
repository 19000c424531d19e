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
#include <sys/resource.h>
#include <unistd.h>

#include "cmd/center_setup.h"
#include "cmd/phones.h"
#include "console/console.h"
#include "console/door.h"
#include "console/live_audit.h"
#include "control/control.h"
#include "routing/routing.h"
#include "desk/desk.h"
#include "desk/record_keys.h"
#include "desk/purpose.h"
#include "intake/edge.h"
#include "loop/clock.h"
#include "loop/loop.h"
#include "settings/settings.h"

#define EXIT_USAGE 2
#define SETTINGS_MAX_BYTES OUTLINE_MAX_BYTES
#define REHEARSAL_TIMES_MAX 100000u
/* Connections of people: 2,000 readers of the feed, and what they ask beside it. */
#define DESCRIPTORS_WANTED 16384u

struct options {
	const char *data, *spool, *origin, *engine, *config;
	const char *map, *plan, *console;
	const char *listen;
	const char *rehearse;
	struct rehearsal rehearsal; /* times is 0 unless it is one */
	struct settings settings;   /* of the file; the command line goes before it */
	char host[SETTINGS_HOST_MAX_BYTES];
	uint16_t port;
	struct phones *phones;
	bool unsealed;
};

/* Entries that are taken in at a time where all of them are wanted. */
#define PUBLISH_AT_ONCE 1000000u

struct server {
	struct loop *loop;
	struct desk *desk;
	struct control *control;
	struct routing *routing;
	struct console *console;
	struct public_log *log; /* NULL: none is published */
	struct witnesses *witnesses;
	struct second_place place; /* path NULL: there is none */
	struct door *door;
	struct live_audit *audit;
	struct site *site;               /* NULL: no console to show */
	struct switchboard *switchboard; /* NULL: no calls by phone */
	struct phones *phones;
	struct retention *retention;
	int wake;
};

static int usage(FILE *to)
{
	(void)fputs(
	    "usage: tocsind [--config FILE] [--data DIR] [--listen HOST:PORT] [--spool DIR] [--origin NAME]\n"
	    "  --config FILE       settings, tocsin.conf(5); what is given here goes before them\n"
	    "  --data DIR          where the ledger and its keys lie; made if it is absent\n"
	    "  --listen HOST:PORT  127.0.0.1:8112 unless told; port 0 takes a free one\n"
	    "  --spool DIR         second path, on another disk, for when the first is full\n"
	    "  --origin NAME       the log's name for ever, given at the first start; tocsin.local unless told\n"
	    "  --map FILE          the roads, as `tocsin map import` made them\n"
	    "  --plan FILE         who is sent to what, tocsin-plan(5); SIGHUP reads it again\n"
	    "  --console DIR       the built console, served at /\n"
	    "  --rehearse MOMENT,TIMES   a rehearsal: the clock begins at MOMENT and runs so many times faster\n"
	    "  --unsealed          new entries of a new ledger lie in clear on the disk: to measure what sealing "
	    "costs\n"
	    "  --parallel          beside the system that is in charge, for a trial: `tocsin follow` feeds it, nobody "
	    "is sent\n"
	    "  --sip KIND:HOST:PORT   takes calls by phone there; KIND is udp, tcp or tls; as often as wanted\n"
	    "  --avl HOST:PORT     takes positions of vehicles there, a line each; tls:HOST:PORT likewise\n"
	    "  --https HOST:PORT   serves browsers there by TLS; the certificate is that of --tls, and SIGHUP reads it "
	    "again\n"
	    "  --domain NAME       what our own SIP addresses end with; the first --sip host unless told\n"
	    "  --way-out URI       sip:HOST:PORT by which numbers outside are reached\n"
	    "  --bridge URI        sip:conf-factory@HOST:PORT of a bridge, for conversations of three\n"
	    "  --public-url URL    https://HOST where the console is found from outside, for EIDO references "
	    "and receipts\n"
	    "  --tls CERT,KEY      PEM files for TLS; without them a certificate is made that nobody vouches for\n"
	    "  --trust FILE        PEM: who may vouch for servers that calls name; the system's unless told\n"
	    "  --name-server ADDRESS  asked for the addresses of such servers; those of resolv.conf unless told\n"
	    "  --ask WHOM          none of such servers, those far (on other machines; unless told), or those near as "
	    "well\n"
	    "  --routes            prints the HTTP routes and ends\n"
	    "  --help, --version\n"
	    "It runs in the foreground and ends on SIGTERM.  See tocsind(8).\n",
	    to);
	return to == stdout ? EXIT_SUCCESS : EXIT_USAGE;
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
	else if (status == STATUS_SEALED)
		(void)fprintf(
		    stderr,
		    "the record is sealed, and keys/records does not open it: %s. Nothing was changed. Put the "
		    "file back that this ledger was sealed with: without it nobody can read the record again. "
		    "docs/operations.md, \"Keys\", says where it may be.\n",
		    start->keys_fault ? start->keys_fault : start->fault.what);
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

/* A trial is no place for callers: nothing that comes by phone is taken there. */
static bool fits_purpose(const struct server *server, const struct options *options)
{
	enum purpose purpose = purpose_of(desk_log(server->desk)->signer.origin);
	if (purpose != PURPOSE_TRAINING && purpose != PURPOSE_PARALLEL)
		return true;
	printf("%s: this center is not in charge; every screen says so\n", purpose_name(purpose));
	if (!options->phones->setup.listeners)
		return true;
	(void)fprintf(stderr, "tocsind: %s: a %s center takes no calls by phone: leave --sip away\n", options->data,
	              purpose_name(purpose));
	return false;
}

static void tell_token(const struct desk *desk)
{
	char token[TOKEN_BYTES];
	secrets_token(desk_secrets(desk), board_agent_named(desk_board(desk), "admin"), token);
	printf("admin token: %s\n", token);
}

/* At the first start there must be somebody who can set the center up; the token is shown once, here. */
static enum status add_administrator(struct desk *desk)
{
	struct command add = { .kind = COMMAND_ADD_AGENT, .asker = ASKER_CENTER, .f.role = ROLE_ADMINISTRATOR };
	struct desk_answer answer;
	(void)fields_set_name(&add.f, FIELD_name, "admin", 5);
	enum status status = desk_ask(desk, &add, &answer);
	if (status != STATUS_OK || answer.refusal != REFUSAL_NONE)
		return status;
	tell_token(desk);
	puts("  (shown this once; it is derived from keys/secret and stored nowhere)");
	return STATUS_OK;
}

static void on_wake(void *context)
{
	struct server *server = context;
	console_turn(server->console);
	if (server->switchboard)
		switchboard_turn(server->switchboard);
}

static void on_end(void *context)
{
	struct server *server = context;
	loop_stop(server->loop);
}

/* What is to be known of the keys, whoever may have had them. */
static void say_keys(const struct desk *desk, const struct options *options, const struct desk_start *start)
{
	const struct record_keys *keys = desk_record_keys(desk);
	if (desk_secrets(desk)->stood_open)
		(void)fprintf(stderr,
		              "tocsind: %s/keys/secret could be read by others than its owner; now it cannot. Whoever "
		              "read it can sign as this center: docs/operations.md, \"Keys\", says what to do.\n",
		              options->data);
	if (keys && record_keys_stood_open(keys))
		(void)fprintf(stderr,
		              "tocsind: %s/keys/records could be read by others than its owner; now it cannot. Whoever "
		              "read it can read a copy of the record: docs/operations.md, \"Keys\", says what to do.\n",
		              options->data);
	if (start->keys_made)
		printf("sealed: from here on entries can be read with %s/keys/records and not without; keep a copy "
		       "elsewhere\n",
		       options->data);
	if (!keys)
		(void)fprintf(stderr, "tocsind: %s: entries lie there in clear: --unsealed\n", options->data);
}

static int open_desk(struct server *server, const struct options *options)
{
	struct desk_start start;
	const struct desk_setup setup = { .engine = store_named(options->engine),
		                          .path = options->data,
		                          .spool_path = options->spool,
		                          .origin = options->origin,
		                          .now = options->rehearsal.times ? clock_rehearsed : clock_now,
		                          .now_context = (void *)(uintptr_t)&options->rehearsal,
		                          .wake = server->wake,
		                          .clear = options->unsealed };
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
	say_keys(server->desk, options, &start);
	if (!fits_purpose(server, options))
		return EXIT_FAILURE;
	/* A copy has keys of its own, and nobody was ever told a token of it. */
	if (!start.first && purpose_of(desk_log(server->desk)->signer.origin) == PURPOSE_TRAINING)
		tell_token(server->desk);
	if (!center_set_up(server->desk, &options->settings, options->config))
		return EXIT_FAILURE;
	printf("ledger: %" PRIu64 " entries, %" PRIu64 " of them from the snapshot; all hashes hold\n", start.entries,
	       start.from_snapshot);
	return EXIT_SUCCESS;
}

static enum status on_web(void *context, const char *peer, int *ret_descriptor)
{
	const struct server *server = context;
	return console_connect(server->console, peer, ret_descriptor);
}

static void on_reload(void *context)
{
	struct server *server = context;
	control_reload(server->control);
	if (server->switchboard)
		phones_reload(server->phones, server->switchboard);
}

/* Cards, roads and recommendations: what they cannot read is said, and calls are taken all the same. */
static bool open_control(struct server *server, const struct options *options)
{
	const struct control_setup setup = { .map_path = options->map, .plan_path = options->plan };
	enum status status = control_open(server->desk, &setup, &server->control);
	if (status == STATUS_OK)
		status = loop_watch_reload(server->loop, on_reload, server);
	if (status != STATUS_OK)
		(void)fprintf(stderr, "tocsind: %s: %s\n", options->plan ? options->plan : options->data,
		              status_text(status));
	return status == STATUS_OK;
}

static void before_ringing(void *context)
{
	const struct server *server = context;
	routing_turn(server->routing);
}

/* The policy in force: without one calls wait in the queue they came for. */
static bool open_routing(struct server *server, const struct options *options)
{
	const struct routing_setup setup = { .domain = options->phones->domain,
		                             .manifest_path =
		                                 options->settings.manifest[0] ? options->settings.manifest : NULL,
		                             .agencies_path =
		                                 options->settings.agencies[0] ? options->settings.agencies : NULL,
		                             .anybody_withdraws = options->settings.anybody_withdraws,
		                             .warns_days = options->settings.warns_days };
	enum status status = routing_open(server->desk, server->loop, &setup, &server->routing);
	if (status != STATUS_OK)
		(void)fprintf(stderr, "tocsind: policies cannot be run: %s\n", status_text(status));
	options->phones->setup.before_ringing = before_ringing;
	options->phones->setup.before_context = server;
	return status == STATUS_OK;
}

/* Who cosigns it.  One whose key is none is said, and nobody is asked. */
static void open_witnesses(struct server *server, const struct options *options)
{
	struct witness_setup setup[SETTINGS_WITNESSES_MAX] = { 0 };
	unsigned which = 0, count = options->settings.witnesses;
	for (unsigned i = 0; i < count; i++) {
		(void)snprintf(setup[i].url, sizeof setup[i].url, "%s", options->settings.witness[i].url);
		(void)snprintf(setup[i].key, sizeof setup[i].key, "%s", options->settings.witness[i].key);
	}
	enum status status =
	    count ? witnesses_open(server->loop, server->log, setup, count, &which, &server->witnesses) : STATUS_OK;
	if (status != STATUS_OK)
		(void)fprintf(stderr, "tocsind: no witness is asked: %s%s\n", count ? setup[which].url : "",
		              status == STATUS_MALFORMED ? ": its key is none; `tocsin witness` prints it"
		                                         : status_text(status));
}

/* A ledger that is older than what was signed is a copy that was put back: going on with it would make two logs of one name. */
static bool check_second_place(struct server *server, const struct options *options)
{
	bool more = true;
	uint64_t size = 0;
	enum status status = STATUS_OK;
	if (!*options->settings.second_place)
		return true;
	server->place.path = options->settings.second_place;
	while (status == STATUS_OK && more)
		status = public_log_turn(server->log, PUBLISH_AT_ONCE, &more);
	if (status == STATUS_OK)
		status = second_place_check(&server->place, server->log, &size);
	if (status == STATUS_OK)
		return true;
	if (status == STATUS_CORRUPT)
		(void)fprintf(stderr,
		              "tocsind: %s: the log was signed to %" PRIu64
		              " entries, as %s says, and the ledger here has %" PRIu64
		              " or another past: an older copy was put back. Going on would make two logs of one name. "
		              "Put the newest "
		              "copy back; if all are lost, begin a new log with another --origin in another --data.\n",
		              options->data, size, server->place.path, public_log_size(server->log));
	else
		(void)fprintf(stderr, "tocsind: %s: %s\n", server->place.path,
		              status == STATUS_MALFORMED ? "it is no second place; give another, or mend it"
		                                         : status_text(status));
	return false;
}

/* What strangers may read.  Where it cannot be, calls are taken all the same, and it is said; but no log is forked. */
static bool open_log(struct server *server, const struct options *options)
{
	char index[4096];
	bool fits = snprintf(index, sizeof index, "%s/public.index", options->data) < (int)sizeof index;
	enum status status =
	    public_log_open(store_named(options->engine), options->data, fits ? index : NULL, &server->log);
	if (status != STATUS_OK) {
		(void)fprintf(stderr, "tocsind: %s: the log is not published, and callers get no receipts: %s\n",
		              options->data, status_text(status));
		return true;
	}
	if (desk_record_keys(server->desk))
		public_log_unseal(server->log, record_keys_port(desk_record_keys(server->desk)));
	if (!check_second_place(server, options))
		return false;
	open_witnesses(server, options);
	console_log(server->console, server->log, server->witnesses, server->place.path ? &server->place : NULL);
	return true;
}

static bool open_site(struct server *server, const struct options *options)
{
	if (!options->console)
		return true;
	enum status status = site_open(options->console, &server->site);
	if (status == STATUS_OK)
		console_site(server->console, server->site);
	else
		(void)fprintf(stderr,
		              "tocsind: --console %s: %s. Wanted is a built console: web/built, or what "
		              "script/build-web makes.\n",
		              options->console, status == STATUS_MISSING ? "no index.html there" : status_text(status));
	return status == STATUS_OK;
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
	console_control(server->console, server->control);
	console_routing(server->console, server->routing);
	if (center_retention(server->desk, &options->settings, &server->retention) != STATUS_OK)
		return EXIT_FAILURE;
	console_retention(server->console, server->retention);
	if (!open_log(server, options))
		return EXIT_FAILURE;
	if (!open_site(server, options) || door_open(server->loop, options->data, &server->door) != STATUS_OK)
		return EXIT_FAILURE;
	console_door(server->console, server->door);
	if (live_audit_open(server->loop, options->data, &server->audit) != STATUS_OK)
		return EXIT_FAILURE;
	console_audit(server->console, server->audit);
	if (options->settings.closed_words_s)
		console_closed_words(server->console, options->settings.closed_words_s);
	options->phones->setup.web = on_web;
	options->phones->setup.web_context = server;
	if (!phones_open(options->phones, server->desk, server->loop, &server->switchboard))
		return EXIT_FAILURE;
	if (options->phones->setup.domain)
		console_name(server->console, options->phones->setup.domain);
	printf("listening on http://%s%s%s:%u\n", strchr(options->host, ':') ? "[" : "", options->host,
	       strchr(options->host, ':') ? "]" : "", console_port(server->console));
	(void)fflush(stdout);
	return EXIT_SUCCESS;
}

/* A login has 1,024 of them as a rule, and may have more; with fewer it works all the same, for fewer people. */
static void want_descriptors(void)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= DESCRIPTORS_WANTED)
		return;
	limit.rlim_cur = limit.rlim_max < DESCRIPTORS_WANTED ? limit.rlim_max : DESCRIPTORS_WANTED;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
}

static int serve(const struct options *options)
{
	struct server server = { .phones = options->phones, .wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK) };
	int code = EXIT_FAILURE;
	enum status status = STATUS_OK;
	if (server.wake < 0 || loop_open(&server.loop) != STATUS_OK) {
		(void)fputs("tocsind: out of memory or descriptors\n", stderr);
		return EXIT_FAILURE;
	}
	if (options->rehearsal.times)
		loop_hurry(server.loop, options->rehearsal.times);
	code = open_desk(&server, options);
	if (code == EXIT_SUCCESS && !open_control(&server, options))
		code = EXIT_FAILURE;
	if (code == EXIT_SUCCESS && !open_routing(&server, options))
		code = EXIT_FAILURE;
	if (code == EXIT_SUCCESS)
		code = open_console(&server, options);
	if (code == EXIT_SUCCESS) {
		status = loop_run(server.loop);
		if (status == STATUS_OK)
			status = console_trouble(server.console);
	}
	if (status == STATUS_OK && server.switchboard)
		status = switchboard_trouble(server.switchboard);
	if (status == STATUS_OK)
		status = routing_trouble(server.routing);
	switchboard_close(server.switchboard);
	if (server.console)
		console_close(server.console);
	retention_close(server.retention);
	witnesses_close(server.witnesses);
	public_log_close(server.log);
	door_close(server.door);
	live_audit_close(server.audit);
	site_close(server.site);
	routing_close(server.routing);
	control_close(server.control);
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

/* Reads the settings file, and lets what the command line said go before it; an exit code, or -1 to go on. */
static int read_settings(struct options *options)
{
	struct problems problems = { 0 };
	struct buffer text = { .cap = SETTINGS_MAX_BYTES };
	enum status status = settings_load(options->config, &text);
	if (status != STATUS_OK)
		(void)fprintf(stderr, "tocsind: %s: cannot be read: %s\n", options->config,
		              status == STATUS_MISSING ? strerror(errno) : status_text(status));
	else
		status = settings_read(buffer_bytes(&text), options->config, &problems, &options->settings);
	if (problems.text.length)
		(void)fwrite(problems.text.at, 1, problems.text.length, stderr);
	buffer_close(&text);
	buffer_close(&problems.text);
	return status == STATUS_OK ? -1 : EXIT_USAGE;
}

static const char *or_else(const char *given, const char *of_settings)
{
	return given || !of_settings[0] ? given : of_settings;
}

static bool read_rehearsal(struct options *options)
{
	char moment[INSTANT_TEXT_BYTES], *end;
	struct instant from;
	const char *comma = strchr(options->rehearse, ',');
	size_t length = comma ? (size_t)(comma - options->rehearse) : 0;
	if (!length || length >= sizeof moment)
		return false;
	memcpy(moment, options->rehearse, length);
	moment[length] = '\0';
	unsigned long times = strtoul(comma + 1, &end, 10);
	if (!instant_read(moment, &from) || *end || !times || times > REHEARSAL_TIMES_MAX)
		return false;
	clock_rehearse(&options->rehearsal, from, (unsigned)times);
	options->origin = purpose_origin(PURPOSE_REHEARSAL);
	return true;
}

/* Brings file and command line together; an exit code, or -1 to go on. */
static int settle(struct options *options)
{
	int code = options->config ? read_settings(options) : -1;
	if (code >= 0)
		return code;
	options->data = or_else(options->data, options->settings.data);
	options->spool = or_else(options->spool, options->settings.spool);
	options->origin = or_else(options->origin, options->settings.origin);
	options->map = or_else(options->map, options->settings.map);
	options->plan = or_else(options->plan, options->settings.plan);
	options->console = or_else(options->console, options->settings.console);
	phones_settle(options->phones, &options->settings);
	if (options->settings.host[0]) {
		memcpy(options->host, options->settings.host, sizeof options->host);
		options->port = options->settings.port;
	}
	if (options->listen && !settings_address(bytes_of_text(options->listen), options->host, &options->port)) {
		(void)fprintf(stderr, "tocsind: --listen %s: wanted is HOST:PORT, as 127.0.0.1:8112\n",
		              options->listen);
		return EXIT_USAGE;
	}
	if (options->rehearse && !read_rehearsal(options)) {
		(void)fprintf(stderr, "tocsind: --rehearse %s: wanted is MOMENT,TIMES, as 2017-01-05T14:00:00Z,60\n",
		              options->rehearse);
		return EXIT_USAGE;
	}
	return options->data ? -1 : usage(stderr);
}

/* What takes an option's text, and says what is wrong with it; NULL: it is no such option. */
static bool (*of_phones(int option))(struct phones *, const char *)
{
	static const struct {
		int option;
		bool (*take)(struct phones *, const char *);
	} takes[] = {
		{ 'S', phones_listener }, { 'W', phones_way_out },    { 'N', phones_name_server },
		{ 'B', phones_bridge },   { 'U', phones_public_url }, { 'A', phones_ask },
		{ 'V', phones_avl },      { 'H', phones_https },
	};
	for (size_t i = 0; i < sizeof takes / sizeof *takes; i++)
		if (takes[i].option == option)
			return takes[i].take;
	return NULL;
}

static const struct option known[] = {
	{ "config", required_argument, NULL, 'c' },
	{ "data", required_argument, NULL, 'd' },
	{ "listen", required_argument, NULL, 'l' },
	{ "spool", required_argument, NULL, 's' },
	{ "origin", required_argument, NULL, 'o' },
	{ "console", required_argument, NULL, 'C' },
	{ "rehearse", required_argument, NULL, 'p' },
	{ "map", required_argument, NULL, 'm' },
	{ "plan", required_argument, NULL, 'P' },
	{ "sip", required_argument, NULL, 'S' },
	{ "https", required_argument, NULL, 'H' },
	{ "avl", required_argument, NULL, 'V' },
	{ "domain", required_argument, NULL, 'D' },
	{ "way-out", required_argument, NULL, 'W' },
	{ "tls", required_argument, NULL, 'T' },
	{ "trust", required_argument, NULL, 'R' },
	{ "name-server", required_argument, NULL, 'N' },
	{ "ask", required_argument, NULL, 'A' },
	{ "bridge", required_argument, NULL, 'B' },
	{ "public-url", required_argument, NULL, 'U' },
	{ "parallel", no_argument, NULL, 'L' },
	{ "unsealed", no_argument, NULL, 'u' },
	{ "routes", no_argument, NULL, 'r' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'v' },
	{ 0 },
};

int main(int count, char **arguments)
{
	static struct phones phones;
	static struct options options = {
		.host = "127.0.0.1", .port = SETTINGS_PORT, .engine = "sqlite", .phones = &phones
	};
	if (count > 1 && strcmp(arguments[1], EDGE_ARGUMENT) == 0)
		return edge_run(count - 2, arguments + 2);
	for (int option; (option = getopt_long(count, arguments, "", known, NULL)) != -1;) {
		const char **text = option == 'c'   ? &options.config
		                    : option == 'd' ? &options.data
		                    : option == 'l' ? &options.listen
		                    : option == 's' ? &options.spool
		                    : option == 'o' ? &options.origin
		                    : option == 'p' ? &options.rehearse
		                    : option == 'm' ? &options.map
		                    : option == 'P' ? &options.plan
		                    : option == 'C' ? &options.console
		                    : option == 'D' ? &phones.domain
		                    : option == 'T' ? &phones.tls
		                    : option == 'R' ? &phones.trust
		                                    : NULL;
		if (text) {
			*text = optarg;
		} else if (of_phones(option)) {
			if (!of_phones(option)(&phones, optarg))
				return EXIT_USAGE;
		} else if (option == 'L') {
			options.origin = purpose_origin(PURPOSE_PARALLEL);
		} else if (option == 'u') {
			options.unsealed = true;
		} else if (option == 'r') {
			console_print_routes();
			return EXIT_SUCCESS;
		} else if (option == 'v') {
			puts("tocsind 0.1.0");
			return EXIT_SUCCESS;
		} else {
			return usage(option == 'h' ? stdout : stderr);
		}
	}
	if (optind != count)
		return usage(stderr);
	(void)signal(SIGPIPE, SIG_IGN);
	int code = settle(&options);
	want_descriptors();
	if (code < 0)
		code = serve(&options);
	settings_close(&options.settings);
	phones_close(&phones);
	return code;
}
