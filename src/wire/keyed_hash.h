/* A keyed hash of what strangers send (SipHash-2-4 with 128 bits, Aumasson and Bernstein): without the seed nobody can make
 * two texts meet, so that a hash can stand for its text.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_KEYED_HASH_H
#define WIRE_KEYED_HASH_H

#include "base/bytes.h"

struct hash128 {
	uint64_t low, high;
};

struct keyed_hash {
	uint64_t v[4];
	uint64_t word; /* what does not fill eight bytes yet */
	uint64_t length;
};

void keyed_hash_begin(struct keyed_hash *hash, const uint64_t seed[2]);
void keyed_hash_add(struct keyed_hash *hash, struct bytes bytes);
/* Adds a number, or a text with its length before it, so that neighbours cannot trade bytes. */
void keyed_hash_add_number(struct keyed_hash *hash, uint64_t number);
void keyed_hash_add_text(struct keyed_hash *hash, struct bytes text);
struct hash128 keyed_hash_end(struct keyed_hash *hash);

static inline bool hash128_same(struct hash128 a, struct hash128 b)
{
	return a.low == b.low && a.high == b.high;
}

#endif
