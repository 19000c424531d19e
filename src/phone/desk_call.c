/* A desk's own call: to another desk, or to somebody outside.  It is no call for help, and not on record as one. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "phone/exchange_inside.h"
#include "phone/registrar.h"

static const struct bytes none = { 0 };

void desk_invite(struct exchange *exchange, sip_handle handle, const struct sip_message *message, struct sip_flow flow,
                 struct bytes who)
{
	char tag[IDENT_BYTES];
	struct session *session = session_open(exchange, SESSION_DESK);
	struct leg *from = session ? leg_open(exchange, session, LEG_PHONE, false) : NULL;
	exchange_ident(exchange, tag);
	make_reply(exchange, handle, message, flow, 100, NULL, none);
	if (!from || !leg_from_invite(from, message, tag) || !make_head(exchange, message, flow, tag, &from->head) ||
	    !make_copy(&from->who, who)) {
		if (session)
			session_close(exchange, session);
		make_reply(exchange, handle, message, flow, 500, NULL, none);
		return;
	}
	from->flow = flow;
	alive_hear(from, message);
	leg_list(exchange, from);
	leg_set_invite(exchange, from, handle);
	session->caller = from;
	struct parcel ring = { .kind = PARCEL_RING };
	ring.text[PARCEL_TEXT_WHO] = message->uri.user;
	ring.text[PARCEL_TEXT_CALLER] = who;
	struct leg *to = ring_open(exchange, session, &ring);
	if (!to)
		to = pass_open_outside(exchange, session, message->uri_text);
	if (!to || !make_invite(exchange, to, none, buffer_bytes(&from->sdp))) {
		make_later_reply(exchange, handle, &from->head, flow, 404, none, none);
		session_close(exchange, session);
		return;
	}
	make_later_reply(exchange, handle, &from->head, flow, 180, none, none);
}

void desk_taken(struct exchange *exchange, struct leg *leg)
{
	struct session *session = leg->session;
	struct leg *from = session->caller;
	session->speaker = leg;
	if (!from) {
		ring_end_leg(exchange, leg);
		session_leave(exchange, session);
		return;
	}
	if (!leg->late) {
		leg->state = LEG_UP;
		make_ack(exchange, leg, none);
	}
	from->state = LEG_UP;
	make_given(from, buffer_bytes(&leg->sdp));
	make_later_reply(exchange, from->invite, &from->head, from->flow, 200, alive_answer(exchange, from),
	                 buffer_bytes(&leg->sdp));
}

void desk_over(struct exchange *exchange, struct session *session)
{
	ring_end_others(exchange, session, NULL);
	session_over(exchange, session);
}

void desk_failed(struct exchange *exchange, struct session *session, unsigned code)
{
	struct leg *from = session->caller;
	if (from && from->invite && from->state == LEG_ASKED)
		make_later_reply(exchange, from->invite, &from->head, from->flow, code, none, none);
	session_close(exchange, session);
}
