/* Parts of a body, found by their boundary line by line. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/multipart.h"

#include <string.h>

#include "wire/text.h"

bool multipart_type_is(struct bytes type, const char *name)
{
	return text_same(text_trim(text_first(type, text_find(type, ';'))), name);
}

/* The value of the boundary parameter; no bytes if there is none, or none of a length that is read.  Quotes off; a '\' in them stands for what follows it. */
static struct bytes boundary_of(struct bytes type, uint8_t room[MULTIPART_BOUNDARY_MAX_BYTES])
{
	struct bytes rest = text_from(type, text_find(type, ';') + 1);
	while (rest.length) {
		if (text_find(rest, ';') < text_find(rest, '=')) {
			rest = text_from(rest, text_find(rest, ';') + 1);
			continue;
		}
		struct bytes name = text_trim(text_first(rest, text_find(rest, '=')));
		struct bytes value = text_from(rest, text_find(rest, '=') + 1);
		while (value.length && (value.at[0] == ' ' || value.at[0] == '\t'))
			value = text_from(value, 1);
		bool quoted = value.length && value.at[0] == '"';
		size_t length = 0, at = quoted;
		for (; at < value.length && value.at[at] != (quoted ? '"' : ';'); at++) {
			at += quoted && value.at[at] == '\\' && at + 1 < value.length;
			if (length < MULTIPART_BOUNDARY_MAX_BYTES)
				room[length] = value.at[at];
			length++;
		}
		if (text_same(name, "boundary"))
			return length > MULTIPART_BOUNDARY_MAX_BYTES ? bytes_of(NULL, 0)
			                                             : text_trim(bytes_of(room, length));
		value = text_from(value, at + quoted);
		rest = text_from(value, text_find(value, ';') + 1);
	}
	return bytes_of(NULL, 0);
}

/* The first line that begins as a boundary does: "--x". */
static struct bytes boundary_guessed(struct bytes body)
{
	struct bytes line;
	while (text_line(&body, &line)) {
		line = text_trim(line);
		if (line.length > 2 && text_begins(line, "--") && line.length - 2 <= MULTIPART_BOUNDARY_MAX_BYTES)
			return text_from(line, 2);
	}
	return bytes_of(NULL, 0);
}

/* 1: the line is the boundary, 2: it is the last one, 0: neither.  Blanks may follow (RFC 2046 5.1.1). */
static int boundary_at(struct bytes line, struct bytes boundary)
{
	if (line.length < boundary.length + 2 || line.at[0] != '-' || line.at[1] != '-' ||
	    memcmp(line.at + 2, boundary.at, boundary.length) != 0)
		return 0;
	struct bytes rest = text_trim(text_from(line, boundary.length + 2));
	return !rest.length ? 1 : text_same(rest, "--") ? 2 : 0;
}

/* Where the name of a header line ends; 0 if it is none. */
static size_t header_name(struct bytes line)
{
	for (size_t i = 0; i < line.length; i++) {
		if (line.at[i] == ':')
			return i;
		/* RFC 5322 2.2 allows more; a name of MIME is of these, and "<a:b>" is none. */
		bool letter = (line.at[i] | 0x20) >= 'a' && (line.at[i] | 0x20) <= 'z';
		if (!letter && line.at[i] != '-' && !(i && line.at[i] >= '0' && line.at[i] <= '9'))
			return 0;
	}
	return 0;
}

static void header_kept(struct bytes name, struct bytes value, struct multipart_part *part)
{
	struct bytes *field = NULL;
	if (text_same(name, "content-type") || text_same(name, "c"))
		field = &part->type;
	else if (text_same(name, "content-id"))
		field = &part->id;
	else if (text_same(name, "content-disposition"))
		field = &part->disposition;
	else if (text_same(name, "content-transfer-encoding"))
		field = &part->encoding;
	if (!field || field->length)
		return;
	*field = text_trim(value);
	if (field == &part->id && value.length) {
		size_t open = text_find(*field, '<');
		if (open < field->length)
			*field = text_from(*field, open + 1);
		*field = text_trim(text_first(*field, text_find(*field, '>')));
	}
}

