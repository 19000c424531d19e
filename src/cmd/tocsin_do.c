/* tocsin do: gives any command of the list by its name. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "cmd/client.h"

#define PATH_MAX_BYTES 128

static int run(const struct subcommand_options *options, int count, char **arguments);

extern const struct subcommand do_subcommand;
const struct subcommand do_subcommand = { "do", "COMMAND [NAME=VALUE...]", "gives any command; docs/lists.md has all",
	                                  run };

/* Of a unit that was sent: whether it was the one that was recommended. */
static void print_followed(const json_t *answer)
{
	static const char *const words[][2] = { { "yes", "as recommended" },
		                                { "other", "others are recommended; `choose` says why" },
		                                { "none", "nothing was recommended" } };
	size_t i;
	json_t *event;
	json_array_foreach(json_object_get(answer, "events"), i, event)
	{
		const char *followed = json_string_value(json_object_get(event, "followed"));
		for (size_t k = 0; followed && k < sizeof words / sizeof *words; k++)
			if (strcmp(followed, words[k][0]) == 0)
				puts(words[k][1]);
	}
}

static int run(const struct subcommand_options *options, int count, char **arguments)
{
	char path[PATH_MAX_BYTES];
	if (count < 1 || strlen(arguments[0]) > 64)
		return subcommand_usage(&do_subcommand);
	json_t *body = client_members(count - 1, arguments + 1);
	if (!body)
		return EXIT_WRONG_USAGE;
	(void)snprintf(path, sizeof path, "/v1/commands/%s", arguments[0]);
	struct client_answer answer = client_ask(options, path, body);
	json_decref(body);
	if (answer.code == 200 && !options->json) {
		/* Shown this once: they are derived, and stored nowhere. */
		static const char *const secrets[] = { "token", "phone_password" };
		printf("done, entry %" JSON_INTEGER_FORMAT "\n",
		       json_integer_value(json_object_get(answer.json, "sequence")));
		print_followed(answer.json);
		for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++) {
			const char *secret = json_string_value(json_object_get(answer.json, secrets[i]));
			if (secret)
				printf("%s: %s\n", secrets[i], secret);
		}
	}
	return client_finish(options, &answer);
}
