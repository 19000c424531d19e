/* The exchange as a whole: what comes in finds its place, by tables of methods and of parcels. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "phone/exchange.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "phone/enquiry.h"
#include "phone/exchange_inside.h"
#include "phone/notifier.h"
#include "phone/registrar.h"
#include "phone/texting.h"
#include "wire/text.h"

#define TRANSACTIONS_MAX 1000000u
/* Bytes of what was no message that are kept. */
#define UNREAD_MAX_BYTES 4096u
/* When an answer names no further extensions that we have not: it shall not be much longer than what asked. */
#define UNSUPPORTED_MAX_BYTES 256u

void exchange_tell(struct exchange *exchange, const struct parcel *parcel)
{
	exchange->port.tell(exchange->context, parcel);
}

void exchange_tell_of(struct exchange *exchange, enum parcel_kind kind, const struct session *session, uint32_t number,
                      const struct buffer *who)
{
	struct parcel parcel = { .kind = kind, .call = session->call, .number = number };
	if (who)
		parcel.text[PARCEL_TEXT_WHO] = buffer_bytes(who);
	exchange_tell(exchange, &parcel);
}

uint64_t exchange_ticket(struct exchange *exchange)
{
	return ++exchange->last_ticket;
}

void exchange_ident(struct exchange *exchange, char text[IDENT_BYTES])
{
	uint64_t drawn;
	exchange->port.draw(exchange->context, &drawn, sizeof drawn);
	(void)snprintf(text, IDENT_BYTES, "%016llx", (unsigned long long)drawn);
}

uint64_t exchange_hash(const struct exchange *exchange, struct bytes a, struct bytes b)
{
	return index_hash(exchange->hash_key, a) * 31 + index_hash(exchange->hash_key, b);
}

/* A request that belongs to a dialog of ours, or does not. */
struct taken {
	sip_handle handle;
	struct leg *leg; /* NULL: to none */
	const struct sip_message *message;
	struct sip_flow flow;
};

static void take_invite(struct exchange *exchange, const struct taken *taken)
{
	/* Before the call is kept there is nothing to go on with: it is begun anew, and kept as well. */
	if (taken->leg && !taken->leg->session->ticket)
		talk_invite(exchange, taken->handle, taken->leg, taken->message, taken->flow);
	else if (!registrar_invite(exchange, taken->handle, taken->message, taken->flow))
		caller_invite(exchange, taken->handle, taken->message, taken->flow);
}

static void take_bye(struct exchange *exchange, const struct taken *taken)
{
	make_reply(exchange, taken->handle, taken->message, taken->flow, taken->leg ? 200 : 481, NULL,
	           (struct bytes){ 0 });
	if (taken->leg)
		talk_bye(exchange, taken->leg);
	else
		caller_unknown_left(exchange, taken->message);
}

static void take_options(struct exchange *exchange, const struct taken *taken)
{
	make_reply(exchange, taken->handle, taken->message, taken->flow, 200, NULL,
	           bytes_of_text("Allow: " EXCHANGE_ALLOW "\r\nAccept: application/sdp, multipart/mixed\r\n"
	                         "Supported: 100rel, timer, replaces\r\nUser-Agent: " EXCHANGE_AGENT "\r\n"));
}

static void take_other(struct exchange *exchange, const struct taken *taken)
{
	make_reply(exchange, taken->handle, taken->message, taken->flow, 405, NULL,
	           bytes_of_text("Allow: " EXCHANGE_ALLOW "\r\n"));
}

static void take_message(struct exchange *exchange, const struct taken *taken)
{
	const struct sip_uri *to = &taken->message->uri;
	/* Phones of the house do not write to each other here; a call-taker's own call for help is one like any other. */
	if (registrar_who(exchange, taken->message, taken->flow).length && !sip_uri_is_sos(to) &&
	    !sip_uri_is_test_sos(to))
		take_other(exchange, taken);
	else
		texting_message(exchange, taken->handle, taken->leg, taken->message, taken->flow);
}

static void take_register(struct exchange *exchange, const struct taken *taken)
{
	registrar_register(exchange, taken->handle, taken->message, taken->flow);
}

static void take_subscribe(struct exchange *exchange, const struct taken *taken)
{
	notifier_subscribe(exchange, taken->handle, taken->message, taken->flow);
}

