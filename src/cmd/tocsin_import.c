/* tocsin import: a city's table becomes a history, with an account of every column. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/subcommand.h"
#include "history/importer.h"
#include "history/source.h"

static int run(const struct subcommand_options *options, int count, char **arguments);

extern const struct subcommand import_subcommand;
const struct subcommand import_subcommand = { "import", "MAP TABLE [--out HISTORY] [--rejects FILE]",
	                                      "reads a city's table into a history", run };

struct asked {
	const char *map, *table, *out, *rejects;
};

static bool read_arguments(int count, char **arguments, struct asked *asked)
{
	const char **const plain[] = { &asked->map, &asked->table };
	unsigned plains = 0;
	for (int i = 0; i < count; i++) {
		bool out = strcmp(arguments[i], "--out") == 0;
		if (out || strcmp(arguments[i], "--rejects") == 0) {
			if (++i == count)
				return false;
			*(out ? &asked->out : &asked->rejects) = arguments[i];
		} else if (arguments[i][0] == '-' || plains == 2) {
			return false;
		} else {
			*plain[plains++] = arguments[i];
		}
	}
	return asked->table != NULL;
}

static void show_progress(void *context, uint64_t done_bytes, uint64_t all_bytes)
{
	(void)context;
	(void)fprintf(stderr, "\rreading: %3u %%", all_bytes ? (unsigned)(done_bytes * 100 / all_bytes) : 100u);
}

static int say(const char *what, const char *why)
{
	(void)fprintf(stderr, "tocsin: %s: %s\n", what, why);
	return EXIT_REFUSED;
}

static int say_problems(struct problems *problems)
{
	(void)fwrite(problems->text.at, 1, problems->text.length, stderr);
	if (problems->count > OUTLINE_PROBLEMS_MAX)
		(void)fprintf(stderr, "and %u more\n", problems->count - OUTLINE_PROBLEMS_MAX);
	return EXIT_REFUSED;
}

static const char *why_unread(enum status status)
{
	if (status == STATUS_MISSING)
		return strerror(errno);
	if (status == STATUS_MALFORMED)
		return "its compression is broken or the file is cut short";
	return status == STATUS_LIMIT ? "it is larger than 2 GiB; split it" : status_text(status);
}

static int open_mapping(const char *path, struct problems *problems, struct mapping **ret_mapping)
{
	struct buffer text = { 0 };
	enum status status = source_read(path, &text);
	int code = EXIT_DONE;
	if (status != STATUS_OK) {
		code = say(path, why_unread(status));
	} else {
		status = mapping_open(buffer_bytes(&text), path, problems, ret_mapping);
		if (status != STATUS_OK)
			code = problems->count ? say_problems(problems) : say(path, status_text(status));
	}
	buffer_close(&text);
	return code;
}

static int read_table(const struct asked *asked, const struct mapping *mapping, struct buffer *table)
{
	enum status status = source_read(asked->table, table);
	if (status != STATUS_OK)
		return say(asked->table, why_unread(status));
	if (!mapping->encoding[0])
		return EXIT_DONE;
	status = source_decode(table, mapping->encoding);
	if (status == STATUS_MISSING)
		return say(mapping->encoding, "no such encoding is known here; see iconv -l");
	return status == STATUS_OK ? EXIT_DONE : say(asked->table, "it is not in the encoding that the mapping names");
}

static int write_out(const char *path, const struct history *history)
{
	FILE *file = fopen(path, "wxe");
	if (!file)
		return say(path, errno == EEXIST ? "is there already; nothing is written over" : strerror(errno));
	enum status status = history_write(history, file);
	if (fclose(file) != 0 && status == STATUS_OK)
		status = STATUS_IO;
	return status == STATUS_OK ? EXIT_DONE : say(path, status_text(status));
}

static int tell(const struct subcommand_options *options, const struct importer *importer)
{
	struct buffer text = { 0 };
	enum status status = options->json ? importer_tell_json(importer, &text) : importer_tell(importer, &text);
	if (status == STATUS_OK)
		(void)fwrite(text.at, 1, text.length, stdout);
	buffer_close(&text);
	return status == STATUS_OK ? EXIT_DONE : say("the report", status_text(status));
}

static int import(const struct subcommand_options *options, const struct asked *asked, struct importer *importer,
                  struct bytes table)
{
	struct problems problems = { 0 };
	if (asked->rejects && !(importer->rejects = fopen(asked->rejects, "wxe")))
		return say(asked->rejects,
		           errno == EEXIST ? "is there already; nothing is written over" : strerror(errno));
	if (isatty(STDERR_FILENO))
		importer->progress = show_progress;
	enum status status = importer_run(importer, table, &problems);
	if (importer->progress)
		(void)fputs("\r              \r", stderr);
	int code = EXIT_DONE;
	if (problems.count)
		code = say_problems(&problems);
	else if (status != STATUS_OK)
		code = say(asked->table, status_text(status));
	buffer_close(&problems.text);
	if (importer->rejects && fclose(importer->rejects) != 0 && code == EXIT_DONE)
		code = say(asked->rejects, "could not be written");
	if (code == EXIT_DONE && asked->out)
		code = write_out(asked->out, importer->history);
	return code == EXIT_DONE ? tell(options, importer) : code;
}

static int run(const struct subcommand_options *options, int count, char **arguments)
{
	struct asked asked = { 0 };
	if (!read_arguments(count, arguments, &asked))
		return subcommand_usage(&import_subcommand);
	struct problems problems = { 0 };
	struct mapping *mapping = NULL;
	struct buffer table = { 0 };
	struct history history = { 0 };
	struct import_report report = { 0 };
	struct zone *zone = calloc(1, sizeof *zone);
	int code = zone ? open_mapping(asked.map, &problems, &mapping) : say("tocsin", "out of memory");
	if (code == EXIT_DONE && !zone_open(zone, mapping->zone))
		code =
		    say(asked.map, "its zone is no IANA name that this machine knows, such as America/Los_Angeles; is "
		                   "the package tzdata installed?");
	if (code == EXIT_DONE)
		code = read_table(&asked, mapping, &table);
	if (code == EXIT_DONE) {
		struct importer importer = { .mapping = mapping, .zone = zone, .history = &history, .report = &report };
		code = import(options, &asked, &importer, buffer_bytes(&table));
	}
	buffer_close(&problems.text);
	buffer_close(&report.unread);
	buffer_close(&table);
	history_close(&history);
	mapping_close(mapping);
	free(zone);
	return code;
}
