/* What a call only names, asked of the servers that have it: when, how often, and what of the answers is told. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "phone/enquiry.h"

#include <stdlib.h>
#include <string.h>

#include "wire/held.h"
#include "wire/text.h"

#define SLOT_BITS 16
#define HTTPS "https:"

/* A certificate that was fetched. */
struct certificate {
	struct buffer uri, type, pem;
	const char *unverified;
	struct instant until;
};

struct enquiries {
	struct index tickets, calls;
	struct agenda timers;
	struct enquiry **slot;
	uint32_t *free_slot;
	uint32_t room, free_slots, count;
	uint64_t serial; /* of the last question */
	struct certificate certificate[ENQUIRY_CERTIFICATES];
	struct buffer body;
};

static uint64_t hash_number(const struct exchange *exchange, uint64_t number)
{
	uint8_t bytes[8];
	bytes_put_u64(bytes, number);
	return index_hash(exchange->hash_key, bytes_of(bytes, sizeof bytes));
}

enum status enquiry_open(struct enquiries **ret_enquiries)
{
	*ret_enquiries = calloc(1, sizeof **ret_enquiries);
	return *ret_enquiries ? STATUS_OK : STATUS_MEMORY;
}

/* --- slots --- */

static bool grow(struct enquiries *enquiries)
{
	uint32_t before = enquiries->room, room = before ? 2 * before : 16;
	if (agenda_reserve(&enquiries->timers, room) != STATUS_OK)
		return false;
	uint32_t *free_slot = reallocarray(enquiries->free_slot, room, sizeof *free_slot);
	enquiries->free_slot = free_slot ? free_slot : enquiries->free_slot;
	struct enquiry **slot = reallocarray(enquiries->slot, room, sizeof(struct enquiry *));
	enquiries->slot = slot ? slot : enquiries->slot;
	if (!free_slot || !slot)
		return false;
	for (uint32_t i = room; i-- > before;) {
		slot[i] = NULL;
		free_slot[enquiries->free_slots++] = i;
	}
	enquiries->room = room;
	return true;
}

static struct enquiry *new_enquiry(struct enquiries *enquiries, enum enquiry_kind kind, struct bytes uri)
{
	if (enquiries->count == ENQUIRIES_MAX || !uri.length || uri.length > ENQUIRY_URI_MAX_BYTES)
		return NULL;
	size_t things = enquiries->count + (size_t)1;
	if (index_reserve(&enquiries->tickets, things) != STATUS_OK ||
	    index_reserve(&enquiries->calls, things) != STATUS_OK || (!enquiries->free_slots && !grow(enquiries)))
		return NULL;
	struct enquiry *enquiry = calloc(1, sizeof *enquiry);
	if (!enquiry || !make_copy(&enquiry->uri, uri)) {
		free(enquiry);
		return NULL;
	}
	enquiry->kind = kind;
	enquiry->slot = enquiries->free_slot[--enquiries->free_slots];
	enquiries->slot[enquiry->slot] = enquiry;
	enquiries->count++;
	return enquiry;
}

static void free_enquiry(struct enquiry *enquiry)
{
	struct buffer *all[] = { &enquiry->uri, &enquiry->statement, &enquiry->orig, &enquiry->dest };
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		buffer_close(all[i]);
	free(enquiry);
}

static void forget(struct exchange *exchange, struct enquiry *enquiry)
{
	struct enquiries *enquiries = exchange->enquiries;
	if (enquiry->ticket)
		index_remove(&enquiries->tickets, hash_number(exchange, enquiry->ticket), enquiry);
	if (enquiry->call)
		index_remove(&enquiries->calls, hash_number(exchange, enquiry->call), enquiry);
	agenda_drop(&enquiries->timers, enquiry->slot);
	enquiries->slot[enquiry->slot] = NULL;
	enquiries->free_slot[enquiries->free_slots++] = enquiry->slot;
	enquiries->count--;
	free_enquiry(enquiry);
}

void enquiry_close(struct enquiries *enquiries)
{
	if (!enquiries)
		return;
	for (uint32_t i = 0; i < enquiries->room; i++)
		if (enquiries->slot[i])
			free_enquiry(enquiries->slot[i]);
	for (size_t i = 0; i < ENQUIRY_CERTIFICATES; i++) {
		buffer_close(&enquiries->certificate[i].uri);
		buffer_close(&enquiries->certificate[i].type);
		buffer_close(&enquiries->certificate[i].pem);
	}
	index_close(&enquiries->tickets);
	index_close(&enquiries->calls);
	agenda_close(&enquiries->timers);
	buffer_close(&enquiries->body);
	free(enquiries->slot);
	free(enquiries->free_slot);
	free(enquiries);
}

/* --- certificates --- */

