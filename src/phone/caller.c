/* Whoever calls: kept first, then told to wait, answered, let go. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "phone/call_facts.h"
#include "phone/enquiry.h"
#include "phone/exchange_inside.h"
#include "phone/notifier.h"
#include "wire/sdp.h"
#include "wire/sip_session.h"

#define PROVISIONAL_EVERY_US (PROVISIONAL_EVERY_S * 1000000LL)
#define TAG_BYTES 17
/* What does not make a call malformed: half of the world's phones do it. */
#define HARMLESS (1u << SIP_FAULT_EXTRA_BODY | 1u << SIP_FAULT_LINE_END)

static const char *const transports[EXCHANGE_TRANSPORTS] = { "UDP", "TCP", "TLS" };

bool caller_can_talk(const struct sip_message *message)
{
	struct sip_address to;
	struct buffer tagged = { 0 };
	bool same = message->to.tag.length > 0;
	/* What comes back has our tag behind whatever To was: it must be found there again. */
	if (!same && buffer_append(&tagged, sip_message_header(message, SIP_TO, 0)) == STATUS_OK && tagged.length &&
	    buffer_append_text(&tagged, ";tag=t") == STATUS_OK) {
		(void)!sip_address_read(buffer_bytes(&tagged), &to);
		same = bytes_same(to.tag, bytes_of_text("t"));
	}
	buffer_close(&tagged);
	return same && message->from.uri_text.length;
}

bool caller_put_source(struct exchange *exchange, struct sip_flow flow, struct buffer *out)
{
	struct exchange_end here, there;
	return exchange->port.ends(exchange->context, flow, &here, &there) &&
	       buffer_print(out, "source: %s %s %u\n", transports[there.transport], there.host, there.port) ==
	           STATUS_OK;
}

void caller_key(const struct exchange *exchange, const struct sip_message *message, uint8_t key[PARCEL_KEY_BYTES])
{
	struct keyed_hash hash;
	keyed_hash_begin(&hash, exchange->secret);
	keyed_hash_add_text(&hash, message->call_id);
	keyed_hash_add_text(&hash, message->from.tag.length ? message->from.tag : message->from.uri_text);
	struct hash128 sum = keyed_hash_end(&hash);
	bytes_put_u64(key, sum.low);
	bytes_put_u64(key + 8, sum.high);
}

/* Our tag, the same for the same call also after a restart. */
static void tag_of(const uint8_t key[PARCEL_KEY_BYTES], char tag[TAG_BYTES])
{
	(void)snprintf(tag, TAG_BYTES, "%016llx", (unsigned long long)bytes_get_u64(key));
}

/* What is no call that can be carried on has no call's identity either: its bytes are the same when it is sent again. */
static void raw_key(const struct exchange *exchange, const struct sip_message *message, uint8_t key[PARCEL_KEY_BYTES])
{
	struct keyed_hash hash;
	keyed_hash_begin(&hash, exchange->secret);
	keyed_hash_add_text(&hash, message->raw);
	struct hash128 sum = keyed_hash_end(&hash);
	bytes_put_u64(key, sum.low);
	bytes_put_u64(key + 8, sum.high);
}

static void tell_call(struct exchange *exchange, uint64_t ticket, const uint8_t key[PARCEL_KEY_BYTES],
                      const struct sip_message *message, struct sip_flow flow, uint32_t marks)
{
	struct call_facts facts;
	struct parcel parcel = {
		.kind = PARCEL_CALL, .number = marks, .stamp_us = exchange->now.us, .ticket = ticket, .keyed = true
	};
	memcpy(parcel.key, key, PARCEL_KEY_BYTES);
	call_facts_read(message, &facts);
	call_facts_put(&facts, &parcel);
	buffer_clear(&exchange->more);
	(void)caller_put_source(exchange, flow, &exchange->more);
	const struct flood_source *floods =
	    flood_note(exchange, flow, sip_method_name(message->method), &exchange->more);
	struct bytes raw = flood_raw(exchange, floods, message, ticket, &exchange->more);
	(void)!buffer_append(&exchange->more, buffer_bytes(&facts.facts));
	parcel.text[PARCEL_TEXT_FACTS] = buffer_bytes(&exchange->more);
	parcel.text[PARCEL_TEXT_RAW] = raw;
	parcel.text[PARCEL_TEXT_QUEUE] = message->uri.user;
	enquiry_take(exchange, ticket, message, flow);
	exchange_tell(exchange, &parcel);
	call_facts_close(&facts);
}

