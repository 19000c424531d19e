/* What people and machines ask over HTTP: finds the route and the sender, and lets no answer go that is not durable. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "console/console.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console/changes.h"
#include "console/json.h"
#include "console/mirror.h"
#include "console/page.h"
#include "console/route.h"
#include "desk/retention.h"
#include "desk/roll.h"
#include "loop/clock.h"
#include "loop/http_server.h"

#define KEY_MAX_BYTES 255
/* Entries that the published log takes in at a time: some 30 ms of work. */
#define LOG_TURN_ENTRIES 20000u

struct held {
	struct http_request *request; /* NULL: the other side has gone */
	struct reply reply;
	uint64_t sequence;
	struct held *next;
};

struct reader {
	struct http_request *request;
	struct reader *next;
	struct console *console;
	uint32_t session; /* 0: by a token, which does not end */
};

struct console {
	struct desk *desk;
	struct loop *loop;
	struct http_server *server;
	struct held *first, *last; /* in order of their sequences */
	uint32_t held;
	struct reader *readers;
	uint32_t reader_count;
	uint64_t fed; /* the feed has told all entries up to this one */
	struct instant beaten;
	struct clock_watch watch;
	const char *domain;
	struct control *control;     /* NULL: nothing is recommended */
	struct routing *routing;     /* NULL: no policy is run */
	struct public_log *log;      /* NULL: none is published */
	struct witnesses *witnesses; /* NULL: nobody cosigns it */
	struct roll *roll;
	struct retention *retention; /* NULL: nothing is erased by itself */
	struct second_place *place;  /* NULL: there is none */
	struct live_audit *audit;    /* NULL: nobody looks at the record */
	struct alarms *alarms;
	struct changes *changes;
	struct door *door;
	const struct site *site; /* the built console; NULL: none */
	uint32_t closed_words_s; /* how long what is over is read without being opened */
	enum status trouble;
};

static void stop(struct console *console, enum status trouble)
{
	if (console->trouble == STATUS_OK)
		console->trouble = trouble;
	loop_stop(console->loop);
}

/* A receipt is a promise kept: it goes with the answer where the log is far enough, and can be fetched where it is not. */
static void put_receipt(struct console *console, struct reply *reply)
{
	struct buffer proof = { 0 };
	struct buffer *json = &reply->body;
	size_t length = json->length;
	bool more = false;
	if (!reply->receipt || !console->log || !length)
		return;
	enum status status = public_log_size(console->log) < reply->receipt
	                         ? public_log_turn(console->log, LOG_TURN_ENTRIES, &more)
	                         : STATUS_OK;
	if (status == STATUS_OK)
		status = public_log_receipt(console->log, reply->receipt, &proof);
	if (status == STATUS_OK) {
		json->length--; /* the last brace */
		status = buffer_append_text(json, ",\"receipt\":");
		if (status == STATUS_OK)
			status = json_text(json, buffer_bytes(&proof));
		if (status == STATUS_OK)
			status = buffer_append_text(json, "}");
		if (status != STATUS_OK) { /* without it, then: the call is kept all the same */
			json->length = length;
			json->at[length - 1] = '}';
		}
	}
	if (status == STATUS_CORRUPT)
		stop(console, status);
	buffer_close(&proof);
}

static void send(struct console *console, struct http_request *request, struct reply *reply)
{
	put_receipt(console, reply);
	http_reply(request, reply->code, reply->type, buffer_bytes(&reply->body));
	buffer_close(&reply->body);
}

void ask_refuse(struct ask *ask, int code, const char *rule, const char *field, const char *detail)
{
	struct reply reply = { 0 };
	if (reply_problem(&reply, code, rule, field, detail) != STATUS_OK)
		reply.code = 503;
	send(ask->console, ask->request, &reply);
}

void ask_trouble(struct ask *ask, struct reply *reply, enum status status)
{
	buffer_close(&reply->body);
	if (status == STATUS_CORRUPT || status == STATUS_IO)
		stop(ask->console, status);
	ask_refuse(ask, 503, "trouble", "", status_text(status));
}

static void on_gone(void *context, struct http_request *request)
{
	struct held *held = context;
	(void)request;
	held->request = NULL; /* what was asked stays done; a repeat with the same key gives the answer */
}