static void take_in_dialog(struct exchange *exchange, const struct taken *taken)
{
	struct leg *leg = taken->leg;
	enum sip_method method = taken->message->method;
	if (!leg)
		make_reply(exchange, taken->handle, taken->message, taken->flow, 481, NULL, (struct bytes){ 0 });
	else if (method == SIP_UPDATE)
		talk_update(exchange, taken->handle, leg, taken->message, taken->flow);
	else if (method == SIP_PRACK)
		caller_prack(exchange, taken->handle, leg, taken->message, taken->flow);
	else if (method == SIP_REFER)
		pass_refer(exchange, taken->handle, leg, taken->message, taken->flow);
	else
		make_reply(exchange, taken->handle, taken->message, taken->flow, 200, NULL, (struct bytes){ 0 });
}

static void (*const take[SIP_METHOD_COUNT])(struct exchange *exchange, const struct taken *taken) = {
	[SIP_UNKNOWN_METHOD] = take_other, [SIP_INVITE] = take_invite,     [SIP_BYE] = take_bye,
	[SIP_OPTIONS] = take_options,      [SIP_REGISTER] = take_register, [SIP_MESSAGE] = take_message,
	[SIP_SUBSCRIBE] = take_subscribe,  [SIP_NOTIFY] = take_in_dialog,  [SIP_REFER] = take_in_dialog,
	[SIP_UPDATE] = take_in_dialog,     [SIP_PRACK] = take_in_dialog,   [SIP_INFO] = take_in_dialog,
	[SIP_PUBLISH] = take_other,
};

/* Sends away what asks for what we have not (RFC 3261 8.2.2.1, 8.2.2.3), or does not say where it ends (18.3); never what may be
 * a call for help, and nothing that ends or carries on one. */
static bool sent_away(struct exchange *exchange, const struct taken *taken)
{
	static const char *const schemes[] = { "sip", "sips", "tel", "urn" };
	static const char *const extensions[] = { "100rel", "timer", "replaces", "norefersub", "eventlist" };
	const struct sip_message *message = taken->message;
	struct sip_cursor cursor = { 0 };
	struct bytes item;
	size_t i = 0;
	if (message->faults & 1u << SIP_FAULT_CONTENT_LENGTH) {
		make_reply(exchange, taken->handle, message, taken->flow, 400, NULL, (struct bytes){ 0 });
		return true;
	}
	while (i < sizeof schemes / sizeof *schemes && !text_same(message->uri.scheme, schemes[i]))
		i++;
	if (i == sizeof schemes / sizeof *schemes) {
		make_reply(exchange, taken->handle, message, taken->flow, 416, NULL, (struct bytes){ 0 });
		return true;
	}
	buffer_clear(&exchange->more);
	while (sip_message_next(message, SIP_REQUIRE, &cursor, &item)) {
		for (i = 0; i < sizeof extensions / sizeof *extensions && !text_same(item, extensions[i]);)
			i++;
		if (i == sizeof extensions / sizeof *extensions && exchange->more.length < UNSUPPORTED_MAX_BYTES)
			(void)!buffer_print(&exchange->more, "Unsupported: %.*s\r\n", (int)item.length,
			                    (const char *)item.at);
	}
	if (exchange->more.length)
		make_reply(exchange, taken->handle, message, taken->flow, 420, NULL, buffer_bytes(&exchange->more));
	return exchange->more.length != 0;
}

static void on_request(void *context, sip_handle handle, sip_handle about, const struct sip_message *message,
                       struct sip_flow flow)
{
	struct exchange *exchange = context;
	struct leg *leg = leg_of_request(exchange, message);
	/* The way to whoever speaks is the one he spoke by last (a phone that has moved, a connection made anew). */
	if (leg && message->method != SIP_ACK)
		leg->flow = flow;
	if (message->method == SIP_ACK) {
		/* Who has begun a test anew has two with one tag: it is of the one whose INVITE it ends. */
		struct leg *invited = leg_of_invite(exchange, about);
		if (invited || leg)
			talk_ack(exchange, invited ? invited : leg, message);
		return;
	}
	if (message->method == SIP_CANCEL) {
		struct leg *invited = leg_of_invite(exchange, about);
		char tag[IDENT_BYTES] = "";
		struct sip_address local;
		/* It has the tag that the INVITE's response will have (RFC 3261 9.2). */
		if (invited && sip_address_read(buffer_bytes(&invited->local), &local))
			(void)snprintf(tag, sizeof tag, "%.*s", (int)local.tag.length, (const char *)local.tag.at);
		make_reply(exchange, handle, message, flow, invited ? 200 : 481, tag[0] ? tag : NULL,
		           (struct bytes){ 0 });
		/* One within a dialog is answered soon all the same. */
		if (invited && !invited->ours && invited->state == LEG_ASKED)
			talk_bye(exchange, invited);
		return;
	}
	const struct taken taken = { handle, leg, message, flow };
	bool may_refuse =
	    !leg && message->method != SIP_INVITE && message->method != SIP_MESSAGE && message->method != SIP_BYE;
	if (!may_refuse || !sent_away(exchange, &taken))
		take[message->method](exchange, &taken);
}

