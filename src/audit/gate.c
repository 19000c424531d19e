/* Counts first, in whole numbers; the verdict from them alone. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/gate.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "audit/sensitivity.h"

#include "audit/leg_view.h"

#define HOUR_MS 3600000LL
#define MINUTE_MS 60000
#define SECOND_MS 1000u

static const struct {
	const char *name, *words;
} verdicts[GATE_VERDICTS] = {
#define VERDICT(NAME, FILE, WORDS) [GATE_##NAME] = { FILE, WORDS },
	GATE_VERDICT_LIST(VERDICT)
#undef VERDICT
};

static const struct {
	enum gate_verdict verdict;
	const char *name, *words;
} reasons[GATE_REASONS] = {
#define REASON(NAME, VERDICT, FILE, WORDS) [GATE_BECAUSE_##NAME] = { GATE_##VERDICT, FILE, WORDS },
	GATE_REASON_LIST(REASON)
#undef REASON
};

const char *gate_verdict_name(enum gate_verdict verdict)
{
	assert(verdict < GATE_VERDICTS);
	return verdicts[verdict].name;
}

const char *gate_verdict_words(enum gate_verdict verdict)
{
	assert(verdict < GATE_VERDICTS);
	return verdicts[verdict].words;
}

const char *gate_reason_name(enum gate_reason reason)
{
	assert(reason < GATE_REASONS);
	return reasons[reason].name;
}

const char *gate_reason_words(enum gate_reason reason)
{
	assert(reason < GATE_REASONS);
	return reasons[reason].words;
}

struct gate_limits gate_limits_usual(void)
{
	return (struct gate_limits){
		.moment = DOCKET_ON_SCENE,
		.green_recorded = 950,
		.green_apart = 20,
		.red_recorded = 850,
		.red_apart = 50,
		.least_calls = 100,
		.coarsest_s = 60,
		.target_ms = 600000,
		.window_ms = 30000,
	};
}

/* ---- one call ---- */

static int64_t floored(int64_t value, int64_t by)
{
	int64_t whole = value / by;
	return whole * by > value ? whole - 1 : whole;
}

/* Whether local time jumps at the beginning or at the end of this hour. */
static bool in_change(const struct docket *docket, int64_t contact_ms)
{
	int64_t hour = floored(contact_ms, HOUR_MS) - docket->offset_from_h;
	if (hour < 0 || hour >= (int64_t)docket->offsets)
		return false;
	int32_t own_s = docket->offset_s[hour];
	bool before = hour > 0 && docket->offset_s[hour - 1] != own_s;
	return before || (hour + 1 < (int64_t)docket->offsets && docket->offset_s[hour + 1] != own_s);
}

/* Milliseconds past the minute. */
static uint32_t past_minute(int64_t at_ms)
{
	return (uint32_t)(at_ms - floored(at_ms, MINUTE_MS) * MINUTE_MS);
}

/*
 * at % MINUTE_MS < SECOND_MS without a division.  With c = 2^64 / minute, rounded up, and at = q minute + r, c at is
 * r c + q e modulo 2^64, where e <= minute and so q e < 2^32 < c: it is below c second just where r is below it.  (Lemire,
 * Kaser and Kurz 2019.)
 */
static bool on_the_minute(uint32_t at_ms)
{
	const uint64_t c = UINT64_MAX / MINUTE_MS + 1;
	return c * at_ms < c * SECOND_MS;
}

/* Some calls that count, one after the other: each moment is a column, which is gone down by itself. */
#define BLOCK_CALLS 512u

struct block {
	size_t calls;
	size_t at[BLOCK_CALLS]; /* in the segment */
	uint32_t group[BLOCK_CALLS];
	uint32_t contact_ms[BLOCK_CALLS]; /* past the minute */
};

static void count_moment(const struct docket_segment *segment, enum docket_moment moment, const struct block *block,
                         struct gate_group *groups)
{
	const int32_t *after = segment->after_ms[moment];
	const uint8_t *source = segment->source[moment];
	for (size_t i = 0; i < block->calls; i++) {
		int32_t after_ms = after[block->at[i]];
		struct gate_group *group = &groups[block->group[i]];
		/* Without a branch: whether it is recorded is hard to foresee, call by call. */
		bool known = after_ms != DOCKET_NEVER;
		uint32_t past_ms = block->contact_ms[i] + (uint32_t)after_ms;
		/* Nearly none is before first contact; the others need no long division. */
		if (known & (after_ms < 0))
			past_ms = past_minute((int64_t)block->contact_ms[i] + after_ms);
		assert(source[block->at[i]] < DOCKET_SOURCES);
		group->source[moment][source[block->at[i]]] += known;
		group->whole_minute[moment] += known & (after_ms != DOCKET_FAR) & on_the_minute(past_ms);
	}
}

