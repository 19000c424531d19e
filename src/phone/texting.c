/* Conversations in writing: MESSAGE from whoever calls for help, and back (RFC 3428). */
/* SPDX-License-Identifier: Apache-2.0 */
#include "phone/texting.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/vocabulary.h"
#include "phone/call_facts.h"
#include "phone/enquiry.h"

static const struct bytes none = { 0 };

/* Messages that may wait for the one before them to be kept, of one writer and of all: each is copied whole. */
#define WAITING_MAX 16u
#define WAITING_ALL_MAX 1000u
/* How many of those who wrote longest ago are looked at when one has to give way. */
#define GIVE_WAY_LOOKS 32u

/* A message that came and has no answer yet. */
struct text {
	struct text *next; /* of its texter, the oldest first */
	struct texter *texter;
	uint64_t ticket; /* 0: not told yet */
	bool test;       /* urn:service:test.sos */
	sip_handle handle;
	struct sip_flow flow;
	struct buffer head, raw; /* raw: of one that was not told yet */
};

/* Whoever writes, and the way back to him. */
struct texter {
	struct texter *newer, *older;
	uint32_t call; /* 0: not kept yet */
	struct sip_flow flow;
	struct buffer call_id, uri, local, target;
	uint32_t cseq;
	struct text *texts;
	uint32_t text_count;
};

/* Words of ours that have no answer yet. */
struct said {
	struct said *next, **at;
	uint64_t number; /* what the transaction knows them by */
	uint32_t call;
};

static uint64_t hash_number(const struct exchange *exchange, uint64_t number)
{
	return index_hash(exchange->hash_key, bytes_of(&number, sizeof number));
}

static struct texter *of_bytes(const struct exchange *exchange, const struct index *index, struct bytes key)
{
	size_t cursor = 0;
	struct texter *texter;
	while ((texter = index_find(index, index_hash(exchange->hash_key, key), &cursor)) != NULL)
		if (bytes_same(buffer_bytes(index == &exchange->texters_by_id ? &texter->call_id : &texter->uri), key))
			return texter;
	return NULL;
}

static struct texter *of_call(const struct exchange *exchange, uint32_t call)
{
	size_t cursor = 0;
	struct texter *texter;
	while ((texter = index_find(&exchange->texters_by_call, hash_number(exchange, call), &cursor)) != NULL)
		if (texter->call == call)
			return texter;
	return NULL;
}

static void know(struct exchange *exchange, struct texter *texter, uint32_t call)
{
	if (texter->call)
		index_remove(&exchange->texters_by_call, hash_number(exchange, texter->call), texter);
	texter->call = call;
	if (call)
		index_add(&exchange->texters_by_call, hash_number(exchange, call), texter);
}

static void unlink_texter(struct exchange *exchange, struct texter *texter)
{
	*(texter->newer ? &texter->newer->older : &exchange->texters) = texter->older;
	*(texter->older ? &texter->older->newer : &exchange->texters_last) = texter->newer;
}

static void link_first(struct exchange *exchange, struct texter *texter)
{
	texter->newer = NULL;
	texter->older = exchange->texters;
	*(texter->older ? &texter->older->newer : &exchange->texters_last) = texter;
	exchange->texters = texter;
}

/* Frees a text that its texter's list has no more. */
static void free_unlinked(struct exchange *exchange, struct text *text)
{
	text->texter->text_count--;
	exchange->text_count--;
	if (text->ticket)
		index_remove(&exchange->texts_by_ticket, hash_number(exchange, text->ticket), text);
	exchange->texts_waiting -= text->raw.length > 0;
	buffer_close(&text->head);
	buffer_close(&text->raw);
	free(text);
}

static void free_text(struct exchange *exchange, struct text *text)
{
	struct text **at = &text->texter->texts;
	while (*at != text)
		at = &(*at)->next;
	*at = text->next;
	free_unlinked(exchange, text);
}

static void close_buffers(struct texter *texter)
{
	struct buffer *all[] = { &texter->call_id, &texter->uri, &texter->local, &texter->target };
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		buffer_close(all[i]);
	free(texter);
}

static void forget(struct exchange *exchange, struct texter *texter)
{
	for (struct text *text = texter->texts, *next; text; text = next) {
		next = text->next;
		free_unlinked(exchange, text);
	}
	know(exchange, texter, 0);
	unlink_texter(exchange, texter);
	index_remove(&exchange->texters_by_id, index_hash(exchange->hash_key, buffer_bytes(&texter->call_id)), texter);
	index_remove(&exchange->texters_by_uri, index_hash(exchange->hash_key, buffer_bytes(&texter->uri)), texter);
	close_buffers(texter);
}

