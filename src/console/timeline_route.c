/* The record of one call, incident or unit: every entry that spoke of it, from the first to the last. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "console/json.h"
#include "console/parts.h"
#include "console/route.h"

/* The chain is walked from its end; the pieces are put together from the front. */
struct pieces {
	struct closed_words reading;
	struct buffer bytes;
	size_t *end;
	size_t count, room;
};

static enum status add_piece(void *context, uint64_t sequence, const struct entry_head *head,
                             struct entry_reader reader)
{
	struct pieces *pieces = context;
	if (pieces->count == pieces->room) {
		size_t room = pieces->room ? 2 * pieces->room : 64;
		size_t *end = reallocarray(pieces->end, room, sizeof *end);
		if (!end)
			return STATUS_MEMORY;
		pieces->end = end;
		pieces->room = room;
	}
	enum status status =
	    json_entry(&pieces->bytes, sequence, head, reader, closed_words_of_entry(&pieces->reading, head, reader));
	pieces->end[pieces->count++] = pieces->bytes.length;
	return status;
}

static enum status join(const struct pieces *pieces, struct buffer *json)
{
	enum status status = STATUS_OK;
	for (size_t i = pieces->count; status == STATUS_OK && i-- > 0;) {
		size_t from = i ? pieces->end[i - 1] : 0;
		status = buffer_append(json, bytes_of(pieces->bytes.at + from, pieces->end[i] - from));
		if (status == STATUS_OK && i)
			status = buffer_append_text(json, ",");
	}
	return status == STATUS_OK ? buffer_append_text(json, "]}") : status;
}

static void show(struct ask *ask, enum field of, const char *unknown)
{
	struct pieces pieces = { .reading = ask_closed_words(ask) };
	struct reply reply = { .code = 200, .type = JSON_TYPE };
	enum status status = desk_timeline(ask->desk, of, ask->number, add_piece, &pieces);
	if (status == STATUS_MISSING) {
		ask_refuse(ask, 404, unknown, field_table[of].name, "there is no such thing in the record");
	} else {
		if (status == STATUS_OK)
			status = buffer_print(&reply.body, "{\"%s\":%u", field_table[of].name, ask->number);
		if (status == STATUS_OK && of == FIELD_incident)
			status = part_large(&reply.body, desk_board(ask->desk), ask->number);
		if (status == STATUS_OK && of == FIELD_incident)
			status = part_nearby(&reply.body, ask->desk, ask->number);
		if (status == STATUS_OK)
			status = buffer_append_text(&reply.body, ",\"timeline\":[");
		if (status == STATUS_OK)
			status = join(&pieces, &reply.body);
		if (status == STATUS_OK)
			ask_hold(ask, &reply);
		else
			ask_trouble(ask, &reply, status);
	}
	buffer_close(&pieces.bytes);
	free(pieces.end);
}

static void show_call(struct ask *ask)
{
	show(ask, FIELD_call, "unknown_call");
}

static void show_incident(struct ask *ask)
{
	show(ask, FIELD_incident, "unknown_incident");
}

static void show_unit(struct ask *ask)
{
	show(ask, FIELD_unit, "unknown_unit");
}

extern const struct route timeline_routes[];
const struct route timeline_routes[] = {
	{ "GET", "/v1/calls/{call}", ACCESS_READER, show_call, "one call's whole timeline" },
	{ "GET", "/v1/incidents/{incident}", ACCESS_READER, show_incident, "one incident's whole timeline" },
	{ "GET", "/v1/units/{unit}", ACCESS_READER, show_unit, "one unit's whole timeline, positions apart" },
	{ 0 },
};
