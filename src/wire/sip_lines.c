/* The lines of a SIP message's head, as they stand. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/sip_lines.h"

#include <string.h>

static bool blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct bytes from(struct bytes bytes, size_t at)
{
	return at < bytes.length ? bytes_of(bytes.at + at, bytes.length - at) : bytes_of(NULL, 0);
}

static struct bytes trimmed(struct bytes bytes)
{
	while (bytes.length && blank(bytes.at[0]))
		bytes = from(bytes, 1);
	while (bytes.length && blank(bytes.at[bytes.length - 1]))
		bytes.length--;
	return bytes;
}

static size_t place_of(struct bytes bytes, uint8_t c)
{
	const uint8_t *found = bytes.length ? memchr(bytes.at, c, bytes.length) : NULL;
	return found ? (size_t)(found - bytes.at) : bytes.length;
}

static struct bytes without_line_ends(struct bytes message)
{
	while (message.length && (message.at[0] == '\r' || message.at[0] == '\n'))
		message = from(message, 1);
	return message;
}

bool sip_lines_start(struct bytes message, struct sip_start *ret_start)
{
	message = without_line_ends(message);
	struct bytes line = bytes_of(message.at, place_of(message, '\n'));
	struct bytes method = bytes_of(line.at, place_of(line, ' '));
	struct bytes behind = from(line, method.length + 1);
	struct bytes uri = bytes_of(behind.at, place_of(behind, ' '));
	struct bytes version = from(behind, uri.length + 1);
	if (!method.length || !uri.length || version.length < 4 || memcmp(version.at, "SIP/", 4) != 0)
		return false;
	*ret_start = (struct sip_start){ method, uri };
	return true;
}

struct bytes sip_lines_rest(struct bytes message)
{
	message = without_line_ends(message);
	return from(message, place_of(message, '\n') + 1);
}

bool sip_lines_next(struct bytes *rest, struct sip_line *ret_line)
{
	size_t end = place_of(*rest, '\n');
	if (!trimmed(bytes_of(rest->at, end)).length)
		return false;
	/* A line that begins with a blank goes on with the one before (RFC 3261 7.3.1). */
	while (end + 1 < rest->length && (rest->at[end + 1] == ' ' || rest->at[end + 1] == '\t'))
		end += 1 + place_of(from(*rest, end + 1), '\n');
	struct bytes line = bytes_of(rest->at, end);
	size_t colon = place_of(line, ':');
	*ret_line = (struct sip_line){ trimmed(bytes_of(line.at, colon)), trimmed(from(line, colon + 1)) };
	*rest = from(*rest, end + 1);
	return true;
}

bool sip_lines_named(const struct sip_line *line, const char *name, char compact)
{
	const char *given = (const char *)line->name.at;
	size_t length = line->name.length;
	return (length == strlen(name) && strncasecmp(given, name, length) == 0) ||
	       (compact && length == 1 && strncasecmp(given, &compact, 1) == 0);
}

struct bytes sip_lines_field(struct bytes message, const char *name, char compact)
{
	struct bytes rest = sip_lines_rest(message);
	struct sip_line line;
	while (sip_lines_next(&rest, &line))
		if (sip_lines_named(&line, name, compact))
			return line.value;
	return bytes_of(NULL, 0);
}

/* The place of the quote that ends what begins behind `at`; the length if there is none. */
static size_t quote_end(struct bytes bytes, size_t at)
{
	for (at++; at < bytes.length && bytes.at[at] != '"'; at++)
		at += bytes.at[at] == '\\';
	return at < bytes.length ? at : bytes.length;
}

/* The place of the next `c` from `at` on that is neither in quotes nor in <>; the length if there is none. */
static size_t open_place_of(struct bytes bytes, uint8_t c, size_t at)
{
	bool bracketed = false, unclosed = false;
	for (; at < bytes.length; at++) {
		uint8_t here = bytes.at[at];
		/* One that is never closed quotes nothing, as sip_address_read has it too. */
		size_t end = here == '"' && !unclosed ? quote_end(bytes, at) : bytes.length;
		unclosed = unclosed || (here == '"' && end == bytes.length);
		if (end < bytes.length)
			at = end;
		else if (here == '<' || here == '>')
			bracketed = here == '<';
		else if (!bracketed && here == c)
			return at;
	}
	return bytes.length;
}

struct bytes sip_lines_item(struct bytes value)
{
	return trimmed(bytes_of(value.at, open_place_of(value, ',', 0)));
}

struct bytes sip_lines_param(struct bytes item, const char *name)
{
	size_t at = open_place_of(item, ';', 0);
	while (at < item.length) {
		size_t end = open_place_of(item, ';', at + 1);
		struct bytes param = bytes_of(item.at + at + 1, end - at - 1);
		struct sip_line pair;
		size_t equals = place_of(param, '=');
		pair.name = trimmed(bytes_of(param.at, equals));
		if (sip_lines_named(&pair, name, 0))
			return trimmed(from(param, equals + 1));
		at = end;
	}
	return bytes_of(NULL, 0);
}