static void on_response(void *context, sip_handle handle, uint64_t user, const struct sip_message *message)
{
	struct exchange *exchange = context;
	(void)handle;
	struct leg *leg = leg_numbered(exchange, user);
	if (leg)
		talk_response(exchange, leg, message);
	else if (message->code >= 200 && !notifier_response(exchange, user, message->code))
		texting_response(exchange, user, message->code);
}

/* A transaction has ended.  Of what was asked here (`user` is not 0) nobody may have answered; of what was answered here
 * the ACK may be missing, or the connection has broken before the answer. */
static void on_ended(void *context, sip_handle handle, uint64_t user, enum sip_end how)
{
	struct exchange *exchange = context;
	struct leg *leg = leg_of_invite(exchange, handle);
	if (!leg) {
		if (user && how != SIP_END_DONE && !notifier_response(exchange, user, 408))
			texting_response(exchange, user, 408);
		return;
	}
	bool test = leg->session->kind == SESSION_TEST;
	leg_set_invite(exchange, leg, 0);
	if (leg->state == LEG_OVER || (how != SIP_END_DONE && user && (leg->state == LEG_ASKED || leg->invite_open)))
		talk_failed(exchange, leg, 408);
	else if (how == SIP_END_TIMEOUT || (how == SIP_END_TRANSPORT && (leg->state != LEG_UP || test)))
		talk_lost(exchange, leg);
	/* A connection that breaks within a conversation does not end it, for people hang up; nobody does after a test. */
}

static void on_send(void *context, struct sip_flow flow, struct bytes bytes)
{
	struct exchange *exchange = context;
	exchange->port.send(exchange->context, flow, bytes);
}

enum status exchange_open(const struct exchange_port *port, void *context, struct exchange **ret_exchange)
{
	static const struct sip_port above = { on_send, on_request, on_response, on_ended };
	struct sip_limits limits = { .transactions = TRANSACTIONS_MAX };
	struct exchange *exchange = calloc(1, sizeof *exchange);
	if (!exchange)
		return STATUS_MEMORY;
	exchange->port = *port;
	exchange->context = context;
	port->draw(context, exchange->hash_key, sizeof exchange->hash_key);
	port->draw(context, limits.seed, sizeof limits.seed);
	/* Numbers of another edge before us are not ours. */
	port->draw(context, &exchange->last_ticket, sizeof exchange->last_ticket);
	exchange->last_ticket >>= 16;
	enum status status = enquiry_open(&exchange->enquiries);
	if (status == STATUS_OK)
		status = sip_layer_open(&above, exchange, limits, &exchange->layer);
	if (status != STATUS_OK) {
		enquiry_close(exchange->enquiries);
		free(exchange);
		return status;
	}
	*ret_exchange = exchange;
	return STATUS_OK;
}

void exchange_close(struct exchange *exchange)
{
	if (!exchange)
		return;
	for (uint32_t slot = 0; slot < exchange->timed_room; slot++)
		if (exchange->timed[slot])
			session_close(exchange, exchange->timed[slot]);
	registrar_close(exchange);
	notifier_close(exchange);
	texting_close(exchange);
	enquiry_close(exchange->enquiries);
	sip_layer_close(exchange->layer);
	struct index *indexes[] = { &exchange->sessions, &exchange->keys,    &exchange->tickets,
		                    &exchange->legs,     &exchange->invites, &exchange->dialogs };
	for (size_t i = 0; i < sizeof indexes / sizeof indexes[0]; i++)
		index_close(indexes[i]);
	struct buffer *buffers[] = { &exchange->out, &exchange->more, &exchange->domain, &exchange->way_out,
		                     &exchange->bridge };
	for (size_t i = 0; i < sizeof buffers / sizeof buffers[0]; i++)
		buffer_close(buffers[i]);
	agenda_close(&exchange->timers);
	free(exchange->timed);
	free(exchange->free_slot);
	free(exchange);
}