/* Room for one more: whoever wrote longest ago, and waits for no answer, gives way.  What he writes next is another call. */
static bool make_room(struct exchange *exchange)
{
	struct texter *texter = exchange->texters_last;
	if (exchange->texters_by_id.count < EXCHANGE_TEXTERS_MAX)
		return true;
	for (unsigned look = 0; texter && texter->texts && look < GIVE_WAY_LOOKS; look++)
		texter = texter->newer;
	if (!texter || texter->texts)
		return false;
	forget(exchange, texter);
	return true;
}

static struct texter *begin(struct exchange *exchange, const struct sip_message *message)
{
	size_t things = exchange->texters_by_id.count + 1;
	struct texter *texter = make_room(exchange) ? calloc(1, sizeof *texter) : NULL;
	struct sip_cursor cursor = { 0 };
	struct sip_address contact = { 0 };
	struct bytes item, to = message->to.uri_text;
	char tag[IDENT_BYTES];
	if (!texter)
		return NULL;
	if (sip_message_next(message, SIP_CONTACT, &cursor, &item))
		(void)sip_address_read(item, &contact);
	exchange_ident(exchange, tag);
	bool good =
	    index_reserve(&exchange->texters_by_id, things) == STATUS_OK &&
	    index_reserve(&exchange->texters_by_uri, things) == STATUS_OK &&
	    index_reserve(&exchange->texters_by_call, things) == STATUS_OK &&
	    make_copy(&texter->call_id, message->call_id) && make_copy(&texter->uri, message->from.uri_text) &&
	    make_copy(&texter->target, contact.uri_text.length ? contact.uri_text : message->from.uri_text) &&
	    buffer_print(&texter->local, "<%.*s>;tag=%s", (int)to.length, (const char *)to.at, tag) == STATUS_OK;
	if (!good) {
		close_buffers(texter);
		return NULL;
	}
	index_add(&exchange->texters_by_id, index_hash(exchange->hash_key, message->call_id), texter);
	index_add(&exchange->texters_by_uri, index_hash(exchange->hash_key, message->from.uri_text), texter);
	link_first(exchange, texter);
	return texter;
}

/* The same message once more, also after a restart, is one. */
static void put_key(const struct exchange *exchange, const struct sip_message *message, uint8_t key[PARCEL_KEY_BYTES])
{
	struct keyed_hash hash;
	keyed_hash_begin(&hash, exchange->secret);
	keyed_hash_add_text(&hash, message->call_id);
	keyed_hash_add_text(&hash, message->from.tag);
	keyed_hash_add_number(&hash, message->cseq);
	struct hash128 sum = keyed_hash_end(&hash);
	bytes_put_u64(key, sum.low);
	bytes_put_u64(key + 8, sum.high);
}

/* Tells the center of a message: the first of a conversation is a call, the others are more words on it. */
static void tell(struct exchange *exchange, struct text *text, const struct sip_message *message)
{
	struct call_facts facts;
	const struct texter *texter = text->texter;
	bool more = texter->call && !text->test;
	struct parcel parcel = { .kind = more ? PARCEL_MORE : PARCEL_CALL,
		                 .call = more ? texter->call : 0,
		                 .number = PARCEL_TEXTED | (text->test ? (uint32_t)PARCEL_TEST : 0),
		                 .stamp_us = exchange->now.us,
		                 .keyed = true };
	text->ticket = exchange_ticket(exchange);
	index_add(&exchange->texts_by_ticket, hash_number(exchange, text->ticket), text);
	parcel.ticket = text->ticket;
	call_facts_read(message, &facts);
	call_facts_put(&facts, &parcel);
	buffer_clear(&exchange->more);
	(void)caller_put_source(exchange, text->flow, &exchange->more);
	const struct flood_source *floods = more ? NULL : flood_note(exchange, text->flow, "MESSAGE", &exchange->more);
	struct bytes raw = flood_raw(exchange, floods, message, text->ticket, &exchange->more);
	(void)!buffer_append(&exchange->more, buffer_bytes(&facts.facts));
	parcel.text[PARCEL_TEXT_FACTS] = buffer_bytes(&exchange->more);
	parcel.text[PARCEL_TEXT_RAW] = raw;
	parcel.text[PARCEL_TEXT_QUEUE] = message->uri.user;
	if (!parcel.text[PARCEL_TEXT_WORDS].length)
		parcel.text[PARCEL_TEXT_WORDS] = bytes_are_utf8(message->body) ? message->body : none;
	put_key(exchange, message, parcel.key);
	if (!more)
		enquiry_take(exchange, text->ticket, message, text->flow);
	exchange_tell(exchange, &parcel);
	call_facts_close(&facts);
}