/* Calls that are alike in all that is asked of their legs are counted once; the counts are shared out at the end. */
#define ZERO_PATTERNS (1u << LEGS)
#define STATE_PATTERNS 3125u

struct patterns {
	uint32_t zero[ZERO_PATTERNS];   /* a bit a leg that took no time */
	uint32_t state[STATE_PATTERNS]; /* a digit a leg, the first leg's is the last */
};

static void count_legs(const struct docket *docket, const struct leg_span span[LEGS],
                       const struct docket_segment *segment, size_t at, struct patterns *patterns)
{
	struct leg_view view;
	unsigned states = 0, zeros = 0;
	leg_view_of(docket, segment, at, &view);
	for (unsigned leg = LEGS; leg-- > 0;) {
		int32_t ms = 0;
		enum leg_state state = leg_in_view(&view, span[leg], &ms);
		states = states * LEG_STATES + state;
		zeros |= (unsigned)(state == LEG_LASTED && ms == 0) << leg;
	}
	patterns->state[states]++;
	patterns->zero[zeros]++;
}

static void share_out(const struct patterns *patterns, struct gate_group *group)
{
	for (unsigned i = 0; i < ZERO_PATTERNS; i++)
		for (unsigned leg = 0; leg < LEGS; leg++)
			group->zero[leg] += i >> leg & 1u ? patterns->zero[i] : 0;
	for (unsigned i = 0; i < STATE_PATTERNS; i++)
		for (unsigned leg = 0, states = i; leg < LEGS; leg++, states /= LEG_STATES)
			group->leg[leg][states % LEG_STATES] += patterns->state[i];
	for (unsigned moment = 0; moment < DOCKET_MOMENTS; moment++)
		for (unsigned source = 0; source < DOCKET_SOURCES; source++)
			group->known[moment] += group->source[moment][source];
}

/* Those that others have counted before. */
static void take_legs(const struct leg_summary *legs, uint32_t groups, uint32_t number, struct gate_group *group)
{
	for (unsigned leg = 0; legs && leg < LEGS; leg++) {
		const struct leg_summary *summary = &legs[leg * groups + number];
		memcpy(group->leg[leg], summary->state, sizeof group->leg[leg]);
		group->zero[leg] = summary->zero;
	}
}

/* Whether it is known that the moment came to pass, recorded or not: whoever was reached had a unit assigned. */
static bool is_known(const struct docket_segment *segment, size_t at, enum docket_moment moment)
{
	if (segment->outcome[at] == DOCKET_IS_SERVED)
		return true;
	return moment == DOCKET_ASSIGNED && (segment->after_ms[DOCKET_ASSIGNED][at] != DOCKET_NEVER ||
	                                     segment->after_ms[DOCKET_EN_ROUTE][at] != DOCKET_NEVER);
}

static void count_arrival(const struct docket_segment *segment, size_t at, const struct gate_limits *limits,
                          struct gate_group *group)
{
	int32_t came_ms = segment->after_ms[limits->moment][at], assigned_ms = segment->after_ms[DOCKET_ASSIGNED][at];
	bool came = came_ms != DOCKET_NEVER, served = is_known(segment, at, limits->moment);
	/* Of a call to which nobody is known to have been sent, nobody came either. */
	bool begun = limits->moment == DOCKET_ASSIGNED || assigned_ms != DOCKET_NEVER;
	bool joined = segment->flags[at] & DOCKET_JOINED, before = came && came_ms < 0 && !joined;
	group->served += served;
	group->recorded += served && came;
	group->no_evidence += (segment->flags[at] & DOCKET_NO_EVIDENCE) != 0;
	group->unexplained += segment->outcome[at] == DOCKET_IS_OTHER && !segment->disposition[at] && begun && !came;
	group->at_assignment += assigned_ms != DOCKET_NEVER && assigned_ms != DOCKET_FAR &&
	                        segment->after_ms[DOCKET_ON_SCENE][at] == assigned_ms;
	group->before_contact += before;
	if (came) {
		int64_t off_ms = (int64_t)came_ms - limits->target_ms;
		group->just_under += off_ms >= -limits->window_ms && off_ms < 0;
		group->just_over += off_ms >= 0 && off_ms < limits->window_ms;
	}
	group->reached += came && !before && came_ms <= limits->target_ms;
	group->missing += before || (!came && (served || segment->outcome[at] == DOCKET_IS_OPEN));
}

