/* tocsin receipt: a caller's receipt checked without any center: the proof, the signature, and what it shows. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>

#include "cmd/receipt_file.h"
#include "cmd/subcommand.h"

static int run(const struct subcommand_options *options, int count, char **arguments);

extern const struct subcommand receipt_subcommand;
const struct subcommand receipt_subcommand = { "receipt", "FILE [VERIFIER-KEY]",
	                                       "checks a receipt, and tells what it shows", run };

static void tell(const struct subcommand_options *options, const struct receipt_file *receipt)
{
	char minute[INSTANT_TEXT_BYTES];
	instant_write((struct instant){ (int64_t)bytes_get_u64(receipt->proof.extra + 16) }, minute);
	printf(options->json ? "{\"entry\":%" PRIu64 ",\"size\":%" PRIu64
	                       ",\"minute\":\"%.16sZ\",\"verifier\":\"%s\",\"pinned\":%s}\n"
	                     : "good: entry %" PRIu64 " of the log, signed when it had %" PRIu64
	                       "; in the minute %.16sZ\n"
	                       "signed:   %s%s\n",
	       receipt->proof.index + 1, receipt->size, minute, receipt->verifier,
	       options->json     ? (receipt->pinned ? "true" : "false")
	       : receipt->pinned ? ""
	                         : "\n          (the key that the receipt itself names; compare it with the one that "
	                           "the agency publishes)");
}

static int run(const struct subcommand_options *options, int count, char **arguments)
{
	struct receipt_file receipt;
	struct hasher *hasher = NULL;
	if (count < 1 || count > 2 || arguments[0][0] == '-')
		return subcommand_usage(&receipt_subcommand);
	if (sodium_init() < 0 || hasher_open(&hasher) != STATUS_OK) {
		(void)fprintf(stderr, "tocsin: %s\n", status_text(STATUS_MEMORY));
		return EXIT_REFUSED;
	}
	int code = receipt_file_check(&receipt, arguments[0], count > 1 ? arguments[1] : NULL, hasher);
	if (code == EXIT_DONE) {
		tell(options, &receipt);
		if (!options->json)
			receipt_file_tell(&receipt);
	}
	receipt_file_close(&receipt);
	hasher_close(hasher);
	return code;
}
