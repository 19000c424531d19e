/* The live feed: every entry as it becomes durable, as server-sent events whose id is the ledger's sequence. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "console/route.h"

/* A reader that was away longer loads the board anew. */
#define FEED_BEHIND_MAX 10000u

static void feed(struct ask *ask)
{
	const char *last = http_header(ask->request, "Last-Event-ID");
	uint64_t durable = desk_durable(ask->desk);
	uint64_t behind = durable;
	if (last) {
		char *end;
		unsigned long long given = strtoull(last, &end, 10);
		if (*last < '0' || *last > '9' || *end) {
			ask_refuse(ask, 400, "malformed", "Last-Event-ID",
			           "the id of an event that this feed sent is wanted");
			return;
		}
		if (given > durable || durable - given > FEED_BEHIND_MAX) {
			ask_refuse(
			    ask, 409, "gap", "Last-Event-ID",
			    "the feed cannot go back so far: load the board, then read on without Last-Event-ID");
			return;
		}
		behind = given;
	}
	console_feed(ask, behind);
}

extern const struct route feed_routes[];
const struct route feed_routes[] = {
	{ "GET", "/v1/feed", ACCESS_READER, feed, "every entry as it becomes durable" },
	{ 0 },
};
