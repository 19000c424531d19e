/* tocsin what-if: recorded calls run again under other plans, and what would have been, side by side. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "inquiry/record.h"
#include "cmd/subcommand.h"
#include "history/source.h"
#include "roads/line.h"
#include "whatif/gather.h"
#include "whatif/gather_record.h"
#include "whatif/report.h"

#define ON_SCENE_S 1200u
#define DELAY_S 60u

static int run(const struct subcommand_options *options, int count, char **arguments);

extern const struct subcommand what_if_subcommand;
const struct subcommand what_if_subcommand = { "what-if", "CALLS [OPTION...] [--case 'NAME: key=value ...']...",
	                                       "runs recorded calls under other plans", run };

/* What was asked for, and what was opened for it. */
struct asked {
	const char *calls, *map, *roads, *places, *svg, *outcomes, *zone, *begins;
	unsigned threads;
	bool progress;
	struct whatif_case base, cases[CASES_MAX];
	unsigned count;
	struct gather_rules rules;
	struct jemss_texts texts;
	struct map_file map_file;
	bool map_open;
	struct city city;
	struct buffer places_text;
	uint32_t *peer;
	struct case_result results[CASES_MAX];
};

static int say(const char *what, const char *why)
{
	(void)fprintf(stderr, "tocsin: %s: %s\n", what, why);
	return EXIT_REFUSED;
}

static int say_line(const char *what, uint64_t line, const char *why)
{
	if (!line)
		return say(what, why);
	(void)fprintf(stderr, "tocsin: %s:%" PRIu64 ": %s\n", what, line, why);
	return EXIT_REFUSED;
}

/* A case begins as the options stand that were given before it. */
static int add_case(struct asked *asked, const char *name, size_t length, struct bytes text, const char *file)
{
	uint64_t line = 0;
	if (asked->count == CASES_MAX)
		return say(name, "there are more than 64 cases");
	struct whatif_case *it = &asked->cases[asked->count++];
	*it = asked->base;
	if (!length || length >= sizeof it->name)
		return say(name, "a case begins with its name, of 1 to 39 bytes");
	memcpy(it->name, name, length);
	it->name[length] = '\0';
	const char *fault = case_read(it, text, &line);
	return fault ? say_line(file ? file : it->name, file ? line : 0, fault) : EXIT_DONE;
}

static int take_case(struct asked *asked, const char *text)
{
	const char *colon = strchr(text, ':');
	return colon ? add_case(asked, text, (size_t)(colon - text), bytes_of_text(colon + 1), NULL)
	             : say(text, "what is wanted is 'NAME: key=value ...'");
}

static int take_plan(struct asked *asked, const char *text)
{
	struct buffer plan = { 0 };
	const char *sign = strchr(text, '=');
	if (!sign)
		return say(text, "what is wanted is NAME=FILE");
	enum status status = source_read(sign + 1, &plan);
	int code = status == STATUS_OK
	               ? add_case(asked, text, (size_t)(sign - text), buffer_bytes(&plan), sign + 1)
	               : say(sign + 1, status == STATUS_MISSING ? strerror(errno) : status_text(status));
	buffer_close(&plan);
	return code;
}

static int take_number(const char *name, const char *text, int64_t most, uint32_t *ret_number)
{
	int64_t number;
	if (!road_line_number(bytes_of_text(text), 0, most, &number))
		return say(name, "its value is no whole number, or too large");
	*ret_number = (uint32_t)number;
	return EXIT_DONE;
}

/* Options whose value is kept as it is. */
static const char **text_option(struct asked *asked, const char *name)
{
	const struct {
		const char *name, **path;
	} paths[] = { { "--map", &asked->map },      { "--roads", &asked->roads },       { "--places", &asked->places },
		      { "--svg", &asked->svg },      { "--outcomes", &asked->outcomes }, { "--zone", &asked->zone },
		      { "--begins", &asked->begins } };
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		if (strcmp(name, paths[i].name) == 0)
			return paths[i].path;
	return NULL;
}

