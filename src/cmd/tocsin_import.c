/* tocsin import: a city's table becomes a history, with an account of every column. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cmd/city_table.h"
#include "cmd/subcommand.h"

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

static int say(const char *what, const char *why)
{
	(void)fprintf(stderr, "tocsin: %s: %s\n", what, why);
	return EXIT_REFUSED;
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

static int run(const struct subcommand_options *options, int count, char **arguments)
{
	struct asked asked = { 0 };
	struct city_table city = { 0 };
	if (!read_arguments(count, arguments, &asked))
		return subcommand_usage(&import_subcommand);
	int code = city_table_read(asked.map, asked.table, asked.rejects, &city);
	if (code == EXIT_DONE && asked.out)
		code = write_out(asked.out, &city.history);
	if (code == EXIT_DONE)
		code = tell(options, &city.importer);
	city_table_close(&city);
	return code;
}