void ask_hold(struct ask *ask, struct reply *reply)
{
	struct console *console = ask->console;
	uint64_t shown = board_center(desk_board(console->desk))->sequence;
	if (!console->first && shown <= desk_durable(console->desk)) {
		send(console, ask->request, reply);
		return;
	}
	struct held *held = calloc(1, sizeof *held);
	if (!held) {
		ask_trouble(ask, reply, STATUS_MEMORY);
		return;
	}
	*held = (struct held){ .request = ask->request, .reply = *reply };
	held->sequence = shown;
	*(console->last ? &console->last->next : &console->first) = held;
	console->last = held;
	console->held++;
	http_watch(ask->request, on_gone, held);
}

static void release_held(struct console *console, uint64_t durable)
{
	struct held *held;
	while ((held = console->first) && held->sequence <= durable) {
		console->first = held->next;
		if (!console->first)
			console->last = NULL;
		console->held--;
		if (held->request)
			send(console, held->request, &held->reply);
		else
			buffer_close(&held->reply.body);
		free(held);
	}
}

bool ask_key(struct ask *ask, struct command *command)
{
	const char *key = http_header(ask->request, "Idempotency-Key");
	char who[32] = "stranger";
	if (!key)
		return true;
	size_t length = strlen(key);
	if (!length || length > KEY_MAX_BYTES)
		return false;
	if (ask->agent)
		(void)snprintf(who, sizeof who, "agent %u", ask->agent);
	struct buffer asked = { 0 };
	enum status status = buffer_print(&asked, "%s\n", http_path(ask->request));
	if (status == STATUS_OK)
		status = buffer_append(&asked, http_body(ask->request));
	if (status == STATUS_OK) {
		command->keyed = true;
		secrets_key(desk_secrets(ask->desk), who, key, command->key);
		command->content = secrets_content(desk_secrets(ask->desk), buffer_bytes(&asked));
	}
	buffer_close(&asked);
	return true;
}

struct repeat {
	struct ask *ask;
	struct reply *reply;
};

static enum status write_repeat(void *context, uint64_t sequence, const struct entry_head *head,
                                struct entry_reader reader)
{
	struct repeat *repeat = context;
	struct event *events = calloc(head->events + 1, sizeof *events);
	if (!events)
		return STATUS_MEMORY;
	enum status status = STATUS_OK;
	for (uint32_t i = 0; status == STATUS_OK && i < head->events; i++)
		status = codec_read_event(&reader, &events[i]);
	if (status == STATUS_OK)
		status = reply_write(repeat->reply, desk_secrets(repeat->ask->desk), head->command.kind, sequence,
		                     events, head->events);
	free(events);
	return status == STATUS_MALFORMED || status == STATUS_ENDED ? STATUS_CORRUPT : status;
}

void ask_desk(struct ask *ask, struct command *command)
{
	struct reply reply = { 0 };
	struct desk_answer answer;
	enum status status = desk_ask(ask->desk, command, &answer);
	if (status != STATUS_OK && status != STATUS_LIMIT)
		stop(ask->console, status);
	if (status == STATUS_OK && answer.repeat) {
		struct repeat repeat = { .ask = ask, .reply = &reply };
		http_set_header(ask->request, "Idempotent-Replayed", "true");
		status = desk_read(ask->desk, answer.sequence, write_repeat, &repeat);
	} else if (status == STATUS_OK) {
		status = reply_write(&reply, desk_secrets(ask->desk), command->kind, answer.sequence, answer.events,
		                     answer.count);
	}
	if (status == STATUS_OK)
		ask_hold(ask, &reply);
	else
		ask_trouble(ask, &reply, status);
}

static void drop_reader(struct console *console, struct reader *reader)
{
	struct reader **at = &console->readers;
	while (*at != reader)
		at = &(*at)->next;
	*at = reader->next;
	console->reader_count--;
	free(reader);
}

static void on_reader_gone(void *context, struct http_request *request)
{
	struct reader *reader = context;
	(void)request;
	drop_reader(reader->console, reader);
}

static struct closed_words reading_of(const struct console *console, uint32_t agent)
{
	return (struct closed_words){ .board = desk_board(console->desk),
		                      .agent = agent,
		                      .now = desk_now(console->desk),
		                      .after_s = console->closed_words_s };
}

struct closed_words ask_closed_words(const struct ask *ask)
{
	return reading_of(ask->console, ask->agent);
}

void console_closed_words(struct console *console, uint32_t after_s)
{
	console->closed_words_s = after_s;
}

