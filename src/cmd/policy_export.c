/* A policy for other elements: plain PRR on standard output, and on standard error what they will not know. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/policy_export.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>
#include <stdlib.h>

#include "cmd/subcommand.h"
#include "control/document.h"
#include "policy/plain.h"
#include "proof/differ.h"
#include "routing/zones.h"
#include "wire/jws.h"

#define YEAR_S (365 * 24 * 3600)

struct exported {
	const char *path, *key_path, *chain_path; /* key NULL: it is not signed */
	struct plain_terms terms;
	struct buffer text, plain, notes;
	struct problems problems;
	bool cut;
};

static const char *const usage =
    "usage: tocsin policy export FILE [--from MOMENT] [--until MOMENT] [--nearly] [--sign KEY --certificate CHAIN]\n"
    "       moments as 2026-12-31T00:00:00Z; a clock with daylight saving is written out until then\n";

static bool take_options(struct exported *x, int count, char **arguments)
{
	for (int i = 1; i < count && arguments[i]; i++) {
		const char *next = i + 1 < count ? arguments[i + 1] : NULL;
		bool from = strcmp(arguments[i], "--from") == 0, until = strcmp(arguments[i], "--until") == 0;
		if (strcmp(arguments[i], "--nearly") == 0)
			x->terms.nearly = true;
		else if ((from || until) && next && instant_read(next, from ? &x->terms.from : &x->terms.until))
			i++;
		else if (strcmp(arguments[i], "--sign") == 0 && next)
			x->key_path = arguments[++i];
		else if (strcmp(arguments[i], "--certificate") == 0 && next)
			x->chain_path = arguments[++i];
		else if (!x->path && arguments[i][0] != '-')
			x->path = arguments[i];
		else
			return false;
	}
	x->terms.from.us -= x->terms.from.us % 1000000; /* i3's periods are of whole seconds */
	x->terms.until.us -= x->terms.until.us % 1000000;
	return x->path && !x->key_path == !x->chain_path && instant_before(x->terms.from, x->terms.until);
}

/* It must be one that could take effect here. */
static enum status read_strictly(struct exported *x)
{
	const struct tz_source zones = zones_of_system();
	struct manifest *manifest = NULL;
	struct family *family = NULL;
	enum status status = manifest_built_in(&manifest);
	if (status == STATUS_OK)
		status = document_read(x->path, &x->text);
	if (status == STATUS_OK)
		status =
		    prr_read(buffer_bytes(&x->text), x->path, PROFILE_STRICT, &zones, manifest, &x->problems, &family);
	if (status == STATUS_OK)
		family_close(family);
	manifest_close(manifest);
	return status;
}

/* The prover compares both: the one written, with what only says more of the same ways left in it. */
static enum status compare(struct exported *x, struct buffer *words, uint32_t *ret_kinds)
{
	const struct tz_source zones = zones_of_system();
	const struct terms terms = { x->terms.from, TERMS_HUMAN_WITHIN_S, TERMS_LIVES_DAYS, NULL };
	struct plain_terms kept = x->terms;
	struct problems joined = { 0 };
	struct buffer notes = { 0 }, plain = { 0 }, before = { 0 }, after = { 0 };
	bool cut;
	kept.keep_ways = true;
	enum status status =
	    policies_plain(buffer_bytes(&x->text), x->path, &zones, &kept, &joined, &notes, &plain, &cut);
	if (status == STATUS_OK)
		status = policies_within(buffer_bytes(&x->text), kept.from, kept.until, &before);
	if (status == STATUS_OK)
		status = policies_within(buffer_bytes(&plain), kept.from, kept.until, &after);
	if (status == STATUS_OK)
		status = documents_differ(buffer_bytes(&before), buffer_bytes(&after), zones, &terms, &joined, words,
		                          ret_kinds);
	buffer_close(&notes);
	buffer_close(&plain);
	buffer_close(&before);
	buffer_close(&after);
	buffer_close(&joined.text);
	return status;
}

static void say(const struct buffer *text)
{
	if (text->length)
		(void)fwrite(text->at, 1, text->length, stderr);
}

static enum status read_file(const char *path, struct buffer *text)
{
	errno = 0;
	enum status status = document_read(path, text);
	if (status != STATUS_OK)
		(void)fprintf(stderr, "tocsin: %s: %s\n", path,
		              status == STATUS_MISSING ? strerror(errno) : status_text(status));
	return status;
}

