/* One command to the center, with the number by which entries know a hash. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/audit_record.h"

#include <inttypes.h>
#include <stdio.h>

#include "cmd/client.h"
#include "ledger/hash.h"

int audit_record(const struct subcommand_options *options, const char *name, const uint8_t hash[32], const char *record)
{
	char number[24];
	(void)snprintf(number, sizeof number, "%" PRIu64, hash_short(bytes_of(hash, 32)));
	json_t *body = json_pack("{s:s, s:s, s:s}", "hash", number, "name", name, "record", record);
	struct client_answer answer = client_ask(options, "/v1/commands/record_audit", body);
	json_decref(body);
	if (answer.code != 200)
		return client_finish(options, &answer);
	json_decref(answer.json);
	return EXIT_DONE;
}
