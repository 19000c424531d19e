/* Entries sealed for the disk: body and text each under a key of their own. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/seal.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#define NONCE_BYTES 24u
#define NONCE_LABEL "tocsin seal 1"
_Static_assert(SEAL_KEY_BYTES == KEY_TREE_KEY_BYTES && SEAL_KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES &&
                   SEAL_TAG_BYTES == crypto_aead_xchacha20poly1305_ietf_ABYTES &&
                   NONCE_BYTES == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
               "one key has one size");

static const char *const part_label[SEAL_PART_COUNT] = { [SEAL_BODY] = "tocsin body 1", [SEAL_TEXT] = "tocsin text 1" };

/* Made of the envelope, which commits to all that is sealed and to its random seeds: no nonce comes twice with other bytes. */
static void nonces_of(struct bytes envelope, uint8_t ret[SEAL_PART_COUNT][NONCE_BYTES])
{
	uint8_t label[sizeof NONCE_LABEL - 1 + ENVELOPE_BYTES];
	memcpy(label, NONCE_LABEL, sizeof NONCE_LABEL - 1);
	memcpy(label + sizeof NONCE_LABEL - 1, envelope.at, ENVELOPE_BYTES);
	(void)crypto_generichash(ret[0], (size_t)SEAL_PART_COUNT * NONCE_BYTES, label, sizeof label, NULL, 0);
}

static enum status key_of(const struct seal_keys *keys, enum seal_part part, struct bytes envelope,
                          uint8_t ret_key[SEAL_KEY_BYTES])
{
	uint8_t above[SEAL_KEY_BYTES], label[32];
	uint64_t sequence = entry_sequence(envelope);
	size_t length = strlen(part_label[part]);
	enum status status = keys->key(keys->context, part, sequence, above);
	if (status != STATUS_OK)
		return status;
	memcpy(label, part_label[part], length);
	bytes_put_u64(label + length, sequence);
	(void)crypto_generichash(ret_key, SEAL_KEY_BYTES, label, length + 8, above, sizeof above);
	sodium_memzero(above, sizeof above);
	return STATUS_OK;
}

static enum status put_length(struct buffer *out, size_t length)
{
	uint8_t field[4];
	bytes_put_u32(field, (uint32_t)length);
	return buffer_append(out, bytes_of(field, sizeof field));
}

/* One part, sealed behind its length; none where there is nothing. */
static enum status put_sealed(const struct seal_keys *keys, enum seal_part part, struct bytes envelope,
                              struct bytes clear, const uint8_t nonce[NONCE_BYTES], struct buffer *out)
{
	uint8_t key[SEAL_KEY_BYTES];
	unsigned long long put = 0;
	if (!clear.length)
		return put_length(out, 0);
	enum status status = key_of(keys, part, envelope, key);
	if (status == STATUS_OK)
		status = put_length(out, clear.length + SEAL_TAG_BYTES);
	if (status == STATUS_OK)
		status = buffer_reserve(out, clear.length + SEAL_TAG_BYTES);
	if (status == STATUS_OK) {
		(void)crypto_aead_xchacha20poly1305_ietf_encrypt(out->at + out->length, &put, clear.at, clear.length,
		                                                 envelope.at, envelope.length, NULL, nonce, key);
		out->length += (size_t)put;
	}
	sodium_memzero(key, sizeof key);
	return status;
}

enum status seal_entry(const struct seal_keys *keys, struct bytes clear, struct buffer *out)
{
	struct entry_runs runs;
	uint8_t nonce[SEAL_PART_COUNT][NONCE_BYTES];
	size_t before = out->length;
	if (!entry_split(&clear, &runs) || clear.length)
		return STATUS_MALFORMED;
	nonces_of(runs.envelope, nonce);
	enum status status = buffer_append(out, runs.envelope);
	if (status == STATUS_OK)
		status = put_sealed(keys, SEAL_BODY, runs.envelope, runs.body, nonce[SEAL_BODY], out);
	if (status == STATUS_OK)
		status = put_sealed(keys, SEAL_TEXT, runs.envelope, runs.text, nonce[SEAL_TEXT], out);
	if (status != STATUS_OK)
		out->length = before;
	return status;
}

/* One part, opened behind its length. */
static enum status put_opened(const struct seal_keys *keys, enum seal_part part, struct bytes envelope,
                              struct bytes sealed, const uint8_t nonce[NONCE_BYTES], struct buffer *out)
{
	uint8_t key[SEAL_KEY_BYTES];
	unsigned long long put = 0;
	if (!sealed.length)
		return put_length(out, 0);
	if (sealed.length < SEAL_TAG_BYTES)
		return STATUS_CORRUPT;
	enum status status = key_of(keys, part, envelope, key);
	if (status == STATUS_MISSING && part == SEAL_TEXT)
		return put_length(out, 0);
	if (status == STATUS_OK)
		status = put_length(out, sealed.length - SEAL_TAG_BYTES);
	if (status == STATUS_OK)
		status = buffer_reserve(out, sealed.length);
	if (status == STATUS_OK &&
	    crypto_aead_xchacha20poly1305_ietf_decrypt(out->at + out->length, &put, NULL, sealed.at, sealed.length,
	                                               envelope.at, envelope.length, nonce, key) != 0)
		status = STATUS_CORRUPT;
	out->length += (size_t)put;
	sodium_memzero(key, sizeof key);
	return status;
}

enum status seal_open_entry(const struct seal_keys *keys, const struct entry_runs *sealed, struct buffer *out)
{
	uint8_t nonce[SEAL_PART_COUNT][NONCE_BYTES];
	size_t before = out->length;
	assert(sealed->envelope.length == ENVELOPE_BYTES);
	nonces_of(sealed->envelope, nonce);
	enum status status = buffer_append(out, sealed->envelope);
	if (status == STATUS_OK)
		status = put_opened(keys, SEAL_BODY, sealed->envelope, sealed->body, nonce[SEAL_BODY], out);
	if (status == STATUS_OK)
		status = put_opened(keys, SEAL_TEXT, sealed->envelope, sealed->text, nonce[SEAL_TEXT], out);
	if (status != STATUS_OK)
		out->length = before;
	return status;
}
