/* tocsin witness: cosigns the checkpoints of neighbours' logs, each only if it continues the last one (C2SP tlog-witness). */
/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd/subcommand.h"
#include "desk/kept_file.h"
#include "ledger/cosignature.h"
#include "ledger/witness_request.h"
#include "loop/clock.h"
#include "loop/http_server.h"

#define LOGS_MAX 256u
/* What a file of ours may have; kept_file_read reads by 4 KiB. */
#define STATE_MAX_BYTES 8192u

static int run(const struct subcommand_options *options, int count, char **arguments);

extern const struct subcommand witness_subcommand;
const struct subcommand witness_subcommand = { "witness", "NAME DIR HOST:PORT VERIFIER-KEY...",
	                                       "cosigns the checkpoints of others' logs, if each continues the last",
	                                       run };

/* One log, and the last checkpoint of it that was cosigned. */
struct watched_log {
	struct signer signer;
	uint64_t size;
	struct hash root;
	char path[KEPT_FILE_PATH_MAX_BYTES];
};

struct witness {
	struct hasher *hasher;
	struct witness_key key;
	struct watched_log log[LOGS_MAX];
	unsigned logs;
};

static int say(const char *what, const char *why)
{
	(void)fprintf(stderr, "tocsin: %s: %s\n", what, why);
	return EXIT_REFUSED;
}

static void answer(struct http_request *request, int code, const char *type, const char *text)
{
	http_reply(request, code, type, bytes_of_text(text));
}

static struct watched_log *log_of(struct witness *witness, struct bytes note)
{
	for (unsigned i = 0; i < witness->logs; i++) {
		size_t length = strlen(witness->log[i].signer.origin);
		if (note.length > length && memcmp(note.at, witness->log[i].signer.origin, length) == 0 &&
		    note.at[length] == '\n')
			return &witness->log[i];
	}
	return NULL;
}

/* "SIZE ROOT": on disk before it is told, so that a witness that falls and comes back contradicts nothing it said. */
static bool keep(struct watched_log *log, uint64_t size, const struct hash *root)
{
	char hex[2 * HASH_BYTES + 1], text[128];
	(void)sodium_bin2hex(hex, sizeof hex, root->at, HASH_BYTES);
	(void)snprintf(text, sizeof text, "%" PRIu64 " %s", size, hex);
	if (kept_file_write(log->path, bytes_of_text(text)) != STATUS_OK)
		return false;
	log->size = size;
	log->root = *root;
	return true;
}

static bool recall(struct watched_log *log)
{
	struct buffer text = { .cap = STATE_MAX_BYTES };
	char word[2 * HASH_BYTES + 2];
	size_t length = 0;
	bool good = kept_file_read(log->path, &text) == STATUS_OK && buffer_append(&text, bytes_of("", 1)) == STATUS_OK;
	const char *at = (const char *)text.at;
	if (good && *at) {
		uint64_t size = 0;
		good = kept_number(&at, UINT64_MAX, &size) && kept_word(&at, word, sizeof word) &&
		       sodium_hex2bin(log->root.at, HASH_BYTES, word, strlen(word), NULL, &length, NULL) == 0 &&
		       length == HASH_BYTES;
		log->size = size;
	}
	buffer_close(&text);
	return good;
}

/* Whether it continues what was cosigned; the code to answer with if not. */
static int judge(struct witness *witness, const struct watched_log *log, const struct witness_request *asked,
                 uint64_t size, const struct hash *root)
{
	if (size < asked->old)
		return 400;
	if (asked->old != log->size)
		return 409;
	if (!asked->old)
		return asked->path.count ? 422 : 200;
	if (size == asked->old)
		return !hash_same(root, &log->root) ? 409 : asked->path.count ? 422 : 200;
	return tree_extends(witness->hasher, asked->old, &log->root, size, root, &asked->path) ? 200 : 422;
}

static void cosign(struct witness *witness, struct watched_log *log, struct http_request *request,
                   const struct witness_request *asked)
{
	char text[COSIGNATURE_MAX_BYTES];
	struct bytes body;
	struct hash root;
	uint64_t size;
	enum status status = checkpoint_find(&log->signer, asked->note, &body, &size, &root);
	if (status != STATUS_OK) {
		answer(request, status == STATUS_CORRUPT ? 403 : 400, "text/plain",
		       status == STATUS_CORRUPT ? "it is not signed by that log's key\n" : "the checkpoint is none\n");
		return;
	}
	int code = judge(witness, log, asked, size, &root);
	if (code == 409) {
		(void)snprintf(text, sizeof text, "%" PRIu64 "\n", log->size);
		answer(request, 409, "text/x.tlog.size", text);
	} else if (code != 200) {
		answer(request, code, "text/plain",
		       code == 422 ? "it does not continue what was cosigned\n"
		                   : "the old size is more than the new\n");
	} else if (!keep(log, size, &root)) {
		answer(request, 500, "text/plain", "it cannot be kept here\n");
	} else {
		(void)cosignature_write(&witness->key, body, clock_now(NULL), text);
		answer(request, 200, "text/plain", text);
	}
}

