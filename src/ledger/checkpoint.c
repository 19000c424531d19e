/* What the log says of itself: origin, size and root, signed (C2SP tlog-checkpoint in a C2SP signed-note, Ed25519). */
/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/checkpoint.h"

#include "ledger/cosignature.h"
#include "ledger/note_text.h"

#include <assert.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALGORITHM_ED25519 0x01
#define BASE64_OF_32 (sodium_base64_ENCODED_LEN(32, sodium_base64_VARIANT_ORIGINAL))
#define BASE64_OF_33 (sodium_base64_ENCODED_LEN(33, sodium_base64_VARIANT_ORIGINAL))
#define BASE64_OF_68 (sodium_base64_ENCODED_LEN(68, sodium_base64_VARIANT_ORIGINAL))

static bool origin_good(const char *origin)
{
	size_t length = strlen(origin);
	for (const unsigned char *at = (const unsigned char *)origin; *at; at++)
		if (*at <= ' ' || *at == '+' || *at >= 127)
			return false;
	return length && length <= ORIGIN_MAX_BYTES;
}

static void identify(struct hasher *hasher, struct signer *signer)
{
	const uint8_t between[2] = { '\n', ALGORITHM_ED25519 };
	struct bytes piece[3] = { bytes_of_text(signer->origin), bytes_of(between, 2), bytes_of(signer->open_key, 32) };
	struct hash hash = hash_pieces(hasher, HASH_PLAIN, piece, 3);
	memcpy(signer->identity, hash.at, sizeof signer->identity);
}

enum status signer_of(struct hasher *hasher, const char *origin, const uint8_t seed[SEED_BYTES],
                      struct signer *ret_signer)
{
	struct signer signer = { 0 };
	if (!origin_good(origin))
		return STATUS_MALFORMED;
	memcpy(signer.origin, origin, strlen(origin));
	(void)crypto_sign_seed_keypair(signer.open_key, signer.secret, seed); /* cannot fail */
	identify(hasher, &signer);
	*ret_signer = signer;
	return STATUS_OK;
}

void signer_verifier(const struct signer *signer, char text[VERIFIER_MAX_BYTES])
{
	uint8_t key[33] = { ALGORITHM_ED25519 };
	char base64[BASE64_OF_33];
	memcpy(key + 1, signer->open_key, 32);
	(void)sodium_bin2base64(base64, sizeof base64, key, sizeof key, sodium_base64_VARIANT_ORIGINAL);
	const uint8_t *id = signer->identity;
	(void)snprintf(text, VERIFIER_MAX_BYTES, "%s+%02x%02x%02x%02x+%s", signer->origin, id[0], id[1], id[2], id[3],
	               base64);
}

enum status signer_read(struct hasher *hasher, const char *verifier, struct signer *ret_signer)
{
	struct signer signer = { 0 };
	char again[VERIFIER_MAX_BYTES];
	uint8_t key[33];
	size_t length = 0;
	size_t origin = strcspn(verifier, "+");
	/* The key itself may hold plus signs: it begins behind the second one. */
	const char *base64 = verifier[origin] ? strchr(verifier + origin + 1, '+') : NULL;
	if (!base64 || origin > ORIGIN_MAX_BYTES)
		return STATUS_MALFORMED;
	if (sodium_base642bin(key, sizeof key, base64 + 1, strlen(base64 + 1), NULL, &length, NULL,
	                      sodium_base64_VARIANT_ORIGINAL) != 0 ||
	    length != sizeof key || key[0] != ALGORITHM_ED25519)
		return STATUS_MALFORMED;
	memcpy(signer.origin, verifier, origin);
	memcpy(signer.open_key, key + 1, 32);
	identify(hasher, &signer);
	signer_verifier(&signer, again);
	if (!origin_good(signer.origin) || strcmp(again, verifier) != 0)
		return STATUS_MALFORMED;
	*ret_signer = signer;
	return STATUS_OK;
}

static size_t write_body(const char *origin, uint64_t size, const struct hash *root, char text[CHECKPOINT_MAX_BYTES])
{
	char base64[BASE64_OF_32];
	(void)sodium_bin2base64(base64, sizeof base64, root->at, HASH_BYTES, sodium_base64_VARIANT_ORIGINAL);
	return (size_t)snprintf(text, CHECKPOINT_MAX_BYTES, "%s\n%" PRIu64 "\n%s\n", origin, size, base64);
}

