/* Moments as text and as calendar days. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/instant.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define US_PER_S 1000000LL
#define S_PER_DAY 86400LL
#define DAYS_PER_ERA 146097 /* 400 years */

int64_t instant_days(int64_t year, unsigned month, unsigned day)
{
	year -= month <= 2;
	int64_t era = (year >= 0 ? year : year - 399) / 400;
	int64_t of_era = year - era * 400;
	int64_t of_year = (153 * ((int64_t)month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t day_of_era = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
	return era * DAYS_PER_ERA + day_of_era - 719468;
}

void instant_date(int64_t days, int64_t *ret_year, unsigned *ret_month, unsigned *ret_day)
{
	days += 719468;
	int64_t era = (days >= 0 ? days : days - (DAYS_PER_ERA - 1)) / DAYS_PER_ERA;
	int64_t of_era = days - era * DAYS_PER_ERA;
	int64_t years = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * years + years / 4 - years / 100);
	int64_t shifted = (5 * of_year + 2) / 153;
	*ret_day = (unsigned)(of_year - (153 * shifted + 2) / 5 + 1);
	*ret_month = (unsigned)(shifted < 10 ? shifted + 3 : shifted - 9);
	*ret_year = years + era * 400 + (*ret_month <= 2);
}

void instant_day_write(int64_t days, char text[INSTANT_DAY_BYTES])
{
	int64_t year;
	unsigned month, day;
	instant_date(days, &year, &month, &day);
	(void)snprintf(text, INSTANT_DAY_BYTES, "%04" PRId64 "-%02u-%02u", year, month, day);
}

bool instant_day_read(const char *text, int64_t *ret_days)
{
	static const char form[] = "dddd-dd-dd";
	char again[INSTANT_DAY_BYTES];
	for (size_t i = 0; i < sizeof form; i++)
		if (form[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != form[i])
			return false;
	unsigned year = 0, part[2];
	for (unsigned i = 0; i < 4; i++)
		year = year * 10 + (unsigned)(text[i] - '0');
	for (unsigned i = 0; i < 2; i++)
		part[i] = (unsigned)(text[5 + 3 * i] - '0') * 10 + (unsigned)(text[6 + 3 * i] - '0');
	if (part[0] < 1 || part[0] > 12)
		return false;
	/* What is no day comes back as another one. */
	int64_t days = instant_days(year, part[0], part[1]);
	instant_day_write(days, again);
	if (strcmp(again, text) != 0)
		return false;
	*ret_days = days;
	return true;
}

void instant_write(struct instant at, char text[INSTANT_TEXT_BYTES])
{
	text[0] = '\0';
	if (!instant_known(at))
		return;
	int64_t seconds = at.us / US_PER_S;
	int64_t fraction = at.us % US_PER_S;
	if (fraction < 0) {
		fraction += US_PER_S;
		seconds--;
	}
	int64_t days = seconds / S_PER_DAY;
	int64_t of_day = seconds % S_PER_DAY;
	if (of_day < 0) {
		of_day += S_PER_DAY;
		days--;
	}
	int64_t year;
	unsigned month, day;
	instant_date(days, &year, &month, &day);
	(void)snprintf(text, INSTANT_TEXT_BYTES, "%04d-%02u-%02uT%02d:%02d:%02d.%06dZ", (int)(year % 10000),
	               month % 100, day % 100, (int)(of_day / 3600), (int)(of_day / 60 % 60), (int)(of_day % 60),
	               (int)fraction);
}

/* Reads exactly `count` digits and moves past them. */
static bool digits(const char **at, int count, int *ret_value)
{
	int value = 0;
	for (int i = 0; i < count; i++) {
		char c = (*at)[i];
		if (c < '0' || c > '9')
			return false;
		value = value * 10 + (c - '0');
	}
	*at += count;
	*ret_value = value;
	return true;
}

static bool letter(const char **at, char wanted)
{
	if (**at != wanted)
		return false;
	(*at)++;
	return true;
}

static bool fraction_read(const char **at, int64_t *ret_us)
{
	int64_t us = 0, worth = 100000;
	*ret_us = 0;
	if (**at != '.')
		return true;
	(*at)++;
	if (**at < '0' || **at > '9')
		return false;
	for (; **at >= '0' && **at <= '9'; (*at)++, worth /= 10)
		us += (**at - '0') * worth;
	*ret_us = us;
	return true;
}

/* The offset from UTC in seconds: "Z", or "+hh:mm". */
static bool offset_read(const char **at, int *ret_s)
{
	int hours, minutes;
	*ret_s = 0;
	if (letter(at, 'Z') || letter(at, 'z'))
		return true;
	int sign = **at == '+' ? 1 : **at == '-' ? -1 : 0;
	if (!sign)
		return false;
	(*at)++;
	if (!digits(at, 2, &hours) || !letter(at, ':') || !digits(at, 2, &minutes) || hours > 23 || minutes > 59)
		return false;
	*ret_s = sign * (hours * 3600 + minutes * 60);
	return true;
}

static bool day_exists(int year, int month, int day)
{
	static const int longest[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return month >= 1 && month <= 12 && day >= 1 && day <= longest[month - 1] + (month == 2 && leap);
}

bool instant_read(const char *text, struct instant *ret_at)
{
	int year, month, day, hour, minute, second, offset_s;
	int64_t fraction_us;
	const char *at = text;

	if (!digits(&at, 4, &year) || !letter(&at, '-') || !digits(&at, 2, &month) || !letter(&at, '-') ||
	    !digits(&at, 2, &day) || !(letter(&at, 'T') || letter(&at, 't') || letter(&at, ' ')))
		return false;
	if (!digits(&at, 2, &hour) || !letter(&at, ':') || !digits(&at, 2, &minute) || !letter(&at, ':') ||
	    !digits(&at, 2, &second) || !fraction_read(&at, &fraction_us) || !offset_read(&at, &offset_s) || *at)
		return false;
	if (!day_exists(year, month, day) || hour > 23 || minute > 59 || second > 60)
		return false;

	int64_t days = instant_days(year, (unsigned)month, (unsigned)day);
	int64_t seconds = days * S_PER_DAY + hour * 3600 + minute * 60 + second - offset_s;
	ret_at->us = seconds * US_PER_S + fraction_us;
	return true;
}
