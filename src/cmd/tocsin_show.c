/* tocsin show: the whole timeline of one call, incident or unit. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/client.h"

#define PATH_MAX_BYTES 64

static int run(const struct subcommand_options *options, int count, char **arguments);

extern const struct subcommand show_subcommand;
const struct subcommand show_subcommand = { "show", "CALL | incident=N | unit=N",
	                                    "the whole timeline of one call, incident or unit", run };

static const char *word(const json_t *json, const char *name)
{
	const char *value = json_string_value(json_object_get(json, name));
	return value ? value : "";
}

static void print_entry(const json_t *entry)
{
	static const char *const texts[] = { "words", "place", "caller", "contact", "reason" };
	size_t i;
	json_t *event;
	printf("%8" JSON_INTEGER_FORMAT "  %s  %s by %s", json_integer_value(json_object_get(entry, "sequence")),
	       word(entry, "at"), word(entry, "command"), word(entry, "asker"));
	if (json_object_get(entry, "actor"))
		printf(" %" JSON_INTEGER_FORMAT, json_integer_value(json_object_get(entry, "actor")));
	(void)putchar('\n');
	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		if (*word(entry, texts[i]))
			printf("%10s%s: %s\n", "", texts[i], word(entry, texts[i]));
	json_array_foreach(json_object_get(entry, "events"), i, event)
	    printf("%10s%s %s %s\n", "", word(event, "kind"), word(event, "owed"), word(event, "due"));
}

static int run(const struct subcommand_options *options, int count, char **arguments)
{
	static const struct {
		const char *before, *list;
	} rows[] = { { "incident=", "incidents" }, { "unit=", "units" }, { "", "calls" } };
	char path[PATH_MAX_BYTES];
	size_t row = 0;
	while (count == 1 && strncmp(arguments[0], rows[row].before, strlen(rows[row].before)) != 0)
		row++;
	const char *number = count == 1 ? arguments[0] + strlen(rows[row].before) : "";
	if (count != 1 || strtol(number, NULL, 10) < 1 || strlen(number) > 10)
		return subcommand_usage(&show_subcommand);
	(void)snprintf(path, sizeof path, "/v1/%s/%s", rows[row].list, number);
	struct client_answer answer = client_ask(options, path, NULL);
	size_t i;
	json_t *entry;
	if (answer.code == 200 && !options->json)
		json_array_foreach(json_object_get(answer.json, "timeline"), i, entry) print_entry(entry);
	return client_finish(options, &answer);
}
