/* Witnesses of the log, asked on a thread of their own. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "publish/witnesses.h"

#include <curl/curl.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/cosignature.h"
#include "ledger/witness_request.h"
#include "loop/worker.h"

static const struct {
	const char *json, *words;
} standings[] = {
#define STANDING(NAME, JSON, WORDS) [WITNESS_##NAME] = { JSON, WORDS },
	WITNESS_STANDING_LIST(STANDING)
#undef STANDING
};

#define ANSWER_MAX_BYTES 16384u
#define WHY_BYTES 160u

struct witness {
	struct witness_setup setup;
	struct witness_key key;
	enum witness_standing standing;
	char why[WHY_BYTES];
	uint64_t size; /* what it cosigned last, or says that it has seen */
	struct instant at, asked;
	bool pending;
};

struct witnesses {
	struct public_log *log;
	struct worker *worker;
	struct hasher *hasher;
	struct witness witness[WITNESSES_MAX];
	unsigned count;
	struct buffer note; /* the last one cosigned, with the lines that came */
	uint64_t noted;     /* its size */
};

/* One question; nothing of the witnesses is touched by the thread. */
struct question {
	struct worker_job job;
	struct witnesses *of;
	unsigned which;
	char url[WITNESS_URL_BYTES + 32];
	struct buffer body, note, answer;
	uint64_t size;
	long code;
	CURLcode trouble;
};

static void drop(struct worker_job *job)
{
	struct question *question = (struct question *)job;
	buffer_close(&question->body);
	buffer_close(&question->note);
	buffer_close(&question->answer);
	free(question);
}

static size_t take(char *at, size_t size, size_t count, void *context)
{
	struct buffer *answer = context;
	size_t length = size * count;
	if (answer->length + length > ANSWER_MAX_BYTES || buffer_append(answer, bytes_of(at, length)) != STATUS_OK)
		return 0;
	return length;
}

static CURLcode perform(CURL *curl, struct question *question)
{
	CURLcode code = curl_easy_setopt(curl, CURLOPT_URL, question->url);
	code = code ? code : curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	code = code ? code : curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)WITNESS_WAIT_S);
	code = code ? code : curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	code = code ? code : curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
	code = code ? code : curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
	code = code ? code : curl_easy_setopt(curl, CURLOPT_WRITEDATA, &question->answer);
	code = code ? code : curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)question->body.length);
	code = code ? code : curl_easy_setopt(curl, CURLOPT_POSTFIELDS, (const char *)question->body.at);
	code = code ? code : curl_easy_perform(curl);
	return code ? code : curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &question->code);
}

static void ask(struct worker_job *job)
{
	struct question *question = (struct question *)job;
	CURL *curl = curl_easy_init();
	question->trouble = curl ? perform(curl, question) : CURLE_OUT_OF_MEMORY;
	curl_easy_cleanup(curl);
}

/* What changes is said once, where the one who keeps the server sees it. */
static void stand(struct witness *witness, enum witness_standing standing, const char *why)
{
	if (standing != witness->standing)
		(void)fprintf(stderr, "tocsind: witness %s: %s%s%s\n", witness->key.name, standings[standing].words,
		              *why ? ": " : "", why);
	witness->standing = standing;
	(void)snprintf(witness->why, sizeof witness->why, "%s", why);
}

static enum status add_line(struct witnesses *all, const struct question *question, struct bytes line)
{
	if (question->size < all->noted)
		return STATUS_OK; /* a newer one has been cosigned by another */
	enum status status = STATUS_OK;
	if (question->size > all->noted) {
		buffer_clear(&all->note);
		all->noted = question->size;
		status = buffer_append(&all->note, buffer_bytes(&question->note));
	} else if (memmem(all->note.at, all->note.length, line.at, line.length)) {
		return STATUS_OK;
	}
	if (status == STATUS_OK)
		status = buffer_append(&all->note, line);
	return status == STATUS_OK ? buffer_append_text(&all->note, "\n") : status;
}

static void take_cosignature(struct witnesses *all, struct witness *witness, const struct question *question)
{
	struct bytes body, line;
	struct instant at;
	enum status status = note_body(buffer_bytes(&question->note), &body)
	                         ? cosignature_check(&witness->key, body, buffer_bytes(&question->answer), &at, &line)
	                         : STATUS_MALFORMED;
	if (status != STATUS_OK) {
		stand(witness, WITNESS_LIES, status == STATUS_MISSING ? "there is no line of its key in it" : "");
		return;
	}
	witness->size = question->size;
	witness->at = at;
	stand(witness, WITNESS_GOOD, "");
	if (add_line(all, question, line) != STATUS_OK)
		buffer_clear(&all->note);
}

/* It has seen another size last than we thought: after our start that is usual, and it is asked from there. */
static void take_size(struct witnesses *all, struct witness *witness, struct question *question)
{
	char text[48] = "";
	char *end;
	size_t length = question->answer.length < sizeof text - 1 ? question->answer.length : sizeof text - 1;
	if (length)
		memcpy(text, question->answer.at, length);
	unsigned long long size = strtoull(text, &end, 10);
	if (*text < '0' || *text > '9' || (*end && *end != '\n')) {
		stand(witness, WITNESS_REFUSES, "409, without saying what it has seen");
		return;
	}
	if (size > public_log_size(all->log)) {
		(void)snprintf(text, sizeof text, "%llu entries", size);
		stand(witness, WITNESS_AHEAD, text);
		return;
	}
	if (size == witness->size && size == question->size) {
		stand(witness, WITNESS_AHEAD, "another root at the same size");
		return;
	}
	witness->size = size;
	witness->asked = (struct instant){ 0 }; /* at the next turn */
}

