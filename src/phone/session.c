/* Sessions and their legs: made, found, freed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "phone/exchange_inside.h"

static uint64_t hash_number(const struct exchange *exchange, uint64_t number)
{
	uint8_t bytes[8];
	bytes_put_u64(bytes, number);
	return index_hash(exchange->hash_key, bytes_of(bytes, sizeof bytes));
}

static uint64_t hash_key(const struct exchange *exchange, const uint8_t key[PARCEL_KEY_BYTES])
{
	return index_hash(exchange->hash_key, bytes_of(key, PARCEL_KEY_BYTES));
}

/* A slot for the timers: a free one, or a new one. */
static bool take_slot(struct exchange *exchange, struct session *session)
{
	if (!exchange->free_slots) {
		uint32_t before = exchange->timed_room, room = before ? 2 * before : 64;
		if (agenda_reserve(&exchange->timers, room) != STATUS_OK)
			return false;
		uint32_t *free_slot = reallocarray(exchange->free_slot, room, sizeof *free_slot);
		exchange->free_slot = free_slot ? free_slot : exchange->free_slot;
		struct session **timed = reallocarray(exchange->timed, room, sizeof(struct session *));
		exchange->timed = timed ? timed : exchange->timed;
		if (!free_slot || !timed)
			return false;
		for (uint32_t slot = room; slot-- > before;) {
			timed[slot] = NULL;
			free_slot[exchange->free_slots++] = slot;
		}
		exchange->timed_room = room;
	}
	session->slot = exchange->free_slot[--exchange->free_slots];
	exchange->timed[session->slot] = session;
	return true;
}

struct session *session_open(struct exchange *exchange, enum session_kind kind)
{
	uint32_t most = EXCHANGE_SESSIONS_MAX + (kind == SESSION_FULL ? EXCHANGE_FULL_MAX : 0);
	struct session *session = exchange->session_count < most ? calloc(1, sizeof *session) : NULL;
	if (!session)
		return NULL;
	size_t things = exchange->session_count + (size_t)1;
	bool room = index_reserve(&exchange->tickets, things) == STATUS_OK &&
	            index_reserve(&exchange->keys, things) == STATUS_OK &&
	            index_reserve(&exchange->sessions, things) == STATUS_OK;
	if (!room || !take_slot(exchange, session)) {
		free(session);
		return NULL;
	}
	session->kind = kind;
	exchange->session_count++;
	return session;
}

static bool has_key(const struct session *session)
{
	static const uint8_t none[PARCEL_KEY_BYTES];
	return memcmp(session->key, none, sizeof none) != 0;
}

void session_close(struct exchange *exchange, struct session *session)
{
	while (session->legs)
		leg_close(exchange, session->legs);
	buffer_close(&session->relay.head);
	buffer_close(&session->back);
	if (session->ticket)
		index_remove(&exchange->tickets, hash_number(exchange, session->ticket), session);
	if (session->call)
		index_remove(&exchange->sessions, hash_number(exchange, session->call), session);
	if (has_key(session))
		index_remove(&exchange->keys, hash_key(exchange, session->key), session);
	agenda_drop(&exchange->timers, session->slot);
	exchange->timed[session->slot] = NULL;
	exchange->free_slot[exchange->free_slots++] = session->slot;
	exchange->session_count--;
	free(session);
}

void session_over(struct exchange *exchange, struct session *session)
{
	session_know(exchange, session, 0);
	session_wake(exchange, session, 0);
	session_leave(exchange, session);
}

void session_leave(struct exchange *exchange, struct session *session)
{
	if (!session->legs && !session->ticket)
		session_close(exchange, session);
}

void session_set_key(struct exchange *exchange, struct session *session, const uint8_t key[PARCEL_KEY_BYTES])
{
	assert(!has_key(session));
	memcpy(session->key, key, PARCEL_KEY_BYTES);
	if (has_key(session))
		index_add(&exchange->keys, hash_key(exchange, key), session);
}

void session_await(struct exchange *exchange, struct session *session)
{
	assert(!session->ticket);
	session->ticket = exchange_ticket(exchange);
	index_add(&exchange->tickets, hash_number(exchange, session->ticket), session);
}

struct session *session_of_ticket(struct exchange *exchange, uint64_t ticket)
{
	size_t cursor = 0;
	struct session *session;
	while ((session = index_find(&exchange->tickets, hash_number(exchange, ticket), &cursor)) != NULL)
		if (session->ticket == ticket)
			return session;
	return NULL;
}

void session_told(struct exchange *exchange, struct session *session)
{
	index_remove(&exchange->tickets, hash_number(exchange, session->ticket), session);
	session->ticket = 0;
}

void session_know(struct exchange *exchange, struct session *session, uint32_t call)
{
	if (session->call)
		index_remove(&exchange->sessions, hash_number(exchange, session->call), session);
	session->call = call;
	if (call)
		index_add(&exchange->sessions, hash_number(exchange, call), session);
}

