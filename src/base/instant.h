/* Moments and lengths of time, kept apart so that the sum of two moments does not compile. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_INSTANT_H
#define BASE_INSTANT_H

#include <stdbool.h>
#include <stdint.h>

/* Microseconds since 1970-01-01T00:00:00Z, without leap seconds.  Zero means "never recorded". */
struct instant {
	int64_t us;
};

/* A length of time in microseconds; may be negative. */
struct span {
	int64_t us;
};

/* Beyond these a stamp is refused at the edge: 1900-01-01 and 2200-01-01. */
#define INSTANT_MIN_US (-2208988800000000LL)
#define INSTANT_MAX_US 7258118400000000LL

static inline bool instant_sane(struct instant a)
{
	return a.us >= INSTANT_MIN_US && a.us <= INSTANT_MAX_US;
}

static inline struct span span_s(int64_t seconds)
{
	return (struct span){ .us = seconds * 1000000 };
}

static inline struct instant instant_after(struct instant from, struct span by)
{
	return (struct instant){ .us = from.us + by.us };
}

static inline struct span instant_since(struct instant later, struct instant earlier)
{
	return (struct span){ .us = later.us - earlier.us };
}

static inline bool instant_before(struct instant a, struct instant b)
{
	return a.us < b.us;
}

static inline bool instant_known(struct instant a)
{
	return a.us != 0;
}

static inline struct instant instant_later(struct instant a, struct instant b)
{
	return a.us > b.us ? a : b;
}

/* Room that instant_write needs, its NUL counted: "-1900-01-01T00:00:00.000000Z". */
#define INSTANT_TEXT_BYTES 32

/* Writes RFC 3339 in UTC with microseconds, "2026-11-24T02:30:00.000000Z"; "" for a moment never recorded. */
void instant_write(struct instant at, char text[INSTANT_TEXT_BYTES]);

/* Reads RFC 3339 with 'Z' or a numeric offset and up to six digits of a second; false if it is anything else. */
bool instant_read(const char *text, struct instant *ret_at);

/* Days since 1970-01-01 of a proleptic Gregorian date, and back (after H. Hinnant's public description). */
int64_t instant_days(int64_t year, unsigned month, unsigned day);
void instant_date(int64_t days, int64_t *ret_year, unsigned *ret_month, unsigned *ret_day);
/* Such a day as "2026-11-24", and back; reading wants just ten characters and a day that there is in the years 0000 to 9999. */
#define INSTANT_DAY_BYTES 24
void instant_day_write(int64_t days, char text[INSTANT_DAY_BYTES]);
bool instant_day_read(const char *text, int64_t *ret_days);

#endif
