/* tocsin coverage: how well the free units cover the map, and who should cover from elsewhere. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "cmd/client.h"

static int run(const struct subcommand_options *options, int count, char **arguments);

extern const struct subcommand coverage_subcommand;
const struct subcommand coverage_subcommand = { "coverage", "[moves]",
	                                        "how well the free units cover the map, or who should move", run };

static const char *word(const json_t *json, const char *name)
{
	const char *value = json_string_value(json_object_get(json, name));
	return value ? value : "";
}

static double part(const json_t *json, const char *name, double of)
{
	return of > 0 ? (double)json_integer_value(json_object_get(json, name)) * 100 / of : 0;
}

static void print_coverage(const json_t *answer)
{
	double total = (double)json_integer_value(json_object_get(answer, "total"));
	printf("%" JSON_INTEGER_FORMAT " free units, target %" JSON_INTEGER_FORMAT " s\n",
	       json_integer_value(json_object_get(answer, "units")),
	       json_integer_value(json_object_get(answer, "target_s")));
	const json_t *demand = json_object_get(answer, "demand");
	bool calls = strcmp(word(demand, "by"), "calls") == 0;
	printf("%6.1f %%  of the %s are reached in time\n", part(answer, "covered", total),
	       calls ? "calls" : "junctions");
	printf("%6.1f %%  by a unit that is free then\n", part(answer, "expected_millionths", 1e6));
	printf("%6.1f %%  cannot be reached by anybody\n", part(answer, "unreached", total));
	printf("%6lld s  from the nearest unit, on average\n",
	       json_integer_value(json_object_get(answer, "mean_ms")) / 1000);
	if (calls)
		printf("calls are expected where %" JSON_INTEGER_FORMAT " came from: %s\n",
		       json_integer_value(json_object_get(demand, "calls")), word(demand, "from"));
	else
		puts("where calls come from is not known: each junction counts as one");
}

static void print_moves(const json_t *answer)
{
	const json_t *moves = json_object_get(answer, "moves");
	size_t i;
	json_t *move;
	puts(json_array_size(moves) ? "unit                     to                        covers more"
	                            : "nobody need move");
	json_array_foreach(moves, i, move) printf("%-23s  %-23s  %8.2f %%\n", word(move, "name"), word(move, "to"),
	                                          part(move, "gain_millionths", 1e6));
}

static int run(const struct subcommand_options *options, int count, char **arguments)
{
	bool moves = count == 1 && strcmp(arguments[0], "moves") == 0;
	if (count && !moves)
		return subcommand_usage(&coverage_subcommand);
	struct client_answer answer = client_ask(options, moves ? "/v1/move-ups" : "/v1/coverage", NULL);
	if (answer.code == 200 && !options->json)
		(moves ? print_moves : print_coverage)(answer.json);
	return client_finish(options, &answer);
}
