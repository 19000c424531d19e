/* Groups: what is written is checked from its bytes alone, and no changed, cut, lost or swapped byte passes. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/ledger.h"

#include <sodium.h>
#include <string.h>

#include "check.h"
#include "core/decide.h"

#define GROUPS 3u

struct sample {
	struct board *board;
	struct ledger ledger;
	struct decision decision;
	struct buffer group[GROUPS];
};

static void ask(struct sample *sample, const struct command *command)
{
	struct buffer body = { 0 }, text = { 0 };
	const uint8_t seed[2 * ENTRY_SEED_BYTES] = { 5 };
	const struct instant now = { 1800000000000000 };
	CHECK(decide(&sample->decision, sample->board, command, now) == STATUS_OK);
	CHECK(codec_write_body(&sample->decision, &body) == STATUS_OK);
	CHECK(codec_write_text(command, &text) == STATUS_OK);
	const struct entry entry = { .sequence = board_center(sample->board)->sequence,
		                     .at = sample->decision.now,
		                     .digest = sample->decision.digest,
		                     .body = buffer_bytes(&body),
		                     .text = buffer_bytes(&text) };
	CHECK(ledger_add(&sample->ledger, &entry, seed) == STATUS_OK);
	buffer_close(&body);
	buffer_close(&text);
}

static void end_group(struct sample *sample, unsigned number)
{
	uint64_t first;
	struct bytes group;
	CHECK(ledger_seal(&sample->ledger, &first, &group) == STATUS_OK);
	CHECK(buffer_append(&sample->group[number], group) == STATUS_OK);
	ledger_clear(&sample->ledger);
}

static void make(struct sample *sample)
{
	const uint8_t seed[SEED_BYTES] = { 1 };
	struct command call = { .kind = COMMAND_PLACE_CALL, .asker = ASKER_STRANGER, .f.channel = CHANNEL_HTTP };
	*sample = (struct sample){ 0 };
	CHECK(board_open(&sample->board) == STATUS_OK);
	CHECK(ledger_open(&sample->ledger, "test", seed) == STATUS_OK);
	ask(sample, &(struct command){ .kind = COMMAND_START, .asker = ASKER_CENTER });
	end_group(sample, 0);
	call.text[TEXT_WORDS] = bytes_of_text("fire");
	ask(sample, &call);
	call.text[TEXT_PLACE] = bytes_of_text("Mill Lane");
	ask(sample, &call);
	end_group(sample, 1);
	call.text[TEXT_WORDS] = call.text[TEXT_PLACE] = bytes_of(NULL, 0);
	ask(sample, &call);
	end_group(sample, 2);
}

static void forget(struct sample *sample)
{
	board_close(sample->board);
	ledger_close(&sample->ledger);
	decision_close(&sample->decision);
	for (unsigned i = 0; i < GROUPS; i++)
		buffer_close(&sample->group[i]);
}

static enum status count_entry(void *context, const struct stored_entry *stored)
{
	(void)stored;
	++*(unsigned *)context;
	return STATUS_OK;
}

/* Checks groups in an order; how many held before the first that did not. */
static unsigned check_order(const struct sample *sample, const unsigned *order, unsigned count, unsigned *entries)
{
	struct ledger reader;
	struct ledger_fault fault;
	char verifier[VERIFIER_MAX_BYTES];
	unsigned good = 0;
	signer_verifier(&sample->ledger.signer, verifier);
	CHECK(ledger_open_reader(&reader, verifier) == STATUS_OK);
	while (good < count && ledger_check(&reader, buffer_bytes(&sample->group[order[good]]), count_entry, entries,
	                                    &fault) == STATUS_OK)
		good++;
	if (good == GROUPS)
		CHECK(reader.tree.size == sample->ledger.tree.size);
	ledger_close(&reader);
	return good;
}

