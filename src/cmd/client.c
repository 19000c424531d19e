/* The server as its clients see it: a request, and the JSON that comes back. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/client.h"

#include <curl/curl.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "core/command.h"

#define URL_MAX_BYTES 2048
/* Larger answers are not this server's. */
#define ANSWER_MAX_BYTES (256u << 20)

static size_t take(char *at, size_t size, size_t count, void *context)
{
	return buffer_append(context, bytes_of(at, size * count)) == STATUS_OK ? size * count : 0;
}

static struct curl_slist *headers(const struct subcommand_options *options, bool post, const char *scheme,
                                  const char *key)
{
	char line[512], fresh[33];
	uint8_t random[16];
	struct curl_slist *list = curl_slist_append(NULL, "Content-Type: application/json");
	if (post) {
		randombytes_buf(random, sizeof random);
		(void)sodium_bin2hex(fresh, sizeof fresh, random, sizeof random);
		(void)snprintf(line, sizeof line, "Idempotency-Key: %.255s", key ? key : fresh);
		list = curl_slist_append(list, line);
	}
	if (options->token) {
		(void)snprintf(line, sizeof line, "Authorization: %s %.400s", scheme ? scheme : "Bearer",
		               options->token);
		list = curl_slist_append(list, line);
	}
	return list;
}

static CURLcode perform(CURL *curl, const char *url, struct curl_slist *head, const char *text, struct buffer *body)
{
	CURLcode code = curl_easy_setopt(curl, CURLOPT_URL, url);
	code = code ? code : curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	code = code ? code : curl_easy_setopt(curl, CURLOPT_HTTPHEADER, head);
	code = code ? code : curl_easy_setopt(curl, CURLOPT_TIMEOUT, CLIENT_WAIT_S);
	code = code ? code : curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
	code = code ? code : curl_easy_setopt(curl, CURLOPT_WRITEDATA, body);
	if (!code && text)
		code = curl_easy_setopt(curl, CURLOPT_POSTFIELDS, text);
	return code ? code : curl_easy_perform(curl);
}

struct client_answer client_ask(const struct subcommand_options *options, const char *path, const json_t *body)
{
	return client_ask_as(options, path, body, NULL, NULL);
}

static struct client_answer send_text(const struct subcommand_options *options, const char *path, const char *text,
                                      const char *scheme, const char *key)
{
	struct client_answer answer = { 0 };
	struct buffer bytes = { .cap = ANSWER_MAX_BYTES };
	char url[URL_MAX_BYTES];
	CURL *curl = curl_easy_init();
	struct curl_slist *head = headers(options, text != NULL, scheme, key);
	(void)snprintf(url, sizeof url, "%s%s", options->url, path);
	CURLcode code = curl ? perform(curl, url, head, text, &bytes) : CURLE_OUT_OF_MEMORY;
	if (code == CURLE_OK)
		(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.code);
	else
		(void)fprintf(stderr, "tocsin: %s: %s. Is the server running there? (--url or TOCSIN_URL)\n", url,
		              curl_easy_strerror(code));
	json_t *json = bytes.length ? json_loadb((const char *)bytes.at, bytes.length, 0, NULL) : NULL;
	answer.json = json ? json : json_null();
	curl_slist_free_all(head);
	curl_easy_cleanup(curl);
	buffer_close(&bytes);
	return answer;
}

struct client_answer client_ask_as(const struct subcommand_options *options, const char *path, const json_t *body,
                                   const char *scheme, const char *key)
{
	char *text = body ? json_dumps(body, JSON_COMPACT) : NULL;
	if (body && !text) {
		(void)fprintf(stderr, "tocsin: %s\n", status_text(STATUS_MEMORY));
		return (struct client_answer){ .json = json_null() };
	}
	struct client_answer answer = send_text(options, path, text, scheme, key);
	free(text);
	return answer;
}

struct client_answer client_send(const struct subcommand_options *options, const char *path, const char *text)
{
	return send_text(options, path, text, "Bearer", NULL);
}

static const char *word(const json_t *json, const char *name)
{
	const char *value = json_string_value(json_object_get(json, name));
	return value ? value : "";
}

static void print_refusal(const struct client_answer *answer)
{
	const json_t *json = answer->json;
	(void)fprintf(stderr, "tocsin: refused (%ld %s): %s", answer->code, word(json, "rule"), word(json, "title"));
	if (*word(json, "field"))
		(void)fprintf(stderr, " [%s]", word(json, "field"));
	if (*word(json, "detail"))
		(void)fprintf(stderr, ": %s", word(json, "detail"));
	(void)fputc('\n', stderr);
	size_t i;
	json_t *blocker;
	json_array_foreach(json_object_get(json, "blockers"), i, blocker)(void)
	    fprintf(stderr, "  open: %s (obligation %s)\n", word(blocker, "owed"), word(blocker, "obligation"));
	if (answer->code == 401)
		(void)fputs(
		    "  A token is needed: --token or TOCSIN_TOKEN. The first is printed at the server's first start.\n",
		    stderr);
}

int client_finish(const struct subcommand_options *options, struct client_answer *answer)
{
	bool done = answer->code >= 200 && answer->code < 300;
	if (options->json && answer->code) {
		(void)json_dumpf(answer->json, stdout, JSON_INDENT(2));
		(void)putchar('\n');
	} else if (answer->code && !done) {
		print_refusal(answer);
	}
	json_decref(answer->json);
	return done ? EXIT_DONE : EXIT_REFUSED;
}

/* Whether a member is words whatever they look like: the unit that is named 12 is added as name=12. */
static bool is_words(const char *name)
{
	for (unsigned text = 0; text < TEXT_COUNT; text++)
		if (strcmp(name, text_name(text)) == 0)
			return true;
	for (unsigned field = 0; field < FIELD_COUNT; field++)
		if (strcmp(name, field_table[field].name) == 0)
			return field_table[field].wire == WIRE_NAME;
	return false;
}

/* Handles have more digits than a JSON number is sure to keep; they stay strings, as all does that is no number. */
static json_t *member(const char *name, const char *text)
{
	bool degrees = strcmp(name, "lat") == 0 || strcmp(name, "lon") == 0;
	char *end;
	double real = degrees ? strtod(text, &end) : 0;
	if (degrees && *text && !*end)
		return json_real(real);
	long long number = strtoll(text, &end, 10);
	size_t digits = strlen(text);
	return digits && digits < 10 && !*end && !is_words(name) ? json_integer(number) : json_string(text);
}

json_t *client_members(int count, char **arguments)
{
	json_t *members = json_object();
	for (int i = 0; members && i < count; i++) {
		const char *equals = strchr(arguments[i], '=');
		if (!equals || equals == arguments[i]) {
			(void)fprintf(stderr, "tocsin: %s: NAME=VALUE is wanted\n", arguments[i]);
			json_decref(members);
			return NULL;
		}
		char *name = strndup(arguments[i], (size_t)(equals - arguments[i]));
		json_t *value = name ? member(name, equals + 1) : NULL;
		if (!value || !name || json_object_set_new(members, name, value) != 0)
			(void)fprintf(stderr, "tocsin: %s: not UTF-8\n", arguments[i]);
		free(name);
	}
	return members;
}
