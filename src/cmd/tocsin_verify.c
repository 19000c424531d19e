/* tocsin verify: recomputes everything from a data folder alone: hashes, signatures, and the board they lead to. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/audit_blanked.h"
#include "cmd/decisions.h"
#include "cmd/subcommand.h"
#include "cmd/verify_published.h"
#include "desk/fold.h"
#include "inquiry/record.h"

static int run(const struct subcommand_options *options, int count, char **arguments);

extern const struct subcommand verify_subcommand;
const struct subcommand verify_subcommand = { "verify",
	                                      "[--blanked] DIR [VERIFIER-KEY] [--recommendations] [--policy] [--map "
	                                      "FILE]... [--domain NAME] | --published FOLDER "
	                                      "VERIFIER-KEY [--witness KEY]... [--older FILE]... [--receipt FILE]...",
	                                      "checks a data folder from its files alone", run };

static void show_progress(void *context, uint64_t entries)
{
	(void)context;
	(void)fprintf(stderr, "\r%" PRIu64 " entries", entries);
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
	                       "\"open_obligations\":%u,\"erased\":%" PRIu64 ",\"root\":\"%s\",\"verifier\":\"%s\"}\n"
	                     : "verified: %" PRIu64 " entries, %" PRIu64 " events, %u calls (%u open, %u obligations)\n"
	                       "erased:   %" PRIu64 " texts, each by an order on record\n"
	                       "root:     %s\nsigned:   %s\n",
	       fold->entries, fold->events, fold->board->pool[POOL_calls].count - 1, center->open_calls,
	       center->open_obligations, fold->erased, hex, verifier);
	return EXIT_DONE;
}

/* One group, as far as whoever has no key can check it. */
static enum status check_public(void *context, uint64_t first, struct bytes group)
{
	struct fold *fold = context;
	(void)first;
	enum status status = ledger_check(fold->ledger, group, NULL, NULL, &fold->fault);
	fold->entries = fold->ledger->tree.size;
	return status;
}

static int say_public(const struct subcommand_options *options, const char *path, const char *verifier,
                      const struct fold *fold)
{
	char hex[2 * HASH_BYTES + 1];
	struct hash root = merkle_root(&fold->ledger->tree, fold->ledger->hasher);
	(void)sodium_bin2hex(hex, sizeof hex, root.at, HASH_BYTES);
	printf(options->json ? "{\"entries\":%" PRIu64 ",\"sealed\":true,\"root\":\"%s\",\"verifier\":\"%s\"}\n"
	                     : "verified: the envelopes of %" PRIu64
	                       " entries, their order, the tree over them and its "
	                       "signatures\n"
	                       "root:     %s\nsigned:   %s\n",
	       fold->entries, hex, verifier);
	(void)fprintf(stderr,
	              "tocsin: %s: what the entries say is sealed and was not checked: keys/records is not there\n",
	              path);
	return EXIT_DONE;
}

static void say_tally(const char *what, const struct replay_tally *tally, bool json)
{
	const uint64_t *count = tally->count;
	printf(json ? "\"%s\":{\"same\":%" PRIu64 ",\"other\":%" PRIu64 ",\"unknown\":%" PRIu64 "}"
	            : "%s: %" PRIu64 " come out the same, %" PRIu64 " otherwise, %" PRIu64 " cannot be made again\n",
	       what, count[REPLAY_SAME], replay_total(tally) - count[REPLAY_SAME] - count[REPLAY_UNKNOWN],
	       count[REPLAY_UNKNOWN]);
}

/* Every decision that was asked for came out the same again, or not. */
static int say_decisions(const struct subcommand_options *options, const struct decisions_setup *again,
                         struct decisions *decisions)
{
	struct decisions_found found = { 0 };
	enum status status = decisions_take(decisions, &found);
	if (status != STATUS_OK) {
		(void)fprintf(stderr, "tocsin: %s\n", status_text(status));
		return EXIT_REFUSED;
	}
	if (found.lines.length)
		(void)fwrite(found.lines.at, 1, found.lines.length, stderr);
	(void)fputs(options->json ? "{" : "", stdout);
	if (again->recommendations)
		say_tally("recommendations", &found.recommendations, options->json);
	(void)fputs(options->json && again->recommendations && again->policy ? "," : "", stdout);
	if (again->policy) {
		say_tally("routes", &found.calls, options->json);
		(void)fputs(options->json ? "," : "", stdout);
		say_tally("responses", &found.incidents, options->json);
	}
	(void)fputs(options->json ? "}\n" : "", stdout);
	int code = decisions_same(&found) ? EXIT_DONE : EXIT_REFUSED;
	decisions_found_close(&found);
	return code;
}

