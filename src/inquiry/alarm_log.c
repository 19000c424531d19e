/* Owners by kind and number, each with a row of spans that grows as the record goes on. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/alarm_log.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#define SPAN_US INT64_C(600000000)
#define SPANS_MAX (20u * 366u * 144u)
#define NOT_SIGNED_IN UINT32_MAX
#define ROOM_FIRST 16u
#define NAME_ROOM (NAME_BYTES + 16)

struct seen_owner {
	bool alarmed;
	uint32_t since; /* of an agent: the span in which he signed in */
	uint64_t unheeded;
	uint32_t *raised; /* by span */
	uint8_t *on_duty;
	size_t room;
};

/* Whom an obligation was raised to last; its slot is used again, and then its handle is another. */
struct seen_debt {
	uint64_t handle;
	uint8_t kind;
	uint32_t owner;
};

struct alarm_log {
	bool begun, read;
	struct instant first;
	uint32_t span; /* of the last entry */
	struct {
		struct seen_owner *owner; /* by number */
		size_t count;
	} kind[OWNER_COUNT];
	struct seen_debt *debt; /* by slot */
	size_t debts;
	/* What was read. */
	struct watch_alarm_owner *owner;
	char (*name)[NAME_ROOM];
};

enum status alarm_log_open(struct alarm_log **ret_log)
{
	struct alarm_log *log = calloc(1, sizeof *log);
	if (!log)
		return STATUS_MEMORY;
	*ret_log = log;
	return STATUS_OK;
}

void alarm_log_close(struct alarm_log *log)
{
	if (!log)
		return;
	for (unsigned kind = 0; kind < OWNER_COUNT; kind++) {
		for (size_t i = 0; i < log->kind[kind].count; i++) {
			free(log->kind[kind].owner[i].raised);
			free(log->kind[kind].owner[i].on_duty);
		}
		free(log->kind[kind].owner);
	}
	free(log->debt);
	free(log->owner);
	free(log->name);
	free(log);
}

/* ---- seeing ---- */

static size_t room_for(size_t room, size_t number)
{
	room = room ? room : ROOM_FIRST;
	while (room <= number)
		room *= 2;
	return room;
}

/* The owner, made if it is new; NULL without memory. */
static struct seen_owner *owner_of(struct alarm_log *log, enum owner_kind kind, uint32_t number)
{
	assert(kind < OWNER_COUNT);
	size_t count = log->kind[kind].count;
	if (number >= count) {
		size_t room = room_for(count, number);
		struct seen_owner *owner = reallocarray(log->kind[kind].owner, room, sizeof *owner);
		if (!owner)
			return NULL;
		for (size_t i = count; i < room; i++)
			owner[i] = (struct seen_owner){ .since = NOT_SIGNED_IN };
		log->kind[kind].owner = owner;
		log->kind[kind].count = room;
	}
	return &log->kind[kind].owner[number];
}

/* Room for all spans up to the one at hand. */
static enum status reach(struct seen_owner *owner, uint32_t span)
{
	if (span < owner->room)
		return STATUS_OK;
	size_t room = room_for(owner->room, span);
	uint32_t *raised = reallocarray(owner->raised, room, sizeof *raised);
	if (raised)
		owner->raised = raised;
	uint8_t *on_duty = raised ? realloc(owner->on_duty, room) : NULL;
	if (!on_duty)
		return STATUS_MEMORY;
	owner->on_duty = on_duty;
	for (size_t i = owner->room; i < room; i++) {
		owner->raised[i] = 0;
		owner->on_duty[i] = 0;
	}
	owner->room = room;
	return STATUS_OK;
}

/* The place of an obligation, emptied if another was there; NULL without memory. */
static struct seen_debt *debt_of(struct alarm_log *log, uint64_t handle)
{
	size_t slot = handle & UINT32_MAX;
	if (slot >= log->debts) {
		size_t room = room_for(log->debts, slot);
		struct seen_debt *debt = reallocarray(log->debt, room, sizeof *debt);
		if (!debt)
			return NULL;
		for (size_t i = log->debts; i < room; i++)
			debt[i] = (struct seen_debt){ 0 };
		log->debt = debt;
		log->debts = room;
	}
	if (log->debt[slot].handle != handle)
		log->debt[slot] = (struct seen_debt){ .handle = handle };
	return &log->debt[slot];
}

static enum status see_raised(struct alarm_log *log, const struct fields *f)
{
	struct seen_debt *debt = debt_of(log, f->obligation);
	if (!debt)
		return STATUS_MEMORY;
	if (debt->kind)
		log->kind[debt->kind].owner[debt->owner].unheeded++;
	debt->kind = f->owner_kind;
	debt->owner = f->owner;
	struct seen_owner *owner = owner_of(log, (enum owner_kind)f->owner_kind, f->owner);
	enum status status = owner ? reach(owner, log->span) : STATUS_MEMORY;
	if (status != STATUS_OK)
		return status;
	owner->alarmed = true;
	owner->raised[log->span]++;
	owner->on_duty[log->span] = 1;
	return STATUS_OK;
}

/* From when he signed in to the span at hand. */
static enum status end_duty(struct alarm_log *log, struct seen_owner *owner)
{
	if (owner->since == NOT_SIGNED_IN)
		return STATUS_OK;
	enum status status = reach(owner, log->span);
	for (uint32_t i = owner->since; status == STATUS_OK && i <= log->span; i++)
		owner->on_duty[i] = 1;
	owner->since = NOT_SIGNED_IN;
	return status;
}

