/* Chance that anybody can draw again: xoshiro256**, started from 32 bytes.
 *
 * The state is the 32 bytes themselves, as four words with the least byte first, so that a program in any language
 * starts it alike; bytes that are all zero, which the generator cannot leave, count as a first word of 1.  The seed of a
 * published audit is a hash of what was audited, so nobody can look for a lucky one.
 *
 * Source: Blackman and Vigna, ACM TOMS 47 (2021) 36.  Not for secrets.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_CHANCE_H
#define AUDIT_CHANCE_H

#include <stddef.h>
#include <stdint.h>

enum { CHANCE_SEED_BYTES = 32 };

struct chance {
	uint64_t word[4];
};

struct chance chance_from(const uint8_t seed[CHANCE_SEED_BYTES]);
uint64_t chance_next(struct chance *chance);
/* 0 to bound - 1, each alike: the first draw that is not below 2^64 mod bound, mod bound.  bound is above 0. */
uint64_t chance_below(struct chance *chance, uint64_t bound);
/* 0 up to but not 1: the upper 53 bits of a draw, over 2^53. */
double chance_unit(struct chance *chance);
/* Every order alike (Fisher and Yates, from the last). */
void chance_shuffle(struct chance *chance, uint8_t *item, size_t count);

#endif
