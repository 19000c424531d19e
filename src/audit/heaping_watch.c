/* Times that were written rather than taken: on whole minutes, and just within the target.
 *
 * Seconds of a true clock are at :00 once in sixty.  Around the target arrivals need not lie evenly, for there are fewer
 * the longer the wait is; so the two windows next to it are compared with the windows beyond these, as if the logarithm
 * of the density went straight through all four: log(under / over) = log(far under / far over) / 3.  What bends it
 * evenly to both sides cancels.  The outer counts are uncertain too, and their variance is added.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "audit/matched.h"
#include "audit/watch_calls.h"

#define MINUTE_S 60
#define MINUTE_MS 60000
#define SECOND_MS 1000

/* Windows along the wait, the target between the second and the third. */
enum window { FAR_UNDER, UNDER, OVER, FAR_OVER, WINDOWS };

/* Of one row. */
struct counts {
	uint64_t known, whole_minute;
	uint64_t window[WINDOWS];
};

struct heaping {
	const struct watch_input *input;
	struct watch_calls calls;
	struct counts all, moment[DOCKET_MOMENTS], source[DOCKET_SOURCES];
	struct counts *area; /* by word */
};

static bool any(const struct docket_segment *segment, size_t row)
{
	(void)segment;
	(void)row;
	return true;
}

static bool is_known(int32_t after_ms)
{
	return after_ms != DOCKET_NEVER && after_ms != DOCKET_FAR;
}

static bool is_whole_minute(int64_t at_ms)
{
	int64_t rest = at_ms % MINUTE_MS;
	return rest >= 0 && rest < SECOND_MS;
}

/* WINDOWS: in none. */
static enum window window_of(const struct watch_plan *plan, int32_t wait_ms)
{
	int64_t off = (int64_t)wait_ms - plan->target_ms, width = plan->window_ms;
	if (off <= -2 * width || off > 2 * width)
		return WINDOWS;
	if (off <= 0)
		return off <= -width ? FAR_UNDER : UNDER;
	return off <= width ? OVER : FAR_OVER;
}

static void count(struct counts *heap, bool whole_minute, enum window window)
{
	heap->known++;
	heap->whole_minute += whole_minute;
	if (window != WINDOWS)
		heap->window[window]++;
}

static void count_call(struct heaping *heaping, const struct docket_segment *segment, size_t row)
{
	for (unsigned i = 0; i < DOCKET_MOMENTS; i++) {
		int32_t after_ms = segment->after_ms[i][row];
		if (is_known(after_ms))
			count(&heaping->moment[i], is_whole_minute(segment->contact_ms[row] + after_ms), WINDOWS);
	}
	int32_t came_ms = segment->after_ms[DOCKET_ON_SCENE][row];
	if (!is_known(came_ms))
		return;
	bool whole_minute = is_whole_minute(segment->contact_ms[row] + came_ms);
	enum window window = window_of(&heaping->input->plan, came_ms);
	uint8_t source = segment->source[DOCKET_ON_SCENE][row];
	assert(source < DOCKET_SOURCES);
	count(&heaping->all, whole_minute, window);
	count(&heaping->source[source], whole_minute, window);
	count(&heaping->area[segment->word[DOCKET_AREA][row]], whole_minute, window);
}

/* ---- rows ---- */

/* NaN: the moments are too coarse to tell. */
static double share_at_whole_minute(const struct watch_input *input)
{
	uint32_t step_s = input->docket->precision_s > 1 ? input->docket->precision_s : 1;
	return step_s < MINUTE_S && MINUTE_S % step_s == 0 ? (double)step_s / MINUTE_S : (double)NAN;
}

static struct watch_row minute_row(const struct watch_input *input, const struct counts *heap, uint32_t number)
{
	double share = share_at_whole_minute(input), all = (double)heap->known;
	struct watch_row row = {
		.number = number, .calls = heap->known, .seen = heap->whole_minute, .expected = all * share, .z = NAN
	};
	if (heap->known && !isnan(share))
		row.z = matched_z((int64_t)heap->whole_minute, all * share, all * share * (1 - share));
	return row;
}

