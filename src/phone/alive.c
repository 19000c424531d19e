/* Whether a side is still there though nothing is heard of it: session timers (RFC 4028).  A side that is not heard of in time
 * was lost; what is owed then is the center's to say, and nothing is closed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "phone/exchange_inside.h"

/* What we offer.  RFC 4028 4 recommends half an hour, which no emergency call lasts: nobody lost would ever be found out.  It
 * costs an UPDATE every 150 s and conversation. */
#define ALIVE_S 300u
/* What has no answer is asked again: behind the 32 s after which a request counts as unanswered (RFC 3261 17.1.2.2). */
#define AGAIN_US 35000000LL
/* How often one side may send the timer back as too short; each proxy on the way may have its own least (RFC 4028 7.3). */
#define SENT_BACK_MAX 4u
/* Beyond a day it is no timer, but a wish to have none. */
#define LONGEST_S 86400u
/* After another edge the others wait for what that one should have said: it is said from 1 to 5 s later, not by all at once. */
#define RESTORED_LEAST_US 1000000
#define RESTORED_SPREAD_US 4000000

static const struct bytes none = { 0 };

/* Whoever refreshes by himself may do so as seldom as RFC 4028 4 recommends. */
static struct sip_session_bounds bounds_for(enum sip_refresher refresher)
{
	return (struct sip_session_bounds){ SIP_SESSION_MIN_S,
		                            refresher == SIP_REFRESHER_UAC ? SIP_SESSION_DEFAULT_S : ALIVE_S };
}

void alive_hear(struct leg *leg, const struct sip_message *message)
{
	enum sip_refresher nobody;
	struct alive *alive = &leg->alive;
	alive->said = (struct sip_session_said){ .supported = sip_message_lists(message, SIP_SUPPORTED, "timer") ||
		                                              sip_message_lists(message, SIP_REQUIRE, "timer") };
	(void)sip_session_read(sip_message_header(message, SIP_SESSION_EXPIRES, 0), &alive->said.expires_s,
	                       &alive->said.refresher);
	(void)sip_session_read(sip_message_header(message, SIP_MIN_SE, 0), &alive->said.min_s, &nobody);
	if (sip_message_header(message, SIP_ALLOW, 0).length)
		alive->updates = sip_message_lists(message, SIP_ALLOW, "UPDATE");
}

/* What holds from now on. */
static void hold(struct exchange *exchange, struct leg *leg, const struct sip_session_terms *terms)
{
	struct alive *alive = &leg->alive;
	alive->refresh = alive->expiry = (struct instant){ 0 };
	if (terms->on) {
		alive->interval_s = terms->interval_s;
		alive->expiry = instant_after(exchange->now, terms->expiry);
	}
	if (terms->on && terms->ours)
		alive->refresh = instant_after(exchange->now, terms->refresh);
	session_retime(exchange, leg->session);
}

struct bytes alive_answer(struct exchange *exchange, struct leg *leg)
{
	const struct sip_session_said *said = &leg->alive.said;
	struct sip_session_terms terms = sip_session_answer(said, bounds_for(said->refresher), true);
	hold(exchange, leg, &terms);
	buffer_clear(&exchange->more);
	if (terms.on && buffer_print(&exchange->more, "%sSupported: timer\r\nSession-Expires: %u;refresher=%s\r\n",
	                             terms.require ? "Require: timer\r\n" : "", terms.interval_s,
	                             sip_session_refresher_written(terms.refresher)) != STATUS_OK)
		buffer_clear(&exchange->more);
	return buffer_bytes(&exchange->more);
}

enum status alive_put(const struct leg *leg, struct buffer *out)
{
	const struct alive *alive = &leg->alive;
	if (alive->never)
		return STATUS_OK;
	bool theirs = instant_known(alive->expiry) && !instant_known(alive->refresh);
	enum status status =
	    buffer_print(out, "Supported: timer\r\nSession-Expires: %u;refresher=%s\r\n",
	                 alive->interval_s ? alive->interval_s : ALIVE_S,
	                 sip_session_refresher_written(theirs ? SIP_REFRESHER_UAS : SIP_REFRESHER_UAC));
	/* RFC 4028 7.4: once it was sent back, so that it is not sent back again further on. */
	if (status == STATUS_OK && alive->min_s)
		status = sip_write_text(out, SIP_MIN_SE, "%u", alive->min_s);
	return status;
}

void alive_agreed(struct exchange *exchange, struct leg *leg, const struct sip_message *message)
{
	alive_hear(leg, message);
	struct sip_session_terms terms = sip_session_agreed(&leg->alive.said, bounds_for(SIP_REFRESHER_UAS));
	leg->alive.sent_back = 0;
	hold(exchange, leg, &terms);
}

