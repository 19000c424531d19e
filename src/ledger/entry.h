/* One entry: a public envelope of one size that commits to everything, and beside it the private body and text. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LEDGER_ENTRY_H
#define LEDGER_ENTRY_H

#include "core/codec.h"
#include "ledger/hash.h"

/*
 * The envelope, little-endian; docs/ledger-format.md has it in full:
 *   0  "TCE1"   4 class   5 three zeros   8 sequence   16 moment in us, cut to the minute   24 the board's digest
 *  32  eight commitments of 32 bytes, one a slot      288 hash of the stored body       320 hash of the stored text
 */
#define ENVELOPE_BYTES 352
/* What stands before the body and before the text, and salts what is committed to. */
#define ENTRY_SEED_BYTES 32
/* Larger entries are a bug of whoever writes them: a call's words end at TEXT_MAX_BYTES. */
#define ENTRY_MAX_BYTES (64u << 20)

/* What can be shown to a stranger one by one.  The names are part of the format. */
#define ENTRY_SLOT_LIST(SLOT)                                                                                          \
	SLOT(WHAT, "what", "the command, and each event it came to")                                                   \
	SLOT(WHO, "who", "who asked, and the agent's number")                                                          \
	SLOT(WHEN, "when", "the center's clock, RFC 3339 in UTC")                                                      \
	SLOT(CALL, "call", "the calls it speaks of")                                                                   \
	SLOT(INCIDENT, "incident", "the incidents it speaks of")                                                       \
	SLOT(OWED, "owed", "what became owed, was met or was raised")                                                  \
	SLOT(PLACE, "place", "the place in words, as given")                                                           \
	SLOT(WORDS, "words", "the words, as given")

enum entry_slot {
#define SLOT(NAME, JSON, TEXT) ENTRY_##NAME,
	ENTRY_SLOT_LIST(SLOT)
#undef SLOT
	    ENTRY_SLOT_COUNT
};

/* The class of an envelope.  Positions of vehicles have one of their own, so that they can be told apart unread. */
enum entry_class { ENTRY_CLASS_NONE, ENTRY_CLASS_BOARD, ENTRY_CLASS_POSITION, ENTRY_CLASS_COUNT };

struct entry {
	uint64_t sequence;
	struct instant at;
	uint64_t digest;   /* of the board after it */
	struct bytes body; /* as codec_write_body gives it; borrowed */
	struct bytes text; /* as codec_write_text gives it; borrowed; may be empty */
};

/* An entry as it is stored: a run of bytes that begins with its envelope. */
struct stored_entry {
	struct bytes envelope;
	struct bytes body; /* with its seed; borrowed */
	struct bytes text; /* with its seed; empty if there is none, or if it was erased */
	struct entry entry;
};

/* The three runs of a stored entry, in clear or sealed, unread. */
struct entry_runs {
	struct bytes envelope, body, text;
};

const char *entry_slot_name(enum entry_slot slot);

/*
 * Appends the stored form of an entry: envelope, length and bytes of the body, length and bytes of the text.
 *   STATUS_MALFORMED  the body is not what codec_write_body gives
 *   statuses of buffer_append; the buffer is as it was on any
 */
enum status entry_write(struct hasher *hasher, const struct entry *entry, const uint8_t seed[2 * ENTRY_SEED_BYTES],
                        struct buffer *buffer);
/* Takes one stored entry off the front of `rest`, its form checked and nothing else; STATUS_MALFORMED. */
enum status entry_read(struct bytes *rest, struct stored_entry *ret_stored);
/* Takes one off the front, in clear or sealed, without looking into it; false if the bytes do not reach. */
bool entry_split(struct bytes *rest, struct entry_runs *ret_runs);
/* The number that an envelope bears. */
uint64_t entry_sequence(struct bytes envelope);
/* What can be judged of an envelope by itself; NULL if it has the form of one, else what it has not (static text). */
const char *envelope_fault(struct bytes envelope);
/* Computes the envelope anew from body and text; NULL if all agrees, else what does not (static text). */
const char *entry_fault(struct hasher *hasher, const struct stored_entry *stored);
/* Whether an envelope commits to that value of a slot, with that salt. */
bool envelope_commits(struct hasher *hasher, const uint8_t envelope[ENVELOPE_BYTES], enum entry_slot slot,
                      const uint8_t salt[16], struct bytes value);
/* Whether it had a text that is not there any more.  By whose order is not for the entry to say. */
bool entry_erased(struct hasher *hasher, const struct stored_entry *stored);
/* The value and the salt that a slot commits to, so that one of them can be shown; statuses as entry_write, and
 * STATUS_MISSING for what was erased. */
enum status entry_reveal(struct hasher *hasher, const struct stored_entry *stored, enum entry_slot slot,
                         struct buffer *value, uint8_t ret_salt[16]);

#endif
