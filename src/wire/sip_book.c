/* The SIP transactions there are, and how each is found. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/sip_book.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_BUCKETS 64u

static struct sip_transaction *slot_of(const struct sip_book *book, uint32_t slot)
{
	return pool_item(&book->slots, slot);
}

static uint32_t slot_in(sip_handle handle)
{
	return (uint32_t)(handle & SIP_TRANSACTIONS_MAX);
}

enum status sip_book_open(struct sip_book *book, uint32_t most, const uint64_t seed[2])
{
	*book = (struct sip_book){ .most = most < SIP_TRANSACTIONS_MAX ? most : SIP_TRANSACTIONS_MAX };
	memcpy(book->seed, seed, sizeof book->seed);
	book->heads = calloc((size_t)SIP_CHAIN_SPARE * FIRST_BUCKETS, sizeof *book->heads);
	if (!book->heads)
		return STATUS_MEMORY;
	book->buckets = FIRST_BUCKETS;
	pool_open(&book->slots, sizeof(struct sip_transaction), book->most);
	return STATUS_OK;
}

void sip_book_close(struct sip_book *book)
{
	for (uint32_t slot = 1; slot < book->slots.count; slot++)
		sip_kept_drop(slot_of(book, slot)->kept);
	pool_close(&book->slots);
	agenda_close(&book->timers);
	free(book->heads);
	*book = (struct sip_book){ 0 };
}

/* Their numbers are ours, which no stranger chooses: they only need be spread (Knuth, by the golden ratio). */
static uint64_t flow_hash(uint64_t flow)
{
	return flow * 0x9e3779b97f4a7c15u >> 32;
}

static uint32_t *bucket(const struct sip_book *book, enum sip_chain chain, uint64_t hash)
{
	return &book->heads[(size_t)chain * book->buckets + (hash & (book->buckets - 1))];
}

static uint32_t *head_of(struct sip_book *book, const struct sip_transaction *t, enum sip_chain chain)
{
	if (chain == SIP_CHAIN_SPARE)
		return &book->spare;
	if (chain == SIP_CHAIN_FLOW)
		return t->lost ? &book->lost : bucket(book, chain, flow_hash(t->flow.number));
	return bucket(book, chain, chain == SIP_CHAIN_KEY ? t->key.low : t->ack.low);
}

static bool linked(const struct sip_transaction *t, enum sip_chain chain)
{
	return t->link[chain].next != 0;
}

/* At the end of its ring. */
static void link_in(struct sip_book *book, struct sip_transaction *t, enum sip_chain chain)
{
	assert(!linked(t, chain));
	uint32_t slot = slot_in(t->handle), *head = head_of(book, t, chain);
	if (!*head) {
		*head = slot;
		t->link[chain] = (struct sip_link){ slot, slot };
		return;
	}
	struct sip_link *first = &slot_of(book, *head)->link[chain];
	t->link[chain] = (struct sip_link){ *head, first->previous };
	slot_of(book, first->previous)->link[chain].next = slot;
	first->previous = slot;
}

static void link_out(struct sip_book *book, struct sip_transaction *t, enum sip_chain chain)
{
	if (!linked(t, chain))
		return;
	uint32_t slot = slot_in(t->handle), *head = head_of(book, t, chain);
	struct sip_link link = t->link[chain];
	slot_of(book, link.previous)->link[chain].next = link.next;
	slot_of(book, link.next)->link[chain].previous = link.previous;
	if (*head == slot)
		*head = link.next == slot ? 0 : link.next;
	t->link[chain] = (struct sip_link){ 0 };
}

struct sip_transaction *sip_book_find(const struct sip_book *book, sip_handle handle)
{
	uint32_t slot = slot_in(handle);
	if (!pool_has(&book->slots, slot))
		return NULL;
	struct sip_transaction *t = slot_of(book, slot);
	return t->handle == handle ? t : NULL;
}

struct sip_transaction *sip_book_at(const struct sip_book *book, uint32_t slot)
{
	return slot_of(book, slot);
}

struct sip_transaction *sip_book_look_up(const struct sip_book *book, enum sip_chain chain, struct hash128 key)
{
	assert(chain == SIP_CHAIN_KEY || chain == SIP_CHAIN_ACK);
	uint32_t head = *bucket(book, chain, key.low), slot = head;
	while (slot) {
		struct sip_transaction *t = slot_of(book, slot);
		if (hash128_same(chain == SIP_CHAIN_KEY ? t->key : t->ack, key))
			return t;
		slot = t->link[chain].next == head ? 0 : t->link[chain].next;
	}
	return NULL;
}

struct sip_transaction *sip_book_spare(const struct sip_book *book)
{
	return book->spare ? slot_of(book, book->spare) : NULL;
}

struct sip_transaction *sip_book_lost(const struct sip_book *book)
{
	return book->lost ? slot_of(book, book->lost) : NULL;
}

/* Twice as many buckets.  Without memory the chains only grow longer. */
static void widen(struct sip_book *book)
{
	uint32_t *wider = calloc((size_t)SIP_CHAIN_SPARE * book->buckets * 2, sizeof *wider);
	if (!wider)
		return;
	free(book->heads);
	book->heads = wider;
	book->buckets *= 2;
	for (uint32_t slot = 1; slot < book->slots.count; slot++) {
		struct sip_transaction *t = slot_of(book, slot);
		for (enum sip_chain chain = 0; t->handle && chain < SIP_CHAIN_SPARE; chain++) {
			if (!linked(t, chain) || (chain == SIP_CHAIN_FLOW && t->lost))
				continue;
			t->link[chain] = (struct sip_link){ 0 };
			link_in(book, t, chain);
		}
	}
}

