/* Digest access for REGISTER: reading answers, making and checking responses and nonces. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/digest.h"

#include "wire/field.h"
#include "wire/sip_lexis.h"

#include <assert.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

static const struct {
	const char *written, *library;
	unsigned digits;
} algorithms[DIGEST_ALGORITHM_COUNT] = {
#define ALGORITHM(NAME, WRITTEN, LIBRARY, DIGITS) [DIGEST_##NAME] = { WRITTEN, LIBRARY, DIGITS },
	DIGEST_ALGORITHM_LIST(ALGORITHM)
#undef ALGORITHM
};

static const struct {
	const char *name;
	size_t at;
	bool needed;
} fields[] = {
	{ "username", offsetof(struct digest_answer, username), true },
	{ "realm", offsetof(struct digest_answer, realm), true },
	{ "nonce", offsetof(struct digest_answer, nonce), true },
	{ "uri", offsetof(struct digest_answer, uri), true },
	{ "response", offsetof(struct digest_answer, response), true },
	{ "algorithm", offsetof(struct digest_answer, algorithm_text), false },
	{ "cnonce", offsetof(struct digest_answer, cnonce), false },
	{ "nc", offsetof(struct digest_answer, nc_text), false },
	{ "qop", offsetof(struct digest_answer, qop), false },
	{ "opaque", offsetof(struct digest_answer, opaque), false },
};
#define FIELD_COUNT (sizeof fields / sizeof fields[0])

static const char hex_digits[] = "0123456789abcdef";

static void hex_write(const uint8_t *at, size_t length, char *text)
{
	for (size_t i = 0; i < length; i++) {
		text[2 * i] = hex_digits[at[i] >> 4];
		text[2 * i + 1] = hex_digits[at[i] & 15];
	}
	text[2 * length] = '\0';
}

/* All of it as one number in hexadecimal; false if it is anything else or longer than 16 digits. */
static bool hex_read(struct bytes text, uint64_t *ret_number)
{
	uint64_t number = 0;
	if (!text.length || text.length > 16)
		return false;
	for (size_t i = 0; i < text.length; i++) {
		uint8_t c = text.at[i];
		unsigned digit;
		if (c >= '0' && c <= '9')
			digit = c - '0';
		else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
			digit = (c | 0x20u) - 'a' + 10u;
		else
			return false;
		number = number << 4 | digit;
	}
	*ret_number = number;
	return true;
}

static enum digest_algorithm algorithm_named(struct bytes text)
{
	for (int a = DIGEST_UNKNOWN + 1; a < DIGEST_ALGORITHM_COUNT; a++)
		if (text_same(text, algorithms[a].written))
			return (enum digest_algorithm)a;
	return DIGEST_UNKNOWN;
}

static struct bytes *field_of(struct digest_answer *answer, size_t f)
{
	return (struct bytes *)((char *)answer + fields[f].at);
}

enum status digest_read(struct bytes value, struct digest_answer *ret_answer)
{
	struct digest_answer answer = { 0 };
	bool seen[FIELD_COUNT] = { false };
	struct bytes rest = sip_trim(value), name, text;
	if (!text_begins(rest, "Digest") || rest.length < 7 || !sip_blank(rest.at[6]))
		return STATUS_MALFORMED;
	rest = sip_behind(rest, 7);
	while (field_param(&rest, ',', &name, &text)) {
		for (size_t f = 0; f < FIELD_COUNT; f++) {
			if (!text_same(name, fields[f].name))
				continue;
			/* Of two that differ somebody else on the way may have heard the other one. */
			if (seen[f])
				return STATUS_MALFORMED;
			seen[f] = true;
			*field_of(&answer, f) = text;
		}
	}
	for (size_t f = 0; f < FIELD_COUNT; f++)
		if (fields[f].needed && !seen[f])
			return STATUS_MALFORMED;
	answer.algorithm = answer.algorithm_text.length ? algorithm_named(answer.algorithm_text) : DIGEST_MD5;
	uint64_t nc;
	if (answer.nc_text.length == 8 && hex_read(answer.nc_text, &nc))
		answer.nc = (uint32_t)nc;
	*ret_answer = answer;
	return STATUS_OK;
}

/* The hash of pieces joined by colons, in hexadecimal. */
static bool joined_hash(enum digest_algorithm algorithm, const struct bytes *piece, size_t pieces,
                        char ret_hex[DIGEST_HEX_BYTES])
{
	uint8_t hash[EVP_MAX_MD_SIZE];
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	EVP_MD *kind = EVP_MD_fetch(NULL, algorithms[algorithm].library, NULL);
	bool good = context && kind && EVP_DigestInit_ex2(context, kind, NULL);
	for (size_t i = 0; good && i < pieces; i++)
		good = (!i || EVP_DigestUpdate(context, ":", 1)) &&
		       EVP_DigestUpdate(context, piece[i].length ? (const char *)piece[i].at : "", piece[i].length);
	good = good && EVP_DigestFinal_ex(context, hash, NULL);
	EVP_MD_free(kind);
	EVP_MD_CTX_free(context);
	if (good)
		hex_write(hash, algorithms[algorithm].digits / 2, ret_hex);
	return good;
}

