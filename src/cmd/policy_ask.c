/* What a running center is asked of its policies. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/policy_ask.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "control/document.h"
#include "policy/family.h"

#define PATH_MAX_BYTES 64

static const char *word(const json_t *json, const char *name)
{
	const char *value = json_string_value(json_object_get(json, name));
	return value ? value : "";
}

static void print_line(const json_t *policy)
{
	json_t *warning;
	size_t i;
	printf("%4" JSON_INTEGER_FORMAT "  %-13s %-23s put up %.19s by %s\n",
	       json_integer_value(json_object_get(policy, "policy")), word(policy, "standing"), word(policy, "name"),
	       word(policy, "proposed_at"), word(policy, "proposed_by"));
	json_array_foreach(json_object_get(policy, "warnings"), i, warning)
	    printf("      runs out: %s\n", word(warning, "words"));
}

static int list(const struct subcommand_options *options)
{
	struct client_answer answer = client_ask(options, "/v1/policies", NULL);
	json_t *policy;
	size_t i;
	if (answer.code == 200 && !options->json) {
		json_array_foreach(json_object_get(answer.json, "policies"), i, policy) print_line(policy);
		if (!json_array_size(json_object_get(answer.json, "policies")))
			puts("none was ever put up");
	}
	return client_finish(options, &answer);
}

static void print_question(const json_t *question)
{
	printf("%-9s %-2s %s", word(question, "answer"), word(question, "code"), word(question, "asks"));
	if (json_object_get(question, "clauses"))
		printf("  [%" JSON_INTEGER_FORMAT " clauses, %" JSON_INTEGER_FORMAT " lemmas, checked]",
		       json_integer_value(json_object_get(question, "clauses")),
		       json_integer_value(json_object_get(question, "lemmas")));
	(void)putchar('\n');
	for (const char *line = word(question, "words"); *line;) {
		size_t length = strcspn(line, "\n");
		printf("             %.*s\n", (int)length, line);
		line += length + (line[length] == '\n');
	}
}

static void print_policy(const json_t *policy)
{
	const json_t *judgement = json_object_get(policy, "judgement");
	json_t *question;
	size_t i;
	print_line(policy);
	if (json_object_get(policy, "of"))
		printf("%" JSON_INTEGER_FORMAT " of %" JSON_INTEGER_FORMAT " questions were asked\n",
		       json_integer_value(json_object_get(policy, "asked")),
		       json_integer_value(json_object_get(policy, "of")));
	(void)fputs(word(judgement, "trouble"), stdout);
	json_array_foreach(json_object_get(judgement, "questions"), i, question) print_question(question);
	if (json_object_get(judgement, "differences"))
		printf("\nWhat changes for callers:\n%s", word(judgement, "differences"));
}

static int show(const struct subcommand_options *options, const char *number)
{
	char path[PATH_MAX_BYTES];
	(void)snprintf(path, sizeof path, "/v1/policies/%s", number);
	struct client_answer answer = client_ask(options, path, NULL);
	if (answer.code == 200 && !options->json)
		print_policy(answer.json);
	return client_finish(options, &answer);
}

static int propose(const struct subcommand_options *options, const char *file)
{
	struct buffer text = { .cap = FAMILY_DOCUMENT_BYTES_MAX };
	errno = 0;
	enum status status = document_read(file, &text);
	if (status == STATUS_OK)
		status = buffer_append(&text, bytes_of("", 1));
	if (status != STATUS_OK || text.length < 2) {
		(void)fprintf(stderr, "tocsin: %s: %s\n", file,
		              errno                 ? strerror(errno)
		              : status != STATUS_OK ? status_text(status)
		                                    : "it is empty");
		buffer_close(&text);
		return EXIT_REFUSED;
	}
	/* As it is: the record has the very bytes that somebody signed or reviewed. */
	struct client_answer answer = client_send(options, "/v1/policies", (const char *)text.at);
	json_t *events = json_object_get(answer.json, "events");
	buffer_close(&text);
	if (answer.code == 200 && !options->json)
		printf("policy %" JSON_INTEGER_FORMAT
		       " is put up and being proved; `tocsin policy show %" JSON_INTEGER_FORMAT
		       "` says what of it holds\n",
		       json_integer_value(json_object_get(json_array_get(events, 0), "policy")),
		       json_integer_value(json_object_get(json_array_get(events, 0), "policy")));
	return client_finish(options, &answer);
}

static int give(const struct subcommand_options *options, const char *command, const char *number, const char *reason)
{
	char path[PATH_MAX_BYTES];
	(void)snprintf(path, sizeof path, "/v1/commands/%s", command);
	json_t *body = json_pack("{s:I}", "policy", (json_int_t)strtol(number, NULL, 10));
	if (reason)
		(void)json_object_set_new(body, "reason", json_string(reason));
	struct client_answer answer = client_ask(options, path, body);
	json_decref(body);
	return client_finish(options, &answer);
}

static int prove_again(const struct subcommand_options *options, const char *number)
{
	char path[PATH_MAX_BYTES];
	(void)snprintf(path, sizeof path, "/v1/policies/%s/prove", number);
	json_t *body = json_object();
	struct client_answer answer = client_ask(options, path, body);
	json_decref(body);
	return client_finish(options, &answer);
}

static bool is_number(const char *text)
{
	return *text >= '1' && *text <= '9' && strspn(text, "0123456789") == strlen(text) && strlen(text) < 10;
}

int policy_ask(const struct subcommand_options *options, int count, char **arguments)
{
	const char *verb = count ? arguments[0] : "", *what = count > 1 ? arguments[1] : "";
	const char *reason = count > 2 ? arguments[2] : NULL;
	if (count == 1 && strcmp(verb, "list") == 0)
		return list(options);
	if (count == 2 && strcmp(verb, "propose") == 0)
		return propose(options, what);
	if (!is_number(what) || count > 3)
		return -1;
	if (count == 2 && strcmp(verb, "show") == 0)
		return show(options, what);
	if (count == 2 && strcmp(verb, "prove-again") == 0)
		return prove_again(options, what);
	if (strcmp(verb, "approve") == 0)
		return give(options, "approve_policy", what, reason);
	if (strcmp(verb, "activate") == 0)
		return give(options, "activate_policy", what, reason);
	return -1;
}
