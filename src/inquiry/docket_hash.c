/* Columns are hashed as they lie in memory and in files: little-endian. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/docket_hash.h"

#include <openssl/evp.h>
#include <string.h>

bool docket_hash_column(const struct docket *docket, enum docket_column column, uint8_t hash[32])
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool good = context && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1;
	for (size_t i = 0; good && i < docket->segments; i++)
		good = EVP_DigestUpdate(context, docket_column_at(&docket->segment[i], column),
		                        docket->segment[i].calls * docket_column_bytes(column)) == 1;
	good = good && EVP_DigestFinal_ex(context, hash, NULL) == 1;
	EVP_MD_CTX_free(context);
	return good;
}

static bool hash_words(const struct docket *docket, uint8_t hash[32])
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool good = context && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1;
	/* With their ends, so that no two lists of words are one text. */
	for (uint32_t i = 0; good && i < docket->word_count; i++)
		good = EVP_DigestUpdate(context, docket->words[i], strlen(docket->words[i]) + 1) == 1;
	good = good && EVP_DigestFinal_ex(context, hash, NULL) == 1;
	EVP_MD_CTX_free(context);
	return good;
}

enum status docket_hash_all(const struct docket *docket, uint8_t hash[32])
{
	uint8_t all[COLUMN_COUNT + 1][32];
	unsigned length = 0;
	for (unsigned column = 0; column < COLUMN_COUNT; column++)
		if (!docket_hash_column(docket, (enum docket_column)column, all[column]))
			return STATUS_MEMORY;
	if (!hash_words(docket, all[COLUMN_COUNT]) ||
	    EVP_Digest(all, sizeof all, hash, &length, EVP_sha256(), NULL) != 1)
		return STATUS_MEMORY;
	return STATUS_OK;
}
