/* The values that an entry's slots commit to, read from its body and text. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/slots.h"

static const char *const asker_name[ASKER_COUNT] = {
	[ASKER_STRANGER] = "stranger", [ASKER_CALLER] = "caller", [ASKER_AGENT] = "agent",
	[ASKER_CENTER] = "center",     [ASKER_IMPORT] = "import",
};

/* What an event does to a debt; NULL if it does nothing. */
static const char *const owed_name[EVENT_COUNT] = {
	[EVENT_OWED] = "owed",
	[EVENT_MET] = "met",
	[EVENT_RAISED] = "raised",
	[EVENT_OWNER_MOVED] = "moved",
};

/* Adds a number to a list that is parted by spaces, unless it is the last one there. */
static enum status list_number(struct buffer *list, uint32_t number, uint32_t *last)
{
	if (!number || number == *last)
		return STATUS_OK;
	*last = number;
	return buffer_print(list, "%s%u", list->length ? " " : "", number);
}

static enum status add_event(struct slots *slots, const struct event *event, uint32_t last[2])
{
	enum status status = buffer_print(&slots->value[ENTRY_WHAT], " %s", event_table[event->kind].name);
	if (status == STATUS_OK)
		status = list_number(&slots->value[ENTRY_CALL], event->f.call, &last[0]);
	if (status == STATUS_OK)
		status = list_number(&slots->value[ENTRY_INCIDENT], event->f.incident, &last[1]);
	if (status == STATUS_OK && owed_name[event->kind]) {
		struct buffer *owed = &slots->value[ENTRY_OWED];
		const char *kind = vocabulary_name(VOCABULARY_OBLIGATION, event->f.kind);
		status =
		    buffer_print(owed, "%s%s %s", owed->length ? ", " : "", owed_name[event->kind], kind ? kind : "it");
	}
	return status;
}

static enum status add_head(struct slots *slots, const struct entry_head *head)
{
	char when[INSTANT_TEXT_BYTES];
	instant_write(head->at, when);
	enum status status = buffer_append_text(&slots->value[ENTRY_WHAT], command_table[head->command.kind].name);
	if (status == STATUS_OK)
		status = buffer_print(&slots->value[ENTRY_WHO], "%s %u", asker_name[head->command.asker],
		                      head->command.actor);
	return status == STATUS_OK ? buffer_append_text(&slots->value[ENTRY_WHEN], when) : status;
}

enum status slots_read(struct slots *slots, struct bytes body, struct bytes text)
{
	struct entry_head head;
	struct entry_reader reader;
	struct event event;
	uint32_t last[2] = { 0, 0 };
	for (unsigned slot = 0; slot < ENTRY_SLOT_COUNT; slot++)
		buffer_clear(&slots->value[slot]);
	enum status status = codec_read_head(body, &head, &reader);
	if (status == STATUS_OK)
		status = codec_read_text(text, &head.command);
	slots->kind = status == STATUS_OK ? head.command.kind : COMMAND_NONE;
	if (status == STATUS_OK)
		status = add_head(slots, &head);
	while (status == STATUS_OK && (status = codec_read_event(&reader, &event)) == STATUS_OK)
		status = add_event(slots, &event, last);
	if (status != STATUS_ENDED)
		return status;
	status = buffer_append(&slots->value[ENTRY_PLACE], head.command.text[TEXT_PLACE]);
	return status == STATUS_OK ? buffer_append(&slots->value[ENTRY_WORDS], head.command.text[TEXT_WORDS]) : status;
}

void slots_close(struct slots *slots)
{
	for (unsigned slot = 0; slot < ENTRY_SLOT_COUNT; slot++)
		buffer_close(&slots->value[slot]);
}
