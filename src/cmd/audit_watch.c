/* Everything but test calls and calls that nobody made is watched; no spec is needed, for nothing is found. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/audit_watch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/audit_source.h"
#include "inquiry/watch_text.h"

#define TARGET_S 600u
#define TARGET_MAX_S 86400u
#define WINDOW_S 30

struct asked {
	const char *record, *zone;
	uint32_t target_s;
	int32_t target_of_ms[WATCH_PRIORITIES];
};

/* "1=480,2=720": within so many seconds, by first priority. */
static bool take_targets(const char *text, struct asked *asked)
{
	while (*text) {
		char *end;
		unsigned long priority = strtoul(text, &end, 10);
		if (*end != '=' || !priority || priority >= WATCH_PRIORITIES)
			return false;
		unsigned long target = strtoul(end + 1, &end, 10);
		if (!target || target > TARGET_MAX_S || (*end && *end != ','))
			return false;
		asked->target_of_ms[priority] = (int32_t)(target * 1000);
		text = end + (*end == ',');
	}
	return true;
}

static bool read_arguments(int count, char **arguments, struct asked *asked)
{
	for (int i = 0; i < count && arguments[i]; i++) {
		const char *next = i + 1 < count ? arguments[i + 1] : NULL;
		char *end = NULL;
		if (strcmp(arguments[i], "--zone") == 0 && next) {
			asked->zone = arguments[++i];
		} else if (strcmp(arguments[i], "--targets") == 0 && next) {
			if (!take_targets(arguments[++i], asked))
				return false;
		} else if (strcmp(arguments[i], "--target") == 0 && next) {
			unsigned long target = strtoul(arguments[++i], &end, 10);
			if (*end || !target || target > TARGET_MAX_S)
				return false;
			asked->target_s = (uint32_t)target;
		} else if (arguments[i][0] == '-' || asked->record) {
			return false;
		} else {
			asked->record = arguments[i];
		}
	}
	return asked->record != NULL;
}

static enum status show(const struct subcommand_options *options, const struct asked *asked,
                        const struct audit_source *source)
{
	struct selection_criteria criteria = selection_all();
	struct selection selection = { 0 };
	struct watch_run run = { 0 };
	struct buffer text = { 0 };
	enum status status = selection_make(source->docket, &criteria, &selection);
	if (status != STATUS_OK)
		return status;
	struct watch_input input = { .docket = source->docket,
		                     .selection = &selection,
		                     .alarms = source->alarm_log ? &source->alarms : NULL,
		                     .plan = { .target_ms = (int32_t)(asked->target_s * 1000),
		                               .window_ms = WINDOW_S * 1000 } };
	memcpy(input.plan.target_of_ms, asked->target_of_ms, sizeof input.plan.target_of_ms);
	status = watch_run_make(&input, &run);
	if (status == STATUS_OK)
		status = options->json ? watch_text_json(&run, &input, &text) : watch_text_table(&run, &input, &text);
	if (status == STATUS_OK)
		(void)fwrite(text.at, 1, text.length, stdout);
	watch_run_close(&run);
	selection_close(&selection);
	buffer_close(&text);
	return status;
}

int audit_watch(const struct subcommand_options *options, int count, char **arguments)
{
	struct asked asked = { .target_s = TARGET_S };
	struct audit_source source = { 0 };
	if (!read_arguments(count, arguments, &asked)) {
		(void)fputs(
		    "usage: tocsin audit watch RECORD [--target SECONDS] [--targets 1=SECONDS,2=...] [--zone NAME]\n",
		    stderr);
		return EXIT_WRONG_USAGE;
	}
	bool open = audit_source_open(asked.record, asked.zone, &source);
	enum status status = open ? show(options, &asked, &source) : STATUS_OK;
	if (status != STATUS_OK)
		(void)fprintf(stderr, "tocsin: %s: %s\n", asked.record, status_text(status));
	audit_source_close(&source);
	return open && status == STATUS_OK ? EXIT_DONE : EXIT_REFUSED;
}
