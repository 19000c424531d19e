/* Digest access for REGISTER (RFC 3261 section 22, RFC 7616, RFC 8760): a phone shows that it knows its password.
 *
 * Only phones of the house register.  A call for help is never asked for a password (NENA-STA-010.3f: 401 must not occur for
 * a 9-1-1 call).
 *
 * What a right response shows: whoever made it knew the password, and made it for this method, URI and nonce.  The nonce is
 * ours and not older than its lifetime.  What it does not show: with qop=auth nothing else of the message is covered, Contact
 * among it, and since nonces are not kept, a whole request can be played again until its nonce is stale.  The count (nc) is
 * read into a number and is covered by the response, so that who keeps the last one of each nonce can demand that it rises;
 * here it is not demanded.  Where the wire can be read, use TLS.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_DIGEST_H
#define WIRE_DIGEST_H

#include "base/bytes.h"
#include "base/instant.h"

/* NAME, as it is written, OpenSSL's name, hexadecimal digits.  The -sess forms are not offered and not understood. */
#define DIGEST_ALGORITHM_LIST(ALGORITHM)                                                                               \
	ALGORITHM(SHA256, "SHA-256", "SHA256", 64)                                                                     \
	ALGORITHM(MD5, "MD5", "MD5", 32)

/* In the order in which they are offered: RFC 8760 2.4 has the topmost be the one preferred. */
enum digest_algorithm {
	DIGEST_UNKNOWN,
#define ALGORITHM(NAME, WRITTEN, LIBRARY, DIGITS) DIGEST_##NAME,
	DIGEST_ALGORITHM_LIST(ALGORITHM)
#undef ALGORITHM
	    DIGEST_ALGORITHM_COUNT
};

/* Room for the longest digest in hexadecimal, its NUL counted. */
#define DIGEST_HEX_BYTES 65

/* H(user ":" realm ":" password), which is what is kept of a password; it opens the same door and is as secret. */
struct digest_secret {
	enum digest_algorithm algorithm;
	char hex[DIGEST_HEX_BYTES];
};

/* What an Authorization field says; all of it borrows the value.  Escapes inside quotes are not undone. */
struct digest_answer {
	struct bytes username, realm, nonce, uri, response; /* always there */
	struct bytes algorithm_text, cnonce, nc_text, qop, opaque;
	enum digest_algorithm algorithm; /* MD5 where none is named (RFC 7616 3.4) */
	uint32_t nc;                     /* 0: none, or not of its form */
};

/* STATUS_MALFORMED: not Digest, a parameter twice, or one missing without which nothing can be checked. */
enum status digest_read(struct bytes value, struct digest_answer *ret_answer);

/* STATUS_MEMORY also where the library does not offer the algorithm. */
enum status digest_secret_make(enum digest_algorithm algorithm, struct bytes user, struct bytes realm,
                               struct bytes password, struct digest_secret *ret_secret);
/*
 * Whether the response was made with this secret for this method, with qop=auth or as phones did before it (RFC 2069).  The
 * time that it takes does not tell how much of it was right.  That the answer's `uri` is the request's, and that the secret
 * is its `username`'s, is the caller's to see.
 */
bool digest_right(const struct digest_answer *answer, const struct digest_secret *secret, struct bytes method);

/*
 * Appends the value of one WWW-Authenticate field; RFC 8760 2.4 wants one field for each algorithm.
 *   STATUS_MALFORMED  the realm has a quote, a backslash or a control character
 */
enum status digest_write(struct buffer *out, enum digest_algorithm algorithm, struct bytes realm, const char *nonce,
                         bool stale);

/* 16 digits of the moment in microseconds and 32 of the keyed hash over it, and a NUL. */
#define DIGEST_NONCE_BYTES 49
/* The least key that is taken; 128 bits, as much as the hash in the nonce. */
#define DIGEST_KEY_MIN_BYTES 16u

enum digest_nonce {
	DIGEST_NONCE_FORGED, /* not of our making: challenge anew */
	DIGEST_NONCE_STALE, /* ours, and too old or from a time to come: challenge anew with stale=true (RFC 7616 3.3) */
	DIGEST_NONCE_FRESH,
};

/* Nothing is kept: a nonce is the moment and a hash over it under a key of ours (HMAC-SHA-256). */
enum status digest_nonce_make(struct bytes key, struct instant now, char ret_nonce[DIGEST_NONCE_BYTES]);
enum digest_nonce digest_nonce_check(struct bytes key, struct bytes nonce, struct instant now, struct span lifetime);

#endif
