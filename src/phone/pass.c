/* A caller is passed on, to a desk or outside, or is rung back. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "core/vocabulary.h"
#include "phone/exchange_inside.h"
#include "phone/registrar.h"
#include "wire/i3_ids.h"
#include "wire/text.h"

#define SIP_PORT 5060u

static const struct bytes none = { 0 };

static bool put_host(struct exchange_end *end, struct bytes host)
{
	if (!host.length || host.length >= sizeof end->host)
		return false;
	memcpy(end->host, host.at, host.length);
	end->host[host.length] = '\0';
	/* Names are not looked up here: an address, or the way out that the center has set. */
	return strspn(end->host, "0123456789.") == host.length || strchr(end->host, ':');
}

static enum exchange_transport transport_of(const struct sip_uri *uri)
{
	struct bytes transport;
	if (!sip_param(uri->params, "transport", &transport))
		return text_same(uri->scheme, "sips") ? EXCHANGE_TLS : EXCHANGE_UDP;
	return text_same(transport, "tcp") ? EXCHANGE_TCP : text_same(transport, "tls") ? EXCHANGE_TLS : EXCHANGE_UDP;
}

bool pass_way(struct exchange *exchange, struct bytes by, struct sip_flow *ret_flow)
{
	struct exchange_end there = { 0 };
	struct sip_uri uri;
	if (!sip_uri_read(by, &uri) || !put_host(&there, uri.host))
		return false;
	there.transport = transport_of(&uri);
	there.port = uri.port ? uri.port : SIP_PORT;
	return exchange->port.reach(exchange->context, &there, ret_flow);
}

/* The way to a URI: out where the center's way out leads, or straight to an address. */
static bool way_to(struct exchange *exchange, struct bytes uri, struct sip_flow *ret_flow)
{
	return pass_way(exchange, exchange->way_out.length ? buffer_bytes(&exchange->way_out) : uri, ret_flow);
}

/* "+1555..." or "555" is a number at the way out; a URI is one already. */
static bool put_target(struct exchange *exchange, struct bytes contact, struct buffer *target)
{
	struct sip_uri uri, out;
	buffer_clear(target);
	bool whole = sip_uri_read(contact, &uri) && (text_same(uri.scheme, "sip") || text_same(uri.scheme, "sips"));
	if (whole)
		return buffer_append(target, contact) == STATUS_OK;
	struct bytes number = uri.scheme.length && text_same(uri.scheme, "tel") ? uri.user : contact;
	bool known = exchange->way_out.length && sip_uri_read(buffer_bytes(&exchange->way_out), &out);
	return known && buffer_print(target, "sip:%.*s@%.*s", (int)number.length, (const char *)number.at,
	                             (int)out.host.length, (const char *)out.host.at) == STATUS_OK;
}

bool pass_name(struct exchange *exchange, struct leg *leg, struct bytes who)
{
	char ident[IDENT_BYTES], tag[IDENT_BYTES];
	struct bytes domain = buffer_bytes(&exchange->domain);
	exchange_ident(exchange, ident);
	exchange_ident(exchange, tag);
	bool good =
	    make_copy(&leg->who, who) &&
	    buffer_print(&leg->local, "<sip:center@%.*s>;tag=%s", (int)domain.length, (const char *)domain.at, tag) ==
		STATUS_OK &&
	    buffer_print(&leg->remote, "<%.*s>", (int)leg->target.length, (const char *)leg->target.at) == STATUS_OK &&
	    buffer_print(&leg->call_id, "%s@%.*s", ident, (int)domain.length, (const char *)domain.at) == STATUS_OK;
	if (good)
		leg_list(exchange, leg);
	return good;
}

bool pass_find(struct exchange *exchange, struct bytes contact, struct buffer *ret_target, struct sip_flow *ret_flow)
{
	return put_target(exchange, contact, ret_target) && way_to(exchange, buffer_bytes(ret_target), ret_flow);
}

/* A leg to somebody outside; NULL if there is no way. */
struct leg *pass_open_outside(struct exchange *exchange, struct session *session, struct bytes contact)
{
	struct leg *leg = leg_open(exchange, session, LEG_OUTSIDE, true);
	if (!leg)
		return NULL;
	bool good = pass_find(exchange, contact, &leg->target, &leg->flow) && pass_name(exchange, leg, contact);
	if (!good) {
		leg_close(exchange, leg);
		return NULL;
	}
	return leg;
}