static void orders(const struct sample *sample)
{
	unsigned entries = 0;
	CHECK_NUMBER(check_order(sample, (const unsigned[]){ 0, 1, 2 }, 3, &entries), 3);
	CHECK_NUMBER(entries, 4);
	CHECK_NUMBER(check_order(sample, (const unsigned[]){ 0, 2 }, 2, &entries), 1);
	CHECK_NUMBER(check_order(sample, (const unsigned[]){ 1 }, 1, &entries), 0);
	CHECK_NUMBER(check_order(sample, (const unsigned[]){ 0, 0 }, 2, &entries), 1);
}

/* Every bit of a whole group, and every shorter form of it. */
static void changes(struct sample *sample)
{
	struct buffer *group = &sample->group[1];
	unsigned entries, passed = 0;
	const unsigned order[] = { 0, 1 };
	for (size_t at = 0; at < group->length; at++) {
		uint8_t was = group->at[at];
		group->at[at] = (uint8_t)(was ^ (1u << (at & 7)));
		passed += check_order(sample, order, 2, &entries) == 2;
		group->at[at] = was;
	}
	CHECK_NUMBER(passed, 0);
	size_t whole = group->length;
	for (group->length = 0; group->length < whole; group->length++)
		passed += check_order(sample, order, 2, &entries) == 2;
	CHECK_NUMBER(passed, 0);
	CHECK_NUMBER(check_order(sample, order, 2, &entries), 2);
}

static void reveals(const struct sample *sample)
{
	struct stored_entry stored;
	struct buffer value = { 0 };
	uint8_t salt[16];
	CHECK(group_find(buffer_bytes(&sample->group[1]), 3, NULL, &stored) == STATUS_OK);
	CHECK(group_find(buffer_bytes(&sample->group[1]), 4, NULL, &stored) == STATUS_MISSING);
	CHECK(group_find(buffer_bytes(&sample->group[1]), 3, NULL, &stored) == STATUS_OK);
	CHECK(entry_reveal(sample->ledger.hasher, &stored, ENTRY_PLACE, &value, salt) == STATUS_OK);
	CHECK(bytes_same(buffer_bytes(&value), bytes_of_text("Mill Lane")));
	const struct bytes piece[4] = { bytes_of_text("place"), bytes_of("", 1), bytes_of(salt, 16),
		                        buffer_bytes(&value) };
	struct hash hash = hash_pieces(sample->ledger.hasher, HASH_SLOT, piece, 4);
	CHECK(memcmp(hash.at, stored.envelope.at + 32 + ENTRY_PLACE * HASH_BYTES, HASH_BYTES) == 0);
	buffer_close(&value);
}

/* A moment that no clock gives, such as one whose minute lies outside of what a number holds, is no entry's. */
static void moments(struct sample *sample)
{
	const int64_t odd_us[] = { INT64_MIN, INSTANT_MIN_US - 1, INSTANT_MAX_US + 1, INT64_MAX };
	struct stored_entry stored;
	struct buffer *group = &sample->group[1];
	CHECK(group_find(buffer_bytes(group), 2, NULL, &stored) == STATUS_OK);
	uint8_t *moment = group->at + (stored.entry.body.at - group->at) + 3;
	uint64_t was = bytes_get_u64(moment);
	for (unsigned i = 0; i < sizeof odd_us / sizeof *odd_us; i++) {
		bytes_put_u64(moment, (uint64_t)odd_us[i]);
		CHECK(group_find(buffer_bytes(group), 2, NULL, &stored) == STATUS_MALFORMED);
	}
	bytes_put_u64(moment, was);
	CHECK(group_find(buffer_bytes(group), 2, NULL, &stored) == STATUS_OK);
}

int main(void)
{
	struct sample sample;
	CHECK(sodium_init() >= 0);
	make(&sample);
	orders(&sample);
	changes(&sample);
	reveals(&sample);
	moments(&sample);
	forget(&sample);
	return check_done();
}
