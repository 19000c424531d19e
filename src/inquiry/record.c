/* Folds a ledger from its first entry, for those who want to know what happened. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/record.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LEDGER_FILE "/ledger.db"

bool record_is(const char *path)
{
	char file[4096];
	int length = snprintf(file, sizeof file, "%s" LEDGER_FILE, path);
	return length > 0 && (size_t)length < sizeof file && access(file, F_OK) == 0;
}

enum status record_verifier(const struct store_engine *engine, struct store *store, char text[VERIFIER_MAX_BYTES])
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

enum status record_unseal(const char *path, struct record_keys **ret_keys)
{
	*ret_keys = NULL;
	enum status status = record_keys_open(path, false, ret_keys);
	return status == STATUS_MISSING ? STATUS_OK : status;
}

enum status record_fold_quietly(const char *path, struct fold *fold)
{
	const struct store_engine *engine = store_named("sqlite");
	struct store *store = NULL;
	struct ledger ledger = { 0 };
	struct record_keys *keys = NULL;
	char verifier[VERIFIER_MAX_BYTES] = "";
	fold->ledger = &ledger;
	enum status status = sodium_init() < 0 ? STATUS_MEMORY : engine->open(path, true, &store);
	if (status == STATUS_OK)
		status = record_verifier(engine, store, verifier);
	if (status == STATUS_OK)
		status = ledger_open_reader(&ledger, verifier);
	if (status == STATUS_OK)
		status = record_unseal(path, &keys);
	if (keys)
		ledger.keys = record_keys_port(keys);
	if (status == STATUS_OK)
		status = fold_store(fold, engine, store, NULL);
	ledger_close(&ledger);
	record_keys_close(keys);
	fold->ledger = NULL;
	if (store)
		engine->close(store);
	return status;
}

enum status record_fold(const char *path, struct fold *fold)
{
	enum status status = record_fold_quietly(path, fold);
	if (status == STATUS_SEALED)
		(void)fprintf(stderr, "tocsin: %s: %s %" PRIu64 "\n", path, fold->fault.what, fold->fault.sequence);
	else if (fold->fault.what)
		(void)fprintf(stderr, "tocsin: %s: DAMAGED: %s %" PRIu64 "\n", path, fold->fault.what,
		              fold->fault.sequence);
	else if (status != STATUS_OK)
		(void)fprintf(stderr, "tocsin: %s: cannot be read: %s\n", path, status_text(status));
	return status;
}

bool record_read(const char *path, record_visit *visit, void *context, struct board **ret_board)
{
	struct fold fold = { .after = visit, .entry_context = context };
	enum status status = record_fold(path, &fold);
	if (status == STATUS_OK)
		*ret_board = fold.board;
	else
		board_close(fold.board);
	return status == STATUS_OK;
}
