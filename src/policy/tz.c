/* Clocks of the world: one table of changes of offset, from the zone's file and then from the rule in its footer. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/tz.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* RFC 8536 3.1: the header, and how long a type is. */
#define HEADER_BYTES 44u
#define TYPE_BYTES 6u
/* RFC 8536 3.2: an offset lies within (-25 h, 26 h) by advice of the RFC. */
#define OFFSET_MAX_S (26 * 3600)
/* The rule is written out as far as moments are sane. */
#define RULE_TO_YEAR 2200
#define DAY_S 86400

struct change {
	int64_t at_s;
	int32_t offset_s;
};

struct tz {
	char name[TZ_NAME_BYTES_MAX + 1];
	int32_t first_s; /* before the first change */
	uint32_t changes;
	struct change *change;
};

static uint64_t big(const uint8_t *at, unsigned bytes)
{
	uint64_t value = 0;
	for (unsigned i = 0; i < bytes; i++)
		value = value << 8 | at[i];
	return value;
}

/* One block of a file: the counts of its header, and where its parts lie. */
struct block {
	uint32_t isut, isstd, leaps, times, types, chars;
	unsigned time_bytes;
	const uint8_t *data;
	size_t length;
};

static bool read_block(struct bytes file, unsigned time_bytes, struct block *ret_block)
{
	if (file.length < HEADER_BYTES || memcmp(file.at, "TZif", 4) != 0)
		return false;
	struct block b = { .time_bytes = time_bytes, .data = file.at + HEADER_BYTES };
	uint32_t *const counts[] = { &b.isut, &b.isstd, &b.leaps, &b.times, &b.types, &b.chars };
	for (unsigned i = 0; i < 6; i++) {
		*counts[i] = (uint32_t)big(file.at + 20 + 4 * i, 4);
		if (*counts[i] > TZ_FILE_BYTES_MAX)
			return false;
	}
	b.length = (size_t)b.times * (time_bytes + 1) + (size_t)b.types * TYPE_BYTES + b.chars +
	           (size_t)b.leaps * (time_bytes + 4) + b.isstd + b.isut;
	if (!b.types || b.length > file.length - HEADER_BYTES)
		return false;
	*ret_block = b;
	return true;
}

static enum status add(struct tz *tz, uint32_t *room, int64_t at_s, int32_t offset_s)
{
	int32_t before = tz->changes ? tz->change[tz->changes - 1].offset_s : tz->first_s;
	if (tz->changes && at_s <= tz->change[tz->changes - 1].at_s)
		return STATUS_MALFORMED;
	if (offset_s == before) /* another name for the same offset */
		return STATUS_OK;
	if (tz->changes == *room) {
		uint32_t more = *room ? 2 * *room : 64;
		struct change *grown = reallocarray(tz->change, more, sizeof *grown);
		if (!grown)
			return STATUS_MEMORY;
		tz->change = grown;
		*room = more;
	}
	tz->change[tz->changes++] = (struct change){ at_s, offset_s };
	return STATUS_OK;
}

static bool offset_of(const struct block *b, unsigned type, int32_t *ret_s)
{
	if (type >= b->types)
		return false;
	const uint8_t *types = b->data + (size_t)b->times * (b->time_bytes + 1);
	int64_t offset = (int32_t)big(types + (size_t)type * TYPE_BYTES, 4);
	if (offset < -OFFSET_MAX_S || offset > OFFSET_MAX_S)
		return false;
	*ret_s = (int32_t)offset;
	return true;
}

static enum status take_block(struct tz *tz, uint32_t *room, const struct block *b)
{
	const uint8_t *index = b->data + (size_t)b->times * b->time_bytes;
	/* RFC 8536 3.2: type 0 holds before the first transition. */
	if (!offset_of(b, 0, &tz->first_s))
		return STATUS_MALFORMED;
	int64_t last = INT64_MIN;
	for (uint32_t i = 0; i < b->times; i++) {
		uint64_t raw = big(b->data + (size_t)i * b->time_bytes, b->time_bytes);
		int64_t at_s = b->time_bytes == 4 ? (int32_t)raw : (int64_t)raw;
		int32_t offset_s;
		if (at_s <= last || !offset_of(b, index[i], &offset_s))
			return STATUS_MALFORMED;
		last = at_s;
		if (at_s > INSTANT_MAX_US / 1000000)
			break; /* no sane moment lies behind it */
		/* "Big bang" entries say what held from the beginning. */
		if (at_s < INSTANT_MIN_US / 1000000) {
			tz->first_s = offset_s;
			continue;
		}
		enum status status = add(tz, room, at_s, offset_s);
		if (status != STATUS_OK)
			return status;
	}
	return STATUS_OK;
}

