/* Within a conversation: what one side asks is asked of the other, and answered with what that one says. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "phone/exchange_inside.h"
#include "wire/multipart.h"
#include "wire/sdp.h"
#include "wire/sip_session.h"

/* RFC 3261 14.1: from 2.1 to 4 s behind a 491 it is asked again. */
#define AGAIN_LEAST_US 2100000
#define AGAIN_SPREAD_US 1900000

static const struct bytes none = { 0 };

/* The description in a message's body, alone or among other parts; none if there is none. */
static struct bytes sdp_of(const struct sip_message *message)
{
	struct bytes type = sip_message_header(message, SIP_CONTENT_TYPE, 0), sdp = none;
	if (!message->body.length || !type.length || multipart_type_is(type, "application/sdp"))
		return message->body;
	struct multipart *parts = malloc(sizeof *parts);
	if (!parts)
		return none;
	multipart_read(type, message->body, parts);
	for (uint32_t i = 0; i < parts->parts && !sdp.length; i++)
		if (multipart_type_is(parts->part[i].type, "application/sdp"))
			sdp = parts->part[i].body;
	free(parts);
	return sdp;
}

void leg_keep_sdp(struct leg *leg, const struct sip_message *message)
{
	struct bytes sdp = sdp_of(message);
	if (sdp.length)
		(void)make_copy(&leg->sdp, sdp);
}

static void end_relay(struct session *session)
{
	buffer_close(&session->relay.head);
	session->relay = (struct relay){ 0 };
}

/* Whom the console holds has no media, whatever the other side says meanwhile. */
static struct bytes quiet(struct session *session, const struct leg *to, struct bytes sdp, struct buffer *room)
{
	if (!session->held || to != session->caller || !sdp.length)
		return sdp;
	session->raised++;
	return sdp_write_like(room, sdp, SDP_INACTIVE, session->raised) == STATUS_OK ? buffer_bytes(room) : none;
}

static void answer_relay(struct exchange *exchange, struct session *session, unsigned code, struct bytes sdp)
{
	struct relay *relay = &session->relay;
	if (!relay->handle || !relay->from)
		return;
	if (relay->from == session->caller && session->kind != SESSION_DESK)
		code = make_polite(code);
	/* A missing ACK to a failure is no reason to end the conversation. */
	if (code >= 300 && relay->from->invite == relay->handle)
		leg_set_invite(exchange, relay->from, 0);
	struct bytes more = none;
	struct buffer room = { 0 };
	if (code < 300) {
		sdp = quiet(session, relay->from, sdp, &room);
		make_given(relay->from, sdp);
		more = alive_answer(exchange, relay->from);
	}
	make_later_reply(exchange, relay->handle, &relay->head, relay->from->flow, code, more, sdp);
	buffer_close(&room);
	relay->handle = 0;
}

void talk_close(struct exchange *exchange, struct leg *leg)
{
	struct session *session = leg->session;
	const struct relay *relay = &session->relay;
	if ((relay->from == leg || relay->to == leg) && relay->handle)
		answer_relay(exchange, session, 487, none);
	leg_close(exchange, leg);
}

static void ask(struct exchange *exchange, struct leg *leg, struct bytes sdp, bool echoes)
{
	bool kept = make_copy(&leg->wish, sdp);
	leg->echoes = echoes;
	leg->wish_waits = kept && leg->invite_open;
	if (!leg->invite_open)
		(void)make_invite(exchange, leg, none, sdp);
}

void talk_ask(struct exchange *exchange, struct leg *leg, struct bytes sdp)
{
	ask(exchange, leg, sdp, false);
}

static void ask_waiting(struct exchange *exchange, struct leg *leg)
{
	if (!leg->wish_waits || leg->invite_open || leg->state != LEG_UP)
		return;
	leg->wish_waits = false;
	(void)make_invite(exchange, leg, none, buffer_bytes(&leg->wish));
}

void talk_again(struct exchange *exchange, struct session *session)
{
	for (struct leg *leg = session->legs; leg; leg = leg->next)
		ask_waiting(exchange, leg);
}

/* A phone that puts the caller on hold, or takes him back, is heard. */
static void notice_hold(struct exchange *exchange, struct leg *leg, struct bytes body)
{
	struct sdp sdp;
	struct session *session = leg->session;
	/* Of three each holds the bridge alone. */
	if (leg != session->speaker || session->bridging || session->kind == SESSION_DESK ||
	    sdp_read(body, &sdp) != STATUS_OK)
		return;
	bool hold = sdp_is_hold(&sdp);
	if (hold == leg->holds)
		return;
	leg->holds = hold;
	exchange_tell_of(exchange, PARCEL_HELD, session, hold, &leg->who);
}

