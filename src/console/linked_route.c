/* One timeline of all incidents that belong together, with their calls; in pages, the newest first. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdlib.h>

#include "console/json.h"
#include "console/parts.h"
#include "core/large.h"

/* A page holds so many entries at most, and so many are read for it. */
#define PAGE_DEFAULT 100u
#define PAGE_MAX 1000u
#define READ_MAX 2048u

/* The incidents whose entries are wanted, and the page as far as it is put together. */
struct linked {
	struct closed_words reading;
	const struct board *board;
	uint32_t incident[RELATIONS_MAX + 1];
	uint32_t incidents;
	struct instant began; /* nothing before speaks of any of them */
	struct buffer json;
	uint32_t count;
	bool over;
};

static bool has(const struct linked *linked, uint32_t incident)
{
	for (uint32_t i = 0; incident && i < linked->incidents; i++)
		if (linked->incident[i] == incident)
			return true;
	return false;
}

/* What is related, and what is related to that, as far as there is room. */
static void gather(struct linked *linked, bool related)
{
	for (uint32_t i = 0; related && i < linked->incidents; i++) {
		uint32_t at = board_incidents(linked->board, linked->incident[i])->first_relation;
		for (; at && linked->incidents <= RELATIONS_MAX; at = board_relations(linked->board, at)->next) {
			const struct relation *relation = board_relations(linked->board, at);
			if (relation->kind != RELATION_NONE && !has(linked, relation->other))
				linked->incident[linked->incidents++] = relation->other;
		}
	}
}

static struct instant earlier(struct instant a, struct instant b)
{
	return instant_before(a, b) ? a : b;
}

/* The last entry that spoke of any of them or their calls; it also finds when the first of them began. */
static uint64_t last_of(struct linked *linked)
{
	const struct board *board = linked->board;
	uint64_t last = 0;
	linked->began = board_center(board)->now;
	for (uint32_t i = 0; i < linked->incidents; i++) {
		const struct incident *incident = board_incidents(board, linked->incident[i]);
		last = incident->last_sequence > last ? incident->last_sequence : last;
		linked->began = earlier(linked->began, incident->opened_at);
		for (uint32_t at = incident->first_call; at; at = board_calls(board, at)->next_of_incident) {
			const struct call *call = board_calls(board, at);
			last = call->last_sequence > last ? call->last_sequence : last;
			linked->began = earlier(linked->began, call->placed_at);
		}
	}
	return last;
}

static enum status look(void *context, uint64_t sequence, const struct entry_head *head, struct entry_reader reader)
{
	struct linked *linked = context;
	struct entry_reader events = reader;
	struct event event;
	enum status status;
	bool wanted = false;
	while (!wanted && (status = codec_read_event(&events, &event)) == STATUS_OK) {
		const struct call *call = board_calls(linked->board, event.f.call);
		wanted = has(linked, event.f.incident) || (call && has(linked, call->incident));
	}
	if (!wanted && status != STATUS_ENDED)
		return STATUS_CORRUPT;
	linked->over = instant_before(head->at, linked->began);
	if (!wanted)
		return STATUS_OK;
	status = linked->count++ ? buffer_append_text(&linked->json, ",") : STATUS_OK;
	return status == STATUS_OK ? json_entry(&linked->json, sequence, head, reader,
	                                        closed_words_of_entry(&linked->reading, head, reader))
	                           : status;
}

static enum status put_linked(struct buffer *json, const struct linked *linked)
{
	enum status status = buffer_print(json, "{\"incident\":%u,\"linked\":[", linked->incident[0]);
	for (uint32_t i = 0; status == STATUS_OK && i < linked->incidents; i++)
		status = buffer_print(json, "%s%u", i ? "," : "", linked->incident[i]);
	if (status == STATUS_OK)
		status = buffer_append_text(json, "],\"timeline\":[");
	return status == STATUS_OK ? buffer_append(json, buffer_bytes(&linked->json)) : status;
}

static enum status write_page(struct ask *ask, struct linked *linked, uint64_t before, uint32_t limit,
                              struct buffer *json)
{
	uint64_t last = last_of(linked), sequence = before - 1 < last ? before - 1 : last;
	enum status status = STATUS_OK;
	uint32_t looked = 0;
	for (; status == STATUS_OK && sequence && !linked->over && linked->count < limit && looked < READ_MAX;
	     sequence--, looked++)
		status = desk_read(ask->desk, sequence, look, linked);
	if (status == STATUS_OK)
		status = put_linked(json, linked);
	if (status == STATUS_OK)
		status = buffer_append_text(json, "]");
	if (status == STATUS_OK && sequence && !linked->over)
		status = part_number(json, "before", sequence + 1);
	return status == STATUS_OK ? buffer_append_text(json, "}") : status;
}

static void show_linked(struct ask *ask)
{
	struct reply reply = { .code = 200, .type = JSON_TYPE };
	uint64_t before = UINT64_MAX, limit = PAGE_DEFAULT, related = 0;
	if (!board_incidents(desk_board(ask->desk), ask->number)) {
		ask_refuse(ask, 404, "unknown_incident", "incident", "there is no such incident");
		return;
	}
	if (!query_number(ask, "before", UINT64_MAX, &before) || !before ||
	    !query_number(ask, "limit", PAGE_MAX, &limit) || !limit || !query_number(ask, "linked", 1, &related)) {
		ask_refuse(ask, 400, "malformed", "before", "before, limit (1 to 1,000) and linked (0, 1) are numbers");
		return;
	}
	struct linked *linked = calloc(1, sizeof *linked);
	enum status status = linked ? STATUS_OK : STATUS_MEMORY;
	if (linked) {
		linked->board = desk_board(ask->desk);
		linked->reading = ask_closed_words(ask);
		linked->incident[linked->incidents++] = ask->number;
		gather(linked, related);
		status = write_page(ask, linked, before, (uint32_t)limit, &reply.body);
		buffer_close(&linked->json);
		free(linked);
	}
	if (status == STATUS_OK)
		ask_hold(ask, &reply);
	else
		ask_trouble(ask, &reply, status);
}

extern const struct route linked_routes[];
const struct route linked_routes[] = {
	{ "GET", "/v1/incidents/{incident}/timeline", ACCESS_READER, show_linked,
	  "an incident's timeline with its calls, or that of all that are linked, in pages" },
	{ 0 },
};
