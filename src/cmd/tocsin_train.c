/* tocsin train: a copy of a ledger to learn on, which nobody can take for the real one. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>

#include "cmd/subcommand.h"
#include "desk/copy.h"

static int run(const struct subcommand_options *options, int count, char **arguments);

extern const struct subcommand train_subcommand;
const struct subcommand train_subcommand = { "train", "FROM TO", "copies a data folder to learn on", run };

static int say(const char *from, const char *to, enum status status, const struct copy *copy)
{
	if (copy->fault.what)
		(void)fprintf(stderr,
		              "tocsin: %s: DAMAGED: %s %" PRIu64 ". `tocsin verify %s` has the whole picture.\n", from,
		              copy->fault.what, copy->fault.sequence, from);
	else if (status == STATUS_BUSY)
		(void)fprintf(stderr, "tocsin: %s: there is a ledger already. Name a folder that is not there yet.\n",
		              to);
	else if (status == STATUS_MISSING || status == STATUS_IO)
		(void)fprintf(stderr, "tocsin: cannot copy %s to %s: no ledger at the first, or no room at the other\n",
		              from, to);
	else
		(void)fprintf(stderr, "tocsin: cannot copy %s to %s: %s\n", from, to, status_text(status));
	return EXIT_REFUSED;
}

static int run(const struct subcommand_options *options, int count, char **arguments)
{
	struct copy copy;
	if (count != 2 || arguments[0][0] == '-')
		return subcommand_usage(&train_subcommand);
	enum status status = copy_ledger(store_named("sqlite"), arguments[0], arguments[1], PURPOSE_TRAINING, &copy);
	if (status != STATUS_OK)
		return say(arguments[0], arguments[1], status, &copy);
	if (options->json)
		printf("{\"entries\":%" PRIu64 "}\n", copy.entries);
	else
		printf("copied %" PRIu64 " entries, signed anew as %s\n"
		       "  It holds what callers said: guard it as the real one, and remove it when it has served.\n"
		       "  tocsind --data %s --listen 127.0.0.1:8113      # every screen says so; it prints its own "
		       "token\n",
		       copy.entries, purpose_origin(PURPOSE_TRAINING), arguments[1]);
	return EXIT_DONE;
}
