/* tocsin replay: a history runs through the same core as production, and is summed up. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/subcommand.h"
#include "history/source.h"
#include "history/summary.h"

static int run(const struct subcommand_options *options, int count, char **arguments);

extern const struct subcommand replay_subcommand;
const struct subcommand replay_subcommand = { "replay", "HISTORY [--picture FILE.svg|FILE.png]",
	                                      "runs a history through the rules, and sums it up", run };

static int say(const char *what, const char *why)
{
	(void)fprintf(stderr, "tocsin: %s: %s\n", what, why);
	return EXIT_REFUSED;
}

static void show_progress(void *context, uint64_t done, uint64_t all)
{
	(void)context;
	(void)fprintf(stderr, "\rreplaying: %3u %%", (unsigned)(done * 100 / all));
}

static int read_file(const char *path, struct history *history)
{
	struct buffer text = { 0 };
	const char *fault = "";
	uint64_t line = 0;
	int code = EXIT_DONE;
	enum status status = source_read(path, &text);
	if (status != STATUS_OK) {
		code = say(path, status == STATUS_MISSING ? strerror(errno) : status_text(status));
	} else if ((status = history_read(buffer_bytes(&text), history, &fault, &line)) == STATUS_MALFORMED) {
		(void)fprintf(stderr, "tocsin: %s:%" PRIu64 ": %s\n", path, line, fault);
		code = EXIT_REFUSED;
	} else if (status != STATUS_OK) {
		code = say(path, status_text(status));
	}
	buffer_close(&text);
	return code;
}

static int tell(const struct subcommand_options *options, const struct history *history,
                const struct replay_summary *summary)
{
	struct buffer text = { 0 };
	enum status status =
	    options->json ? summary_tell_json(history, summary, &text) : summary_tell(history, summary, &text);
	if (status == STATUS_OK)
		(void)fwrite(text.at, 1, text.length, stdout);
	buffer_close(&text);
	return status == STATUS_OK ? EXIT_DONE : say("the summary", status_text(status));
}

static int replay(const struct subcommand_options *options, const char *path, const char *picture,
                  const struct history *history)
{
	static struct replay_summary summary;
	bool watched = isatty(STDERR_FILENO);
	enum status status = replay_run(history, watched ? show_progress : NULL, NULL, &summary);
	if (watched)
		(void)fputs("\r                \r", stderr);
	if (status != STATUS_OK)
		return say(path, status == STATUS_MISSING ? "it has no rows" : status_text(status));
	int code = tell(options, history, &summary);
	if (code == EXIT_DONE && picture && summary_draw(history, &summary, picture) != STATUS_OK)
		code = say(picture, "could not be written");
	replay_close(&summary);
	return code;
}

static int run(const struct subcommand_options *options, int count, char **arguments)
{
	bool drawn = count == 3 && strcmp(arguments[1], "--picture") == 0;
	if ((count != 1 && !drawn) || arguments[0][0] == '-')
		return subcommand_usage(&replay_subcommand);
	struct history history = { 0 };
	int code = read_file(arguments[0], &history);
	if (code == EXIT_DONE)
		code = replay(options, arguments[0], drawn ? arguments[2] : NULL, &history);
	history_close(&history);
	return code;
}
