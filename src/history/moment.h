/* Moments as cities write them: in their own format, by their own clock, in their own zone. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HISTORY_MOMENT_H
#define HISTORY_MOMENT_H

#include <stddef.h>

#include "base/bytes.h"
#include "base/instant.h"

/* What became of a text. */
enum moment {
	MOMENT_READ,
	MOMENT_MALFORMED, /* not in the format */
	MOMENT_NEVER, /* a date or an hour that did not exist; an hour skipped in spring is read by the hour before it,
	                     so that the call is not lost, and anything else is left out */
	MOMENT_TWICE, /* an hour that came twice in autumn; the first is taken */
	MOMENT_COUNT
};

/* How one column writes its times. */
enum clock_form {
	CLOCK_DATED,         /* format as strptime has it */
	CLOCK_EPOCH_S,       /* seconds since 1970 in UTC */
	CLOCK_EPOCH_MS,      /* milliseconds */
	CLOCK_OF_DAY,        /* a time of day only, past midnight after another moment */
	CLOCK_SECONDS_AFTER, /* a number of seconds after another moment */
	CLOCK_FORM_COUNT
};

#define MOMENT_TEXT_MAX_BYTES 64u
/* Local hours whose place in UTC is remembered. */
#define ZONE_HOURS 8192u

/* A time zone and what was found out about its hours. */
struct zone {
	struct {
		int64_t hour;     /* local hours since 1970, plus one; 0: empty */
		int64_t offset_s; /* from UTC */
		enum moment kind;
	} known[ZONE_HOURS];
};

/* Makes a zone of the IANA database the one that this process reads; false if there is no such zone here.  The C
 * library keeps one zone a process, so a process has one of these at a time. */
bool zone_open(struct zone *zone, const char *name);

/* Reads text by a strptime format; ret_at is set on all but MOMENT_MALFORMED and those MOMENT_NEVERs that are no moment
 * at all, when it is zero. */
enum moment moment_read(struct zone *zone, struct bytes text, const char *format, struct instant *ret_at);
/* Reads a whole number of seconds or milliseconds. */
enum moment moment_read_epoch(struct bytes text, int64_t units_a_second, struct instant *ret_at);
/* Reads a time of day by a strptime format: the moment nearest to `after` that lies at most `back` before it. */
enum moment moment_read_of_day(struct zone *zone, struct bytes text, const char *format, struct instant after,
                               struct span back, struct instant *ret_at);

#endif
