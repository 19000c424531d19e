/* Seeded numbers for tests, the same on every machine. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TEST_DISPATCH_CHANCE_H
#define TEST_DISPATCH_CHANCE_H

#include <stdint.h>

/* splitmix64, after S. Vigna's public description. */
static inline uint64_t chance_next(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

static inline uint32_t chance_under(uint64_t *state, uint32_t bound)
{
	return (uint32_t)(chance_next(state) % bound);
}

#endif