/* ---- all calls ---- */

struct judging {
	const struct docket *docket;
	const struct selection *selection;
	const uint32_t *group;
	uint32_t groups;
	const struct gate_limits *limits;
	struct gate_group *count;
	const struct leg_summary *legs; /* NULL: not yet counted */
	struct patterns *patterns;      /* by group */
	struct block block;
	struct leg_span span[LEGS];
	uint8_t *seen; /* by word: whether a call before has that number */
	bool told;     /* somebody said of some call that it was served */
};

static void count_call(struct judging *judging, const struct docket_segment *segment, size_t at, size_t call)
{
	uint32_t number = judging->group ? judging->group[call] : 0;
	enum fate_of_call fate = judging->selection->fate[call];
	uint32_t word = segment->word[DOCKET_CALL][at];
	bool repeated = word && judging->seen[word];
	judging->seen[word] = 1;
	if (number == SELECTION_NONE)
		return;
	assert(number < judging->groups && fate < FATES_OF_CALL && segment->outcome[at] < DOCKET_OUTCOMES);
	struct gate_group *group = &judging->count[number];
	group->fate[fate]++;
	if (fate != CALL_IS_KEPT)
		return;
	group->calls++;
	group->repeated += repeated;
	group->joined += (segment->flags[at] & DOCKET_JOINED) != 0;
	group->outcome[segment->outcome[at]]++;
	group->in_change += in_change(judging->docket, segment->contact_ms[at]);
	judging->told |= (segment->flags[at] & DOCKET_TOLD) != 0;
	struct block *block = &judging->block;
	block->at[block->calls] = at;
	block->group[block->calls] = number;
	block->contact_ms[block->calls] = past_minute(segment->contact_ms[at]);
	group->contact_whole_minute += on_the_minute(block->contact_ms[block->calls++]);
	if (!judging->legs)
		count_legs(judging->docket, judging->span, segment, at, &judging->patterns[number]);
	count_arrival(segment, at, judging->limits, group);
}

static void count_segment(struct judging *judging, const struct docket_segment *segment, size_t call)
{
	for (size_t at = 0; at < segment->calls;) {
		judging->block.calls = 0;
		while (judging->block.calls < BLOCK_CALLS && at < segment->calls)
			count_call(judging, segment, at++, call++);
		for (unsigned moment = 0; moment < DOCKET_MOMENTS; moment++)
			count_moment(segment, (enum docket_moment)moment, &judging->block, judging->count);
	}
}

static void bound(struct gate_group *group)
{
	struct sensitivity_share share = { (int64_t)group->reached, (int64_t)group->missing, (int64_t)group->calls };
	struct interval range = { (double)NAN, (double)NAN };
	if (group->calls)
		range = sensitivity_share_bounds(share);
	group->low = range.low;
	group->high = group->highest = range.high;
	share.missing += (int64_t)group->unexplained;
	if (group->calls)
		group->highest = sensitivity_share_bounds(share).high;
}

/* ---- the verdict ---- */

static enum gate_verdict verdict_of(uint32_t because)
{
	enum gate_verdict verdict = GATE_RELIABLE;
	for (unsigned i = 0; i < GATE_REASONS; i++)
		if (because >> i & 1u && verdict != GATE_UNRELIABLE)
			verdict = reasons[i].verdict;
	return verdict;
}

/* Whether the share is less than so many thousandths, and whether one is ahead of another by more: without a division.
 * A docket has no more than 1e8 calls a group, so that nothing overflows. */
static bool is_below(const struct gate_group *group, uint32_t thousandths)
{
	return group->recorded * 1000 < group->served * thousandths;
}

static bool is_ahead(const struct gate_group *one, const struct gate_group *other, uint32_t thousandths)
{
	uint64_t own = one->recorded * other->served, others = other->recorded * one->served;
	return own > others && (own - others) * 1000 > one->served * other->served * thousandths;
}

static uint32_t give(bool whether, enum gate_reason reason)
{
	return whether ? 1u << reason : 0;
}

/* The best and the worst group, each the first of its kind; groups of which none was served say nothing. */
static bool find_ends(const struct gate_group *group, uint32_t groups, uint32_t *ret_worst, uint32_t *ret_best)
{
	bool found = false;
	for (uint32_t i = 0; i < groups; i++) {
		if (!group[i].served)
			continue;
		if (!found) {
			*ret_worst = *ret_best = i;
			found = true;
		}
		*ret_worst = is_ahead(&group[*ret_worst], &group[i], 0) ? i : *ret_worst;
		*ret_best = is_ahead(&group[i], &group[*ret_best], 0) ? i : *ret_best;
	}
	return found;
}

