/* Calls whose priority was lowered: by whom more often than by others, and whether a missed target was met by it.
 *
 * Who was moved from one priority to a lower one is compared with like calls that had the lower one from the start: how
 * many were reached after the target of the first priority and still within that of the last.  If calls are lowered when
 * that is learnt of them, they are reached like others of that priority; if they are lowered because their target has
 * passed, more of them lie between the two.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>

#include "audit/watch_question.h"

#define ALIKE (1u << FACTOR_TYPE | 1u << FACTOR_PRIORITY)
#define LOWEST (WATCH_PRIORITIES - 1)

static bool has_both(const struct docket_segment *segment, size_t row)
{
	return segment->priority_first[row] && segment->priority_last[row];
}

static bool is_lowered(const struct docket_segment *segment, size_t row)
{
	return segment->priority_last[row] > segment->priority_first[row];
}

static const struct watch_question questions[] = {
	{ "lowered_by_taker", "priority lowered", WATCH_BY_TAKER, ALIKE | 1u << FACTOR_AREA, has_both, is_lowered,
	  WATCH_MORE },
	{ "lowered_by_closer", "priority lowered", WATCH_BY_CLOSER, ALIKE | 1u << FACTOR_AREA, has_both, is_lowered,
	  WATCH_MORE },
	{ "lowered_by_area", "priority lowered", WATCH_BY_AREA, ALIKE, has_both, is_lowered, WATCH_MORE },
};

/* ---- targets met by it ---- */

/* Of one stratum. */
struct moved {
	uint32_t calls, between;                 /* of both kinds */
	uint32_t lowered_calls, lowered_between; /* moved to this priority */
};

struct steps {
	const struct watch_input *input;
	struct watch_calls calls;
	uint32_t strata, *stratum;
	struct moved *moved;
};

static bool is_reached(const struct docket_segment *segment, size_t row)
{
	return has_both(segment, row) && segment->after_ms[DOCKET_ON_SCENE][row] >= 0;
}

static enum status gather(struct steps *steps)
{
	const struct watch_input *input = steps->input;
	uint32_t *first = NULL;
	enum status status = watch_calls_of(input, is_reached, &steps->calls);
	if (status != STATUS_OK)
		return status;
	steps->stratum = calloc(steps->calls.count + 1, sizeof *steps->stratum);
	if (!steps->stratum)
		return STATUS_MEMORY;
	/* The priorities are those of the step. */
	status = factors_number(input->docket, steps->calls.place, steps->calls.count,
	                        1u << FACTOR_TYPE | 1u << FACTOR_AREA, steps->stratum, &steps->strata, &first);
	if (status != STATUS_OK)
		return status;
	free(first);
	steps->moved = calloc((size_t)steps->strata + 1, sizeof *steps->moved);
	return steps->moved ? STATUS_OK : STATUS_MEMORY;
}

static void count_step(struct steps *steps, uint32_t from, uint32_t to)
{
	const int32_t *target = steps->input->plan.target_of_ms;
	for (uint32_t i = 0; i < steps->strata; i++)
		steps->moved[i] = (struct moved){ 0 };
	for (size_t i = 0; i < steps->calls.count; i++) {
		const struct docket_segment *segment = watch_segment(steps->input, &steps->calls.place[i]);
		uint32_t row = steps->calls.place[i].row, first = segment->priority_first[row];
		int32_t came_ms = segment->after_ms[DOCKET_ON_SCENE][row];
		if (segment->priority_last[row] != to || (first != from && first != to))
			continue;
		struct moved *moved = &steps->moved[steps->stratum[i]];
		bool between = came_ms > target[from] && came_ms <= target[to];
		moved->calls++;
		moved->between += between;
		moved->lowered_calls += first == from;
		moved->lowered_between += first == from && between;
	}
}

static struct watch_row step_row(const struct steps *steps, uint32_t from, uint32_t to)
{
	struct watch_tally tally = { .number = 10 * from + to };
	for (uint32_t i = 0; i < steps->strata; i++) {
		const struct moved *moved = &steps->moved[i];
		double n = moved->calls, m = moved->between, r = moved->lowered_calls;
		if (!moved->lowered_calls)
			continue;
		tally.calls += moved->lowered_calls;
		tally.seen += moved->lowered_between;
		tally.expected += r * m / n;
		if (n > 1)
			tally.variance += r / n * (n - r) * (m / n) * (n - m) / (n - 1);
	}
	return (struct watch_row){ .number = tally.number,
		                   .calls = tally.calls,
		                   .seen = tally.seen,
		                   .expected = tally.expected,
		                   .z = watch_z(&tally, tally.variance) };
}

static enum status add_steps(const struct watch_input *input, struct watch_result *result)
{
	const int32_t *target = input->plan.target_of_ms;
	struct steps steps = { .input = input };
	enum status status = gather(&steps);
	watch_add_part(result, "target_met_by_it",
	               "reached after the first priority's target and within the last one's", "calls", WATCH_BY_STEP);
	for (uint32_t from = 1; from < LOWEST; from++)
		for (uint32_t to = from + 1; to <= LOWEST && status == STATUS_OK; to++) {
			if (target[from] <= 0 || target[to] <= target[from])
				continue;
			count_step(&steps, from, to);
			struct watch_row row = step_row(&steps, from, to);
			if (row.calls)
				status = watch_add(result, row, INFINITY, WATCH_MORE);
		}
	watch_calls_close(&steps.calls);
	free(steps.stratum);
	free(steps.moved);
	return status;
}

static enum status look(const struct watch_input *input, struct watch_result *result)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; status == STATUS_OK && i < sizeof questions / sizeof *questions; i++)
		status = watch_question_ask(&questions[i], input, result);
	return status == STATUS_OK ? add_steps(input, result) : status;
}

const struct watch downgrade_watch = {
	.name = "downgrade",
	.words = "priorities lowered, and targets met by it",
	.false_alarms =
	    "Where people and districts differ no more than such ordinarily do, and lowered calls are reached "
	    "like others of their last priority, at most 5 of 100 audits mark anything here.",
	.look = look,
};
