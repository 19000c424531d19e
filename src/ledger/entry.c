/* One entry: a public envelope of one size that commits to everything, and beside it the private body and text. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/entry.h"

#include <assert.h>
#include <string.h>

#include "ledger/slots.h"

#define SALT_BYTES 16
#define AT_CLASS 4
#define AT_SEQUENCE 8
#define AT_MINUTE 16
#define AT_DIGEST 24
#define AT_SLOTS 32
#define AT_BODY_HASH (AT_SLOTS + ENTRY_SLOT_COUNT * HASH_BYTES)
#define AT_TEXT_HASH (AT_BODY_HASH + HASH_BYTES)
_Static_assert(AT_TEXT_HASH + HASH_BYTES == ENVELOPE_BYTES, "the envelope has one size");

#define MINUTE_US 60000000
static const uint8_t mark[4] = { 'T', 'C', 'E', '1' };

static const char *const slot_name[ENTRY_SLOT_COUNT] = {
#define SLOT(NAME, JSON, TEXT) [ENTRY_##NAME] = JSON,
	ENTRY_SLOT_LIST(SLOT)
#undef SLOT
};

const char *entry_slot_name(enum entry_slot slot)
{
	return slot_name[slot];
}

/* What the caller said is salted by the text's seed: once the text is erased, nobody can guess it from the envelope. */
static bool of_text(enum entry_slot slot)
{
	return slot == ENTRY_PLACE || slot == ENTRY_WORDS;
}

static void salt_of(struct hasher *hasher, struct bytes seed, enum entry_slot slot, uint8_t ret_salt[SALT_BYTES])
{
	struct bytes piece[2] = { bytes_of_text(slot_name[slot]), seed };
	struct hash hash = hash_pieces(hasher, HASH_SALT, piece, 2);
	memcpy(ret_salt, hash.at, SALT_BYTES);
}

static struct hash commitment(struct hasher *hasher, struct bytes seed, enum entry_slot slot, struct bytes value)
{
	uint8_t salt[SALT_BYTES];
	salt_of(hasher, seed, slot, salt);
	struct bytes piece[4] = { bytes_of_text(slot_name[slot]), bytes_of("", 1), bytes_of(salt, SALT_BYTES), value };
	return hash_pieces(hasher, HASH_SLOT, piece, 4);
}

/* Where there is no text its hash is made from the body's seed, so that the envelope does not show that there is none. */
static struct hash text_hash(struct hasher *hasher, struct bytes body, struct bytes text)
{
	if (text.length)
		return hash_pieces(hasher, HASH_PLAIN, &text, 1);
	struct bytes seed = bytes_of(body.at, ENTRY_SEED_BYTES);
	return hash_pieces(hasher, HASH_NO_TEXT, &seed, 1);
}

static int64_t minute_of(int64_t at_us)
{
	int64_t rest = at_us % MINUTE_US;
	return at_us - rest - (rest < 0 ? MINUTE_US : 0);
}

static struct bytes seed_of(const struct stored_entry *stored, enum entry_slot slot)
{
	bool text = of_text(slot) && stored->text.length;
	return bytes_of(text ? stored->text.at : stored->body.at, ENTRY_SEED_BYTES);
}

static enum entry_class class_of(enum command_kind kind)
{
	return kind == COMMAND_REPORT_POSITION ? ENTRY_CLASS_POSITION : ENTRY_CLASS_BOARD;
}

static void put_fixed(uint8_t *at, const struct entry *entry, enum command_kind kind)
{
	memset(at, 0, AT_SLOTS);
	memcpy(at, mark, sizeof mark);
	at[AT_CLASS] = (uint8_t)class_of(kind);
	bytes_put_u64(at + AT_SEQUENCE, entry->sequence);
	bytes_put_u64(at + AT_MINUTE, (uint64_t)minute_of(entry->at.us));
	bytes_put_u64(at + AT_DIGEST, entry->digest);
}