void caller_unfit(struct exchange *exchange, const struct sip_message *message, struct sip_flow flow, unsigned code)
{
	uint8_t key[PARCEL_KEY_BYTES];
	uint32_t marks = PARCEL_MALFORMED | (message->method == SIP_MESSAGE ? PARCEL_TEXTED : 0);
	/* What it lacks may be just what an answer needs: then there is none, and the call is kept all the same. */
	bool answerable = !(message->faults & 1u << SIP_FAULT_VIA) && message->call_id.length;
	struct session *session = answerable ? session_open(exchange, SESSION_CALL) : NULL;
	struct leg *leg = session ? leg_open(exchange, session, LEG_CALLER, false) : NULL;
	raw_key(exchange, message, key);
	if (!leg || !make_head(exchange, message, flow, NULL, &leg->head)) {
		if (session)
			session_close(exchange, session);
		tell_call(exchange, 0, key, message, flow, marks);
		return;
	}
	session->caller = leg;
	session->unfit = message->faults & 1u << SIP_FAULT_VERSION ? 505 : code;
	leg->flow = flow;
	session_await(exchange, session);
	tell_call(exchange, session->ticket, key, message, flow, marks);
}

/* The same call once more, by another way (RFC 3261 8.2.2.2).  With another CSeq the sender has begun anew while he waits:
 * then the new way to him takes the place of the old one (join). */
static bool merged(struct exchange *exchange, sip_handle handle, const struct sip_message *message,
                   struct sip_flow flow, const uint8_t key[PARCEL_KEY_BYTES])
{
	const struct session *session = session_of_key(exchange, key);
	const struct leg *caller = session ? session->caller : NULL;
	if (!caller || (caller->state == LEG_ASKED && caller->invite_cseq != message->cseq))
		return false;
	make_reply(exchange, handle, message, flow, 482, NULL, (struct bytes){ 0 });
	return true;
}

static bool begin(struct exchange *exchange, struct session *session, sip_handle handle,
                  const struct sip_message *message, struct sip_flow flow)
{
	char tag[TAG_BYTES];
	struct leg *leg = leg_open(exchange, session, LEG_CALLER, false);
	if (!leg)
		return false;
	session->caller = leg;
	session->came = exchange->now;
	leg->flow = flow;
	leg->reliable = sip_message_lists(message, SIP_REQUIRE, "100rel");
	tag_of(session->key, tag);
	if (!leg_from_invite(leg, message, tag) || !make_head(exchange, message, flow, tag, &leg->head))
		return false;
	alive_hear(leg, message);
	leg_list(exchange, leg);
	leg_set_invite(exchange, leg, handle);
	return true;
}

/* It cannot be carried on.  Nothing is said before it is kept, not even that. */
static void no_room(struct exchange *exchange, sip_handle handle, const struct sip_message *message,
                    struct sip_flow flow, const uint8_t key[PARCEL_KEY_BYTES])
{
	char tag[TAG_BYTES];
	struct session *session = session_open(exchange, SESSION_FULL);
	struct leg *leg = session ? leg_open(exchange, session, LEG_CALLER, false) : NULL;
	tag_of(key, tag);
	if (!leg || !make_head(exchange, message, flow, tag, &leg->head)) {
		if (session)
			session_close(exchange, session);
		tell_call(exchange, 0, key, message, flow, PARCEL_MALFORMED);
		return;
	}
	session->caller = leg;
	session->unfit = 503;
	leg->flow = flow;
	leg_set_invite(exchange, leg, handle);
	session_await(exchange, session);
	tell_call(exchange, session->ticket, key, message, flow, PARCEL_MALFORMED);
}

void caller_invite(struct exchange *exchange, sip_handle handle, const struct sip_message *message,
                   struct sip_flow flow)
{
	uint8_t key[PARCEL_KEY_BYTES];
	bool test = sip_uri_is_test_sos(&message->uri);
	make_reply(exchange, handle, message, flow, 100, NULL, (struct bytes){ 0 });
	caller_key(exchange, message, key);
	if (merged(exchange, handle, message, flow, key))
		return;
	struct session *session = session_open(exchange, test ? SESSION_TEST : SESSION_CALL);
	if (session)
		session_set_key(exchange, session, key);
	if (!session || !begin(exchange, session, handle, message, flow)) {
		if (session)
			session_close(exchange, session);
		no_room(exchange, handle, message, flow, key);
		return;
	}
	session_await(exchange, session);
	bool odd = (message->faults & ~HARMLESS) != 0;
	uint32_t marks = (test ? (uint32_t)PARCEL_TEST : 0) | (odd ? (uint32_t)PARCEL_MALFORMED : 0);
	tell_call(exchange, session->ticket, key, message, flow, marks);
}

static void respond(struct exchange *exchange, struct session *session, unsigned code, struct bytes more,
                    struct bytes sdp)
{
	struct leg *leg = session->caller;
	make_later_reply(exchange, leg->invite, &leg->head, leg->flow, code, more, sdp);
}

