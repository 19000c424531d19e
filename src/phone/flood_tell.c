/* Floods, as the center is told of them, and what a message out of one need not bring again. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "phone/exchange_inside.h"

/* A shorter body is stored as it came: the word where it is found would be as long. */
#define SAME_BODY_MIN_BYTES 128u

static void tell(struct exchange *exchange, const struct flood_source *source, const char *kind, struct sip_flow flow)
{
	struct parcel parcel = { .kind = PARCEL_FLOOD };
	struct buffer facts = { 0 };
	if (!flood_news(&exchange->flood, exchange->now, &parcel.number))
		return;
	if (parcel.number) {
		(void)caller_put_source(exchange, flow, &facts);
		(void)!buffer_print(&facts, "kind: %s\nflood: %u in a second from %s\n", kind,
		                    source ? source->count.peak : parcel.number,
		                    source ? "this source" : "all together");
	}
	parcel.text[PARCEL_TEXT_FACTS] = buffer_bytes(&facts);
	exchange_tell(exchange, &parcel);
	buffer_close(&facts);
}

struct flood_source *flood_note(struct exchange *exchange, struct sip_flow flow, const char *kind, struct buffer *facts)
{
	struct exchange_end here, there;
	/* What another edge has counted is not new. */
	if (exchange->restores || !exchange->port.ends(exchange->context, flow, &here, &there))
		return NULL;
	uint64_t source = index_hash(exchange->hash_key, bytes_of_text(there.host)) | 1;
	struct flood_source *floods = flood_add(&exchange->flood, source, exchange->now);
	tell(exchange, floods, kind, flow);
	if (floods)
		(void)!buffer_print(facts, "flood: %u calls in a second from this source\n", floods->count.peak);
	return floods;
}

struct bytes flood_raw(struct exchange *exchange, const struct flood_source *source, const struct sip_message *message,
                       uint64_t ticket, struct buffer *facts)
{
	struct bytes body = message->body, raw = message->raw;
	/* Only a body that ends the message can be put behind its head again. */
	if (!source || body.length < SAME_BODY_MIN_BYTES || body.at + body.length != raw.at + raw.length)
		return raw;
	struct keyed_hash hash;
	keyed_hash_begin(&hash, exchange->hash_key);
	keyed_hash_add_text(&hash, body);
	uint32_t call = flood_same_body(&exchange->flood, source, keyed_hash_end(&hash), ticket);
	if (!call || buffer_print(facts, PARCEL_SAME_BODY "%u\n", call) != STATUS_OK)
		return raw;
	return bytes_of(raw.at, raw.length - body.length);
}

void flood_pass(struct exchange *exchange)
{
	struct parcel parcel = { .kind = PARCEL_FLOOD };
	struct instant due = flood_next(&exchange->flood);
	if (instant_known(due) && !instant_before(exchange->now, due) &&
	    flood_news(&exchange->flood, exchange->now, &parcel.number))
		exchange_tell(exchange, &parcel);
}
