/* One policy being proved: all questions asked, and what they came to written down for the ledger. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "routing/judging.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "proof/differ.h"
#include "routing/zones.h"

/* gzip's window and header. */
#define GZIP_WINDOW (15 + 16)

enum status judging_read(struct bytes text, struct bytes manifest_text, const char *name, struct problems *problems,
                         struct family **ret_family)
{
	const struct tz_source zones = zones_of_system();
	struct manifest *manifest = NULL;
	enum status status = manifest_text.length ? manifest_read(manifest_text, "manifest", problems, &manifest)
	                                          : manifest_built_in(&manifest);
	if (status == STATUS_OK)
		status = prr_read(text, name, PROFILE_STRICT, &zones, manifest, problems, ret_family);
	manifest_close(manifest);
	return status;
}

enum status judging_manifest(struct bytes record, struct buffer *ret_manifest)
{
	json_t *json = json_loadb((const char *)record.at, record.length, 0, NULL);
	json_t *names = json_object_get(json, "manifest");
	json_t *manifest = json_array_size(names) ? json_pack("{s:O}", "protected", names) : NULL;
	char *text = manifest ? json_dumps(manifest, 0) : NULL;
	enum status status = text ? buffer_append_text(ret_manifest, text) : manifest ? STATUS_MEMORY : STATUS_OK;
	free(text);
	json_decref(manifest);
	json_decref(json);
	return status;
}

enum status judging_plan(struct bytes text, struct plan *ret_plan)
{
	struct problems problems = { 0 }, warnings = { 0 };
	enum status status = text.length ? run_card_read(text, "plan", &problems, &warnings, ret_plan) : STATUS_MISSING;
	buffer_close(&problems.text);
	buffer_close(&warnings.text);
	return status == STATUS_OK || status == STATUS_MEMORY ? status : STATUS_MISSING;
}

/* The thread's progress: a number is enough, whoever asks has the list of questions too. */
static void on_progress(void *context, const struct policy_question *question, uint32_t done, uint32_t of)
{
	struct judging *judging = context;
	(void)question;
	atomic_store(&judging->asked, done);
	atomic_store(&judging->of, of);
}

static json_t *text_of(const struct buffer *buffer)
{
	json_t *text = json_stringn((const char *)buffer->at, buffer->length);
	return text ? text : json_string("");
}

static json_t *hash_of(const uint8_t hash[32])
{
	char text[65];
	for (unsigned i = 0; i < 32; i++)
		(void)snprintf(text + 2 * i, 3, "%02x", hash[i]);
	return json_string(text);
}

static json_t *judgement_json(const struct family *family, const struct judgement *j)
{
	const struct policy *policy = &family->policy[j->policy];
	json_t *json =
	    json_pack("{s:s,s:s,s:s,s:s,s:s,s:b,s:s,s:o}", "type", policy->type, "name", policy->name, "question",
	              j->question->name, "code", j->question->code, "asks", j->question->asks, "blocking",
	              j->question->blocking, "answer", answer_name(j->answer), "words", text_of(&j->words));
	if (json && j->certificate.clauses) {
		(void)json_object_set_new(json, "clauses", json_integer((json_int_t)j->certificate.clauses));
		(void)json_object_set_new(json, "lemmas", json_integer((json_int_t)j->certificate.lemmas));
		(void)json_object_set_new(json, "hash", hash_of(j->certificate.hash));
	}
	return json;
}

/* One stream of gzip. */
struct packer {
	z_stream stream;
	struct buffer *out;
	enum status status;
};

static void pack(struct packer *packer, struct bytes bytes, int flush)
{
	uint8_t piece[16384];
	packer->stream.next_in = (uint8_t *)(uintptr_t)bytes.at; /* zlib reads it and does not change it */
	packer->stream.avail_in = (uInt)bytes.length;
	do {
		packer->stream.next_out = piece;
		packer->stream.avail_out = sizeof piece;
		if (deflate(&packer->stream, flush) == Z_STREAM_ERROR)
			packer->status = STATUS_MEMORY;
		if (packer->status == STATUS_OK)
			packer->status =
			    buffer_append(packer->out, bytes_of(piece, sizeof piece - packer->stream.avail_out));
	} while (packer->status == STATUS_OK && !packer->stream.avail_out);
}

static void pack_line(struct packer *packer, const char *what, const struct judgement *j)
{
	char line[128];
	int length = snprintf(line, sizeof line, "c %s %u %s\n", what, j->policy, j->question->code);
	pack(packer, bytes_of(line, (size_t)length), Z_NO_FLUSH);
}