struct session *session_of_call(const struct exchange *exchange, uint32_t call)
{
	size_t cursor = 0;
	struct session *session;
	while ((session = index_find(&exchange->sessions, hash_number(exchange, call), &cursor)) != NULL)
		if (session->call == call)
			return session;
	return NULL;
}

struct session *session_of_key(const struct exchange *exchange, const uint8_t key[PARCEL_KEY_BYTES])
{
	size_t cursor = 0;
	struct session *session;
	while ((session = index_find(&exchange->keys, hash_key(exchange, key), &cursor)) != NULL)
		if (memcmp(session->key, key, PARCEL_KEY_BYTES) == 0)
			return session;
	return NULL;
}

void session_wake(struct exchange *exchange, struct session *session, int64_t after_us)
{
	session->wake = after_us ? instant_after(exchange->now, (struct span){ after_us }) : (struct instant){ 0 };
	session_retime(exchange, session);
}

void session_retime(struct exchange *exchange, struct session *session)
{
	struct instant next = session->wake;
	for (const struct leg *leg = session->legs; leg; leg = leg->next) {
		struct instant at = alive_next(leg);
		if (instant_known(at) && (!instant_known(next) || instant_before(at, next)))
			next = at;
	}
	if (instant_known(next))
		agenda_set(&exchange->timers, session->slot, next, session->slot);
	else
		agenda_drop(&exchange->timers, session->slot);
}

struct leg *session_phone(const struct session *session, struct bytes who)
{
	for (struct leg *leg = session->legs; leg; leg = leg->next)
		if (leg->role != LEG_CALLER && leg->state != LEG_OVER && bytes_same(buffer_bytes(&leg->who), who))
			return leg;
	return NULL;
}

struct leg *session_other(const struct session *session, const struct leg *leg)
{
	if (leg->mate && leg->mate->mate == leg)
		return leg->mate; /* on the bridge */
	return leg == session->caller ? session->speaker : leg == session->speaker ? session->caller : NULL;
}

struct leg *leg_open(struct exchange *exchange, struct session *session, enum leg_role role, bool ours)
{
	struct leg *leg = calloc(1, sizeof *leg);
	size_t things = exchange->legs.count + 1;
	bool room = leg && index_reserve(&exchange->legs, things) == STATUS_OK &&
	            index_reserve(&exchange->invites, things) == STATUS_OK &&
	            index_reserve(&exchange->dialogs, things) == STATUS_OK;
	if (!room) {
		free(leg);
		return NULL;
	}
	leg->session = session;
	leg->role = role;
	leg->ours = ours;
	leg->number = ++exchange->last_leg;
	leg->next = session->legs;
	session->legs = leg;
	index_add(&exchange->legs, hash_number(exchange, leg->number), leg);
	return leg;
}

static uint64_t hash_dialog(const struct exchange *exchange, struct bytes call_id, struct bytes tag)
{
	return exchange_hash(exchange, call_id, tag);
}

/* The tag that a From or To of ours ends with. */
static struct bytes local_tag(const struct leg *leg)
{
	struct sip_address address;
	return sip_address_read(buffer_bytes(&leg->local), &address) ? address.tag : (struct bytes){ 0 };
}

void leg_close(struct exchange *exchange, struct leg *leg)
{
	struct session *session = leg->session;
	struct leg **at = &session->legs;
	while (*at != leg)
		at = &(*at)->next;
	*at = leg->next;
	if (session->caller == leg)
		session->caller = NULL;
	if (session->speaker == leg)
		session->speaker = NULL;
	if (session->relay.from == leg || session->relay.to == leg) {
		buffer_close(&session->relay.head);
		session->relay = (struct relay){ 0 };
	}
	if (session->referrer == leg)
		session->referrer = NULL;
	if (session->third == leg)
		session->third = NULL;
	for (struct leg *other = session->legs; other; other = other->next)
		if (other->mate == leg)
			other->mate = NULL;
	leg_set_invite(exchange, leg, 0);
	if (leg->listed)
		index_remove(&exchange->dialogs, hash_dialog(exchange, buffer_bytes(&leg->call_id), local_tag(leg)),
		             leg);
	index_remove(&exchange->legs, hash_number(exchange, leg->number), leg);
	struct buffer *all[] = { &leg->call_id, &leg->local, &leg->remote, &leg->target, &leg->routes, &leg->head,
		                 &leg->sdp,     &leg->wish,  &leg->ack,    &leg->who,    &leg->given };
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		buffer_close(all[i]);
	free(leg);
}

struct leg *leg_numbered(const struct exchange *exchange, uint64_t number)
{
	size_t cursor = 0;
	struct leg *leg;
	while ((leg = index_find(&exchange->legs, hash_number(exchange, number), &cursor)) != NULL)
		if (leg->number == number)
			return leg;
	return NULL;
}

