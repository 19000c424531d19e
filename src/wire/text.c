/* Words, lines and numbers: ASCII by hand, since the C library's are bound to a locale. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/text.h"

#include <math.h>
#include <string.h>

/* A 64-bit count of digits holds this many without overflow; what follows them is below a double's precision. */
#define NUMBER_DIGITS_MAX 18
/* Beyond it a double is zero or infinite whatever its digits are. */
#define NUMBER_EXPONENT_MAX 400

static bool blank(uint8_t byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n' || byte == '\0';
}

static bool digit(uint8_t byte)
{
	return byte >= '0' && byte <= '9';
}

bool text_among(uint8_t byte, const char *marks)
{
	return byte && strchr(marks, byte);
}

struct bytes text_trim(struct bytes text)
{
	while (text.length && blank(text.at[0]))
		text = text_from(text, 1);
	while (text.length && blank(text.at[text.length - 1]))
		text.length--;
	return text;
}

bool text_begins(struct bytes text, const char *beginning)
{
	size_t length = strlen(beginning);
	if (text.length < length)
		return false;
	for (size_t i = 0; i < length; i++)
		if (text_lower(text.at[i]) != text_lower((uint8_t)beginning[i]))
			return false;
	return true;
}

bool text_same(struct bytes text, const char *other)
{
	return text.length == strlen(other) && text_begins(text, other);
}

struct bytes text_from(struct bytes text, size_t from)
{
	if (from >= text.length)
		return bytes_of(NULL, 0);
	return bytes_of(text.at + from, text.length - from);
}

struct bytes text_first(struct bytes text, size_t length)
{
	return bytes_of(text.at, length < text.length ? length : text.length);
}

size_t text_find(struct bytes text, uint8_t byte)
{
	const uint8_t *at = text.length ? memchr(text.at, byte, text.length) : NULL;
	return at ? (size_t)(at - text.at) : text.length;
}

bool text_line(struct bytes *rest, struct bytes *ret_line)
{
	if (!rest->length)
		return false;
	size_t end = text_find(*rest, '\n');
	struct bytes line = text_first(*rest, end);
	if (line.length && line.at[line.length - 1] == '\r')
		line.length--;
	*rest = text_from(*rest, end + 1);
	*ret_line = line;
	return true;
}

static bool parts(uint8_t byte, const char *also)
{
	return blank(byte) || text_among(byte, also);
}

bool text_word(struct bytes *rest, const char *also, struct bytes *ret_word)
{
	size_t from = 0;
	while (from < rest->length && parts(rest->at[from], also))
		from++;
	size_t end = from;
	while (end < rest->length && !parts(rest->at[end], also))
		end++;
	if (end == from) {
		*rest = bytes_of(NULL, 0);
		return false;
	}
	*ret_word = bytes_of(rest->at + from, end - from);
	*rest = text_from(*rest, end);
	return true;
}

bool text_count(struct bytes text, uint64_t most, uint64_t *ret_count)
{
	uint64_t count = 0;
	for (size_t i = 0; i < text.length; i++) {
		if (!digit(text.at[i]))
			return false;
		uint64_t next = text.at[i] - (uint64_t)'0';
		if (count > (most - next) / 10 || next > most)
			return false;
		count = count * 10 + next;
	}
	if (!text.length)
		return false;
	*ret_count = count;
	return true;
}

/* The exponent behind 'e'; beyond its bound it stays at the bound. */
static bool exponent_read(struct bytes text, int *ret_exponent)
{
	bool minus = text.length && text.at[0] == '-';
	if (text.length && (minus || text.at[0] == '+'))
		text = text_from(text, 1);
	int exponent = 0;
	for (size_t i = 0; i < text.length; i++) {
		if (!digit(text.at[i]))
			return false;
		if (exponent < NUMBER_EXPONENT_MAX)
			exponent = exponent * 10 + (text.at[i] - '0');
	}
	*ret_exponent = minus ? -exponent : exponent;
	return text.length > 0;
}

bool text_number(struct bytes text, double *ret_number)
{
	bool minus = text.length && text.at[0] == '-';
	size_t i = text.length && (minus || text.at[0] == '+');
	uint64_t digits = 0;
	int kept = 0, scale = 0, exponent = 0;
	bool any = false, point = false;
	for (; i < text.length; i++) {
		if (text.at[i] == '.' && !point) {
			point = true;
			continue;
		}
		if (!digit(text.at[i]))
			break;
		any = true;
		if (kept == NUMBER_DIGITS_MAX) {
			scale += !point && scale < NUMBER_EXPONENT_MAX;
			continue;
		}
		digits = digits * 10 + (text.at[i] - (uint64_t)'0');
		kept += digits != 0;
		/* Zeros behind the point that are no digits yet may be many. */
		if (point && scale > -NUMBER_EXPONENT_MAX)
			scale--;
	}
	if (!any)
		return false;
	if (i < text.length && (text_lower(text.at[i]) != 'e' || !exponent_read(text_from(text, i + 1), &exponent)))
		return false;
	exponent += scale;
	double number = (double)digits;
	number = exponent < 0 ? number / pow(10, -exponent) : number * pow(10, exponent);
	if (!isfinite(number))
		return false;
	*ret_number = minus ? -number : number;
	return true;
}
