/* Sealed groups: with the keys they are what they were in clear, without them only what the public has; nothing changed passes. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/seal.h"

#include <sodium.h>
#include <string.h>

#include "check.h"
#include "core/decide.h"
#include "ledger/ledger.h"

#define ENTRIES 3u

struct keys {
	struct key_tree tree;
	uint8_t store[SEAL_KEY_BYTES];
	struct seal_keys port;
};

struct sample {
	struct board *board;
	struct decision decision;
	struct keys keys;
	struct ledger sealed, clear;
	struct buffer sealed_group, clear_group;
};

static enum status give(void *context, enum seal_part part, uint64_t sequence, uint8_t ret_key[SEAL_KEY_BYTES])
{
	struct keys *keys = context;
	if (part == SEAL_TEXT)
		return key_tree_leaf(&keys->tree, sequence, ret_key);
	memcpy(ret_key, keys->store, SEAL_KEY_BYTES);
	return STATUS_OK;
}

static void open_keys(struct keys *keys, uint8_t of)
{
	uint8_t root[KEY_TREE_KEY_BYTES];
	memset(root, of, sizeof root);
	memset(keys->store, of + 1, sizeof keys->store);
	keys->port = (struct seal_keys){ give, keys };
	CHECK(key_tree_open(&keys->tree, root) == STATUS_OK);
}

static void add(struct sample *sample, const struct command *command)
{
	struct buffer body = { 0 }, text = { 0 };
	const uint8_t seed[2 * ENTRY_SEED_BYTES] = { 5 };
	CHECK(decide(&sample->decision, sample->board, command, (struct instant){ 1800000000000000 }) == STATUS_OK);
	CHECK(codec_write_body(&sample->decision, &body) == STATUS_OK);
	CHECK(codec_write_text(command, &text) == STATUS_OK);
	const struct entry entry = { board_center(sample->board)->sequence, sample->decision.now,
		                     sample->decision.digest, buffer_bytes(&body), buffer_bytes(&text) };
	CHECK(ledger_add(&sample->sealed, &entry, seed) == STATUS_OK);
	CHECK(ledger_add(&sample->clear, &entry, seed) == STATUS_OK);
	buffer_close(&body);
	buffer_close(&text);
}

static void end(struct ledger *ledger, struct buffer *group)
{
	uint64_t first;
	struct bytes bytes;
	CHECK(ledger_seal(ledger, &first, &bytes) == STATUS_OK && buffer_append(group, bytes) == STATUS_OK);
	ledger_clear(ledger);
}

static void make(struct sample *sample)
{
	const uint8_t seed[SEED_BYTES] = { 1 };
	struct command call = { .kind = COMMAND_PLACE_CALL, .asker = ASKER_STRANGER, .f.channel = CHANNEL_HTTP };
	*sample = (struct sample){ 0 };
	open_keys(&sample->keys, 40);
	CHECK(board_open(&sample->board) == STATUS_OK);
	CHECK(ledger_open(&sample->sealed, "test", seed) == STATUS_OK &&
	      ledger_open(&sample->clear, "test", seed) == STATUS_OK);
	sample->sealed.keys = &sample->keys.port;
	sample->sealed.sealing = true;
	add(sample, &(struct command){ .kind = COMMAND_START, .asker = ASKER_CENTER });
	call.text[TEXT_WORDS] = bytes_of_text("smoke behind the school");
	call.text[TEXT_PLACE] = bytes_of_text("Mill Lane");
	add(sample, &call);
	call.text[TEXT_WORDS] = bytes_of_text("the same");
	add(sample, &call);
	end(&sample->sealed, &sample->sealed_group);
	end(&sample->clear, &sample->clear_group);
}

static void forget(struct sample *sample)
{
	board_close(sample->board);
	decision_close(&sample->decision);
	ledger_close(&sample->sealed);
	ledger_close(&sample->clear);
	key_tree_close(&sample->keys.tree);
	buffer_close(&sample->sealed_group);
	buffer_close(&sample->clear_group);
}

static enum status compare(void *context, const struct stored_entry *stored)
{
	const struct sample *sample = context;
	struct stored_entry other;
	CHECK(group_find(buffer_bytes(&sample->clear_group), stored->entry.sequence, NULL, &other) == STATUS_OK);
	CHECK(bytes_same(stored->envelope, other.envelope) && bytes_same(stored->body, other.body) &&
	      bytes_same(stored->text, other.text));
	return STATUS_OK;
}

static enum status check(const struct sample *sample, const struct seal_keys *keys, bool visited,
                         struct ledger_fault *ret_fault)
{
	struct ledger reader;
	char verifier[VERIFIER_MAX_BYTES];
	signer_verifier(&sample->sealed.signer, verifier);
	CHECK(ledger_open_reader(&reader, verifier) == STATUS_OK);
	reader.keys = keys;
	*ret_fault = (struct ledger_fault){ 0 };
	enum status status = ledger_check(&reader, buffer_bytes(&sample->sealed_group), visited ? compare : NULL,
	                                  (void *)(uintptr_t)sample, ret_fault);
	ledger_close(&reader);
	return status;
}

static bool has(const struct buffer *group, const char *word)
{
	size_t length = strlen(word);
	for (size_t at = 0; at + length <= group->length; at++)
		if (memcmp(group->at + at, word, length) == 0)
			return true;
	return false;
}

static void opens(const struct sample *sample)
{
	struct ledger_fault fault;
	struct keys others;
	struct stored_entry stored;
	struct entry_runs runs;
	struct group_opening opening = { .keys = &sample->keys.port };
	struct bytes sealed = buffer_bytes(&sample->sealed_group);
	CHECK(has(&sample->clear_group, "smoke behind") && has(&sample->clear_group, "Mill Lane"));
	CHECK(!has(&sample->sealed_group, "smoke behind") && !has(&sample->sealed_group, "Mill Lane"));
	CHECK(group_sealed(sealed) && !group_sealed(buffer_bytes(&sample->clear_group)));
	CHECK(check(sample, &sample->keys.port, true, &fault) == STATUS_OK);
	CHECK(check(sample, NULL, false, &fault) == STATUS_OK);
	CHECK(check(sample, NULL, true, &fault) == STATUS_SEALED && fault.what && fault.sequence == 1);
	CHECK(group_find(sealed, 2, NULL, &stored) == STATUS_SEALED);
	CHECK(group_runs(sealed, 2, &runs) == STATUS_OK && entry_sequence(runs.envelope) == 2);
	CHECK(group_runs(sealed, ENTRIES + 1, &runs) == STATUS_MISSING);
	CHECK(group_find(sealed, 2, &opening, &stored) == STATUS_OK);
	(void)compare((void *)(uintptr_t)sample, &stored);
	open_keys(&others, 41);
	CHECK(check(sample, &others.port, true, &fault) == STATUS_CORRUPT && fault.sequence == 1);
	key_tree_close(&others.tree);
	buffer_close(&opening.clear);
}

/* Whoever has the keys sees each changed bit; whoever has none sees those of envelopes, order, tree and signature. */
static void changes(struct sample *sample)
{
	struct ledger_fault fault;
	struct bytes rest = buffer_bytes(&sample->sealed_group);
	struct entry_runs runs;
	size_t secret = 0;
	unsigned passed = 0, passed_public = 0;
	rest.at += GROUP_HEAD_BYTES;
	rest.length -= GROUP_HEAD_BYTES;
	for (unsigned i = 0; i < ENTRIES; i++) {
		CHECK(entry_split(&rest, &runs));
		secret += runs.body.length + runs.text.length;
	}
	for (size_t at = 0; at < sample->sealed_group.length; at++) {
		uint8_t *byte = &sample->sealed_group.at[at];
		*byte ^= (uint8_t)(1u << (at & 7));
		passed += check(sample, &sample->keys.port, true, &fault) == STATUS_OK;
		passed_public += check(sample, NULL, false, &fault) == STATUS_OK;
		*byte ^= (uint8_t)(1u << (at & 7));
	}
	CHECK_NUMBER(passed, 0);
	CHECK_NUMBER(passed_public, secret);
}

