/* A third party joins a conversation, on a bridge outside (RFC 4579): third-party call control (RFC 3725), for neither the
 * caller's device nor a phone need know of conferences.
 *
 * Whoever is asked rings first, without an offer.  Once taken up, the bridge is asked for a conference by an INVITE to its
 * factory (RFC 4579 5.4), for the caller; what its 200 says is the conference's URI, with isfocus (4.2), is asked for the other
 * two.  Only when it has taken all three the media are moved, by an INVITE within the dialogs of caller and phone.  So what
 * fails before disturbs nobody; what fails later brings the two together again as they were.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "core/vocabulary.h"
#include "phone/exchange_inside.h"

static const struct bytes none = { 0 };

static void tell(struct exchange *exchange, uint32_t call, enum bridged how, unsigned code)
{
	const struct parcel parcel = { .kind = PARCEL_BRIDGED, .call = call, .number = how, .ticket = code };
	exchange_tell(exchange, &parcel);
}

/* Ends the legs to the bridge, and the third party's with `all`. */
static void end_legs(struct exchange *exchange, struct session *session, bool all)
{
	for (struct leg *leg = session->legs, *next; leg; leg = next) {
		next = leg->next;
		leg->mate = NULL;
		if (leg->state != LEG_OVER && (leg->role == LEG_FOCUS || (all && leg->role == LEG_THIRD)))
			ring_end_leg(exchange, leg);
	}
	session->bridging = BRIDGING_NONE;
	session->gives_up = (struct instant){ 0 };
	if (all)
		session->third = NULL;
}

/* Caller and speaker hear each other, without the bridge. */
static void connect_two(struct exchange *exchange, struct session *session)
{
	struct buffer offer = { 0 };
	if (!session->caller || !session->speaker)
		return;
	if (ring_offer(session, &offer))
		talk_ask(exchange, session->speaker, buffer_bytes(&offer));
	buffer_close(&offer);
	caller_answer(exchange, session, buffer_bytes(&session->speaker->sdp));
	restore_tell(exchange, session);
}

void bridge_drop(struct exchange *exchange, struct session *session)
{
	if (!session->bridging)
		return;
	end_legs(exchange, session, true);
	tell(exchange, session->call, BRIDGED_FAILED, 0);
}

/* The two are as they were. */
static void undo(struct exchange *exchange, struct session *session, enum bridged how, unsigned code)
{
	bool moved = session->bridging == BRIDGING_UP;
	end_legs(exchange, session, true);
	tell(exchange, session->call, how, code);
	if (moved)
		connect_two(exchange, session);
}

static struct leg *open_third(struct exchange *exchange, struct session *session, const struct parcel *parcel)
{
	struct bytes who = parcel->text[PARCEL_TEXT_WHO];
	if (who.length && session_phone(session, who))
		return NULL;
	struct leg *leg = who.length ? ring_open(exchange, session, parcel)
	                             : pass_open_outside(exchange, session, parcel->text[PARCEL_TEXT_CONTACT]);
	if (leg) {
		leg->role = LEG_THIRD;
		leg->outside = !who.length;
	}
	return leg;
}

/* Two speak, and nobody else is asked for. */
static bool only_two(const struct session *session)
{
	bool fit = session->caller && session->speaker && session->caller->state == LEG_UP &&
	           session->speaker->state == LEG_UP && session->kind != SESSION_DESK && !session->referrer;
	for (const struct leg *leg = session->legs; leg; leg = leg->next)
		fit = fit && (leg->state == LEG_OVER || leg == session->caller || leg == session->speaker);
	return fit;
}

void bridge_ask(struct exchange *exchange, const struct parcel *parcel)
{
	struct session *session = session_of_call(exchange, parcel->call);
	if (!session || !exchange->bridge.length || !only_two(session)) {
		tell(exchange, parcel->call, BRIDGED_FAILED, 0);
		return;
	}
	struct leg *leg = open_third(exchange, session, parcel);
	pass_put_ids(exchange, parcel, "Priority: emergency\r\nResource-Priority: esnet.1\r\n");
	if (!leg || !make_invite(exchange, leg, buffer_bytes(&exchange->more), none)) {
		if (leg)
			leg_close(exchange, leg);
		tell(exchange, parcel->call, BRIDGED_NOT_JOINED, 404);
		return;
	}
	session->third = leg;
	session->bridging = BRIDGING_ASKS;
	session->gives_up = instant_after(exchange->now, (struct span){ PASS_RINGS_US });
	session_wake(exchange, session, PASS_RINGS_US);
}

void bridge_end(struct exchange *exchange, const struct parcel *parcel)
{
	struct session *session = session_of_call(exchange, parcel->call);
	if (session && session->bridging)
		undo(exchange, session, session->bridging == BRIDGING_UP ? BRIDGED_LEFT : BRIDGED_NOT_JOINED, 200);
	else
		tell(exchange, parcel->call, BRIDGED_FAILED, 0); /* there is none here: the record is put right */
}

/* Asks the bridge, at a URI of its, for one of the three, with that one's description. */
static bool ask_focus(struct exchange *exchange, struct leg *whom, struct bytes uri, struct bytes sdp)
{
	struct session *session = whom->session;
	struct leg *leg = leg_open(exchange, session, LEG_FOCUS, true);
	if (!leg)
		return false;
	leg->mate = whom;
	/* A conference at another address is asked there; one that has a name, where the factory is. */
	bool good =
	    make_copy(&leg->target, uri) &&
	    (pass_way(exchange, uri, &leg->flow) || pass_way(exchange, buffer_bytes(&exchange->bridge), &leg->flow)) &&
	    pass_name(exchange, leg, bytes_of_text("bridge"));
	pass_put_ids(exchange, &(struct parcel){ .call = session->call }, "");
	if (good && make_invite(exchange, leg, buffer_bytes(&exchange->more), sdp))
		return true;
	leg_close(exchange, leg);
	return false;
}