/* What the shares recorded are reasons for. */
static uint32_t compare_shares(const struct gate_group *group, uint32_t groups, const struct gate_limits *limits,
                               struct gate *gate)
{
	uint32_t worst, best;
	if (!find_ends(group, groups, &worst, &best))
		return 0;
	const struct gate_group *low = &group[worst], *high = &group[best];
	uint64_t of = low->served * high->served, apart = high->recorded * low->served - low->recorded * high->served;
	gate->lowest = (uint32_t)(low->recorded * 1000 / low->served);
	gate->lowest_of = worst;
	gate->apart = (uint32_t)((apart * 1000 + of - 1) / of);
	return give(is_below(low, limits->red_recorded), GATE_BECAUSE_LOW) |
	       give(is_below(low, limits->green_recorded), GATE_BECAUSE_MIDDLING) |
	       give(is_ahead(high, low, limits->red_apart), GATE_BECAUSE_APART) |
	       give(is_ahead(high, low, limits->green_apart), GATE_BECAUSE_UNEVEN);
}

static struct gate judge(const struct judging *judging)
{
	struct gate gate = { 0 };
	const struct docket *docket = judging->docket;
	uint64_t unserved = 0, few = 0;
	for (uint32_t i = 0; i < judging->groups; i++) {
		unserved += judging->count[i].calls - judging->count[i].served;
		few += judging->count[i].served < judging->limits->least_calls;
	}
	bool records = docket->recorded >> judging->limits->moment & 1u;
	gate.reasons |= give(!records, GATE_BECAUSE_NOT_RECORDED);
	gate.reasons |= give(docket->precision_s > judging->limits->coarsest_s, GATE_BECAUSE_COARSE);
	gate.reasons |= give(few > 0, GATE_BECAUSE_FEW);
	gate.reasons |= give(records && !judging->told, GATE_BECAUSE_CIRCULAR);
	gate.reasons |= give(records && !unserved, GATE_BECAUSE_NO_UNSERVED);
	/* Of few calls the shares say nothing, for or against. */
	uint32_t shares = compare_shares(judging->count, judging->groups, judging->limits, &gate);
	gate.reasons |= few ? 0 : shares;
	gate.verdict = verdict_of(gate.reasons);
	return gate;
}

enum status gate_judge_legs(const struct docket *docket, const struct selection *selection, const uint32_t *group,
                            uint32_t groups, const struct gate_limits *limits, const struct leg_summary *legs,
                            struct gate_group *ret_group, struct gate *ret_gate)
{
	assert(groups && limits->target_ms > 0 && limits->window_ms >= 0);
	struct judging judging = { .docket = docket,
		                   .selection = selection,
		                   .group = group,
		                   .groups = groups,
		                   .limits = limits,
		                   .legs = legs,
		                   .count = ret_group,
		                   .seen = calloc((size_t)docket->word_count + 1, 1) };
	size_t call = 0;
	judging.patterns = calloc(groups, sizeof *judging.patterns);
	if (!judging.seen || !judging.patterns) {
		free(judging.seen);
		free(judging.patterns);
		return STATUS_MEMORY;
	}
	for (unsigned leg = 0; leg < LEGS; leg++)
		judging.span[leg] = leg_span_of(docket, (enum leg)leg);
	for (uint32_t i = 0; i < groups; i++)
		ret_group[i] = (struct gate_group){ 0 };
	for (size_t i = 0; i < docket->segments; i++) {
		count_segment(&judging, &docket->segment[i], call);
		call += docket->segment[i].calls;
	}
	assert(call == selection->calls);
	for (uint32_t i = 0; i < groups; i++) {
		share_out(&judging.patterns[i], &ret_group[i]);
		take_legs(legs, groups, i, &ret_group[i]);
		bound(&ret_group[i]);
	}
	*ret_gate = judge(&judging);
	free(judging.patterns);
	free(judging.seen);
	return STATUS_OK;
}

enum status gate_judge(const struct docket *docket, const struct selection *selection, const uint32_t *group,
                       uint32_t groups, const struct gate_limits *limits, struct gate_group *ret_group,
                       struct gate *ret_gate)
{
	return gate_judge_legs(docket, selection, group, groups, limits, NULL, ret_group, ret_gate);
}

struct gate_difference gate_differ(const struct gate_group *first, const struct gate_group *second)
{
	return (struct gate_difference){ .low = second->low - first->high, .high = second->high - first->low };
}