struct feeding {
	struct closed_words reading; /* of all readers alike: what is over is opened by its timeline, not here */
	struct buffer pieces;
	uint64_t last;
};

static enum status write_piece(void *context, uint64_t sequence, const struct entry_head *head,
                               struct entry_reader reader)
{
	struct feeding *feeding = context;
	enum status status = buffer_print(&feeding->pieces, "id: %" PRIu64 "\nevent: entry\ndata: ", sequence);
	if (status == STATUS_OK)
		status = json_entry(&feeding->pieces, sequence, head, reader,
		                    closed_words_of_entry(&feeding->reading, head, reader));
	feeding->last = sequence;
	return status == STATUS_OK ? buffer_append_text(&feeding->pieces, "\n\n") : status;
}

void console_feed(struct ask *ask, uint64_t behind)
{
	struct console *console = ask->console;
	struct reader *reader = console->reader_count < CONSOLE_READERS_MAX ? calloc(1, sizeof *reader) : NULL;
	struct feeding feeding = { .reading = reading_of(console, 0), .last = behind };
	enum status status = reader ? STATUS_OK : STATUS_LIMIT;
	/* What the others have been told already; the rest comes to all of them. */
	if (!console->readers)
		console->fed = desk_durable(ask->desk);
	if (status == STATUS_OK && behind < console->fed)
		status = desk_read_from(ask->desk, behind + 1, write_piece, &feeding);
	if (status != STATUS_OK) {
		free(reader);
		buffer_close(&feeding.pieces);
		ask_refuse(ask, 503, "trouble", "", status_text(status));
		return;
	}
	if (feeding.last > console->fed && !console->readers)
		console->fed = feeding.last;
	*reader = (struct reader){
		.request = ask->request, .next = console->readers, .console = console, .session = ask->session
	};
	console->readers = reader;
	console->reader_count++;
	http_stream(ask->request, "text/event-stream", on_reader_gone, reader);
	(void)http_stream_send(ask->request, bytes_of_text("retry: 1000\n\n"));
	if (feeding.pieces.length)
		(void)http_stream_send(ask->request, buffer_bytes(&feeding.pieces));
	buffer_close(&feeding.pieces);
}

static void tell_readers(struct console *console, struct bytes piece)
{
	for (struct reader *reader = console->readers, *next; reader; reader = next) {
		next = reader->next;
		if (http_stream_send(reader->request, piece))
			continue;
		http_stream_end(reader->request); /* it resumes by the last id it saw */
		drop_reader(console, reader);
	}
}

/* Each entry is written once and sent to all. */
static void feed_readers(struct console *console, uint64_t durable)
{
	struct feeding feeding = { .reading = reading_of(console, 0), .last = console->fed };
	if (!console->readers || durable <= console->fed) {
		console->fed = durable;
		return;
	}
	enum status status = desk_read_from(console->desk, console->fed + 1, write_piece, &feeding);
	if (status != STATUS_OK) {
		stop(console, status);
	} else {
		console->fed = feeding.last;
		tell_readers(console, buffer_bytes(&feeding.pieces));
	}
	buffer_close(&feeding.pieces);
}

/* What changed, once all of it is durable and told as entries. */
static void tell_changes(struct console *console)
{
	struct buffer piece = { 0 };
	if (!changes_any(console->changes) || console->fed != board_center(desk_board(console->desk))->sequence)
		return;
	enum status status = changes_take(console->changes, &piece);
	if (status == STATUS_OK)
		tell_readers(console, buffer_bytes(&piece));
	buffer_close(&piece);
}

/* What a page that has heard all must show; only a comment while something is not told yet. */
static enum status write_beat(struct console *console, struct buffer *piece)
{
	const struct board *board = desk_board(console->desk);
	uint64_t sequence = board_center(board)->sequence;
	char hex[MIRROR_HEX_BYTES];
	if (console->fed != sequence)
		return buffer_append_text(piece, ":\n\n");
	enum status status = mirror_hash(board, hex);
	return status == STATUS_OK
	           ? buffer_print(piece, "event: board\ndata: {\"sequence\":%" PRIu64 ",\"hash\":\"%s\"}\n\n", sequence,
	                          hex)
	           : status;
}

