/* Reads a record with the caller blanked, and says what became of each decision. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/audit_blanked.h"

#include <inttypes.h>
#include <stdio.h>

#include "inquiry/record.h"

static const char *const usage = "usage: tocsin audit blanked DATA [--map FILE]... [--domain NAME]\n"
				 "       makes each decision on record again with the caller blanked\n";

enum status blanked_replay(const char *path, const struct decisions_setup *setup, struct decisions_found *ret_found)
{
	struct decisions_setup all = *setup;
	struct decisions *decisions = NULL;
	struct fold fold = { 0 };
	all.recommendations = all.policy = all.blanked = true;
	enum status status = decisions_open(&all, &decisions);
	if (status != STATUS_OK)
		return status;
	decisions_join(decisions, &fold);
	status = record_fold(path, &fold);
	board_close(fold.board);
	if (status == STATUS_OK)
		status = decisions_take(decisions, ret_found);
	decisions_close(decisions);
	return status;
}

static void print_words(const char *what, const struct replay_tally *tally)
{
	const uint64_t *count = tally->count;
	printf("%s: %" PRIu64 ", of these %" PRIu64 " identical with the caller blanked, %" PRIu64 " otherwise", what,
	       replay_total(tally), count[REPLAY_SAME], count[REPLAY_BLANKED]);
	if (count[REPLAY_PROTECTED])
		printf(", %" PRIu64 " only for an eye that sees who is calling", count[REPLAY_PROTECTED]);
	if (count[REPLAY_OTHERWISE])
		printf(", %" PRIu64 " not as on record whoever is calling", count[REPLAY_OTHERWISE]);
	if (count[REPLAY_UNKNOWN])
		printf(", %" PRIu64 " cannot be made again", count[REPLAY_UNKNOWN]);
	printf("\n");
}

static void print_json(const char *what, const struct replay_tally *tally)
{
	const uint64_t *count = tally->count;
	printf("\"%s\":{\"same\":%" PRIu64 ",\"blanked\":%" PRIu64 ",\"protected\":%" PRIu64 ",\"otherwise\":%" PRIu64
	       ",\"unknown\":%" PRIu64 "},",
	       what, count[REPLAY_SAME], count[REPLAY_BLANKED], count[REPLAY_PROTECTED], count[REPLAY_OTHERWISE],
	       count[REPLAY_UNKNOWN]);
}

static void print_all(const struct decisions_found *found, bool json)
{
	void (*print)(const char *, const struct replay_tally *) = json ? print_json : print_words;
	const struct buffer *list = json ? &found->json : &found->lines;
	(void)fputs(json ? "{" : "", stdout);
	print("recommendations", &found->recommendations);
	print(json ? "routes" : "ways of calls", &found->calls);
	print(json ? "responses" : "debts of incidents", &found->incidents);
	(void)fputs(json ? "\"listed\":[" : "", stdout);
	if (list->length)
		(void)fwrite(list->at, 1, list->length, stdout);
	(void)fputs(json ? "]}\n" : "", stdout);
}

int audit_blanked(const struct subcommand_options *options, int count, char **arguments)
{
	struct decisions_setup setup = { 0 };
	struct decisions_found found = { 0 };
	const char *path = NULL;
	for (int i = 0, taken; i < count; i += taken ? taken : 1) {
		taken = decisions_take_option(&setup, count - i, arguments + i);
		if (!taken && (path || arguments[i][0] == '-')) {
			(void)fputs(usage, stderr);
			return EXIT_WRONG_USAGE;
		}
		if (!taken)
			path = arguments[i];
	}
	if (!path) {
		(void)fputs(usage, stderr);
		return EXIT_WRONG_USAGE;
	}
	enum status status = blanked_replay(path, &setup, &found);
	if (status == STATUS_MEMORY)
		(void)fprintf(stderr, "tocsin: %s: %s\n", path, status_text(status));
	if (status != STATUS_OK)
		return EXIT_REFUSED;
	print_all(&found, options->json);
	int code = decisions_same(&found) ? EXIT_DONE : EXIT_REFUSED;
	decisions_found_close(&found);
	return code;
}
