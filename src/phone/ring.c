/* Phones: rung for a call, taken up, let go. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "core/vocabulary.h"
#include "phone/exchange_inside.h"
#include "phone/registrar.h"
#include "wire/i3_ids.h"
#include "wire/sdp.h"

static void tell_rang(struct exchange *exchange, const struct session *session, struct bytes who, enum rang rang)
{
	struct parcel parcel = { .kind = PARCEL_RANG, .call = session->call, .number = rang };
	parcel.text[PARCEL_TEXT_WHO] = who;
	exchange_tell(exchange, &parcel);
}

void ring_end_leg(struct exchange *exchange, struct leg *leg)
{
	static const struct bytes none = { 0 };
	struct session *session = leg->session;
	if (leg->state == LEG_ASKED && leg->ours) {
		/* It lives on until its last response: a phone may be taken up while it is cancelled. */
		leg->state = LEG_OVER;
		if (session->speaker == leg)
			session->speaker = NULL;
		if (session->caller == leg)
			session->caller = NULL;
		if (leg->invite && sip_layer_cancel(exchange->layer, leg->invite, exchange->now) == STATUS_OK)
			return;
	} else if (leg->state == LEG_ASKED && leg->invite) {
		make_later_reply(exchange, leg->invite, &leg->head, leg->flow, session->left ? 487 : 480, none, none);
	} else if (leg->state == LEG_TAKEN || leg->state == LEG_UP) {
		if (leg->state == LEG_TAKEN)
			make_ack(exchange, leg, none);
		(void)make_request(exchange, leg, SIP_BYE, none, NULL, none);
	}
	talk_close(exchange, leg);
}

void ring_end_others(struct exchange *exchange, struct session *session, const struct leg *but)
{
	for (struct leg *leg = session->legs, *next; leg; leg = next) {
		next = leg->next;
		/* What is over already only waits for its last response. */
		if (leg != but && leg->state != LEG_OVER)
			ring_end_leg(exchange, leg);
	}
}

bool ring_offer(const struct session *session, struct buffer *ret_sdp)
{
	struct bytes sdp = buffer_bytes(&session->caller->sdp);
	buffer_clear(ret_sdp);
	if (session->quieted && sdp.length)
		return sdp_write_like(ret_sdp, sdp, SDP_SENDRECV, 0) == STATUS_OK;
	return make_copy(ret_sdp, sdp);
}

/* Name and number as the phone shows them; quotes in a name would end it early. */
static bool put_caller(struct exchange *exchange, struct leg *leg, const struct parcel *parcel)
{
	char tag[IDENT_BYTES], name[64] = "";
	struct bytes caller = parcel->text[PARCEL_TEXT_CALLER], domain = buffer_bytes(&exchange->domain);
	struct sip_address from;
	const struct leg *calls = leg->session->caller;
	if (!caller.length && calls && sip_address_read(buffer_bytes(&calls->remote), &from))
		caller = from.display.length ? from.display : from.uri.user;
	size_t length = 0;
	for (size_t i = 0; i < caller.length && length + 1 < sizeof name; i++)
		if (caller.at[i] >= ' ' && caller.at[i] != '"' && caller.at[i] != '\\' && caller.at[i] != 127)
			name[length++] = (char)caller.at[i];
	exchange_ident(exchange, tag);
	struct bytes desk = parcel->call ? (struct bytes){ 0 } : parcel->text[PARCEL_TEXT_CALLER];
	enum status status = buffer_print(&leg->local, "\"%s\" <sip:", length ? name : "Call");
	if (status == STATUS_OK)
		status =
		    desk.length ? buffer_append(&leg->local, desk) : buffer_print(&leg->local, "call%u", parcel->call);
	return status == STATUS_OK && buffer_print(&leg->local, "@%.*s>;tag=%s", (int)domain.length,
	                                           (const char *)domain.at, tag) == STATUS_OK;
}

/* The identifiers that the call has everywhere (NENA-STA-010.3f 2.1.6, 2.1.7), and that it is urgent. */
static void put_urgent(struct exchange *exchange, const struct session *session, const struct parcel *parcel)
{
	struct buffer *more = &exchange->more;
	struct sip_address from;
	bool known = sip_address_read(buffer_bytes(&session->caller->remote), &from);
	struct bytes contact = known ? from.uri_text : (struct bytes){ 0 };
	buffer_clear(more);
	enum status status =
	    buffer_append_text(more, "Priority: emergency\r\nResource-Priority: esnet.1\r\nCall-Info: <");
	if (status == STATUS_OK)
		status = i3_ids_write_number(more, I3_IDS_CALL, parcel->call, buffer_bytes(&exchange->domain));
	if (status == STATUS_OK)
		status = buffer_append_text(more, ">;purpose=emergency-CallId\r\n");
	if (status != STATUS_OK) {
		buffer_clear(more);
		return; /* the phone rings without them */
	}
	struct buffer asserted = { 0 };
	if (contact.length && buffer_append_text(&asserted, "<") == STATUS_OK &&
	    buffer_append(&asserted, contact) == STATUS_OK && buffer_append_text(&asserted, ">") == STATUS_OK)
		(void)!sip_write_header(more, SIP_P_ASSERTED_IDENTITY, buffer_bytes(&asserted));
	buffer_close(&asserted);
}

