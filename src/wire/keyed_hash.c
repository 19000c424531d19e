/* A keyed hash of what strangers send: SipHash-2-4 with 128 bits. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/keyed_hash.h"

static uint64_t turned(uint64_t x, unsigned by)
{
	return x << by | x >> (64 - by);
}

static void rounds(uint64_t v[4], unsigned count)
{
	for (; count; count--) {
		v[0] += v[1];
		v[1] = turned(v[1], 13) ^ v[0];
		v[0] = turned(v[0], 32);
		v[2] += v[3];
		v[3] = turned(v[3], 16) ^ v[2];
		v[0] += v[3];
		v[3] = turned(v[3], 21) ^ v[0];
		v[2] += v[1];
		v[1] = turned(v[1], 17) ^ v[2];
		v[2] = turned(v[2], 32);
	}
}

static void take_word(struct keyed_hash *hash, uint64_t word)
{
	hash->v[3] ^= word;
	rounds(hash->v, 2);
	hash->v[0] ^= word;
}

void keyed_hash_begin(struct keyed_hash *hash, const uint64_t seed[2])
{
	*hash = (struct keyed_hash){ .v = { seed[0] ^ 0x736f6d6570736575u, seed[1] ^ 0x646f72616e646f6du ^ 0xee,
		                            seed[0] ^ 0x6c7967656e657261u, seed[1] ^ 0x7465646279746573u } };
}

void keyed_hash_add(struct keyed_hash *hash, struct bytes bytes)
{
	size_t i = 0;
	unsigned begun = 8 * (hash->length & 7);
	for (; bytes.length - i >= 8; i += 8) {
		uint64_t word = bytes_get_u64(bytes.at + i);
		take_word(hash, hash->word | word << begun);
		hash->word = begun ? word >> (64 - begun) : 0;
		hash->length += 8;
	}
	for (; i < bytes.length; i++) {
		hash->word |= (uint64_t)bytes.at[i] << (8 * (hash->length & 7));
		if ((++hash->length & 7) == 0) {
			take_word(hash, hash->word);
			hash->word = 0;
		}
	}
}

void keyed_hash_add_number(struct keyed_hash *hash, uint64_t number)
{
	uint8_t at[8];
	bytes_put_u64(at, number);
	keyed_hash_add(hash, bytes_of(at, sizeof at));
}

void keyed_hash_add_text(struct keyed_hash *hash, struct bytes text)
{
	keyed_hash_add_number(hash, text.length);
	keyed_hash_add(hash, text);
}

struct hash128 keyed_hash_end(struct keyed_hash *hash)
{
	uint64_t *v = hash->v;
	struct hash128 result;
	take_word(hash, hash->word | hash->length << 56);
	v[2] ^= 0xee;
	rounds(v, 4);
	result.low = v[0] ^ v[1] ^ v[2] ^ v[3];
	v[1] ^= 0xdd;
	rounds(v, 4);
	result.high = v[0] ^ v[1] ^ v[2] ^ v[3];
	return result;
}
