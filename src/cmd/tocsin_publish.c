/* tocsin publish: the log as files that anybody may serve: checkpoint and tiles. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/subcommand.h"
#include "publish/public_log.h"

static int run(const struct subcommand_options *options, int count, char **arguments);

extern const struct subcommand publish_subcommand;
const struct subcommand publish_subcommand = { "publish", "DIR FOLDER",
	                                       "writes the public log as files, to be served by anybody", run };

#define ENTRIES_A_TURN 1000000u

static void show_progress(void *context, uint64_t done, uint64_t all)
{
	(void)context;
	(void)fprintf(stderr, "\rpublishing: %3u %%", all ? (unsigned)(done * 100 / all) : 100u);
}

static int run(const struct subcommand_options *options, int count, char **arguments)
{
	struct public_log *log = NULL;
	bool watched = isatty(STDERR_FILENO), more = true;
	(void)options;
	if (count != 2 || arguments[0][0] == '-' || arguments[1][0] == '-')
		return subcommand_usage(&publish_subcommand);
	enum status status =
	    sodium_init() < 0 ? STATUS_MEMORY : public_log_open(store_named("sqlite"), arguments[0], NULL, &log);
	while (status == STATUS_OK && more)
		status = public_log_turn(log, ENTRIES_A_TURN, &more);
	if (status != STATUS_OK) {
		(void)fprintf(stderr, "tocsin: %s: cannot be published: %s\n", arguments[0],
		              status == STATUS_CORRUPT ? "an entry is not what was signed; tocsin verify says which"
		                                       : status_text(status));
		public_log_close(log);
		return EXIT_REFUSED;
	}
	(void)mkdir(arguments[1], 0755);
	status = public_log_export(log, arguments[1], watched ? show_progress : NULL, NULL);
	if (watched)
		(void)fputs("\r\033[K", stderr);
	if (status == STATUS_OK)
		printf("published: %" PRIu64 " entries in %s\nsigned:    %s\n", public_log_size(log), arguments[1],
		       public_log_verifier(log));
	else
		(void)fprintf(stderr, "tocsin: %s: %s\n", arguments[1],
		              status == STATUS_IO ? "cannot be written there" : status_text(status));
	public_log_close(log);
	return status == STATUS_OK ? EXIT_DONE : EXIT_REFUSED;
}