/* STATUS_LIMIT: they are too long to be kept. */
static enum status pack_proofs(const struct judgements *all, struct buffer *out)
{
	struct packer packer = { .out = out };
	out->cap = JUDGING_PROOFS_MAX_BYTES;
	if (deflateInit2(&packer.stream, Z_BEST_SPEED, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return STATUS_MEMORY;
	for (uint32_t i = 0; i < all->count && packer.status == STATUS_OK; i++) {
		const struct judgement *j = &all->judgement[i];
		if (!j->cnf.length)
			continue;
		pack_line(&packer, "formula", j);
		pack(&packer, buffer_bytes(&j->cnf), Z_NO_FLUSH);
		pack_line(&packer, "proof", j);
		pack(&packer, buffer_bytes(&j->drat), Z_NO_FLUSH);
	}
	if (packer.status == STATUS_OK)
		pack(&packer, (struct bytes){ 0 }, Z_FINISH);
	(void)deflateEnd(&packer.stream);
	return packer.status;
}

static json_t *questions_json(const struct family *family, const struct judgements *all)
{
	json_t *list = json_array();
	for (uint32_t i = 0; i < all->count; i++)
		(void)json_array_append_new(list, judgement_json(family, &all->judgement[i]));
	return list;
}

/* What changes for callers, in words; where that cannot be told, why. */
static void put_differences(struct judging *judging, json_t *json)
{
	struct buffer words = { 0 };
	struct problems problems = { 0 };
	uint32_t kinds = 0;
	if (!judging->before.length)
		return;
	enum status status = documents_differ(buffer_bytes(&judging->before), buffer_bytes(&judging->text),
	                                      zones_of_system(), &judging->terms, &problems, &words, &kinds);
	if (status != STATUS_OK && words.length == 0)
		(void)buffer_print(&words, "It cannot be told what changes for callers: %s\n", status_text(status));
	(void)json_object_set_new(json, "differences", text_of(&words));
	(void)json_object_set_new(json, "kinds", json_integer(kinds));
	buffer_close(&words);
	buffer_close(&problems.text);
}

static json_t *manifest_names(const struct judging *judging)
{
	json_t *json = json_loadb((const char *)judging->manifest.at, judging->manifest.length, 0, NULL);
	json_t *names = json_object_get(json, "protected");
	names = json_is_array(names) ? json_incref(names) : json_array();
	json_decref(json);
	return names;
}

static json_t *begin_record(const struct judging *judging)
{
	char from[INSTANT_TEXT_BYTES];
	instant_write(judging->terms.from, from);
	return json_pack("{s:i,s:s,s:i,s:i,s:o}", "checker", CHECKER_VERSION, "from", from, "human_within_s",
	                 judging->terms.human_within_s, "lives_days", judging->terms.lives_days, "manifest",
	                 manifest_names(judging));
}

/* What stands in the way without any question having been asked. */
static void put_trouble(struct judging *judging, json_t *json, enum status status, const struct problems *problems)
{
	static const char large[] = "It is too large or too tangled to be judged; make it simpler.\n";
	judging->against = 1;
	json_t *words = problems->text.length    ? text_of(&problems->text)
	                : status == STATUS_LIMIT ? json_string(large)
	                : status == STATUS_MISSING
	                    ? json_string("It has no policy with which calls or incidents begin.\n")
	                    : json_string(status_text(status));
	(void)json_object_set_new(json, "trouble", words);
}

static void ask(struct judging *judging, const struct family *family, json_t *json)
{
	struct judgements all = { 0 };
	const struct problems none = { 0 };
	enum status status = questions_ask(family, &judging->terms, on_progress, judging, &all);
	if (status != STATUS_OK) {
		put_trouble(judging, json, status, &none);
		return;
	}
	judging->against = all.against;
	(void)json_object_set_new(json, "questions", questions_json(family, &all));
	status = pack_proofs(&all, &judging->proofs);
	if (status != STATUS_OK) {
		buffer_clear(&judging->proofs);
		(void)json_object_set_new(
		    json, "proofs_left_out",
		    json_string("longer than is kept; `tocsin policy prove --proofs` makes them again"));
	}
	judgements_close(&all);
	put_differences(judging, json);
}

void judging_work(struct worker_job *job)
{
	struct judging *judging = (struct judging *)job;
	struct problems problems = { 0 };
	struct family *family = NULL;
	struct plan plan = { 0 };
	json_t *json = begin_record(judging);
	enum status status = json ? judging_plan(buffer_bytes(&judging->plan), &plan) : STATUS_MEMORY;
	judging->terms.plan = status == STATUS_OK ? &plan : NULL;
	if (status == STATUS_OK || status == STATUS_MISSING)
		status = judging_read(buffer_bytes(&judging->text), buffer_bytes(&judging->manifest), "policy",
		                      &problems, &family);
	if (json && status == STATUS_OK)
		ask(judging, family, json);
	else if (json)
		put_trouble(judging, json, status, &problems);
	(void)json_object_set_new(json, "against", json_integer(judging->against));
	char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
	judging->status = text ? buffer_append_text(&judging->record, text) : STATUS_MEMORY;
	free(text);
	json_decref(json);
	family_close(family);
	judging->terms.plan = NULL;
	run_card_close(&plan);
	buffer_close(&problems.text);
}

void judging_close(struct judging *judging)
{
	if (!judging)
		return;
	buffer_close(&judging->text);
	buffer_close(&judging->before);
	buffer_close(&judging->plan);
	buffer_close(&judging->manifest);
	buffer_close(&judging->record);
	buffer_close(&judging->proofs);
	free(judging);
}
