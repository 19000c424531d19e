/* What an edge before this one began: calls that wait are taken up again from their INVITE, conversations from a note that
 * the center kept in memory. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "phone/exchange_inside.h"

#define NOTE_VERSION 2u
/* Caller and speaker; and, on a bridge, their legs to it, the third party, and that one's. */
#define NOTE_LEGS 6u
/* Who says that a side is there, and how. */
#define NOTE_OURS 1u
#define NOTE_UPDATES 2u
#define NOTE_TEXTS 7u

/* The next word of a line; false if there is none, or none that fits. */
static bool word(struct bytes *rest, char *text, size_t room)
{
	size_t length = 0;
	while (length < rest->length && rest->at[length] != ' ' && rest->at[length] != '\n')
		length++;
	if (!length || length >= room)
		return false;
	memcpy(text, rest->at, length);
	text[length] = '\0';
	size_t skipped = length + (length < rest->length);
	*rest = bytes_of(rest->at + skipped, rest->length - skipped);
	return true;
}

/* "source: UDP 192.0.2.1 5060" in the first line of the facts. */
bool restore_source(struct bytes facts, struct exchange_end *ret_end)
{
	struct exchange_end end = { 0 };
	char name[8], transport[8], port[6];
	if (!word(&facts, name, sizeof name) || strcmp(name, "source:") != 0 ||
	    !word(&facts, transport, sizeof transport) || !word(&facts, end.host, sizeof end.host) ||
	    !word(&facts, port, sizeof port) || strspn(port, "0123456789") != strlen(port))
		return false;
	unsigned long number = strtoul(port, NULL, 10);
	if (number > UINT16_MAX)
		return false;
	end.port = (uint16_t)number;
	end.transport = strcmp(transport, "TLS") == 0   ? EXCHANGE_TLS
	                : strcmp(transport, "TCP") == 0 ? EXCHANGE_TCP
	                                                : EXCHANGE_UDP;
	*ret_end = end;
	return true;
}

/* The INVITE is taken once more, as if it had come again; the center knows the call by its key, and says so. */
void restore_waiting(struct exchange *exchange, const struct parcel *parcel)
{
	struct exchange_end there;
	struct sip_flow flow;
	if (session_of_call(exchange, parcel->call) || !restore_source(parcel->text[PARCEL_TEXT_FACTS], &there))
		return;
	/* A connection that is gone cannot be answered on: such a caller has to call again. */
	exchange->restores = true;
	if (there.transport == EXCHANGE_UDP && exchange->port.reach(exchange->context, &there, &flow))
		exchange_take(exchange, parcel->text[PARCEL_TEXT_RAW], flow, exchange->now);
	exchange->restores = false;
}

static enum status put_u32(struct buffer *out, uint32_t number)
{
	uint8_t bytes[4];
	bytes_put_u32(bytes, number);
	return buffer_append(out, bytes_of(bytes, sizeof bytes));
}

static enum status put_text(struct buffer *out, struct bytes text)
{
	enum status status = put_u32(out, (uint32_t)text.length);
	return status == STATUS_OK ? buffer_append(out, text) : status;
}

static enum status put_leg(struct exchange *exchange, struct buffer *out, const struct leg *leg)
{
	struct exchange_end here, there = { 0 };
	(void)exchange->port.ends(exchange->context, leg->flow, &here, &there);
	const struct buffer *texts[NOTE_TEXTS] = { &leg->call_id, &leg->local, &leg->remote, &leg->target,
		                                   &leg->routes,  &leg->sdp,   &leg->given };
	enum status status = put_u32(out, leg->ours | (uint32_t)leg->outside << 1 | (uint32_t)leg->role << 2);
	if (status == STATUS_OK)
		status = put_u32(out, leg->cseq);
	if (status == STATUS_OK)
		status = put_u32(out, instant_known(leg->alive.expiry) ? leg->alive.interval_s : 0);
	if (status == STATUS_OK)
		status = put_u32(out, (instant_known(leg->alive.refresh) ? NOTE_OURS : 0) |
		                          (leg->alive.updates ? NOTE_UPDATES : 0));
	if (status == STATUS_OK)
		status = put_u32(out, there.transport);
	if (status == STATUS_OK)
		status = put_u32(out, there.port);
	if (status == STATUS_OK)
		status = put_text(out, bytes_of_text(there.host));
	for (size_t i = 0; status == STATUS_OK && i < NOTE_TEXTS; i++)
		status = put_text(out, buffer_bytes(texts[i]));
	return status == STATUS_OK ? put_text(out, buffer_bytes(&leg->who)) : status;
}

void restore_tell(struct exchange *exchange, struct session *session)
{
	struct parcel parcel = { .kind = PARCEL_STATE, .call = session->call };
	if (!session->caller || !session->speaker || !session->call)
		return;
	buffer_clear(&exchange->more);
	enum status status = put_u32(&exchange->more, NOTE_VERSION);
	if (status == STATUS_OK)
		status = put_u32(&exchange->more, session->kind);
	if (status == STATUS_OK)
		status = buffer_append(&exchange->more, bytes_of(session->key, PARCEL_KEY_BYTES));
	const struct leg *legs[NOTE_LEGS] = { session->caller, session->speaker };
	if (session->bridging == BRIDGING_UP) {
		legs[2] = session->caller->mate;
		legs[3] = session->speaker->mate;
		legs[4] = session->third;
		legs[5] = session->third->mate;
	}
	for (size_t i = 0; status == STATUS_OK && i < NOTE_LEGS && legs[i]; i++)
		status = put_leg(exchange, &exchange->more, legs[i]);
	if (status != STATUS_OK)
		return; /* without the note this conversation would not survive another edge; it goes on in this one */
	parcel.text[PARCEL_TEXT_RAW] = buffer_bytes(&exchange->more);
	exchange_tell(exchange, &parcel);
}

