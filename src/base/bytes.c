/* Runs of bytes, and the buffer that grows by doubling under its cap. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/bytes.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUFFER_FIRST_BYTES 64

struct bytes bytes_of(const void *at, size_t length)
{
	return (struct bytes){ .at = at, .length = length };
}

struct bytes bytes_of_text(const char *text)
{
	return bytes_of(text, text ? strlen(text) : 0);
}

bool bytes_same(struct bytes a, struct bytes b)
{
	return a.length == b.length && (a.length == 0 || memcmp(a.at, b.at, a.length) == 0);
}

/* The length of the well-formed sequence at `at`, or 0.  RFC 3629 section 4. */
static size_t utf8_sequence(const uint8_t *at, size_t left)
{
	static const struct {
		uint8_t first_low, first_high, second_low, second_high, length;
	} rows[] = {
		{ 0x00, 0x7f, 0x00, 0x00, 1 }, { 0xc2, 0xdf, 0x80, 0xbf, 2 }, { 0xe0, 0xe0, 0xa0, 0xbf, 3 },
		{ 0xe1, 0xec, 0x80, 0xbf, 3 }, { 0xed, 0xed, 0x80, 0x9f, 3 }, { 0xee, 0xef, 0x80, 0xbf, 3 },
		{ 0xf0, 0xf0, 0x90, 0xbf, 4 }, { 0xf1, 0xf3, 0x80, 0xbf, 4 }, { 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};
	for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
		if (at[0] < rows[r].first_low || at[0] > rows[r].first_high)
			continue;
		if (left < rows[r].length)
			return 0;
		if (rows[r].length > 1 && (at[1] < rows[r].second_low || at[1] > rows[r].second_high))
			return 0;
		for (size_t i = 2; i < rows[r].length; i++)
			if (at[i] < 0x80 || at[i] > 0xbf)
				return 0;
		return rows[r].length;
	}
	return 0;
}

bool bytes_are_utf8(struct bytes bytes)
{
	for (size_t at = 0; at < bytes.length;) {
		uint64_t eight;
		/* Mostly it is ASCII, and then eight are looked at together. */
		for (; bytes.length - at >= sizeof eight; at += sizeof eight) {
			memcpy(&eight, bytes.at + at, sizeof eight);
			if (eight & 0x8080808080808080u)
				break;
		}
		if (at == bytes.length)
			break;
		size_t step = utf8_sequence(bytes.at + at, bytes.length - at);
		if (step == 0)
			return false;
		at += step;
	}
	return true;
}

enum status buffer_reserve(struct buffer *buffer, size_t more)
{
	if (more > SIZE_MAX / 4 - buffer->length)
		return STATUS_LIMIT;
	size_t needed = buffer->length + more;
	if (buffer->cap && needed > buffer->cap)
		return STATUS_LIMIT;
	if (needed <= buffer->room)
		return STATUS_OK;

	size_t room = buffer->room ? buffer->room : BUFFER_FIRST_BYTES;
	while (room < needed)
		room *= 2;
	uint8_t *at = realloc(buffer->at, room);
	if (!at)
		return STATUS_MEMORY;
	buffer->at = at;
	buffer->room = room;
	return STATUS_OK;
}

enum status buffer_append(struct buffer *buffer, struct bytes bytes)
{
	enum status status = buffer_reserve(buffer, bytes.length);
	if (status != STATUS_OK)
		return status;
	if (bytes.length)
		memcpy(buffer->at + buffer->length, bytes.at, bytes.length);
	buffer->length += bytes.length;
	return STATUS_OK;
}

enum status buffer_append_text(struct buffer *buffer, const char *text)
{
	return buffer_append(buffer, bytes_of_text(text));
}

enum status buffer_print_list(struct buffer *buffer, const char *format, va_list list)
{
	va_list again;
	enum status status = STATUS_OK;

	va_copy(again, list);
	/* Mostly there is room already, and then it is written once. */
	size_t left = buffer->room - buffer->length;
	int length = vsnprintf(left ? (char *)buffer->at + buffer->length : NULL, left, format, list);
	assert(length >= 0);
	/* vsnprintf writes a NUL that is not ours to keep. */
	if ((size_t)length + 1 > left || (buffer->cap && buffer->length + (size_t)length + 1 > buffer->cap)) {
		status = buffer_reserve(buffer, (size_t)length + 1);
		if (status == STATUS_OK)
			(void)vsnprintf((char *)buffer->at + buffer->length, (size_t)length + 1, format, again);
	}
	va_end(again);
	if (status == STATUS_OK)
		buffer->length += (size_t)length;
	return status;
}

enum status buffer_print(struct buffer *buffer, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	enum status status = buffer_print_list(buffer, format, list);
	va_end(list);
	return status;
}

struct bytes buffer_bytes(const struct buffer *buffer)
{
	return bytes_of(buffer->at, buffer->length);
}

void buffer_clear(struct buffer *buffer)
{
	buffer->length = 0;
}

void buffer_close(struct buffer *buffer)
{
	free(buffer->at);
	*buffer = (struct buffer){ .cap = buffer->cap };
}