/* Too short for them: longer, or if they do not say how long or never have enough, without a timer. */
static bool lengthen(struct leg *leg, const struct sip_message *message)
{
	uint32_t min_s = 0;
	enum sip_refresher nobody;
	struct alive *alive = &leg->alive;
	(void)sip_session_read(sip_message_header(message, SIP_MIN_SE, 0), &min_s, &nobody);
	uint32_t again_s = sip_session_again(alive->interval_s ? alive->interval_s : ALIVE_S, min_s);
	if (again_s && again_s <= LONGEST_S && alive->sent_back < SENT_BACK_MAX) {
		alive->sent_back++;
		alive->interval_s = alive->min_s = again_s;
		return true;
	}
	bool had = !alive->never;
	alive->never = true;
	return had;
}

bool alive_sent_back(struct exchange *exchange, struct leg *leg, const struct sip_message *message)
{
	return lengthen(leg, message) &&
	       make_invite(exchange, leg, buffer_bytes(&leg->head), leg->late ? none : buffer_bytes(&leg->given));
}

void alive_heard(struct exchange *exchange, struct leg *leg)
{
	struct alive *alive = &leg->alive;
	bool ours = instant_known(alive->refresh);
	if (!instant_known(alive->expiry))
		return;
	const struct sip_session_said said = { .expires_s = alive->interval_s,
		                               .refresher = ours ? SIP_REFRESHER_UAC : SIP_REFRESHER_UAS };
	struct sip_session_terms terms = sip_session_agreed(&said, bounds_for(SIP_REFRESHER_UAS));
	hold(exchange, leg, &terms);
}

void alive_response(struct exchange *exchange, struct leg *leg, const struct sip_message *message)
{
	static const unsigned unknown[] = { 405, 420, 501 }; /* they say UPDATE is nothing for them */
	unsigned code = message->code;
	if (code < 200 || code == 408 || leg->state != LEG_UP)
		return; /* nobody answered: it is asked again */
	if (code < 300) {
		alive_agreed(exchange, leg, message);
		return;
	}
	if (code == 481) {
		talk_lost(exchange, leg);
		return;
	}
	bool again = code == 422 && lengthen(leg, message);
	for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
		if (code == unknown[i] && leg->given.length) {
			leg->alive.updates = false;
			again = true;
		}
	/* Whoever says no is there. */
	alive_heard(exchange, leg);
	if (again && instant_known(leg->alive.refresh)) {
		leg->alive.refresh = exchange->now;
		session_retime(exchange, leg->session);
	}
}

struct instant alive_next(const struct leg *leg)
{
	const struct alive *alive = &leg->alive;
	if (leg->state != LEG_TAKEN && leg->state != LEG_UP)
		return (struct instant){ 0 };
	bool first = instant_known(alive->refresh) && instant_before(alive->refresh, alive->expiry);
	return first ? alive->refresh : alive->expiry;
}

static void lost(struct exchange *exchange, struct leg *leg)
{
	struct session *session = leg->session;
	leg->alive.refresh = leg->alive.expiry = (struct instant){ 0 };
	session_retime(exchange, session);
	/* RFC 4028 10: whoever finds it out says BYE, though it may be to nobody; the others' is said where they are ended. */
	if (session->kind != SESSION_DESK && leg == session->speaker && leg->state == LEG_UP)
		(void)make_request(exchange, leg, SIP_BYE, none, NULL, none);
	talk_lost(exchange, leg);
}

void alive_pass(struct exchange *exchange, struct leg *leg)
{
	struct alive *alive = &leg->alive;
	struct session *session = leg->session;
	if (!instant_before(exchange->now, alive->expiry)) {
		lost(exchange, leg);
		return;
	}
	alive->refresh = instant_after(exchange->now, (struct span){ AGAIN_US });
	session_retime(exchange, session);
	if (leg->state != LEG_UP)
		return;
	/* RFC 4028 7.4: UPDATE, for it needs no description; else the description that they have already. */
	if (alive->updates || !leg->given.length)
		(void)make_request(exchange, leg, SIP_UPDATE, none, NULL, none);
	else if (!leg->invite_open && !leg->wish_waits && !session->relay.to)
		talk_ask(exchange, leg, buffer_bytes(&leg->given));
}

void alive_restore(struct exchange *exchange, struct leg *leg, uint32_t interval_s, bool ours)
{
	uint32_t drawn;
	leg->alive.interval_s = interval_s;
	if (!interval_s)
		return;
	leg->alive.expiry = exchange->now;
	leg->alive.refresh = ours ? exchange->now : (struct instant){ 0 };
	alive_heard(exchange, leg);
	if (!ours)
		return;
	exchange->port.draw(exchange->context, &drawn, sizeof drawn);
	leg->alive.refresh =
	    instant_after(exchange->now, (struct span){ RESTORED_LEAST_US + drawn % RESTORED_SPREAD_US });
	session_retime(exchange, leg->session);
}