/* Computes the whole envelope of what is stored. */
static enum status make_envelope(struct hasher *hasher, const struct stored_entry *stored, uint8_t at[ENVELOPE_BYTES])
{
	struct slots slots = { 0 };
	enum status status = slots_read(&slots, stored->entry.body, stored->entry.text);
	put_fixed(at, &stored->entry, slots.kind);
	for (unsigned slot = 0; status == STATUS_OK && slot < ENTRY_SLOT_COUNT; slot++) {
		struct hash hash = commitment(hasher, seed_of(stored, slot), slot, buffer_bytes(&slots.value[slot]));
		memcpy(at + AT_SLOTS + slot * HASH_BYTES, hash.at, HASH_BYTES);
	}
	slots_close(&slots);
	struct hash body = hash_pieces(hasher, HASH_PLAIN, &stored->body, 1);
	struct hash text = text_hash(hasher, stored->body, stored->text);
	memcpy(at + AT_BODY_HASH, body.at, HASH_BYTES);
	memcpy(at + AT_TEXT_HASH, text.at, HASH_BYTES);
	return status;
}

/* Puts a length, a seed and what it salts; no seed where there is nothing. */
static uint8_t *put_run(uint8_t *at, const uint8_t *seed, struct bytes run, struct bytes *ret_stored)
{
	size_t length = seed ? ENTRY_SEED_BYTES + run.length : 0;
	bytes_put_u32(at, (uint32_t)length);
	at += 4;
	*ret_stored = bytes_of(at, length);
	if (!seed)
		return at;
	memcpy(at, seed, ENTRY_SEED_BYTES);
	if (run.length)
		memcpy(at + ENTRY_SEED_BYTES, run.at, run.length);
	return at + length;
}

enum status entry_write(struct hasher *hasher, const struct entry *entry, const uint8_t seed[2 * ENTRY_SEED_BYTES],
                        struct buffer *buffer)
{
	assert(entry->body.length + entry->text.length < ENTRY_MAX_BYTES - ENVELOPE_BYTES - 128);
	size_t most = ENVELOPE_BYTES + 8 + 2 * ENTRY_SEED_BYTES + entry->body.length + entry->text.length;
	enum status status = buffer_reserve(buffer, most);
	if (status != STATUS_OK)
		return status;
	uint8_t *envelope = buffer->at + buffer->length;
	struct stored_entry stored = { .entry = *entry };
	uint8_t *at = put_run(envelope + ENVELOPE_BYTES, seed, entry->body, &stored.body);
	at = put_run(at, entry->text.length ? seed + ENTRY_SEED_BYTES : NULL, entry->text, &stored.text);
	status = make_envelope(hasher, &stored, envelope);
	if (status == STATUS_OK)
		buffer->length += (size_t)(at - envelope);
	return status;
}

static bool take(struct bytes *rest, size_t length, struct bytes *ret_run)
{
	if (rest->length < length)
		return false;
	*ret_run = bytes_of(rest->at, length);
	rest->at += length;
	rest->length -= length;
	return true;
}

/* A run is empty, or begins with its seed. */
static bool take_run(struct bytes *rest, struct bytes *ret_stored, struct bytes *ret_run)
{
	struct bytes length;
	if (!take(rest, 4, &length) || !take(rest, bytes_get_u32(length.at), ret_stored))
		return false;
	*ret_run = bytes_of(NULL, 0);
	if (!ret_stored->length)
		return true;
	if (ret_stored->length < ENTRY_SEED_BYTES)
		return false;
	*ret_run = bytes_of(ret_stored->at + ENTRY_SEED_BYTES, ret_stored->length - ENTRY_SEED_BYTES);
	return true;
}

enum status entry_read(struct bytes *rest, struct stored_entry *ret_stored)
{
	struct stored_entry stored = { 0 };
	struct bytes left = *rest;
	if (!take(&left, ENVELOPE_BYTES, &stored.envelope) || memcmp(stored.envelope.at, mark, sizeof mark) != 0)
		return STATUS_MALFORMED;
	if (!take_run(&left, &stored.body, &stored.entry.body) || !stored.body.length ||
	    !take_run(&left, &stored.text, &stored.entry.text))
		return STATUS_MALFORMED;
	struct entry_head head;
	struct entry_reader reader;
	enum status status = codec_read_head(stored.entry.body, &head, &reader);
	if (status != STATUS_OK)
		return status;
	stored.entry.sequence = entry_sequence(stored.envelope);
	stored.entry.at = head.at;
	stored.entry.digest = head.digest;
	*rest = left;
	*ret_stored = stored;
	return STATUS_OK;
}