static void provisional(struct exchange *exchange, struct session *session)
{
	struct leg *leg = session->caller;
	char more[96] = "";
	if (leg->reliable)
		(void)snprintf(more, sizeof more, "Require: 100rel\r\nRSeq: %u\r\n", leg->rseq);
	/* What is left of it; once that is over nothing is known. */
	int64_t left_us = instant_known(session->wait) ? instant_since(session->wait, exchange->now).us : 0;
	unsigned code = left_us > 0 ? 182 : 180;
	if (left_us > 0)
		(void)snprintf(more + strlen(more), sizeof more - strlen(more), "Retry-After: %lld\r\n",
		               (long long)((left_us + 999999) / 1000000));
	respond(exchange, session, code, bytes_of_text(more), (struct bytes){ 0 });
}

void caller_provisional(struct exchange *exchange, struct session *session)
{
	struct leg *leg = session->caller;
	if (!leg || leg->ours || leg->state != LEG_ASKED || !leg->invite || !session->call)
		return;
	bool again = leg->reliable && leg->rseq && !session->pracked;
	if (leg->reliable && !again) {
		leg->rseq++;
		session->pracked = false;
		session->again_us = SIP_T1_US;
	}
	provisional(exchange, session);
	/* A reliable one is sent again as an INVITE is, until its PRACK comes (RFC 3262 section 3). */
	int64_t after_us = PROVISIONAL_EVERY_US;
	if (leg->reliable && session->again_us < after_us) {
		after_us = session->again_us;
		session->again_us *= 2;
	}
	session_wake(exchange, session, after_us);
}

void caller_wait(struct exchange *exchange, const struct parcel *parcel)
{
	struct session *session = session_of_call(exchange, parcel->call);
	if (session)
		session->wait =
		    parcel->number ? instant_after(exchange->now, span_s(parcel->number)) : (struct instant){ 0 };
}

void caller_prack(struct exchange *exchange, sip_handle handle, struct leg *leg, const struct sip_message *message,
                  struct sip_flow flow)
{
	struct sip_rack rack;
	bool fits = sip_session_read_rack(sip_message_header(message, SIP_RACK, 0), &rack) && leg->reliable &&
	            rack.rseq == leg->rseq && rack.cseq == leg->invite_cseq;
	make_reply(exchange, handle, message, flow, fits ? 200 : 481, NULL, (struct bytes){ 0 });
	if (!fits || leg->session->pracked)
		return;
	leg->session->pracked = true;
	if (leg->state == LEG_ASKED)
		session_wake(exchange, leg->session, PROVISIONAL_EVERY_US);
}

/* A test call is answered, with nothing taken of its media, and ended by us once it is clear that it came through
 * (RFC 6881 section 17). */
static void answer_test(struct exchange *exchange, struct session *session)
{
	struct exchange_end here, there;
	struct leg *leg = session->caller;
	buffer_clear(&exchange->more);
	if (leg->sdp.length && exchange->port.ends(exchange->context, leg->flow, &here, &there))
		(void)!sdp_write_refused(&exchange->more, buffer_bytes(&leg->sdp), bytes_of_text(here.host));
	struct buffer sdp = { 0 };
	(void)make_copy(&sdp, buffer_bytes(&exchange->more));
	respond(exchange, session, 200, (struct bytes){ 0 }, buffer_bytes(&sdp));
	buffer_close(&sdp);
	leg->state = LEG_UP;
}

/* Another session has this call already: an edge before us began it, or the caller has begun anew.  True: the new way to the
 * caller took the place of the old one, or there was no need for it. */
static bool join(struct exchange *exchange, struct session *session, uint32_t call)
{
	struct session *known = session_of_call(exchange, call);
	struct leg *leg = session->caller;
	if (!known || known == session)
		return false;
	/* Whom we were about to ring back is here. */
	if (leg && known->kind == SESSION_BACK && (!known->caller || known->caller->state == LEG_ASKED)) {
		pass_given_up(exchange, known);
		return false;
	}
	if (!leg || known->kind != SESSION_CALL || !known->caller || known->caller->state != LEG_ASKED) {
		if (leg)
			respond(exchange, session, 482, (struct bytes){ 0 }, (struct bytes){ 0 });
		session_close(exchange, session);
		return true;
	}
	make_later_reply(exchange, known->caller->invite, &known->caller->head, known->caller->flow, 487,
	                 (struct bytes){ 0 }, (struct bytes){ 0 });
	leg_close(exchange, known->caller);
	session->legs = NULL;
	session->caller = NULL;
	leg->session = known;
	leg->next = known->legs;
	known->legs = leg;
	known->caller = leg;
	known->pracked = false;
	session_close(exchange, session);
	caller_provisional(exchange, known);
	return true;
}