static int take_option(struct asked *asked, const char *name, const char *value)
{
	char key[32];
	const char **path = text_option(asked, name);
	if (path) {
		*path = value;
		return EXIT_DONE;
	}
	if (strcmp(name, "--case") == 0)
		return take_case(asked, value);
	if (strcmp(name, "--plan") == 0)
		return take_plan(asked, value);
	if (strcmp(name, "--threads") == 0)
		return take_number(name, value, CASES_MAX, &asked->threads);
	if (strcmp(name, "--on-scene") == 0)
		return take_number(name, value, CITY_DAY_S, &asked->rules.on_scene_s);
	if (strcmp(name, "--delay") == 0)
		return take_number(name, value, CITY_DAY_S, &asked->rules.delay_s);
	(void)snprintf(key, sizeof key, "%s", name + 2);
	for (char *at = key; *at; at++)
		*at = *at == '-' ? '_' : *at;
	const char *fault = case_set(&asked->base, bytes_of_text(key), bytes_of_text(value));
	return fault ? say(name, fault) : EXIT_DONE;
}

static int take_arguments(struct asked *asked, int count, char **arguments)
{
	for (int i = 0; i < count; i++) {
		int code = EXIT_DONE;
		if (strcmp(arguments[i], "--progress") == 0)
			asked->progress = true;
		else if (strncmp(arguments[i], "--", 2) == 0 && i + 1 < count)
			code = take_option(asked, arguments[i], arguments[i + 1]), i++;
		else if (arguments[i][0] != '-' && !asked->calls)
			asked->calls = arguments[i];
		else
			return subcommand_usage(&what_if_subcommand);
		if (code != EXIT_DONE)
			return EXIT_WRONG_USAGE;
	}
	if (!asked->calls || (asked->map && asked->roads))
		return subcommand_usage(&what_if_subcommand);
	return EXIT_DONE;
}

/* Where JEMSS's answers lie beside a city that does not say whether units are sent on, both are shown. */
static void add_usual_cases(struct asked *asked)
{
	struct whatif_case *it = &asked->cases[0];
	if (asked->count)
		return;
	asked->count = 1;
	*it = asked->base;
	if (!asked->peer || asked->texts.text[JEMSS_REDISPATCH].length || it->redispatch != REDISPATCH_AS_CITY)
		return;
	asked->count = 2;
	it[1] = it[0];
	it[0].redispatch = REDISPATCH_NO;
	it[1].redispatch = REDISPATCH_YES;
	(void)snprintf(it[0].name, sizeof it[0].name, "nobody sent on");
	(void)snprintf(it[1].name, sizeof it[1].name, "sent on");
}

static int open_folder(struct asked *asked, const char *folder)
{
	struct jemss_fault fault = { 0 };
	char what[8192];
	enum status status = jemss_texts_read(folder, &asked->texts, &fault);
	if (status == STATUS_OK)
		status = jemss_city(&asked->texts, &asked->city, &fault);
	if (status == STATUS_OK)
		status = city_build(&asked->city);
	if (status == STATUS_OK)
		return EXIT_DONE;
	(void)snprintf(what, sizeof what, "%s/%s", folder,
	               asked->texts.name[fault.file][0] ? asked->texts.name[fault.file] : jemss_file_stem(fault.file));
	return say_line(what, fault.line, fault.what ? fault.what : status_text(status));
}

static int open_map(struct asked *asked)
{
	const char *fault = "";
	enum status status = map_file_open(asked->map, &asked->map_file, &fault);
	if (status != STATUS_OK)
		return say(asked->map, status == STATUS_MISSING ? strerror(errno)
		                       : *fault                 ? fault
		                                                : status_text(status));
	asked->map_open = true;
	status = gather_map(&asked->map_file, &asked->city);
	return status == STATUS_OK        ? EXIT_DONE
	       : status == STATUS_MISSING ? say(asked->map, "it has no roads that hang together")
	                                  : say(asked->map, status_text(status));
}

static void tell_account(const struct gather_account *account)
{
	(void)fprintf(stderr,
	              "%" PRIu64 " calls: %" PRIu64 " placed by a word, %" PRIu64 " set aside without a place, %" PRIu64
	              " set aside off these roads\n%" PRIu64 " with an assumed time on scene, %" PRIu64
	              " with an assumed delay before dispatch, %" PRIu64 " without a priority, taken as 1\n",
	              account->calls, account->by_word, account->without_place, account->far, account->assumed_scene,
	              account->assumed_delay, account->without_priority);
}

