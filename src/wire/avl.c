/* Lines of vehicles' devices: which reader, where one ends, when it was. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/avl.h"

#define DAY_US 86400000000LL
#define MAGNITUDE_MAX 1000000000000000LL
#define DROPPED_MAX 1000

enum status avl_wrong(struct avl_fault *ret_fault, const char *what, size_t at)
{
	*ret_fault = (struct avl_fault){ .what = what, .at = at };
	return STATUS_MALFORMED;
}

static bool is_digit(struct bytes text, size_t at)
{
	return at < text.length && text.at[at] >= '0' && text.at[at] <= '9';
}

bool avl_digits(struct bytes text, size_t at, size_t count, int64_t *ret_number)
{
	int64_t number = 0;
	for (size_t i = 0; i < count; i++) {
		if (!is_digit(text, at + i))
			return false;
		number = number * 10 + (text.at[at + i] - '0');
	}
	*ret_number = number;
	return true;
}

int avl_hex(struct bytes text, size_t at)
{
	int byte = 0;
	for (size_t i = at; i < at + 2; i++) {
		if (i >= text.length)
			return -1;
		uint8_t c = text.at[i];
		if (c >= '0' && c <= '9')
			byte = byte * 16 + (c - '0');
		else if ((c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f'))
			byte = byte * 16 + ((c | 0x20) - 'a' + 10);
		else
			return -1;
	}
	return byte;
}

/* Digits up to a byte that is none; those past 16 only count for how large it is. */
static size_t take_digits(struct bytes text, size_t at, int64_t *number, int *dropped)
{
	for (; is_digit(text, at); at++) {
		if (*number < MAGNITUDE_MAX)
			*number = *number * 10 + (text.at[at] - '0');
		else if (*dropped < DROPPED_MAX)
			++*dropped;
	}
	return at;
}

bool avl_decimal(struct bytes text, unsigned places, int64_t *ret_number)
{
	size_t at = text.length && text.at[0] == '-' ? 1 : 0, from = at;
	int64_t number = 0, power = 0;
	int dropped = 0, fraction = 0;
	at = take_digits(text, at, &number, &dropped);
	bool good = at > from;
	power = (int64_t)places + dropped;
	if (good && at < text.length && text.at[at] == '.') {
		from = ++at;
		at = take_digits(text, at, &number, &fraction);
		good = at > from;
		power -= (int64_t)(at - from) - fraction;
	}
	if (good && at < text.length && (text.at[at] | 0x20) == 'e') {
		int64_t exponent = 0;
		bool less = ++at < text.length && text.at[at] == '-';
		at += less || (at < text.length && text.at[at] == '+');
		from = at;
		at = take_digits(text, at, &exponent, &(int){ 0 });
		good = at > from && exponent < 1000;
		power += less ? -exponent : exponent;
	}
	if (!good || at != text.length || dropped == DROPPED_MAX || fraction == DROPPED_MAX)
		return false;
	for (; power < -1 && number; power++)
		number /= 10;
	if (power < 0)
		number = (number + 5) / 10;
	for (; power > 0 && number; power--) {
		if (number >= MAGNITUDE_MAX)
			return false;
		number *= 10;
	}
	if (number >= MAGNITUDE_MAX)
		return false;
	*ret_number = text.at[0] == '-' ? -number : number;
	return true;
}

enum status avl_read(struct bytes line, struct avl_fix *ret_fix, struct avl_fault *ret_fault)
{
	size_t at = 0;
	if (line.length > AVL_LINE_MAX_BYTES)
		return avl_wrong(ret_fault, "the line is too long", AVL_LINE_MAX_BYTES);
	if (!line.length)
		return avl_wrong(ret_fault, "the line is empty", 0);
	if (line.at[0] == '>')
		return avl_read_taip(line, ret_fix, ret_fault);
	if (line.at[0] == '$' || line.at[0] == '!' || line.at[0] == '\\')
		return avl_read_nmea(line, ret_fix, ret_fault);
	if (line.at[0] != '{')
		return avl_wrong(ret_fault,
		                 "it begins neither with $ or \\ (NMEA), nor with > (TAIP), nor with { (JSON)", 0);
	struct avl_fix fix;
	enum status status = avl_read_json(line, &at, &fix, ret_fault);
	while (at < line.length && (line.at[at] == ' ' || line.at[at] == '\t'))
		at++;
	if (status == STATUS_OK && at < line.length)
		return avl_wrong(ret_fault, "something stands behind the object", at);
	if (status == STATUS_OK)
		*ret_fix = fix;
	return status;
}

static bool is_end(uint8_t c)
{
	return c == '\r' || c == '\n' || c == '\0';
}

enum status avl_frame(struct bytes stream, size_t *ret_skip, size_t *ret_length)
{
	size_t skip = 0, to;
	while (skip < stream.length && is_end(stream.at[skip]))
		skip++;
	bool taip = skip < stream.length && stream.at[skip] == '>';
	for (to = skip; to < stream.length && to - skip <= AVL_LINE_MAX_BYTES; to++) {
		bool last = taip && stream.at[to] == '<';
		if (!last && !is_end(stream.at[to]))
			continue;
		*ret_skip = skip;
		*ret_length = to - skip + last;
		return STATUS_OK;
	}
	if (to - skip > AVL_LINE_MAX_BYTES)
		return STATUS_LIMIT;
	*ret_skip = skip;
	*ret_length = 0;
	return STATUS_OK;
}

int64_t avl_stamp(const struct avl_fix *fix, struct instant now)
{
	int64_t stamp = fix->stamp_us;
	if (!stamp && fix->day_ms >= 0) {
		int64_t midnight = now.us / DAY_US * DAY_US;
		stamp = midnight + fix->day_ms * 1000LL;
		if (stamp > now.us + DAY_US / 2)
			stamp -= DAY_US;
		else if (stamp <= now.us - DAY_US / 2)
			stamp += DAY_US;
	}
	if (!stamp || (stamp > now.us && stamp - now.us < AVL_AHEAD_S * 1000000LL))
		return now.us;
	return stamp;
}
