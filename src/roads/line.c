/* Lines of a map's text and the numbers in them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/line.h"

#include <string.h>

#define DIGITS_MAX 18
/* Beyond these no number of ours is anything but zero or too large. */
#define EXPONENT_MAX 400

bool road_line_next(struct road_lines *lines, struct bytes *ret_line)
{
	if (lines->at >= lines->text.length)
		return false;
	const uint8_t *from = lines->text.at + lines->at;
	size_t left = lines->text.length - lines->at;
	const uint8_t *end = memchr(from, '\n', left);
	size_t length = end ? (size_t)(end - from) : left;
	lines->at += length + (end != NULL);
	lines->line++;
	if (length && from[length - 1] == '\r')
		length--;
	*ret_line = bytes_of(from, length);
	return true;
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

bool road_line_word(struct bytes *rest, struct bytes *ret_word)
{
	size_t from = 0;
	while (from < rest->length && is_blank(rest->at[from]))
		from++;
	size_t to = from;
	while (to < rest->length && !is_blank(rest->at[to]))
		to++;
	if (to == from)
		return false;
	*ret_word = bytes_of(rest->at + from, to - from);
	*rest = bytes_of(rest->at + to, rest->length - to);
	return true;
}

bool road_line_cell(struct bytes *rest, struct bytes *ret_cell)
{
	if (!rest->length)
		return false;
	const uint8_t *comma = memchr(rest->at, ',', rest->length);
	size_t length = comma ? (size_t)(comma - rest->at) : rest->length;
	*ret_cell = bytes_of(rest->at, length);
	size_t step = length + (comma != NULL);
	*rest = bytes_of(rest->at + step, rest->length - step);
	return true;
}

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

bool road_line_number(struct bytes word, int64_t low, int64_t high, int64_t *ret_number)
{
	bool minus = low < 0 && word.length && word.at[0] == '-';
	int64_t value = 0;
	if (word.length <= minus || word.length - minus > DIGITS_MAX)
		return false;
	for (size_t i = minus; i < word.length; i++) {
		if (!is_digit(word.at[i]))
			return false;
		value = value * 10 + (word.at[i] - '0');
	}
	if (minus)
		value = -value;
	if (value < low || value > high)
		return false;
	*ret_number = value;
	return true;
}

/* The digits of a decimal as one whole number, and how many of ten it must be multiplied with. */
struct digits {
	int64_t value;
	int tens;
};

static bool read_digits(struct bytes word, size_t *at, struct digits *digits)
{
	unsigned seen = 0, kept = 0;
	bool point = false;
	for (; *at < word.length; ++*at) {
		uint8_t c = word.at[*at];
		if (c == '.' && !point) {
			point = true;
			continue;
		}
		if (!is_digit(c))
			break;
		seen++;
		if (kept < DIGITS_MAX) {
			digits->value = digits->value * 10 + (c - '0');
			kept += digits->value != 0;
			digits->tens -= point;
		} else {
			digits->tens += !point;
		}
		if (digits->tens > EXPONENT_MAX || digits->tens < -EXPONENT_MAX)
			return false;
	}
	return seen > 0;
}

bool road_line_decimal(struct bytes word, int shift, int64_t low, int64_t high, int64_t *ret_number)
{
	struct digits digits = { 0 };
	size_t at = 0;
	bool minus = word.length && word.at[0] == '-';
	at += minus;
	if (!read_digits(word, &at, &digits))
		return false;
	if (at < word.length) {
		int64_t exponent;
		if (word.at[at] != 'e' && word.at[at] != 'E')
			return false;
		at++;
		at += at < word.length && word.at[at] == '+';
		if (!road_line_number(bytes_of(word.at + at, word.length - at), -EXPONENT_MAX, EXPONENT_MAX, &exponent))
			return false;
		digits.tens += (int)exponent;
	}
	digits.tens += shift;
	for (; digits.tens > 0 && digits.value; digits.tens--) {
		if (digits.value > INT64_MAX / 10)
			return false;
		digits.value *= 10;
	}
	/* All digits but the last that goes are dropped; that one rounds. */
	for (; digits.tens < -1 && digits.value; digits.tens++)
		digits.value /= 10;
	if (digits.tens < 0)
		digits.value = (digits.value + 5) / 10;
	int64_t value = minus ? -digits.value : digits.value;
	if (value < low || value > high)
		return false;
	*ret_number = value;
	return true;
}
