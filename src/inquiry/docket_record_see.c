/* Goes along with a record's entries and keeps of them what the board does not. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "inquiry/docket_record_inside.h"

#define ROOM_FIRST 256u

enum status docket_record_open(struct docket_record **ret_record)
{
	struct docket_record *record = calloc(1, sizeof *record);
	if (!record)
		return STATUS_MEMORY;
	*ret_record = record;
	return STATUS_OK;
}

void docket_record_close(struct docket_record *record)
{
	if (!record)
		return;
	names_close(&record->languages);
	free(record->call);
	free(record->incident);
	free(record);
}

static size_t room_for(size_t room, size_t number)
{
	room = room ? room : ROOM_FIRST;
	while (room <= number)
		room *= 2;
	return room;
}

/* The call's place, made if it is new; NULL without memory. */
static struct seen_call *call_of(struct docket_record *record, uint32_t number)
{
	if (number >= record->call_room) {
		size_t room = room_for(record->call_room, number);
		struct seen_call *call = reallocarray(record->call, room, sizeof *call);
		if (!call)
			return NULL;
		record->call = call;
		record->call_room = room;
	}
	for (; record->calls <= number; record->calls++)
		record->call[record->calls] = (struct seen_call){ 0 };
	return &record->call[number];
}

static struct seen_incident *incident_of(struct docket_record *record, uint32_t number)
{
	if (number >= record->incident_room) {
		size_t room = room_for(record->incident_room, number);
		struct seen_incident *incident = reallocarray(record->incident, room, sizeof *incident);
		if (!incident)
			return NULL;
		record->incident = incident;
		record->incident_room = room;
	}
	for (; record->incidents <= number; record->incidents++)
		record->incident[record->incidents] =
		    (struct seen_incident){ .soonest_ms = DOCKET_NEVER, .expected_ms = DOCKET_NEVER };
	return &record->incident[number];
}

static void see_recommended(struct seen_incident *incident, uint32_t span_s)
{
	int32_t ms = span_s < (uint32_t)DOCKET_FAR / 1000 ? (int32_t)span_s * 1000 : DOCKET_FAR;
	if (incident->soonest_ms == DOCKET_NEVER || ms < incident->soonest_ms)
		incident->soonest_ms = ms;
}

/* Only the first unit counts: what is done later answers to how the incident went on. */
static void see_assigned(struct seen_incident *incident, enum followed followed)
{
	if (incident->assigned)
		return;
	incident->assigned = 1;
	incident->expected_ms = incident->soonest_ms;
	if (followed == FOLLOWED_OTHER || (incident->chosen && followed != FOLLOWED_YES))
		incident->flags = DOCKET_OVERRIDDEN;
	else if (followed == FOLLOWED_YES)
		incident->flags = DOCKET_FOLLOWED;
}

static void see_inferred(struct seen_incident *incident, enum unit_status status, struct instant at)
{
	struct instant *first = NULL;
	if (status == UNIT_EN_ROUTE)
		first = &incident->inferred[DOCKET_EN_ROUTE];
	else if (status == UNIT_ON_SCENE)
		first = &incident->inferred[DOCKET_ON_SCENE];
	if (first && (!instant_known(*first) || instant_before(at, *first)))
		*first = at;
}

/* The value of a fact, which stands on a line of its own behind its name; no bytes if there is none. */
static struct bytes fact_of(struct bytes facts, const char *name)
{
	size_t length = strlen(name);
	while (facts.length) {
		const uint8_t *end = memchr(facts.at, '\n', facts.length);
		struct bytes line = bytes_of(facts.at, end ? (size_t)(end - facts.at) : facts.length);
		if (line.length > length && memcmp(line.at, name, length) == 0)
			return bytes_of(line.at + length, line.length - length);
		size_t whole = line.length + (end != NULL);
		facts = bytes_of(facts.at + whole, facts.length - whole);
	}
	return bytes_of(NULL, 0);
}

/* The language that the caller's device offers first, or else the subscriber's; not known of what was erased. */
static enum status see_language(struct docket_record *record, struct bytes text, uint32_t *ret_language)
{
	struct command command = { 0 };
	enum status status = text.length ? codec_read_text(text, &command) : STATUS_OK;
	if (status != STATUS_OK)
		return status;
	struct bytes facts = command.text[TEXT_FACTS], tag = fact_of(facts, "language: ");
	if (!tag.length)
		tag = fact_of(facts, "subscriber's language: ");
	size_t length = 0;
	while (length < tag.length && tag.at[length] != ' ' && tag.at[length] != '*')
		length++;
	return names_add(&record->languages, bytes_of(tag.at, length), ret_language);
}

static enum status see_of_call(struct docket_record *record, const struct event *event, struct instant now,
                               struct bytes text)
{
	struct seen_call *call = call_of(record, event->f.call);
	if (!call)
		return STATUS_MEMORY;
	if (event->kind == EVENT_CALL_ANSWERED && !call->taker)
		call->taker = event->f.agent;
	else if (event->kind == EVENT_CALL_LINKED && !instant_known(call->entered))
		call->entered = now;
	else if (event->kind == EVENT_CALL_CLOSED)
		call->closer = event->f.agent;
	else if (event->kind == EVENT_CALL_PLACED)
		return see_language(record, text, &call->language);
	return STATUS_OK;
}

static enum status see_of_incident(struct docket_record *record, const struct event *event)
{
	const struct fields *f = &event->f;
	struct seen_incident *incident = incident_of(record, f->incident);
	if (!incident)
		return STATUS_MEMORY;
	/* Some are opened without a type, and get their first one later. */
	bool typed = event->kind == EVENT_INCIDENT_OPENED || event->kind == EVENT_TYPE_SET;
	if (typed && !incident->type.text[0])
		incident->type = f->type;
	else if (event->kind == EVENT_RECOMMENDED)
		incident->soonest_ms = DOCKET_NEVER;
	else if (event->kind == EVENT_UNIT_RECOMMENDED)
		see_recommended(incident, f->span_s);
	else if (event->kind == EVENT_CHOSEN_OTHERWISE)
		incident->chosen = 1;
	else if (event->kind == EVENT_UNIT_ASSIGNED)
		see_assigned(incident, f->followed);
	else if (event->kind == EVENT_STATUS_INFERRED)
		see_inferred(incident, f->status, (struct instant){ f->stamp });
	else if (event->kind == EVENT_INCIDENT_CLOSED)
		incident->closer = f->agent;
	return STATUS_OK;
}

enum status docket_record_see(void *context, const struct board *board, const struct stored_entry *stored)
{
	struct docket_record *record = context;
	struct entry_head head;
	struct entry_reader reader;
	struct event event;
	(void)board;
	record->entries++;
	enum status status = codec_read_head(stored->entry.body, &head, &reader);
	while (status == STATUS_OK && (status = codec_read_event(&reader, &event)) == STATUS_OK) {
		if (event.f.call)
			status = see_of_call(record, &event, head.at, stored->entry.text);
		if (status == STATUS_OK && event.f.incident)
			status = see_of_incident(record, &event);
	}
	return status == STATUS_ENDED ? STATUS_OK : status;
}
