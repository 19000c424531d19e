/* Signed statements of who calls (STIR: RFC 8224 Identity, RFC 8225 PASSporT, RFC 8588, 8443, 8946, 9027): facts to show.
 *
 * Nothing here decides over a call.  A statement that cannot be checked leaves a caller as much a caller as one that can; what
 * was found is shown to the call-taker in words and kept.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_PASSPORT_H
#define WIRE_PASSPORT_H

#include "base/bytes.h"
#include "base/instant.h"

struct json_t;

/* The longest Identity value that is read; with a chain by reference they have about one kilobyte. */
#define PASSPORT_MAX_BYTES 16384u
/* The longest certificate file that is looked into: a chain of a few. */
#define PASSPORT_PEM_MAX_BYTES 65536u
/* RFC 8224 12.1: older than this is stale; as much forwards for clocks that differ. */
#define PASSPORT_FRESH_S 60
/* The most numbers, URIs and priorities that are shown of one list; the count says how many there are. */
#define PASSPORT_LIST_MAX 16u
/* Room for a canonical telephone number and its NUL: E.164 has 15 digits, RFC 8224 8.3 any. */
#define PASSPORT_NUMBER_BYTES 33

/* What keeps a statement from being verified.  Each is a bit (1u << PASSPORT_...) of `findings`. */
#define PASSPORT_FINDING_LIST(FINDING)                                                                                 \
	FINDING(FORM, "the statement does not have its form")                                                          \
	FINDING(INCOMPLETE, "the statement does not say who calls, whom, or when")                                     \
	FINDING(ALGORITHM, "it is not signed by ES256")                                                                \
	FINDING(EXTENSION, "it is of a kind that is not known here")                                                   \
	FINDING(DIFFERS, "what is beside the statement differs from what is signed")                                   \
	FINDING(NOT_CHECKED, "the signature was not checked")                                                          \
	FINDING(NO_CERTIFICATE, "the signer's certificate is not at hand")                                             \
	FINDING(CERTIFICATE, "the signer's certificate cannot be read or has no P-256 key")                            \
	FINDING(CERTIFICATE_DATES, "the signer's certificate was not valid at that time")                              \
	FINDING(SIGNATURE, "the signature is wrong")                                                                   \
	FINDING(OLD, "it was signed too long ago")                                                                     \
	FINDING(AHEAD, "it was signed in a time to come")                                                              \
	FINDING(NO_NUMBER, "the call names no number to compare it with")                                              \
	FINDING(NUMBER, "it vouches for another number than the call names")                                           \
	FINDING(DESTINATION, "it was made for a call to somebody else")

enum passport_finding {
#define FINDING(NAME, WORDS) PASSPORT_##NAME,
	PASSPORT_FINDING_LIST(FINDING)
#undef FINDING
	    PASSPORT_FINDING_COUNT
};

struct passport_list {
	const char *item[PASSPORT_LIST_MAX];
	uint32_t count; /* may be more than there is room for */
};

/* One Identity value.  Bytes borrow the value; texts live until passport_close, NULL where not said. */
struct passport {
	struct bytes token, info, alg, ppt; /* the field: token;info=<..>;alg=..;ppt=".." */
	struct bytes signature_text;
	struct bytes signed_text; /* header "." payload as they came; empty of the compact form ("..signature") */
	bool compact;

	const char *header_alg, *x5u, *header_ppt;
	const char *orig_tn, *orig_uri;
	struct passport_list dest_tn, dest_uri;
	struct instant issued; /* iat; never recorded where there is none */
	const char *attest;    /* shaken: A full, B partial, C gateway (RFC 8588) */
	const char *origid;
	const char *div_tn, *div_uri; /* div: who passed the call on (RFC 8946) */
	struct passport_list rph;     /* rph: Resource-Priority values that are vouched for (RFC 8443) */
	const char *sph;              /* Priority, as "psap-callback" (RFC 9027) */

	uint32_t findings; /* 0 only behind a passport_check that found nothing */
	int64_t age_s;     /* set by it where `issued` is known */
	struct json_t *header, *payload;
};

/*
 * Reads one Identity value; what is wrong with it becomes findings.
 *   STATUS_MALFORMED  there is nothing like a token
 *   STATUS_LIMIT      longer than PASSPORT_MAX_BYTES
 */
enum status passport_read(struct bytes value, struct passport *ret_passport);
void passport_close(struct passport *passport);

/* What the call itself says: URIs or numbers; empty where it does not.  The compact form is rebuilt from all of it. */
struct passport_call {
	struct bytes orig;   /* P-Asserted-Identity's or From's */
	struct bytes dest;   /* To's; not compared for a `div` or where it names emergency service */
	struct instant date; /* the Date field's */
};

/*
 * Checks the statement against the call and, at `now`, its age; the signature with the first certificate or public key in
 * `pem`, no bytes if it is not at hand.  That the certificate itself is to be trusted - its chain, its name, its TNAuthList -
 * is not looked at.  Adds to the findings; findings of an earlier check are taken back.
 */
enum status passport_check(struct passport *passport, const struct passport_call *call, struct bytes pem,
                           struct instant now);

const char *passport_words(enum passport_finding finding);

/*
 * The canonical form of a telephone number (RFC 8224 8.3): its digits, '#' and '*'.  Takes a number or a tel, sip or sips URI.
 * False if it is none, or too long.
 */
bool passport_number(struct bytes text, char ret_number[PASSPORT_NUMBER_BYTES]);

#endif
