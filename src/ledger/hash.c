/* SHA-256 over a few pieces at once, with one context that is used again and again. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/hash.h"

#include <assert.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

struct hasher {
	EVP_MD_CTX *context;
	EVP_MD *sha256; /* fetched once: a look-up by name costs more than a short hash */
};

enum status hasher_open(struct hasher **ret_hasher)
{
	struct hasher *hasher = calloc(1, sizeof *hasher);
	if (!hasher)
		return STATUS_MEMORY;
	hasher->context = EVP_MD_CTX_new();
	hasher->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	if (!hasher->context || !hasher->sha256) {
		hasher_close(hasher);
		return STATUS_MEMORY;
	}
	*ret_hasher = hasher;
	return STATUS_OK;
}

void hasher_close(struct hasher *hasher)
{
	if (!hasher)
		return;
	EVP_MD_CTX_free(hasher->context);
	EVP_MD_free(hasher->sha256);
	free(hasher);
}

struct hash hash_pieces(struct hasher *hasher, enum hash_kind kind, const struct bytes *piece, size_t pieces)
{
	struct hash hash;
	uint8_t first = (uint8_t)kind;
	int good = EVP_DigestInit_ex2(hasher->context, hasher->sha256, NULL);
	if (kind != HASH_PLAIN)
		good &= EVP_DigestUpdate(hasher->context, &first, 1);
	for (size_t i = 0; i < pieces; i++)
		good &= EVP_DigestUpdate(hasher->context, piece[i].at, piece[i].length);
	good &= EVP_DigestFinal_ex(hasher->context, hash.at, NULL);
	assert(good == 1); /* nothing in it allocates or can be missing once it is open */
	return hash;
}

bool hash_same(const struct hash *a, const struct hash *b)
{
	return memcmp(a->at, b->at, HASH_BYTES) == 0;
}

uint64_t hash_short(struct bytes hash)
{
	uint64_t number = 0;
	for (unsigned i = 0; i < 8; i++)
		number = number << 8 | hash.at[i];
	return number;
}