struct leg *ring_open(struct exchange *exchange, struct session *session, const struct parcel *parcel)
{
	struct bytes who = parcel->text[PARCEL_TEXT_WHO], contact, domain = buffer_bytes(&exchange->domain);
	struct sip_flow flow;
	char ident[IDENT_BYTES];
	struct leg *leg =
	    registrar_find(exchange, who, &flow, &contact) ? leg_open(exchange, session, LEG_PHONE, true) : NULL;
	if (!leg)
		return NULL;
	leg->flow = flow;
	exchange_ident(exchange, ident);
	bool good =
	    make_copy(&leg->who, who) && make_copy(&leg->target, contact) && put_caller(exchange, leg, parcel) &&
	    buffer_print(&leg->remote, "<sip:%.*s@%.*s>", (int)who.length, (const char *)who.at, (int)domain.length,
	                 (const char *)domain.at) == STATUS_OK &&
	    buffer_print(&leg->call_id, "%s@%.*s", ident, (int)domain.length, (const char *)domain.at) == STATUS_OK;
	if (!good) {
		leg_close(exchange, leg);
		return NULL;
	}
	leg_list(exchange, leg);
	return leg;
}

void ring_phone(struct exchange *exchange, const struct parcel *parcel)
{
	struct session *session = session_of_call(exchange, parcel->call);
	struct bytes who = parcel->text[PARCEL_TEXT_WHO];
	if (session && session_phone(session, who))
		return;
	struct leg *leg = session && session->caller ? ring_open(exchange, session, parcel) : NULL;
	if (leg) {
		struct buffer offer = { 0 };
		put_urgent(exchange, session, parcel);
		bool asked = ring_offer(session, &offer) &&
		             make_invite(exchange, leg, buffer_bytes(&exchange->more), buffer_bytes(&offer));
		buffer_close(&offer);
		if (asked)
			return;
		leg_close(exchange, leg);
	}
	const struct session nobody = { .call = parcel->call };
	tell_rang(exchange, session ? session : &nobody, who, RANG_UNREACHABLE);
}

static struct leg *named(const struct exchange *exchange, const struct parcel *parcel)
{
	struct session *session = session_of_call(exchange, parcel->call);
	return session ? session_phone(session, parcel->text[PARCEL_TEXT_WHO]) : NULL;
}

void ring_stop(struct exchange *exchange, const struct parcel *parcel)
{
	struct leg *leg = named(exchange, parcel);
	if (!leg || leg->state == LEG_UP)
		return;
	struct session *session = leg->session;
	ring_end_leg(exchange, leg);
	talk_parked(exchange, session);
}

void ring_drop(struct exchange *exchange, const struct parcel *parcel)
{
	struct leg *leg = named(exchange, parcel);
	if (!leg || leg == leg->session->speaker)
		return;
	struct session *session = leg->session;
	ring_end_leg(exchange, leg);
	talk_parked(exchange, session);
}

void ring_talk(struct exchange *exchange, const struct parcel *parcel)
{
	static const struct bytes none = { 0 };
	struct leg *leg = named(exchange, parcel);
	struct session *session = session_of_call(exchange, parcel->call);
	/* Answered at the console, where no phone rang: it rings now, and is connected when it is taken up. */
	if (!leg && session && session->caller && session->kind == SESSION_CALL)
		ring_phone(exchange, parcel);
	if (!leg || leg->state != LEG_TAKEN || !session->caller)
		return;
	struct leg *before = session->speaker;
	bridge_drop(exchange, session);
	session->speaker = leg;
	session->parked = false;
	pass_tell(exchange, session, 200);
	if (before && before != leg)
		ring_end_leg(exchange, before);
	if (!leg->late) {
		leg->state = LEG_UP;
		make_ack(exchange, leg, none);
	}
	caller_answer(exchange, session, buffer_bytes(&leg->sdp));
	restore_tell(exchange, session);
}

void ring_answered(struct exchange *exchange, struct leg *leg, const struct sip_message *message)
{
	if (!leg_from_answer(leg, message)) {
		ring_end_leg(exchange, leg);
		return;
	}
	leg->state = LEG_TAKEN;
	alive_agreed(exchange, leg, message);
	if (leg->role >= LEG_THIRD)
		bridge_taken(exchange, leg, message);
	else if (leg->session->kind == SESSION_BACK)
		pass_taken(exchange, leg);
	else if (leg->session->kind == SESSION_DESK)
		desk_taken(exchange, leg);
	else if (leg->role == LEG_OUTSIDE)
		pass_outside_taken(exchange, leg);
	else
		exchange_tell_of(exchange, PARCEL_TAKEN, leg->session, 0, &leg->who);
}

static enum rang meaning(unsigned code)
{
	static const struct {
		unsigned code;
		enum rang rang;
	} rows[] = { { 486, RANG_DECLINED },
		     { 600, RANG_DECLINED },
		     { 603, RANG_DECLINED },
		     { 480, RANG_NO_ANSWER },
		     { 487, RANG_NO_ANSWER } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].code == code)
			return rows[i].rang;
	return RANG_UNREACHABLE;
}

void ring_failed(struct exchange *exchange, struct leg *leg, unsigned code)
{
	struct session *session = leg->session;
	struct buffer who = leg->who;
	if (leg->role >= LEG_THIRD) {
		bridge_refused(exchange, leg, code);
		return;
	}
	leg->who = (struct buffer){ 0 };
	enum leg_role role = leg->role;
	uint64_t mark = leg->mark;
	leg_close(exchange, leg);
	if (session->kind == SESSION_BACK)
		pass_not_taken(exchange, session, &who, role, code);
	else if (session->kind == SESSION_DESK)
		desk_failed(exchange, session, code);
	else if (role == LEG_OUTSIDE)
		pass_outside_failed(exchange, session, &who, mark, code);
	else {
		tell_rang(exchange, session, buffer_bytes(&who), meaning(code));
		pass_tell(exchange, session, code);
		talk_parked(exchange, session);
	}
	buffer_close(&who);
}
