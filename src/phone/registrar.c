/* Call-takers' phones: they register with their secret, and are found by name. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "phone/registrar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* RFC 3261 10.2.1.1's hour is long for a phone that may vanish; a shorter one is granted to whoever asks for more. */
#define EXPIRES_MAX_S 120
#define EXPIRES_MIN_S 60

/* The most that may wait for the center's word; beyond them a phone is asked to try again. */
#define PENDING_MAX 10000u
/* Phones whose time is over are looked for no more often than this. */
#define LOOK_EVERY_US 1000000

static const struct bytes none = { 0 };

struct phone {
	struct phone *next, **at; /* in the list of all; what points to it there */
	struct buffer who, contact;
	struct sip_flow flow;
	struct instant until;
};

/* A REGISTER whose credentials the center looks at. */
struct pending {
	struct pending *next, **at;
	uint64_t ticket;
	sip_handle handle;
	struct sip_flow flow;
	struct buffer head, contact, who;
	int64_t expires_s;
};

static uint64_t hash_who(const struct exchange *exchange, struct bytes who)
{
	return index_hash(exchange->hash_key, who);
}

static uint64_t hash_number(const struct exchange *exchange, uint64_t number)
{
	return index_hash(exchange->hash_key, bytes_of(&number, sizeof number));
}

static struct phone *named(const struct exchange *exchange, struct bytes who)
{
	size_t cursor = 0;
	struct phone *phone;
	while ((phone = index_find(&exchange->phones_by_name, hash_who(exchange, who), &cursor)) != NULL)
		if (bytes_same(buffer_bytes(&phone->who), who))
			return phone;
	return NULL;
}

bool registrar_find(const struct exchange *exchange, struct bytes who, struct sip_flow *ret_flow,
                    struct bytes *ret_contact)
{
	const struct phone *phone = named(exchange, who);
	if (!phone)
		return false;
	*ret_flow = phone->flow;
	*ret_contact = buffer_bytes(&phone->contact);
	return true;
}

struct bytes registrar_who(const struct exchange *exchange, const struct sip_message *message, struct sip_flow flow)
{
	const struct phone *phone = named(exchange, message->from.uri.user);
	return phone && phone->flow.number == flow.number ? buffer_bytes(&phone->who) : none;
}

static void tell_phone(struct exchange *exchange, const struct phone *phone, uint32_t left_s)
{
	struct parcel parcel = { .kind = PARCEL_PHONE, .number = left_s };
	parcel.text[PARCEL_TEXT_WHO] = buffer_bytes(&phone->who);
	parcel.text[PARCEL_TEXT_CONTACT] = buffer_bytes(&phone->contact);
	buffer_clear(&exchange->more);
	if (caller_put_source(exchange, phone->flow, &exchange->more))
		parcel.text[PARCEL_TEXT_FACTS] = buffer_bytes(&exchange->more);
	exchange_tell(exchange, &parcel);
}

static void free_phone(struct exchange *exchange, struct phone *phone)
{
	index_remove(&exchange->phones_by_name, hash_who(exchange, buffer_bytes(&phone->who)), phone);
	index_remove(&exchange->phones_by_flow, hash_number(exchange, phone->flow.number), phone);
	*phone->at = phone->next;
	if (phone->next)
		phone->next->at = phone->at;
	buffer_close(&phone->who);
	buffer_close(&phone->contact);
	free(phone);
}

static void forget(struct exchange *exchange, struct phone *phone)
{
	tell_phone(exchange, phone, 0);
	free_phone(exchange, phone);
}

static struct phone *new_phone(struct exchange *exchange, const struct pending *pending)
{
	size_t things = exchange->phones_by_name.count + 1;
	struct phone *phone = things <= EXCHANGE_PHONES_MAX ? calloc(1, sizeof *phone) : NULL;
	bool good = phone && index_reserve(&exchange->phones_by_name, things) == STATUS_OK &&
	            index_reserve(&exchange->phones_by_flow, things) == STATUS_OK &&
	            make_copy(&phone->who, buffer_bytes(&pending->who)) &&
	            make_copy(&phone->contact, buffer_bytes(&pending->contact));
	if (!good) {
		if (phone)
			buffer_close(&phone->who);
		free(phone);
		return NULL;
	}
	phone->next = exchange->phones;
	phone->at = &exchange->phones;
	if (phone->next)
		phone->next->at = &phone->next;
	exchange->phones = phone;
	phone->flow = pending->flow;
	index_add(&exchange->phones_by_name, hash_who(exchange, buffer_bytes(&phone->who)), phone);
	index_add(&exchange->phones_by_flow, hash_number(exchange, phone->flow.number), phone);
	return phone;
}

