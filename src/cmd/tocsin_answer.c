/* tocsin answer: answers a waiting call. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "cmd/client.h"

#define LEADING 1
#define MEMBER_MAX_BYTES 256

static int run(const struct subcommand_options *options, int count, char **arguments);

extern const struct subcommand answer_subcommand;
const struct subcommand answer_subcommand = { "answer", "CALL", "answers a waiting call", run };

static int run(const struct subcommand_options *options, int count, char **arguments)
{
	static const char *const leading[LEADING] = { "call" };
	char member[LEADING][MEMBER_MAX_BYTES];
	if (count < LEADING)
		return subcommand_usage(&answer_subcommand);
	for (int i = 0; i < LEADING; i++) {
		(void)snprintf(member[i], MEMBER_MAX_BYTES, "%s=%s", leading[i], arguments[i]);
		arguments[i] = member[i];
	}
	json_t *body = client_members(count, arguments);
	if (!body)
		return EXIT_WRONG_USAGE;
	struct client_answer answer = client_ask(options, "/v1/commands/answer", body);
	json_decref(body);
	if (answer.code == 200 && !options->json)
		printf("done, entry %" JSON_INTEGER_FORMAT "\n",
		       json_integer_value(json_object_get(answer.json, "sequence")));
	return client_finish(options, &answer);
}
