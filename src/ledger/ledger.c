/* The log: entries gathered into groups, each group ended by a signed checkpoint; and the check of all that from bytes. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/ledger.h"

#include <assert.h>
#include <string.h>

#define MARK_BYTES 4u
static const uint8_t mark_clear[MARK_BYTES] = { 'T', 'C', 'G', '1' };
static const uint8_t mark_sealed[MARK_BYTES] = { 'T', 'C', 'G', '2' };

static enum status open_hasher(struct ledger *ledger)
{
	*ledger = (struct ledger){ 0 };
	return hasher_open(&ledger->hasher);
}

enum status ledger_open(struct ledger *ledger, const char *origin, const uint8_t seed[SEED_BYTES])
{
	enum status status = open_hasher(ledger);
	if (status == STATUS_OK)
		status = signer_of(ledger->hasher, origin, seed, &ledger->signer);
	if (status != STATUS_OK)
		ledger_close(ledger);
	return status;
}

enum status ledger_open_reader(struct ledger *ledger, const char *verifier)
{
	enum status status = open_hasher(ledger);
	if (status == STATUS_OK)
		status = signer_read(ledger->hasher, verifier, &ledger->signer);
	if (status != STATUS_OK)
		ledger_close(ledger);
	return status;
}

void ledger_close(struct ledger *ledger)
{
	hasher_close(ledger->hasher);
	buffer_close(&ledger->group);
	buffer_close(&ledger->clear);
	*ledger = (struct ledger){ 0 };
}

static enum status begin_group(struct ledger *ledger)
{
	uint8_t head[GROUP_HEAD_BYTES];
	memcpy(head, ledger->sealing ? mark_sealed : mark_clear, MARK_BYTES);
	bytes_put_u32(head + 4, 0);
	bytes_put_u64(head + 8, ledger->tree.size + 1);
	return buffer_append(&ledger->group, bytes_of(head, sizeof head));
}

/* Its clear form lies in a buffer of its own until it is sealed into the group. */
static enum status add_sealed(struct ledger *ledger, const struct entry *entry, const uint8_t *seed)
{
	buffer_clear(&ledger->clear);
	enum status status = entry_write(ledger->hasher, entry, seed, &ledger->clear);
	return status == STATUS_OK ? seal_entry(ledger->keys, buffer_bytes(&ledger->clear), &ledger->group) : status;
}

enum status ledger_add(struct ledger *ledger, const struct entry *entry, const uint8_t seed[2 * ENTRY_SEED_BYTES])
{
	assert(entry->sequence == ledger->tree.size + 1 && (ledger->keys || !ledger->sealing));
	enum status status = ledger->group.length ? STATUS_OK : begin_group(ledger);
	size_t from = ledger->group.length;
	if (status == STATUS_OK)
		status = ledger->sealing ? add_sealed(ledger, entry, seed)
		                         : entry_write(ledger->hasher, entry, seed, &ledger->group);
	if (status != STATUS_OK)
		return status;
	merkle_add(&ledger->tree, ledger->hasher, bytes_of(ledger->group.at + from, ENVELOPE_BYTES));
	ledger->count++;
	return STATUS_OK;
}

enum status ledger_seal(struct ledger *ledger, uint64_t *ret_first, struct bytes *ret_group)
{
	assert(ledger->count);
	char text[CHECKPOINT_MAX_BYTES];
	uint8_t length[4];
	struct hash root = merkle_root(&ledger->tree, ledger->hasher);
	size_t written = checkpoint_write(&ledger->signer, ledger->tree.size, &root, text);
	bytes_put_u32(length, (uint32_t)written);
	bytes_put_u32(ledger->group.at + 4, ledger->count);
	enum status status = buffer_append(&ledger->group, bytes_of(length, sizeof length));
	if (status == STATUS_OK)
		status = buffer_append(&ledger->group, bytes_of(text, written));
	*ret_first = ledger->tree.size + 1 - ledger->count;
	*ret_group = buffer_bytes(&ledger->group);
	return status;
}

void ledger_clear(struct ledger *ledger)
{
	buffer_clear(&ledger->group);
	ledger->count = 0;
}

bool group_sealed(struct bytes group)
{
	return group.length >= GROUP_HEAD_BYTES && memcmp(group.at, mark_sealed, MARK_BYTES) == 0;
}

static bool read_head(struct bytes *group, uint32_t *ret_count, uint64_t *ret_first)
{
	if (group->length < GROUP_HEAD_BYTES ||
	    (memcmp(group->at, mark_clear, MARK_BYTES) != 0 && !group_sealed(*group)))
		return false;
	*ret_count = bytes_get_u32(group->at + 4);
	*ret_first = bytes_get_u64(group->at + 8);
	*group = bytes_of(group->at + GROUP_HEAD_BYTES, group->length - GROUP_HEAD_BYTES);
	return *ret_count > 0;
}