/* One text's key is destroyed: it is as one that was taken out, and all else is there. */
static void destroys(struct sample *sample)
{
	struct ledger_fault fault;
	struct stored_entry stored;
	struct buffer erased = { 0 }, again = { 0 };
	struct group_opening opening = { .keys = &sample->keys.port };
	struct entry_runs runs;
	uint32_t count;
	const uint64_t second[] = { 2 };
	CHECK(key_tree_puncture(&sample->keys.tree, 2) == STATUS_OK);
	CHECK(check(sample, &sample->keys.port, false, &fault) == STATUS_OK);
	CHECK(group_find(buffer_bytes(&sample->sealed_group), 2, &opening, &stored) == STATUS_OK);
	CHECK(!stored.text.length && entry_erased(sample->sealed.hasher, &stored));
	CHECK(group_find(buffer_bytes(&sample->sealed_group), 3, &opening, &stored) == STATUS_OK && stored.text.length);
	CHECK(group_erase(buffer_bytes(&sample->sealed_group), second, 1, &erased, &count) == STATUS_OK && count == 1);
	CHECK(group_runs(buffer_bytes(&erased), 2, &runs) == STATUS_OK && !runs.text.length && runs.body.length);
	CHECK(group_erase(buffer_bytes(&erased), second, 1, &again, &count) == STATUS_OK && count == 0);
	CHECK(bytes_same(buffer_bytes(&erased), buffer_bytes(&again)));
	/* Nobody can seal under a key that is gone. */
	CHECK(group_runs(buffer_bytes(&sample->clear_group), 2, &runs) == STATUS_OK);
	struct bytes whole = bytes_of(runs.envelope.at, (size_t)(runs.text.at + runs.text.length - runs.envelope.at));
	buffer_clear(&again);
	CHECK(seal_entry(&sample->keys.port, whole, &again) == STATUS_MISSING && !again.length);
	CHECK(seal_entry(&sample->keys.port, bytes_of(whole.at, whole.length - 1), &again) == STATUS_MALFORMED);
	buffer_close(&opening.clear);
	buffer_close(&erased);
	buffer_close(&again);
}

int main(void)
{
	struct sample sample;
	CHECK(sodium_init() >= 0);
	make(&sample);
	opens(&sample);
	changes(&sample);
	destroys(&sample);
	forget(&sample);
	return check_done();
}