static void tell_unread(struct exchange *exchange, struct bytes bytes, struct sip_flow flow)
{
	struct parcel parcel = { .kind = PARCEL_UNREAD, .number = 1, .stamp_us = exchange->now.us };
	parcel.text[PARCEL_TEXT_RAW] =
	    bytes_of(bytes.at, bytes.length < UNREAD_MAX_BYTES ? bytes.length : UNREAD_MAX_BYTES);
	buffer_clear(&exchange->more);
	bool known = caller_put_source(exchange, flow, &exchange->more);
	(void)flood_note(exchange, flow, "unread", &exchange->more);
	if (known)
		parcel.text[PARCEL_TEXT_FACTS] = buffer_bytes(&exchange->more);
	exchange_tell(exchange, &parcel);
}

/* Without these nobody can be answered, or would not know to what. */
#define UNFIT                                                                                                          \
	(1u << SIP_FAULT_VIA | 1u << SIP_FAULT_FROM | 1u << SIP_FAULT_TO | 1u << SIP_FAULT_CALL_ID |                   \
	 1u << SIP_FAULT_CSEQ | 1u << SIP_FAULT_CSEQ_METHOD | 1u << SIP_FAULT_VERSION)

static bool is_call(const struct sip_message *message)
{
	return !message->response && (message->method == SIP_INVITE || message->method == SIP_MESSAGE);
}

/* What is wrong with a request so that it cannot be taken any further. */
static uint32_t unfit(const struct sip_message *message)
{
	const uint32_t names = 1u << SIP_FAULT_FROM | 1u << SIP_FAULT_TO;
	uint32_t faults = message->faults & UNFIT;
	/* Whoever begins a call so says the same in all that follows of it. */
	bool call = message->method == SIP_INVITE || message->method == SIP_CANCEL || message->to.tag.length;
	return call && (faults & names) && caller_can_talk(message) ? faults & ~names : faults;
}

void exchange_take(struct exchange *exchange, struct bytes bytes, struct sip_flow flow, struct instant now)
{
	struct sip_message message;
	exchange->now = now;
	enum status status = sip_message_read(bytes, &message);
	if (status != STATUS_OK) {
		tell_unread(exchange, bytes, flow);
		return;
	}
	if (!message.response && unfit(&message)) {
		if (is_call(&message))
			caller_unfit(exchange, &message, flow, 400);
		else if (message.method != SIP_ACK && !(message.faults & 1u << SIP_FAULT_VIA))
			make_reply(exchange, 0, &message, flow, message.faults & 1u << SIP_FAULT_VERSION ? 505 : 400,
			           NULL, (struct bytes){ 0 });
		return;
	}
	status = sip_layer_take(exchange->layer, &message, flow, now);
	if ((status == STATUS_LIMIT || status == STATUS_MEMORY) && is_call(&message))
		caller_unfit(exchange, &message, flow, 503);
}

void exchange_take_broken(struct exchange *exchange, struct bytes bytes, struct sip_flow flow, struct instant now)
{
	struct sip_message message;
	exchange->now = now;
	size_t length = bytes.length < SIP_MESSAGE_MAX_BYTES ? bytes.length : SIP_MESSAGE_MAX_BYTES;
	struct bytes front = bytes_of(bytes.at, length);
	if (sip_message_read(front, &message) == STATUS_OK && is_call(&message))
		caller_unfit(exchange, &message, flow, 400);
	else
		tell_unread(exchange, front, flow);
}

static void hear_hello(struct exchange *exchange, const struct parcel *parcel)
{
	(void)!make_copy(&exchange->domain, parcel->text[PARCEL_TEXT_WHO]);
	(void)!make_copy(&exchange->way_out, parcel->text[PARCEL_TEXT_CONTACT]);
	(void)!make_copy(&exchange->bridge, parcel->text[PARCEL_TEXT_WORDS]);
	memcpy(exchange->secret, parcel->key, sizeof exchange->secret);
	exchange_tell(exchange, &(struct parcel){ .kind = PARCEL_READY });
}

static void hear_kept(struct exchange *exchange, const struct parcel *parcel)
{
	struct session *session = session_of_ticket(exchange, parcel->ticket);
	/* A call that was known before may have another body than what came now. */
	if (parcel->call && !parcel->number)
		flood_kept(&exchange->flood, parcel->ticket, parcel->call);
	if (session)
		caller_kept(exchange, session, parcel);
	else
		texting_kept(exchange, parcel);
	enquiry_kept(exchange, parcel);
}

static void hear_hold(struct exchange *exchange, const struct parcel *parcel)
{
	talk_hold(exchange, parcel, true);
}

static void hear_retrieve(struct exchange *exchange, const struct parcel *parcel)
{
	talk_hold(exchange, parcel, false);
}

