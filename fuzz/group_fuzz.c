/* A stored group, its entries, its texts and its checkpoint, changed: it is refused with its fault, and never read past its end. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <sodium.h>

#include "ledger/ledger.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

static enum status see(void *context, const struct stored_entry *stored)
{
	(void)context;
	assert(stored->envelope.length == ENVELOPE_BYTES);
	return STATUS_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	const uint8_t seed[SEED_BYTES] = { 1 };
	struct ledger ledger;
	struct ledger_fault fault = { 0 };
	struct stored_entry stored;
	struct bytes text;
	struct hash root;
	uint64_t size;
	if (sodium_init() < 0 || ledger_open(&ledger, "test", seed) != STATUS_OK)
		return 0;
	struct bytes group = bytes_of(at, length);
	enum status status = ledger_check(&ledger, group, see, NULL, &fault);
	assert(status == STATUS_OK || fault.what || status == STATUS_MEMORY);
	if (group_find(group, 2, &stored) == STATUS_OK) {
		const char *what = entry_fault(ledger.hasher, &stored);
		(void)what; /* either is right; that it ends is what is asked */
	}
	if (group_checkpoint(group, &text) == STATUS_OK &&
	    checkpoint_read(&ledger.signer, text, &size, &root) == STATUS_OK)
		assert(size);
	ledger_close(&ledger);
	return 0;
}
