/* Passkeys: whether a browser's answer proves that its owner holds the key, here and now (W3C WebAuthn Level 2). */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_WEBAUTHN_H
#define WIRE_WEBAUTHN_H

#include "base/bytes.h"

/* 13.4.3: at least 16 random bytes. */
#define WEBAUTHN_CHALLENGE_BYTES 32
/* rpIdHash, flags, signCount (6.1); what comes behind belongs to a new key. */
#define WEBAUTHN_AUTHENTICATOR_MIN_BYTES 37
#define WEBAUTHN_CLIENT_DATA_MAX_BYTES 4096u

/* What must have been asked; borrowed. */
struct webauthn_question {
	const char *type;   /* "webauthn.create" or "webauthn.get" */
	const char *origin; /* "https://center.example" */
	const char *party;  /* the origin's host, which the key is bound to */
	const uint8_t *challenge;
};

/* What the browser gave; borrowed. */
struct webauthn_answer {
	struct bytes client_data;   /* JSON, as it was signed */
	struct bytes authenticator; /* authenticator data */
	struct bytes key;           /* SubjectPublicKeyInfo, DER: ES256, EdDSA or RS256 */
	struct bytes signature;     /* empty for a new key */
};

/* NULL if a new key may be kept, or else what is wrong, static text.  No attestation is asked: which device it is, nobody claims. */
const char *webauthn_new(const struct webauthn_question *question, const struct webauthn_answer *answer,
                         uint32_t *ret_counter);
/* NULL if the signature proves it; `counter` is what the key had counted: a lower or equal count may be a copied key. */
const char *webauthn_proof(const struct webauthn_question *question, const struct webauthn_answer *answer,
                           uint32_t counter, uint32_t *ret_counter);

#endif
