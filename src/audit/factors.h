/* What calls are alike in: each factor cuts the docket into bands that were declared before anybody looked. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_FACTORS_H
#define AUDIT_FACTORS_H

#include "audit/docket.h"
#include "base/status.h"

/* FACTOR(NAME, its name in files, in words) */
#define FACTOR_LIST(FACTOR)                                                                                            \
	FACTOR(TYPE, "type", "kind of call as first entered")                                                          \
	FACTOR(PRIORITY, "priority", "first priority")                                                                 \
	FACTOR(AREA, "area", "district")                                                                               \
	FACTOR(CHANNEL, "channel", "how it came in")                                                                   \
	FACTOR(LANGUAGE, "language", "the caller's language")                                                          \
	FACTOR(DAY, "day", "weekday or weekend")                                                                       \
	FACTOR(HOURS, "hours", "hour of the day, in bands of four")                                                    \
	FACTOR(SEASON, "season", "quarter of the year")                                                                \
	FACTOR(LOAD, "load", "calls in the hour before, in quarters")                                                  \
	FACTOR(TRAVEL, "travel", "travel expected of the recommended unit, in quarters")                               \
	FACTOR(SHIFT, "shift", "date and shift of eight hours")                                                        \
	FACTOR(DATE, "date", "date")                                                                                   \
	FACTOR(WEEK, "week", "week")

enum factor {
#define FACTOR(NAME, FILE, WORDS) FACTOR_##NAME,
	FACTOR_LIST(FACTOR)
#undef FACTOR
	    FACTOR_COUNT
};

/* A call of a docket. */
struct docket_place {
	uint32_t segment;
	uint32_t row;
};

/*
 * Numbers calls by all factors of a mask (1 << enum factor) at once: calls that are alike in all of them have one number,
 * from zero without gaps, in the order of the factors' values and so always the same.  An empty mask: all are number 0.
 * `code` has room for `calls`.  *ret_first: for each number the first call that has it, allocated; the caller frees it.
 *   STATUS_MEMORY
 */
enum status factors_number(const struct docket *docket, const struct docket_place *call, size_t calls, uint32_t mask,
                           uint32_t *code, uint32_t *ret_count, uint32_t **ret_first);
/* One factor of every call, before it is numbered: days since 1970, a word's number, a band.  STATUS_MEMORY. */
enum status factors_value(const struct docket *docket, const struct docket_place *call, size_t calls,
                          enum factor factor, int64_t *value);
/* How a value of a factor is called, NUL-ended. */
void factors_label(const struct docket *docket, enum factor factor, int64_t value, char *text, size_t room);

/* The factor of that name; FACTOR_COUNT: there is none. */
enum factor factor_find(const char *name);
const char *factor_name(enum factor factor);
const char *factor_words(enum factor factor);

/* Seconds that local time is ahead at a moment. */
int32_t docket_offset_s(const struct docket *docket, int64_t at_ms);
/* Days since 1970-01-01 in local time, and the second of that day. */
int64_t docket_day(const struct docket *docket, int64_t at_ms, uint32_t *ret_second);

#endif