static struct text *new_text(struct exchange *exchange, struct texter *texter, const struct sip_message *message,
                             struct sip_flow flow)
{
	struct text *text = texter->text_count < WAITING_MAX ? calloc(1, sizeof *text) : NULL;
	if (!text || index_reserve(&exchange->texts_by_ticket, exchange->text_count + (size_t)1) != STATUS_OK ||
	    !make_head(exchange, message, flow, NULL, &text->head)) {
		free(text);
		return NULL;
	}
	struct text **at = &texter->texts;
	while (*at)
		at = &(*at)->next;
	*at = text;
	text->texter = texter;
	text->flow = flow;
	texter->text_count++;
	exchange->text_count++;
	return text;
}

/* Whether it has to wait until the call that it belongs to has its number. */
static bool must_wait(const struct text *text)
{
	return !text->texter->call && !text->test && text->texter->texts != text;
}

void texting_message(struct exchange *exchange, sip_handle handle, const struct leg *leg,
                     const struct sip_message *message, struct sip_flow flow)
{
	/* Many phones give each message a Call-ID of its own: then who writes tells. */
	struct texter *texter = of_bytes(exchange, &exchange->texters_by_id, message->call_id);
	texter = texter ? texter : of_bytes(exchange, &exchange->texters_by_uri, message->from.uri_text);
	texter = texter ? texter : begin(exchange, message);
	struct text *text = texter ? new_text(exchange, texter, message, flow) : NULL;
	if (text) {
		text->handle = handle;
		text->test = sip_uri_is_test_sos(&message->uri);
		texter->flow = flow;
		unlink_texter(exchange, texter);
		link_first(exchange, texter);
		/* Words beside a voice belong to its call. */
		if (leg && leg == leg->session->caller && leg->session->call && leg->session->call != texter->call)
			know(exchange, texter, leg->session->call);
	}
	if (text && must_wait(text) &&
	    (exchange->texts_waiting == WAITING_ALL_MAX || !make_copy(&text->raw, message->raw))) {
		buffer_close(&text->raw);
		free_text(exchange, text);
		text = NULL;
	}
	if (!text)
		make_reply(exchange, handle, message, flow, 500, NULL, bytes_of_text("Retry-After: 1\r\n"));
	else if (text->raw.length)
		exchange->texts_waiting++;
	else
		tell(exchange, text, message);
}

/* Those that waited for the call to have its number; without one, the first of them is a call. */
static void tell_waiting(struct exchange *exchange, struct texter *texter)
{
	struct sip_message message;
	for (struct text *text = texter->texts; text; text = text->next) {
		if (!text->raw.length || must_wait(text))
			continue;
		enum status status = sip_message_read(buffer_bytes(&text->raw), &message);
		assert(status == STATUS_OK); /* it was read before */
		tell(exchange, text, &message);
		exchange->texts_waiting--;
		buffer_close(&text->raw);
	}
}

void texting_kept(struct exchange *exchange, const struct parcel *parcel)
{
	size_t cursor = 0;
	struct text *text;
	while ((text = index_find(&exchange->texts_by_ticket, hash_number(exchange, parcel->ticket), &cursor)) != NULL)
		if (text->ticket == parcel->ticket)
			break;
	if (!text)
		return;
	struct texter *texter = text->texter;
	(void)caller_put_receipt(parcel, &text->head);
	make_later_reply(exchange, text->handle, &text->head, text->flow, 200, none, none);
	if (!text->test && parcel->call)
		know(exchange, texter, parcel->call);
	free_text(exchange, text);
	tell_waiting(exchange, texter);
}

static enum status put_words(struct exchange *exchange, struct texter *texter, struct bytes words)
{
	struct buffer *out = &exchange->out;
	struct bytes uri = buffer_bytes(&texter->uri);
	buffer_clear(out);
	enum status status = sip_write_request(out, SIP_MESSAGE, buffer_bytes(&texter->target));
	if (status == STATUS_OK)
		status = make_via(exchange, texter->flow, out);
	if (status == STATUS_OK)
		status = buffer_append_text(out, "Max-Forwards: 70\r\n");
	if (status == STATUS_OK)
		status = sip_write_header(out, SIP_FROM, buffer_bytes(&texter->local));
	/* No tag: it is in no dialog (RFC 3428 section 4). */
	if (status == STATUS_OK)
		status = sip_write_text(out, SIP_TO, "<%.*s>", (int)uri.length, (const char *)uri.at);
	if (status == STATUS_OK)
		status = sip_write_header(out, SIP_CALL_ID, buffer_bytes(&texter->call_id));
	if (status == STATUS_OK)
		status = sip_write_text(out, SIP_CSEQ, "%u MESSAGE", ++texter->cseq);
	return status == STATUS_OK ? sip_write_body(out, "text/plain;charset=UTF-8", words) : status;
}

