/* The center's side of calls by phone: it starts the edge, and starts it again, and stands between it and the desk. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "switchboard/switchboard.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "intake/edge.h"
#include "loop/channel.h"
#include "loop/child.h"
#include "loop/handover.h"
#include "loop/tls.h"
#include "switchboard/inbox.h"
#include "switchboard/receipts.h"

struct switchboard {
	struct desk *desk;
	struct loop *loop;
	const struct switchboard_setup *setup;
	struct buffer certificate, key;
	int descriptor[SWITCHBOARD_LISTENERS_MAX];
	int handover[2]; /* ours, and the edge's; -1 where nobody listens for browsers */
	struct child_inherited inherited[SWITCHBOARD_LISTENERS_MAX + 1];
	size_t inherited_count;
	const char *argument[SWITCHBOARD_LISTENERS_MAX + 3];
	struct child *child;
	struct channel *channel; /* NULL: no edge at the moment */
	struct event *timer;
	struct outbox outbox;
	struct inbox inbox;
	struct tally tally;
	struct receipts receipts;
	bool flooded; /* the edge does not read what it is told */
};

static void stop_if_troubled(struct switchboard *switchboard)
{
	if (switchboard->inbox.trouble != STATUS_OK)
		loop_stop(switchboard->loop);
}

static void on_timer(evutil_socket_t descriptor, short what, void *context)
{
	(void)descriptor;
	(void)what;
	switchboard_turn(context);
}

void switchboard_turn(struct switchboard *switchboard)
{
	if (switchboard->setup->before_ringing)
		switchboard->setup->before_ringing(switchboard->setup->before_context);
	enum status status = receipts_turn(&switchboard->receipts);
	if (status != STATUS_OK && status != STATUS_LIMIT && switchboard->inbox.trouble == STATUS_OK)
		switchboard->inbox.trouble = status;
	int64_t left_us = tally_turn(&switchboard->tally, inbox_turn(&switchboard->inbox));
	outbox_release(&switchboard->outbox);
	stop_if_troubled(switchboard);
	const struct timeval after = { .tv_sec = left_us / 1000000, .tv_usec = left_us % 1000000 + 1000 };
	(void)event_add(switchboard->timer, &after); /* fails for want of memory; the next wake-up sets it */
}

static void on_send(void *context, struct bytes frame)
{
	struct switchboard *switchboard = context;
	if (!switchboard->channel)
		return; /* the next edge is told anew */
	enum status status = channel_send(switchboard->channel, frame);
	if (status != STATUS_OK && !switchboard->flooded) {
		(void)fprintf(stderr, "tocsind: the edge cannot be told: %s\n", status_text(status));
		switchboard->flooded = true;
	}
}

/* A browser spoke to the edge: it gets an end at which the console serves it. */
static void open_web(struct switchboard *switchboard, const struct parcel *parcel)
{
	const struct switchboard_setup *setup = switchboard->setup;
	struct parcel refused = { .kind = PARCEL_WEB_REFUSED, .ticket = parcel->ticket };
	char peer[ADDRESS_TEXT_BYTES];
	struct bytes who = parcel->text[PARCEL_TEXT_WHO];
	int end = -1;
	enum status status = setup->web && who.length && who.length < sizeof peer ? STATUS_OK : STATUS_MALFORMED;
	if (status == STATUS_OK) {
		memcpy(peer, who.at, who.length);
		peer[who.length] = '\0';
		status = setup->web(setup->web_context, peer, &end);
	}
	if (status == STATUS_OK)
		status = handover_send(switchboard->handover[0], parcel->ticket, end);
	if (end >= 0)
		(void)close(end);
	if (status != STATUS_OK)
		outbox_tell(&switchboard->outbox, &refused);
}

/* What an edge that ended did not take must not come to the next, whose numbers are others. */
static void empty_handover(const struct switchboard *switchboard)
{
	enum status status = switchboard->handover[1] < 0 ? STATUS_MISSING : STATUS_OK;
	while (status == STATUS_OK || status == STATUS_MALFORMED) {
		uint64_t ticket;
		int end;
		status = handover_take(switchboard->handover[1], &ticket, &end);
		if (status == STATUS_OK)
			(void)close(end);
	}
}

static void on_frame(void *context, struct bytes frame)
{
	struct switchboard *switchboard = context;
	struct parcel parcel;
	/* An edge that speaks nonsense has been taken over, or is broken: what it says is not heard. */
	if (parcel_read(frame, &parcel) != STATUS_OK)
		return;
	if (parcel.kind == PARCEL_WEB_OPEN) {
		open_web(switchboard, &parcel);
		return;
	}
	inbox_take(&switchboard->inbox, &parcel);
	/* One turn for all that came at once. */
	event_active(switchboard->timer, EV_TIMEOUT, 0);
}

