/* tocsin demand: where past calls came from, as the key `demand` of a plan. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "inquiry/record.h"
#include "cmd/subcommand.h"
#include "dispatch/run_card.h"
#include "history/source.h"
#include "whatif/gather_record.h"
#include "whatif/past_demand.h"

static int run(const struct subcommand_options *options, int count, char **arguments);

extern const struct subcommand demand_subcommand;
const struct subcommand demand_subcommand = { "demand", "CALLS --from TEXT [--since MOMENT]",
	                                      "where past calls came from, as a plan takes it", run };

static int say(const char *what, const char *why)
{
	(void)fprintf(stderr, "tocsin: %s: %s\n", what, why);
	return EXIT_REFUSED;
}

static int read_calls(const char *path, struct history *history)
{
	struct board *board = NULL;
	struct record_account account = { 0 };
	struct buffer text = { 0 };
	const char *fault = "";
	uint64_t line = 0;
	if (record_is(path)) {
		if (!record_read(path, NULL, NULL, &board))
			return EXIT_REFUSED;
		enum status status = gather_record(board, history, &account);
		board_close(board);
		return status == STATUS_OK ? EXIT_DONE : say(path, status_text(status));
	}
	enum status status = source_read(path, &text);
	int code = EXIT_DONE;
	if (status != STATUS_OK)
		code = say(path, status == STATUS_MISSING ? strerror(errno) : status_text(status));
	else if ((status = history_read(buffer_bytes(&text), history, &fault, &line)) != STATUS_OK) {
		(void)fprintf(stderr, "tocsin: %s:%" PRIu64 ": %s\n", path, line, *fault ? fault : status_text(status));
		code = EXIT_REFUSED;
	}
	buffer_close(&text);
	return code;
}

static void tell(const struct past_demand_account *account)
{
	char from[INSTANT_TEXT_BYTES], to[INSTANT_TEXT_BYTES];
	instant_write(account->from, from);
	instant_write(account->to, to);
	(void)fprintf(stderr,
	              "%" PRIu64 " calls, %" PRIu64 " of them without a place and left out; from %s to %s; %" PRIu64
	              " squares of %" PRIu32 ".%04" PRIu32 " degrees\n",
	              account->calls, account->without_place, from, to, account->squares, account->side_e7 / 10000000,
	              account->side_e7 / 1000 % 10000);
}

static int write_demand(const char *path, const char *name, struct instant since)
{
	struct history history = { 0 };
	struct past_demand_account account;
	struct buffer text = { 0 };
	int code = read_calls(path, &history);
	if (code == EXIT_DONE) {
		enum status status = past_demand_write(&history, since, name, &text, &account);
		if (status == STATUS_OK || status == STATUS_MISSING)
			tell(&account);
		if (status == STATUS_MISSING) {
			(void)fprintf(stderr,
			              "tocsin: %s: fewer than %u calls have a place: too few to expect others by\n",
			              path, PLAN_DEMAND_CALLS_MIN);
			code = EXIT_REFUSED;
		} else if (status != STATUS_OK) {
			code = say(path, status_text(status));
		} else if (fwrite(text.at, 1, text.length, stdout) != text.length || fflush(stdout) != 0) {
			code = say("standard output", strerror(errno));
		}
	}
	buffer_close(&text);
	history_close(&history);
	return code;
}

static int run(const struct subcommand_options *options, int count, char **arguments)
{
	const char *path = NULL, *name = NULL;
	struct instant since = { 0 };
	(void)options;
	for (int i = 0; i < count; i++) {
		bool more = i + 1 < count;
		if (strcmp(arguments[i], "--from") == 0 && more)
			name = arguments[++i];
		else if (strcmp(arguments[i], "--since") == 0 && more && instant_read(arguments[i + 1], &since))
			i++;
		else if (arguments[i][0] == '-' || path)
			return subcommand_usage(&demand_subcommand);
		else
			path = arguments[i];
	}
	if (!path || !name || !*name || strlen(name) >= PLAN_NAME_MAX_BYTES)
		return subcommand_usage(&demand_subcommand);
	return write_demand(path, name, since);
}
