/* Mapping, zone and table are opened in this order; each fault is told with its file. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/city_table.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/subcommand.h"
#include "history/source.h"

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

static int read_table(const char *path, const struct mapping *mapping, struct buffer *table)
{
	enum status status = source_read(path, table);
	if (status != STATUS_OK)
		return say(path, why_unread(status));
	if (!mapping->encoding[0])
		return EXIT_DONE;
	status = source_decode(table, mapping->encoding);
	if (status == STATUS_MISSING)
		return say(mapping->encoding, "no such encoding is known here; see iconv -l");
	return status == STATUS_OK ? EXIT_DONE : say(path, "it is not in the encoding that the mapping names");
}

static int import(const char *table, const char *rejects, struct city_table *city, struct bytes text)
{
	struct problems problems = { 0 };
	struct importer *importer = &city->importer;
	*importer = (struct importer){
		.mapping = city->mapping, .zone = city->zone, .history = &city->history, .report = &city->report
	};
	if (rejects && !(importer->rejects = fopen(rejects, "wxe")))
		return say(rejects, errno == EEXIST ? "is there already; nothing is written over" : strerror(errno));
	if (isatty(STDERR_FILENO))
		importer->progress = show_progress;
	enum status status = importer_run(importer, text, &problems);
	if (importer->progress)
		(void)fputs("\r              \r", stderr);
	int code = EXIT_DONE;
	if (problems.count)
		code = say_problems(&problems);
	else if (status != STATUS_OK)
		code = say(table, status_text(status));
	buffer_close(&problems.text);
	if (importer->rejects && fclose(importer->rejects) != 0 && code == EXIT_DONE)
		code = say(rejects, "could not be written");
	importer->rejects = NULL;
	return code;
}

int city_table_read(const char *map, const char *table, const char *rejects, struct city_table *city)
{
	struct problems problems = { 0 };
	struct buffer text = { 0 };
	city->zone = calloc(1, sizeof *city->zone);
	int code = city->zone ? open_mapping(map, &problems, &city->mapping) : say("tocsin", "out of memory");
	if (code == EXIT_DONE && !zone_open(city->zone, city->mapping->zone))
		code =
		    say(map,
		        "its zone is no IANA name that this machine knows, such as America/Los_Angeles; is the package "
		        "tzdata installed?");
	if (code == EXIT_DONE)
		code = read_table(table, city->mapping, &text);
	if (code == EXIT_DONE)
		code = import(table, rejects, city, buffer_bytes(&text));
	buffer_close(&problems.text);
	buffer_close(&text);
	return code;
}

void city_table_close(struct city_table *city)
{
	buffer_close(&city->report.unread);
	history_close(&city->history);
	mapping_close(city->mapping);
	free(city->zone);
	*city = (struct city_table){ 0 };
}
