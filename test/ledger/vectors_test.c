/* The format's test vectors, docs/ledger-vectors.json: written by this program with --write, compared without. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "ledger/ledger.h"
#include "ledger/seal.h"

#define ENTRIES 4u

static void put_hex(struct buffer *json, const char *name, struct bytes bytes, const char *end)
{
	CHECK(buffer_print(json, "\"%s\":\"", name) == STATUS_OK);
	for (size_t i = 0; i < bytes.length; i++)
		CHECK(buffer_print(json, "%02x", bytes.at[i]) == STATUS_OK);
	CHECK(buffer_print(json, "\"%s", end) == STATUS_OK);
}

/* Notes the parts of a stored entry, with what they were made of. */
static void put_entry(struct buffer *json, struct ledger *ledger, const struct entry *entry, const uint8_t *seed)
{
	struct bytes rest = bytes_of(ledger->group.at, ledger->group.length);
	struct stored_entry stored = { 0 };
	rest.at += GROUP_HEAD_BYTES;
	rest.length -= GROUP_HEAD_BYTES;
	for (uint32_t i = 0; i < ledger->count; i++)
		CHECK(entry_read(&rest, &stored) == STATUS_OK);
	struct hash leaf = hash_pieces(ledger->hasher, HASH_LEAF, &stored.envelope, 1);
	CHECK(buffer_print(json, "%s\n{\"sequence\":%" PRIu64 ",\"at_us\":%" PRId64 ",", ledger->count > 1 ? "," : "",
	                   entry->sequence, entry->at.us) == STATUS_OK);
	put_hex(json, "body_seed", bytes_of(seed, ENTRY_SEED_BYTES), ",");
	put_hex(json, "body", entry->body, ",\n");
	put_hex(json, "text_seed", bytes_of(seed + ENTRY_SEED_BYTES, ENTRY_SEED_BYTES), ",");
	put_hex(json, "text", entry->text, ",\n");
	put_hex(json, "envelope", stored.envelope, ",\n");
	put_hex(json, "leaf", bytes_of(leaf.at, HASH_BYTES), "}");
}

static void add(struct buffer *json, struct ledger *ledger, const struct command *command, const struct event *event,
                unsigned number)
{
	struct buffer body = { 0 }, text = { 0 };
	struct event events[1] = { *event };
	uint8_t seed[2 * ENTRY_SEED_BYTES];
	const struct decision decision = { .command = command,
		                           .now = { 1800000000000000 + (int64_t)number * 61000000 },
		                           .events = events,
		                           .count = 1,
		                           .digest = 0x0123456789abcdefu + number };
	for (unsigned i = 0; i < sizeof seed; i++)
		seed[i] = (uint8_t)(number * 64 + i);
	CHECK(codec_write_body(&decision, &body) == STATUS_OK && codec_write_text(command, &text) == STATUS_OK);
	const struct entry entry = { number, decision.now, decision.digest, buffer_bytes(&body), buffer_bytes(&text) };
	CHECK(ledger_add(ledger, &entry, seed) == STATUS_OK);
	put_entry(json, ledger, &entry, seed);
	buffer_close(&body);
	buffer_close(&text);
}

struct vector_keys {
	struct key_tree tree;
	uint8_t store[SEAL_KEY_BYTES];
};

static enum status give(void *context, enum seal_part part, uint64_t sequence, uint8_t ret_key[SEAL_KEY_BYTES])
{
	struct vector_keys *keys = context;
	if (part == SEAL_TEXT)
		return key_tree_leaf(&keys->tree, sequence, ret_key);
	memcpy(ret_key, keys->store, SEAL_KEY_BYTES);
	return STATUS_OK;
}

/* The same group sealed, the keys of its texts, and the tree's state once one of them is destroyed. */
static void put_sealed(struct buffer *json, struct bytes group)
{
	struct vector_keys keys;
	const struct seal_keys port = { give, &keys };
	struct buffer sealed = { 0 }, state = { 0 };
	uint8_t root[KEY_TREE_KEY_BYTES], key[KEY_TREE_KEY_BYTES];
	struct bytes rest = bytes_of(group.at + GROUP_HEAD_BYTES, group.length - GROUP_HEAD_BYTES);
	for (unsigned i = 0; i < sizeof root; i++) {
		root[i] = (uint8_t)(0x80 + i);
		keys.store[i] = (uint8_t)(0xc0 + i);
	}
	CHECK(key_tree_open(&keys.tree, root) == STATUS_OK);
	put_hex(json, "store_key", bytes_of(keys.store, sizeof keys.store), ",\n");
	put_hex(json, "tree_root", bytes_of(root, sizeof root), ",\n\"text_keys\":[");
	CHECK(buffer_append_text(&sealed, "TCG2") == STATUS_OK);
	CHECK(buffer_append(&sealed, bytes_of(group.at + 4, GROUP_HEAD_BYTES - 4)) == STATUS_OK);
	for (uint64_t sequence = 1; sequence <= ENTRIES; sequence++) {
		struct bytes from = rest;
		struct entry_runs runs;
		CHECK(entry_split(&rest, &runs));
		CHECK(seal_entry(&port, bytes_of(from.at, from.length - rest.length), &sealed) == STATUS_OK);
		CHECK(key_tree_leaf(&keys.tree, sequence, key) == STATUS_OK);
		CHECK(buffer_print(json, "{\"sequence\":%" PRIu64 ",", sequence) == STATUS_OK);
		put_hex(json, "key", bytes_of(key, sizeof key), sequence < ENTRIES ? "},\n" : "}],\n");
	}
	CHECK(buffer_append(&sealed, rest) == STATUS_OK);
	put_hex(json, "group", buffer_bytes(&sealed), ",\n");
	CHECK(key_tree_puncture(&keys.tree, 2) == STATUS_OK && key_tree_write(&keys.tree, &state) == STATUS_OK);
	put_hex(json, "state_without_2", buffer_bytes(&state), "}}\n");
	buffer_close(&sealed);
	buffer_close(&state);
	key_tree_close(&keys.tree);
}