/* False: there are as many as there may be. */
static bool remember(struct exchange *exchange, const struct pending *pending)
{
	struct phone *phone = named(exchange, buffer_bytes(&pending->who));
	if (!phone)
		phone = new_phone(exchange, pending);
	if (!phone || !make_copy(&phone->contact, buffer_bytes(&pending->contact)))
		return false;
	if (phone->flow.number != pending->flow.number) {
		index_remove(&exchange->phones_by_flow, hash_number(exchange, phone->flow.number), phone);
		index_add(&exchange->phones_by_flow, hash_number(exchange, pending->flow.number), phone);
	}
	phone->flow = pending->flow;
	phone->until = instant_after(exchange->now, span_s(pending->expires_s));
	if (!instant_known(exchange->phones_due) || instant_before(phone->until, exchange->phones_due))
		exchange->phones_due = phone->until;
	tell_phone(exchange, phone, (uint32_t)pending->expires_s);
	return true;
}

void registrar_known(struct exchange *exchange, const struct parcel *parcel)
{
	struct exchange_end there;
	struct pending pending = { .expires_s = parcel->number };
	if (!parcel->number || !restore_source(parcel->text[PARCEL_TEXT_FACTS], &there) ||
	    there.transport != EXCHANGE_UDP || !exchange->port.reach(exchange->context, &there, &pending.flow))
		return; /* a connection is made anew by the phone, which then registers */
	if (make_copy(&pending.who, parcel->text[PARCEL_TEXT_WHO]) &&
	    make_copy(&pending.contact, parcel->text[PARCEL_TEXT_CONTACT]))
		(void)remember(exchange, &pending);
	buffer_close(&pending.who);
	buffer_close(&pending.contact);
}

static void free_pending(struct exchange *exchange, struct pending *pending)
{
	index_remove(&exchange->pending_by_ticket, hash_number(exchange, pending->ticket), pending);
	*pending->at = pending->next;
	if (pending->next)
		pending->next->at = pending->at;
	buffer_close(&pending->head);
	buffer_close(&pending->contact);
	buffer_close(&pending->who);
	free(pending);
}

static int64_t expires_of(const struct sip_message *message, struct bytes contact)
{
	struct sip_address address;
	struct bytes value;
	char digits[12] = "";
	int64_t expires_s = message->expires_s >= 0 ? message->expires_s : 3600;
	if (sip_address_read(contact, &address) && sip_param(address.params, "expires", &value) && value.length &&
	    value.length < sizeof digits) {
		memcpy(digits, value.at, value.length);
		expires_s = strtoll(digits, NULL, 10);
	}
	if (expires_s <= 0)
		return 0;
	return expires_s > EXPIRES_MAX_S ? EXPIRES_MAX_S : expires_s < EXPIRES_MIN_S ? EXPIRES_MIN_S : expires_s;
}

static void ask_credentials(struct exchange *exchange, const struct pending *pending, const struct sip_message *message)
{
	struct parcel parcel = { .kind = PARCEL_CREDENTIALS, .ticket = pending->ticket };
	parcel.text[PARCEL_TEXT_WHO] = buffer_bytes(&pending->who);
	parcel.text[PARCEL_TEXT_WORDS] = bytes_of_text("REGISTER");
	parcel.text[PARCEL_TEXT_FACTS] = sip_message_header(message, SIP_AUTHORIZATION, 0);
	exchange_tell(exchange, &parcel);
}

static struct pending *new_pending(struct exchange *exchange, const struct sip_message *message, struct sip_flow flow)
{
	size_t things = exchange->pending_by_ticket.count + 1;
	struct pending *pending = things <= PENDING_MAX ? calloc(1, sizeof *pending) : NULL;
	struct sip_cursor cursor = { 0 };
	struct bytes contact = none;
	struct sip_address address = { 0 };
	char tag[IDENT_BYTES];
	if (sip_message_next(message, SIP_CONTACT, &cursor, &contact))
		(void)sip_address_read(contact, &address);
	exchange_ident(exchange, tag);
	bool good = pending && index_reserve(&exchange->pending_by_ticket, things) == STATUS_OK &&
	            make_head(exchange, message, flow, tag, &pending->head) &&
	            make_copy(&pending->who, message->to.uri.user) && make_copy(&pending->contact, address.uri_text);
	if (!good) {
		if (pending) {
			buffer_close(&pending->head);
			buffer_close(&pending->who);
		}
		free(pending);
		return NULL;
	}
	pending->flow = flow;
	pending->expires_s = expires_of(message, contact);
	pending->ticket = exchange_ticket(exchange);
	pending->next = exchange->pending;
	pending->at = &exchange->pending;
	if (pending->next)
		pending->next->at = &pending->next;
	exchange->pending = pending;
	index_add(&exchange->pending_by_ticket, hash_number(exchange, pending->ticket), pending);
	return pending;
}