static bool take_u32(struct bytes *rest, uint32_t *ret_number)
{
	if (rest->length < 4)
		return false;
	*ret_number = bytes_get_u32(rest->at);
	*rest = bytes_of(rest->at + 4, rest->length - 4);
	return true;
}

static bool take_text(struct bytes *rest, struct bytes *ret_text)
{
	uint32_t length;
	if (!take_u32(rest, &length) || length > rest->length)
		return false;
	*ret_text = bytes_of(rest->at, length);
	*rest = bytes_of(rest->at + length, rest->length - length);
	return true;
}

static bool take_leg(struct exchange *exchange, struct bytes *rest, struct leg *leg)
{
	uint32_t kind, cseq, interval_s, alive, transport, port;
	struct bytes host, text;
	struct exchange_end there = { 0 };
	if (!take_u32(rest, &kind) || kind >> 2 >= LEG_ROLES || !take_u32(rest, &cseq) ||
	    !take_u32(rest, &interval_s) || !take_u32(rest, &alive) || !take_u32(rest, &transport) ||
	    !take_u32(rest, &port) || !take_text(rest, &host) || host.length >= sizeof there.host ||
	    transport >= EXCHANGE_TRANSPORTS || port > UINT16_MAX)
		return false;
	struct buffer *texts[NOTE_TEXTS + 1] = { &leg->call_id, &leg->local, &leg->remote, &leg->target,
		                                 &leg->routes,  &leg->sdp,   &leg->given,  &leg->who };
	for (size_t i = 0; i < NOTE_TEXTS + 1; i++)
		if (!take_text(rest, &text) || !make_copy(texts[i], text))
			return false;
	if (host.length)
		memcpy(there.host, host.at, host.length);
	there.transport = transport;
	there.port = (uint16_t)port;
	leg->ours = kind & 1;
	leg->outside = kind >> 1 & 1;
	leg->role = kind >> 2;
	leg->cseq = cseq + 16; /* beyond whatever was sent behind the note */
	leg->invite_cseq = leg->cseq;
	leg->state = LEG_UP;
	leg->alive.updates = alive & NOTE_UPDATES;
	alive_restore(exchange, leg, interval_s, alive & NOTE_OURS);
	leg_list(exchange, leg);
	(void)exchange->port.reach(exchange->context, &there, &leg->flow);
	return true;
}

/* Whether the legs are those that a conversation has: two, or six on a bridge. */
static bool legs_fit(struct session *session, struct leg *const leg[NOTE_LEGS], size_t count)
{
	bool two = leg[0]->role == LEG_CALLER && (leg[1]->role == LEG_PHONE || leg[1]->role == LEG_OUTSIDE);
	session->caller = leg[0];
	session->speaker = leg[1];
	if (count == 2)
		return two;
	session->bridging = BRIDGING_UP;
	session->third = leg[4];
	for (size_t i = 0; i < NOTE_LEGS; i++)
		leg[i]->mate = leg[i == 0 ? 2 : i == 1 ? 3 : i == 2 ? 0 : i == 3 ? 1 : i == 4 ? 5 : 4];
	return two && leg[2]->role == LEG_FOCUS && leg[3]->role == LEG_FOCUS && leg[4]->role == LEG_THIRD &&
	       leg[5]->role == LEG_FOCUS;
}

static bool take_legs(struct exchange *exchange, struct session *session, struct bytes rest)
{
	struct leg *leg[NOTE_LEGS];
	size_t count = 0;
	while (rest.length && count < NOTE_LEGS) {
		leg[count] = leg_open(exchange, session, LEG_PHONE, true);
		if (!leg[count] || !take_leg(exchange, &rest, leg[count]))
			return false;
		count++;
	}
	return (count == 2 || count == NOTE_LEGS) && !rest.length && legs_fit(session, leg, count);
}

void restore_talking(struct exchange *exchange, const struct parcel *parcel)
{
	struct bytes rest = parcel->text[PARCEL_TEXT_RAW];
	uint32_t version, kind;
	if (session_of_call(exchange, parcel->call) || !take_u32(&rest, &version) || version != NOTE_VERSION ||
	    !take_u32(&rest, &kind) || kind > SESSION_BACK || rest.length < PARCEL_KEY_BYTES)
		return;
	struct session *session = session_open(exchange, kind);
	if (!session)
		return;
	uint8_t key[PARCEL_KEY_BYTES];
	memcpy(key, rest.at, sizeof key);
	rest = bytes_of(rest.at + sizeof key, rest.length - sizeof key);
	session_set_key(exchange, session, key);
	session_know(exchange, session, parcel->call);
	if (!take_legs(exchange, session, rest))
		session_close(exchange, session);
}
