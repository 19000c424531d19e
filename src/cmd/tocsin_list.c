/* tocsin list: hazards, lookouts, who can be asked for help, or what was ever said of a place. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/client.h"

#define PATH_MAX_BYTES 160

static int run(const struct subcommand_options *options, int count, char **arguments);

extern const struct subcommand list_subcommand;
const struct subcommand list_subcommand = { "list", "hazards | bolos | resources | place=LAT,LON [RADIUS_M]",
	                                    "what holds for all, or was ever said of a place", run };

/* What stands in front of a line: the first of these that the item has. */
static void print_item(const json_t *item)
{
	static const char *const numbers[] = { "call", "incident", "notice", "closure", "provider" };
	static const char *const texts[] = { "at",    "issued_at", "until", "type",   "name",
		                             "state", "place",     "words", "contact" };
	const json_t *value;
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if ((value = json_object_get(item, numbers[i])))
			printf("%s %" JSON_INTEGER_FORMAT " ", numbers[i], json_integer_value(value));
	if ((value = json_object_get(item, "distance_m")))
		printf(" %" JSON_INTEGER_FORMAT " m", json_integer_value(value));
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (json_is_string(value = json_object_get(item, texts[i])))
			printf("  %s", json_string_value(value));
	(void)putchar('\n');
}

/* A latitude and a longitude parted by a comma, and perhaps a radius. */
static bool place_path(int count, char **arguments, char path[PATH_MAX_BYTES])
{
	char *middle, *end = NULL, *rest = NULL;
	double lat = strtod(arguments[0] + 6, &middle);
	double lon = *middle == ',' ? strtod(middle + 1, &end) : 0;
	long radius_m = count == 2 ? strtol(arguments[1], &rest, 10) : 100;
	if (!end || *end || count > 2 || (rest && *rest) || radius_m < 1)
		return false;
	(void)snprintf(path, PATH_MAX_BYTES, "/v1/places?lat=%.7f&lon=%.7f&radius_m=%ld&limit=1000", lat, lon,
	               radius_m);
	return true;
}

static int run(const struct subcommand_options *options, int count, char **arguments)
{
	static const char *const lists[] = { "hazards", "bolos", "resources" };
	static const char *const members[] = { "hazards", "bolos", "providers", "items" };
	char path[PATH_MAX_BYTES] = "";
	size_t which = 0, i;
	while (count && which < 3 && strcmp(arguments[0], lists[which]) != 0)
		which++;
	if (count == 1 && which < 3)
		(void)snprintf(path, sizeof path, "/v1/%s%s", lists[which], which < 2 ? "?limit=1000" : "");
	bool placed = count && strncmp(arguments[0], "place=", 6) == 0;
	if (!*path && !(placed && place_path(count, arguments, path)))
		return subcommand_usage(&list_subcommand);
	struct client_answer answer = client_ask(options, path, NULL);
	json_t *item;
	if (answer.code == 200 && !options->json) {
		json_array_foreach(json_object_get(answer.json, members[which]), i, item) print_item(item);
		if (json_object_get(answer.json, "before"))
			puts("and older ones: --json has where they begin");
	}
	return client_finish(options, &answer);
}
