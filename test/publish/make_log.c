/* make_log DIR ENTRIES: a ledger of so many entries, all of it as a center writes it, in groups of changing length. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/decide.h"
#include "ledger/ledger.h"
#include "ledger/store.h"

struct making {
	struct board *board;
	struct ledger ledger;
	struct decision decision;
	const struct store_engine *engine;
	struct store *store;
	struct buffer body, text;
};

static void need(bool holds, const char *what)
{
	if (holds)
		return;
	(void)fprintf(stderr, "make_log: %s\n", what);
	exit(EXIT_FAILURE);
}

static void add(struct making *m, const struct command *command, uint64_t number)
{
	uint8_t seed[2 * ENTRY_SEED_BYTES];
	const struct instant now = { 1800000000000000 + (int64_t)number * 1000000 };
	randombytes_buf(seed, sizeof seed);
	buffer_clear(&m->body);
	buffer_clear(&m->text);
	need(decide(&m->decision, m->board, command, now) == STATUS_OK, "a command cannot be decided");
	need(codec_write_body(&m->decision, &m->body) == STATUS_OK && codec_write_text(command, &m->text) == STATUS_OK,
	     "no memory");
	const struct entry entry = { .sequence = board_center(m->board)->sequence,
		                     .at = m->decision.now,
		                     .digest = m->decision.digest,
		                     .body = buffer_bytes(&m->body),
		                     .text = buffer_bytes(&m->text) };
	need(ledger_add(&m->ledger, &entry, seed) == STATUS_OK, "an entry cannot be added");
}

static void seal(struct making *m)
{
	uint64_t first;
	struct bytes group;
	need(ledger_seal(&m->ledger, &first, &group) == STATUS_OK &&
	         m->engine->append(m->store, first, group) == STATUS_OK,
	     "a group cannot be kept");
	ledger_clear(&m->ledger);
}

int main(int count, char **arguments)
{
	const uint8_t seed[SEED_BYTES] = { 7 };
	struct making m = { .engine = store_named("sqlite") };
	char verifier[VERIFIER_MAX_BYTES];
	need(count == 3 && sodium_init() >= 0, "usage: make_log DIR ENTRIES");
	unsigned long entries = strtoul(arguments[2], NULL, 10);
	need(m.engine->open(arguments[1], false, &m.store) == STATUS_OK, "the folder cannot be opened");
	need(board_open(&m.board) == STATUS_OK && ledger_open(&m.ledger, "made.example", seed) == STATUS_OK,
	     "no memory");
	signer_verifier(&m.ledger.signer, verifier);
	need(m.engine->set_fact(m.store, VERIFIER_FACT, bytes_of_text(verifier)) == STATUS_OK,
	     "the key cannot be kept");
	struct command call = { .kind = COMMAND_PLACE_CALL, .asker = ASKER_STRANGER, .f.channel = CHANNEL_HTTP };
	call.text[TEXT_WORDS] = bytes_of_text("Mill Lane 4 is on fire");
	unsigned long left = 1;
	for (unsigned long number = 0; number < entries; number++) {
		add(&m, number ? &call : &(struct command){ .kind = COMMAND_START, .asker = ASKER_CENTER }, number);
		if (--left && number + 1 < entries)
			continue;
		seal(&m);
		left = 1 + number % 97;
	}
	m.engine->close(m.store);
	board_close(m.board);
	ledger_close(&m.ledger);
	decision_close(&m.decision);
	buffer_close(&m.body);
	buffer_close(&m.text);
	return EXIT_SUCCESS;
}