static enum status see_seat(struct alarm_log *log, const struct event *event)
{
	struct seen_owner *owner = owner_of(log, OWNER_AGENT, event->f.agent);
	if (!owner)
		return STATUS_MEMORY;
	if (event->kind == EVENT_SIGNED_OUT)
		return end_duty(log, owner);
	if (owner->since == NOT_SIGNED_IN)
		owner->since = log->span;
	return STATUS_OK;
}

/* A clock that was set back does not lead before a span that was seen. */
static enum status see_time(struct alarm_log *log, struct instant at)
{
	if (!log->begun)
		log->first = at;
	log->begun = true;
	int64_t span = instant_since(at, log->first).us / SPAN_US;
	if (span >= SPANS_MAX)
		return STATUS_LIMIT;
	if (span > (int64_t)log->span)
		log->span = (uint32_t)span;
	return STATUS_OK;
}

enum status alarm_log_see(void *context, const struct board *board, const struct stored_entry *stored)
{
	struct alarm_log *log = context;
	struct entry_head head;
	struct entry_reader reader;
	struct event event;
	(void)board;
	assert(!log->read);
	enum status status = codec_read_head(stored->entry.body, &head, &reader);
	if (status == STATUS_OK)
		status = see_time(log, head.at);
	while (status == STATUS_OK && (status = codec_read_event(&reader, &event)) == STATUS_OK) {
		if (event.kind == EVENT_RAISED)
			status = see_raised(log, &event.f);
		else if (event.kind == EVENT_SIGNED_IN || event.kind == EVENT_SIGNED_OUT)
			status = see_seat(log, &event);
	}
	return status == STATUS_ENDED ? STATUS_OK : status;
}

/* ---- reading ---- */

static const char *own_name(const struct board *board, enum owner_kind kind, uint32_t number)
{
	const struct agent *agent = kind == OWNER_AGENT ? board_agents(board, number) : NULL;
	const struct unit *unit = kind == OWNER_UNIT ? board_units(board, number) : NULL;
	const struct queue *queue = kind == OWNER_QUEUE ? board_queues(board, number) : NULL;
	const struct neighbour *neighbour = kind == OWNER_NEIGHBOUR ? board_neighbours(board, number) : NULL;
	if (agent)
		return agent->name.text;
	if (unit)
		return unit->name.text;
	if (queue)
		return queue->name.text;
	return neighbour ? neighbour->name.text : NULL;
}

/* Agents on duty whom no alarm reached are owners too: the load is theirs to show. */
static bool counts(const struct seen_owner *owner)
{
	bool on_duty = owner->alarmed;
	for (size_t i = 0; !on_duty && i < owner->room; i++)
		on_duty = owner->on_duty[i];
	return on_duty;
}

/* Takes out the spans in which an agent was not on duty, in place. */
static size_t close_gaps(struct seen_owner *owner, uint32_t spans, bool always)
{
	size_t kept = 0;
	for (uint32_t i = 0; i < spans; i++)
		if (always || owner->on_duty[i])
			owner->raised[kept++] = owner->raised[i];
	return kept;
}

static enum status finish_duties(struct alarm_log *log)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; status == STATUS_OK && i < log->kind[OWNER_AGENT].count; i++)
		status = end_duty(log, &log->kind[OWNER_AGENT].owner[i]);
	for (unsigned kind = 0; kind < OWNER_COUNT; kind++)
		for (size_t i = 0; status == STATUS_OK && i < log->kind[kind].count; i++)
			if (counts(&log->kind[kind].owner[i]))
				status = reach(&log->kind[kind].owner[i], log->span);
	return status;
}

static void take(struct alarm_log *log, const struct board *board, enum owner_kind kind, uint32_t number, size_t at)
{
	struct seen_owner *owner = &log->kind[kind].owner[number];
	const char *name = own_name(board, kind, number), *words = vocabulary_name(VOCABULARY_OWNER, kind);
	(void)snprintf(log->name[at], NAME_ROOM, "%s%s%s", words, name ? " " : "", name ? name : "");
	log->owner[at] = (struct watch_alarm_owner){ .name = log->name[at],
		                                     .raised = owner->raised,
		                                     .spans = close_gaps(owner, log->span + 1, kind != OWNER_AGENT),
		                                     .unheeded = owner->unheeded };
}

enum status alarm_log_read(struct alarm_log *log, const struct board *board, struct watch_alarms *ret_alarms)
{
	size_t owners = 0, at = 0;
	assert(!log->read);
	log->read = true;
	enum status status = finish_duties(log);
	if (status != STATUS_OK)
		return status;
	for (unsigned kind = 0; kind < OWNER_COUNT; kind++)
		for (size_t i = 0; i < log->kind[kind].count; i++)
			owners += counts(&log->kind[kind].owner[i]);
	log->owner = calloc(owners + 1, sizeof *log->owner);
	log->name = calloc(owners + 1, sizeof *log->name);
	if (!log->owner || !log->name)
		return STATUS_MEMORY;
	for (unsigned kind = 0; kind < OWNER_COUNT; kind++)
		for (uint32_t i = 0; i < log->kind[kind].count; i++)
			if (counts(&log->kind[kind].owner[i]))
				take(log, board, (enum owner_kind)kind, i, at++);
	*ret_alarms = (struct watch_alarms){ .owners = owners, .owner = log->owner };
	return STATUS_OK;
}
