/* tocsin restore: a center's data folder out of a sealed file, every hash and signature checked before it is there. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "inquiry/record.h"
#include "cmd/sealed_file.h"
#include "cmd/subcommand.h"

static int run(const struct subcommand_options *options, int count, char **arguments);

extern const struct subcommand restore_subcommand;
const struct subcommand restore_subcommand = { "restore", "FILE DIR --passphrase FILE",
	                                       "makes a data folder of a sealed backup", run };

struct restoring {
	const char *data;
	const struct store_engine *engine;
	struct store *store;
	struct ledger ledger;
	struct ledger_fault fault;
	struct record_keys *record_keys;
	bool opened, keys, sealed;
};

static enum status take_verifier(struct restoring *r, struct bytes text)
{
	char verifier[VERIFIER_MAX_BYTES];
	if (r->opened || text.length >= sizeof verifier)
		return STATUS_CORRUPT;
	memcpy(verifier, text.at, text.length);
	verifier[text.length] = '\0';
	enum status status = ledger_open_reader(&r->ledger, verifier);
	r->opened = status == STATUS_OK;
	return status == STATUS_OK ? r->engine->set_fact(r->store, VERIFIER_FACT, text) : status;
}

static enum status take_key(struct restoring *r, struct bytes bytes, const char *name)
{
	char path[4096];
	(void)snprintf(path, sizeof path, "%s/keys", r->data);
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return STATUS_IO;
	(void)snprintf(path, sizeof path, "%s/keys/%s", r->data, name);
	r->keys = true;
	return kept_file_write(path, bytes);
}

/* From here on what is sealed is opened and checked as well. */
static enum status take_record_keys(struct restoring *r, struct bytes bytes)
{
	if (r->record_keys)
		return STATUS_CORRUPT;
	enum status status = take_key(r, bytes, "records");
	if (status == STATUS_OK)
		status = record_keys_open(r->data, false, &r->record_keys);
	if (status == STATUS_OK)
		r->ledger.keys = record_keys_port(r->record_keys);
	return status == STATUS_MALFORMED ? STATUS_CORRUPT : status;
}

static enum status take_group(struct restoring *r, struct bytes group)
{
	uint64_t first = r->ledger.tree.size + 1;
	r->sealed |= group_sealed(group) && !r->record_keys;
	enum status status = r->opened ? ledger_check(&r->ledger, group, NULL, NULL, &r->fault) : STATUS_CORRUPT;
	return status == STATUS_OK ? r->engine->append(r->store, first, group) : status;
}

static enum status take_all(struct restoring *r, struct sealed_file *file)
{
	struct buffer bytes = { 0 };
	enum sealed_kind kind;
	enum status status;
	while ((status = sealed_take(file, &kind, &bytes)) == STATUS_OK) {
		status = kind == SEALED_VERIFIER ? take_verifier(r, buffer_bytes(&bytes))
		         : kind == SEALED_RECORDS_NAME
		             ? r->engine->set_fact(r->store, RECORD_KEYS_FACT, buffer_bytes(&bytes))
		         : kind == SEALED_KEYS        ? take_key(r, buffer_bytes(&bytes), "secret")
		         : kind == SEALED_RECORD_KEYS ? take_record_keys(r, buffer_bytes(&bytes))
		         : kind == SEALED_GROUP       ? take_group(r, buffer_bytes(&bytes))
		                                      : STATUS_CORRUPT;
		if (status != STATUS_OK)
			break;
	}
	if (bytes.at)
		explicit_bzero(bytes.at, bytes.length);
	buffer_close(&bytes);
	return status == STATUS_ENDED ? STATUS_OK : status;
}

static int restore(const char *path, const char *data, const char *passphrase)
{
	struct restoring r = { .data = data, .engine = store_named("sqlite") };
	struct sealed_file *file = NULL;
	if (record_is(data)) {
		(void)fprintf(stderr, "tocsin: %s: there is a record already; nothing is written over it\n", data);
		return EXIT_REFUSED;
	}
	enum status status = sealed_open(path, passphrase, &file);
	if (status == STATUS_OK && mkdir(data, 0700) != 0 && errno != EEXIST) {
		(void)fprintf(stderr, "tocsin: %s: the folder cannot be made: %s\n", data, strerror(errno));
		(void)sealed_close(file, STATUS_IO);
		return EXIT_REFUSED;
	}
	if (status == STATUS_OK)
		status = r.engine->open(data, false, &r.store);
	if (status == STATUS_OK)
		status = take_all(&r, file);
	status = sealed_close(file, status);
	if (status == STATUS_OK)
		status = r.engine->settle(r.store);
	if (r.store)
		r.engine->close(r.store);
	if (status == STATUS_OK)
		printf("restored: %" PRIu64 " entries in %s, %s checked%s\n", r.ledger.tree.size, data,
		       r.sealed ? "every envelope and signature" : "every hash and signature",
		       r.keys     ? ""
		       : r.sealed ? "; it is sealed: put keys/secret and keys/records there before it is started"
		                  : "; put keys/secret there before it is started");
	else
		(void)fprintf(stderr, "tocsin: %s: %s%s\n", path, sealed_words(status),
		              r.store ? "; what is in the folder is not whole: delete it" : "");
	if (r.opened)
		ledger_close(&r.ledger);
	record_keys_close(r.record_keys);
	return status == STATUS_OK ? EXIT_DONE : EXIT_REFUSED;
}

static int run(const struct subcommand_options *options, int count, char **arguments)
{
	const char *path = NULL, *data = NULL, *passphrase = NULL;
	bool good = true;
	(void)options;
	for (int i = 0; i < count && good; i++) {
		if (strcmp(arguments[i], "--passphrase") == 0 && i + 1 < count)
			passphrase = arguments[++i];
		else if (arguments[i][0] != '-' && !data)
			*(path ? &data : &path) = arguments[i];
		else
			good = false;
	}
	return good && data && passphrase ? restore(path, data, passphrase) : subcommand_usage(&restore_subcommand);
}