static void handle(void *context, struct http_request *request)
{
	struct witness *witness = context;
	static struct witness_request asked;
	char text[VERIFIER_MAX_BYTES + 1];
	if (strcmp(http_path(request), "/key") == 0) {
		witness_key_write(&witness->key, text);
		answer(request, 200, "text/plain", text);
		return;
	}
	if (strcmp(http_path(request), "/add-checkpoint") != 0 || strcmp(http_method(request), "POST") != 0) {
		answer(request, 404, "text/plain", "POST /add-checkpoint, C2SP tlog-witness\n");
		return;
	}
	if (http_body_cut(request) || witness_request_read(http_body(request), &asked) != STATUS_OK) {
		answer(request, 400, "text/plain", "it is no request as C2SP tlog-witness has it\n");
		return;
	}
	struct watched_log *log = log_of(witness, asked.note);
	if (log)
		cosign(witness, log, request, &asked);
	else
		answer(request, 404, "text/plain", "that log is not known here\n");
}

/* A key of its own, made at the first start. */
static int open_key(struct witness *witness, const char *name, const char *folder)
{
	char path[KEPT_FILE_PATH_MAX_BYTES];
	struct buffer seed = { .cap = STATE_MAX_BYTES };
	uint8_t fresh[SEED_BYTES];
	if (mkdir(folder, 0700) != 0 && errno != EEXIST)
		return say(folder, strerror(errno));
	if (snprintf(path, sizeof path, "%s/witness.key", folder) >= (int)sizeof path)
		return say(folder, "the path is too long");
	enum status status = kept_file_read(path, &seed);
	if (status == STATUS_OK && !seed.length) {
		randombytes_buf(fresh, sizeof fresh);
		status = buffer_append(&seed, bytes_of(fresh, sizeof fresh));
		if (status == STATUS_OK)
			status = kept_file_write(path, buffer_bytes(&seed));
	}
	if (status == STATUS_OK && seed.length != SEED_BYTES)
		status = STATUS_MALFORMED;
	if (status == STATUS_OK && witness_key_of(witness->hasher, name, seed.at, &witness->key) != STATUS_OK) {
		buffer_close(&seed);
		return say(name, "a witness's name has 1 to 128 bytes, no blank and no plus sign");
	}
	buffer_close(&seed);
	return status == STATUS_OK ? EXIT_DONE : say(path, status_text(status));
}

static int open_logs(struct witness *witness, const char *folder, int count, char **verifiers)
{
	for (int i = 0; i < count; i++) {
		struct watched_log *log = &witness->log[witness->logs];
		char hex[17];
		if (witness->logs == LOGS_MAX || signer_read(witness->hasher, verifiers[i], &log->signer) != STATUS_OK)
			return say(verifiers[i],
			           "it is no log's verifier key, NAME+HEX+BASE64, or there are more than 256");
		const struct bytes name = bytes_of_text(log->signer.origin);
		struct hash hash = hash_pieces(witness->hasher, HASH_PLAIN, &name, 1);
		(void)sodium_bin2hex(hex, sizeof hex, hash.at, 8);
		if (snprintf(log->path, sizeof log->path, "%s/log-%s", folder, hex) >= (int)sizeof log->path ||
		    !recall(log))
			return say(log->path, "what was cosigned last cannot be read; without it nothing is cosigned");
		witness->logs++;
	}
	return EXIT_DONE;
}

static void on_end(void *context)
{
	loop_stop(context);
}

static int serve(struct witness *witness, const char *host, uint16_t port)
{
	struct loop *loop = NULL;
	struct http_server *server = NULL;
	char text[VERIFIER_MAX_BYTES];
	enum status status = loop_open(&loop);
	if (status == STATUS_OK)
		status = http_server_open(loop, host, port, handle, witness, &server);
	if (status == STATUS_OK)
		status = loop_watch_end(loop, on_end, loop);
	if (status == STATUS_OK) {
		witness_key_write(&witness->key, text);
		printf("witness:   %s\nlistening on http://%s:%u\n", text, host, http_server_port(server));
		(void)fflush(stdout);
		status = loop_run(loop);
	}
	if (server)
		http_server_close(server);
	loop_close(loop);
	return status == STATUS_OK ? EXIT_DONE : say(host, status_text(status));
}

static int run(const struct subcommand_options *options, int count, char **arguments)
{
	struct witness *witness = calloc(1, sizeof *witness);
	char host[256];
	char *end;
	(void)options;
	const char *colon = count >= 4 ? strrchr(arguments[2], ':') : NULL;
	unsigned long port = colon ? strtoul(colon + 1, &end, 10) : 0;
	if (!witness || !colon || *end || end == colon + 1 || port > UINT16_MAX ||
	    (size_t)(colon - arguments[2]) >= sizeof host) {
		free(witness);
		return subcommand_usage(&witness_subcommand);
	}
	(void)snprintf(host, sizeof host, "%.*s", (int)(colon - arguments[2]), arguments[2]);
	int code =
	    sodium_init() < 0 || hasher_open(&witness->hasher) != STATUS_OK ? say("witness", "no memory") : EXIT_DONE;
	if (code == EXIT_DONE)
		code = open_key(witness, arguments[0], arguments[1]);
	if (code == EXIT_DONE)
		code = open_logs(witness, arguments[1], count - 3, arguments + 3);
	if (code == EXIT_DONE)
		code = serve(witness, host, (uint16_t)port);
	hasher_close(witness->hasher);
	sodium_memzero(witness, sizeof *witness);
	free(witness);
	return code;
}
