/* A stored group, its entries, its texts and its checkpoint, changed: it is refused with its fault, and never read past its end. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "ledger/ledger.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

static enum status see(void *context, const struct stored_entry *stored)
{
	(void)context;
	assert(stored->envelope.length == ENVELOPE_BYTES);
	return STATUS_OK;
}

/* One key for all: what is asked here is that nothing sealed is read past its end. */
static enum status give(void *context, enum seal_part part, uint64_t sequence, uint8_t ret_key[SEAL_KEY_BYTES])
{
	(void)context;
	(void)sequence;
	if (part == SEAL_TEXT && sequence % 2)
		return STATUS_MISSING;
	memset(ret_key, 6, SEAL_KEY_BYTES);
	return STATUS_OK;
}

static void check(struct bytes group, const struct seal_keys *keys, ledger_visit *visit)
{
	const uint8_t seed[SEED_BYTES] = { 1 };
	struct ledger ledger;
	struct ledger_fault fault = { 0 };
	if (ledger_open(&ledger, "test", seed) != STATUS_OK)
		return;
	ledger.keys = keys;
	enum status status = ledger_check(&ledger, group, visit, NULL, &fault);
	assert(status == STATUS_OK || fault.what || status == STATUS_MEMORY);
	ledger_close(&ledger);
}

/* Without the texts of two entries it is a group still. */
static void erase(struct bytes group)
{
	const uint64_t two[] = { 1, 2 };
	struct buffer out = { 0 };
	struct entry_runs runs;
	uint32_t erased;
	if (group_erase(group, two, 2, &out, &erased) == STATUS_OK &&
	    group_runs(buffer_bytes(&out), 2, &runs) == STATUS_OK)
		assert(!runs.text.length && group_sealed(buffer_bytes(&out)) == group_sealed(group));
	buffer_close(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	const struct seal_keys keys = { give, NULL };
	const uint8_t seed[SEED_BYTES] = { 1 };
	struct ledger ledger;
	struct group_opening opening = { .keys = &keys };
	struct stored_entry stored;
	struct bytes text;
	struct hash root;
	uint64_t size;
	if (sodium_init() < 0 || ledger_open(&ledger, "test", seed) != STATUS_OK)
		return 0;
	struct bytes group = bytes_of(at, length);
	check(group, NULL, see);
	check(group, NULL, NULL);
	check(group, &keys, see);
	erase(group);
	if (group_find(group, 2, &opening, &stored) == STATUS_OK) {
		const char *what = entry_fault(ledger.hasher, &stored);
		(void)what; /* either is right; that it ends is what is asked */
	}
	if (group_checkpoint(group, &text) == STATUS_OK &&
	    checkpoint_read(&ledger.signer, text, &size, &root) == STATUS_OK)
		assert(size);
	ledger_close(&ledger);
	buffer_close(&opening.clear);
	return 0;
}