static void on_channel_ended(void *context)
{
	struct switchboard *switchboard = context;
	channel_close(switchboard->channel);
	switchboard->channel = NULL;
}

/* In pieces that fit a parcel; the edge puts them together again. */
static void say_trust(struct switchboard *switchboard)
{
	struct bytes rest = switchboard->setup->trusted;
	while (rest.length) {
		size_t length = rest.length < PARCEL_TEXT_MAX_BYTES ? rest.length : PARCEL_TEXT_MAX_BYTES;
		struct parcel trust = { .kind = PARCEL_TRUST };
		trust.text[PARCEL_TEXT_RAW] = bytes_of(rest.at, length);
		outbox_tell(&switchboard->outbox, &trust);
		rest = bytes_of(rest.at + length, rest.length - length);
	}
}

static void say_hello(struct switchboard *switchboard)
{
	const struct switchboard_setup *setup = switchboard->setup;
	struct parcel hello = { .kind = PARCEL_HELLO, .keyed = true };
	secrets_purpose(desk_secrets(switchboard->desk), "calls", hello.key);
	parcel_set(&hello, PARCEL_TEXT_WHO, setup->domain);
	parcel_set(&hello, PARCEL_TEXT_CONTACT, setup->way_out);
	parcel_set(&hello, PARCEL_TEXT_WORDS, setup->bridge);
	hello.text[PARCEL_TEXT_RAW] = buffer_bytes(&switchboard->certificate);
	hello.text[PARCEL_TEXT_PLACE] = buffer_bytes(&switchboard->key);
	hello.text[PARCEL_TEXT_FACTS] = setup->name_servers;
	hello.number = setup->ask;
	outbox_tell(&switchboard->outbox, &hello);
}

static void on_started(void *context, int descriptor)
{
	static const struct channel_calls calls = { on_frame, on_channel_ended };
	struct switchboard *switchboard = context;
	if (switchboard->channel)
		channel_close(switchboard->channel);
	switchboard->channel = NULL;
	switchboard->flooded = false;
	if (channel_open(switchboard->loop, descriptor, &calls, switchboard, &switchboard->channel) != STATUS_OK)
		return;
	say_trust(switchboard);
	say_hello(switchboard);
}

static void on_ended(void *context, int status)
{
	struct switchboard *switchboard = context;
	/* What its channel still holds asks for ends that nobody would take. */
	if (switchboard->channel)
		channel_close(switchboard->channel);
	switchboard->channel = NULL;
	empty_handover(switchboard);
	if (status == -1)
		(void)fputs("tocsind: the edge could not be started; it is tried again\n", stderr);
	else if (WIFSIGNALED(status))
		(void)fprintf(stderr,
		              "tocsind: the edge was ended by signal %d; it is started again, no call is lost\n",
		              WTERMSIG(status));
	else
		(void)fprintf(stderr, "tocsind: the edge ended (%d); it is started again\n", WEXITSTATUS(status));
}

static enum status bind_all(struct switchboard *switchboard, size_t *ret_wrong)
{
	static const char *const kinds[SOCKET_KIND_COUNT] = { "udp", "tcp", "tls" };
	static const char *const avl_kinds[SOCKET_KIND_COUNT] = { "", "avl", "avl+tls" };
	const struct switchboard_setup *setup = switchboard->setup;
	switchboard->argument[0] = "tocsind";
	switchboard->argument[1] = EDGE_ARGUMENT;
	for (size_t i = 0; i < setup->listeners; i++) {
		struct switchboard_listener *listener = &setup->listener[i];
		*ret_wrong = i;
		enum status status =
		    socket_bind(listener->kind, listener->host, listener->port, &switchboard->descriptor[i]);
		if (status != STATUS_OK)
			return status;
		switchboard->inherited[i] =
		    (struct child_inherited){ switchboard->descriptor[i], CHILD_CHANNEL + 1 + (int)i };
		switchboard->argument[2 + i] =
		    listener->web ? "https" : (listener->avl ? avl_kinds : kinds)[listener->kind];
		listener->port = socket_port(switchboard->descriptor[i]);
	}
	switchboard->inherited_count = setup->listeners;
	if (!setup->listeners || !setup->listener[setup->listeners - 1].web)
		return STATUS_OK;
	switchboard->inherited_count++;
	enum status status = handover_make_pair(switchboard->handover);
	switchboard->inherited[setup->listeners] =
	    (struct child_inherited){ switchboard->handover[1], CHILD_CHANNEL + 1 + (int)setup->listeners };
	return status;
}

