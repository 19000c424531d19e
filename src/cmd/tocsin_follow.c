/* tocsin follow: what comes in at the center that is in charge goes to one that runs beside it, for a trial. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <curl/curl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "cmd/client.h"

#define LINE_MAX_BYTES (4u << 20)
#define AGAIN_S 2

static int run(const struct subcommand_options *options, int count, char **arguments);

extern const struct subcommand follow_subcommand;
const struct subcommand follow_subcommand = { "follow", "URL",
	                                      "hands each call that comes in at URL to the trial center at --url",
	                                      run };

/* The call of the trial that a call of the real center became; nothing for those that were there before. */
struct twin {
	char code[64];
	uint32_t call;
};

struct follower {
	const struct subcommand_options *to;
	struct buffer line;
	struct twin *twin; /* by the real center's number */
	size_t room;
	uint64_t last; /* the entry heard last */
	uint64_t calls, words, unknown;
	bool failed;
};

static struct twin *twin_of(struct follower *follower, uint32_t call)
{
	if (call >= follower->room) {
		size_t room = call + 1024;
		struct twin *grown = reallocarray(follower->twin, room, sizeof *grown);
		if (!grown)
			return NULL;
		memset(grown + follower->room, 0, (room - follower->room) * sizeof *grown);
		follower->twin = grown;
		follower->room = room;
	}
	return &follower->twin[call];
}

/* The number of the first event of a kind; 0 if there is none. */
static uint32_t number_of(const json_t *entry, const char *kind, const char *name)
{
	size_t i;
	json_t *event;
	json_array_foreach(json_object_get(entry, "events"), i, event)
	{
		const char *said = json_string_value(json_object_get(event, "kind"));
		if (said && strcmp(said, kind) == 0)
			return (uint32_t)json_integer_value(json_object_get(event, name));
	}
	return 0;
}

static const json_t *event_of(const json_t *entry, const char *kind)
{
	size_t i;
	json_t *event;
	json_array_foreach(json_object_get(entry, "events"), i, event)
	{
		const char *said = json_string_value(json_object_get(event, "kind"));
		if (said && strcmp(said, kind) == 0)
			return event;
	}
	return NULL;
}

static void put_degrees(json_t *body, const json_t *event, const char *from, const char *name)
{
	const json_t *e7 = json_object_get(event, from);
	if (e7)
		(void)json_object_set_new(body, name, json_real((double)json_integer_value(e7) / 1e7));
}

/* The words and place that came with an entry, as a new call takes them. */
static json_t *body_of(const json_t *entry, const json_t *event)
{
	static const char *const same[] = { "words", "place" };
	json_t *body = json_object();
	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		if (json_object_get(entry, same[i]))
			(void)json_object_set(body, same[i], json_object_get(entry, same[i]));
	put_degrees(body, event, "lat_e7", "lat");
	put_degrees(body, event, "lon_e7", "lon");
	return body;
}

/* Asks the trial center, under a key of the real entry, so that what is heard twice is one call. */
static json_t *hand_on(struct follower *follower, const char *path, json_t *body, const char *code, uint64_t sequence)
{
	char key[64];
	(void)snprintf(key, sizeof key, "follow-%" PRIu64, sequence);
	struct subcommand_options to = *follower->to;
	to.token = code;
	struct client_answer answer = client_ask_as(&to, path, body, code ? "Call" : NULL, key);
	json_decref(body);
	if (answer.code >= 200 && answer.code < 300)
		return answer.json;
	struct subcommand_options told = { .json = false };
	(void)client_finish(&told, &answer);
	follower->failed = true;
	return NULL;
}

static void new_call(struct follower *follower, const json_t *entry, uint64_t sequence)
{
	const json_t *placed = event_of(entry, "call_placed");
	uint32_t call = number_of(entry, "call_placed", "call");
	struct twin *twin = call ? twin_of(follower, call) : NULL;
	if (!twin)
		return;
	json_t *answer = hand_on(follower, "/v1/calls", body_of(entry, placed), NULL, sequence);
	const char *code = json_string_value(json_object_get(answer, "code"));
	if (code) {
		(void)snprintf(twin->code, sizeof twin->code, "%s", code);
		twin->call = (uint32_t)json_integer_value(json_object_get(answer, "call"));
		follower->calls++;
	}
	json_decref(answer);
}

static void more(struct follower *follower, const json_t *entry, uint32_t call, const char *what, uint64_t sequence)
{
	char path[64];
	struct twin *twin = twin_of(follower, call);
	if (!twin || !twin->call) {
		follower->unknown++;
		return;
	}
	(void)snprintf(path, sizeof path, "/v1/calls/%" PRIu32 "/%s", twin->call, what);
	json_decref(hand_on(follower, path, body_of(entry, NULL), twin->code, sequence));
	follower->words++;
}

