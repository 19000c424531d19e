/* Moments of a call as spans between them; whole milliseconds throughout. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/leg_view.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define RADIX_BITS 11u
#define RADIX (1u << RADIX_BITS)
#define RADIX_PASSES 3u
/* A leg is counted by second up to nine hours. */
#define BIN_MS 1000u
#define BINS 32768u

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

enum leg_state leg_of(const struct docket *docket, const struct docket_segment *segment, size_t at,
                      struct leg_span span, int32_t *ret_ms)
{
	struct leg_view view;
	leg_view_of(docket, segment, at, &view);
	return leg_in_view(&view, span, ret_ms);
}

static bool cut_view(const struct leg_view *view, bool open, int32_t tau_ms, int32_t ret_ms[LEGS])
{
	int32_t before_ms = 0, whole_ms = 0;
	struct leg_span whole = { .from = LEG_FROM_CONTACT, .to = (int)DOCKET_ON_SCENE };
	enum leg_state state = leg_in_view(view, whole, &whole_ms);
	/* A call that is open may still be reached in time. */
	if (state == LEG_MISSING || state == LEG_NEGATIVE || (state == LEG_ENDLESS && open))
		return false;
	for (int leg = 0; leg < (int)LEGS; leg++) {
		enum leg_known known = view->known[leg + 1];
		int32_t now_ms = before_ms;
		if (known == LEG_NOT_YET)
			now_ms = tau_ms;
		else if (known == LEG_KNOWN)
			now_ms = view->after_ms[leg + 1];
		now_ms = now_ms < 0 ? 0 : now_ms > tau_ms ? tau_ms : now_ms;
		ret_ms[leg] = now_ms - before_ms;
		before_ms = now_ms;
	}
	return true;
}