/* Makes sure of a free slot. */
static enum status reserve(struct sip_book *book)
{
	if (book->count >= book->most)
		return STATUS_LIMIT;
	if (book->free)
		return STATUS_OK;
	/* The pool doubles; where twice is past the limit, what is left is enough. */
	enum status status = pool_reserve(&book->slots, 1);
	if (status != STATUS_OK)
		return status;
	return agenda_reserve(&book->timers, book->slots.room);
}

enum status sip_book_add(struct sip_book *book, struct hash128 key, struct sip_flow flow,
                         struct sip_transaction **ret_transaction)
{
	enum status status = reserve(book);
	if (status != STATUS_OK)
		return status;
	if (book->count >= book->buckets)
		widen(book);
	uint32_t slot = book->free ? book->free : pool_add(&book->slots);
	struct sip_transaction *t = slot_of(book, slot);
	if (book->free)
		book->free = t->link[0].next;
	book->count++;
	*t = (struct sip_transaction){ .handle = ++book->serial << SIP_SLOT_BITS | slot,
		                       .flow = flow,
		                       .key = key,
		                       .repeat_at = SIP_NO_INSTANT,
		                       .end_at = SIP_NO_INSTANT };
	link_in(book, t, SIP_CHAIN_KEY);
	link_in(book, t, SIP_CHAIN_FLOW);
	*ret_transaction = t;
	return STATUS_OK;
}

void sip_book_remove(struct sip_book *book, struct sip_transaction *t)
{
	uint32_t slot = slot_in(t->handle);
	for (enum sip_chain chain = 0; chain < SIP_CHAIN_COUNT; chain++)
		link_out(book, t, chain);
	agenda_drop(&book->timers, slot);
	sip_kept_drop(t->kept);
	*t = (struct sip_transaction){ .link[0].next = book->free };
	book->free = slot;
	book->count--;
}

void sip_book_await_ack(struct sip_book *book, struct sip_transaction *t, struct hash128 ack)
{
	link_out(book, t, SIP_CHAIN_ACK);
	t->ack = ack;
	link_in(book, t, SIP_CHAIN_ACK);
}

static struct instant due_of(const struct sip_transaction *t)
{
	return instant_before(t->repeat_at, t->end_at) ? t->repeat_at : t->end_at;
}

void sip_book_place(struct sip_book *book, struct sip_transaction *t)
{
	if (sip_machine_state(t->state)->spare && !linked(t, SIP_CHAIN_SPARE))
		link_in(book, t, SIP_CHAIN_SPARE);
	struct instant due = due_of(t);
	if (due.us == INT64_MAX)
		agenda_drop(&book->timers, slot_in(t->handle));
	else
		agenda_set(&book->timers, slot_in(t->handle), due, slot_in(t->handle));
}

void sip_book_lose(struct sip_book *book, uint64_t flow)
{
	uint32_t head = *bucket(book, SIP_CHAIN_FLOW, flow_hash(flow)), slot = head, length = 0;
	while (slot && (slot != head || !length)) {
		slot = slot_of(book, slot)->link[SIP_CHAIN_FLOW].next;
		length++;
	}
	for (slot = head; length; length--) {
		struct sip_transaction *t = slot_of(book, slot);
		slot = t->link[SIP_CHAIN_FLOW].next;
		if (t->flow.number != flow)
			continue;
		link_out(book, t, SIP_CHAIN_FLOW);
		t->lost = true;
		link_in(book, t, SIP_CHAIN_FLOW);
	}
}

bool sip_book_sound_one(const struct sip_book *book, const struct sip_transaction *t)
{
	const struct sip_state_rule *rule = sip_machine_state(t->state);
	bool timed = due_of(t).us != INT64_MAX;
	return sip_book_find(book, t->handle) == t && linked(t, SIP_CHAIN_KEY) && linked(t, SIP_CHAIN_FLOW) &&
	       linked(t, SIP_CHAIN_SPARE) == rule->spare && agenda_has(&book->timers, slot_in(t->handle)) == timed &&
	       (rule->end == SIP_TIMER_NONE) == (t->end_at.us == INT64_MAX) &&
	       (rule->repeat != SIP_TIMER_NONE || t->repeat_at.us == INT64_MAX) &&
	       (t->kept ? rule->kept != SIP_KEPT_NONE : rule->kept != SIP_KEPT_ALWAYS);
}

bool sip_book_sound(const struct sip_book *book)
{
	uint32_t live = 0;
	for (uint32_t slot = 1; slot < book->slots.count; slot++) {
		const struct sip_transaction *t = slot_of(book, slot);
		if (!t->handle)
			continue;
		live++;
		if (!sip_book_sound_one(book, t) || !sip_book_look_up(book, SIP_CHAIN_KEY, t->key))
			return false;
		for (enum sip_chain chain = 0; chain < SIP_CHAIN_COUNT; chain++)
			if (linked(t, chain) && slot_of(book, t->link[chain].next)->link[chain].previous != slot)
				return false;
	}
	return live == book->count && live <= book->most && agenda_sound(&book->timers);
}

struct sip_kept *sip_kept_copy(struct bytes bytes)
{
	assert(bytes.length <= UINT32_MAX);
	struct sip_kept *kept = malloc(sizeof *kept + bytes.length);
	if (!kept)
		return NULL;
	kept->holders = 1;
	kept->length = (uint32_t)bytes.length;
	if (bytes.length)
		memcpy(kept->at, bytes.at, bytes.length);
	return kept;
}

void sip_kept_drop(struct sip_kept *kept)
{
	if (kept && --kept->holders == 0)
		free(kept);
}
