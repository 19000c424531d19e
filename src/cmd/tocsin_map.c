/* tocsin map: makes a map of a file of OpenStreetMap, and shows what is in it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "atlas/draw.h"
#include "atlas/gazetteer.h"
#include "atlas/import.h"
#include "atlas/map_file.h"
#include "atlas/facts.h"
#include "cmd/subcommand.h"

static int run(const struct subcommand_options *options, int count, char **arguments);

extern const struct subcommand map_subcommand;
const struct subcommand map_subcommand = { "map", "import|show|find|at|draw ...", "makes a map, and asks it", run };

static int say(const char *what, const char *why)
{
	(void)fprintf(stderr, "tocsin: %s: %s\n", what, why);
	return EXIT_REFUSED;
}

/* At most one line in a tenth of a second: files are quicker than terminals. */
static void tell(void *context, unsigned step, unsigned steps, uint64_t done, uint64_t all)
{
	struct timespec *last = context, now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	int64_t since_ms = (now.tv_sec - last->tv_sec) * 1000 + (now.tv_nsec - last->tv_nsec) / 1000000;
	if (since_ms < 100 && done != all)
		return;
	*last = now;
	(void)fprintf(stderr, "\rreading, pass %u of %u: %3u %%", step + 1, steps,
	              all ? (unsigned)(done * 100 / all) : 100u);
}

static int say_fault(const struct map_import *import, enum status status)
{
	const struct osm_fault *fault = &import->fault;
	const char *why = fault->what && *fault->what ? fault->what : status_text(status);
	if (import->error)
		return say(import->blamed, strerror(import->error));
	if (fault->line)
		(void)fprintf(stderr, "tocsin: %s:%" PRIu64 ": %s\n", import->blamed, fault->line, why);
	else if (fault->block > 1)
		(void)fprintf(stderr, "tocsin: %s: block %" PRIu64 ", at byte %" PRIu64 ": %s\n", import->blamed,
		              fault->block, fault->at_byte, why);
	else
		return say(import->blamed, why);
	return EXIT_REFUSED;
}

static int tell_summary(const struct subcommand_options *options, const char *path, struct bytes summary)
{
	struct buffer text = { 0 };
	enum status status = options->json ? facts_tell_json(summary, &text) : facts_tell(summary, &text);
	if (status == STATUS_OK)
		(void)fwrite(text.at, 1, text.length, stdout);
	buffer_close(&text);
	return status == STATUS_OK ? EXIT_DONE : say(path, status_text(status));
}

/* porto.osm.pbf becomes porto.map, in the folder one stands in. */
static bool name_target(const char *source, char *target, size_t room)
{
	static const char *const endings[] = { ".osm.pbf", ".pbf", ".osm.xz", ".osm", ".gr.xz", ".gr" };
	const char *slash = strrchr(source, '/'), *name = slash ? slash + 1 : source;
	size_t length = strlen(name);
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		size_t tail = strlen(endings[i]);
		if (length > tail && strcmp(name + length - tail, endings[i]) == 0) {
			length -= tail;
			break;
		}
	}
	return length && snprintf(target, room, "%.*s.map", (int)length, name) < (int)room;
}

static int import(const struct subcommand_options *options, int count, char **arguments)
{
	struct map_import import = { 0 };
	char target[4096];
	struct timespec last = { 0 };
	const struct survey_progress progress = { tell, &last };
	bool watched = isatty(STDERR_FILENO);
	for (int i = 0; i < count; i++) {
		if (strcmp(arguments[i], "-o") == 0 && i + 1 < count)
			import.target = arguments[++i];
		else if (strcmp(arguments[i], "--mode") == 0 && i + 1 < count)
			import.mode = (unsigned)strtoul(arguments[++i], NULL, 10);
		else if (strcmp(arguments[i], "--progress") == 0)
			watched = true;
		else if (arguments[i][0] == '-' || import.source)
			return subcommand_usage(&map_subcommand);
		else
			import.source = arguments[i];
	}
	if (!import.source || (!import.target && !name_target(import.source, target, sizeof target)))
		return subcommand_usage(&map_subcommand);
	if (!import.target)
		import.target = target;
	if (watched)
		import.progress = &progress;
	enum status status = map_import_run(&import);
	if (watched)
		(void)fprintf(stderr, "\r%30s\r", "");
	int code = status == STATUS_OK ? tell_summary(options, import.target, buffer_bytes(&import.summary))
	                               : say_fault(&import, status);
	buffer_close(&import.summary);
	return code;
}

static int open_map(const char *path, struct map_file *map)
{
	const char *fault;
	enum status status = map_file_open(path, map, &fault);
	if (status == STATUS_OK)
		return EXIT_DONE;
	return say(path, status == STATUS_MISSING ? strerror(errno) : *fault ? fault : status_text(status));
}

static int show(const struct subcommand_options *options, int count, char **arguments)
{
	struct map_file map;
	if (count != 1)
		return subcommand_usage(&map_subcommand);
	int code = open_map(arguments[0], &map);
	if (code != EXIT_DONE)
		return code;
	if (!options->json) {
		for (unsigned i = 0; i < MAP_HASH_BYTES; i++)
			(void)printf("%02x", map.hash[i]);
		(void)printf("\n%12zu  bytes\n", map.file.length);
	}
	code = tell_summary(options, arguments[0], map.sections[MAP_SUMMARY]);
	map_file_close(&map);
	return code;
}