bool leg_cut(const struct docket *docket, const struct docket_segment *segment, size_t at, int32_t tau_ms,
             int32_t ret_ms[LEGS])
{
	struct leg_view view;
	assert(tau_ms > 0);
	leg_view_of(docket, segment, at, &view);
	return cut_view(&view, segment->outcome[at] == DOCKET_IS_OPEN, tau_ms, ret_ms);
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

static void compare_view(const struct leg_pair *pair, const struct leg_view *view, bool open, uint32_t group)
{
	struct leg_gap *gap = pair->gap;
	int32_t ms[LEGS];
	unsigned which = group == pair->second;
	if (group != (which ? pair->second : pair->first))
		return;
	if (!cut_view(view, open, pair->tau_ms, ms)) {
		gap->open[which] += open;
		gap->unstamped[which] += !open;
		return;
	}
	gap->calls[which]++;
	for (unsigned i = 0; i < LEGS; i++)
		gap->sum_ms[which][i] += ms[i];
}

static double mean_of(int64_t sum_ms, uint64_t calls)
{
	return calls ? (double)sum_ms / (double)calls : (double)NAN;
}

static void tell_gap(struct leg_gap *gap)
{
	for (unsigned i = 0; i < LEGS; i++) {
		for (unsigned which = 0; which < 2; which++) {
			gap->whole_ms[which] += gap->sum_ms[which][i];
			gap->mean_ms[which][i] = mean_of(gap->sum_ms[which][i], gap->calls[which]);
		}
		gap->gap_ms[i] = gap->mean_ms[1][i] - gap->mean_ms[0][i];
	}
	gap->whole_gap_ms = mean_of(gap->whole_ms[1], gap->calls[1]) - mean_of(gap->whole_ms[0], gap->calls[0]);
}

/* How long one leg of one group lasted: counted by second, and from some of these seconds to the millisecond. */
struct spread {
	uint32_t *bin;   /* BINS + 1: the last one for all that took longer */
	uint8_t *wanted; /* by bin: in it lies a fractile */
	bool fine;       /* some did not last whole seconds */
	int32_t *value;  /* those of the wanted bins; sorted at the end */
	size_t values, room;
};

struct summing {
	const struct docket *docket;
	const struct leg_span *span;
	size_t spans;
	uint32_t groups;
	struct leg_summary *summary; /* by span, then by group; and so */
	struct spread *spread;
	const struct leg_pair *pair; /* NULL: nothing is compared */
};

static uint32_t bin_of(int32_t ms)
{
	uint32_t bin = (uint32_t)ms / BIN_MS;
	return bin < BINS ? bin : BINS;
}

static void sum_call(void *context, const struct docket_segment *segment, size_t at, uint32_t group)
{
	const struct summing *summing = context;
	struct leg_view view;
	leg_view_of(summing->docket, segment, at, &view);
	if (summing->pair)
		compare_view(summing->pair, &view, segment->outcome[at] == DOCKET_IS_OPEN, group);
	for (size_t i = 0; i < summing->spans; i++) {
		int32_t ms = 0;
		struct leg_summary *summary = &summing->summary[i * summing->groups + group];
		struct spread *spread = &summing->spread[i * summing->groups + group];
		enum leg_state state = leg_in_view(&view, summing->span[i], &ms);
		if (state != LEG_LASTED) {
			summary->state[state]++;
			continue;
		}
		uint32_t bin = bin_of(ms);
		spread->bin[bin]++;
		if (!ms)
			summary->zero++;
		if ((uint32_t)ms != bin * BIN_MS)
			spread->fine = true;
	}
}

/* Whatever lasted lies in a bin, so that it is counted there alone. */
static void count_calls(struct leg_summary *summary, const struct spread *spread)
{
	for (uint32_t bin = 0; bin <= BINS; bin++)
		summary->state[LEG_LASTED] += spread->bin[bin];
	for (unsigned state = 0; state < LEG_STATES; state++)
		summary->calls += summary->state[state];
}

static void collect_call(void *context, const struct docket_segment *segment, size_t at, uint32_t group)
{
	const struct summing *summing = context;
	struct leg_view view;
	leg_view_of(summing->docket, segment, at, &view);
	for (size_t i = 0; i < summing->spans; i++) {
		int32_t ms = 0;
		struct spread *spread = &summing->spread[i * summing->groups + group];
		if (!spread->room || leg_in_view(&view, summing->span[i], &ms) != LEG_LASTED)
			continue;
		if (spread->wanted[bin_of(ms)])
			spread->value[spread->values++] = ms;
	}
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

/* Those that can be said to be longer than all that lasted, in each of the three ways of counting. */
enum { OF_ALL, OF_BEGUN, AT_WORST, WAYS };

static uint64_t longest_of(const struct leg_summary *summary, int way)
{
	uint64_t endless = summary->state[LEG_ENDLESS];
	if (way == AT_WORST)
		return summary->calls - summary->state[LEG_LASTED];
	return way == OF_ALL ? endless + summary->state[LEG_UNBEGUN] : endless;
}

/* From 1: that of the least value that so many of 100 do not pass; 0: there are none. */
static uint64_t rank_of(const struct leg_summary *summary, int way, unsigned percent)
{
	uint64_t all = summary->state[LEG_LASTED] + longest_of(summary, way);
	return (all * percent + 99) / 100;
}

/* In which bin the rank lies, and how many lie in those before it. */
static uint32_t bin_at(const struct spread *spread, uint64_t rank, uint64_t *ret_before)
{
	uint32_t bin = 0;
	*ret_before = 0;
	while (*ret_before + spread->bin[bin] < rank)
		*ret_before += spread->bin[bin++];
	return bin;
}

/* Marks the bins in which a fractile lies that they do not say to the millisecond. */
static void want(const struct leg_summary *summary, struct spread *spread)
{
	for (unsigned i = 0; i < WAYS * LEG_FRACTILES; i++) {
		uint64_t rank = rank_of(summary, (int)(i % WAYS), fractiles[i / WAYS]), before;
		if (!rank || rank > summary->state[LEG_LASTED])
			continue;
		uint32_t bin = bin_at(spread, rank, &before);
		if ((bin < BINS && !spread->fine) || spread->wanted[bin])
			continue;
		spread->wanted[bin] = 1;
		spread->room += spread->bin[bin];
	}
}

static int32_t fractile(const struct leg_summary *summary, const struct spread *spread, int way, unsigned percent)
{
	uint64_t rank = rank_of(summary, way, percent), before;
	if (!rank)
		return DOCKET_NEVER;
	if (rank > summary->state[LEG_LASTED])
		return DOCKET_FAR;
	uint32_t bin = bin_at(spread, rank, &before);
	if (!spread->wanted[bin])
		return (int32_t)(bin * BIN_MS);
	/* The values of wanted bins alone stand in order: those before it that were not kept do not count. */
	for (uint32_t i = 0; i < bin; i++)
		before -= spread->wanted[i] ? spread->bin[i] : 0;
	return spread->value[rank - 1 - before];
}

static void tell_fractiles(struct leg_summary *summary, const struct spread *spread)
{
	for (unsigned i = 0; i < LEG_FRACTILES; i++) {
		summary->of_all_ms[i] = fractile(summary, spread, OF_ALL, fractiles[i]);
		summary->of_begun_ms[i] = fractile(summary, spread, OF_BEGUN, fractiles[i]);
		summary->at_worst_ms[i] = fractile(summary, spread, AT_WORST, fractiles[i]);
	}
}

/* A second way through the calls, where it needs one. */
static enum status collect(const struct leg_calls *calls, struct summing *summing, size_t cells)
{
	size_t most = 0;
	for (size_t i = 0; i < cells; i++) {
		struct spread *spread = &summing->spread[i];
		count_calls(&summing->summary[i], spread);
		want(&summing->summary[i], spread);
		most = spread->room > most ? spread->room : most;
		if (spread->room && !(spread->value = malloc(spread->room * sizeof *spread->value)))
			return STATUS_MEMORY;
	}
	if (!most)
		return STATUS_OK;
	int32_t *spare = malloc(most * sizeof *spare);
	if (!spare)
		return STATUS_MEMORY;
	visit_calls(calls, collect_call, summing);
	for (size_t i = 0; i < cells; i++)
		sort(summing->spread[i].value, spare, summing->spread[i].values);
	free(spare);
	return STATUS_OK;
}

static bool open_spreads(struct spread *spread, size_t cells)
{
	for (size_t i = 0; i < cells; i++) {
		spread[i].bin = calloc(BINS + 1, sizeof *spread[i].bin);
		spread[i].wanted = calloc(BINS + 1, 1);
		if (!spread[i].bin || !spread[i].wanted)
			return false;
	}
	return true;
}

static void close_spreads(struct spread *spread, size_t cells)
{
	for (size_t i = 0; spread && i < cells; i++) {
		free(spread[i].bin);
		free(spread[i].wanted);
		free(spread[i].value);
	}
	free(spread);
}

enum status leg_summarise_all(const struct leg_calls *calls, const struct leg_span *span, size_t spans,
                              const struct leg_pair *pair, struct leg_summary *ret_summary)
{
	enum status status = STATUS_MEMORY;
	struct leg_gap gap = { 0 };
	struct leg_pair own = pair ? *pair : (struct leg_pair){ 0 };
	struct summing summing = { .docket = calls->docket,
		                   .span = span,
		                   .spans = spans,
		                   .groups = calls->groups,
		                   .pair = pair ? &own : NULL };
	own.gap = &gap;
	size_t cells = spans * calls->groups;
	summing.summary = calloc(cells + 1, sizeof *summing.summary);
	summing.spread = calloc(cells + 1, sizeof *summing.spread);
	if (!summing.summary || !summing.spread || !open_spreads(summing.spread, cells))
		goto out;
	visit_calls(calls, sum_call, &summing);
	status = collect(calls, &summing, cells);
	for (size_t i = 0; status == STATUS_OK && i < cells; i++) {
		tell_fractiles(&summing.summary[i], &summing.spread[i]);
		ret_summary[i] = summing.summary[i];
	}
	if (status == STATUS_OK && pair) {
		tell_gap(&gap);
		*pair->gap = gap;
	}
out:
	close_spreads(summing.spread, cells);
	free(summing.summary);
	return status;
}

enum status leg_summarise(const struct leg_calls *calls, struct leg_span span, struct leg_summary *ret_summary)
{
	return leg_summarise_all(calls, &span, 1, NULL, ret_summary);
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

void leg_compare(const struct leg_calls *calls, uint32_t first, uint32_t second, int32_t tau_ms,
                 struct leg_gap *ret_gap)
{
	struct leg_pair pair = { first, second, tau_ms, ret_gap };
	/* Of no span there is nothing to remember, so that no memory can be missing. */
	struct summing summing = { .docket = calls->docket, .groups = calls->groups, .pair = &pair };
	assert(first != second && first < calls->groups && second < calls->groups && tau_ms > 0);
	*ret_gap = (struct leg_gap){ 0 };
	visit_calls(calls, sum_call, &summing);
	tell_gap(ret_gap);
}