void registrar_register(struct exchange *exchange, sip_handle handle, const struct sip_message *message,
                        struct sip_flow flow)
{
	struct pending *pending = new_pending(exchange, message, flow);
	if (!pending) {
		make_reply(exchange, handle, message, flow, 500, NULL, bytes_of_text("Retry-After: 5\r\n"));
		return;
	}
	pending->handle = handle;
	/* Without credentials the center is asked as well: it makes the nonce, for only it has a secret. */
	ask_credentials(exchange, pending, message);
}

static struct pending *waiting(const struct exchange *exchange, uint64_t ticket)
{
	size_t cursor = 0;
	struct pending *pending;
	while ((pending = index_find(&exchange->pending_by_ticket, hash_number(exchange, ticket), &cursor)) != NULL)
		if (pending->ticket == ticket)
			return pending;
	return NULL;
}

static void reply(struct exchange *exchange, struct pending *pending, unsigned code, struct bytes more)
{
	buffer_clear(&exchange->out);
	enum status status = sip_write_status(&exchange->out, code, NULL);
	if (status == STATUS_OK)
		status = buffer_append(&exchange->out, buffer_bytes(&pending->head));
	if (status == STATUS_OK)
		status = buffer_append(&exchange->out, more);
	if (status == STATUS_OK)
		status = sip_write_body(&exchange->out, NULL, none);
	if (status == STATUS_OK)
		(void)!sip_layer_reply(exchange->layer, pending->handle, code, buffer_bytes(&exchange->out),
		                       exchange->now);
	free_pending(exchange, pending);
}

void registrar_admitted(struct exchange *exchange, const struct parcel *parcel)
{
	struct pending *pending = waiting(exchange, parcel->ticket);
	char more[64] = "";
	if (!pending)
		return;
	struct phone *phone = named(exchange, buffer_bytes(&pending->who));
	bool stays = pending->contact.length && pending->expires_s;
	if (stays && !remember(exchange, pending)) {
		reply(exchange, pending, 500, bytes_of_text("Retry-After: 60\r\n"));
		return;
	}
	if (phone && !pending->expires_s)
		forget(exchange, phone);
	buffer_clear(&exchange->more);
	if (stays) {
		(void)snprintf(more, sizeof more, ">;expires=%lld\r\n", (long long)pending->expires_s);
		if (buffer_append_text(&exchange->more, "Contact: <") != STATUS_OK ||
		    buffer_append(&exchange->more, buffer_bytes(&pending->contact)) != STATUS_OK ||
		    buffer_append_text(&exchange->more, more) != STATUS_OK)
			buffer_clear(&exchange->more);
	}
	reply(exchange, pending, 200, buffer_bytes(&exchange->more));
}

void registrar_turned_away(struct exchange *exchange, const struct parcel *parcel)
{
	struct pending *pending = waiting(exchange, parcel->ticket);
	if (pending)
		reply(exchange, pending, parcel->text[PARCEL_TEXT_FACTS].length ? 401 : 403,
		      parcel->text[PARCEL_TEXT_FACTS]);
}

bool registrar_invite(struct exchange *exchange, sip_handle handle, const struct sip_message *message,
                      struct sip_flow flow)
{
	struct bytes who = registrar_who(exchange, message, flow);
	/* A call-taker's own call for help is one like any other. */
	if (!who.length || sip_uri_is_sos(&message->uri) || sip_uri_is_test_sos(&message->uri))
		return false;
	desk_invite(exchange, handle, message, flow, who);
	return true;
}

void registrar_lost(struct exchange *exchange, uint64_t flow)
{
	size_t cursor = 0;
	struct phone *phone;
	while ((phone = index_find(&exchange->phones_by_flow, hash_number(exchange, flow), &cursor)) != NULL) {
		if (phone->flow.number != flow)
			continue;
		forget(exchange, phone);
		cursor = 0; /* what stood behind it has moved up */
	}
}

void registrar_pass(struct exchange *exchange)
{
	struct instant next = { 0 };
	if (!instant_known(exchange->phones_due) || instant_before(exchange->now, exchange->phones_due))
		return;
	for (struct phone *phone = exchange->phones, *after; phone; phone = after) {
		after = phone->next;
		if (!instant_before(exchange->now, phone->until))
			forget(exchange, phone);
		else if (!instant_known(next) || instant_before(phone->until, next))
			next = phone->until;
	}
	struct instant soon = instant_after(exchange->now, (struct span){ LOOK_EVERY_US });
	exchange->phones_due = instant_known(next) && instant_before(next, soon) ? soon : next;
}

void registrar_close(struct exchange *exchange)
{
	while (exchange->pending)
		free_pending(exchange, exchange->pending);
	while (exchange->phones)
		free_phone(exchange, exchange->phones);
	index_close(&exchange->phones_by_name);
	index_close(&exchange->phones_by_flow);
	index_close(&exchange->pending_by_ticket);
}
