/* How long callers waited to be answered, those who never were among them; pure reckoning over the board. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/answers.h"

#include <assert.h>
#include <stdlib.h>

const struct answer_bound_row answer_bounds[ANSWER_BOUNDS] = {
#define BOUND(WITHIN_S, PERCENT, SOURCE, WORDS) [BOUND_##WITHIN_S] = { WITHIN_S, PERCENT, SOURCE, WORDS },
#include "desk/answer_bounds.def"
#undef BOUND
};

static int by_length(const void *a, const void *b)
{
	uint64_t one = *(const uint64_t *)a, other = *(const uint64_t *)b;
	return (one > other) - (one < other);
}

/* The least wait that so many percent did not pass. */
static uint64_t fractile(const uint64_t *waits, uint32_t count, unsigned percent)
{
	return count ? waits[((uint64_t)count * percent + 99) / 100 - 1] : 0;
}

/* The tally of the hour in which the caller came; NULL if that is longer ago than the hours that are told apart. */
static struct answer_tally *hour_of(struct answers *answers, const struct call *call, struct instant now)
{
	int64_t ago_us = instant_since(now, call->first_contact).us;
	uint64_t hour = ago_us > 0 ? (uint64_t)ago_us / (ANSWER_HOUR_S * UINT64_C(1000000)) : 0;
	return hour < ANSWER_HOURS ? &answers->hour[hour] : NULL;
}

/* Adds one call; its wait, ANSWER_NEVER_MS if nobody ever spoke with the caller. */
static uint64_t tally(struct answers *answers, const struct call *call, struct instant now, bool *ret_waits)
{
	bool answered = instant_known(call->answered_at);
	bool waits = !answered && !instant_known(call->left_at) && !instant_known(call->closed_at);
	struct instant until = answered ? call->answered_at : now;
	if (!answered && !waits)
		until = instant_known(call->left_at) ? call->left_at : call->closed_at;
	int64_t wait_us = instant_since(until, call->first_contact).us;
	uint64_t wait_ms = wait_us > 0 ? (uint64_t)wait_us / 1000 : 0;
	struct answer_tally *hour = hour_of(answers, call, now);
	answers->calls++;
	answers->answered += answered;
	answers->waiting += waits;
	answers->never += !answered && !waits;
	if (wait_ms > answers->longest_ms)
		answers->longest_ms = wait_ms;
	for (unsigned i = 0; i < ANSWER_BOUNDS; i++) {
		bool within = wait_ms <= answer_bounds[i].within_s * UINT64_C(1000);
		answers->bound[i].met += answered && within;
		answers->bound[i].of += !waits || !within;
		if (i == BOUND_15 && hour) {
			hour->met += answered && within;
			hour->of += !waits || !within;
		}
	}
	*ret_waits = waits;
	return answered ? wait_ms : ANSWER_NEVER_MS;
}

enum status answers_reckon(const struct board *board, struct instant since, struct instant now,
                           struct answers *ret_answers)
{
	struct answers answers = { 0 };
	uint32_t last = board->pool[POOL_calls].count, count = 0;
	uint64_t *waits = malloc((last < ANSWERS_LOOKED_MAX ? last + 1 : ANSWERS_LOOKED_MAX) * sizeof *waits);
	if (!waits)
		return STATUS_MEMORY;
	while (last > 1) {
		/* In the order in which they were placed, so that the first before the span ends the search. */
		const struct call *call = board_calls(board, --last);
		if (instant_before(call->placed_at, since))
			break;
		if (answers.calls == ANSWERS_LOOKED_MAX) {
			answers.more = true;
			break;
		}
		bool still;
		uint64_t wait_ms = tally(&answers, call, now, &still);
		if (!still)
			waits[count++] = wait_ms;
	}
	assert(answers.calls == answers.answered + answers.waiting + answers.never);
	qsort(waits, count, sizeof *waits, by_length);
	answers.p50_ms = fractile(waits, count, 50);
	answers.p90_ms = fractile(waits, count, 90);
	free(waits);
	*ret_answers = answers;
	return STATUS_OK;
}