struct leg *leg_of_invite(const struct exchange *exchange, sip_handle handle)
{
	size_t cursor = 0;
	struct leg *leg;
	while (handle && (leg = index_find(&exchange->invites, hash_number(exchange, handle), &cursor)) != NULL)
		if (leg->invite == handle)
			return leg;
	return NULL;
}

void leg_set_invite(struct exchange *exchange, struct leg *leg, sip_handle handle)
{
	if (leg->invite)
		index_remove(&exchange->invites, hash_number(exchange, leg->invite), leg);
	leg->invite = handle;
	if (handle)
		index_add(&exchange->invites, hash_number(exchange, handle), leg);
}

void leg_list(struct exchange *exchange, struct leg *leg)
{
	assert(!leg->listed);
	index_add(&exchange->dialogs, hash_dialog(exchange, buffer_bytes(&leg->call_id), local_tag(leg)), leg);
	leg->listed = true;
}

struct leg *leg_of_dialog(const struct exchange *exchange, struct bytes call_id, struct bytes tag)
{
	size_t cursor = 0;
	struct leg *leg;
	uint64_t hash = hash_dialog(exchange, call_id, tag);
	while ((leg = index_find(&exchange->dialogs, hash, &cursor)) != NULL)
		if (bytes_same(buffer_bytes(&leg->call_id), call_id) && bytes_same(local_tag(leg), tag))
			return leg;
	return NULL;
}

struct leg *leg_of_request(const struct exchange *exchange, const struct sip_message *message)
{
	return message->to.tag.length ? leg_of_dialog(exchange, message->call_id, message->to.tag) : NULL;
}

/* The route set: of an INVITE that came as it stands, of a 2xx in reverse (RFC 3261 12.1). */
static bool keep_routes(struct leg *leg, const struct sip_message *message, bool reverse)
{
	struct bytes item[16];
	struct sip_cursor cursor = { 0 };
	size_t count = 0;
	while (count < sizeof item / sizeof *item && sip_message_next(message, SIP_RECORD_ROUTE, &cursor, &item[count]))
		count++;
	buffer_clear(&leg->routes);
	bool good = true;
	for (size_t i = 0; i < count; i++)
		good =
		    good && sip_write_header(&leg->routes, SIP_ROUTE, item[reverse ? count - 1 - i : i]) == STATUS_OK;
	return good;
}

static struct bytes contact_of(const struct sip_message *message, struct bytes otherwise)
{
	struct sip_cursor cursor = { 0 };
	struct sip_address address;
	struct bytes item;
	bool given = sip_message_next(message, SIP_CONTACT, &cursor, &item) && sip_address_read(item, &address);
	return given && address.uri_text.length ? address.uri_text : otherwise;
}

/* From or To as it came; where it does not have its form, or is doubled, what is needed of it, in its form. */
static bool keep_name(struct buffer *to, const struct sip_message *message, enum sip_name name, enum sip_fault fault,
                      const struct sip_address *address)
{
	if (!(message->faults & 1u << fault))
		return make_copy(to, sip_message_header(message, name, 0));
	struct bytes uri = address->uri_text.length ? address->uri_text : message->uri_text;
	buffer_clear(to);
	return buffer_print(to, "<%.*s>%s%.*s", (int)uri.length, (const char *)uri.at,
	                    address->tag.length ? ";tag=" : "", (int)address->tag.length,
	                    (const char *)address->tag.at) == STATUS_OK;
}

bool leg_from_invite(struct leg *leg, const struct sip_message *message, const char *tag)
{
	buffer_clear(&leg->local);
	bool good = make_copy(&leg->call_id, message->call_id) &&
	            keep_name(&leg->remote, message, SIP_FROM, SIP_FAULT_FROM, &message->from) &&
	            keep_name(&leg->local, message, SIP_TO, SIP_FAULT_TO, &message->to) &&
	            make_copy(&leg->target, contact_of(message, message->from.uri_text));
	if (good && !message->to.tag.length)
		good = buffer_print(&leg->local, ";tag=%s", tag) == STATUS_OK;
	leg->invite_cseq = message->cseq;
	leg_keep_sdp(leg, message);
	return good && keep_routes(leg, message, false);
}

void leg_keep_target(struct leg *leg, const struct sip_message *message)
{
	struct bytes target = contact_of(message, (struct bytes){ 0 });
	if (target.length)
		(void)make_copy(&leg->target, target);
}

bool leg_from_answer(struct leg *leg, const struct sip_message *message)
{
	leg_keep_sdp(leg, message);
	leg_keep_target(leg, message);
	return make_copy(&leg->remote, sip_message_header(message, SIP_TO, 0)) && keep_routes(leg, message, true);
}
