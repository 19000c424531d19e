/* What a browser sends of a form: name=value&name=value. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/form_text.h"

#include <string.h>

static int digit(uint8_t c)
{
	uint8_t lower = c | 0x20;
	return c >= '0' && c <= '9' ? c - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* Up to a mark, which is skipped. */
static struct bytes take(struct bytes *rest, uint8_t mark)
{
	const uint8_t *end = rest->length ? memchr(rest->at, mark, rest->length) : NULL;
	size_t length = end ? (size_t)(end - rest->at) : rest->length;
	struct bytes taken = bytes_of(rest->at, length);
	*rest = bytes_of(rest->at + length + (end != NULL), rest->length - length - (end != NULL));
	return taken;
}

static enum status decode(struct bytes text, struct buffer *out)
{
	size_t before = out->length;
	enum status status = STATUS_OK;
	for (size_t i = 0; i < text.length && status == STATUS_OK; i++) {
		uint8_t byte = text.at[i] == '+' ? ' ' : text.at[i];
		if (text.at[i] == '%') {
			int high = i + 2 < text.length ? digit(text.at[i + 1]) : -1;
			int low = i + 2 < text.length ? digit(text.at[i + 2]) : -1;
			if (high < 0 || low < 0) {
				status = STATUS_MALFORMED;
				break;
			}
			byte = (uint8_t)(high * 16 + low);
			i += 2;
		}
		if (byte == '\n' && out->length > before && out->at[out->length - 1] == '\r')
			out->length--;
		status = buffer_append(out, bytes_of(&byte, 1));
	}
	if (status == STATUS_OK && !bytes_are_utf8(bytes_of(out->at + before, out->length - before)))
		status = STATUS_MALFORMED;
	if (status != STATUS_OK)
		out->length = before;
	return status;
}

enum status form_text_value(struct bytes form, const char *name, struct buffer *out)
{
	while (form.length) {
		struct bytes value = take(&form, '&'), own = take(&value, '=');
		if (bytes_same(own, bytes_of_text(name)))
			return decode(value, out);
	}
	return STATUS_MISSING;
}