/* Parts a part's bytes into header and body. */
static void part_read(struct bytes bytes, struct multipart *multipart, struct multipart_part *part)
{
	struct bytes rest = bytes, line, name = { 0 }, value = { 0 };
	for (;;) {
		struct bytes before = rest;
		bool more = text_line(&rest, &line);
		bool folded = more && name.length && line.length && (line.at[0] == ' ' || line.at[0] == '\t') &&
		              text_trim(line).length && text_trim(line).at[0] != '<';
		if (folded) {
			/* The line end between stays inside and counts as a blank (RFC 5322 2.2.3). */
			value = bytes_of(value.at, (size_t)(line.at + line.length - value.at));
			continue;
		}
		if (name.length)
			header_kept(name, value, part);
		size_t end = more ? header_name(line) : 0;
		if (end) {
			name = text_first(line, end);
			value = bytes_of(line.at + end + 1, line.length - end - 1);
			continue;
		}
		/* Neither header nor the empty line that ends it: the body has begun. */
		bool blank = more && !text_trim(line).length;
		if (more && !blank)
			multipart->faults |= MULTIPART_NO_BLANK;
		part->body = more ? (blank ? rest : before) : bytes_of(NULL, 0);
		return;
	}
}

/* The end of a part, before the line end that belongs to the boundary behind it. */
static struct bytes part_bytes(struct bytes from, const uint8_t *end)
{
	size_t length = (size_t)(end - from.at);
	if (length && from.at[length - 1] == '\n')
		length--;
	if (length && from.at[length - 1] == '\r')
		length--;
	return bytes_of(from.at, length);
}

static void part_added(struct bytes bytes, uint32_t holder, uint8_t depth, struct multipart *multipart)
{
	if (multipart->parts == MULTIPART_PARTS_MAX) {
		multipart->faults |= MULTIPART_LEFT_OUT;
		return;
	}
	struct multipart_part *part = &multipart->part[multipart->parts++];
	*part = (struct multipart_part){ .holder = holder, .depth = depth };
	part_read(bytes, multipart, part);
}

/* Adds the parts of one multipart. */
static void split(struct bytes type, struct bytes body, uint32_t holder, uint8_t depth, struct multipart *multipart)
{
	uint8_t room[MULTIPART_BOUNDARY_MAX_BYTES];
	struct bytes boundary = boundary_of(type, room), rest = body, from = { 0 }, line;
	if (!boundary.length) {
		multipart->faults |= MULTIPART_NO_BOUNDARY;
		boundary = boundary_guessed(body);
		if (!boundary.length)
			return;
	}
	bool open = false;
	while (text_line(&rest, &line)) {
		int found = line.length ? boundary_at(line, boundary) : 0;
		if (!found)
			continue;
		if (open)
			part_added(part_bytes(from, line.at), holder, depth, multipart);
		if (found == 2)
			return;
		open = true;
		from = rest;
	}
	multipart->faults |= MULTIPART_NO_END;
	if (open && from.length)
		part_added(from, holder, depth, multipart);
}

void multipart_read(struct bytes type, struct bytes body, struct multipart *ret_multipart)
{
	struct multipart *multipart = ret_multipart;
	multipart->faults = 0;
	multipart->parts = 0;
	if (!text_begins(text_trim(type), "multipart/")) {
		multipart->part[multipart->parts++] = (struct multipart_part){ .type = text_trim(type), .body = body };
		return;
	}
	split(type, body, 0, 0, multipart);
	/* Each that is itself a multipart is opened in its turn, and what it holds goes behind all that is there. */
	for (uint32_t i = 0; i < multipart->parts; i++) {
		const struct multipart_part part = multipart->part[i];
		if (!text_begins(part.type, "multipart/"))
			continue;
		if (part.depth + 1u < MULTIPART_DEPTH_MAX)
			split(part.type, part.body, i + 1, (uint8_t)(part.depth + 1), multipart);
		else
			multipart->faults |= MULTIPART_LEFT_OUT;
	}
}