static bool ask_for_caller(struct exchange *exchange, struct session *session)
{
	struct buffer offer = { 0 };
	bool asked = session->caller && ring_offer(session, &offer) && offer.length &&
	             ask_focus(exchange, session->caller, buffer_bytes(&exchange->bridge), buffer_bytes(&offer));
	buffer_close(&offer);
	return asked;
}

/* RFC 4579 4.2: a focus says so in its Contact. */
static bool is_focus(const struct sip_message *message)
{
	struct sip_cursor cursor = { 0 };
	struct sip_address contact;
	struct bytes item, value;
	return sip_message_next(message, SIP_CONTACT, &cursor, &item) && sip_address_read(item, &contact) &&
	       (sip_param(contact.params, "isfocus", &value) || sip_param(contact.uri.params, "isfocus", &value));
}

/* The bridge has taken all three. */
static void move(struct exchange *exchange, struct session *session)
{
	for (struct leg *leg = session->legs; leg; leg = leg->next)
		if (leg->role == LEG_FOCUS && leg->mate)
			leg->mate->mate = leg;
	assert(session->caller->mate && session->speaker->mate && session->third->mate);
	session->bridging = BRIDGING_UP;
	session->gives_up = (struct instant){ 0 };
	session->third->state = LEG_UP;
	make_ack(exchange, session->third, buffer_bytes(&session->third->mate->sdp));
	talk_ask(exchange, session->caller, buffer_bytes(&session->caller->mate->sdp));
	talk_ask(exchange, session->speaker, buffer_bytes(&session->speaker->mate->sdp));
	tell(exchange, session->call, BRIDGED_JOINED, 200);
	restore_tell(exchange, session);
}

static void focus_taken(struct exchange *exchange, struct leg *leg, const struct sip_message *message)
{
	struct session *session = leg->session;
	unsigned up = 0;
	leg->state = LEG_UP;
	make_ack(exchange, leg, none);
	if (session->bridging == BRIDGING_MAKES) {
		session->bridging = BRIDGING_JOINS;
		struct bytes uri = buffer_bytes(&leg->target);
		if (!is_focus(message) ||
		    !ask_focus(exchange, session->speaker, uri, buffer_bytes(&session->speaker->sdp)) ||
		    !ask_focus(exchange, session->third, uri, buffer_bytes(&session->third->sdp)))
			undo(exchange, session, BRIDGED_FAILED, message->code);
		return;
	}
	for (const struct leg *own = session->legs; own; own = own->next)
		up += own->role == LEG_FOCUS && own->state == LEG_UP && own->mate && own->sdp.length;
	if (up == 3)
		move(exchange, session);
}

void bridge_taken(struct exchange *exchange, struct leg *leg, const struct sip_message *message)
{
	struct session *session = leg->session;
	if (leg->role == LEG_FOCUS) {
		focus_taken(exchange, leg, message);
		return;
	}
	session->bridging = BRIDGING_MAKES;
	if (!leg->sdp.length || !ask_for_caller(exchange, session))
		undo(exchange, session, leg->sdp.length ? BRIDGED_FAILED : BRIDGED_NOT_JOINED, 488);
}

/* What it means that a leg of the three is no more. */
static enum bridged meaning(const struct session *session, enum leg_role role)
{
	if (role == LEG_FOCUS)
		return BRIDGED_FAILED;
	return session->bridging == BRIDGING_UP ? BRIDGED_LEFT : BRIDGED_NOT_JOINED;
}

void bridge_refused(struct exchange *exchange, struct leg *leg, unsigned code)
{
	struct session *session = leg->session;
	enum leg_role role = leg->role;
	leg_close(exchange, leg);
	undo(exchange, session, meaning(session, role), code);
}

void bridge_gone(struct exchange *exchange, struct leg *leg, unsigned code)
{
	struct session *session = leg->session;
	enum bridged how = meaning(session, leg->role);
	if (code == 200)
		talk_close(exchange, leg);
	else
		ring_end_leg(exchange, leg);
	if (session->bridging)
		undo(exchange, session, how, code);
	session_leave(exchange, session);
}

void bridge_silent(struct exchange *exchange, struct session *session)
{
	undo(exchange, session, meaning(session, session->bridging == BRIDGING_ASKS ? LEG_THIRD : LEG_FOCUS), 408);
}

bool bridge_taken_over(struct exchange *exchange, struct session *session, struct leg *gone)
{
	struct leg *third = session->third;
	if (!session->bridging)
		return false;
	if (session->bridging != BRIDGING_UP || !session->caller) {
		undo(exchange, session, BRIDGED_NOT_JOINED, 487);
		return false;
	}
	talk_close(exchange, gone);
	session->third = NULL;
	third->role = third->outside ? LEG_OUTSIDE : LEG_PHONE;
	session->speaker = third;
	end_legs(exchange, session, false);
	tell(exchange, session->call, BRIDGED_TAKEN_OVER, 200);
	connect_two(exchange, session);
	return true;
}
