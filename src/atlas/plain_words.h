/* Names made alike for searching: small letters, no accents, short forms written out; and how far two words differ. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ATLAS_PLAIN_WORDS_H
#define ATLAS_PLAIN_WORDS_H

#include "base/bytes.h"

/* Longer ones are cut; more words are left out. */
#define PLAIN_MAX_BYTES 256u
#define PLAIN_WORDS_MAX 16u

struct plain_words {
	char text[PLAIN_MAX_BYTES]; /* words with one blank between them */
	unsigned count;
	uint16_t at[PLAIN_WORDS_MAX], length[PLAIN_WORDS_MAX];
};

/* '&' and '@' become words of their own. */
void plain_words_of(const char *name, struct plain_words *ret_words);
/* Letters to change, leave out, put in or exchange with their neighbour (optimal string alignment); at most `most` + 1. */
unsigned plain_distance(const char *a, unsigned a_length, const char *b, unsigned b_length, unsigned most);
/* What it costs to take the words asked for (some marked as used up by other things) for a name's; 0: the same. */
unsigned plain_cost(const struct plain_words *asked, const bool used[PLAIN_WORDS_MAX], const struct plain_words *name);

/* Costs of a word asked for that the name lacks, of a name's word that was not asked for, and of each letter that differs. */
#define PLAIN_LACKING 12u
#define PLAIN_UNASKED 2u
#define PLAIN_LETTER 3u

#endif
