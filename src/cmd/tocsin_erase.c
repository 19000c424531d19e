/* tocsin erase: what was said of a closed call or incident is erased, by an order that stays on record. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/client.h"
#include "control/document.h"

static int run(const struct subcommand_options *options, int count, char **arguments);

extern const struct subcommand erase_subcommand;
const struct subcommand erase_subcommand = { "erase", "--order FILE CALL | incident=N",
	                                     "erases what was said of a closed call or incident, by order", run };

/* As long as a reason may be. */
#define ORDER_MAX_BYTES 65536u

static int ask(const struct subcommand_options *options, const char *member, long number, const struct buffer *order)
{
	json_t *json =
	    json_pack("{s:I, s:s%}", member, (json_int_t)number, "reason", (const char *)order->at, order->length);
	struct client_answer answer = client_ask(options, "/v1/commands/erase", json);
	json_decref(json);
	if (answer.code == 200 && !options->json)
		printf("erased: what was said of %s %ld, by an order that is entry %" JSON_INTEGER_FORMAT
		       " of the record\n",
		       member, number, json_integer_value(json_object_get(answer.json, "sequence")));
	return client_finish(options, &answer);
}

static int run(const struct subcommand_options *options, int count, char **arguments)
{
	struct buffer order = { .cap = ORDER_MAX_BYTES + 1 };
	bool good = count == 3 && strcmp(arguments[0], "--order") == 0;
	bool incident = good && strncmp(arguments[2], "incident=", 9) == 0;
	const char *digits = good ? arguments[2] + (incident ? 9 : 0) : "";
	char *end;
	long number = strtol(digits, &end, 10);
	if (!good || *end || end == digits || number < 1)
		return subcommand_usage(&erase_subcommand);
	errno = 0;
	enum status status = document_read(arguments[1], &order);
	if (status == STATUS_OK && !order.length)
		status = STATUS_MALFORMED;
	int code = EXIT_REFUSED;
	if (status == STATUS_OK)
		code = ask(options, incident ? "incident" : "call", number, &order);
	else
		(void)fprintf(stderr, "tocsin: %s: %s\n", arguments[1],
		              status == STATUS_MISSING     ? strerror(errno)
		              : status == STATUS_MALFORMED ? "it is empty; it says who orders it, and by what right"
		                                           : status_text(status));
	buffer_close(&order);
	return code;
}