/* "45.5,-122.6" */
static bool read_place(const char *text, struct road_node *ret_at)
{
	char *comma, *end;
	double lat = strtod(text, &comma);
	if (comma == text || *comma != ',')
		return false;
	double lon = strtod(comma + 1, &end);
	if (end == comma + 1 || *end || !(fabs(lat) <= 90) || !(fabs(lon) <= 180))
		return false;
	*ret_at = (struct road_node){ (int32_t)lround(lat * 1e7), (int32_t)lround(lon * 1e7) };
	return true;
}

static int say_gazetteer(const char *path, enum status status)
{
	return say(path, status == STATUS_MISSING ? "the map has no gazetteer: import it anew" : status_text(status));
}

static json_t *json_of(const struct found_spot *found)
{
	json_t *object = json_pack("{s:s, s:s, s:f, s:f}", "kind", spot_text(found->kind), "label", found->label, "lat",
	                           found->at.lat_e7 / 1e7, "lon", found->at.lon_e7 / 1e7);
	if (object && found->distance_m != UINT32_MAX)
		(void)json_object_set_new(object, "distance_m", json_integer(found->distance_m));
	return object;
}

static void print_found(const struct found_spot *found)
{
	char away[32] = "";
	if (found->distance_m != UINT32_MAX)
		(void)snprintf(away, sizeof away, "%u m", found->distance_m);
	(void)printf("%-17s %10.5f,%.5f  %8s  %s\n", spot_text(found->kind), found->at.lat_e7 / 1e7,
	             found->at.lon_e7 / 1e7, away, found->label);
}

static int print_json(json_t *root)
{
	int code = root && json_dumpf(root, stdout, JSON_COMPACT) == 0 ? EXIT_DONE : EXIT_REFUSED;
	(void)putchar('\n');
	json_decref(root);
	return code;
}

static int print_all(const struct subcommand_options *options, const struct found_spot *found, uint32_t count)
{
	if (!options->json) {
		for (uint32_t i = 0; i < count; i++)
			print_found(&found[i]);
		return count ? EXIT_DONE : EXIT_REFUSED;
	}
	json_t *list = json_array();
	for (uint32_t i = 0; list && i < count; i++)
		(void)json_array_append_new(list, json_of(&found[i]));
	return print_json(list);
}

#define FOUND_MAX 10u

static int find(const struct subcommand_options *options, int count, char **arguments)
{
	static struct found_spot found[FOUND_MAX];
	struct gazetteer *gazetteer = NULL;
	struct map_file map;
	struct road_node near;
	uint32_t found_count = 0;
	bool is_near = count == 4 && strcmp(arguments[2], "--near") == 0 && read_place(arguments[3], &near);
	if (count != 2 && !is_near)
		return subcommand_usage(&map_subcommand);
	int code = open_map(arguments[0], &map);
	if (code != EXIT_DONE)
		return code;
	enum status status = gazetteer_open(&map, &gazetteer);
	if (status == STATUS_OK)
		status =
		    gazetteer_find(gazetteer, arguments[1], is_near ? &near : NULL, found, FOUND_MAX, &found_count);
	code = status == STATUS_OK ? print_all(options, found, found_count) : say_gazetteer(arguments[0], status);
	gazetteer_close(gazetteer);
	map_file_close(&map);
	return code;
}

static int at(const struct subcommand_options *options, int count, char **arguments)
{
	static struct found_here here;
	struct gazetteer *gazetteer = NULL;
	struct map_file map;
	struct road_node place;
	if (count != 2 || !read_place(arguments[1], &place))
		return subcommand_usage(&map_subcommand);
	int code = open_map(arguments[0], &map);
	if (code != EXIT_DONE)
		return code;
	enum status status = gazetteer_open(&map, &gazetteer);
	if (status == STATUS_OK)
		status = gazetteer_at(gazetteer, place, &here);
	if (status == STATUS_OK) {
		struct found_spot found[3];
		uint32_t found_count = 0;
		const struct found_spot *all[] = { &here.address, &here.street, &here.crossing };
		for (size_t i = 0; i < 3; i++)
			if (all[i]->kind)
				found[found_count++] = *all[i];
		code = print_all(options, found, found_count);
	} else {
		code = say_gazetteer(arguments[0], status);
	}
	gazetteer_close(gazetteer);
	map_file_close(&map);
	return code;
}

static int draw(const struct subcommand_options *options, int count, char **arguments)
{
	struct map_file map;
	(void)options;
	if (count != 3 || strcmp(arguments[1], "-o") != 0)
		return subcommand_usage(&map_subcommand);
	int code = open_map(arguments[0], &map);
	if (code != EXIT_DONE)
		return code;
	/* Only a map of OpenStreetMap has a gazetteer. */
	const char *credit = map.sections[MAP_GAZETTEER].length ? "© OpenStreetMap contributors, ODbL" : NULL;
	enum status status = map_draw(&map.roads.network, credit, arguments[2]);
	if (status != STATUS_OK)
		code = say(status == STATUS_MISSING ? arguments[0] : arguments[2],
		           status == STATUS_MISSING ? "its junctions have no places" : status_text(status));
	map_file_close(&map);
	return code;
}

static const struct {
	const char *name;
	int (*run)(const struct subcommand_options *options, int count, char **arguments);
} deeds[] = {
	{ "import", import }, { "show", show }, { "find", find }, { "at", at }, { "draw", draw },
};

static int run(const struct subcommand_options *options, int count, char **arguments)
{
	for (size_t i = 0; count && i < sizeof deeds / sizeof *deeds; i++)
		if (strcmp(arguments[0], deeds[i].name) == 0)
			return deeds[i].run(options, count - 1, arguments + 1);
	return subcommand_usage(&map_subcommand);
}
