/* Signed documents of i3 (NENA-STA-010.3 5.10): JWS in flattened JSON (RFC 7515 7.2.2), by EdDSA with Ed448 (RFC 8037).
 *
 * The chain of certificates comes with it (x5c); what it may lead to are the anchors that the center trusts.  A chain by
 * reference (x5u) is not fetched.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_JWS_H
#define WIRE_JWS_H

#include "base/bytes.h"
#include "base/instant.h"

/* The longest that is read, and certificates of a chain, at most. */
#define JWS_MAX_BYTES (1u << 20)
#define JWS_CHAIN_MAX 8u
#define JWS_PEM_MAX_BYTES 65536u
/* RFC 5280 appendix A: ub-common-name is 64 letters. */
#define JWS_SIGNER_BYTES 260

/* Why it is not taken. */
#define JWS_FAULT_LIST(FAULT)                                                                                          \
	FAULT(NONE, "")                                                                                                \
	FAULT(FORM, "it is no JWS in flattened JSON: payload, protected and signature in base64url, no more")          \
	FAULT(ALGORITHM, "it is not signed by EdDSA; \"alg\" must be \"EdDSA\", and the key of Ed448")                 \
	FAULT(CHAIN_MISSING, "the signer's certificates are not with it; send them as \"x5c\"")                        \
	FAULT(CHAIN, "the signer's certificates cannot be read")                                                       \
	FAULT(UNTRUSTED, "the signer's certificates lead to nobody who is trusted here, or are not valid now")         \
	FAULT(SIGNATURE, "the signature is wrong")

enum jws_fault {
#define FAULT(NAME, WORDS) JWS_##NAME,
	JWS_FAULT_LIST(FAULT)
#undef FAULT
	    JWS_FAULT_COUNT
};

struct jws {
	enum jws_fault fault;
	struct buffer payload;         /* what was signed; there with every fault but FORM */
	char signer[JWS_SIGNER_BYTES]; /* the common name of who signed; "" where the chain could not be read */
};

/*
 * Reads and checks one, by certificates that are valid at `now` and lead to one of the anchors (PEM; no bytes: nobody is trusted).
 * What is wrong is a fault.
 *   STATUS_MEMORY
 */
enum status jws_open(struct bytes text, struct bytes anchors, struct instant now, struct jws *ret_jws);
void jws_close(struct jws *jws);
const char *jws_words(enum jws_fault fault);

/*
 * Appends a document, signed by an Ed448 key (PEM) whose certificate and those above it are `chain` (PEM).
 *   STATUS_MALFORMED  the key is no Ed448 key, there is no certificate, or the first one is of another key;  STATUS_MEMORY
 */
enum status jws_sign(struct bytes payload, struct bytes key, struct bytes chain, struct buffer *ret_text);

#endif
