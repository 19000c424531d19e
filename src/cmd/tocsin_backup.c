/* tocsin backup, tocsin restore's half is tocsin_restore.c: a center's record as one sealed file, made while it works. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "inquiry/record.h"
#include "cmd/sealed_file.h"
#include "cmd/subcommand.h"

static int run(const struct subcommand_options *options, int count, char **arguments);

extern const struct subcommand backup_subcommand;
const struct subcommand backup_subcommand = { "backup", "DIR FILE --passphrase FILE [--keys]",
	                                      "writes a center's record as one sealed file, while it works", run };

struct backup {
	struct sealed_file *file;
	uint64_t groups, last;
};

static enum status put_group(void *context, uint64_t first, struct bytes group)
{
	struct backup *backup = context;
	uint32_t count = bytes_get_u32(group.at + 4);
	backup->groups++;
	backup->last = first + count - 1;
	return sealed_put(backup->file, SEALED_GROUP, group);
}

/* A fact that the store may have. */
static enum status put_fact(struct backup *backup, const struct store_engine *engine, struct store *store,
                            const char *name, enum sealed_kind kind)
{
	struct buffer kept = { 0 };
	enum status status = engine->fact(store, name, &kept);
	if (status == STATUS_OK)
		status = sealed_put(backup->file, kind, buffer_bytes(&kept));
	buffer_close(&kept);
	return status;
}

static enum status put_key(struct backup *backup, const char *data, const char *name, enum sealed_kind kind)
{
	char path[4096];
	struct buffer secret = { .cap = SEALED_RECORD_MAX_BYTES };
	(void)snprintf(path, sizeof path, "%s/keys/%s", data, name);
	enum status status = kept_file_read(path, &secret);
	if (status == STATUS_OK)
		status = secret.length ? sealed_put(backup->file, kind, buffer_bytes(&secret)) : STATUS_MISSING;
	if (secret.at)
		explicit_bzero(secret.at, secret.length);
	buffer_close(&secret);
	return status;
}

/* One reading of the store is one state of it, however much is committed meanwhile. */
static enum status put_all(struct backup *backup, const char *data, bool keys)
{
	const struct store_engine *engine = store_named("sqlite");
	struct store *store = NULL;
	enum status status = engine->open(data, true, &store);
	if (status == STATUS_OK)
		status = put_fact(backup, engine, store, VERIFIER_FACT, SEALED_VERIFIER);
	bool sealed = false;
	if (status == STATUS_OK) {
		status = put_fact(backup, engine, store, RECORD_KEYS_FACT, SEALED_RECORDS_NAME);
		sealed = status == STATUS_OK;
		if (status == STATUS_MISSING)
			status = STATUS_OK; /* a ledger in clear */
	}
	if (status == STATUS_OK && keys)
		status = put_key(backup, data, "secret", SEALED_KEYS);
	if (status == STATUS_OK && keys && sealed)
		status = put_key(backup, data, "records", SEALED_RECORD_KEYS);
	if (status == STATUS_OK)
		status = engine->walk(store, 1, put_group, backup);
	if (store)
		engine->close(store);
	return status;
}

static int run(const struct subcommand_options *options, int count, char **arguments)
{
	const char *data = NULL, *path = NULL, *passphrase = NULL;
	struct backup backup = { 0 };
	bool keys = false, good = true;
	(void)options;
	for (int i = 0; i < count && good; i++) {
		if (strcmp(arguments[i], "--passphrase") == 0 && i + 1 < count)
			passphrase = arguments[++i];
		else if (strcmp(arguments[i], "--keys") == 0)
			keys = true;
		else if (arguments[i][0] != '-' && !path)
			*(data ? &path : &data) = arguments[i];
		else
			good = false;
	}
	if (!good || !path || !passphrase)
		return subcommand_usage(&backup_subcommand);
	enum status status = sealed_create(path, passphrase, &backup.file);
	if (status == STATUS_OK)
		status = put_all(&backup, data, keys);
	status = sealed_close(backup.file, status);
	if (status != STATUS_OK) {
		(void)fprintf(stderr, "tocsin: %s: no backup was written: %s\n", path, sealed_words(status));
		return EXIT_REFUSED;
	}
	printf("backup: %" PRIu64 " entries in %s%s\n", backup.last, path,
	       keys ? ", with the key that signs and those that open the record: whoever has it and the passphrase can "
	              "sign as this center, and read what is erased after today"
	            : "; keys/secret and keys/records are not in it, and it cannot be read without the second");
	return EXIT_DONE;
}
