/* A stranger's verifier key, and a stranger's checkpoint behind it: each is read whole or refused. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/checkpoint.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

/* The key up to the first NUL, the note behind it. */
int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	static struct hasher *hasher;
	char key[VERIFIER_MAX_BYTES], again[VERIFIER_MAX_BYTES];
	const uint8_t *nul = length ? memchr(at, '\0', length) : NULL;
	size_t key_bytes = nul ? (size_t)(nul - at) : length;
	struct signer signer;
	uint64_t size;
	struct hash root;
	if ((!hasher && hasher_open(&hasher) != STATUS_OK) || key_bytes >= sizeof key)
		return 0;
	memcpy(key, at, key_bytes);
	key[key_bytes] = '\0';
	if (signer_read(hasher, key, &signer) != STATUS_OK)
		return 0;
	signer_verifier(&signer, again);
	assert(strcmp(key, again) == 0);
	if (nul)
		(void)!checkpoint_read(&signer, bytes_of(nul + 1, length - key_bytes - 1), &size, &root);
	return 0;
}