/* The last word to what cannot be carried on; for most of it there is no transaction. */
static void refuse(struct exchange *exchange, struct session *session)
{
	const struct leg *leg = session->caller;
	buffer_clear(&exchange->out);
	if (leg && leg->invite)
		make_later_reply(exchange, leg->invite, &leg->head, leg->flow, session->unfit, (struct bytes){ 0 },
		                 (struct bytes){ 0 });
	else if (leg && sip_write_status(&exchange->out, session->unfit, NULL) == STATUS_OK &&
	         buffer_append(&exchange->out, buffer_bytes(&leg->head)) == STATUS_OK &&
	         sip_write_body(&exchange->out, NULL, (struct bytes){ 0 }) == STATUS_OK)
		exchange->port.send(exchange->context, leg->flow, buffer_bytes(&exchange->out));
	session_close(exchange, session);
}

bool caller_put_receipt(const struct parcel *kept, struct buffer *head)
{
	struct bytes code = kept->text[PARCEL_TEXT_WORDS], url = kept->text[PARCEL_TEXT_CONTACT];
	size_t before = head->length;
	enum status status = code.length ? sip_write_named(head, CALLER_RECEIPT, code) : STATUS_OK;
	if (status == STATUS_OK && url.length)
		status = sip_write_text(head, SIP_CALL_INFO, "<%.*s>;purpose=" CALLER_RECEIPT_PURPOSE, (int)url.length,
		                        (const char *)url.at);
	if (status != STATUS_OK)
		head->length = before;
	return status == STATUS_OK;
}

void caller_kept(struct exchange *exchange, struct session *session, const struct parcel *parcel)
{
	uint32_t call = parcel->call;
	session_told(exchange, session);
	/* From here on each answer to this INVITE says it; one that cannot for want of memory is an answer all the same. */
	if (session->caller)
		(void)caller_put_receipt(parcel, &session->caller->head);
	if (session->unfit) {
		refuse(exchange, session);
		return;
	}
	if (session->kind == SESSION_TEST) {
		if (session->left || !session->caller)
			caller_gone(exchange, session, false);
		else
			answer_test(exchange, session);
		return;
	}
	if (session->left) {
		/* Where another session has the call, the caller has begun anew there. */
		if (!session_of_call(exchange, call))
			session_know(exchange, session, call);
		caller_gone(exchange, session, session->cut_off);
		return;
	}
	if (join(exchange, session, call))
		return;
	session_know(exchange, session, call);
	caller_provisional(exchange, session);
}

void caller_left(struct exchange *exchange, struct session *session, bool cut_off)
{
	session->left = true;
	session->cut_off = cut_off;
	if (!session->ticket) {
		caller_gone(exchange, session, cut_off);
		return;
	}
	/* Kept first, then told that it was left, and then 487; whose connection has broken hears nothing more. */
	if (cut_off && session->caller)
		leg_close(exchange, session->caller);
}

void caller_answer(struct exchange *exchange, struct session *session, struct bytes sdp)
{
	struct leg *leg = session->caller;
	session->quieted = false;
	session->held = false;
	if (leg->state == LEG_ASKED && !leg->ours) {
		session_wake(exchange, session, 0);
		leg->state = LEG_UP;
		make_given(leg, sdp);
		respond(exchange, session, 200, alive_answer(exchange, leg), sdp);
	} else if (leg->state == LEG_UP) {
		talk_ask(exchange, leg, sdp);
	}
}

/* The INVITE is not kept here while a caller waits: the center has it, and is asked only if somebody wants to know. */
static void want_abandoned(const struct exchange *exchange, struct parcel *left)
{
	if (notifier_wants_left(exchange))
		left->ticket = (uint64_t)exchange->now.us;
}

void caller_gone(struct exchange *exchange, struct session *session, bool cut_off)
{
	if (!session->told && session->call && session->kind != SESSION_TEST) {
		struct parcel parcel = { .kind = PARCEL_LEFT, .call = session->call, .number = cut_off };
		want_abandoned(exchange, &parcel);
		exchange_tell(exchange, &parcel);
		session->told = true;
	}
	ring_end_others(exchange, session, NULL);
	session_over(exchange, session);
}

void caller_unknown_left(struct exchange *exchange, const struct sip_message *message)
{
	struct parcel parcel = { .kind = PARCEL_LEFT, .keyed = true };
	caller_key(exchange, message, parcel.key);
	want_abandoned(exchange, &parcel);
	exchange_tell(exchange, &parcel);
}

void caller_send_away(struct exchange *exchange, struct session *session)
{
	session->told = true;
	caller_gone(exchange, session, false);
}