/* Nothing else is under way on either side (RFC 3261 14.2). */
static bool both_free(const struct leg *leg, const struct leg *other)
{
	return leg->state == LEG_UP && other && other->state == LEG_UP && !leg->invite_open && !other->invite_open &&
	       !leg->session->relay.to;
}

static bool relay_to(struct exchange *exchange, struct leg *from, struct leg *to, sip_handle handle,
                     const struct sip_message *message, struct sip_flow flow)
{
	struct session *session = from->session;
	struct relay *relay = &session->relay;
	buffer_clear(&relay->head);
	if (!make_head(exchange, message, flow, NULL, &relay->head))
		return false;
	relay->handle = handle;
	relay->method = message->method;
	relay->from = from;
	relay->to = to;
	struct buffer room = { 0 };
	struct bytes sdp = quiet(session, to, sdp_of(message), &room);
	relay->late = !sdp.length;
	/* One whom the console holds cannot be asked what he offers: he would offer media. */
	bool asked = !(relay->late && session->held && to == session->caller) && make_invite(exchange, to, none, sdp);
	buffer_close(&room);
	if (!asked)
		end_relay(session);
	return asked;
}

/* With the description that they sent before it only says that the session lives (RFC 4028 7.4): no one else need be asked. */
static bool refreshed(struct exchange *exchange, sip_handle handle, struct leg *leg, const struct sip_message *message,
                      struct sip_flow flow)
{
	struct buffer head = { 0 };
	struct bytes sdp = sdp_of(message);
	bool same = sip_message_header(message, SIP_SESSION_EXPIRES, 0).length && sdp.length && leg->given.length &&
	            bytes_same(sdp, buffer_bytes(&leg->sdp)) && make_head(exchange, message, flow, NULL, &head);
	if (same) {
		alive_hear(leg, message);
		leg_set_invite(exchange, leg, handle);
		leg_keep_target(leg, message);
		make_later_reply(exchange, handle, &head, flow, 200, alive_answer(exchange, leg),
		                 buffer_bytes(&leg->given));
	}
	buffer_close(&head);
	return same;
}

void talk_invite(struct exchange *exchange, sip_handle handle, struct leg *leg, const struct sip_message *message,
                 struct sip_flow flow)
{
	struct leg *other = session_other(leg->session, leg);
	make_reply(exchange, handle, message, flow, 100, NULL, none);
	if (both_free(leg, other) && refreshed(exchange, handle, leg, message, flow))
		return;
	if (!both_free(leg, other) || !relay_to(exchange, leg, other, handle, message, flow)) {
		make_reply(exchange, handle, message, flow, 491, NULL, none);
		return;
	}
	alive_hear(leg, message);
	leg_set_invite(exchange, leg, handle);
	leg_keep_target(leg, message);
	leg_keep_sdp(leg, message);
	notice_hold(exchange, leg, sdp_of(message));
}

void talk_update(struct exchange *exchange, sip_handle handle, struct leg *leg, const struct sip_message *message,
                 struct sip_flow flow)
{
	struct leg *other = session_other(leg->session, leg);
	/* Without a description it only says that the session lives (RFC 4028): then no one else need be asked. */
	struct bytes sdp = sdp_of(message);
	if (!sdp.length) {
		alive_hear(leg, message);
		struct bytes more = leg->state == LEG_UP ? alive_answer(exchange, leg) : none;
		make_reply(exchange, handle, message, flow, 200, NULL, more);
		return;
	}
	if (both_free(leg, other) && relay_to(exchange, leg, other, handle, message, flow)) {
		alive_hear(leg, message);
		leg_keep_target(leg, message);
		leg_keep_sdp(leg, message);
		notice_hold(exchange, leg, sdp);
		return;
	}
	/* RFC 3311 5.2: while the first offer is not answered. */
	make_reply(exchange, handle, message, flow, 500, NULL, bytes_of_text("Retry-After: 3\r\n"));
}

