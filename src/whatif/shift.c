/* Reads hours of duty, and says who is on. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "whatif/shift.h"

#include <string.h>

#define DAYS 7u
#define DAY_MINUTES (24u * 60)

static bool day_named(struct bytes text, unsigned *ret_day)
{
	static const char days[DAYS][4] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
	for (unsigned day = 0; day < DAYS; day++)
		if (bytes_same(text, bytes_of_text(days[day]))) {
			*ret_day = day;
			return true;
		}
	return false;
}

/* "mon" or "mon-fri"; past Sunday it goes on with Monday. */
static bool read_days(struct bytes text, uint8_t *ret_days)
{
	unsigned first, last;
	uint8_t days = 0;
	if (text.length != 3 && (text.length != 7 || text.at[3] != '-'))
		return false;
	if (!day_named(bytes_of(text.at, 3), &first) || !day_named(bytes_of(text.at + text.length - 3, 3), &last))
		return false;
	for (;; first = (first + 1) % DAYS) {
		days |= (uint8_t)(1u << first);
		if (first == last)
			break;
	}
	*ret_days = days;
	return true;
}

/* "07:30", up to "24:00". */
static bool read_time(const uint8_t *at, uint32_t *ret_minute)
{
	for (unsigned i = 0; i < 5; i++)
		if (i == 2 ? at[i] != ':' : at[i] < '0' || at[i] > '9')
			return false;
	uint32_t hour = (at[0] - '0') * 10u + (at[1] - '0'), minute = (at[3] - '0') * 10u + (at[4] - '0');
	*ret_minute = hour * 60 + minute;
	return minute < 60 && *ret_minute <= DAY_MINUTES;
}

static bool read_hours(struct bytes text, struct shift_span *span)
{
	uint32_t from, to;
	if (text.length != 11 || text.at[5] != '-' || !read_time(text.at, &from) || !read_time(text.at + 6, &to) ||
	    from == to || from == DAY_MINUTES)
		return false;
	span->from = (uint16_t)from;
	span->length = (uint16_t)((to > from ? to : to + DAY_MINUTES) - from);
	return true;
}

static struct bytes trimmed(struct bytes text)
{
	while (text.length && text.at[0] == ' ')
		text = bytes_of(text.at + 1, text.length - 1);
	while (text.length && text.at[text.length - 1] == ' ')
		text.length--;
	return text;
}

static bool read_span(struct bytes text, struct shift_span *ret_span)
{
	struct shift_span span = { .days = (1u << DAYS) - 1, .length = DAY_MINUTES };
	const uint8_t *blank = text.length ? memchr(text.at, ' ', text.length) : NULL;
	size_t first = blank ? (size_t)(blank - text.at) : text.length;
	struct bytes rest = trimmed(bytes_of(text.at + first, text.length - first));
	bool good = read_days(bytes_of(text.at, first), &span.days)
	                ? !rest.length || read_hours(rest, &span)
	                : !rest.length && read_hours(bytes_of(text.at, first), &span);
	*ret_span = span;
	return good;
}

bool shift_read(struct bytes text, struct shift *ret_shift)
{
	struct shift shift = { 0 };
	text = trimmed(text);
	while (text.length) {
		const uint8_t *end = memchr(text.at, ';', text.length);
		size_t length = end ? (size_t)(end - text.at) : text.length;
		if (shift.spans == SHIFT_SPANS_MAX ||
		    !read_span(trimmed(bytes_of(text.at, length)), &shift.span[shift.spans]))
			return false;
		shift.spans++;
		text = bytes_of(text.at + length + (end != NULL), text.length - length - (end != NULL));
	}
	*ret_shift = shift;
	return true;
}

/* How long ago the span of a day last began, in minutes of a week. */
static uint32_t since(const struct shift_span *span, unsigned day, uint32_t minute)
{
	return (minute + SHIFT_WEEK_MINUTES - (day * DAY_MINUTES + span->from)) % SHIFT_WEEK_MINUTES;
}

bool shift_on(const struct shift *shift, uint32_t minute)
{
	bool on = !shift->spans;
	for (unsigned i = 0; i < shift->spans; i++)
		for (unsigned day = 0; day < DAYS; day++)
			on |= shift->span[i].days >> day & 1 &&
			      since(&shift->span[i], day, minute) < shift->span[i].length;
	return on;
}

uint32_t shift_next(const struct shift *shift, uint32_t minute)
{
	uint32_t next = SHIFT_WEEK_MINUTES;
	for (unsigned i = 0; i < shift->spans; i++)
		for (unsigned day = 0; day < DAYS; day++) {
			const struct shift_span *span = &shift->span[i];
			if (!(span->days >> day & 1))
				continue;
			uint32_t ago = since(span, day, minute);
			uint32_t begins = SHIFT_WEEK_MINUTES - ago;
			uint32_t ends = ago < span->length ? span->length - ago : begins + span->length;
			next = begins < next ? begins : next;
			next = ends < next ? ends : next;
		}
	return next;
}