static enum status take_certificate(struct switchboard *switchboard)
{
	const struct switchboard_setup *setup = switchboard->setup;
	buffer_clear(&switchboard->certificate);
	buffer_clear(&switchboard->key);
	if (!setup->certificate.length)
		return tls_self_signed(setup->domain, &switchboard->certificate, &switchboard->key);
	enum status status = buffer_append(&switchboard->certificate, setup->certificate);
	return status == STATUS_OK ? buffer_append(&switchboard->key, setup->key) : status;
}

enum status switchboard_certify(struct switchboard *switchboard)
{
	struct parcel other = { .kind = PARCEL_CERTIFICATE };
	enum status status = take_certificate(switchboard);
	if (status != STATUS_OK)
		return status;
	other.text[PARCEL_TEXT_RAW] = buffer_bytes(&switchboard->certificate);
	other.text[PARCEL_TEXT_PLACE] = buffer_bytes(&switchboard->key);
	outbox_tell(&switchboard->outbox, &other);
	return STATUS_OK;
}

static enum status start(struct switchboard *switchboard)
{
	const struct child_setup child = {
		.arguments = (char *const *)switchboard->argument, /* as execv has it, and does not change it */
		.inherited = switchboard->inherited,
		.inherited_count = switchboard->inherited_count,
		.started = on_started,
		.ended = on_ended,
		.context = switchboard
	};
	switchboard->timer = event_new(loop_base(switchboard->loop), -1, 0, on_timer, switchboard);
	if (!switchboard->timer)
		return STATUS_MEMORY;
	desk_listen(switchboard->desk, outbox_hear, &switchboard->outbox);
	desk_listen(switchboard->desk, receipts_hear, &switchboard->receipts);
	return child_start(switchboard->loop, &child, &switchboard->child);
}

enum status switchboard_open(struct desk *desk, struct loop *loop, const struct switchboard_setup *setup,
                             struct switchboard **ret_switchboard, size_t *ret_wrong)
{
	struct switchboard *switchboard = calloc(1, sizeof *switchboard);
	if (!switchboard)
		return STATUS_MEMORY;
	switchboard->desk = desk;
	switchboard->loop = loop;
	switchboard->setup = setup;
	for (size_t i = 0; i < SWITCHBOARD_LISTENERS_MAX; i++)
		switchboard->descriptor[i] = -1;
	switchboard->handover[0] = switchboard->handover[1] = -1;
	switchboard->outbox = (struct outbox){ .desk = desk, .send = on_send, .context = switchboard };
	switchboard->outbox.public_url = setup->public_url;
	switchboard->inbox =
	    (struct inbox){ .desk = desk, .outbox = &switchboard->outbox, .tally = &switchboard->tally };
	switchboard->tally = (struct tally){ .outbox = &switchboard->outbox };
	switchboard->receipts = (struct receipts){ .desk = desk, .by_text = setup->text_receipts };
	enum status status = bind_all(switchboard, ret_wrong);
	if (status == STATUS_OK)
		status = take_certificate(switchboard);
	if (status == STATUS_OK)
		status = start(switchboard);
	if (status != STATUS_OK) {
		switchboard_close(switchboard);
		return status;
	}
	*ret_switchboard = switchboard;
	return STATUS_OK;
}

void switchboard_close(struct switchboard *switchboard)
{
	if (!switchboard)
		return;
	desk_unlisten(switchboard->desk, &switchboard->outbox);
	desk_unlisten(switchboard->desk, &switchboard->receipts);
	if (switchboard->channel)
		channel_close(switchboard->channel);
	if (switchboard->child)
		child_stop(switchboard->child);
	if (switchboard->timer)
		event_free(switchboard->timer);
	for (size_t i = 0; i < SWITCHBOARD_LISTENERS_MAX; i++)
		if (switchboard->descriptor[i] >= 0)
			(void)close(switchboard->descriptor[i]);
	for (size_t i = 0; i < 2; i++)
		if (switchboard->handover[i] >= 0)
			(void)close(switchboard->handover[i]);
	outbox_close(&switchboard->outbox);
	inbox_close(&switchboard->inbox);
	tally_close(&switchboard->tally);
	receipts_close(&switchboard->receipts);
	buffer_close(&switchboard->certificate);
	buffer_close(&switchboard->key);
	free(switchboard);
}

enum status switchboard_trouble(const struct switchboard *switchboard)
{
	return switchboard->inbox.trouble;
}
