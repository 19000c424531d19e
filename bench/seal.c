/* What sealing costs an entry, without a disk: entries of 1 KB written in clear, sealed, and opened again, CPU time. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ledger/ledger.h"

#define ENTRIES 100000u
#define ROUNDS 5
#define WORDS_BYTES 1000
#define DESTROYED 1000u

static struct key_tree tree;

static double cpu_s(void)
{
	struct timespec at;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
	return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static void must(bool good, const char *what)
{
	if (good)
		return;
	(void)fprintf(stderr, "bench_seal: %s failed\n", what);
	exit(1);
}

static enum status give(void *context, enum seal_part part, uint64_t sequence, uint8_t ret_key[SEAL_KEY_BYTES])
{
	(void)context;
	if (part == SEAL_TEXT)
		return key_tree_leaf(&tree, sequence, ret_key);
	memset(ret_key, 9, SEAL_KEY_BYTES);
	return STATUS_OK;
}

static const struct seal_keys keys = { give, NULL };

/* Writes so many entries, some hundred a group; the last group stays in `kept`. */
static double write_entries(const struct entry *like, bool sealed, struct buffer *kept)
{
	const uint8_t seed[2 * ENTRY_SEED_BYTES] = { 4 };
	struct ledger ledger;
	struct bytes group;
	uint64_t first;
	must(ledger_open(&ledger, "bench", seed) == STATUS_OK, "opening");
	ledger.keys = sealed ? &keys : NULL;
	ledger.sealing = sealed;
	double from = cpu_s();
	for (uint64_t n = 1; n <= ENTRIES; n++) {
		struct entry entry = *like;
		entry.sequence = n;
		must(ledger_add(&ledger, &entry, seed) == STATUS_OK, "adding");
		if (ledger.group.length < GROUP_MAX_BYTES && n < ENTRIES)
			continue;
		must(ledger_seal(&ledger, &first, &group) == STATUS_OK, "ending a group");
		buffer_clear(kept);
		must(buffer_append(kept, group) == STATUS_OK, "keeping");
		ledger_clear(&ledger);
	}
	double took = cpu_s() - from;
	ledger_close(&ledger);
	return ENTRIES / took;
}

static double open_entries(struct bytes group)
{
	struct group_opening opening = { .keys = &keys };
	struct stored_entry stored;
	uint64_t first = bytes_get_u64(group.at + 8), count = bytes_get_u32(group.at + 4), opened = 0;
	double from = cpu_s();
	for (; opened < 20000; opened++)
		must(group_find(group, first + opened % count, &opening, &stored) == STATUS_OK, "opening");
	buffer_close(&opening.clear);
	return (double)opened / (cpu_s() - from);
}

/* Keys one here, one there, and destroying as many. */
static void measure_tree(void)
{
	uint8_t key[KEY_TREE_KEY_BYTES];
	struct buffer state = { 0 };
	double from = cpu_s();
	for (uint64_t n = 0; n < 20000; n++)
		must(key_tree_leaf(&tree, n * 7919 % (UINT64_C(1) << KEY_TREE_DEPTH), key) == STATUS_OK, "deriving");
	double derived = cpu_s() - from;
	from = cpu_s();
	for (uint64_t n = 0; n < DESTROYED; n++)
		must(key_tree_puncture(&tree, n * 99991) == STATUS_OK, "destroying");
	double destroyed = cpu_s() - from;
	must(key_tree_write(&tree, &state) == STATUS_OK, "writing");
	printf("a key by itself %.1f us, destroyed %.1f us, and after %u far apart the state is %.0f KiB\n",
	       derived / 20000 * 1e6, destroyed / DESTROYED * 1e6, DESTROYED, (double)state.length / 1024);
	buffer_close(&state);
}

int main(void)
{
	static char words[WORDS_BYTES + 1];
	uint8_t root[KEY_TREE_KEY_BYTES] = { 1 };
	struct event event = { .kind = EVENT_CALL_PLACED, .f = { .call = 1, .queue = 1, .channel = CHANNEL_HTTP } };
	struct command call = { .kind = COMMAND_PLACE_CALL, .asker = ASKER_STRANGER };
	struct buffer body = { 0 }, text = { 0 }, group = { 0 };
	memset(words, 'w', WORDS_BYTES);
	call.text[TEXT_WORDS] = bytes_of_text(words);
	const struct decision decision = {
		.command = &call, .now = { 1800000000000000 }, .events = &event, .count = 1
	};
	must(sodium_init() >= 0 && key_tree_open(&tree, root) == STATUS_OK, "the keys");
	must(codec_write_body(&decision, &body) == STATUS_OK && codec_write_text(&call, &text) == STATUS_OK,
	     "an entry");
	const struct entry like = { 0, decision.now, 0, buffer_bytes(&body), buffer_bytes(&text) };
	printf("%-6s %12s %12s %10s %12s\n", "round", "in clear/s", "sealed/s", "ratio", "opened/s");
	for (unsigned round = 1; round <= ROUNDS; round++) {
		double clear = write_entries(&like, false, &group);
		double sealed = write_entries(&like, true, &group);
		printf("%-6u %12.0f %12.0f %10.2f %12.0f\n", round, clear, sealed, sealed / clear,
		       open_entries(buffer_bytes(&group)));
	}
	measure_tree();
	key_tree_close(&tree);
	buffer_close(&body);
	buffer_close(&text);
	buffer_close(&group);
	return 0;
}