/* What is left of a footer; `bad` once anything in it was. */
struct footer {
	const char *at, *end;
	bool bad;
};

static char peek(const struct footer *f)
{
	return f->at < f->end ? *f->at : '\0';
}

static bool take(struct footer *f, char c)
{
	bool there = peek(f) == c;
	f->at += there;
	return there;
}

static int take_number(struct footer *f, int most)
{
	int value = 0, digits = 0;
	for (; peek(f) >= '0' && peek(f) <= '9' && digits < 4; digits++)
		value = value * 10 + (*f->at++ - '0');
	f->bad |= !digits || value > most;
	return f->bad ? 0 : value;
}

/* [+-]hh[:mm[:ss]], in seconds; RFC 8536 3.3.1: hours to 167 in a rule. */
static int32_t take_time(struct footer *f, int hours_most)
{
	int sign = take(f, '-') ? -1 : 1;
	if (sign > 0)
		(void)take(f, '+');
	int32_t s = take_number(f, hours_most) * 3600;
	if (take(f, ':'))
		s += take_number(f, 59) * 60;
	if (take(f, ':'))
		s += take_number(f, 59);
	return sign * s;
}

static void take_name(struct footer *f)
{
	const char *from = f->at;
	if (take(f, '<')) {
		while (peek(f) && peek(f) != '>')
			f->at++;
		f->bad |= !take(f, '>');
		return;
	}
	while ((peek(f) | 32) >= 'a' && (peek(f) | 32) <= 'z')
		f->at++;
	f->bad |= f->at - from < 3;
}

enum day_form { DAY_OF_YEAR, DAY_WITHOUT_LEAP, DAY_OF_WEEK };

struct turn {
	enum day_form form;
	int day, week, month;
	int32_t time_s;
};

static struct turn take_turn(struct footer *f)
{
	struct turn turn = { .time_s = 2 * 3600 };
	if (take(f, 'M')) {
		turn.form = DAY_OF_WEEK;
		turn.month = take_number(f, 12);
		f->bad |= !take(f, '.');
		turn.week = take_number(f, 5);
		f->bad |= !take(f, '.') || !turn.month || !turn.week;
		turn.day = take_number(f, 6);
	} else if (take(f, 'J')) {
		turn.form = DAY_WITHOUT_LEAP;
		turn.day = take_number(f, 365);
		f->bad |= !turn.day;
	} else {
		turn.day = take_number(f, 365);
	}
	if (take(f, '/'))
		turn.time_s = take_time(f, 167);
	return turn;
}

