/* tocsin call: places a call for help, as anybody may. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "cmd/client.h"

static int run(const struct subcommand_options *options, int count, char **arguments);

extern const struct subcommand call_subcommand;
const struct subcommand call_subcommand = { "call", "WORDS [NAME=VALUE...]", "places a call for help", run };

static int run(const struct subcommand_options *options, int count, char **arguments)
{
	if (count < 1)
		return subcommand_usage(&call_subcommand);
	json_t *body = client_members(count - 1, arguments + 1);
	if (!body || json_object_set_new(body, "words", json_string(arguments[0])) != 0)
		return EXIT_WRONG_USAGE;
	struct client_answer answer = client_ask(options, "/v1/calls", body);
	json_decref(body);
	if (answer.code == 201 && !options->json)
		printf("call %" JSON_INTEGER_FORMAT " is kept, entry %" JSON_INTEGER_FORMAT "; its code: %s\n",
		       json_integer_value(json_object_get(answer.json, "call")),
		       json_integer_value(json_object_get(answer.json, "sequence")),
		       json_string_value(json_object_get(answer.json, "code")));
	return client_finish(options, &answer);
}
