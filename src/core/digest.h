/* A fast 64-bit hash of plain bytes, for telling boards apart; it is no proof against an adversary (the ledger is). */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_DIGEST_H
#define CORE_DIGEST_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint64_t digest_mix(uint64_t a, uint64_t b)
{
	__extension__ typedef unsigned __int128 wide;
	wide product = (wide)a * b;
	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* The length is a multiple of 8. */
static inline uint64_t digest_of(uint64_t seed, const void *bytes, size_t length)
{
	const uint8_t *at = bytes;
	uint64_t hash = seed ^ 0x9e3779b97f4a7c15u;
	uint64_t word[2];
	for (; length >= 16; at += 16, length -= 16) {
		memcpy(word, at, 16);
		hash = digest_mix(word[0] ^ 0xa0761d6478bd642fu, word[1] ^ hash);
	}
	if (length) {
		memcpy(word, at, 8);
		hash = digest_mix(word[0] ^ 0xe7037ed1a0b428dbu, hash);
	}
	return digest_mix(hash, 0x8ebc6af09c88c6e3u ^ seed);
}

#endif
