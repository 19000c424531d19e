/* Moments of a call as spans between them; whole milliseconds throughout. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/legs.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define RADIX_BITS 11u
#define RADIX (1u << RADIX_BITS)
#define RADIX_PASSES 3u

static const struct {
	const char *name, *words;
} legs[LEGS] = {
#define LEG(NAME, MOMENT, FILE, WORDS) [LEG_##NAME] = { FILE, WORDS },
	LEG_LIST(LEG)
#undef LEG
};

static const unsigned fractiles[LEG_FRACTILES] = {
#define FRACTILE(PERCENT) PERCENT,
	LEG_FRACTILE_LIST(FRACTILE)
#undef FRACTILE
};

const char *leg_name(enum leg leg)
{
	assert(leg < LEGS);
	return legs[leg].name;
}

const char *leg_words(enum leg leg)
{
	assert(leg < LEGS);
	return legs[leg].words;
}

bool leg_is_recorded(const struct docket *docket, enum leg leg)
{
	assert(leg < LEGS);
	return docket->recorded >> leg & 1u;
}

struct leg_span leg_span_of(const struct docket *docket, enum leg leg)
{
	int from = (int)leg - 1;
	while (from > LEG_FROM_CONTACT && !leg_is_recorded(docket, (enum leg)from))
		from--;
	return (struct leg_span){ .from = from, .to = (int)leg };
}

/* ---- one call ---- */

enum known { KNOWN, UNRECORDED, NOT_YET };

/* Whether a moment is recorded; or happened all the same, or may have; or did not happen. */
static enum known know(const struct docket *docket, const struct docket_segment *segment, size_t at, int moment)
{
	if (segment->contact_ms[at] == DOCKET_NO_CONTACT)
		return UNRECORDED;
	if (moment == LEG_FROM_CONTACT || segment->after_ms[moment][at] != DOCKET_NEVER)
		return KNOWN;
	if (!(docket->recorded >> moment & 1u))
		return UNRECORDED;
	if (moment == DOCKET_CLOSED)
		return segment->outcome[at] == DOCKET_IS_OPEN ? NOT_YET : UNRECORDED;
	if (segment->outcome[at] == DOCKET_IS_SERVED)
		return UNRECORDED;
	for (int later = moment + 1; later <= (int)DOCKET_ON_SCENE; later++)
		if (segment->after_ms[later][at] != DOCKET_NEVER)
			return UNRECORDED;
	return NOT_YET;
}

static int32_t after(const struct docket_segment *segment, size_t at, int moment)
{
	return moment == LEG_FROM_CONTACT ? 0 : segment->after_ms[moment][at];
}

/* A unit that was there before this call came, which is about the same incident: the caller waited for nothing. */
static bool was_there(const struct docket_segment *segment, size_t at, struct leg_span span)
{
	return span.from == LEG_FROM_CONTACT && span.to >= (int)DOCKET_ASSIGNED && segment->flags[at] & DOCKET_JOINED;
}

enum leg_state leg_of(const struct docket *docket, const struct docket_segment *segment, size_t at,
                      struct leg_span span, int32_t *ret_ms)
{
	assert(span.from >= LEG_FROM_CONTACT && span.from < span.to && span.to < (int)DOCKET_MOMENTS);
	enum known from = know(docket, segment, at, span.from), to = know(docket, segment, at, span.to);
	if (from == NOT_YET && to == NOT_YET)
		return LEG_UNBEGUN;
	if (to == NOT_YET)
		return LEG_ENDLESS;
	if (from != KNOWN || to != KNOWN)
		return LEG_MISSING;
	int32_t begin_ms = after(segment, at, span.from), end_ms = after(segment, at, span.to);
	/* Of two that are both too far to be told apart nobody knows. */
	if (begin_ms == DOCKET_FAR && end_ms == DOCKET_FAR)
		return LEG_MISSING;
	int64_t lasted_ms = (int64_t)end_ms - begin_ms;
	if (lasted_ms < 0 && was_there(segment, at, span))
		lasted_ms = 0;
	bool far = end_ms == DOCKET_FAR || lasted_ms >= DOCKET_FAR;
	*ret_ms = far ? DOCKET_FAR : lasted_ms <= DOCKET_NEVER ? DOCKET_NEVER + 1 : (int32_t)lasted_ms;
	return lasted_ms < 0 ? LEG_NEGATIVE : LEG_LASTED;
}