static enum status wrong(struct ledger_fault *fault, const char *what, uint64_t sequence)
{
	*fault = (struct ledger_fault){ .what = what, .sequence = sequence };
	return STATUS_CORRUPT;
}

/* The checkpoint at the group's end must be of this tree, and nothing may follow it. */
static enum status check_end(struct ledger *ledger, struct bytes rest, struct ledger_fault *fault)
{
	uint64_t size;
	struct hash signed_root;
	uint64_t last = ledger->tree.size;
	if (rest.length < 4 || bytes_get_u32(rest.at) != rest.length - 4)
		return wrong(fault, "the group does not end with one checkpoint after entry", last);
	if (checkpoint_read(&ledger->signer, bytes_of(rest.at + 4, rest.length - 4), &size, &signed_root) != STATUS_OK)
		return wrong(fault, "the checkpoint's signature does not hold after entry", last);
	struct hash root = merkle_root(&ledger->tree, ledger->hasher);
	if (size != last || !hash_same(&root, &signed_root))
		return wrong(fault, "the checkpoint speaks of another tree after entry", last);
	return STATUS_OK;
}

/* Adds the group's leaves and reads its entries; what was visited is durable only if the end holds too. */
static enum status check_entries(struct ledger *ledger, struct bytes *rest, uint32_t count, struct ledger_fault *fault)
{
	for (uint32_t i = 0; i < count; i++) {
		struct stored_entry stored;
		uint64_t sequence = ledger->tree.size + 1;
		if (entry_read(rest, &stored) != STATUS_OK)
			return wrong(fault, "the bytes are no entry at entry", sequence);
		const char *what = entry_fault(ledger->hasher, &stored);
		if (what)
			return wrong(fault, what, sequence);
		if (stored.entry.sequence != sequence)
			return wrong(fault, "the entry has another number than its place gives it, entry", sequence);
		merkle_add(&ledger->tree, ledger->hasher, stored.envelope);
	}
	return STATUS_OK;
}

/* As far as whoever has no key can: the envelopes stand in their places, and the tree over them is added to. */
static enum status check_envelopes(struct ledger *ledger, struct bytes *rest, uint32_t count,
                                   struct ledger_fault *fault)
{
	for (uint32_t i = 0; i < count; i++) {
		struct entry_runs runs;
		uint64_t sequence = ledger->tree.size + 1;
		if (!entry_split(rest, &runs))
			return wrong(fault, "the bytes are no entry at entry", sequence);
		const char *what = envelope_fault(runs.envelope);
		if (what)
			return wrong(fault, what, sequence);
		if (entry_sequence(runs.envelope) != sequence)
			return wrong(fault, "the entry has another number than its place gives it, entry", sequence);
		merkle_add(&ledger->tree, ledger->hasher, runs.envelope);
	}
	return STATUS_OK;
}

/* The same entries in clear; *rest stands behind the sealed ones afterwards. */
static enum status open_entries(struct ledger *ledger, struct bytes *rest, uint32_t count, struct ledger_fault *fault)
{
	buffer_clear(&ledger->clear);
	for (uint32_t i = 0; i < count; i++) {
		struct entry_runs runs;
		uint64_t sequence = ledger->tree.size + 1 + i;
		if (!entry_split(rest, &runs))
			return wrong(fault, "the bytes are no entry at entry", sequence);
		if (entry_sequence(runs.envelope) != sequence)
			return wrong(fault, "the entry has another number than its place gives it, entry", sequence);
		enum status status = seal_open_entry(ledger->keys, &runs, &ledger->clear);
		if (status == STATUS_CORRUPT)
			return wrong(fault,
			             "what is sealed was changed, or keys/records is not this ledger's, at entry",
			             sequence);
		if (status != STATUS_OK)
			return status;
	}
	return STATUS_OK;
}

static enum status visit_entries(struct bytes entries, uint32_t count, ledger_visit *visit, void *context,
                                 struct ledger_fault *fault)
{
	enum status status = STATUS_OK;
	for (uint32_t i = 0; status == STATUS_OK && visit && i < count; i++) {
		struct stored_entry stored;
		status = entry_read(&entries, &stored);
		if (status == STATUS_OK)
			status = visit(context, &stored);
		if (status == STATUS_CORRUPT)
			return wrong(fault, "the board comes out otherwise at entry", stored.entry.sequence);
	}
	return status;
}

