/* tocsin config check: what is wrong in a file of settings, with its line. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cmd/center_setup.h"
#include "cmd/subcommand.h"

static int run(const struct subcommand_options *options, int count, char **arguments);

extern const struct subcommand config_subcommand;
const struct subcommand config_subcommand = { "config", "check FILE", "checks the server's settings", run };

static void tell(const char *path, const struct settings *settings)
{
	printf("%s: good: data %s, listen %s:%u, %u names, %u rungs, %u listeners for phones\n", path,
	       settings->data[0] ? settings->data : "(from the command line)",
	       settings->host[0] ? settings->host : "127.0.0.1", settings->host[0] ? settings->port : SETTINGS_PORT,
	       settings->names, settings->rungs, settings->listeners);
}

static int run(const struct subcommand_options *options, int count, char **arguments)
{
	(void)options;
	if (count != 2 || strcmp(arguments[0], "check") != 0)
		return subcommand_usage(&config_subcommand);
	const char *path = arguments[1];
	struct problems problems = { 0 };
	struct buffer text = { .cap = OUTLINE_MAX_BYTES };
	struct settings settings = { 0 };
	enum status status = settings_load(path, &text);
	if (status != STATUS_OK)
		(void)fprintf(stderr, "tocsin: %s: %s\n", path,
		              status == STATUS_MISSING ? strerror(errno) : status_text(status));
	else if ((status = settings_read(buffer_bytes(&text), path, &problems, &settings)) == STATUS_OK)
		tell(path, &settings);
	if (problems.text.length)
		(void)fwrite(problems.text.at, 1, problems.text.length, stderr);
	buffer_close(&text);
	buffer_close(&problems.text);
	settings_close(&settings);
	return status == STATUS_OK ? EXIT_DONE : EXIT_REFUSED;
}
