/* tocsin recommend: who should go to an incident, when they would be there, and why. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/client.h"

#define PATH_MAX_BYTES 64

static int run(const struct subcommand_options *options, int count, char **arguments);

extern const struct subcommand recommend_subcommand;
const struct subcommand recommend_subcommand = { "recommend", "INCIDENT [--anew]",
	                                         "who should go to an incident, when they would be there, and why",
	                                         run };

static const char *word(const json_t *json, const char *name)
{
	const char *value = json_string_value(json_object_get(json, name));
	return value ? value : "";
}

/* As a shell takes it for one word. */
static void print_quoted(const char *name, const char *value)
{
	printf(" '%s=", name);
	for (; *value; value++)
		if (*value == '\'')
			(void)fputs("'\\''", stdout);
		else
			(void)putchar(*value);
	(void)putchar('\'');
}

/* The command that asks the plan's agencies, where units are missing. */
static void print_help(const json_t *help)
{
	if (!help)
		return;
	printf("tocsin do request_agency incident=%" JSON_INTEGER_FORMAT,
	       json_integer_value(json_object_get(help, "incident")));
	print_quoted("rows", word(help, "rows"));
	print_quoted("words", word(help, "words"));
	(void)putchar('\n');
}

static void print(const json_t *answer)
{
	const json_t *record = json_object_get(answer, "record"), *picks = json_object_get(answer, "recommended");
	size_t i;
	json_t *pick;
	printf("incident %" JSON_INTEGER_FORMAT ", entry %" JSON_INTEGER_FORMAT ", as of %s\n",
	       json_integer_value(json_object_get(answer, "incident")),
	       json_integer_value(json_object_get(answer, "sequence")), word(record, "at"));
	puts(json_array_size(picks) ? "unit                     there in  row  why" : "nobody is recommended");
	json_array_foreach(picks, i, pick)
	{
		long long eta_s = json_integer_value(json_object_get(pick, "eta_s"));
		printf("%-23s %4lld:%02lld %5" JSON_INTEGER_FORMAT "  %s\n", word(pick, "name"), eta_s / 60, eta_s % 60,
		       json_integer_value(json_object_get(pick, "row")), word(pick, "why"));
	}
	printf("\n%s", word(record, "words"));
	print_help(json_object_get(record, "help"));
}

static int run(const struct subcommand_options *options, int count, char **arguments)
{
	char path[PATH_MAX_BYTES];
	bool anew = count == 2 && strcmp(arguments[1], "--anew") == 0;
	if ((count != 1 && !anew) || strtol(arguments[0], NULL, 10) < 1 || strlen(arguments[0]) > 10)
		return subcommand_usage(&recommend_subcommand);
	(void)snprintf(path, sizeof path, "/v1/incidents/%s/recommendation", arguments[0]);
	json_t *body = anew ? json_object() : NULL;
	struct client_answer answer = client_ask(options, path, body);
	json_decref(body);
	if (answer.code == 200 && !options->json)
		print(answer.json);
	return client_finish(options, &answer);
}