void talk_ack(struct exchange *exchange, struct leg *leg, const struct sip_message *message)
{
	struct session *session = leg->session;
	struct leg *speaker = session->speaker;
	struct relay *relay = &session->relay;
	if (session->kind == SESSION_TEST) {
		session->told = true;
		caller_gone(exchange, session, false);
		return;
	}
	leg_keep_sdp(leg, message);
	/* The answer to a late offer goes where the offer came from. */
	if (relay->from == leg && relay->late && relay->to && !relay->handle) {
		make_ack(exchange, relay->to, sdp_of(message));
		end_relay(session);
		talk_again(exchange, session);
	} else if (leg == session->caller && speaker && speaker->state == LEG_TAKEN && speaker->late) {
		speaker->state = LEG_UP;
		make_ack(exchange, speaker, sdp_of(message));
	}
}

void talk_parked(struct exchange *exchange, struct session *session)
{
	if (!session->parked || session->speaker)
		return;
	for (const struct leg *leg = session->legs; leg; leg = leg->next)
		if (leg != session->caller && leg->state != LEG_OVER)
			return;
	/* Nobody took the caller who was passed on, and whoever passed him on has gone: he waits again. */
	session->parked = false;
	struct parcel parcel = { .kind = PARCEL_HUNG_UP, .call = session->call, .number = 1 };
	exchange_tell(exchange, &parcel);
}

static bool rings_elsewhere(const struct session *session, const struct leg *but)
{
	for (const struct leg *leg = session->legs; leg; leg = leg->next)
		if (leg != but && leg != session->caller && (leg->state == LEG_ASKED || leg->state == LEG_TAKEN))
			return true;
	return false;
}

void talk_speaker_gone(struct exchange *exchange, struct session *session, struct leg *leg, bool cut_off)
{
	if (bridge_taken_over(exchange, session, leg))
		return;
	bool passed_on = rings_elsewhere(session, leg) || session->referrer == leg;
	if (session->kind == SESSION_BACK && session->caller && session->caller->state == LEG_ASKED) {
		pass_given_up(exchange, session);
		return;
	}
	struct parcel parcel = { .kind = PARCEL_HUNG_UP, .call = session->call, .number = cut_off };
	parcel.text[PARCEL_TEXT_WHO] = buffer_bytes(&leg->who);
	if (passed_on)
		session->parked = true;
	else if (session->call)
		exchange_tell(exchange, &parcel);
	talk_close(exchange, leg);
	/* A phone that was put down has ended the conversation; one that was lost has not, unless nobody here would take the caller
	 * back (talk_end). */
	if (!passed_on && (!cut_off || !session->call) && session->caller)
		caller_send_away(exchange, session);
	else
		session_leave(exchange, session);
}

void talk_bye(struct exchange *exchange, struct leg *leg)
{
	struct session *session = leg->session;
	bool early = leg->state == LEG_ASKED && !leg->ours;
	if (leg->role >= LEG_THIRD) {
		bridge_gone(exchange, leg, 200);
	} else if (session->kind == SESSION_DESK) {
		session->left = true;
		if (!early)
			talk_close(exchange, leg);
		desk_over(exchange, session);
	} else if (early) {
		/* A BYE before an answer is as good as CANCEL: the INVITE still wants its last word. */
		caller_left(exchange, session, false);
	} else if (leg == session->caller) {
		talk_close(exchange, leg);
		caller_gone(exchange, session, false);
	} else if (leg == session->speaker) {
		talk_speaker_gone(exchange, session, leg, false);
	} else {
		talk_close(exchange, leg);
		talk_parked(exchange, session);
		session_leave(exchange, session);
	}
}

/* Its answer says that its media are elsewhere than the other side was told: that one is asked with it.  Two of whom each moves
 * with each answer do not ask each other for ever. */
static void tell_moved(struct exchange *exchange, struct leg *leg, struct leg *other)
{
	struct sdp now, told;
	const struct session *session = leg->session;
	if (leg->wish_waits || !other || other->state != LEG_UP || session->held || session->quieted)
		return; /* it is asked once more, and tells then */
	bool echoes = leg->echoes;
	leg->echoes = false;
	if (!echoes && sdp_read(buffer_bytes(&leg->sdp), &now) == STATUS_OK &&
	    sdp_read(buffer_bytes(&other->given), &told) == STATUS_OK && !sdp_same_ends(&now, &told))
		ask(exchange, other, buffer_bytes(&leg->sdp), true);
}