/* A quiet line shows that it stands, and whose session was ended reads no further: a supervisor who ends it means now. */
static void beat(struct console *console)
{
	struct instant now = desk_now(console->desk);
	if (instant_before(now, instant_after(console->beaten, span_s(FEED_BEAT_S))) &&
	    !instant_before(now, console->beaten))
		return;
	console->beaten = now;
	if (!console->readers)
		return;
	struct buffer piece = { 0 };
	if (write_beat(console, &piece) != STATUS_OK)
		buffer_clear(&piece);
	for (struct reader *reader = console->readers, *next; reader; reader = next) {
		next = reader->next;
		bool over = reader->session && !sessions_holds(&console->door->sessions, reader->session, now);
		if (!over && http_stream_send(reader->request, buffer_bytes(&piece)))
			continue;
		http_stream_end(reader->request);
		drop_reader(console, reader);
	}
	buffer_close(&piece);
}

static void on_tick(void *context)
{
	console_turn(context);
}

void console_turn(struct console *console)
{
	uint32_t raised;
	bool erased;
	int64_t step_s = clock_step_s(&console->watch);
	enum status status = desk_turn(console->desk);
	if (status == STATUS_OK && step_s) {
		struct command step = { .kind = COMMAND_STEP_CLOCK, .asker = ASKER_CENTER, .f.step_s = step_s };
		struct desk_answer answer;
		status = desk_ask(console->desk, &step, &answer);
	}
	if (status == STATUS_OK)
		status = desk_pass_time(console->desk, &raised);
	if (status == STATUS_OK)
		status = roll_turn(console->roll);
	if (status == STATUS_OK && console->retention)
		status = retention_turn(console->retention, &erased);
	if (status == STATUS_OK && console->control)
		status = control_turn(console->control);
	uint64_t durable = desk_durable(console->desk);
	if (status == STATUS_OK && console->log && public_log_size(console->log) < durable) {
		bool more;
		status = public_log_turn(console->log, LOG_TURN_ENTRIES, &more);
	}
	release_held(console, durable);
	if (console->place && console->log &&
	    second_place_turn(console->place, console->log, desk_now(console->desk)) != STATUS_OK)
		(void)fprintf(stderr, "tocsind: %s: cannot be written; it is tried again\n", console->place->path);
	if (console->witnesses)
		witnesses_turn(console->witnesses, desk_now(console->desk));
	feed_readers(console, durable);
	tell_changes(console);
	beat(console);
	if (status == STATUS_OK)
		status = loop_timer(console->loop, desk_next_due_us(console->desk, CONSOLE_TICK_US) + 1000, on_tick,
		                    console);
	if (status != STATUS_OK)
		stop(console, status);
}

static bool may_ask(const struct ask *ask, enum route_access access)
{
	const struct agent *agent = board_agents(desk_board(ask->desk), ask->agent);
	if (access == ACCESS_ANYBODY || access == ACCESS_OWN)
		return true;
	if (access == ACCESS_CALLER && ask->caller && ask->caller == ask->number)
		return true;
	return agent && (access != ACCESS_READER || role_may(agent->role, RIGHT_READ));
}

void ask_turn_away(struct ask *ask)
{
	http_set_header(ask->request, "WWW-Authenticate", "Bearer");
	ask_refuse(ask, ask->agent ? 403 : 401, "no_right", "Authorization",
	           "send Authorization: Bearer TOKEN of an agent with the right, or Call CODE for one's own call");
}

static void on_request(void *context, struct http_request *request)
{
	struct console *console = context;
	struct ask ask = { .console = console, .desk = console->desk, .request = request };
	bool other;
	const struct route *route =
	    route_find(http_method(request), http_path(request), &ask.number, &ask.name, &other);
	if (!route && !other && strcmp(http_method(request), "GET") == 0) {
		if (console->site && page_answer(console->site, request))
			return;
		if (strcmp(http_path(request), "/") == 0) {
			page_answer_none(request);
			return;
		}
	}
	if (!route) {
		ask_refuse(&ask, other ? 405 : 404, other ? "method_wrong" : "no_route", "",
		           other ? "this path takes another method"
		                 : "there is nothing at this path; docs/http-api.md lists all");
		return;
	}
	ask_find_sender(&ask);
	if (ask_is_forged(&ask)) {
		ask_refuse(&ask, 403, "forged", "X-Tocsin",
		           "with a session, send X-Tocsin: 1 from a page of this host");
		return;
	}
	if (!may_ask(&ask, route->access)) {
		ask_turn_away(&ask);
		return;
	}
	if (console->held >= CONSOLE_HELD_MAX && route->access != ACCESS_ANYBODY) {
		ask_refuse(&ask, 503, "too_many", "", "too many answers wait for the disk");
		return;
	}
	route->answer(&ask);
}