/* The clock by which shifts and cards go: a history's own moments, or the one that a folder is said to begin with. */
static int set_clock(struct asked *asked, struct instant from)
{
	const char *zone = asked->zone ? asked->zone : "UTC";
	if (asked->begins && !instant_read(asked->begins, &from))
		return say(asked->begins, "what is wanted is a moment such as 2026-01-01T00:00:00Z");
	if (!instant_known(from) && !asked->zone)
		return EXIT_DONE;
	if (!instant_known(from))
		return say("--zone", "when the folder's time begins is not known; --begins says it");
	return gather_clock(&asked->city, from, zone) ? EXIT_DONE : say(zone, "there is no such time zone here");
}

/* Takes the calls of a history that was read.  Stations and hospitals are there already: whether calls are carried depends
 * on there being any. */
static int take_history(struct asked *asked, const struct history *history)
{
	struct gather_account account;
	struct jemss_fault wrong = { 0 };
	enum status status = STATUS_OK;
	if (asked->places && (status = source_read(asked->places, &asked->places_text)) != STATUS_OK)
		return say(asked->places, status == STATUS_MISSING ? strerror(errno) : status_text(status));
	asked->rules.places = buffer_bytes(&asked->places_text);
	status = gather_calls(history, &asked->rules, &asked->city, &account, &wrong);
	if (status != STATUS_OK)
		return say_line(asked->places ? asked->places : asked->calls, wrong.line,
		                wrong.what ? wrong.what : status_text(status));
	tell_account(&account);
	return set_clock(asked, account.from);
}

static int open_history(struct asked *asked)
{
	struct buffer text = { 0 };
	struct history history = { 0 };
	const char *fault = "";
	uint64_t line = 0;
	int code = EXIT_DONE;
	enum status status = source_read(asked->calls, &text);
	if (status != STATUS_OK)
		code = say(asked->calls, status == STATUS_MISSING ? strerror(errno) : status_text(status));
	else if ((status = history_read(buffer_bytes(&text), &history, &fault, &line)) != STATUS_OK)
		code = say_line(asked->calls, line, *fault ? fault : status_text(status));
	else
		code = take_history(asked, &history);
	buffer_close(&text);
	history_close(&history);
	return code;
}

/* A center's own data: its calls, and on a map its stations and units too. */
static int open_record(struct asked *asked)
{
	struct board *board = NULL;
	struct history history = { 0 };
	struct record_account account = { 0 };
	if (!record_read(asked->calls, NULL, NULL, &board))
		return EXIT_REFUSED;
	enum status status = gather_record(board, &history, &account);
	if (status == STATUS_OK && asked->map)
		status = gather_record_crews(board, &asked->city, &account);
	board_close(board);
	int code = status == STATUS_OK ? EXIT_DONE : say(asked->calls, status_text(status));
	if (code == EXIT_DONE) {
		(void)fprintf(stderr,
		              "%" PRIu64 " calls on record: %" PRIu64 " asked for no unit, %" PRIu64
		              " told of what was known; %" PRIu64 " incidents\n",
		              account.calls, account.without_work, account.joined, account.incidents);
		if (asked->map)
			(void)fprintf(stderr,
			              "%" PRIu32 " units at %" PRIu32 " stations; %" PRIu64
			              " units without a station on this map are not there\n",
			              asked->city.unit_count, asked->city.station_count, account.homeless);
		code = take_history(asked, &history);
	}
	history_close(&history);
	return code;
}

/* What JEMSS answered for each call, if that lies beside them: "call,unit,..." a row. */
static void read_peer(struct asked *asked)
{
	struct road_lines lines = { .text = buffer_bytes(&asked->texts.text[JEMSS_RESPONSE]) };
	struct bytes line, cell;
	int64_t call, unit;
	if (!lines.text.length)
		return;
	asked->peer = calloc((size_t)asked->city.call_count + 1, sizeof *asked->peer);
	while (asked->peer && road_line_next(&lines, &line))
		if (road_line_cell(&line, &cell) && road_line_number(cell, 1, asked->city.call_count, &call) &&
		    road_line_cell(&line, &cell) && road_line_number(cell, 0, CITY_UNITS_MAX, &unit))
			asked->peer[call - 1] = (uint32_t)unit;
}