bool leg_cut(const struct docket *docket, const struct docket_segment *segment, size_t at, int32_t tau_ms,
             int32_t ret_ms[LEGS])
{
	int32_t before_ms = 0, whole_ms = 0;
	struct leg_span whole = { .from = LEG_FROM_CONTACT, .to = (int)DOCKET_ON_SCENE };
	assert(tau_ms > 0);
	enum leg_state state = leg_of(docket, segment, at, whole, &whole_ms);
	/* A call that is open may still be reached in time. */
	if (state == LEG_MISSING || state == LEG_NEGATIVE ||
	    (state == LEG_ENDLESS && segment->outcome[at] == DOCKET_IS_OPEN))
		return false;
	for (int leg = 0; leg < (int)LEGS; leg++) {
		enum known known = know(docket, segment, at, leg);
		int32_t now_ms = before_ms;
		if (known == NOT_YET)
			now_ms = tau_ms;
		else if (known == KNOWN)
			now_ms = after(segment, at, leg);
		now_ms = now_ms < 0 ? 0 : now_ms > tau_ms ? tau_ms : now_ms;
		ret_ms[leg] = now_ms - before_ms;
		before_ms = now_ms;
	}
	return true;
}

/* ---- all calls ---- */

/* Told each call that counts. */
typedef void leg_visit(void *context, const struct docket_segment *segment, size_t at, uint32_t group);

static void visit_calls(const struct leg_calls *calls, leg_visit *visit, void *context)
{
	const struct docket *docket = calls->docket;
	size_t call = 0;
	for (size_t i = 0; i < docket->segments; i++)
		for (size_t at = 0; at < docket->segment[i].calls; at++, call++) {
			if (calls->fate && calls->fate[call])
				continue;
			uint32_t group = calls->group ? calls->group[call] : 0;
			assert(group < calls->groups);
			visit(context, &docket->segment[i], at, group);
		}
}

struct summing {
	const struct docket *docket;
	struct leg_span span;
	struct leg_summary *summary; /* by group */
	int32_t *value;              /* those that lasted, group by group; NULL: they are only counted */
	size_t *end;                 /* by group */
};

static void sum_call(void *context, const struct docket_segment *segment, size_t at, uint32_t group)
{
	struct summing *summing = context;
	int32_t ms = 0;
	enum leg_state state = leg_of(summing->docket, segment, at, summing->span, &ms);
	struct leg_summary *summary = &summing->summary[group];
	if (summing->value) {
		if (state == LEG_LASTED)
			summing->value[summing->end[group]++] = ms;
		return;
	}
	summary->calls++;
	summary->state[state]++;
	summary->zero += state == LEG_LASTED && ms == 0;
}

/* By digits from the lowest: as many steps for any order.  The values are not negative. */
static void sort(int32_t *value, int32_t *spare, size_t count)
{
	for (unsigned pass = 0; pass < RADIX_PASSES; pass++) {
		size_t begin[RADIX] = { 0 }, sum = 0;
		unsigned shift = pass * RADIX_BITS;
		for (size_t i = 0; i < count; i++)
			begin[(uint32_t)value[i] >> shift & (RADIX - 1)]++;
		for (unsigned i = 0; i < RADIX; i++) {
			size_t own = begin[i];
			begin[i] = sum;
			sum += own;
		}
		for (size_t i = 0; i < count; i++)
			spare[begin[(uint32_t)value[i] >> shift & (RADIX - 1)]++] = value[i];
		if (count)
			memcpy(value, spare, count * sizeof *value);
	}
}

/* The least value that so many of 100 do not pass, when `others` more stand behind the last one. */
static int32_t fractile(const int32_t *value, uint64_t count, uint64_t others, unsigned percent)
{
	uint64_t all = count + others, rank = (all * percent + 99) / 100;
	if (!all)
		return DOCKET_NEVER;
	return rank <= count ? value[rank - 1] : DOCKET_FAR;
}

static void tell_fractiles(struct leg_summary *summary, const int32_t *value)
{
	uint64_t lasted = summary->state[LEG_LASTED], endless = summary->state[LEG_ENDLESS];
	for (unsigned i = 0; i < LEG_FRACTILES; i++) {
		summary->of_all_ms[i] = fractile(value, lasted, endless + summary->state[LEG_UNBEGUN], fractiles[i]);
		summary->of_begun_ms[i] = fractile(value, lasted, endless, fractiles[i]);
		summary->at_worst_ms[i] = fractile(value, lasted, summary->calls - lasted, fractiles[i]);
	}
}

