/* Passkeys: whether a browser's answer proves that its owner holds the key, here and now (W3C WebAuthn Level 2). */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/webauthn.h"

#include <assert.h>
#include <jansson.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

#define SHA256_BYTES 32
#define AT_FLAGS 32
#define AT_COUNTER 33
#define USER_PRESENT 0x01
#define USER_VERIFIED 0x04
/* A signature's lengths: of ECDSA some 72 bytes, of RSA 4096 512. */
#define SIGNATURE_MAX_BYTES 1024u
#define RSA_BITS_MIN 2048

/* 6.1: signCount is a big-endian number. */
static uint32_t counter_of(struct bytes data)
{
	const uint8_t *at = data.at + AT_COUNTER;
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static bool sha256(struct bytes bytes, uint8_t hash[SHA256_BYTES])
{
	return EVP_Digest(bytes.at, bytes.length, hash, NULL, EVP_sha256(), NULL) == 1;
}

/* RFC 4648 section 5, without padding. */
static void write_challenge(const uint8_t *at, char text[(WEBAUTHN_CHALLENGE_BYTES * 4 + 2) / 3 + 1])
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	unsigned bits = 0, had = 0;
	for (size_t i = 0; i < WEBAUTHN_CHALLENGE_BYTES; i++) {
		bits = bits << 8 | at[i];
		for (had += 8; had >= 6; had -= 6)
			*text++ = digits[bits >> (had - 6) & 63];
	}
	if (had)
		*text++ = digits[bits << (6 - had) & 63];
	*text = '\0';
}

static bool says(const json_t *json, const char *name, const char *wanted)
{
	const char *said = json_string_value(json_object_get(json, name));
	return said && strcmp(said, wanted) == 0;
}

/* 7.1 steps 7 to 10, 7.2 steps 11 to 14. */
static const char *client_fault(const struct webauthn_question *question, struct bytes text)
{
	char challenge[(WEBAUTHN_CHALLENGE_BYTES * 4 + 2) / 3 + 1];
	if (text.length > WEBAUTHN_CLIENT_DATA_MAX_BYTES)
		return "the client data are too long";
	json_t *json = json_loadb((const char *)text.at, text.length, JSON_REJECT_DUPLICATES, NULL);
	const char *fault = NULL;
	write_challenge(question->challenge, challenge);
	if (!json)
		fault = "the client data are no JSON";
	else if (!says(json, "type", question->type))
		fault = "the client data are of another ceremony";
	else if (!says(json, "challenge", challenge))
		fault = "it answers another challenge";
	else if (!says(json, "origin", question->origin))
		fault = "it was asked by another origin";
	else if (json_is_true(json_object_get(json, "crossOrigin")))
		fault = "it was asked from within another site's page";
	json_decref(json);
	return fault;
}

/* 7.1 steps 13 to 15, 7.2 steps 15 to 17: of this party, with its owner there and verified. */
static const char *authenticator_fault(const struct webauthn_question *question, struct bytes data)
{
	uint8_t party[SHA256_BYTES];
	if (data.length < WEBAUTHN_AUTHENTICATOR_MIN_BYTES)
		return "the authenticator data are cut short";
	if (!sha256(bytes_of_text(question->party), party) || memcmp(party, data.at, SHA256_BYTES) != 0)
		return "the key is bound to another name than this center's";
	uint8_t flags = data.at[AT_FLAGS];
	if (!(flags & USER_PRESENT) || !(flags & USER_VERIFIED))
		return "the device did not verify its owner";
	return NULL;
}

static EVP_PKEY *read_key(struct bytes der)
{
	const unsigned char *at = der.at;
	EVP_PKEY *key = der.length <= INT32_MAX ? d2i_PUBKEY(NULL, &at, (long)der.length) : NULL;
	int kind = key ? EVP_PKEY_base_id(key) : 0;
	bool known = kind == EVP_PKEY_EC || kind == EVP_PKEY_ED25519 ||
	             (kind == EVP_PKEY_RSA && EVP_PKEY_bits(key) >= RSA_BITS_MIN);
	if (key && known && at == der.at + der.length)
		return key;
	EVP_PKEY_free(key);
	return NULL;
}

static const char *common_fault(const struct webauthn_question *question, const struct webauthn_answer *answer)
{
	const char *fault = client_fault(question, answer->client_data);
	return fault ? fault : authenticator_fault(question, answer->authenticator);
}

const char *webauthn_new(const struct webauthn_question *question, const struct webauthn_answer *answer,
                         uint32_t *ret_counter)
{
	const char *fault = common_fault(question, answer);
	if (fault)
		return fault;
	EVP_PKEY *key = read_key(answer->key);
	if (!key)
		return "the key is none of ES256, EdDSA and RS256";
	EVP_PKEY_free(key);
	*ret_counter = counter_of(answer->authenticator);
	return NULL;
}

/* 7.2 steps 19 and 20: over the authenticator data and the hash of the client data. */
static bool is_signed(const struct webauthn_answer *answer, EVP_PKEY *key, uint8_t *room)
{
	struct bytes data = answer->authenticator;
	const EVP_MD *digest = EVP_PKEY_base_id(key) == EVP_PKEY_ED25519 ? NULL : EVP_sha256();
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	memcpy(room, data.at, data.length);
	bool good = context && sha256(answer->client_data, room + data.length) &&
	            EVP_DigestVerifyInit(context, NULL, digest, NULL, key) == 1 &&
	            EVP_DigestVerify(context, answer->signature.at, answer->signature.length, room,
	                             data.length + SHA256_BYTES) == 1;
	EVP_MD_CTX_free(context);
	return good;
}

const char *webauthn_proof(const struct webauthn_question *question, const struct webauthn_answer *answer,
                           uint32_t counter, uint32_t *ret_counter)
{
	const char *fault = common_fault(question, answer);
	if (fault)
		return fault;
	if (!answer->signature.length || answer->signature.length > SIGNATURE_MAX_BYTES)
		return "there is no signature";
	EVP_PKEY *key = read_key(answer->key);
	uint8_t *room = malloc(answer->authenticator.length + SHA256_BYTES);
	bool good = key && room && is_signed(answer, key, room);
	free(room);
	EVP_PKEY_free(key);
	if (!good)
		return "the signature is not of the key that was registered";
	uint32_t counted = counter_of(answer->authenticator);
	/* 7.2 step 21. */
	if ((counted || counter) && counted <= counter)
		return "the key counted backwards: there may be a copy of it";
	*ret_counter = counted;
	return NULL;
}
