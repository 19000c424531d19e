/* tocsin board: prints what is owed, the most urgent first. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>

#include "cmd/client.h"
#include "cmd/lines.h"

#define LINE_BYTES 256
/* So many are named. */
#define OLD_MAX 10u

static int run(const struct subcommand_options *options, int count, char **arguments);

extern const struct subcommand board_subcommand;
const struct subcommand board_subcommand = { "board", "", "prints what is owed, the most urgent first", run };

/* Units that were heard of, and not lately. */
static void print_old(const json_t *board)
{
	const json_t *unit;
	size_t i;
	unsigned count = 0;
	json_array_foreach(json_object_get(board, "units"), i, unit)
	{
		const char *name = json_string_value(json_object_get(unit, "name"));
		if (!name || !json_is_true(json_object_get(unit, "position_stale")))
			continue;
		if (count < OLD_MAX)
			printf("%s%s (%" JSON_INTEGER_FORMAT " s)", count ? ", " : "positions too old to go by: ", name,
			       json_integer_value(json_object_get(unit, "position_age_s")));
		count++;
	}
	if (count > OLD_MAX)
		printf(", and %u more", count - OLD_MAX);
	if (count)
		puts("");
}

static void print(const struct subcommand_options *options, const json_t *board, struct line *lines)
{
	char text[LINE_BYTES];
	unsigned count = lines_of(board, lines);
	printf("%" JSON_INTEGER_FORMAT " calls and %" JSON_INTEGER_FORMAT " incidents open, %" JSON_INTEGER_FORMAT
	       " obligations, entry %" JSON_INTEGER_FORMAT "\n",
	       json_integer_value(json_object_get(board, "open_calls")),
	       json_integer_value(json_object_get(board, "open_incidents")),
	       json_integer_value(json_object_get(board, "open_obligations")),
	       json_integer_value(json_object_get(board, "sequence")));
	long long flood = json_integer_value(json_object_get(board, "flood"));
	if (flood)
		printf("FLOOD: %lld messages in a second; real callers are among them\n", flood);
	print_old(board);
	if (count)
		puts(LINES_HEAD);
	for (unsigned i = 0; i < count; i++) {
		line_write(&lines[i], text, sizeof text);
		bool late = lines[i].left_us < 0 || lines[i].unheeded;
		printf("%s%s%s\n", options->colour && late ? "\x1b[31m" : "", text,
		       options->colour && late ? "\x1b[0m" : "");
	}
}

static int run(const struct subcommand_options *options, int count, char **arguments)
{
	(void)arguments;
	if (count)
		return subcommand_usage(&board_subcommand);
	struct line *lines = calloc(LINES_MAX, sizeof *lines);
	struct client_answer answer = client_ask(options, "/v1/board", NULL);
	if (lines && answer.code == 200 && !options->json)
		print(options, answer.json, lines);
	free(lines);
	return client_finish(options, &answer);
}
