/* What a witness says of a checkpoint, signed by Ed25519. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/cosignature.h"

#include "ledger/note_text.h"

#include <assert.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TYPE 0x04u
/* Identity, moment, signature. */
#define BLOB_BYTES (4 + 8 + 64)
#define BASE64_OF_BLOB (sodium_base64_ENCODED_LEN(BLOB_BYTES, sodium_base64_VARIANT_ORIGINAL))
#define BASE64_OF_33 (sodium_base64_ENCODED_LEN(33, sodium_base64_VARIANT_ORIGINAL))
#define DASH "\xe2\x80\x94 "

static void identify(struct hasher *hasher, struct witness_key *key)
{
	const uint8_t type = TYPE;
	const struct bytes piece[] = { bytes_of_text(key->name), bytes_of("\n", 1), bytes_of(&type, 1),
		                       bytes_of(key->open_key, sizeof key->open_key) };
	struct hash hash = hash_pieces(hasher, HASH_PLAIN, piece, sizeof piece / sizeof *piece);
	memcpy(key->identity, hash.at, sizeof key->identity);
}

static bool take_name(const char *name, size_t length, struct witness_key *key)
{
	if (!length || length > ORIGIN_MAX_BYTES)
		return false;
	for (size_t i = 0; i < length; i++)
		if ((uint8_t)name[i] <= ' ' || name[i] == '+' || name[i] == 0x7f)
			return false;
	memcpy(key->name, name, length);
	key->name[length] = '\0';
	return true;
}

enum status witness_key_of(struct hasher *hasher, const char *name, const uint8_t seed[SEED_BYTES],
                           struct witness_key *ret_key)
{
	*ret_key = (struct witness_key){ 0 };
	if (!take_name(name, strlen(name), ret_key))
		return STATUS_MALFORMED;
	(void)crypto_sign_seed_keypair(ret_key->open_key, ret_key->secret, seed); /* cannot fail */
	identify(hasher, ret_key);
	return STATUS_OK;
}

void witness_key_write(const struct witness_key *key, char text[VERIFIER_MAX_BYTES])
{
	uint8_t whole[33] = { TYPE };
	char base64[BASE64_OF_33];
	memcpy(whole + 1, key->open_key, sizeof key->open_key);
	(void)sodium_bin2base64(base64, sizeof base64, whole, sizeof whole, sodium_base64_VARIANT_ORIGINAL);
	(void)snprintf(text, VERIFIER_MAX_BYTES, "%s+%02x%02x%02x%02x+%s", key->name, key->identity[0],
	               key->identity[1], key->identity[2], key->identity[3], base64);
}

enum status witness_key_read(struct hasher *hasher, const char *verifier, struct witness_key *ret_key)
{
	const char *first = strchr(verifier, '+'), *second = first ? strchr(first + 1, '+') : NULL;
	uint8_t whole[33];
	size_t length;
	char again[VERIFIER_MAX_BYTES];
	*ret_key = (struct witness_key){ 0 };
	if (!second || !take_name(verifier, (size_t)(first - verifier), ret_key) ||
	    sodium_base642bin(whole, sizeof whole, second + 1, strlen(second + 1), NULL, &length, NULL,
	                      sodium_base64_VARIANT_ORIGINAL) != 0 ||
	    length != sizeof whole || whole[0] != TYPE)
		return STATUS_MALFORMED;
	memcpy(ret_key->open_key, whole + 1, sizeof ret_key->open_key);
	identify(hasher, ret_key);
	witness_key_write(ret_key, again);
	return strcmp(again, verifier) == 0 ? STATUS_OK : STATUS_MALFORMED;
}

bool note_body(struct bytes note, struct bytes *ret_body)
{
	for (size_t i = 0; i + 1 < note.length; i++)
		if (note.at[i] == '\n' && note.at[i + 1] == '\n') {
			*ret_body = bytes_of(note.at, i + 1);
			return true;
		}
	return false;
}

/* "cosignature/v1\ntime T\n" and the body; the caller frees it. */
static uint8_t *message_of(struct bytes body, uint64_t seconds, size_t *ret_length)
{
	char head[64];
	size_t length = (size_t)snprintf(head, sizeof head, "cosignature/v1\ntime %" PRIu64 "\n", seconds);
	uint8_t *message = malloc(length + body.length);
	if (!message)
		return NULL;
	memcpy(message, head, length);
	memcpy(message + length, body.at, body.length);
	*ret_length = length + body.length;
	return message;
}

static void put_big(uint8_t *at, uint64_t number)
{
	for (unsigned i = 0; i < 8; i++)
		at[i] = (uint8_t)(number >> (56 - 8 * i));
}

static uint64_t get_big(const uint8_t *at)
{
	uint64_t number = 0;
	for (unsigned i = 0; i < 8; i++)
		number = number << 8 | at[i];
	return number;
}

size_t cosignature_write(const struct witness_key *key, struct bytes body, struct instant at,
                         char text[COSIGNATURE_MAX_BYTES])
{
	uint8_t blob[BLOB_BYTES];
	char base64[BASE64_OF_BLOB];
	size_t length;
	uint64_t seconds = (uint64_t)(at.us / 1000000);
	uint8_t *message = message_of(body, seconds, &length);
	if (!message)
		return 0;
	memcpy(blob, key->identity, 4);
	put_big(blob + 4, seconds);
	(void)crypto_sign_detached(blob + 12, NULL, message, length, key->secret); /* cannot fail */
	free(message);
	(void)sodium_bin2base64(base64, sizeof base64, blob, sizeof blob, sodium_base64_VARIANT_ORIGINAL);
	return (size_t)snprintf(text, COSIGNATURE_MAX_BYTES, DASH "%s %s\n", key->name, base64);
}

static enum status check_line(const struct witness_key *key, struct bytes body, const char *base64, size_t letters,
                              struct instant *ret_at)
{
	uint8_t blob[BLOB_BYTES];
	size_t length;
	if (!note_base64_of(bytes_of(base64, letters), blob, sizeof blob))
		return STATUS_CORRUPT;
	/* Of that name and another key: not of this witness. */
	if (memcmp(blob, key->identity, 4) != 0)
		return STATUS_MISSING;
	uint64_t seconds = get_big(blob + 4);
	uint8_t *message = message_of(body, seconds, &length);
	if (!message)
		return STATUS_MEMORY;
	bool good = seconds && seconds < (uint64_t)INSTANT_MAX_US / 1000000 &&
	            crypto_sign_verify_detached(blob + 12, message, length, key->open_key) == 0;
	free(message);
	*ret_at = (struct instant){ good ? (int64_t)seconds * 1000000 : 0 };
	return good ? STATUS_OK : STATUS_CORRUPT;
}

enum status cosignature_check(const struct witness_key *key, struct bytes body, struct bytes lines,
                              struct instant *ret_at, struct bytes *ret_line)
{
	char head[ORIGIN_MAX_BYTES + 8];
	size_t length = (size_t)snprintf(head, sizeof head, DASH "%s ", key->name);
	while (lines.length) {
		const uint8_t *end = memchr(lines.at, '\n', lines.length);
		struct bytes line = bytes_of(lines.at, end ? (size_t)(end - lines.at) : lines.length);
		lines = end ? bytes_of(end + 1, lines.length - line.length - 1) : bytes_of(NULL, 0);
		if (line.length <= length || memcmp(line.at, head, length) != 0)
			continue;
		enum status status =
		    check_line(key, body, (const char *)line.at + length, line.length - length, ret_at);
		if (status != STATUS_MISSING) {
			*ret_line = line;
			return status;
		}
	}
	return STATUS_MISSING;
}