static void notify(struct exchange *exchange, struct leg *leg, unsigned code)
{
	char body[64];
	(void)snprintf(body, sizeof body, "SIP/2.0 %u %s\r\n", code,
	               code < 200   ? "Trying"
	               : code < 300 ? "OK"
	                            : "Failed");
	/* RFC 3515 2.4.4 and 2.4.7: how it goes, and that no more will come. */
	(void)make_request(exchange, leg, SIP_NOTIFY,
	                   bytes_of_text(code < 200
	                                     ? "Event: refer\r\nSubscription-State: active;expires=60\r\n"
	                                     : "Event: refer\r\nSubscription-State: terminated;reason=noresource\r\n"),
	                   "message/sipfrag;version=2.0", bytes_of_text(body));
}

void pass_tell(struct exchange *exchange, struct session *session, unsigned code)
{
	struct leg *leg = session->referrer;
	if (!leg)
		return;
	session->referrer = NULL;
	if (leg->state == LEG_UP)
		notify(exchange, leg, code);
}

void pass_refused(struct exchange *exchange, const struct parcel *parcel)
{
	struct session *session = session_of_call(exchange, parcel->call);
	if (!session)
		return;
	pass_tell(exchange, session, 403);
	talk_parked(exchange, session);
}

static int hex(uint8_t c)
{
	uint8_t lower = c | 0x20;
	return c >= '0' && c <= '9' ? c - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* "Replaces=call-id%3Bto-tag%3Da%3Bfrom-tag%3Db" in a Refer-To's URI: the escapes are undone here. */
static void unescape(struct bytes text, struct buffer *out)
{
	buffer_clear(out);
	for (size_t i = 0; i < text.length; i++) {
		uint8_t byte = text.at[i];
		if (byte == '%' && i + 2 < text.length && hex(text.at[i + 1]) >= 0 && hex(text.at[i + 2]) >= 0) {
			byte = (uint8_t)(hex(text.at[i + 1]) * 16 + hex(text.at[i + 2]));
			i += 2;
		}
		if (buffer_append(out, bytes_of(&byte, 1)) != STATUS_OK)
			return;
	}
}

/* The desk's conversation that a Replaces names: our leg to the phone that asked for it.  Not all phones escape all that a
 * URI's headers must not have, so it is looked for in the whole of it. */
static struct leg *replaced(struct exchange *exchange, struct bytes uri)
{
	static const char mark[] = "Replaces=";
	const uint8_t *at = uri.length ? memmem(uri.at, uri.length, mark, sizeof mark - 1) : NULL;
	if (!at)
		return NULL;
	size_t from = (size_t)(at - uri.at) + sizeof mark - 1;
	unescape(bytes_of(uri.at + from, uri.length - from), &exchange->more);
	struct bytes value = buffer_bytes(&exchange->more), to_tag, from_tag;
	const uint8_t *semicolon = value.length ? memchr(value.at, ';', value.length) : NULL;
	if (!semicolon)
		return NULL;
	size_t id = (size_t)(semicolon - value.at);
	struct bytes params = bytes_of(semicolon + 1, value.length - id - 1);
	if (!sip_param(params, "to-tag", &to_tag) || !sip_param(params, "from-tag", &from_tag))
		return NULL;
	/* Which of the two is ours depends on who called whom. */
	struct leg *leg = leg_of_dialog(exchange, bytes_of(value.at, id), to_tag);
	leg = leg ? leg : leg_of_dialog(exchange, bytes_of(value.at, id), from_tag);
	return leg && leg->session->kind == SESSION_DESK && leg->state == LEG_UP ? leg : NULL;
}

/* Moves a leg to another session; its dialog stays what it was. */
static void move(struct exchange *exchange, struct leg *leg, struct session *session)
{
	struct session *before = leg->session;
	struct leg **at = &leg->session->legs;
	while (*at != leg)
		at = &(*at)->next;
	*at = leg->next;
	if (leg->session->speaker == leg)
		leg->session->speaker = NULL;
	if (leg->session->caller == leg)
		leg->session->caller = NULL;
	leg->session = session;
	leg->next = session->legs;
	session->legs = leg;
	session_retime(exchange, before);
	session_retime(exchange, session);
}

/* Passed on with a word before: whoever was spoken with takes the caller over. */
static void take_over(struct exchange *exchange, struct session *session, struct leg *consulted)
{
	struct session *desk = consulted->session;
	struct leg *taker = session_other(desk, consulted), *before = session->speaker;
	if (!taker || taker->state != LEG_UP) {
		pass_tell(exchange, session, 481);
		return;
	}
	struct parcel parcel = { .kind = PARCEL_PASSED, .call = session->call, .number = 1 };
	parcel.text[PARCEL_TEXT_WHO] = buffer_bytes(&before->who);
	parcel.text[PARCEL_TEXT_CONTACT] = buffer_bytes(&taker->who);
	exchange_tell(exchange, &parcel);
	move(exchange, taker, session);
	session->speaker = taker;
	pass_tell(exchange, session, 200);
	ring_end_leg(exchange, before);
	desk_over(exchange, desk);
	/* Each hears where the other's media are. */
	struct buffer offer = { 0 };
	if (ring_offer(session, &offer))
		talk_ask(exchange, taker, buffer_bytes(&offer));
	buffer_close(&offer);
	caller_answer(exchange, session, buffer_bytes(&taker->sdp));
	restore_tell(exchange, session);
}

void pass_refer(struct exchange *exchange, sip_handle handle, struct leg *leg, const struct sip_message *message,
                struct sip_flow flow)
{
	struct sip_address target = { 0 };
	struct session *session = leg->session;
	bool good = leg == session->speaker && session->kind != SESSION_DESK && session->caller && !session->referrer &&
	            (sip_address_read(sip_message_header(message, SIP_REFER_TO, 0), &target) || target.uri_text.length);
	make_reply(exchange, handle, message, flow, good ? 202 : 400, NULL, none);
	if (!good)
		return;
	notify(exchange, leg, 100);
	session->referrer = leg;
	struct leg *consulted = replaced(exchange, target.uri_text);
	if (consulted && !session->bridging) {
		take_over(exchange, session, consulted);
		return;
	}
	struct parcel parcel = { .kind = PARCEL_PASSED, .call = session->call };
	parcel.text[PARCEL_TEXT_WHO] = buffer_bytes(&leg->who);
	parcel.text[PARCEL_TEXT_CONTACT] = target.uri_text;
	exchange_tell(exchange, &parcel);
}

static void tell_outside(struct exchange *exchange, uint32_t call, struct bytes contact, uint64_t mark, unsigned code)
{
	struct parcel parcel = { .kind = PARCEL_PASSED_DONE, .call = call, .number = code, .ticket = mark };
	parcel.text[PARCEL_TEXT_CONTACT] = contact;
	exchange_tell(exchange, &parcel);
}

static enum status put_id(struct exchange *exchange, enum i3_ids_kind kind, uint32_t number,
                          enum i3_ids_purpose purpose)
{
	struct buffer *more = &exchange->more;
	enum status status = buffer_append_text(more, "Call-Info: <");
	if (status == STATUS_OK)
		status = i3_ids_write_number(more, kind, number, buffer_bytes(&exchange->domain));
	return status == STATUS_OK ? buffer_print(more, ">;purpose=%s\r\n", i3_ids_purpose_written(purpose)) : status;
}

void pass_put_ids(struct exchange *exchange, const struct parcel *parcel, const char *urgent)
{
	struct buffer *more = &exchange->more;
	struct bytes eido = parcel->text[PARCEL_TEXT_FACTS];
	buffer_clear(more);
	enum status status = buffer_append_text(more, urgent);
	if (status == STATUS_OK)
		status = put_id(exchange, I3_IDS_CALL, parcel->call, I3_IDS_FOR_CALL_ID);
	if (status == STATUS_OK && parcel->number)
		status = put_id(exchange, I3_IDS_INCIDENT, parcel->number, I3_IDS_FOR_INCIDENT_ID);
	/* NENA-STA-010.3f 4.7.1: the transfer target fetches the incident's EIDO from there. */
	if (status == STATUS_OK && eido.length)
		status = buffer_print(more, "Call-Info: <%.*s>;purpose=%s\r\n", (int)eido.length, (const char *)eido.at,
		                      i3_ids_purpose_written(I3_IDS_FOR_EIDO));
	if (status != STATUS_OK)
		buffer_clear(more);
}

/* Whoever was asked is waited for so long, and no longer. */
static void wait(struct exchange *exchange, struct session *session)
{
	session->gives_up = instant_after(exchange->now, (struct span){ PASS_RINGS_US });
	session_wake(exchange, session, PASS_RINGS_US);
}

void pass_silent(struct exchange *exchange, struct session *session)
{
	struct buffer who = { 0 };
	struct leg *leg = session->legs;
	while (leg && (leg->role != LEG_OUTSIDE || leg->state != LEG_ASKED))
		leg = leg->next;
	if (!leg)
		return;
	(void)make_copy(&who, buffer_bytes(&leg->who));
	uint64_t mark = leg->mark;
	ring_end_leg(exchange, leg);
	pass_outside_failed(exchange, session, &who, mark, 408);
	buffer_close(&who);
}

void pass_outside(struct exchange *exchange, const struct parcel *parcel)
{
	struct session *session = session_of_call(exchange, parcel->call);
	struct bytes contact = parcel->text[PARCEL_TEXT_CONTACT];
	struct leg *leg = session && session->caller && session->caller->state == LEG_UP
	                      ? pass_open_outside(exchange, session, contact)
	                      : NULL;
	struct buffer offer = { 0 };
	pass_put_ids(exchange, parcel, "Priority: emergency\r\nResource-Priority: esnet.1\r\n");
	bool asked = leg && ring_offer(session, &offer) &&
	             make_invite(exchange, leg, buffer_bytes(&exchange->more), buffer_bytes(&offer));
	buffer_close(&offer);
	if (asked) {
		leg->mark = parcel->ticket;
		wait(exchange, session);
		return;
	}
	if (leg)
		leg_close(exchange, leg);
	tell_outside(exchange, parcel->call, contact, parcel->ticket, 404);
	if (!session)
		return;
	pass_tell(exchange, session, 404);
	talk_parked(exchange, session);
}

void pass_outside_taken(struct exchange *exchange, struct leg *leg)
{
	struct session *session = leg->session;
	struct leg *before = session->speaker;
	leg->state = LEG_UP;
	make_ack(exchange, leg, none);
	bridge_drop(exchange, session);
	session->speaker = leg;
	session->parked = false;
	session->gives_up = (struct instant){ 0 };
	pass_tell(exchange, session, 200);
	if (before)
		ring_end_leg(exchange, before);
	/* Nobody else outside can have him. */
	for (struct leg *other = session->legs, *next; other; other = next) {
		next = other->next;
		if (other != leg && other->role == LEG_OUTSIDE && other->state == LEG_ASKED)
			ring_end_leg(exchange, other);
	}
	caller_answer(exchange, session, buffer_bytes(&leg->sdp));
	restore_tell(exchange, session);
	tell_outside(exchange, session->call, buffer_bytes(&leg->who), leg->mark, 200);
}

void pass_outside_failed(struct exchange *exchange, struct session *session, const struct buffer *who, uint64_t mark,
                         unsigned code)
{
	session->gives_up = (struct instant){ 0 };
	tell_outside(exchange, session->call, buffer_bytes(who), mark, code);
	pass_tell(exchange, session, code);
	talk_parked(exchange, session);
}

static void tell_back(struct exchange *exchange, const struct session *session, struct bytes who, enum outcome outcome)
{
	struct parcel parcel = { .kind = PARCEL_RANG_BACK, .call = session->call, .number = outcome };
	parcel.text[PARCEL_TEXT_WHO] = who;
	exchange_tell(exchange, &parcel);
}

/* First the desk's phone, without a description; then the caller, with the phone's (RFC 3725 flow I). */
void pass_ring_back(struct exchange *exchange, const struct parcel *parcel)
{
	struct session *session = session_of_call(exchange, parcel->call) ? NULL : session_open(exchange, SESSION_BACK);
	struct leg *leg = NULL;
	if (session) {
		session_know(exchange, session, parcel->call);
		leg = ring_open(exchange, session, parcel);
	}
	if (leg && make_copy(&session->back, parcel->text[PARCEL_TEXT_CONTACT])) {
		/* Some phones take this as a wish to answer by themselves: the call-taker has asked for it. */
		pass_put_ids(
		    exchange, &(struct parcel){ .call = parcel->call },
		    "Call-Info: <sip:back>;answer-after=0\r\nAlert-Info: <http://back>;info=alert-autoanswer\r\n");
		session_wake(exchange, session, PASS_RINGS_US);
		if (make_invite(exchange, leg, buffer_bytes(&exchange->more), none))
			return;
	}
	const struct session nobody = { .call = parcel->call };
	tell_back(exchange, &nobody, parcel->text[PARCEL_TEXT_WHO], OUTCOME_FAILED);
	if (session)
		session_close(exchange, session);
}

/* NENA-STA-010.3f, TD_CHFE_004: esnet.0 and RFC 7090's psap-callback. */
static bool ring_caller(struct exchange *exchange, struct session *session, const struct leg *desk)
{
	struct leg *leg = pass_open_outside(exchange, session, buffer_bytes(&session->back));
	if (!leg)
		return false;
	leg->role = LEG_CALLER;
	session->caller = leg;
	session_wake(exchange, session, PASS_RINGS_US);
	pass_put_ids(exchange, &(struct parcel){ .call = session->call },
	             "Priority: psap-callback\r\nResource-Priority: esnet.0\r\n");
	return make_invite(exchange, leg, buffer_bytes(&exchange->more), buffer_bytes(&desk->sdp));
}

static void end_back(struct exchange *exchange, struct session *session, struct bytes who, enum outcome outcome)
{
	session->told = true;
	tell_back(exchange, session, who, outcome);
	ring_end_others(exchange, session, NULL);
	session_over(exchange, session);
}

void pass_given_up(struct exchange *exchange, struct session *session)
{
	struct buffer who = { 0 };
	const struct leg *desk = session->speaker ? session->speaker : session->legs;
	bool rang = session->caller != NULL;
	if (desk)
		(void)make_copy(&who, buffer_bytes(&desk->who));
	end_back(exchange, session, buffer_bytes(&who), rang ? OUTCOME_NO_ANSWER : OUTCOME_FAILED);
	buffer_close(&who);
}

void pass_taken(struct exchange *exchange, struct leg *leg)
{
	struct session *session = leg->session;
	if (leg->role == LEG_PHONE) {
		session->speaker = leg;
		if (!ring_caller(exchange, session, leg)) {
			struct buffer who = leg->who;
			leg->who = (struct buffer){ 0 };
			end_back(exchange, session, buffer_bytes(&who), OUTCOME_FAILED);
			buffer_close(&who);
		}
		return;
	}
	struct leg *desk = session->speaker;
	session_wake(exchange, session, 0);
	leg->state = LEG_UP;
	make_ack(exchange, leg, none);
	if (!desk)
		return;
	desk->state = LEG_UP;
	make_ack(exchange, desk, buffer_bytes(&leg->sdp));
	tell_back(exchange, session, buffer_bytes(&desk->who), OUTCOME_REACHED);
	restore_tell(exchange, session);
}

void pass_not_taken(struct exchange *exchange, struct session *session, const struct buffer *who, enum leg_role role,
                    unsigned code)
{
	/* Of the caller: there, but did not answer; or no way to him. Of the desk's own phone: the attempt was not made. */
	bool rang = role == LEG_CALLER && (code == 408 || code == 480 || code == 486 || code == 487 || code >= 600);
	struct buffer desk = { 0 };
	if (session->speaker)
		(void)make_copy(&desk, buffer_bytes(&session->speaker->who));
	end_back(exchange, session, desk.length ? buffer_bytes(&desk) : buffer_bytes(who),
	         rang ? OUTCOME_NO_ANSWER : OUTCOME_FAILED);
	buffer_close(&desk);
}
