/* tocsin verify: recomputes everything from a data folder alone: hashes, signatures, and the board they lead to. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/subcommand.h"
#include "desk/fold.h"

#define VERIFIER_FACT "verifier"

static int run(const struct subcommand_options *options, int count, char **arguments);

extern const struct subcommand verify_subcommand;
const struct subcommand verify_subcommand = { "verify", "DIR [VERIFIER-KEY]",
	                                      "checks a data folder from its files alone", run };

static void show_progress(void *context, uint64_t entries)
{
	(void)context;
	(void)fprintf(stderr, "\r%" PRIu64 " entries", entries);
}

static enum status read_verifier(const struct store_engine *engine, struct store *store, char text[VERIFIER_MAX_BYTES])
{
	struct buffer kept = { 0 };
	enum status status = engine->fact(store, VERIFIER_FACT, &kept);
	if (status == STATUS_OK && kept.length >= VERIFIER_MAX_BYTES)
		status = STATUS_MALFORMED;
	if (status == STATUS_OK) {
		memcpy(text, kept.at, kept.length);
		text[kept.length] = '\0';
	}
	buffer_close(&kept);
	return status;
}

static int say_damaged(const char *path, enum status status, const struct fold *fold)
{
	if (fold->fault.what)
		(void)fprintf(stderr,
		              "tocsin: %s: DAMAGED: %s %" PRIu64 ". All %" PRIu64 " entries before its group hold.\n",
		              path, fold->fault.what, fold->fault.sequence, fold->entries);
	else
		(void)fprintf(stderr, "tocsin: %s: cannot be verified: %s\n", path, status_text(status));
	return EXIT_REFUSED;
}

static int say_sound(const struct subcommand_options *options, const char *path, const char *verifier,
                     const struct fold *fold)
{
	const char *fault;
	uint32_t number;
	if (!board_sound(fold->board, &fault, &number)) {
		(void)fprintf(stderr, "tocsin: %s: the board breaks a rule: %s (%u)\n", path, fault, number);
		return EXIT_REFUSED;
	}
	char hex[2 * HASH_BYTES + 1];
	struct hash root = merkle_root(&fold->ledger->tree, fold->ledger->hasher);
	const struct center *center = board_center(fold->board);
	(void)sodium_bin2hex(hex, sizeof hex, root.at, HASH_BYTES);
	printf(options->json ? "{\"entries\":%" PRIu64 ",\"events\":%" PRIu64 ",\"calls\":%u,\"open_calls\":%u,"
	                       "\"open_obligations\":%u,\"root\":\"%s\",\"verifier\":\"%s\"}\n"
	                     : "verified: %" PRIu64 " entries, %" PRIu64 " events, %u calls (%u open, %u obligations)\n"
	                       "root:     %s\nsigned:   %s\n",
	       fold->entries, fold->events, fold->board->pool[POOL_calls].count - 1, center->open_calls,
	       center->open_obligations, hex, verifier);
	return EXIT_DONE;
}

static int verify(const struct subcommand_options *options, const char *path, const char *pinned)
{
	const struct store_engine *engine = store_named("sqlite");
	struct store *store = NULL;
	struct ledger ledger = { 0 };
	char verifier[VERIFIER_MAX_BYTES] = "";
	struct fold fold = { .ledger = &ledger };
	if (isatty(STDERR_FILENO))
		fold.progress = show_progress;
	enum status status = engine->open(path, true, &store);
	if (status == STATUS_OK)
		status = read_verifier(engine, store, verifier);
	if (status == STATUS_OK && pinned && strcmp(pinned, verifier) != 0) {
		(void)fprintf(stderr, "tocsin: %s: the log is signed by %s, not by the key that was given\n", path,
		              verifier);
		engine->close(store);
		return EXIT_REFUSED;
	}
	if (status == STATUS_OK)
		status = ledger_open_reader(&ledger, verifier);
	if (status == STATUS_OK)
		status = fold_store(&fold, engine, store, NULL);
	if (fold.progress)
		(void)fputc('\r', stderr);
	int code = status == STATUS_OK ? say_sound(options, path, verifier, &fold) : say_damaged(path, status, &fold);
	board_close(fold.board);
	ledger_close(&ledger);
	engine->close(store);
	return code;
}

static int run(const struct subcommand_options *options, int count, char **arguments)
{
	if (count < 1 || count > 2 || sodium_init() < 0)
		return subcommand_usage(&verify_subcommand);
	return verify(options, arguments[0], count == 2 ? arguments[1] : NULL);
}