static int open_city(struct asked *asked)
{
	struct stat about;
	bool folder = asked->calls && stat(asked->calls, &about) == 0 && S_ISDIR(about.st_mode);
	bool record = folder && record_is(asked->calls);
	if (record && !asked->map && !asked->roads)
		return say(asked->calls, "for a center's own calls --map or --roads says where they are driven to");
	int code = asked->map ? open_map(asked) : open_folder(asked, asked->roads ? asked->roads : asked->calls);
	if (code != EXIT_DONE)
		return code;
	if (!folder || record) {
		code = record ? open_record(asked) : open_history(asked);
	} else if (asked->map || asked->roads) {
		return say(asked->calls, "a folder of JEMSS brings its own roads");
	} else {
		read_peer(asked);
		code = set_clock(asked, (struct instant){ 0 });
	}
	if (code == EXIT_DONE && !asked->city.call_count)
		return say(asked->calls, "there are no calls to run");
	return code;
}

static void show_progress(void *context, uint64_t done, uint64_t all)
{
	(void)context;
	(void)fprintf(stderr, "\rrunning: %3u %%", all ? (unsigned)(done * 100 / all) : 100u);
}

static int write_calls(const struct cases *cases, const char *path)
{
	struct buffer text = { 0 };
	enum status status = report_calls(cases, &text);
	FILE *file = status == STATUS_OK ? fopen(path, "we") : NULL;
	bool good = file && fwrite(text.at, 1, text.length, file) == text.length;
	good = file && fclose(file) == 0 && good;
	buffer_close(&text);
	return good ? EXIT_DONE : say(path, "could not be written");
}

static int tell(const struct subcommand_options *options, const struct asked *asked, const struct cases *cases)
{
	struct buffer text = { 0 };
	for (unsigned i = 0; i < cases->count; i++)
		if (cases->results[i].status != STATUS_OK)
			return say(cases->cases[i].name, cases->results[i].fault);
	enum status status = options->json ? report_tell_json(cases, &text) : report_tell(cases, &text);
	if (status == STATUS_OK)
		(void)fwrite(text.at, 1, text.length, stdout);
	buffer_close(&text);
	int code = status == STATUS_OK ? EXIT_DONE : say("the table", status_text(status));
	if (code == EXIT_DONE && asked->svg && report_draw(cases, asked->calls, asked->svg) != STATUS_OK)
		code = say(asked->svg, "could not be written");
	if (code == EXIT_DONE && asked->outcomes)
		code = write_calls(cases, asked->outcomes);
	return code;
}

static int run_cases(const struct subcommand_options *options, struct asked *asked)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	bool watched = asked->progress || isatty(STDERR_FILENO);
	struct cases cases = { .city = &asked->city,
		               .cases = asked->cases,
		               .results = asked->results,
		               .count = asked->count,
		               .threads = asked->threads ? asked->threads
		                          : cores > 0    ? (unsigned)cores
		                                         : 1,
		               .peer = asked->peer,
		               .progress = watched ? show_progress : NULL };
	enum status status = cases_run(&cases);
	if (watched)
		(void)fputs("\r               \r", stderr);
	return status == STATUS_OK ? tell(options, asked, &cases) : say(asked->calls, status_text(status));
}

static int run(const struct subcommand_options *options, int count, char **arguments)
{
	struct asked *asked = calloc(1, sizeof *asked);
	if (!asked)
		return say("what-if", status_text(STATUS_MEMORY));
	asked->base = case_usual();
	asked->rules = (struct gather_rules){ .on_scene_s = ON_SCENE_S, .delay_s = DELAY_S, .transports = true };
	int code = take_arguments(asked, count, arguments);
	if (code == EXIT_DONE)
		code = open_city(asked);
	if (code == EXIT_DONE) {
		add_usual_cases(asked);
		code = run_cases(options, asked);
	}
	for (unsigned i = 0; i < CASES_MAX; i++)
		case_result_close(&asked->results[i]);
	city_close(&asked->city);
	if (asked->map_open)
		map_file_close(&asked->map_file);
	jemss_texts_close(&asked->texts);
	buffer_close(&asked->places_text);
	free(asked->peer);
	free(asked);
	return code;
}