static struct watch_row target_row(const struct watch_input *input, const struct counts *heap, uint32_t number)
{
	const uint64_t *window = heap->window;
	int64_t step_ms = (input->docket->precision_s > 1 ? input->docket->precision_s : 1) * INT64_C(1000);
	uint64_t all = window[UNDER] + window[OVER];
	struct watch_row row = { .number = number, .calls = all, .seen = window[UNDER], .expected = NAN, .z = NAN };
	if (!all || input->plan.window_ms % step_ms || input->plan.target_ms % step_ms)
		return row;
	/* Half a call more in each, so that an empty window is a small number and not none. */
	double under = (double)window[FAR_UNDER] + 0.5, over = (double)window[FAR_OVER] + 0.5;
	double share = 1 / (1 + exp(-log(under / over) / 3));
	double uncertain = (1 / under + 1 / over) / 9, variance = (double)all * share * (1 - share);
	struct watch_tally tally = { number, all, window[UNDER], (double)all * share, variance };
	row.expected = tally.expected;
	row.z = watch_z(&tally, variance + variance * variance * uncertain);
	return row;
}

typedef struct watch_row make_row(const struct watch_input *input, const struct counts *heap, uint32_t number);

/* The rows of those that have something to count, from the `first` on. */
static enum status add_rows(const struct heaping *heaping, make_row *make, const struct counts *heap, uint32_t first,
                            uint32_t end, struct watch_result *result)
{
	enum status status = STATUS_OK;
	for (uint32_t i = first; status == STATUS_OK && i < end; i++) {
		struct watch_row row = make(heaping->input, &heap[i], i);
		if (row.calls)
			status = watch_add(result, row, INFINITY, WATCH_MORE);
	}
	return status;
}

static enum status add_parts(const struct heaping *heaping, struct watch_result *result)
{
	const char *minute = "at a whole minute", *target = "just within the target, of those just around it";
	const struct {
		const char *name, *words;
		enum watch_by by;
		make_row *make;
		const struct counts *heap;
		uint32_t first, end;
	} parts[] = {
		{ "minute_by_moment", minute, WATCH_BY_MOMENT, minute_row, heaping->moment, 0, DOCKET_MOMENTS },
		{ "minute_by_area", minute, WATCH_BY_AREA, minute_row, heaping->area, 1,
		  heaping->input->docket->word_count },
		{ "minute_by_source", minute, WATCH_BY_SOURCE, minute_row, heaping->source, 0, DOCKET_SOURCES },
		{ "target", target, WATCH_BY_ALL, target_row, &heaping->all, 0, 1 },
		{ "target_by_area", target, WATCH_BY_AREA, target_row, heaping->area, 1,
		  heaping->input->docket->word_count },
		{ "target_by_source", target, WATCH_BY_SOURCE, target_row, heaping->source, 0, DOCKET_SOURCES },
	};
	enum status status = STATUS_OK;
	for (size_t i = 0; status == STATUS_OK && i < sizeof parts / sizeof *parts; i++) {
		watch_add_part(result, parts[i].name, parts[i].words, "calls", parts[i].by);
		status = add_rows(heaping, parts[i].make, parts[i].heap, parts[i].first, parts[i].end, result);
	}
	return status;
}

static enum status look(const struct watch_input *input, struct watch_result *result)
{
	struct heaping heaping = { .input = input };
	assert(input->plan.target_ms > 0 && input->plan.window_ms > 0);
	heaping.area = calloc((size_t)input->docket->word_count + 1, sizeof *heaping.area);
	enum status status = heaping.area ? watch_calls_of(input, any, &heaping.calls) : STATUS_MEMORY;
	if (status != STATUS_OK)
		goto out;
	for (size_t i = 0; i < heaping.calls.count; i++)
		count_call(&heaping, watch_segment(input, &heaping.calls.place[i]), heaping.calls.place[i].row);
	status = add_parts(&heaping, result);
out:
	watch_calls_close(&heaping.calls);
	free(heaping.area);
	return status;
}

const struct watch heaping_watch = {
	.name = "heaping",
	.words = "times at whole minutes, and arrivals just within the target",
	.false_alarms = "Where all times were taken by a clock, at most 5 of 100 audits mark anything here.",
	.look = look,
};
