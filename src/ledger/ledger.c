/* The log: entries gathered into groups, each group ended by a signed checkpoint; and the check of all that from bytes. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/ledger.h"

#include <assert.h>
#include <string.h>

static const uint8_t mark[4] = { 'T', 'C', 'G', '1' };

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
	*ledger = (struct ledger){ 0 };
}

static enum status begin_group(struct ledger *ledger)
{
	uint8_t head[GROUP_HEAD_BYTES];
	memcpy(head, mark, sizeof mark);
	bytes_put_u32(head + 4, 0);
	bytes_put_u64(head + 8, ledger->tree.size + 1);
	return buffer_append(&ledger->group, bytes_of(head, sizeof head));
}

enum status ledger_add(struct ledger *ledger, const struct entry *entry, const uint8_t seed[2 * ENTRY_SEED_BYTES])
{
	assert(entry->sequence == ledger->tree.size + 1);
	enum status status = ledger->group.length ? STATUS_OK : begin_group(ledger);
	size_t from = ledger->group.length;
	if (status == STATUS_OK)
		status = entry_write(ledger->hasher, entry, seed, &ledger->group);
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

static bool read_head(struct bytes *group, uint32_t *ret_count, uint64_t *ret_first)
{
	if (group->length < GROUP_HEAD_BYTES || memcmp(group->at, mark, sizeof mark) != 0)
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

enum status ledger_check(struct ledger *ledger, struct bytes group, ledger_visit *visit, void *context,
                         struct ledger_fault *ret_fault)
{
	assert(!ledger->group.length);
	uint32_t count;
	uint64_t first;
	uint64_t due = ledger->tree.size + 1;
	if (!read_head(&group, &count, &first))
		return wrong(ret_fault, "the bytes are no group before entry", due);
	if (first != due)
		return wrong(ret_fault, "a group is missing or out of order at entry", due);
	struct bytes rest = group;
	enum status status = check_entries(ledger, &rest, count, ret_fault);
	if (status == STATUS_OK)
		status = check_end(ledger, rest, ret_fault);
	for (uint32_t i = 0; status == STATUS_OK && visit && i < count; i++) {
		struct stored_entry stored;
		status = entry_read(&group, &stored);
		if (status == STATUS_OK)
			status = visit(context, &stored);
		if (status == STATUS_CORRUPT)
			return wrong(ret_fault, "the board comes out otherwise at entry", stored.entry.sequence);
	}
	return status;
}

enum status group_find(struct bytes group, uint64_t sequence, struct stored_entry *ret_stored)
{
	uint32_t count;
	uint64_t first;
	if (!read_head(&group, &count, &first))
		return STATUS_MALFORMED;
	if (sequence < first || sequence - first >= count)
		return STATUS_MISSING;
	for (uint64_t at = first; at < sequence; at++)
		if (!entry_skip(&group))
			return STATUS_MALFORMED;
	return entry_read(&group, ret_stored);
}

enum status group_envelopes(struct bytes group, group_visit *visit, void *context)
{
	uint32_t count = 0;
	uint64_t first = 0;
	enum status status = read_head(&group, &count, &first) ? STATUS_OK : STATUS_MALFORMED;
	for (uint32_t i = 0; i < count && status == STATUS_OK; i++) {
		struct bytes envelope = bytes_of(group.at, ENVELOPE_BYTES);
		if (!entry_skip(&group))
			return STATUS_MALFORMED;
		status = visit(context, first + i, envelope);
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
static enum status put_erased(struct bytes whole, const struct stored_entry *stored, struct buffer *out)
{
	static const uint8_t none[4] = { 0 };
	size_t kept = (size_t)(stored->body.at + stored->body.length - whole.at);
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
		struct stored_entry stored;
		status = entry_read(&rest, &stored);
		if (status != STATUS_OK)
			break;
		whole.length -= rest.length;
		bool erase = stored.text.length && is_among(first + i, sequence, sequences);
		*ret_erased += erase;
		status = erase ? put_erased(whole, &stored, out) : buffer_append(out, whole);
	}
	return status == STATUS_OK ? buffer_append(out, rest) : status;
}

enum status group_checkpoint(struct bytes group, struct bytes *ret_text)
{
	uint32_t count;
	uint64_t first;
	if (!read_head(&group, &count, &first))
		return STATUS_MALFORMED;
	for (uint32_t i = 0; i < count; i++)
		if (!entry_skip(&group))
			return STATUS_MALFORMED;
	if (group.length < 4 || bytes_get_u32(group.at) != group.length - 4)
		return STATUS_MALFORMED;
	*ret_text = bytes_of(group.at + 4, group.length - 4);
	return STATUS_OK;
}