/* The 2xx to an INVITE within a dialog. */
static void reanswered(struct exchange *exchange, struct leg *leg, const struct sip_message *message)
{
	struct session *session = leg->session;
	struct relay *relay = &session->relay;
	struct leg *other = session_other(session, leg);
	if (relay->to == leg && !relay->handle)
		return; /* again: the ACK is to bring the answer */
	leg_keep_sdp(leg, message);
	leg_keep_target(leg, message);
	alive_agreed(exchange, leg, message);
	leg->invite_open = false;
	bool relayed = relay->to == leg;
	if (relayed) {
		bool waits = relay->late && relay->method == SIP_INVITE;
		answer_relay(exchange, session, 200, sdp_of(message));
		if (waits)
			return;
		end_relay(session);
		make_ack(exchange, leg, none);
	} else {
		make_ack(exchange, leg, leg->late && other ? buffer_bytes(&other->sdp) : none);
	}
	/* Whoever spoke first without an offer has his answer now. */
	if (leg == session->caller && other && other->state == LEG_TAKEN && other->late) {
		other->state = LEG_UP;
		make_ack(exchange, other, buffer_bytes(&leg->sdp));
	}
	if (!relayed)
		tell_moved(exchange, leg, other);
	talk_again(exchange, session);
}

/* Another phone behind a fork was taken up as well (RFC 3261 13.2.2.4): it is thanked and let go. */
static void forked(struct exchange *exchange, const struct leg *leg, const struct sip_message *message)
{
	struct leg *other = leg_open(exchange, leg->session, LEG_OUTSIDE, true);
	if (!other)
		return;
	other->flow = leg->flow;
	other->cseq = leg->cseq;
	other->invite_cseq = message->cseq;
	other->state = LEG_TAKEN;
	bool good = make_copy(&other->call_id, buffer_bytes(&leg->call_id)) &&
	            make_copy(&other->local, buffer_bytes(&leg->local)) &&
	            make_copy(&other->target, buffer_bytes(&leg->target)) && leg_from_answer(other, message);
	if (good)
		ring_end_leg(exchange, other);
	else
		leg_close(exchange, other);
}

static void accepted(struct exchange *exchange, struct leg *leg, const struct sip_message *message)
{
	struct sip_address known;
	bool same = sip_address_read(buffer_bytes(&leg->remote), &known) && bytes_same(known.tag, message->to.tag);
	if (leg->state == LEG_ASKED) {
		ring_answered(exchange, leg, message);
	} else if (leg->state == LEG_OVER) {
		/* Taken up in the moment it was cancelled. */
		struct session *session = leg->session;
		leg->state = LEG_TAKEN;
		if (leg_from_answer(leg, message))
			ring_end_leg(exchange, leg);
		else
			leg_close(exchange, leg);
		session_leave(exchange, session);
	} else if (!same) {
		forked(exchange, leg, message);
	} else if (leg->state == LEG_UP && leg->acked == message->cseq) {
		make_ack_again(exchange, leg);
	} else if (leg->state == LEG_UP) {
		reanswered(exchange, leg, message);
	}
}

static void refused(struct exchange *exchange, struct leg *leg, unsigned code)
{
	struct session *session = leg->session;
	bool relayed = session->relay.to == leg;
	leg->invite_open = false;
	if (relayed) {
		answer_relay(exchange, session, code, none);
		end_relay(session);
	}
	/* RFC 3261 12.2.1.2: a dialog that the other side does not know, or that is silent, is over. */
	if (code == 408 || code == 481) {
		talk_lost(exchange, leg);
		return;
	}
	/* Whoever says no is there. */
	alive_heard(exchange, leg);
	if (code != 491 || relayed) {
		talk_again(exchange, session);
		return;
	}
	uint32_t drawn;
	exchange->port.draw(exchange->context, &drawn, sizeof drawn);
	leg->wish_waits = leg->wish.length > 0;
	session_wake(exchange, session, AGAIN_LEAST_US + drawn % AGAIN_SPREAD_US);
}

void talk_lost(struct exchange *exchange, struct leg *leg)
{
	struct session *session = leg->session;
	if (leg->role >= LEG_THIRD) {
		bridge_gone(exchange, leg, 408);
	} else if (session->kind == SESSION_DESK) {
		desk_over(exchange, session);
	} else if (leg == session->caller && leg->state == LEG_ASKED) {
		caller_left(exchange, session, true);
	} else if (leg == session->caller) {
		caller_gone(exchange, session, true);
	} else if (leg == session->speaker) {
		talk_speaker_gone(exchange, session, leg, true);
	} else {
		ring_end_leg(exchange, leg);
		talk_parked(exchange, session);
		session_leave(exchange, session);
	}
}

