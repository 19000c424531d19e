/* What was closed in the last day, the newest first: how it ended, and whether somebody is still to look at it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdlib.h>

#include "console/json.h"
#include "console/parts.h"

#define DAY_S (24 * 3600)
/* Calls and incidents that are looked at, and those that are shown. */
#define CLOSED_LOOKED_MAX 100000u
#define CLOSED_SHOWN_MAX 500u

struct ended {
	struct instant at;
	uint32_t call, incident;
	uint8_t disposition;
	bool review;
};

static bool owes_review(const struct board *board, uint32_t first)
{
	for (uint32_t slot = first; slot; slot = board_obligations(board, slot)->next)
		if (board_obligations(board, slot)->kind == OBLIGATION_REVIEW)
			return true;
	return false;
}

static int newest_first(const void *a, const void *b)
{
	int64_t one = ((const struct ended *)a)->at.us, other = ((const struct ended *)b)->at.us;
	return (one < other) - (one > other);
}

/* Whatever was closed since then, among the last so many of each. */
static size_t gather(const struct board *board, struct instant since, struct ended *list)
{
	size_t count = 0;
	uint32_t calls = board->pool[POOL_calls].count, incidents = board->pool[POOL_incidents].count;
	for (uint32_t n = calls; n-- > 1 && calls - n <= CLOSED_LOOKED_MAX;) {
		const struct call *call = board_calls(board, n);
		if (call->state == CALL_CLOSED && !instant_before(call->closed_at, since))
			list[count++] = (struct ended){ .at = call->closed_at,
				                        .call = n,
				                        .disposition = call->disposition,
				                        .review = owes_review(board, call->first_obligation) };
	}
	for (uint32_t n = incidents; n-- > 1 && incidents - n <= CLOSED_LOOKED_MAX;) {
		const struct incident *incident = board_incidents(board, n);
		if (!incident->open && !instant_before(incident->closed_at, since))
			list[count++] = (struct ended){ .at = incident->closed_at,
				                        .incident = n,
				                        .disposition = incident->disposition,
				                        .review = owes_review(board, incident->first_obligation) };
	}
	qsort(list, count, sizeof *list, newest_first);
	return count;
}

static enum status put_one(struct buffer *json, const struct board *board, const struct ended *ended)
{
	enum status status =
	    buffer_print(json, "{\"%s\":%u,\"review\":%s", ended->call ? "call" : "incident",
	                 ended->call ? ended->call : ended->incident, ended->review ? "true" : "false");
	if (status == STATUS_OK)
		status = part_name(json, "disposition", vocabulary_name(VOCABULARY_DISPOSITION, ended->disposition));
	if (status == STATUS_OK && ended->incident)
		status = part_name(json, "type", board_incidents(board, ended->incident)->type.text);
	if (status == STATUS_OK)
		status = part_at(json, "closed_at", ended->at);
	return status == STATUS_OK ? buffer_append_text(json, "}") : status;
}

static void show(struct ask *ask)
{
	const struct board *board = desk_board(ask->desk);
	struct instant since = instant_after(desk_now(ask->desk), span_s(-DAY_S));
	struct reply reply = { .code = 200, .type = JSON_TYPE };
	struct ended *list = calloc(2 * CLOSED_LOOKED_MAX, sizeof *list);
	size_t count = list ? gather(board, since, list) : 0;
	enum status status = list ? buffer_print(&reply.body, "{\"count\":%zu,\"closed\":[", count) : STATUS_MEMORY;
	for (size_t i = 0; status == STATUS_OK && i < count && i < CLOSED_SHOWN_MAX; i++) {
		status = i ? buffer_append_text(&reply.body, ",") : STATUS_OK;
		if (status == STATUS_OK)
			status = put_one(&reply.body, board, &list[i]);
	}
	free(list);
	if (status == STATUS_OK)
		status = buffer_append_text(&reply.body, "]}");
	if (status == STATUS_OK)
		ask_hold(ask, &reply);
	else
		ask_trouble(ask, &reply, status);
}

extern const struct route closed_routes[];
const struct route closed_routes[] = {
	{ "GET", "/v1/closed", ACCESS_READER, show, "what was closed in the last 24 hours, and how it ended" },
	{ 0 },
};