static struct certificate *certificate_of(struct exchange *exchange, struct bytes uri)
{
	for (size_t i = 0; i < ENQUIRY_CERTIFICATES; i++) {
		struct certificate *certificate = &exchange->enquiries->certificate[i];
		if (instant_before(exchange->now, certificate->until) &&
		    bytes_same(buffer_bytes(&certificate->uri), uri))
			return certificate;
	}
	return NULL;
}

/* In the place of the one that would be forgotten next; what is too much for the memory is fetched again. */
static void keep_certificate(struct exchange *exchange, struct bytes uri, const struct exchange_answer *answer)
{
	struct certificate *at = &exchange->enquiries->certificate[0];
	for (size_t i = 1; i < ENQUIRY_CERTIFICATES; i++)
		if (instant_before(exchange->enquiries->certificate[i].until, at->until))
			at = &exchange->enquiries->certificate[i];
	at->until = (struct instant){ 0 };
	at->unverified = answer->unverified;
	if (make_copy(&at->uri, uri) && make_copy(&at->type, answer->type) && make_copy(&at->pem, answer->body))
		at->until = instant_after(exchange->now, span_s(ENQUIRY_CERTIFICATE_S));
}

/* --- asking --- */

static void answered(struct exchange *exchange, struct enquiry *enquiry, const struct exchange_answer *answer);

/* A place is asked for by POST (RFC 6753 section 3), all else by GET. */
static void ask(struct exchange *exchange, struct enquiry *enquiry)
{
	static const char *const accepts[] = { [ENQUIRY_PLACE] = HELD_TYPE ", application/pidf+xml",
		                               [ENQUIRY_SIGNER] = "application/pem-certificate-chain, */*",
		                               [ENQUIRY_DATA] = "*/*" };
	static const struct held_request request = { .response_time_ms = ENQUIRY_WITHIN_MS };
	static const struct exchange_answer busy = { .trouble = "too much is being asked already" };
	struct enquiries *enquiries = exchange->enquiries;
	struct bytes uri = buffer_bytes(&enquiry->uri);
	const struct certificate *known = enquiry->kind == ENQUIRY_SIGNER ? certificate_of(exchange, uri) : NULL;
	struct exchange_question question = { .source = enquiry->source, .uri = uri, .accept = accepts[enquiry->kind] };
	agenda_drop(&enquiries->timers, enquiry->slot);
	if (known) {
		const struct exchange_answer before = { .code = 200,
			                                .unverified = known->unverified,
			                                .type = buffer_bytes(&known->type),
			                                .body = buffer_bytes(&known->pem) };
		answered(exchange, enquiry, &before);
		return;
	}
	buffer_clear(&enquiries->body);
	if (enquiry->kind == ENQUIRY_PLACE && !enquiry->get &&
	    held_write_request(&enquiries->body, &request) == STATUS_OK) {
		question.type = HELD_TYPE;
		question.body = buffer_bytes(&enquiries->body);
	}
	question.number = enquiry->asked = ++enquiries->serial << SLOT_BITS | enquiry->slot;
	if (exchange->port.ask(exchange->context, &question))
		return;
	enquiry->asked = 0;
	answered(exchange, enquiry, &busy);
}

/* --- telling --- */

/* Tells what was found, unless it is what was told before; what a document says of itself, as its time, is no news. */
static void tell(struct exchange *exchange, struct enquiry *enquiry, struct call_facts *facts,
                 const struct exchange_answer *answer)
{
	struct parcel parcel = { .kind = PARCEL_FOUND, .call = enquiry->call };
	struct keyed_hash hash;
	keyed_hash_begin(&hash, exchange->hash_key);
	keyed_hash_add_text(&hash, buffer_bytes(&facts->facts));
	keyed_hash_add_text(&hash, buffer_bytes(&facts->place));
	keyed_hash_add_number(&hash, (uint32_t)facts->lat_e7);
	keyed_hash_add_number(&hash, (uint32_t)facts->lon_e7);
	keyed_hash_add_number(&hash, facts->uncertainty_m);
	struct hash128 found = keyed_hash_end(&hash);
	bool same = hash128_same(found, enquiry->last);
	enquiry->last = found;
	if (same && !enquiry->wanted)
		return;
	if (same)
		call_facts_add(facts, "place_asked", bytes_of_text("nothing has changed"));
	enquiry->wanted = false;
	call_facts_put(facts, &parcel);
	parcel.text[PARCEL_TEXT_RAW] = answer->body;
	parcel.stamp_us = exchange->now.us;
	exchange_tell(exchange, &parcel);
}