static void tell_said(struct exchange *exchange, uint32_t call, enum outcome outcome)
{
	exchange_tell(exchange, &(struct parcel){ .kind = PARCEL_SAID, .call = call, .number = outcome });
}

static void free_said(struct exchange *exchange, struct said *said)
{
	index_remove(&exchange->said_by_number, hash_number(exchange, said->number), said);
	*said->at = said->next;
	if (said->next)
		said->next->at = said->at;
	free(said);
}

/* Whoever has only spoken: written to by the number or URI that came with the call, in a conversation of its own. */
static bool find_speaker(struct exchange *exchange, struct bytes contact, struct texter *ret_texter)
{
	char ident[IDENT_BYTES], tag[IDENT_BYTES];
	struct bytes domain = buffer_bytes(&exchange->domain);
	exchange_ident(exchange, ident);
	exchange_ident(exchange, tag);
	return contact.length && pass_find(exchange, contact, &ret_texter->target, &ret_texter->flow) &&
	       make_copy(&ret_texter->uri, buffer_bytes(&ret_texter->target)) &&
	       buffer_print(&ret_texter->local, "<sip:center@%.*s>;tag=%s", (int)domain.length, (const char *)domain.at,
	                    tag) == STATUS_OK &&
	       buffer_print(&ret_texter->call_id, "%s@%.*s", ident, (int)domain.length, (const char *)domain.at) ==
	           STATUS_OK;
}

static void say_to(struct exchange *exchange, const struct parcel *parcel, struct texter *texter)
{
	sip_handle handle;
	struct said *said = texter ? calloc(1, sizeof *said) : NULL;
	bool good = said && index_reserve(&exchange->said_by_number, exchange->said_by_number.count + 1) == STATUS_OK &&
	            put_words(exchange, texter, parcel->text[PARCEL_TEXT_WORDS]) == STATUS_OK;
	if (!good) {
		free(said);
		tell_said(exchange, parcel->call, OUTCOME_FAILED);
		return;
	}
	*said = (struct said){ exchange->said, &exchange->said, ++exchange->last_leg, parcel->call };
	if (said->next)
		said->next->at = &said->next;
	exchange->said = said;
	index_add(&exchange->said_by_number, hash_number(exchange, said->number), said);
	if (sip_layer_ask(exchange->layer, texter->flow, buffer_bytes(&exchange->out), said->number, exchange->now,
	                  &handle) == STATUS_OK)
		return;
	free_said(exchange, said);
	tell_said(exchange, parcel->call, OUTCOME_FAILED);
}

void texting_say(struct exchange *exchange, const struct parcel *parcel)
{
	struct texter *texter = of_call(exchange, parcel->call), speaker = { 0 };
	if (!texter && find_speaker(exchange, parcel->text[PARCEL_TEXT_CONTACT], &speaker))
		texter = &speaker;
	say_to(exchange, parcel, texter);
	struct buffer *all[] = { &speaker.call_id, &speaker.uri, &speaker.local, &speaker.target };
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		buffer_close(all[i]);
}

void texting_response(struct exchange *exchange, uint64_t user, unsigned code)
{
	size_t cursor = 0;
	struct said *said;
	while ((said = index_find(&exchange->said_by_number, hash_number(exchange, user), &cursor)) != NULL)
		if (said->number == user)
			break;
	if (!said)
		return;
	uint32_t call = said->call;
	free_said(exchange, said);
	tell_said(exchange, call, code < 300 ? OUTCOME_REACHED : code == 408 ? OUTCOME_NO_ANSWER : OUTCOME_FAILED);
}

void texting_close(struct exchange *exchange)
{
	while (exchange->texters)
		forget(exchange, exchange->texters);
	while (exchange->said)
		free_said(exchange, exchange->said);
	struct index *all[] = { &exchange->texters_by_id, &exchange->texters_by_uri, &exchange->texters_by_call,
		                &exchange->texts_by_ticket, &exchange->said_by_number };
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		index_close(all[i]);
}