enum status digest_secret_make(enum digest_algorithm algorithm, struct bytes user, struct bytes realm,
                               struct bytes password, struct digest_secret *ret_secret)
{
	assert(algorithm > DIGEST_UNKNOWN && algorithm < DIGEST_ALGORITHM_COUNT);
	struct digest_secret secret = { .algorithm = algorithm };
	if (!joined_hash(algorithm, (const struct bytes[]){ user, realm, password }, 3, secret.hex))
		return STATUS_MEMORY;
	*ret_secret = secret;
	return STATUS_OK;
}

bool digest_right(const struct digest_answer *answer, const struct digest_secret *secret, struct bytes method)
{
	/* The algorithm is the secret's: an answer cannot choose a weaker one than was kept for it. */
	enum digest_algorithm algorithm = secret->algorithm;
	assert(algorithm > DIGEST_UNKNOWN && algorithm < DIGEST_ALGORITHM_COUNT);
	char request[DIGEST_HEX_BYTES], wanted[DIGEST_HEX_BYTES], given[DIGEST_HEX_BYTES] = "";
	unsigned digits = algorithms[algorithm].digits;
	if (answer->algorithm != algorithm || answer->response.length != digits)
		return false;
	if (!joined_hash(algorithm, (const struct bytes[]){ method, answer->uri }, 2, request))
		return false;
	struct bytes ha1 = bytes_of_text(secret->hex), ha2 = bytes_of_text(request);
	bool made;
	if (!answer->qop.length) /* RFC 7616 3.4.1 has no such form any more; RFC 2617 3.2.2.1 had */
		made = joined_hash(algorithm, (const struct bytes[]){ ha1, answer->nonce, ha2 }, 3, wanted);
	else if (text_same(answer->qop, "auth") && answer->cnonce.length && answer->nc)
		made = joined_hash(
		    algorithm,
		    (const struct bytes[]){ ha1, answer->nonce, answer->nc_text, answer->cnonce, answer->qop, ha2 }, 6,
		    wanted);
	else
		return false;
	/* Some phones write it in capitals. */
	for (unsigned i = 0; i < digits; i++) {
		uint8_t c = answer->response.at[i];
		given[i] = (char)(c >= 'A' && c <= 'F' ? c + ('a' - 'A') : c);
	}
	return made && CRYPTO_memcmp(given, wanted, digits) == 0;
}

enum status digest_write(struct buffer *out, enum digest_algorithm algorithm, struct bytes realm, const char *nonce,
                         bool stale)
{
	assert(algorithm > DIGEST_UNKNOWN && algorithm < DIGEST_ALGORITHM_COUNT);
	for (size_t i = 0; i < realm.length; i++)
		if (realm.at[i] < ' ' || realm.at[i] == 0x7f || realm.at[i] == '"' || realm.at[i] == '\\')
			return STATUS_MALFORMED;
	return buffer_print(out, "Digest realm=\"%.*s\", nonce=\"%s\", algorithm=%s, qop=\"auth\"%s", (int)realm.length,
	                    (const char *)realm.at, nonce, algorithms[algorithm].written, stale ? ", stale=true" : "");
}

#define NONCE_TIME_DIGITS 16
#define NONCE_HASH_BYTES 16

enum status digest_nonce_make(struct bytes key, struct instant now, char ret_nonce[DIGEST_NONCE_BYTES])
{
	static_assert(DIGEST_NONCE_BYTES == NONCE_TIME_DIGITS + 2 * NONCE_HASH_BYTES + 1);
	assert(key.length >= DIGEST_KEY_MIN_BYTES);
	char nonce[DIGEST_NONCE_BYTES];
	uint8_t moment[8], hash[EVP_MAX_MD_SIZE];
	for (int i = 0; i < 8; i++)
		moment[i] = (uint8_t)((uint64_t)now.us >> (56 - 8 * i));
	hex_write(moment, 8, nonce);
	size_t length = 0;
	if (!EVP_Q_mac(NULL, "HMAC", NULL, "SHA256", NULL, key.at, key.length, (const uint8_t *)nonce,
	               NONCE_TIME_DIGITS, hash, sizeof hash, &length) ||
	    length < NONCE_HASH_BYTES)
		return STATUS_MEMORY;
	hex_write(hash, NONCE_HASH_BYTES, nonce + NONCE_TIME_DIGITS);
	memcpy(ret_nonce, nonce, sizeof nonce);
	return STATUS_OK;
}

enum digest_nonce digest_nonce_check(struct bytes key, struct bytes nonce, struct instant now, struct span lifetime)
{
	uint64_t us;
	char wanted[DIGEST_NONCE_BYTES];
	if (nonce.length != DIGEST_NONCE_BYTES - 1 || !hex_read(bytes_of(nonce.at, NONCE_TIME_DIGITS), &us))
		return DIGEST_NONCE_FORGED;
	struct instant made = { .us = (int64_t)us };
	/* Without memory nothing is known of it; a phone that hears "stale" asks again and troubles nobody. */
	if (digest_nonce_make(key, made, wanted) != STATUS_OK)
		return DIGEST_NONCE_STALE;
	if (CRYPTO_memcmp(wanted, nonce.at, nonce.length) != 0)
		return DIGEST_NONCE_FORGED;
	/* Only moments of our own clock get this far; it may have been put back since. */
	bool fresh = !instant_before(now, made) && instant_since(now, made).us <= lifetime.us;
	return fresh ? DIGEST_NONCE_FRESH : DIGEST_NONCE_STALE;
}