static size_t write_signature(const struct signer *signer, const uint8_t signature[64], char *at, size_t room)
{
	uint8_t whole[68];
	char base64[BASE64_OF_68];
	memcpy(whole, signer->identity, 4);
	memcpy(whole + 4, signature, 64);
	(void)sodium_bin2base64(base64, sizeof base64, whole, sizeof whole, sodium_base64_VARIANT_ORIGINAL);
	return (size_t)snprintf(at, room, "\n\xe2\x80\x94 %s %s\n", signer->origin, base64);
}

size_t checkpoint_write(const struct signer *signer, uint64_t size, const struct hash *root,
                        char text[CHECKPOINT_MAX_BYTES])
{
	uint8_t signature[64];
	size_t body = write_body(signer->origin, size, root, text);
	(void)crypto_sign_detached(signature, NULL, (const uint8_t *)text, body, signer->secret); /* cannot fail */
	size_t length = body + write_signature(signer, signature, text + body, CHECKPOINT_MAX_BYTES - body);
	assert(length < CHECKPOINT_MAX_BYTES);
	return length;
}

/* Reads "size\nroot\n" after the origin. */
static bool read_lines(struct bytes rest, uint64_t *ret_size, struct hash *ret_root)
{
	struct bytes line;
	return note_line(&rest, &line) && note_number(line, ret_size) && note_line(&rest, &line) &&
	       note_base64_of(line, ret_root->at, HASH_BYTES);
}

enum status checkpoint_read(const struct signer *signer, struct bytes text, uint64_t *ret_size, struct hash *ret_root)
{
	char given[CHECKPOINT_MAX_BYTES], again[CHECKPOINT_MAX_BYTES];
	uint8_t whole[68];
	size_t length = 0;
	if (text.length >= sizeof given || memchr(text.at, 0, text.length))
		return STATUS_MALFORMED;
	memcpy(given, text.at, text.length);
	given[text.length] = '\0';
	size_t origin = strlen(signer->origin);
	if (strncmp(given, signer->origin, origin) != 0 || given[origin] != '\n')
		return STATUS_CORRUPT;
	uint64_t size;
	struct hash root;
	if (!read_lines(bytes_of_text(given + origin + 1), &size, &root))
		return STATUS_MALFORMED;
	size_t body = write_body(signer->origin, size, &root, again);
	const char *base64 = strrchr(given, ' ');
	if (!base64 || strlen(base64) < BASE64_OF_68 ||
	    sodium_base642bin(whole, sizeof whole, base64 + 1, BASE64_OF_68 - 1, NULL, &length, NULL,
	                      sodium_base64_VARIANT_ORIGINAL) != 0 ||
	    length != sizeof whole)
		return STATUS_MALFORMED;
	/* One set of values has one form: write it again and compare, so that nothing unread is let through. */
	(void)write_signature(signer, whole + 4, again + body, sizeof again - body);
	if (strcmp(given, again) != 0)
		return STATUS_CORRUPT;
	if (crypto_sign_verify_detached(whole + 4, (const uint8_t *)given, body, signer->open_key) != 0)
		return STATUS_CORRUPT;
	*ret_size = size;
	*ret_root = root;
	return STATUS_OK;
}

/* Whether one of the lines is this signer's, and holds. */
static bool is_signed(const struct signer *signer, struct bytes body, struct bytes lines)
{
	char head[ORIGIN_MAX_BYTES + 8];
	(void)snprintf(head, sizeof head, "\xe2\x80\x94 %s ", signer->origin);
	struct bytes line;
	uint8_t whole[68];
	while (note_line(&lines, &line))
		if (note_word(&line, head) && note_base64_of(line, whole, sizeof whole) &&
		    memcmp(whole, signer->identity, 4) == 0 &&
		    crypto_sign_verify_detached(whole + 4, body.at, body.length, signer->open_key) == 0)
			return true;
	return false;
}

enum status checkpoint_find(const struct signer *signer, struct bytes note, struct bytes *ret_body, uint64_t *ret_size,
                            struct hash *ret_root)
{
	struct bytes body, rest;
	if (memchr(note.at, 0, note.length) || !note_body(note, &body) || body.length >= CHECKPOINT_MAX_BYTES)
		return STATUS_MALFORMED;
	rest = body;
	if (!note_word(&rest, signer->origin) || !note_word(&rest, "\n"))
		return STATUS_CORRUPT;
	if (!read_lines(rest, ret_size, ret_root))
		return STATUS_MALFORMED;
	*ret_body = body;
	return is_signed(signer, body, bytes_of(note.at + body.length + 1, note.length - body.length - 1))
	           ? STATUS_OK
	           : STATUS_CORRUPT;
}
