/* tocsin verify --published: a folder that `tocsin publish` made, checked by whoever has no more than it and the log's key. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/verify_published.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "cmd/receipt_file.h"
#include "ledger/cosignature.h"
#include "publish/published.h"

#define GIVEN_MAX 64u
#define NOTE_MAX_BYTES 65536u
#define PATH_BYTES 4096u
/* A log that was written anew differs everywhere: more lines than this help nobody. */
#define TOLD_MAX 100u

static const struct subcommand usage = {
	"verify", "--published FOLDER VERIFIER-KEY [--witness KEY]... [--older FILE]... [--receipt FILE]...",
	"checks a folder of the published log", NULL
};

struct checking {
	const struct subcommand_options *options;
	const char *folder, *key;
	const char *witness[GIVEN_MAX], *older[GIVEN_MAX], *receipt[GIVEN_MAX];
	unsigned witnesses, olders, receipts;
	struct published *published;
	uint64_t told; /* faults, of the folder and of what was given beside it */
};

static void say(void *context, const struct published_fault *fault)
{
	struct checking *c = context;
	if (++c->told > TOLD_MAX)
		return;
	if (fault->to)
		(void)fprintf(stderr, "tocsin: %s/%s: bytes %" PRIu64 " to %" PRIu64 ": %s\n", c->folder, fault->path,
		              fault->from, fault->to, fault->what);
	else
		(void)fprintf(stderr, "tocsin: %s/%s: %s\n", c->folder, fault->path, fault->what);
}

static void say_given(struct checking *c, const char *path, const char *what)
{
	c->told++;
	(void)fprintf(stderr, "tocsin: %s: %s\n", path, what);
}

/* A signed note of the same log must be of one of its moments. */
static void check_moment(struct checking *c, const char *path, uint64_t size, const struct hash *root)
{
	struct hash own;
	enum status status = published_root_at(c->published, size, &own);
	if (status == STATUS_MISSING)
		say_given(
		    c, path,
		    "SET BACK: it is signed over more entries than the published log has: entries are missing there");
	else if (status != STATUS_OK)
		say_given(c, path, "it cannot be held against a log that is damaged where it ends");
	else if (!hash_same(&own, root))
		say_given(c, path, "FORKED: it is signed over other entries than those that are published");
}

/* Lines of witnesses below a note: each whose key was given must stand there and hold. */
static void check_witnesses(struct checking *c, const char *path, struct bytes note, struct bytes body)
{
	for (unsigned i = 0; i < c->witnesses; i++) {
		struct witness_key key;
		struct instant at;
		struct bytes line;
		char words[ORIGIN_MAX_BYTES + 64];
		if (witness_key_read(published_hasher(c->published), c->witness[i], &key) != STATUS_OK) {
			say_given(c, c->witness[i], "it is no key of a witness; it is written NAME+HEX+BASE64");
			continue;
		}
		enum status status = cosignature_check(&key, body, note, &at, &line);
		(void)snprintf(words, sizeof words, "the cosignature of %s %s", key.name,
		               status == STATUS_MISSING ? "is missing" : "does not hold");
		if (status != STATUS_OK)
			say_given(c, path, words);
	}
}

static void check_note(struct checking *c, const char *path, bool cosigned)
{
	struct buffer note = { 0 };
	struct bytes body;
	struct hash root;
	uint64_t size = 0;
	enum status status = published_read(path, NOTE_MAX_BYTES, &note);
	if (status != STATUS_OK)
		say_given(c, path, status == STATUS_MISSING ? "it is missing" : status_text(status));
	else if (checkpoint_find(published_signer(c->published), buffer_bytes(&note), &body, &size, &root) !=
	             STATUS_OK ||
	         !size)
		say_given(c, path, "it is not signed by the log's key");
	else {
		check_moment(c, path, size, &root);
		if (cosigned)
			check_witnesses(c, path, buffer_bytes(&note), body);
	}
	buffer_close(&note);
}

/* What witnesses cosigned is a file of its own, as a center serves it; without it their lines may stand below the checkpoint. */
static void check_cosigned(struct checking *c)
{
	char path[PATH_BYTES];
	FILE *file =
	    snprintf(path, sizeof path, "%s/witnessed", c->folder) < (int)sizeof path ? fopen(path, "re") : NULL;
	if (!file)
		(void)snprintf(path, sizeof path, "%.*s/checkpoint", (int)(sizeof path - 16), c->folder);
	if (file || c->witnesses)
		check_note(c, path, true);
	if (file)
		(void)fclose(file);
}