bool entry_split(struct bytes *rest, struct entry_runs *ret_runs)
{
	struct bytes left = *rest, length;
	struct entry_runs runs;
	bool good = take(&left, ENVELOPE_BYTES, &runs.envelope) && take(&left, 4, &length) &&
	            take(&left, bytes_get_u32(length.at), &runs.body) && take(&left, 4, &length) &&
	            take(&left, bytes_get_u32(length.at), &runs.text);
	if (!good)
		return false;
	*rest = left;
	*ret_runs = runs;
	return true;
}

uint64_t entry_sequence(struct bytes envelope)
{
	assert(envelope.length == ENVELOPE_BYTES);
	return bytes_get_u64(envelope.at + AT_SEQUENCE);
}

const char *envelope_fault(struct bytes envelope)
{
	static const uint8_t zero[AT_SEQUENCE - AT_CLASS - 1];
	const uint8_t *at = envelope.at;
	if (memcmp(at, mark, sizeof mark) != 0 || at[AT_CLASS] == ENTRY_CLASS_NONE ||
	    at[AT_CLASS] >= ENTRY_CLASS_COUNT || memcmp(at + AT_CLASS + 1, zero, sizeof zero) != 0)
		return "the head of its envelope is none";
	if ((int64_t)bytes_get_u64(at + AT_MINUTE) % MINUTE_US != 0)
		return "its envelope tells more of the moment than the minute";
	return NULL;
}

bool entry_erased(struct hasher *hasher, const struct stored_entry *stored)
{
	struct hash none = text_hash(hasher, stored->body, bytes_of(NULL, 0));
	return !stored->text.length && memcmp(stored->envelope.at + AT_TEXT_HASH, none.at, HASH_BYTES) != 0;
}

bool envelope_commits(struct hasher *hasher, const uint8_t envelope[ENVELOPE_BYTES], enum entry_slot slot,
                      const uint8_t salt[SALT_BYTES], struct bytes value)
{
	const struct bytes piece[4] = { bytes_of_text(slot_name[slot]), bytes_of("", 1), bytes_of(salt, SALT_BYTES),
		                        value };
	struct hash hash = hash_pieces(hasher, HASH_SLOT, piece, 4);
	return memcmp(hash.at, envelope + AT_SLOTS + (size_t)slot * HASH_BYTES, HASH_BYTES) == 0;
}

const char *entry_fault(struct hasher *hasher, const struct stored_entry *stored)
{
	uint8_t again[ENVELOPE_BYTES];
	if (make_envelope(hasher, stored, again) != STATUS_OK)
		return "its body or its text cannot be read";
	const uint8_t *given = stored->envelope.at;
	if (memcmp(given, again, AT_SLOTS) != 0)
		return "the head of its envelope does not agree with its body";
	if (memcmp(given + AT_BODY_HASH, again + AT_BODY_HASH, HASH_BYTES) != 0)
		return "its body is not the one that was committed to";
	bool erased = entry_erased(hasher, stored);
	if (!erased && memcmp(given + AT_TEXT_HASH, again + AT_TEXT_HASH, HASH_BYTES) != 0)
		return "its text is not the one that was committed to";
	/* What the text said cannot be made again; what was committed to stays as it was. */
	for (unsigned slot = 0; erased && slot < ENTRY_SLOT_COUNT; slot++)
		if (of_text(slot))
			memcpy(again + AT_SLOTS + slot * HASH_BYTES, given + AT_SLOTS + slot * HASH_BYTES, HASH_BYTES);
	if (memcmp(given, again, AT_BODY_HASH) != 0)
		return "a slot of its envelope does not agree with its body and text";
	return NULL;
}

enum status entry_reveal(struct hasher *hasher, const struct stored_entry *stored, enum entry_slot slot,
                         struct buffer *value, uint8_t ret_salt[SALT_BYTES])
{
	struct slots slots = { 0 };
	if (of_text(slot) && entry_erased(hasher, stored))
		return STATUS_MISSING;
	enum status status = slots_read(&slots, stored->entry.body, stored->entry.text);
	if (status == STATUS_OK)
		status = buffer_append(value, buffer_bytes(&slots.value[slot]));
	slots_close(&slots);
	if (status == STATUS_OK)
		salt_of(hasher, seed_of(stored, slot), slot, ret_salt);
	return status;
}