static void (*const hear[PARCEL_COUNT])(struct exchange *exchange, const struct parcel *parcel) = {
	[PARCEL_HELLO] = hear_hello,
	[PARCEL_KEPT] = hear_kept,
	[PARCEL_ADMITTED] = registrar_admitted,
	[PARCEL_TURNED_AWAY] = registrar_turned_away,
	[PARCEL_RING] = ring_phone,
	[PARCEL_STOP] = ring_stop,
	[PARCEL_TALK] = ring_talk,
	[PARCEL_DROP] = ring_drop,
	[PARCEL_END] = talk_end,
	[PARCEL_HOLD] = hear_hold,
	[PARCEL_RETRIEVE] = hear_retrieve,
	[PARCEL_PASS] = pass_outside,
	[PARCEL_SAY] = texting_say,
	[PARCEL_RING_BACK] = pass_ring_back,
	[PARCEL_WAIT] = caller_wait,
	[PARCEL_QUEUE] = notifier_queue,
	[PARCEL_ABANDONED] = notifier_abandoned,
	[PARCEL_PHONE] = registrar_known,
	[PARCEL_PARK] = talk_park,
	[PARCEL_PASS_REFUSED] = pass_refused,
	[PARCEL_RESTORE] = restore_waiting,
	[PARCEL_RESUME] = restore_talking,
	[PARCEL_REBID] = enquiry_rebid,
	[PARCEL_CONFERENCE] = bridge_ask,
	[PARCEL_CONFERENCE_END] = bridge_end,
};

void exchange_hear(struct exchange *exchange, const struct parcel *parcel, struct instant now)
{
	exchange->now = now;
	if (parcel->kind < PARCEL_COUNT && hear[parcel->kind])
		hear[parcel->kind](exchange, parcel);
}

void exchange_lost(struct exchange *exchange, uint64_t flow, struct instant now)
{
	exchange->now = now;
	registrar_lost(exchange, flow);
	sip_layer_lost(exchange->layer, flow, now);
}

void exchange_answered(struct exchange *exchange, const struct exchange_answer *answer, struct instant now)
{
	exchange->now = now;
	enquiry_answered(exchange, answer);
}

static void wake(struct exchange *exchange, struct session *session)
{
	session_wake(exchange, session, 0);
	if (session->kind == SESSION_BACK && (!session->caller || session->caller->state == LEG_ASKED))
		pass_given_up(exchange, session);
	else if (session->caller && session->caller->state == LEG_ASKED)
		caller_provisional(exchange, session);
	else if (!instant_known(session->gives_up)) {
		talk_again(exchange, session);
	} else if (instant_before(exchange->now, session->gives_up)) {
		talk_again(exchange, session);
		session_wake(exchange, session, instant_since(session->gives_up, exchange->now).us);
	} else {
		(session->bridging ? bridge_silent : pass_silent)(exchange, session);
	}
}

/* One thing of a session that is due. */
static void due(struct exchange *exchange, struct session *session)
{
	struct leg *leg = session->legs;
	if (instant_known(session->wake) && !instant_before(exchange->now, session->wake)) {
		wake(exchange, session);
		return;
	}
	while (leg && (!instant_known(alive_next(leg)) || instant_before(exchange->now, alive_next(leg))))
		leg = leg->next;
	/* A leg that has ended meanwhile wants nothing more. */
	if (leg)
		alive_pass(exchange, leg);
	else
		session_retime(exchange, session);
}

void exchange_pass(struct exchange *exchange, struct instant now)
{
	exchange->now = now;
	sip_layer_pass(exchange->layer, now);
	const struct agenda_item *next;
	while ((next = agenda_next(&exchange->timers)) != NULL && !instant_before(now, next->due))
		due(exchange, exchange->timed[next->number]);
	registrar_pass(exchange);
	notifier_pass(exchange);
	flood_pass(exchange);
	enquiry_pass(exchange);
}

struct instant exchange_next(const struct exchange *exchange)
{
	struct instant next = sip_layer_next(exchange->layer);
	const struct agenda_item *timer = agenda_next(&exchange->timers);
	if (timer && (!instant_known(next) || instant_before(timer->due, next)))
		next = timer->due;
	const struct instant others[] = { exchange->phones_due, exchange->notify_due, flood_next(&exchange->flood),
		                          enquiry_next(exchange) };
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		if (instant_known(others[i]) && (!instant_known(next) || instant_before(others[i], next)))
			next = others[i];
	return next;
}

uint32_t exchange_count(const struct exchange *exchange)
{
	return exchange->session_count;
}
