/* JSON of strangers, read by jansson once its depth is known. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/json_text.h"

#include <jansson.h>

static bool too_deep(struct bytes text)
{
	size_t depth = 0;
	bool quoted = false;
	for (size_t i = 0; i < text.length; i++) {
		uint8_t c = text.at[i];
		if (quoted && c == '\\')
			i++;
		else if (c == '"')
			quoted = !quoted;
		else if (!quoted && (c == '{' || c == '[') && ++depth > JSON_TEXT_DEPTH_MAX)
			return true;
		else if (!quoted && (c == '}' || c == ']') && depth)
			depth--;
	}
	return false;
}

enum status json_text_read(struct bytes text, size_t most, struct json_t **ret_object)
{
	if (text.length > most)
		return STATUS_LIMIT;
	if (!text.length || too_deep(text))
		return STATUS_MALFORMED;
	json_error_t error;
	json_t *object = json_loadb((const char *)text.at, text.length, JSON_REJECT_DUPLICATES, &error);
	if (!object)
		return json_error_code(&error) == json_error_out_of_memory ? STATUS_MEMORY : STATUS_MALFORMED;
	if (!json_is_object(object)) {
		json_decref(object);
		return STATUS_MALFORMED;
	}
	*ret_object = object;
	return STATUS_OK;
}

const char *json_text_member(const struct json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

enum status json_text_write(struct buffer *out, struct bytes text)
{
	bool utf8 = bytes_are_utf8(text);
	size_t length = out->length;
	enum status status = buffer_append_text(out, "\"");
	for (size_t i = 0; status == STATUS_OK && i < text.length; i++) {
		uint8_t c = text.at[i];
		if (c == '"' || c == '\\')
			status = buffer_print(out, "\\%c", c);
		else if (c < 0x20 || c == 0x7f || (c >= 0x80 && !utf8))
			status = buffer_print(out, "\\u%04x", c);
		else
			status = buffer_append(out, bytes_of(&text.at[i], 1));
	}
	if (status == STATUS_OK)
		status = buffer_append_text(out, "\"");
	if (status != STATUS_OK)
		out->length = length;
	return status;
}