static int hex(uint8_t byte)
{
	const char *digits = "0123456789abcdef";
	uint8_t low = byte >= 'A' && byte <= 'F' ? (uint8_t)(byte | 0x20) : byte;
	const char *at = low ? strchr(digits, low) : NULL;
	return at ? (int)(at - digits) : -1;
}

/* The byte that an escape of two digits behind its mark stands for; -1 if it is none. */
static int escaped(struct bytes text, size_t at)
{
	if (at + 2 >= text.length || hex(text.at[at + 1]) < 0 || hex(text.at[at + 2]) < 0)
		return -1;
	return hex(text.at[at + 1]) * 16 + hex(text.at[at + 2]);
}

static bool id_is(struct bytes id, struct bytes url)
{
	size_t at = 0, i = 0;
	for (; at < url.length && i < id.length; at++, i++) {
		int byte = url.at[at] == '%' ? escaped(url, at) : -1;
		at += byte < 0 ? 0 : 2;
		if (id.at[i] != (byte < 0 ? url.at[at] : byte))
			return false;
	}
	return at == url.length && i == id.length;
}

const struct multipart_part *multipart_find(const struct multipart *multipart, struct bytes url)
{
	url = text_trim(url);
	if (url.length && url.at[0] == '<')
		url = text_trim(text_first(text_from(url, 1), text_find(text_from(url, 1), '>')));
	if (text_begins(url, "cid:"))
		url = text_from(url, 4);
	for (uint32_t i = 0; i < multipart->parts && url.length; i++)
		if (id_is(multipart->part[i].id, url) || bytes_same(multipart->part[i].id, url))
			return &multipart->part[i];
	return NULL;
}

const struct multipart_part *multipart_of_type(const struct multipart *multipart, const char *type)
{
	for (uint32_t i = 0; i < multipart->parts; i++)
		if (multipart_type_is(multipart->part[i].type, type))
			return &multipart->part[i];
	return NULL;
}

/* Both decode into room that is there, since both only ever shrink. */
static void base64_decode(struct bytes body, struct buffer *out)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	uint32_t bits = 0;
	unsigned held = 0;
	/* RFC 2045 6.8: what is not of the alphabet is skipped; '=' ends it. */
	for (size_t i = 0; i < body.length && body.at[i] != '='; i++) {
		const char *at = body.at[i] ? strchr(alphabet, body.at[i]) : NULL;
		if (!at)
			continue;
		bits = bits << 6 | (uint32_t)(at - alphabet);
		held += 6;
		if (held >= 8) {
			held -= 8;
			out->at[out->length++] = (uint8_t)(bits >> held);
		}
	}
}

static void quoted_decode(struct bytes body, struct buffer *out)
{
	while (body.length) {
		struct bytes line = text_first(body, text_find(body, '\n') + 1);
		body = text_from(body, line.length);
		/* RFC 2045 6.7: blanks before a line's end were added on the way; a '=' there takes the line's end away. */
		struct bytes end = line;
		while (line.length && strchr(" \t\r\n", line.at[line.length - 1]) && line.at[line.length - 1])
			line.length--;
		bool soft = line.length && line.at[line.length - 1] == '=';
		line.length -= soft;
		for (size_t i = 0; i < line.length; i++) {
			int byte = line.at[i] == '=' ? escaped(line, i) : -1;
			out->at[out->length++] = byte < 0 ? line.at[i] : (uint8_t)byte;
			i += byte < 0 ? 0 : 2;
		}
		if (soft)
			continue;
		bool crlf = end.length >= 2 && end.at[end.length - 2] == '\r';
		if (end.at[end.length - 1] == '\n' && crlf)
			out->at[out->length++] = '\r';
		if (end.at[end.length - 1] == '\n')
			out->at[out->length++] = '\n';
	}
}

enum status multipart_decode(const struct multipart_part *part, struct buffer *out)
{
	bool base64 = text_same(part->encoding, "base64"), quoted = text_same(part->encoding, "quoted-printable");
	if (!base64 && !quoted)
		return buffer_append(out, part->body);
	enum status status = buffer_reserve(out, part->body.length);
	if (status != STATUS_OK)
		return status;
	(base64 ? base64_decode : quoted_decode)(part->body, out);
	return STATUS_OK;
}