static void on_done(struct worker_job *job)
{
	struct question *question = (struct question *)job;
	struct witnesses *all = question->of;
	struct witness *witness = &all->witness[question->which];
	char why[WHY_BYTES] = "";
	witness->pending = false;
	if (question->trouble != CURLE_OK) {
		stand(witness, WITNESS_GONE, curl_easy_strerror(question->trouble));
	} else if (question->code == 200) {
		take_cosignature(all, witness, question);
	} else if (question->code == 409) {
		take_size(all, witness, question);
	} else {
		int length = question->answer.length < 100 ? (int)question->answer.length : 100;
		(void)snprintf(why, sizeof why, "%ld %.*s", question->code, length,
		               length ? (const char *)question->answer.at : "");
		for (char *at = why; *at; at++)
			*at = (unsigned char)*at < ' ' || *at == 0x7f ? ' '
			                                              : *at; /* from outside, and told on a terminal */
		stand(witness, WITNESS_REFUSES, why);
	}
	drop(job);
}

static enum status fill(struct witnesses *all, const struct witness *witness, struct question *question)
{
	struct witness_request request = { .old = witness->size };
	question->size = public_log_size(all->log);
	(void)snprintf(question->url, sizeof question->url, "%s/add-checkpoint", witness->setup.url);
	enum status status = buffer_append(&question->note, public_log_checkpoint(all->log));
	if (status == STATUS_OK && witness->size && witness->size < question->size)
		status = public_log_consistency(all->log, witness->size, question->size, &request.path);
	request.note = buffer_bytes(&question->note);
	return status == STATUS_OK ? witness_request_write(&request, &question->body) : status;
}

static void ask_one(struct witnesses *all, unsigned which, struct instant now)
{
	struct witness *witness = &all->witness[which];
	struct question *question = calloc(1, sizeof *question);
	witness->asked = now;
	if (!question)
		return; /* at the next turn, then */
	question->job = (struct worker_job){ .work = ask, .done = on_done };
	question->of = all;
	question->which = which;
	witness->pending =
	    fill(all, witness, question) == STATUS_OK && worker_ask(all->worker, &question->job) == STATUS_OK;
	if (!witness->pending)
		drop(&question->job);
}

void witnesses_turn(struct witnesses *all, struct instant now)
{
	uint64_t size = public_log_size(all->log);
	for (unsigned i = 0; i < all->count && size; i++) {
		const struct witness *witness = &all->witness[i];
		int64_t since_us = instant_since(now, witness->asked).us;
		bool more = size > witness->size || witness->standing != WITNESS_GOOD;
		if (!witness->pending &&
		    (since_us < 0 || since_us >= span_s(more ? WITNESS_APART_S : WITNESS_BEAT_S).us))
			ask_one(all, i, now);
	}
}

enum status witnesses_open(struct loop *loop, struct public_log *log, const struct witness_setup *setup, unsigned count,
                           unsigned *ret_which, struct witnesses **ret_witnesses)
{
	struct witnesses *all = count <= WITNESSES_MAX ? calloc(1, sizeof *all) : NULL;
	if (!all)
		return count > WITNESSES_MAX ? STATUS_LIMIT : STATUS_MEMORY;
	all->log = log;
	enum status status = hasher_open(&all->hasher);
	for (; all->count < count && status == STATUS_OK; all->count += status == STATUS_OK) {
		struct witness *witness = &all->witness[all->count];
		witness->setup = setup[all->count];
		*ret_which = all->count;
		status = witness_key_read(all->hasher, witness->setup.key, &witness->key);
	}
	if (status == STATUS_OK)
		status = curl_global_init(CURL_GLOBAL_DEFAULT) == 0 ? worker_open(loop, &all->worker) : STATUS_MEMORY;
	if (status != STATUS_OK) {
		witnesses_close(all);
		return status;
	}
	*ret_witnesses = all;
	return STATUS_OK;
}

void witnesses_close(struct witnesses *all)
{
	if (!all)
		return;
	if (all->worker)
		worker_close(all->worker, drop);
	hasher_close(all->hasher);
	buffer_close(&all->note);
	free(all);
}

enum status witnesses_note(const struct witnesses *all, struct buffer *out)
{
	return all->note.length ? buffer_append(out, buffer_bytes(&all->note)) : STATUS_MISSING;
}

static json_t *describe(const struct witness *witness)
{
	char at[INSTANT_TEXT_BYTES];
	json_t *json = json_pack("{s:s, s:s, s:s, s:s, s:I}", "name", witness->key.name, "url", witness->setup.url,
	                         "standing", standings[witness->standing].json, "words",
	                         standings[witness->standing].words, "size", (json_int_t)witness->size);
	if (json && *witness->why)
		(void)json_object_set_new(json, "why", json_string(witness->why));
	if (json && instant_known(witness->at)) {
		instant_write(witness->at, at);
		(void)json_object_set_new(json, "cosigned_at", json_string(at));
	}
	return json;
}

enum status witnesses_list(const struct witnesses *all, struct buffer *out)
{
	json_t *list = json_array();
	for (unsigned i = 0; list && i < all->count; i++) {
		json_t *one = describe(&all->witness[i]);
		if (!one || json_array_append_new(list, one) != 0) {
			json_decref(list);
			list = NULL;
		}
	}
	char *text = list ? json_dumps(list, JSON_COMPACT) : NULL;
	enum status status = text ? buffer_append_text(out, text) : STATUS_MEMORY;
	free(text);
	json_decref(list);
	return status;
}
