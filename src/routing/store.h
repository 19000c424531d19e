/* The store of signed policies that other elements ask (NENA-STA-010.3): kept on the record byte for byte, given out as they came.
 *
 * What is kept here has no effect on calls of this center: to take effect a policy is put up and proved (routing.h).
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROUTING_STORE_H
#define ROUTING_STORE_H

#include "policy/storable.h"
#include "routing/routing.h"

/* What is asked for; empty texts match anything. */
struct store_query {
	struct store_key key;
	struct instant since;  /* changed after that moment; INSTANT_MIN_US: ever */
	uint32_t start, limit; /* start from 1 */
};

/* One that was found; its text is read by its sequence. */
struct store_found {
	struct store_key key;
	uint64_t sequence;
	struct instant changed, expires;
};

/* Whether the center is one: it has anchors. */
bool store_is_open(const struct routing *routing);
/* Whether anybody may have a policy withdrawn, and not administrators alone. */
bool store_frees(const struct routing *routing);

/*
 * Keeps a signed policy.  `in_place` names the one that it replaces, by the policy's own name where
 * its owner is empty; NULL: it is new, and nothing may be kept under its name.
 *   *ret_fault STORE_NONE: it is on record; *ret_new: nothing was kept under that name before
 *   STATUS_BUSY   nothing was asked of the desk: `in_place` is NULL and something is kept under its name
 *   STATUS_MEMORY, and the desk's troubles
 */
enum status store_keep(struct routing *routing, struct bytes text, const struct store_key *in_place,
                       struct problems *problems, enum store_fault *ret_fault, bool *ret_new);
/* STATUS_MISSING: nothing is kept under that name; and the desk's troubles. */
enum status store_withdraw(struct routing *routing, const struct store_key *key, const char *reason);

/* Those that match, from the first kept on: at most query->limit, from query->start; all that match are counted. */
enum status store_find(struct routing *routing, const struct store_query *query, struct store_found *ret_found,
                       uint32_t *ret_count, uint32_t *ret_total);
/* Appends the signed text as it came. */
enum status store_text(struct routing *routing, uint64_t sequence, struct buffer *out);

#endif