enum status ledger_check(struct ledger *ledger, struct bytes group, ledger_visit *visit, void *context,
                         struct ledger_fault *ret_fault)
{
	assert(!ledger->group.length);
	uint32_t count;
	uint64_t first;
	uint64_t due = ledger->tree.size + 1;
	bool sealed = group_sealed(group);
	if (!read_head(&group, &count, &first))
		return wrong(ret_fault, "the bytes are no group before entry", due);
	if (first != due)
		return wrong(ret_fault, "a group is missing or out of order at entry", due);
	if (sealed && !ledger->keys && visit) {
		(void)wrong(ret_fault, "what is sealed cannot be opened without keys/records, from entry", due);
		return STATUS_SEALED;
	}
	struct bytes rest = group, entries = group;
	enum status status = STATUS_OK;
	if (sealed && ledger->keys) {
		status = open_entries(ledger, &rest, count, ret_fault);
		entries = buffer_bytes(&ledger->clear);
	}
	struct bytes read = entries;
	if (status == STATUS_OK && sealed && !ledger->keys)
		status = check_envelopes(ledger, &rest, count, ret_fault);
	else if (status == STATUS_OK)
		status = check_entries(ledger, &read, count, ret_fault);
	if (status == STATUS_OK)
		status = check_end(ledger, sealed ? rest : read, ret_fault);
	return status == STATUS_OK ? visit_entries(entries, count, visit, context, ret_fault) : status;
}

enum status group_runs(struct bytes group, uint64_t sequence, struct entry_runs *ret_runs)
{
	uint32_t count;
	uint64_t first;
	if (!read_head(&group, &count, &first))
		return STATUS_MALFORMED;
	if (sequence < first || sequence - first >= count)
		return STATUS_MISSING;
	struct entry_runs runs = { 0 };
	for (uint64_t at = first; at <= sequence; at++)
		if (!entry_split(&group, &runs))
			return STATUS_MALFORMED;
	*ret_runs = runs;
	return STATUS_OK;
}

enum status group_find(struct bytes group, uint64_t sequence, struct group_opening *opening,
                       struct stored_entry *ret_stored)
{
	struct entry_runs runs;
	enum status status = group_runs(group, sequence, &runs);
	if (status != STATUS_OK)
		return status;
	/* In clear the runs lie one behind the other, from the envelope on. */
	struct bytes clear = bytes_of(runs.envelope.at, (size_t)(group.at + group.length - runs.envelope.at));
	if (group_sealed(group)) {
		if (!opening || !opening->keys)
			return STATUS_SEALED;
		buffer_clear(&opening->clear);
		status = seal_open_entry(opening->keys, &runs, &opening->clear);
		clear = buffer_bytes(&opening->clear);
	}
	return status == STATUS_OK ? entry_read(&clear, ret_stored) : status;
}

enum status group_envelopes(struct bytes group, group_visit *visit, void *context)
{
	uint32_t count = 0;
	uint64_t first = 0;
	enum status status = read_head(&group, &count, &first) ? STATUS_OK : STATUS_MALFORMED;
	for (uint32_t i = 0; i < count && status == STATUS_OK; i++) {
		struct entry_runs runs;
		if (!entry_split(&group, &runs))
			return STATUS_MALFORMED;
		status = visit(context, first + i, runs.envelope);
	}
	return status;
}

static bool is_among(uint64_t sequence, const uint64_t *list, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		if (list[i] == sequence)
			return true;
	return false;
}

/* The envelope and the body as they are; in place of the text its length, none. */
static enum status put_erased(struct bytes whole, const struct entry_runs *runs, struct buffer *out)
{
	static const uint8_t none[4] = { 0 };
	size_t kept = (size_t)(runs->body.at + runs->body.length - whole.at);
	enum status status = buffer_append(out, bytes_of(whole.at, kept));
	return status == STATUS_OK ? buffer_append(out, bytes_of(none, sizeof none)) : status;
}

enum status group_erase(struct bytes group, const uint64_t *sequence, uint32_t sequences, struct buffer *out,
                        uint32_t *ret_erased)
{
	struct bytes rest = group;
	uint32_t count = 0;
	uint64_t first = 0;
	*ret_erased = 0;
	if (!read_head(&rest, &count, &first))
		return STATUS_MALFORMED;
	enum status status = buffer_append(out, bytes_of(group.at, GROUP_HEAD_BYTES));
	for (uint32_t i = 0; i < count && status == STATUS_OK; i++) {
		struct bytes whole = rest;
		struct entry_runs runs;
		if (!entry_split(&rest, &runs))
			return STATUS_MALFORMED;
		whole.length -= rest.length;
		bool erase = runs.text.length && is_among(first + i, sequence, sequences);
		*ret_erased += erase;
		status = erase ? put_erased(whole, &runs, out) : buffer_append(out, whole);
	}
	return status == STATUS_OK ? buffer_append(out, rest) : status;
}

enum status group_checkpoint(struct bytes group, struct bytes *ret_text)
{
	uint32_t count;
	uint64_t first;
	if (!read_head(&group, &count, &first))
		return STATUS_MALFORMED;
	struct entry_runs runs;
	for (uint32_t i = 0; i < count; i++)
		if (!entry_split(&group, &runs))
			return STATUS_MALFORMED;
	if (group.length < 4 || bytes_get_u32(group.at) != group.length - 4)
		return STATUS_MALFORMED;
	*ret_text = bytes_of(group.at + 4, group.length - 4);
	return STATUS_OK;
}