/* Asks again after a while, as long as the caller waits or speaks; else it is over. */
static void go_on(struct exchange *exchange, struct enquiry *enquiry)
{
	int64_t after_s = ENQUIRY_EVERY_S;
	if (enquiry->kind != ENQUIRY_PLACE || !session_of_call(exchange, enquiry->call)) {
		forget(exchange, enquiry);
		return;
	}
	for (unsigned i = 1; i < enquiry->failures && after_s < ENQUIRY_SELDOM_S; i++)
		after_s *= 2;
	agenda_set(&exchange->enquiries->timers, enquiry->slot, instant_after(exchange->now, span_s(after_s)),
	           enquiry->slot);
}

static void answered(struct exchange *exchange, struct enquiry *enquiry, const struct exchange_answer *answer)
{
	struct call_facts facts = { 0 };
	bool good = enquiry_read(enquiry, answer, &facts);
	enquiry->failures = good ? 0 : enquiry->failures + 1;
	tell(exchange, enquiry, &facts, answer);
	call_facts_close(&facts);
	go_on(exchange, enquiry);
}

void enquiry_answered(struct exchange *exchange, const struct exchange_answer *answer)
{
	struct enquiries *enquiries = exchange->enquiries;
	uint64_t slot = answer->number & ((1u << SLOT_BITS) - 1);
	struct enquiry *enquiry = slot < enquiries->room ? enquiries->slot[slot] : NULL;
	if (!enquiry || !answer->number || enquiry->asked != answer->number)
		return;
	enquiry->asked = 0;
	if (enquiry->kind == ENQUIRY_SIGNER && !answer->trouble && answer->code == 200)
		keep_certificate(exchange, buffer_bytes(&enquiry->uri), answer);
	/* RFC 6753 has servers take both; one that is a plain file takes no POST.  Then back: it may have been busy. */
	bool other_way = enquiry->kind == ENQUIRY_PLACE && !answer->trouble && answer->code >= 400;
	if (other_way)
		enquiry->get = !enquiry->get;
	if (other_way && enquiry->get)
		ask(exchange, enquiry);
	else
		answered(exchange, enquiry, answer);
}

/* --- when --- */

static struct enquiry *of_ticket(struct exchange *exchange, uint64_t ticket)
{
	size_t cursor = 0;
	struct enquiry *enquiry;
	uint64_t hash = hash_number(exchange, ticket);
	while ((enquiry = index_find(&exchange->enquiries->tickets, hash, &cursor)) != NULL)
		if (enquiry->ticket == ticket)
			return enquiry;
	return NULL;
}

/* The next of a call's; *cursor is 0 at first. */
static struct enquiry *of_call(struct exchange *exchange, uint32_t call, size_t *cursor)
{
	struct enquiry *enquiry;
	uint64_t hash = hash_number(exchange, call);
	while ((enquiry = index_find(&exchange->enquiries->calls, hash, cursor)) != NULL)
		if (enquiry->call == call)
			return enquiry;
	return NULL;
}

static void belongs(struct exchange *exchange, struct enquiry *enquiry, uint32_t call)
{
	enquiry->call = call;
	index_add(&exchange->enquiries->calls, hash_number(exchange, call), enquiry);
}

void enquiry_kept(struct exchange *exchange, const struct parcel *parcel)
{
	struct enquiries *enquiries = exchange->enquiries;
	struct enquiry *enquiry, *ready[ENQUIRY_PLACES_MAX + ENQUIRY_SIGNERS_MAX + ENQUIRY_DATA_MAX];
	size_t count = 0, cursor = 0;
	uint64_t hash = hash_number(exchange, parcel->ticket);
	/* The same call sent again is asked about already. */
	bool before = !parcel->call || of_call(exchange, parcel->call, &cursor);
	while (parcel->ticket && (enquiry = of_ticket(exchange, parcel->ticket)) != NULL) {
		index_remove(&enquiries->tickets, hash, enquiry);
		enquiry->ticket = 0;
		if (before) {
			forget(exchange, enquiry);
			continue;
		}
		ready[count++] = enquiry;
	}
	for (size_t i = 0; i < count; i++)
		belongs(exchange, ready[i], parcel->call);
	for (size_t i = 0; i < count; i++)
		ask(exchange, ready[i]);
}

/* Somebody asked and is to hear why there will be no answer. */
static void tell_nobody(struct exchange *exchange, uint32_t call)
{
	struct parcel parcel = { .kind = PARCEL_FOUND, .call = call, .stamp_us = exchange->now.us };
	parcel_set(&parcel, PARCEL_TEXT_FACTS, "place_trouble: there is no room for the question, or it is too long\n");
	exchange_tell(exchange, &parcel);
}

