/* Who closes calls without a unit, or as gone or called off, more or less often than others do with like calls. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/watch_question.h"

#define ALIKE (1u << FACTOR_TYPE | 1u << FACTOR_PRIORITY)
#define PLACE (1u << FACTOR_AREA)

static bool is_closed(const struct docket_segment *segment, size_t row)
{
	return segment->outcome[row] != DOCKET_IS_OPEN;
}

static bool is_without_unit(const struct docket_segment *segment, size_t row)
{
	return segment->outcome[row] != DOCKET_IS_SERVED;
}

static bool has_left(const struct docket_segment *segment, size_t row)
{
	return segment->outcome[row] == DOCKET_IS_GONE || segment->outcome[row] == DOCKET_IS_CANCELLED;
}

/* Of people, within districts too: each works in some of them.  Types differ by nature, and only far more than types
 * ordinarily do is told. */
static const struct watch_question questions[] = {
	{ "no_unit_by_closer", "closed without a unit", WATCH_BY_CLOSER, ALIKE | PLACE, is_closed, is_without_unit,
	  WATCH_BOTH },
	{ "no_unit_by_taker", "closed without a unit", WATCH_BY_TAKER, ALIKE | PLACE, is_closed, is_without_unit,
	  WATCH_BOTH },
	{ "no_unit_by_area", "closed without a unit", WATCH_BY_AREA, ALIKE, is_closed, is_without_unit, WATCH_BOTH },
	{ "no_unit_by_type", "closed without a unit", WATCH_BY_TYPE, 1u << FACTOR_PRIORITY | PLACE, is_closed,
	  is_without_unit, WATCH_BOTH },
	{ "left_by_closer", "closed as gone or called off", WATCH_BY_CLOSER, ALIKE | PLACE, is_closed, has_left,
	  WATCH_BOTH },
	{ "left_by_taker", "closed as gone or called off", WATCH_BY_TAKER, ALIKE | PLACE, is_closed, has_left,
	  WATCH_BOTH },
	{ "left_by_area", "closed as gone or called off", WATCH_BY_AREA, ALIKE, is_closed, has_left, WATCH_BOTH },
	{ "left_by_type", "closed as gone or called off", WATCH_BY_TYPE, 1u << FACTOR_PRIORITY | PLACE, is_closed,
	  has_left, WATCH_BOTH },
};

static enum status look(const struct watch_input *input, struct watch_result *result)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; status == STATUS_OK && i < sizeof questions / sizeof *questions; i++)
		status = watch_question_ask(&questions[i], input, result);
	return status;
}

const struct watch closure_watch = {
	.name = "closure",
	.words = "closed without a unit, or as gone or called off, against what like calls of others let expect",
	.false_alarms = "Where people, districts and types differ no more than such ordinarily do, at most 5 of 100 "
			"audits mark anything here.",
	.look = look,
};