static enum status sign_each(const struct exported *x, struct bytes key, struct bytes chain, struct buffer *out)
{
	json_t *list = json_loadb((const char *)x->plain.at, x->plain.length, 0, NULL);
	enum status status = list ? buffer_append_text(out, "[") : STATUS_MEMORY;
	for (size_t i = 0; i < json_array_size(list) && status == STATUS_OK; i++) {
		char *text = json_dumps(json_array_get(list, i), JSON_COMPACT);
		if (i)
			status = buffer_append_text(out, ",\n");
		if (status == STATUS_OK)
			status = text ? jws_sign(bytes_of_text(text), key, chain, out) : STATUS_MEMORY;
		free(text);
	}
	json_decref(list);
	return status == STATUS_OK ? buffer_append_text(out, "]") : status;
}

/* The policies become what a Policy Store takes, a JWS each. */
static bool sign_all(struct exported *x)
{
	struct buffer key = { .cap = JWS_PEM_MAX_BYTES }, chain = { .cap = JWS_PEM_MAX_BYTES }, out = { 0 };
	enum status status = read_file(x->key_path, &key);
	if (status == STATUS_OK)
		status = read_file(x->chain_path, &chain);
	if (status == STATUS_OK) {
		status = sign_each(x, buffer_bytes(&key), buffer_bytes(&chain), &out);
		if (status != STATUS_OK)
			(void)fprintf(
			    stderr, "tocsin: %s: %s\n", x->key_path,
			    status == STATUS_MALFORMED
				? "it is no Ed448 key in PEM, or not that of the first certificate of --certificate"
				: status_text(status));
	}
	/* The key was in there. */
	if (key.at)
		explicit_bzero(key.at, key.length);
	buffer_close(&key);
	buffer_close(&chain);
	buffer_close(&x->plain);
	x->plain = out;
	return status == STATUS_OK;
}

static int tell(struct exported *x)
{
	char until[INSTANT_TEXT_BYTES];
	struct buffer words = { 0 };
	uint32_t kinds = 0;
	enum status status = compare(x, &words, &kinds);
	say(&x->notes);
	instant_write(x->terms.until, until);
	if (status != STATUS_OK)
		(void)fprintf(stderr, "tocsin: %s: it cannot be compared with what was written: %s\n", x->path,
		              status_text(status));
	else if (kinds)
		say(&words);
	else
		(void)fprintf(stderr, "%s: proved: every call goes the same ways by what was written%s%s\n", x->path,
		              x->cut ? ", until " : "", x->cut ? until : "");
	buffer_close(&words);
	if (status != STATUS_OK || (kinds && !x->terms.nearly))
		return EXIT_REFUSED;
	if (x->key_path && !sign_all(x))
		return EXIT_REFUSED;
	bool good = fwrite(x->plain.at, 1, x->plain.length, stdout) == x->plain.length && putchar('\n') != EOF;
	return good ? EXIT_DONE : EXIT_REFUSED;
}

int policy_export(int count, char **arguments, struct instant now)
{
	struct exported x = { .terms = { .from = now, .until = instant_after(now, span_s(YEAR_S)) },
		              .text = { .cap = FAMILY_DOCUMENT_BYTES_MAX + 1 } };
	const struct tz_source zones = zones_of_system();
	if (count < 1 || strcmp(arguments[0], "export") != 0)
		return -1;
	if (!take_options(&x, count, arguments)) {
		(void)fputs(usage, stderr);
		return EXIT_WRONG_USAGE;
	}
	errno = 0;
	enum status status = read_strictly(&x);
	if (status == STATUS_OK)
		status = policies_plain(buffer_bytes(&x.text), x.path, &zones, &x.terms, &x.problems, &x.notes,
		                        &x.plain, &x.cut);
	say(&x.problems.text);
	if (status != STATUS_OK && !x.problems.count)
		(void)fprintf(stderr, "tocsin: %s: %s\n", x.path,
		              status == STATUS_MISSING ? strerror(errno) : status_text(status));
	int code = status == STATUS_OK ? tell(&x) : EXIT_REFUSED;
	buffer_close(&x.text);
	buffer_close(&x.plain);
	buffer_close(&x.notes);
	buffer_close(&x.problems.text);
	return code;
}
