/* tocsin close: closes a call or an incident with a disposition; a refusal lists what is still owed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "cmd/client.h"

static int run(const struct subcommand_options *options, int count, char **arguments);

extern const struct subcommand close_subcommand;
const struct subcommand close_subcommand = { "close", "call=N|incident=N DISPOSITION [reason=...]",
	                                     "closes it, as one who answers for it", run };

static int run(const struct subcommand_options *options, int count, char **arguments)
{
	if (count < 2 || !strchr(arguments[0], '=') || strchr(arguments[1], '='))
		return subcommand_usage(&close_subcommand);
	const char *disposition = arguments[1];
	arguments[1] = arguments[0];
	json_t *body = client_members(count - 1, arguments + 1);
	if (!body || json_object_set_new(body, "disposition", json_string(disposition)) != 0)
		return EXIT_WRONG_USAGE;
	struct client_answer answer = client_ask(options, "/v1/commands/close", body);
	json_decref(body);
	if (answer.code == 200 && !options->json)
		printf("closed, entry %" JSON_INTEGER_FORMAT "\n",
		       json_integer_value(json_object_get(answer.json, "sequence")));
	return client_finish(options, &answer);
}