static void hear(struct follower *follower, const char *text, size_t length)
{
	json_t *entry = json_loadb(text, length, 0, NULL);
	uint64_t sequence = (uint64_t)json_integer_value(json_object_get(entry, "sequence"));
	uint32_t call;
	if (sequence)
		follower->last = sequence;
	if (number_of(entry, "call_placed", "call"))
		new_call(follower, entry, sequence);
	else if ((call = number_of(entry, "text_added", "call")) != 0)
		more(follower, entry, call, "text", sequence);
	else if ((call = number_of(entry, "caller_left", "call")) != 0)
		more(follower, entry, call, "hang_up", sequence);
	json_decref(entry);
	(void)fprintf(stderr, "\r%" PRIu64 " calls, %" PRIu64 " words and hang-ups, %" PRIu64 " of older calls   ",
	              follower->calls, follower->words, follower->unknown);
}

/* Bytes of the feed, cut into lines; those that begin with data: are entries. */
static size_t take(char *at, size_t size, size_t count, void *context)
{
	struct follower *follower = context;
	struct buffer *line = &follower->line;
	for (size_t i = 0; i < size * count; i++) {
		if (at[i] != '\n') {
			if (buffer_append(line, bytes_of(at + i, 1)) != STATUS_OK)
				return 0;
			continue;
		}
		if (line->length > 6 && memcmp(line->at, "data: ", 6) == 0)
			hear(follower, (const char *)line->at + 6, line->length - 6);
		line->length = 0;
		if (follower->failed)
			return 0;
	}
	return size * count;
}

static CURLcode read_feed(struct follower *follower, const char *url, const char *token)
{
	char text[512];
	CURL *curl = curl_easy_init();
	struct curl_slist *head = NULL;
	(void)snprintf(text, sizeof text, "Authorization: Bearer %.400s", token ? token : "");
	head = curl_slist_append(head, text);
	(void)snprintf(text, sizeof text, "Last-Event-ID: %" PRIu64, follower->last);
	if (follower->last)
		head = curl_slist_append(head, text);
	(void)snprintf(text, sizeof text, "%.480s/v1/feed", url);
	CURLcode code = curl ? curl_easy_setopt(curl, CURLOPT_URL, text) : CURLE_OUT_OF_MEMORY;
	code = code ? code : curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	code = code ? code : curl_easy_setopt(curl, CURLOPT_HTTPHEADER, head);
	code = code ? code : curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
	code = code ? code : curl_easy_setopt(curl, CURLOPT_WRITEDATA, follower);
	code = code ? code : curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
	code = code ? code : curl_easy_perform(curl);
	curl_slist_free_all(head);
	curl_easy_cleanup(curl);
	return code;
}

/* Only a center that runs beside another one is fed: the real one would have each call twice. */
static bool is_trial(const struct subcommand_options *options)
{
	struct client_answer answer = client_ask(options, "/v1/health", NULL);
	const char *purpose = json_string_value(json_object_get(answer.json, "purpose"));
	bool trial = purpose && (strcmp(purpose, "parallel") == 0 || strcmp(purpose, "training") == 0);
	if (answer.code && !trial)
		(void)fprintf(stderr, "tocsin: %s is no trial: start that center with `tocsind --parallel`\n",
		              options->url);
	json_decref(answer.json);
	return trial;
}

static int run(const struct subcommand_options *options, int count, char **arguments)
{
	struct follower follower = { .to = options, .line = { .cap = LINE_MAX_BYTES } };
	const char *token = getenv("TOCSIN_LIVE_TOKEN");
	if (count != 1 || arguments[0][0] == '-')
		return subcommand_usage(&follow_subcommand);
	if (!is_trial(options))
		return EXIT_REFUSED;
	CURLcode code = CURLE_OK;
	while (!follower.failed) {
		code = read_feed(&follower, arguments[0], token);
		if (code == CURLE_HTTP_RETURNED_ERROR)
			break;
		(void)fprintf(stderr, "\ntocsin: %s: the feed ended (%s); again in %d s\n", arguments[0],
		              curl_easy_strerror(code), AGAIN_S);
		(void)sleep(AGAIN_S);
	}
	if (code == CURLE_HTTP_RETURNED_ERROR)
		(void)fprintf(stderr,
		              "\ntocsin: %s: the feed is refused: TOCSIN_LIVE_TOKEN wants the token of an agent there "
		              "who may read, and a feed goes back 10,000 entries at most\n",
		              arguments[0]);
	buffer_close(&follower.line);
	free(follower.twin);
	return EXIT_REFUSED;
}