void enquiry_rebid(struct exchange *exchange, const struct parcel *parcel)
{
	struct enquiries *enquiries = exchange->enquiries;
	struct enquiry *enquiry, *places[ENQUIRY_PLACES_MAX];
	size_t cursor = 0, count = 0;
	while (count < ENQUIRY_PLACES_MAX && (enquiry = of_call(exchange, parcel->call, &cursor)) != NULL)
		if (enquiry->kind == ENQUIRY_PLACE)
			places[count++] = enquiry;
	/* From before this edge, or of a call that is over. */
	if (!count && (enquiry = new_enquiry(enquiries, ENQUIRY_PLACE, parcel->text[PARCEL_TEXT_CONTACT])) != NULL) {
		belongs(exchange, enquiry, parcel->call);
		places[count++] = enquiry;
	}
	if (!count)
		tell_nobody(exchange, parcel->call);
	for (size_t i = 0; i < count; i++) {
		places[i]->wanted = true;
		if (!places[i]->asked)
			ask(exchange, places[i]);
	}
}

void enquiry_pass(struct exchange *exchange)
{
	struct enquiries *enquiries = exchange->enquiries;
	const struct agenda_item *next;
	while ((next = agenda_next(&enquiries->timers)) != NULL && !instant_before(exchange->now, next->due)) {
		struct enquiry *enquiry = enquiries->slot[next->number];
		agenda_drop(&enquiries->timers, enquiry->slot);
		if (session_of_call(exchange, enquiry->call))
			ask(exchange, enquiry);
		else
			forget(exchange, enquiry);
	}
}

struct instant enquiry_next(const struct exchange *exchange)
{
	const struct agenda_item *timer = agenda_next(&exchange->enquiries->timers);
	return timer ? timer->due : (struct instant){ 0 };
}

/* --- what a call names --- */

struct taking {
	struct exchange *exchange;
	uint64_t ticket, source;
};

static struct enquiry *add(const struct taking *taking, enum enquiry_kind kind, struct bytes uri)
{
	struct exchange *exchange = taking->exchange;
	struct enquiry *enquiry = new_enquiry(exchange->enquiries, kind, uri);
	if (!enquiry)
		return NULL; /* it stays a line of the message, and can be asked for by hand */
	enquiry->ticket = taking->ticket;
	enquiry->source = taking->source;
	enquiry->came = exchange->now;
	index_add(&exchange->enquiries->tickets, hash_number(exchange, taking->ticket), enquiry);
	return enquiry;
}

static void take_places(const struct taking *taking, const struct sip_message *message)
{
	struct sip_cursor cursor = { 0 };
	struct sip_address address;
	struct bytes item;
	unsigned count = 0;
	while (count < ENQUIRY_PLACES_MAX && sip_message_next(message, SIP_GEOLOCATION, &cursor, &item))
		/* One by http is "asked" as well, so that the record says why it is not. */
		if (sip_address_read(item, &address) && text_begins(address.uri_text, "http"))
			count += add(taking, ENQUIRY_PLACE, address.uri_text) != NULL;
}

static void take_signers(const struct taking *taking, const struct sip_message *message)
{
	for (unsigned nth = 0; nth < ENQUIRY_SIGNERS_MAX; nth++) {
		struct passport passport;
		struct bytes statement = sip_message_header(message, SIP_IDENTITY, nth);
		if (!statement.length || passport_read(statement, &passport) != STATUS_OK)
			return;
		struct bytes uri = passport.compact ? passport.info : bytes_of_text(passport.x5u);
		struct enquiry *enquiry = text_begins(uri, HTTPS) ? add(taking, ENQUIRY_SIGNER, uri) : NULL;
		passport_close(&passport);
		if (enquiry &&
		    (!make_copy(&enquiry->statement, statement) || !make_copy(&enquiry->orig, message->from.uri_text) ||
		     !make_copy(&enquiry->dest, message->to.uri_text)))
			forget(taking->exchange, enquiry);
	}
}

/* RFC 7852 section 6: Call-Info: <https://...>;purpose=EmergencyCallData.SubscriberInfo */
static void take_data(const struct taking *taking, const struct sip_message *message)
{
	struct sip_cursor cursor = { 0 };
	struct sip_address address;
	struct bytes item, purpose;
	unsigned count = 0;
	while (count < ENQUIRY_DATA_MAX && sip_message_next(message, SIP_CALL_INFO, &cursor, &item))
		if (sip_address_read(item, &address) && text_begins(address.uri_text, HTTPS) &&
		    sip_param(address.params, "purpose", &purpose) && text_begins(purpose, "EmergencyCallData."))
			count += add(taking, ENQUIRY_DATA, address.uri_text) != NULL;
}

void enquiry_take(struct exchange *exchange, uint64_t ticket, const struct sip_message *message, struct sip_flow flow)
{
	struct exchange_end here, there;
	struct taking taking = { exchange, ticket, 0 };
	if (!ticket)
		return; /* the center names no call that it belongs to */
	if (exchange->port.ends(exchange->context, flow, &here, &there))
		taking.source = index_hash(exchange->hash_key, bytes_of_text(there.host));
	take_places(&taking, message);
	take_signers(&taking, message);
	take_data(&taking, message);
}
