/* The days are cut out of the docket, which is in the order of first contact, and counted like any other docket. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/live.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define DAY_MS INT64_C(86400000)

const uint32_t live_days[LIVE_WINDOWS] = { 7, 30 };

/* ---- a part of a docket ---- */

/* The first row that is not before a moment. */
static size_t row_at(const struct docket_segment *segment, int64_t at_ms)
{
	size_t low = 0, high = segment->calls;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (segment->contact_ms[middle] < at_ms)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct docket_segment cut_segment(const struct docket_segment *whole, size_t from, size_t to)
{
	struct docket_segment part = { .calls = to - from,
		                       .contact_ms = whole->contact_ms + from,
		                       .expected_ms = whole->expected_ms + from,
		                       .lat_e7 = whole->lat_e7 + from,
		                       .lon_e7 = whole->lon_e7 + from,
		                       .priority_first = whole->priority_first + from,
		                       .priority_last = whole->priority_last + from,
		                       .outcome = whole->outcome + from,
		                       .disposition = whole->disposition + from,
		                       .flags = whole->flags + from };
	for (unsigned i = 0; i < DOCKET_MOMENTS; i++) {
		part.after_ms[i] = whole->after_ms[i] + from;
		part.source[i] = whole->source[i] + from;
	}
	for (unsigned i = 0; i < DOCKET_WORDS; i++)
		part.word[i] = whole->word[i] + from;
	return part;
}

/* The caller frees *ret_segments. */
static enum status cut(const struct docket *whole, int64_t from_ms, int64_t to_ms, struct docket *ret_part,
                       struct docket_segment **ret_segments)
{
	struct docket_segment *segment = calloc(whole->segments + 1, sizeof *segment);
	if (!segment)
		return STATUS_MEMORY;
	for (size_t i = 0; i < whole->segments; i++)
		segment[i] = cut_segment(&whole->segment[i], row_at(&whole->segment[i], from_ms),
		                         row_at(&whole->segment[i], to_ms));
	*ret_part = *whole;
	ret_part->segment = segment;
	*ret_segments = segment;
	return STATUS_OK;
}

/* ---- districts ---- */

struct districts {
	const struct docket *docket;
	const struct selection *selection;
	uint8_t *seen;   /* by word: whether it is the district of a call */
	uint32_t *group; /* by call: 0 in the district that is asked about */
	struct live_window *window;
};

static int by_name(const void *a, const void *b)
{
	const struct live_district *one = a, *other = b;
	return strcmp(one->name, other->name);
}

/* Those of the calls that count, each once. */
static enum status find_districts(struct districts *all)
{
	struct live_window *window = all->window;
	uint32_t count = 0;
	size_t call = 0;
	for (size_t i = 0; i < all->docket->segments; i++)
		for (size_t at = 0; at < all->docket->segment[i].calls; at++) {
			uint8_t *seen = &all->seen[all->docket->segment[i].word[DOCKET_AREA][at]];
			if (all->selection->fate[call++] == CALL_IS_KEPT && !*seen) {
				*seen = 1;
				count++;
			}
		}
	window->district = calloc((size_t)count + 1, sizeof *window->district);
	if (!window->district)
		return STATUS_MEMORY;
	for (uint32_t word = 0; word < all->docket->word_count; word++)
		if (all->seen[word])
			window->district[window->districts++].name = all->docket->words[word];
	qsort(window->district, window->districts, sizeof *window->district, by_name);
	return STATUS_OK;
}

/* Each by itself: how far districts are apart is a finding's matter. */
static enum status judge_district(struct districts *all, struct live_district *district,
                                  const struct gate_limits *limits)
{
	size_t call = 0;
	for (size_t i = 0; i < all->docket->segments; i++)
		for (size_t at = 0; at < all->docket->segment[i].calls; at++) {
			const char *name = all->docket->words[all->docket->segment[i].word[DOCKET_AREA][at]];
			all->group[call++] = name == district->name ? 0 : SELECTION_NONE;
		}
	return gate_judge(all->docket, all->selection, all->group, 1, limits, &district->group, &district->gate);
}

static enum status judge_districts(const struct docket *docket, const struct selection *selection,
                                   const struct gate_limits *limits, struct live_window *window)
{
	struct districts all = { .docket = docket,
		                 .selection = selection,
		                 .seen = calloc((size_t)docket->word_count + 1, 1),
		                 .group = calloc(selection->calls + 1, sizeof *all.group),
		                 .window = window };
	enum status status = all.seen && all.group ? find_districts(&all) : STATUS_MEMORY;
	for (uint32_t i = 0; i < window->districts && status == STATUS_OK; i++)
		status = judge_district(&all, &window->district[i], limits);
	free(all.seen);
	free(all.group);
	return status;
}

/* ---- all calls ---- */

static enum status sum_legs(const struct leg_calls *calls, struct live_window *window)
{
	enum status status = STATUS_OK;
	for (int leg = 0; leg < (int)LEGS && status == STATUS_OK; leg++)
		if (leg_is_recorded(calls->docket, (enum leg)leg))
			status = leg_summarise(calls, leg_span_of(calls->docket, (enum leg)leg), &window->leg[leg]);
	for (int moment = 0; moment < (int)DOCKET_MOMENTS && status == STATUS_OK; moment++)
		status = leg_summarise(calls, (struct leg_span){ LEG_FROM_CONTACT, moment }, &window->moment[moment]);
	for (unsigned i = 0; i < STANDARD_BOUNDS && status == STATUS_OK; i++) {
		const struct bound *bound = bound_of((enum standard_bound)i);
		leg_check_bound(calls, bound->span, bound->limit_ms, &window->bound[i]);
	}
	window->whole = window->moment[DOCKET_ON_SCENE];
	return status;
}

static enum status reckon(const struct docket *docket, struct live_window *window)
{
	const struct selection_criteria criteria = selection_all();
	struct gate_limits limits = gate_limits_usual();
	struct selection selection = { 0 };
	limits.target_ms = (int32_t)(LIVE_TARGET_S * 1000);
	enum status status = selection_make(docket, &criteria, &selection);
	if (status != STATUS_OK)
		return status;
	memcpy(window->left_out, selection.count, sizeof window->left_out);
	status = gate_judge(docket, &selection, NULL, 1, &limits, &window->group, &window->gate);
	const struct leg_calls calls = { .docket = docket, .fate = selection.fate, .groups = 1 };
	if (status == STATUS_OK)
		status = sum_legs(&calls, window);
	if (status == STATUS_OK)
		status = judge_districts(docket, &selection, &limits, window);
	selection_close(&selection);
	return status;
}

enum status live_reckon(const struct docket *docket, int64_t now_ms, uint32_t days, struct live_window *ret_window)
{
	struct live_window window = { .days = days, .from_ms = now_ms - days * DAY_MS, .to_ms = now_ms };
	struct docket part;
	struct docket_segment *segments = NULL;
	enum status status = cut(docket, window.from_ms, window.to_ms, &part, &segments);
	if (status == STATUS_OK)
		status = reckon(&part, &window);
	free(segments);
	if (status == STATUS_OK)
		*ret_window = window;
	else
		live_close(&window);
	return status;
}

void live_close(struct live_window *window)
{
	free(window->district);
	*window = (struct live_window){ 0 };
}
