/* Whether a signed policy may be kept in the store that other elements ask (NENA-STA-010.3 Policy Store; RQ_PS_025 to 044, 096). */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_STORABLE_H
#define POLICY_STORABLE_H

#include "policy/prr.h"

/* Why not, by the status codes of the OpenAPI (/Policies). */
#define STORE_FAULT_LIST(FAULT)                                                                                        \
	FAULT(NONE, 0)                                                                                                 \
	FAULT(SIGNATURE, 434)                                                                                          \
	FAULT(PRIORITY, 436)                                                                                           \
	FAULT(STRUCTURE, 437)                                                                                          \
	FAULT(ALGORITHM, 438)                                                                                          \
	FAULT(TYPE, 451)                                                                                               \
	FAULT(AGENCY, 452)                                                                                             \
	FAULT(OTHER, 454)                                                                                              \
	FAULT(EXPIRATION, 459)

enum store_fault {
#define FAULT(NAME, CODE) STORE_##NAME,
	STORE_FAULT_LIST(FAULT)
#undef FAULT
	    STORE_FAULT_COUNT
};

int store_code(enum store_fault fault);

#define STORE_NAME_BYTES 1024u
/* A DNS name has 253 letters (RFC 1035 2.3.4), the part before an @ 64 (RFC 5321 4.5.3.1.1). */
#define STORE_OWNER_BYTES 320u

/* What names a policy in a store. */
struct store_key {
	char owner[STORE_OWNER_BYTES], type[64], name[STORE_NAME_BYTES];
};

struct storable {
	struct store_key key;
	struct instant expires; /* INSTANT_MAX_US: never said */
};

/* Names of types that are known: their policies are named by a queue's URI, the last one by an id. */
bool store_type_known(const char *type);
bool store_type_by_id(const char *type);
/* An agency's id: a domain, or somebody@ one. */
bool store_owner_good(const char *owner);
/* A queue's URI: sip or sips, with user and host. */
bool store_queue_good(const char *uri);

/*
 * Judges one policy that `signer` signed; the problems say what is wrong, in words.
 *   STATUS_MEMORY
 */
enum status storable_check(struct bytes payload, const char *signer, struct instant now, const struct tz_source *zones,
                           struct problems *problems, struct storable *ret_storable, enum store_fault *ret_fault);

#endif