/* An early dialog's PRACK goes to its tag and its target; the INVITE may yet be answered by another. */
static void prack(struct exchange *exchange, struct leg *leg, const struct sip_message *message)
{
	char more[64];
	uint32_t rseq;
	struct buffer remote = leg->remote, target = leg->target;
	if (!sip_message_lists(message, SIP_REQUIRE, "100rel") ||
	    !sip_session_read_rseq(sip_message_header(message, SIP_RSEQ, 0), &rseq))
		return;
	(void)snprintf(more, sizeof more, "RAck: %u %u INVITE\r\n", rseq, message->cseq);
	leg->remote = leg->target = (struct buffer){ 0 };
	if (make_copy(&leg->remote, sip_message_header(message, SIP_TO, 0)) &&
	    make_copy(&leg->target, buffer_bytes(&target))) {
		leg_keep_target(leg, message);
		(void)make_request(exchange, leg, SIP_PRACK, bytes_of_text(more), NULL, none);
	}
	buffer_close(&leg->remote);
	buffer_close(&leg->target);
	leg->remote = remote;
	leg->target = target;
}

void talk_response(struct exchange *exchange, struct leg *leg, const struct sip_message *message)
{
	if (message->method == SIP_UPDATE)
		alive_response(exchange, leg, message);
	if (message->method != SIP_INVITE)
		return; /* what we ask beside INVITE within a dialog needs no more than to have been asked */
	if (message->code < 200) {
		if (message->code > 100 && leg->state == LEG_ASKED)
			prack(exchange, leg, message);
		return;
	}
	if (message->code < 300) {
		accepted(exchange, leg, message);
		return;
	}
	if (message->code != 422 || leg->state == LEG_OVER || !alive_sent_back(exchange, leg, message))
		talk_failed(exchange, leg, message->code);
}

void talk_failed(struct exchange *exchange, struct leg *leg, unsigned code)
{
	struct session *session = leg->session;
	if (leg->state == LEG_OVER) {
		leg_close(exchange, leg);
		session_leave(exchange, session);
	} else if (leg->state == LEG_ASKED) {
		ring_failed(exchange, leg, code);
	} else if (leg->state == LEG_UP) {
		refused(exchange, leg, code);
	}
}

/* Asks the caller with the speaker's description, but for its direction. */
static void ask_like(struct exchange *exchange, struct session *session, enum sdp_direction direction)
{
	struct buffer sdp = { 0 };
	session->quieted = direction == SDP_INACTIVE;
	session->raised++;
	if (sdp_write_like(&sdp, buffer_bytes(&session->speaker->sdp), direction, session->raised) == STATUS_OK)
		talk_ask(exchange, session->caller, buffer_bytes(&sdp));
	buffer_close(&sdp);
}

void talk_hold(struct exchange *exchange, const struct parcel *parcel, bool hold)
{
	struct session *session = session_of_call(exchange, parcel->call);
	if (!session || !session->caller || !session->speaker || session->caller->state != LEG_UP ||
	    session->held == hold || session->speaker->holds || session->bridging)
		return;
	session->held = hold;
	ask_like(exchange, session, hold ? SDP_INACTIVE : SDP_SENDRECV);
}

void talk_park(struct exchange *exchange, const struct parcel *parcel)
{
	struct session *session = session_of_call(exchange, parcel->call);
	if (!session || !session->caller)
		return;
	pass_tell(exchange, session, 200);
	bridge_drop(exchange, session);
	if (session->speaker && session->caller->state == LEG_UP)
		ask_like(exchange, session, SDP_INACTIVE);
	if (session->speaker)
		ring_end_leg(exchange, session->speaker);
	session->speaker = NULL;
	session->parked = false;
	session->held = false;
}

void talk_end(struct exchange *exchange, const struct parcel *parcel)
{
	struct session *session = session_of_call(exchange, parcel->call);
	if (!session)
		return;
	bool away = !parcel->number && session->speaker && session->speaker->role == LEG_OUTSIDE &&
	            session->kind == SESSION_CALL;
	/* What is closed here is not closed for whoever outside has the caller: they end it, and it is not told any more. */
	if (away && session->caller && session->caller->state == LEG_UP)
		session_know(exchange, session, 0);
	else
		caller_send_away(exchange, session);
}