/* Good by itself, and of this log. */
static void check_receipt(struct checking *c, const char *path)
{
	struct receipt_file receipt;
	struct hash leaf;
	if (receipt_file_check(&receipt, path, c->key, published_hasher(c->published)) != EXIT_DONE) {
		c->told++; /* it was said */
	} else {
		const struct bytes envelope = bytes_of(receipt.proof.extra, receipt.proof.extra_bytes);
		struct hash own = hash_pieces(published_hasher(c->published), HASH_LEAF, &envelope, 1);
		check_moment(c, path, receipt.size, &receipt.root);
		if (published_leaf(c->published, receipt.proof.index, &leaf) == STATUS_OK && !hash_same(&own, &leaf))
			say_given(c, path, "its entry is another one than is published at that place");
	}
	receipt_file_close(&receipt);
}

static void tell(const struct checking *c)
{
	char hex[2 * HASH_BYTES + 1];
	struct hash root = published_root(c->published);
	(void)sodium_bin2hex(hex, sizeof hex, root.at, HASH_BYTES);
	printf(c->options->json ? "{\"entries\":%" PRIu64 ",\"faults\":%" PRIu64
	                          ",\"root\":\"%s\",\"verifier\":\"%s\"}\n"
	                        : "published: %" PRIu64 " entries, %" PRIu64 " faults\nroot:      %s\nsigned:    %s\n",
	       published_size(c->published), c->told, hex, c->key);
	if (!c->options->json && (c->witnesses || c->olders || c->receipts))
		printf("held with: %u witnesses, %u older checkpoints, %u receipts\n", c->witnesses, c->olders,
		       c->receipts);
}

static int check(struct checking *c)
{
	uint64_t faults = 0;
	enum status status = published_open(c->folder, c->key, say, c, &c->published);
	if (status == STATUS_OK)
		status = published_check(c->published, &faults);
	if (status == STATUS_OK) {
		check_cosigned(c);
		for (unsigned i = 0; i < c->olders; i++)
			check_note(c, c->older[i], false);
		for (unsigned i = 0; i < c->receipts; i++)
			check_receipt(c, c->receipt[i]);
		if (c->told > TOLD_MAX)
			(void)fprintf(stderr, "tocsin: %s: and %" PRIu64 " more\n", c->folder, c->told - TOLD_MAX);
		if (!c->told || c->options->json)
			tell(c);
		else
			(void)fprintf(stderr, "tocsin: %s: DAMAGED: %" PRIu64 " faults\n", c->folder, c->told);
	} else if (status == STATUS_MALFORMED) {
		(void)fprintf(stderr, "tocsin: %s: it is no verifier key; it is written NAME+HEX+BASE64\n", c->key);
	} else if (status != STATUS_CORRUPT) {
		(void)fprintf(stderr, "tocsin: %s: %s\n", c->folder,
		              status == STATUS_MISSING
		                  ? "there is no checkpoint: it is no published log, or it was taken "
		                    "out"
		                  : status_text(status));
	}
	published_close(c->published);
	return status == STATUS_OK && !c->told ? EXIT_DONE : EXIT_REFUSED;
}

/* Takes an option with its value; false: it is none, or there are too many. */
static bool take(const char *argument, const char *name, const char *value, const char *list[GIVEN_MAX],
                 unsigned *count)
{
	if (strcmp(argument, name) != 0 || !value || *count == GIVEN_MAX)
		return false;
	list[(*count)++] = value;
	return true;
}

int verify_published(const struct subcommand_options *options, int count, char **arguments)
{
	struct checking c = { .options = options };
	for (int i = 0; i < count; i++) {
		const char *argument = arguments[i], *value = i + 1 < count ? arguments[i + 1] : NULL;
		if (take(argument, "--witness", value, c.witness, &c.witnesses) ||
		    take(argument, "--older", value, c.older, &c.olders) ||
		    take(argument, "--receipt", value, c.receipt, &c.receipts))
			i++;
		else if (argument[0] == '-' || c.key)
			return subcommand_usage(&usage);
		else
			*(c.folder ? &c.key : &c.folder) = argument;
	}
	return c.key ? check(&c) : subcommand_usage(&usage);
}