enum status leg_summarise(const struct leg_calls *calls, struct leg_span span, struct leg_summary *ret_summary)
{
	enum status status = STATUS_MEMORY;
	struct summing summing = { .docket = calls->docket, .span = span };
	int32_t *value = NULL, *spare = NULL;
	size_t lasted = 0, most = 0, begin = 0;
	summing.end = calloc((size_t)calls->groups + 1, sizeof *summing.end);
	summing.summary = calloc((size_t)calls->groups + 1, sizeof *summing.summary);
	if (!summing.end || !summing.summary)
		goto out;
	visit_calls(calls, sum_call, &summing);
	for (uint32_t i = 0; i < calls->groups; i++) {
		size_t own = summing.summary[i].state[LEG_LASTED];
		summing.end[i] = lasted;
		lasted += own;
		most = own > most ? own : most;
	}
	value = calloc(lasted + 1, sizeof *value);
	spare = calloc(most + 1, sizeof *spare);
	if (!value || !spare)
		goto out;
	summing.value = value;
	visit_calls(calls, sum_call, &summing);
	for (uint32_t i = 0; i < calls->groups; i++) {
		sort(value + begin, spare, summing.end[i] - begin);
		tell_fractiles(&summing.summary[i], value + begin);
		begin = summing.end[i];
		ret_summary[i] = summing.summary[i];
	}
	status = STATUS_OK;
out:
	free(value);
	free(spare);
	free(summing.end);
	free(summing.summary);
	return status;
}

struct checking {
	const struct docket *docket;
	struct leg_span span;
	int32_t limit_ms;
	struct leg_check *check; /* by group */
};

static void check_call(void *context, const struct docket_segment *segment, size_t at, uint32_t group)
{
	struct checking *checking = context;
	struct leg_check *check = &checking->check[group];
	int32_t ms = 0;
	enum leg_state state = leg_of(checking->docket, segment, at, checking->span, &ms);
	bool begun = state == LEG_LASTED || state == LEG_ENDLESS;
	bool within = state == LEG_LASTED && ms <= checking->limit_ms && ms != DOCKET_FAR;
	check->begun += begun;
	check->within += within;
	check->beyond += begun && !within;
	check->unknown += state == LEG_MISSING || state == LEG_NEGATIVE;
}

void leg_check_bound(const struct leg_calls *calls, struct leg_span span, int32_t limit_ms, struct leg_check *ret_check)
{
	struct checking checking = { calls->docket, span, limit_ms, ret_check };
	for (uint32_t i = 0; i < calls->groups; i++)
		ret_check[i] = (struct leg_check){ 0 };
	visit_calls(calls, check_call, &checking);
}

struct comparing {
	const struct docket *docket;
	uint32_t group[2];
	int32_t tau_ms;
	struct leg_gap *gap;
};

static void compare_call(void *context, const struct docket_segment *segment, size_t at, uint32_t group)
{
	struct comparing *comparing = context;
	struct leg_gap *gap = comparing->gap;
	int32_t ms[LEGS];
	unsigned which = group == comparing->group[1];
	if (group != comparing->group[which])
		return;
	if (!leg_cut(comparing->docket, segment, at, comparing->tau_ms, ms)) {
		bool open = segment->outcome[at] == DOCKET_IS_OPEN;
		gap->open[which] += open;
		gap->unstamped[which] += !open;
		return;
	}
	gap->calls[which]++;
	for (unsigned i = 0; i < LEGS; i++) {
		gap->sum_ms[which][i] += ms[i];
		gap->whole_ms[which] += ms[i];
	}
}

static double mean_of(int64_t sum_ms, uint64_t calls)
{
	return calls ? (double)sum_ms / (double)calls : (double)NAN;
}

void leg_compare(const struct leg_calls *calls, uint32_t first, uint32_t second, int32_t tau_ms,
                 struct leg_gap *ret_gap)
{
	struct leg_gap gap = { 0 };
	struct comparing comparing = { calls->docket, { first, second }, tau_ms, &gap };
	assert(first != second && first < calls->groups && second < calls->groups);
	visit_calls(calls, compare_call, &comparing);
	for (unsigned i = 0; i < LEGS; i++) {
		for (unsigned which = 0; which < 2; which++)
			gap.mean_ms[which][i] = mean_of(gap.sum_ms[which][i], gap.calls[which]);
		gap.gap_ms[i] = gap.mean_ms[1][i] - gap.mean_ms[0][i];
	}
	gap.whole_gap_ms = mean_of(gap.whole_ms[1], gap.calls[1]) - mean_of(gap.whole_ms[0], gap.calls[0]);
	*ret_gap = gap;
}
