/* The SIP transactions there are, and how each is found: by its handle, by what comes, by its flow, by when it is due. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_SIP_BOOK_H
#define WIRE_SIP_BOOK_H

#include "base/agenda.h"
#include "base/instant.h"
#include "base/pool.h"
#include "wire/keyed_hash.h"
#include "wire/sip_layer.h"

/* A handle is a serial number behind which stands the slot; 2^42 of them last 13 years at 10,000 a second. */
#define SIP_SLOT_BITS 22
/* More than this is no limit that we could keep. */
#define SIP_TRANSACTIONS_MAX ((1u << SIP_SLOT_BITS) - 1)

/* A timer that does not run. */
#define SIP_NO_INSTANT ((struct instant){ INT64_MAX })

enum sip_chain {
	SIP_CHAIN_KEY,
	SIP_CHAIN_ACK,
	SIP_CHAIN_FLOW,
	SIP_CHAIN_SPARE, /* those that only wait to absorb, the oldest first */
	SIP_CHAIN_COUNT,
};

struct sip_link {
	uint32_t next, previous; /* slots in a ring; 0: not in */
};

/* Bytes that are sent again.  Counted, because what is being sent may be replaced meanwhile. */
struct sip_kept {
	uint32_t holders;
	uint32_t length;
	uint8_t at[];
};

struct sip_transaction {
	sip_handle handle; /* 0: the slot is free */
	struct sip_flow flow;
	uint64_t user;
	struct hash128 key;    /* what comes again, and a response, have it too */
	struct hash128 legacy; /* of an RFC 2543 peer's request: what its ACK to a failure repeats, but the To tag */
	struct hash128 dialog; /* of a server's request: what the ACK to its 2xx repeats, but the To tag */
	struct hash128 ack;    /* with the To tag; while it is in that chain */
	struct sip_kept *kept;
	struct instant repeat_at, end_at;
	int64_t repeat_us;
	enum sip_state state;
	bool own;    /* a CANCEL that the layer sent by itself: nobody above knows it */
	bool cookie; /* the branch is RFC 3261's */
	bool lost;   /* its flow has failed, it waits to be ended */
	struct sip_link link[SIP_CHAIN_COUNT];
};

struct sip_book {
	struct pool slots; /* struct sip_transaction; they move when one is added */
	struct agenda timers;
	uint32_t *heads; /* of the three chains that are hashed, each `buckets` long */
	uint32_t buckets;
	uint32_t spare, lost, free;
	uint32_t count, most;
	uint64_t serial;
	uint64_t seed[2];
};

enum status sip_book_open(struct sip_book *book, uint32_t most, const uint64_t seed[2]);
void sip_book_close(struct sip_book *book);
/* NULL: it is over, or never was. */
struct sip_transaction *sip_book_find(const struct sip_book *book, sip_handle handle);
/* The one in a slot that a timer names. */
struct sip_transaction *sip_book_at(const struct sip_book *book, uint32_t slot);
/* By the key or the ACK. */
struct sip_transaction *sip_book_look_up(const struct sip_book *book, enum sip_chain chain, struct hash128 key);
/* The first in the chain of what can give way or of what is lost; NULL if there is none. */
struct sip_transaction *sip_book_spare(const struct sip_book *book);
struct sip_transaction *sip_book_lost(const struct sip_book *book);
/*
 * A new transaction; key and flow must not change any more.
 *   STATUS_LIMIT   there are as many as there may be
 *   STATUS_MEMORY  there is none; the book is as it was
 */
enum status sip_book_add(struct sip_book *book, struct hash128 key, struct sip_flow flow,
                         struct sip_transaction **ret_transaction);
void sip_book_remove(struct sip_book *book, struct sip_transaction *transaction);
/* Sets the key by which its ACK is found. */
void sip_book_await_ack(struct sip_book *book, struct sip_transaction *transaction, struct hash128 ack);
/* Puts it where its state and its timers want it. */
void sip_book_place(struct sip_book *book, struct sip_transaction *transaction);
/* Marks all on a flow as lost. */
void sip_book_lose(struct sip_book *book, uint64_t flow);
/* Whether one transaction, and whether the whole book, is as it should be. */
bool sip_book_sound_one(const struct sip_book *book, const struct sip_transaction *transaction);
bool sip_book_sound(const struct sip_book *book);

/* A copy of some bytes with one holder; NULL: no memory. */
struct sip_kept *sip_kept_copy(struct bytes bytes);
void sip_kept_drop(struct sip_kept *kept);

#endif