static bool leaps(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Local seconds since 1970 at which a year's turn comes. */
static int64_t turn_at(const struct turn *turn, int year)
{
	int64_t first = instant_days(year, 1, 1);
	if (turn->form == DAY_OF_YEAR)
		return (first + turn->day) * DAY_S + turn->time_s;
	if (turn->form == DAY_WITHOUT_LEAP)
		return (first + turn->day - 1 + (leaps(year) && turn->day > 59)) * DAY_S + turn->time_s;
	int64_t month = instant_days(year, (unsigned)turn->month, 1);
	int64_t next =
	    turn->month == 12 ? instant_days(year + 1, 1, 1) : instant_days(year, (unsigned)turn->month + 1, 1);
	int weekday = (int)(((month + 4) % 7 + 7) % 7); /* 1970-01-01 was a Thursday; 0 is Sunday */
	int64_t day = month + (turn->day - weekday + 7) % 7 + (turn->week - 1) * 7;
	while (day >= next)
		day -= 7;
	return day * DAY_S + turn->time_s;
}

static int year_of(int64_t at_s)
{
	int64_t year;
	unsigned month, day;
	instant_date((at_s >= 0 ? at_s : at_s - DAY_S + 1) / DAY_S, &year, &month, &day);
	return (int)year;
}

/* Both turns of each year after the last change; POSIX offsets are west of Greenwich. */
static enum status write_out(struct tz *tz, uint32_t *room, int32_t standard_s, int32_t summer_s,
                             const struct turn *begins, const struct turn *ends)
{
	int64_t after = tz->changes ? tz->change[tz->changes - 1].at_s : INT64_MIN;
	int from = tz->changes ? year_of(after) : 1900;
	for (int year = from; year <= RULE_TO_YEAR; year++) {
		struct change pair[2] = { { turn_at(begins, year) - standard_s, summer_s },
			                  { turn_at(ends, year) - summer_s, standard_s } };
		bool turned = pair[0].at_s > pair[1].at_s; /* the southern half of the world */
		for (unsigned i = 0; i < 2; i++) {
			const struct change *change = &pair[turned ? 1 - i : i];
			enum status status =
			    change->at_s > after ? add(tz, room, change->at_s, change->offset_s) : STATUS_OK;
			/* Summer all the year: each ends as the next begins (RFC 8536 3.3.1). */
			if (status != STATUS_OK && status != STATUS_MALFORMED)
				return status;
		}
	}
	return STATUS_OK;
}

static enum status take_footer(struct tz *tz, uint32_t *room, struct bytes text)
{
	struct footer f = { (const char *)text.at, (const char *)text.at + text.length, false };
	if (!text.length)
		return STATUS_OK;
	take_name(&f);
	int32_t standard_s = -take_time(&f, 24);
	int64_t after = tz->changes ? tz->change[tz->changes - 1].at_s : INT64_MIN;
	if (f.bad)
		return STATUS_MALFORMED;
	if (!peek(&f))
		return tz->changes || tz->first_s == standard_s
		           ? STATUS_OK
		           : add(tz, room, after == INT64_MIN ? INSTANT_MIN_US / 1000000 : after + 1, standard_s);
	take_name(&f);
	int32_t summer_s = standard_s + 3600;
	if (peek(&f) && peek(&f) != ',')
		summer_s = -take_time(&f, 24);
	f.bad |= !take(&f, ',');
	struct turn begins = take_turn(&f);
	f.bad |= !take(&f, ',');
	struct turn ends = take_turn(&f);
	if (f.bad || peek(&f))
		return STATUS_MALFORMED;
	return write_out(tz, room, standard_s, summer_s, &begins, &ends);
}

static enum status take_file(struct tz *tz, struct bytes file)
{
	struct block first, block;
	uint32_t room = 0;
	if (!read_block(file, 4, &first))
		return STATUS_MALFORMED;
	if (file.at[4] < '2')
		return take_block(tz, &room, &first);
	size_t skip = HEADER_BYTES + first.length;
	struct bytes second = bytes_of(file.at + skip, file.length - skip);
	if (!read_block(second, 8, &block))
		return STATUS_MALFORMED;
	enum status status = take_block(tz, &room, &block);
	skip = HEADER_BYTES + block.length;
	struct bytes footer = bytes_of(second.at + skip, second.length - skip);
	const uint8_t *end =
	    footer.length > 1 && footer.at[0] == '\n' ? memchr(footer.at + 1, '\n', footer.length - 1) : NULL;
	if (status != STATUS_OK || !end)
		return status != STATUS_OK ? status : STATUS_MALFORMED;
	return take_footer(tz, &room, bytes_of(footer.at + 1, (size_t)(end - footer.at - 1)));
}

enum status tz_read(struct bytes file, const char *name, struct tz **ret_tz)
{
	if (file.length > TZ_FILE_BYTES_MAX || strlen(name) > TZ_NAME_BYTES_MAX)
		return STATUS_LIMIT;
	struct tz *tz = calloc(1, sizeof *tz);
	if (!tz)
		return STATUS_MEMORY;
	memcpy(tz->name, name, strlen(name) + 1);
	enum status status = take_file(tz, file);
	if (status != STATUS_OK)
		tz_close(tz);
	else
		*ret_tz = tz;
	return status;
}

enum status tz_fixed(int32_t offset_s, struct tz **ret_tz)
{
	if (offset_s <= -OFFSET_MAX_S || offset_s >= OFFSET_MAX_S)
		return STATUS_MALFORMED;
	struct tz *tz = calloc(1, sizeof *tz);
	if (!tz)
		return STATUS_MEMORY;
	unsigned minutes = (unsigned)(offset_s < 0 ? -offset_s : offset_s) / 60;
	tz->first_s = offset_s;
	(void)snprintf(tz->name, sizeof tz->name, "%c%02u:%02u", offset_s < 0 ? '-' : '+', minutes / 60, minutes % 60);
	*ret_tz = tz;
	return STATUS_OK;
}

const char *tz_name(const struct tz *tz)
{
	return tz->name;
}

/* How many changes are at or before a moment. */
static uint32_t past(const struct tz *tz, struct instant at)
{
	uint32_t from = 0, to = tz->changes;
	while (from < to) {
		uint32_t middle = from + (to - from) / 2;
		if (tz->change[middle].at_s * 1000000 <= at.us)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

int32_t tz_offset_s(const struct tz *tz, struct instant at)
{
	uint32_t behind = past(tz, at);
	return behind ? tz->change[behind - 1].offset_s : tz->first_s;
}

struct instant tz_next_change(const struct tz *tz, struct instant at)
{
	uint32_t behind = past(tz, at);
	return (struct instant){ behind < tz->changes ? tz->change[behind].at_s * 1000000 : INSTANT_MAX_US };
}

void tz_close(struct tz *tz)
{
	if (!tz)
		return;
	free(tz->change);
	free(tz);
}