static void make(struct buffer *json)
{
	struct ledger ledger = { 0 };
	uint8_t seed[SEED_BYTES];
	char verifier[VERIFIER_MAX_BYTES];
	uint64_t first;
	struct bytes group;
	for (unsigned i = 0; i < SEED_BYTES; i++)
		seed[i] = (uint8_t)i;
	CHECK(ledger_open(&ledger, "vectors.invalid", seed) == STATUS_OK);
	signer_verifier(&ledger.signer, verifier);
	CHECK(buffer_print(json, "{\"verifier\":\"%s\",", verifier) == STATUS_OK);
	put_hex(json, "signing_seed", bytes_of(seed, SEED_BYTES), ",\n\"entries\":[");

	const struct command step = { .kind = COMMAND_STEP_CLOCK, .asker = ASKER_CENTER, .f.step_s = -3600 };
	add(json, &ledger, &step, &(struct event){ .kind = EVENT_CLOCK_STEPPED, .f.step_s = -3600 }, 1);
	struct command call = {
		.kind = COMMAND_PLACE_CALL, .asker = ASKER_STRANGER, .keyed = true, .key = { 9 }, .content = 77
	};
	call.text[TEXT_WORDS] = bytes_of_text("fire in the kitchen");
	call.text[TEXT_PLACE] = bytes_of_text("Mill Lane 4");
	add(json, &ledger, &call,
	    &(struct event){ .kind = EVENT_CALL_PLACED,
	                     .f = { .call = 1,
	                            .queue = 1,
	                            .channel = CHANNEL_HTTP,
	                            .stamp = 1800000122000000,
	                            .source = SOURCE_CENTER,
	                            .lat_e7 = 533498053,
	                            .lon_e7 = -62603097 } },
	    2);
	const struct command tick = { .kind = COMMAND_PASS_TIME, .asker = ASKER_CENTER };
	add(json, &ledger, &tick,
	    &(struct event){ .kind = EVENT_RAISED,
	                     .call_previous = 2,
	                     .f = { .call = 1,
	                            .obligation = (uint64_t)1 << 32 | 1,
	                            .kind = OBLIGATION_ANSWER,
	                            .rung = 1,
	                            .owner_kind = OWNER_SUPERVISORS,
	                            .due = 1800000200000000,
	                            .late_s = 1,
	                            .cause = CAUSE_OVERDUE } },
	    3);
	const struct command seen = { .kind = COMMAND_REPORT_POSITION,
		                      .asker = ASKER_CENTER,
		                      .f = { .unit = 7, .lat_e7 = 533498054, .lon_e7 = -62603098 } };
	add(json, &ledger, &seen,
	    &(struct event){ .kind = EVENT_POSITION_REPORTED,
	                     .f = { .unit = 7,
	                            .lat_e7 = 533498054,
	                            .lon_e7 = -62603098,
	                            .stamp = 1800000244000000,
	                            .source = SOURCE_DEVICE } },
	    4);
	CHECK(ledger_seal(&ledger, &first, &group) == STATUS_OK && first == 1 && ledger.tree.size == ENTRIES);
	struct hash root = merkle_root(&ledger.tree, ledger.hasher);
	struct bytes note;
	CHECK(group_checkpoint(group, &note) == STATUS_OK);
	CHECK(buffer_append_text(json, "],\n") == STATUS_OK);
	put_hex(json, "root", bytes_of(root.at, HASH_BYTES), ",\n");
	put_hex(json, "checkpoint", note, ",\n");
	put_hex(json, "group", group, ",\n\"sealed\":{");
	put_sealed(json, group);
	ledger_close(&ledger);
}

int main(int count, char **arguments)
{
	struct buffer json = { 0 }, kept = { 0 };
	bool write = count == 3 && strcmp(arguments[1], "--write") == 0;
	if ((count != 2 && !write) || sodium_init() < 0)
		return 2;
	make(&json);
	FILE *file = fopen(arguments[count - 1], write ? "we" : "re");
	if (!file) {
		(void)fprintf(stderr, "%s cannot be opened\n", arguments[count - 1]);
		return 2;
	}
	if (write) {
		CHECK(fwrite(json.at, 1, json.length, file) == json.length);
	} else {
		CHECK(buffer_reserve(&kept, json.length + 1) == STATUS_OK);
		kept.length = fread(kept.at, 1, json.length + 1, file);
		CHECK(bytes_same(buffer_bytes(&kept), buffer_bytes(&json)));
	}
	CHECK(fclose(file) == 0);
	buffer_close(&json);
	buffer_close(&kept);
	return check_done();
}
