/* tocsin config check: what is wrong in a file of settings or in a plan, with its line. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cmd/center_setup.h"
#include "cmd/subcommand.h"
#include "dispatch/run_card.h"
#include "history/moment.h"

static int run(const struct subcommand_options *options, int count, char **arguments);

extern const struct subcommand config_subcommand;
const struct subcommand config_subcommand = { "config", "check FILE", "checks the server's settings, or a plan", run };

static void tell(const char *path, const struct settings *settings)
{
	printf("%s: good: data %s, listen %s:%u, %u names, %u rungs, %u listeners for phones\n", path,
	       settings->data[0] ? settings->data : "(from the command line)",
	       settings->host[0] ? settings->host : "127.0.0.1", settings->host[0] ? settings->port : SETTINGS_PORT,
	       settings->names, settings->rungs, settings->listeners);
}

static enum status check_settings(const char *path, struct bytes text, struct problems *problems)
{
	struct settings settings = { 0 };
	enum status status = settings_read(text, path, problems, &settings);
	if (status == STATUS_OK)
		tell(path, &settings);
	settings_close(&settings);
	return status;
}

static enum status check_plan(const char *path, struct bytes text, struct problems *problems)
{
	struct problems warnings = { 0 };
	struct plan plan = { 0 };
	struct zone zone;
	enum status status = run_card_read(text, path, problems, &warnings, &plan);
	if (status == STATUS_OK && plan.zone[0] && !zone_open(&zone, plan.zone)) {
		(void)fprintf(stderr, "%s: the zone %s is not in this machine's IANA database\n", path, plan.zone);
		status = STATUS_MISSING;
	}
	if (warnings.text.length)
		(void)fwrite(warnings.text.at, 1, warnings.text.length, stderr);
	if (status == STATUS_OK)
		printf("%s: good: plan %s, %u cards, %u that add, %u areas, %u capabilities, %u warnings\n", path,
		       plan.name, plan.cards.count - 1 - plan.special.count, plan.special.count, plan.areas.count - 1,
		       plan.capabilities, warnings.count);
	buffer_close(&warnings.text);
	run_card_close(&plan);
	return status;
}

static int run(const struct subcommand_options *options, int count, char **arguments)
{
	(void)options;
	if (count != 2 || strcmp(arguments[0], "check") != 0)
		return subcommand_usage(&config_subcommand);
	const char *path = arguments[1];
	struct problems problems = { 0 };
	struct buffer text = { .cap = OUTLINE_MAX_BYTES };
	enum status status = settings_load(path, &text);
	if (status != STATUS_OK)
		(void)fprintf(stderr, "tocsin: %s: %s\n", path,
		              status == STATUS_MISSING ? strerror(errno) : status_text(status));
	else
		status = (run_card_is(buffer_bytes(&text)) ? check_plan : check_settings)(path, buffer_bytes(&text),
		                                                                          &problems);
	if (problems.text.length)
		(void)fwrite(problems.text.at, 1, problems.text.length, stderr);
	buffer_close(&text);
	buffer_close(&problems.text);
	return status == STATUS_OK ? EXIT_DONE : EXIT_REFUSED;
}
