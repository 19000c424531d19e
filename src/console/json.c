/* What the core says, as JSON text: strings, moments, events, entries. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "console/json.h"

#include <inttypes.h>
#include <string.h>

/* How many bytes the well-formed UTF-8 character at the front has; 0 if there is none. */
static size_t character(struct bytes text)
{
	for (size_t length = 1; length <= 4 && length <= text.length; length++)
		if (bytes_are_utf8(bytes_of(text.at, length)))
			return length;
	return 0;
}

static enum status put_character(struct buffer *json, struct bytes *text)
{
	uint8_t first = text->at[0];
	size_t length = first < 0x80 ? 1 : character(*text);
	enum status status;
	if (!length)
		status = buffer_append_text(json, "\\ufffd");
	else if (first == '"' || first == '\\')
		status = buffer_print(json, "\\%c", first);
	else if (first < ' ' || first == 127)
		status = buffer_print(json, "\\u%04x", first);
	else
		status = buffer_append(json, bytes_of(text->at, length));
	length = length ? length : 1;
	*text = bytes_of(text->at + length, text->length - length);
	return status;
}

enum status json_text(struct buffer *json, struct bytes text)
{
	enum status status = buffer_append_text(json, "\"");
	while (status == STATUS_OK && text.length)
		status = put_character(json, &text);
	return status == STATUS_OK ? buffer_append_text(json, "\"") : status;
}

enum status json_words(struct buffer *json, const char *text)
{
	return text ? json_text(json, bytes_of_text(text)) : buffer_append_text(json, "null");
}

enum status json_instant(struct buffer *json, struct instant at)
{
	char text[INSTANT_TEXT_BYTES];
	if (!instant_known(at))
		return buffer_append_text(json, "null");
	instant_write(at, text);
	return buffer_print(json, "\"%s\"", text);
}

enum status json_handle(struct buffer *json, uint64_t handle)
{
	return buffer_print(json, "\"%" PRIu64 "\"", handle);
}

static enum status put_value(struct buffer *json, const struct fields *f, enum field field)
{
	const struct field_info *info = &field_table[field];
	int64_t number = fields_number(f, field);
	if (info->wire == WIRE_NAME)
		return json_words(json, fields_name(f, field));
	if (info->wire == WIRE_AT)
		return json_instant(json, (struct instant){ number });
	if (info->wire == WIRE_U64)
		return json_handle(json, (uint64_t)number);
	const char *name = vocabulary_name(info->vocabulary, (unsigned)number);
	return name ? json_words(json, name) : buffer_print(json, "%" PRId64, number);
}

enum status json_event(struct buffer *json, const struct event *event)
{
	enum status status = buffer_print(json, "{\"kind\":\"%s\"", event_table[event->kind].name);
	uint64_t left = event_table[event->kind].fields & fields_given(&event->f);
	/* An event has a kind of its own; the kind of the debt it speaks of is named apart. */
	for (; status == STATUS_OK && left; left &= left - 1) {
		enum field field = (enum field)__builtin_ctzll(left);
		status = buffer_print(json, ",\"%s\":", field == FIELD_kind ? "owed" : field_table[field].name);
		if (status == STATUS_OK)
			status = put_value(json, &event->f, field);
	}
	return status == STATUS_OK ? buffer_append_text(json, "}") : status;
}

static enum status put_texts(struct buffer *json, const struct command *command)
{
	enum status status = STATUS_OK;
	for (unsigned text = 0; status == STATUS_OK && text < TEXT_COUNT; text++) {
		if (!command->text[text].length || text == TEXT_CODE)
			continue;
		status = buffer_print(json, ",\"%s\":", text_name(text));
		if (status == STATUS_OK)
			status = json_text(json, command->text[text]);
	}
	return status;
}

static enum status put_events(struct buffer *json, struct entry_reader reader)
{
	struct event event;
	const char *comma = "";
	enum status status = buffer_append_text(json, ",\"events\":[");
	while (status == STATUS_OK && (status = codec_read_event(&reader, &event)) == STATUS_OK) {
		status = buffer_append_text(json, comma);
		if (status == STATUS_OK)
			status = json_event(json, &event);
		comma = ",";
	}
	return status == STATUS_ENDED ? buffer_append_text(json, "]}") : status;
}

static bool has_text(const struct command *command)
{
	for (unsigned text = 0; text < TEXT_COUNT; text++)
		if (command->text[text].length && text != TEXT_CODE)
			return true;
	return false;
}

enum status json_entry(struct buffer *json, uint64_t sequence, const struct entry_head *head,
                       struct entry_reader reader, bool shown)
{
	static const char *const askers[ASKER_COUNT] = {
		[ASKER_STRANGER] = "stranger", [ASKER_CALLER] = "caller", [ASKER_AGENT] = "agent",
		[ASKER_CENTER] = "center",     [ASKER_IMPORT] = "import",
	};
	enum status status = buffer_print(json, "{\"sequence\":%" PRIu64 ",\"at\":", sequence);
	if (status == STATUS_OK)
		status = json_instant(json, head->at);
	if (status == STATUS_OK)
		status = buffer_print(json, ",\"command\":\"%s\",\"asker\":\"%s\"",
		                      command_table[head->command.kind].name, askers[head->command.asker]);
	if (status == STATUS_OK && head->command.actor)
		status = buffer_print(json, ",\"actor\":%u", head->command.actor);
	if (status == STATUS_OK && shown)
		status = put_texts(json, &head->command);
	else if (status == STATUS_OK && has_text(&head->command))
		status = buffer_append_text(json, ",\"sealed\":true");
	return status == STATUS_OK ? put_events(json, reader) : status;
}
