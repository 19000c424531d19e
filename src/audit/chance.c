/* xoshiro256**, written from its paper. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/chance.h"

#include <assert.h>

struct chance chance_from(const uint8_t seed[CHANCE_SEED_BYTES])
{
	struct chance chance = { 0 };
	for (unsigned i = 0; i < CHANCE_SEED_BYTES; i++)
		chance.word[i / 8] |= (uint64_t)seed[i] << (i % 8 * 8);
	if (!(chance.word[0] | chance.word[1] | chance.word[2] | chance.word[3]))
		chance.word[0] = 1;
	return chance;
}

static uint64_t turned(uint64_t word, unsigned by)
{
	return word << by | word >> (64 - by);
}

uint64_t chance_next(struct chance *chance)
{
	uint64_t *word = chance->word, drawn = turned(word[1] * 5, 7) * 9, shifted = word[1] << 17;
	word[2] ^= word[0];
	word[3] ^= word[1];
	word[1] ^= word[2];
	word[0] ^= word[3];
	word[2] ^= shifted;
	word[3] = turned(word[3], 45);
	return drawn;
}

uint64_t chance_below(struct chance *chance, uint64_t bound)
{
	uint64_t drawn, spare;
	assert(bound);
	spare = (0 - bound) % bound;
	do
		drawn = chance_next(chance);
	while (drawn < spare);
	return drawn % bound;
}

double chance_unit(struct chance *chance)
{
	return (double)(chance_next(chance) >> 11) * 0x1p-53;
}

void chance_shuffle(struct chance *chance, uint8_t *item, size_t count)
{
	for (size_t left = count; left > 1; left--) {
		size_t at = (size_t)chance_below(chance, left);
		uint8_t held = item[at];
		item[at] = item[left - 1];
		item[left - 1] = held;
	}
}