/* What is asked for beside hashes and signatures. */
struct wishes {
	const char *path, *pinned;
	struct decisions_setup again;
};

/* With the keys, or where nothing is sealed, all is checked; else what the public can. */
static enum status check_all(const char *path, const struct store_engine *engine, struct store *store,
                             struct fold *fold, struct record_keys **keys, bool *ret_public)
{
	struct buffer named = { 0 };
	enum status status = record_unseal(path, keys);
	bool sealed = status == STATUS_OK && engine->fact(store, RECORD_KEYS_FACT, &named) == STATUS_OK;
	buffer_close(&named);
	*ret_public = sealed && !*keys;
	if (*keys)
		fold->ledger->keys = record_keys_port(*keys);
	if (status != STATUS_OK)
		return status;
	return *ret_public ? engine->walk(store, 1, check_public, fold) : fold_store(fold, engine, store, NULL);
}

static int verify(const struct subcommand_options *options, const struct wishes *wishes)
{
	const char *path = wishes->path, *pinned = wishes->pinned;
	bool again = wishes->again.recommendations || wishes->again.policy;
	struct decisions *decisions = NULL;
	struct record_keys *keys = NULL;
	bool public = false;
	const struct store_engine *engine = store_named("sqlite");
	struct store *store = NULL;
	struct ledger ledger = { 0 };
	char verifier[VERIFIER_MAX_BYTES] = "";
	struct fold fold = { .ledger = &ledger };
	if (isatty(STDERR_FILENO))
		fold.progress = show_progress;
	enum status status = engine->open(path, true, &store);
	if (status == STATUS_OK)
		status = record_verifier(engine, store, verifier);
	if (status == STATUS_OK && pinned && strcmp(pinned, verifier) != 0) {
		(void)fprintf(stderr, "tocsin: %s: the log is signed by %s, not by the key that was given\n", path,
		              verifier);
		engine->close(store);
		return EXIT_REFUSED;
	}
	if (status == STATUS_OK)
		status = ledger_open_reader(&ledger, verifier);
	if (status == STATUS_OK && again)
		status = decisions_open(&wishes->again, &decisions);
	if (decisions)
		decisions_join(decisions, &fold);
	if (status == STATUS_OK)
		status = check_all(path, engine, store, &fold, &keys, &public);
	if (fold.progress)
		(void)fputc('\r', stderr);
	int code = status != STATUS_OK ? say_damaged(path, status, &fold)
	           : public            ? say_public(options, path, verifier, &fold)
	                               : say_sound(options, path, verifier, &fold);
	if (code == EXIT_DONE && decisions && public) {
		(void)fprintf(stderr, "tocsin: %s: decisions cannot be made again without the keys\n", path);
		code = EXIT_REFUSED;
	} else if (code == EXIT_DONE && decisions) {
		code = say_decisions(options, &wishes->again, decisions);
	}
	decisions_close(decisions);
	board_close(fold.board);
	ledger_close(&ledger);
	record_keys_close(keys);
	engine->close(store);
	return code;
}

static int run(const struct subcommand_options *options, int count, char **arguments)
{
	struct wishes wishes = { 0 };
	if (count && strcmp(arguments[0], "--blanked") == 0)
		return audit_blanked(options, count - 1, arguments + 1);
	if (count && strcmp(arguments[0], "--published") == 0)
		return sodium_init() < 0 ? EXIT_REFUSED : verify_published(options, count - 1, arguments + 1);
	for (int i = 0, taken; i < count; i += taken ? taken : 1) {
		taken = decisions_take_option(&wishes.again, count - i, arguments + i);
		if (taken)
			continue;
		if (strcmp(arguments[i], "--recommendations") == 0)
			wishes.again.recommendations = true;
		else if (strcmp(arguments[i], "--policy") == 0)
			wishes.again.policy = true;
		else if (arguments[i][0] == '-' || wishes.pinned)
			return subcommand_usage(&verify_subcommand);
		else
			*(wishes.path ? &wishes.pinned : &wishes.path) = arguments[i];
	}
	if (!wishes.path || sodium_init() < 0)
		return subcommand_usage(&verify_subcommand);
	return verify(options, &wishes);
}
