/* A stranger's request to a witness: read or refused, written again the same, and nothing in it taken for signed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "ledger/cosignature.h"
#include "ledger/witness_request.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	static struct witness_request request;
	static const uint8_t seed[SEED_BYTES] = { 3 };
	struct hasher *hasher = NULL;
	struct buffer text = { 0 };
	struct signer signer;
	struct witness_key key;
	struct bytes body, line;
	struct instant when;
	struct hash root;
	uint64_t size;
	if (sodium_init() < 0 || hasher_open(&hasher) != STATUS_OK)
		return 0;
	enum status status = signer_of(hasher, "made.example", seed, &signer);
	assert(status == STATUS_OK);
	status = witness_key_of(hasher, "witness.example", seed, &key);
	assert(status == STATUS_OK);
	if (witness_request_read(bytes_of(at, length), &request) == STATUS_OK) {
		status = witness_request_write(&request, &text);
		assert(status == STATUS_OK && text.length == length && memcmp(text.at, at, length) == 0);
		status = checkpoint_find(&signer, request.note, &body, &size, &root);
		assert(status == STATUS_MALFORMED || status == STATUS_CORRUPT);
		if (note_body(request.note, &body)) {
			status = cosignature_check(&key, body, request.note, &when, &line);
			assert(status == STATUS_MISSING || status == STATUS_CORRUPT);
		}
	}
	buffer_close(&text);
	hasher_close(hasher);
	return 0;
}