enum status console_open(struct desk *desk, struct loop *loop, const char *host, uint16_t port,
                         struct console **ret_console)
{
	struct console *console = calloc(1, sizeof *console);
	if (!console)
		return STATUS_MEMORY;
	console->desk = desk;
	console->loop = loop;
	console->domain = "localhost";
	console->closed_words_s = CLOSED_WORDS_AFTER_S;
	console->fed = desk_durable(desk);
	(void)clock_step_s(&console->watch);
	enum status status = alarms_open(desk, &console->alarms);
	if (status == STATUS_OK)
		status = changes_open(desk, &console->changes);
	if (status == STATUS_OK)
		status = roll_open(desk, &console->roll);
	if (status == STATUS_OK)
		status = http_server_open(loop, host, port, on_request, console, &console->server);
	if (status == STATUS_OK)
		status = loop_timer(loop, CONSOLE_TICK_US, on_tick, console);
	if (status != STATUS_OK) {
		console_close(console);
		return status;
	}
	*ret_console = console;
	return STATUS_OK;
}

void console_close(struct console *console)
{
	while (console->first) {
		struct held *held = console->first;
		console->first = held->next;
		if (held->request)
			http_watch(held->request, NULL, NULL);
		buffer_close(&held->reply.body);
		free(held);
	}
	while (console->readers) {
		http_stream_end(console->readers->request);
		drop_reader(console, console->readers);
	}
	http_server_close(console->server);
	alarms_close(console->alarms);
	changes_close(console->changes);
	roll_close(console->roll);
	free(console);
}

void console_name(struct console *console, const char *domain)
{
	console->domain = domain;
}

void console_door(struct console *console, struct door *door)
{
	console->door = door;
}

struct door *ask_door(const struct ask *ask)
{
	return ask->console->door;
}

void console_site(struct console *console, const struct site *site)
{
	console->site = site;
}

void console_control(struct console *console, struct control *control)
{
	console->control = control;
}

bool ask_administers(struct ask *ask)
{
	bool may = role_may(board_agents(desk_board(ask->desk), ask->agent)->role, RIGHT_ADMINISTER);
	if (!may)
		ask_refuse(ask, 403, "no_right", "Authorization",
		           vocabulary_words(VOCABULARY_REFUSAL, REFUSAL_NO_RIGHT));
	return may;
}

void ask_problems(struct ask *ask, const char *rule, struct problems *problems)
{
	if (buffer_append(&problems->text, bytes_of("", 1)) == STATUS_OK)
		ask_refuse(ask, 400, rule, "", (const char *)problems->text.at);
	else
		ask_refuse(ask, 503, "trouble", "", status_text(STATUS_MEMORY));
}

void console_log(struct console *console, struct public_log *log, struct witnesses *witnesses,
                 struct second_place *place)
{
	console->log = log;
	console->witnesses = witnesses;
	console->place = place;
}

void console_retention(struct console *console, struct retention *retention)
{
	console->retention = retention;
}

void console_routing(struct console *console, struct routing *routing)
{
	console->routing = routing;
}

struct routing *ask_routing(const struct ask *ask)
{
	return ask->console->routing;
}

struct public_log *ask_log(const struct ask *ask)
{
	return ask->console->log;
}

const struct witnesses *ask_witnesses(const struct ask *ask)
{
	return ask->console->witnesses;
}

struct control *ask_control(const struct ask *ask)
{
	return ask->console->control;
}

void console_audit(struct console *console, struct live_audit *audit)
{
	console->audit = audit;
}

struct live_audit *ask_audit(const struct ask *ask)
{
	return ask->console->audit;
}

const struct alarms *ask_alarms(const struct ask *ask)
{
	return ask->console->alarms;
}

const char *ask_domain(const struct ask *ask)
{
	return ask->console->domain;
}

enum status console_connect(struct console *console, const char *peer, int *ret_descriptor)
{
	return http_server_connect(console->server, peer, ret_descriptor);
}

uint16_t console_port(const struct console *console)
{
	return http_server_port(console->server);
}

enum status console_trouble(const struct console *console)
{
	return console->trouble;
}
