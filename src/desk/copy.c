/* A ledger copied under another name and key, for training: the same entries, and nobody can take it for the real one. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/copy.h"

#include <sodium.h>
#include <string.h>

#include "desk/record_keys.h"
#include "desk/secrets.h"

struct copying {
	const struct store_engine *engine;
	struct store *from, *to;
	struct ledger source, target;
	struct record_keys *source_keys, *target_keys;
	struct copy *copy;
};

static enum status copy_entry(void *context, const struct stored_entry *stored)
{
	struct copying *copying = context;
	uint8_t seed[2 * ENTRY_SEED_BYTES];
	randombytes_buf(seed, sizeof seed);
	enum status status = ledger_add(&copying->target, &stored->entry, seed);
	if (status == STATUS_OK)
		copying->copy->entries++;
	return status;
}

static enum status copy_group(void *context, uint64_t first, struct bytes group)
{
	struct copying *copying = context;
	struct bytes sealed;
	enum status status = ledger_check(&copying->source, group, copy_entry, copying, &copying->copy->fault);
	if (status == STATUS_OK)
		status = ledger_seal(&copying->target, &first, &sealed);
	if (status == STATUS_OK)
		status = copying->engine->append(copying->to, first, sealed);
	ledger_clear(&copying->target);
	return status;
}

/* The source is checked against the key that it names itself: who pins one runs `tocsin verify` first. */
static enum status open_source(struct copying *copying, const char *path)
{
	struct buffer verifier = { 0 };
	enum status status = copying->engine->open(path, true, &copying->from);
	if (status == STATUS_OK)
		status = copying->engine->fact(copying->from, VERIFIER_FACT, &verifier);
	if (status == STATUS_OK)
		status = buffer_append(&verifier, bytes_of("", 1));
	if (status == STATUS_OK)
		status = ledger_open_reader(&copying->source, (const char *)verifier.at);
	buffer_close(&verifier);
	if (status != STATUS_OK)
		return status;
	status = record_keys_open(path, false, &copying->source_keys);
	if (status == STATUS_OK)
		copying->source.keys = record_keys_port(copying->source_keys);
	return status == STATUS_MISSING ? STATUS_OK : status; /* it may be in clear; if it is not, the check says so */
}

/* Words of real callers lie in the copy: it is sealed by keys of its own, as any ledger. */
static enum status seal_target(struct copying *copying, const char *path)
{
	char name[RECORD_KEYS_NAME_BYTES];
	enum status status = record_keys_make(path, &copying->target_keys);
	if (status != STATUS_OK)
		return status;
	copying->target.keys = record_keys_port(copying->target_keys);
	copying->target.sealing = true;
	record_keys_name(copying->target_keys, name);
	return copying->engine->set_fact(copying->to, RECORD_KEYS_FACT, bytes_of_text(name));
}

static enum status open_target(struct copying *copying, const char *path, enum purpose purpose)
{
	struct buffer verifier = { 0 };
	struct secrets secrets;
	uint8_t seed[SEED_BYTES];
	char text[VERIFIER_MAX_BYTES];
	enum status status = copying->engine->open(path, false, &copying->to);
	if (status != STATUS_OK)
		return status;
	status = copying->engine->fact(copying->to, VERIFIER_FACT, &verifier);
	buffer_close(&verifier);
	if (status == STATUS_OK)
		return STATUS_BUSY;
	if (status == STATUS_MISSING)
		status = secrets_open(&secrets, path);
	if (status != STATUS_OK)
		return status;
	secrets_seed(&secrets, seed);
	status = ledger_open(&copying->target, purpose_origin(purpose), seed);
	sodium_memzero(seed, sizeof seed);
	sodium_memzero(&secrets, sizeof secrets);
	if (status != STATUS_OK)
		return status;
	signer_verifier(&copying->target.signer, text);
	status = copying->engine->set_fact(copying->to, VERIFIER_FACT, bytes_of_text(text));
	return status == STATUS_OK ? seal_target(copying, path) : status;
}

enum status copy_ledger(const struct store_engine *engine, const char *from, const char *to, enum purpose purpose,
                        struct copy *ret_copy)
{
	struct copying copying = { .engine = engine, .copy = ret_copy };
	*ret_copy = (struct copy){ 0 };
	enum status status = open_source(&copying, from);
	if (status == STATUS_OK)
		status = open_target(&copying, to, purpose);
	if (status == STATUS_OK)
		status = engine->walk(copying.from, 0, copy_group, &copying);
	ledger_close(&copying.source);
	ledger_close(&copying.target);
	record_keys_close(copying.source_keys);
	record_keys_close(copying.target_keys);
	if (copying.from)
		engine->close(copying.from);
	if (copying.to)
		engine->close(copying.to);
	return status;
}
