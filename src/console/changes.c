/* What of the board changed since readers of the feed were told: the items that entries spoke of, told as they are once all
 * of them are durable. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "console/changes.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "console/mirror.h"

/* Items that are told, by their pool, the member of the event that names them, and where GET /v1/board has them. */
static const struct {
	enum board_pool pool;
	enum field field;
	const char *name;
} kinds[] = {
	{ POOL_calls, FIELD_call, "calls" },
	{ POOL_incidents, FIELD_incident, "incidents" },
	{ POOL_units, FIELD_unit, "units" },
	{ POOL_agents, FIELD_agent, "agents" },
};
#define KINDS (sizeof kinds / sizeof *kinds)
#define KIND_INCIDENT 1u

/* An event with one of these changes what is no item: a list of the board, or the names of another thing. */
#define WHOLE_FIELDS (F(closure) | F(station) | F(capability) | F(notice) | F(hash) | F(provider) | F(request))

struct changed {
	uint32_t kind, number;
};

struct changes {
	struct desk *desk;
	struct changed *list;
	size_t count;
	uint64_t told; /* the entry up to which all was told */
	bool whole;    /* items cannot tell it */
	bool cut;      /* more was open than pages have: what comes into the list when another goes, no item tells */
};

static void add(struct changes *changes, uint32_t kind, uint32_t number)
{
	for (size_t i = changes->count; i--;)
		if (changes->list[i].kind == kind && changes->list[i].number == number)
			return;
	if (changes->count == CHANGES_MAX)
		changes->whole = true;
	else
		changes->list[changes->count++] = (struct changed){ kind, number };
}

/* A debt that is owed by an agent's own name is on its subject; the agent himself changes by what names him. */
static void hear(void *context, const struct command *command, const struct desk_answer *answer)
{
	struct changes *changes = context;
	(void)command;
	for (uint32_t i = 0; i < answer->count; i++) {
		const struct event *event = &answer->events[i];
		uint64_t fields = event_table[event->kind].fields;
		for (uint32_t kind = 0; kind < KINDS && !changes->whole; kind++) {
			int64_t number =
			    fields >> kinds[kind].field & 1 ? fields_number(&event->f, kinds[kind].field) : 0;
			if (number)
				add(changes, kind, (uint32_t)number);
		}
		/* A crew that is another fills other rows of what the unit's incidents need. */
		const struct unit *unit =
		    fields & F(unit) ? board_units(desk_board(changes->desk), event->f.unit) : NULL;
		for (uint32_t at = unit ? unit->first_assignment : 0; at && !changes->whole;) {
			const struct assignment *one = board_assignments(desk_board(changes->desk), at);
			add(changes, KIND_INCIDENT, one->incident);
			at = one->next_of_unit;
		}
		for (unsigned field = 0; field < FIELD_COUNT; field++)
			if (fields & WHOLE_FIELDS & (uint64_t)1 << field && field_table[field].wire != WIRE_NAME &&
			    fields_number(&event->f, field))
				changes->whole = true;
		/* Incidents that have to do with each other stand in each other's item. */
		changes->whole |= event->kind == EVENT_INCIDENT_RELATED || event->kind == EVENT_INCIDENT_UNRELATED;
	}
}

enum status changes_open(struct desk *desk, struct changes **ret_changes)
{
	struct changes *changes = calloc(1, sizeof *changes);
	if (changes)
		changes->list = calloc(CHANGES_MAX, sizeof *changes->list);
	if (!changes || !changes->list) {
		free(changes);
		return STATUS_MEMORY;
	}
	changes->desk = desk;
	changes->told = board_center(desk_board(desk))->sequence;
	desk_listen(desk, hear, changes);
	*ret_changes = changes;
	return STATUS_OK;
}

void changes_close(struct changes *changes)
{
	if (!changes)
		return;
	desk_unlisten(changes->desk, changes);
	free(changes->list);
	free(changes);
}

bool changes_any(const struct changes *changes)
{
	return changes->count || changes->whole || changes->told != board_center(desk_board(changes->desk))->sequence;
}

/* Whether GET /v1/board lists it. */
static bool is_listed(const struct board *board, enum board_pool pool, uint32_t number)
{
	if (pool == POOL_calls)
		return board_calls(board, number)->state != CALL_CLOSED;
	return pool != POOL_incidents || board_incidents(board, number)->open;
}

static enum status put_kind(struct changes *changes, struct buffer *piece, uint32_t kind, bool gone)
{
	const struct board *board = desk_board(changes->desk);
	const char *comma = "";
	enum status status = buffer_print(piece, ",\"%s%s\":[", gone ? "gone_" : "", kinds[kind].name);
	for (size_t i = 0; status == STATUS_OK && i < changes->count; i++) {
		uint32_t number = changes->list[i].number;
		if (changes->list[i].kind != kind || is_listed(board, kinds[kind].pool, number) == gone)
			continue;
		status = buffer_append_text(piece, comma);
		if (status == STATUS_OK)
			status = gone ? buffer_print(piece, "%" PRIu32, number)
			              : board_item(piece, changes->desk, kinds[kind].pool, number);
		comma = ",";
	}
	return status == STATUS_OK ? buffer_append_text(piece, "]") : status;
}

static enum status put_items(struct changes *changes, struct buffer *piece)
{
	const struct center *center = board_center(desk_board(changes->desk));
	enum status status =
	    buffer_print(piece,
	                 "event: items\ndata: {\"from\":%" PRIu64 ",\"sequence\":%" PRIu64
	                 ",\"open_calls\":%u,\"open_incidents\":%u,\"open_obligations\":%u,\"flood\":%u",
	                 changes->told, center->sequence, center->open_calls, center->open_incidents,
	                 center->open_obligations, center->flooded);
	for (uint32_t kind = 0; status == STATUS_OK && kind < KINDS; kind++) {
		status = put_kind(changes, piece, kind, false);
		if (status == STATUS_OK)
			status = put_kind(changes, piece, kind, true);
	}
	return status == STATUS_OK ? buffer_append_text(piece, "}\n\n") : status;
}

enum status changes_take(struct changes *changes, struct buffer *piece)
{
	const struct center *center = board_center(desk_board(changes->desk));
	/* A list that is cut short has no place for what is added behind its end. */
	bool cut = center->open_calls > BOARD_LIST_MAX || center->open_incidents > BOARD_LIST_MAX;
	bool whole = changes->whole || cut || changes->cut;
	enum status status =
	    whole ? buffer_print(piece, "event: reload\ndata: {\"sequence\":%" PRIu64 "}\n\n", center->sequence)
		  : put_items(changes, piece);
	changes->count = 0;
	changes->whole = false;
	changes->cut = cut;
	changes->told = center->sequence;
	return status;
}
