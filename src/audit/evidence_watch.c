/* Calls that somebody closed as served though no unit, by a device or by word, was ever on scene. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/watch_question.h"

#define ALIKE (1u << FACTOR_TYPE | 1u << FACTOR_PRIORITY)

static bool is_told(const struct docket_segment *segment, size_t row)
{
	return segment->flags[row] & DOCKET_TOLD;
}

/* A moment reckoned from a unit's way is no word that it was there. */
static bool is_without_evidence(const struct docket_segment *segment, size_t row)
{
	return segment->flags[row] & DOCKET_NO_EVIDENCE || segment->after_ms[DOCKET_ON_SCENE][row] == DOCKET_NEVER ||
	       segment->source[DOCKET_ON_SCENE][row] == DOCKET_BY_INFERRED;
}

static const struct watch_question questions[] = {
	{ "no_evidence_by_closer", "closed as served without evidence", WATCH_BY_CLOSER, ALIKE | 1u << FACTOR_AREA,
	  is_told, is_without_evidence, WATCH_MORE },
	{ "no_evidence_by_area", "closed as served without evidence", WATCH_BY_AREA, ALIKE, is_told,
	  is_without_evidence, WATCH_MORE },
};

static enum status look(const struct watch_input *input, struct watch_result *result)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; status == STATUS_OK && i < sizeof questions / sizeof *questions; i++)
		status = watch_question_ask(&questions[i], input, result);
	return status;
}

const struct watch evidence_watch = {
	.name = "evidence",
	.words = "closed as served though nothing shows that a unit was on scene",
	.false_alarms = "Where closers and districts differ no more than such ordinarily do, at most 5 of 100 audits "
			"mark anything here.",
	.look = look,
};
