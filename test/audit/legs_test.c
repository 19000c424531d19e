/* Legs worked out on paper, then of random calls a second way: everything sorted, everything counted by hand. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/legs.h"

#include <math.h>

#include "docket_by_hand.h"
#include "refs.h"

#define ALL ((1u << DOCKET_MOMENTS) - 1)
#define SERVED DOCKET_IS_SERVED

static struct hand hand;
static const struct leg_span whole = { LEG_FROM_CONTACT, DOCKET_ON_SCENE };

static void add(int64_t contact_ms, enum docket_outcome outcome, uint8_t flags, const int32_t after_ms[DOCKET_MOMENTS])
{
	struct hand_row row = { .contact_ms = contact_ms, .outcome = (uint8_t)outcome, .flags = flags };
	memcpy(row.after_ms, after_ms, sizeof row.after_ms);
	hand_add(&hand, &row);
}

static enum leg_state state_of(size_t call, struct leg_span span, int32_t *ret_ms)
{
	*ret_ms = -77;
	return leg_of(&hand.docket, &hand.segment[0], call, span, ret_ms);
}

static void check_leg(size_t call, enum leg leg, enum leg_state wanted, int32_t wanted_ms)
{
	int32_t ms;
	CHECK_NUMBER(state_of(call, leg_span_of(&hand.docket, leg), &ms), wanted);
	CHECK_NUMBER(ms, wanted == LEG_LASTED || wanted == LEG_NEGATIVE ? wanted_ms : -77);
}

static void check_states(void)
{
	int32_t ms;
	hand.calls = 0;
	add(1, SERVED, 0, (const int32_t[]){ 10, 30, 60, 100, 150, 200 });
	add(1, SERVED, 0, (const int32_t[]){ 10, NEVER, 60, 50, 150, NEVER });
	add(1, DOCKET_IS_NO_UNIT, 0, (const int32_t[]){ 10, 20, NEVER, NEVER, NEVER, 90 });
	add(1, DOCKET_IS_CANCELLED, 0, (const int32_t[]){ NEVER, NEVER, NEVER, NEVER, NEVER, 90 });
	add(1, SERVED, DOCKET_UNSTAMPED, (const int32_t[]){ 10, 20, 30, 40, NEVER, 90 });
	add(1, SERVED, DOCKET_JOINED, (const int32_t[]){ 5, NEVER, -40, -30, -20, 90 });
	add(1, SERVED, 0, (const int32_t[]){ 0, 0, -5, DOCKET_FAR, DOCKET_FAR, DOCKET_FAR });
	add(0, SERVED, 0, (const int32_t[]){ NEVER, NEVER, NEVER, NEVER, NEVER, NEVER });
	add(1, DOCKET_IS_OPEN, 0, (const int32_t[]){ 1, NEVER, NEVER, 40, NEVER, NEVER });
	hand_docket(&hand, hand.calls, ALL);
	static const int32_t plain[LEGS] = { 10, 20, 30, 40, 50 };
	for (int leg = 0; leg < (int)LEGS; leg++)
		check_leg(0, leg, LEG_LASTED, plain[leg]);
	CHECK(state_of(0, whole, &ms) == LEG_LASTED && ms == 150);
	CHECK(state_of(0, (struct leg_span){ DOCKET_ANSWERED, DOCKET_ASSIGNED }, &ms) == LEG_LASTED && ms == 50);
	check_leg(1, LEG_ENTRY, LEG_MISSING, 0);
	check_leg(1, LEG_QUEUE, LEG_MISSING, 0);
	check_leg(1, LEG_TURN_OUT, LEG_NEGATIVE, -10);
	check_leg(1, LEG_TRAVEL, LEG_LASTED, 100);
	check_leg(2, LEG_QUEUE, LEG_ENDLESS, 0);
	check_leg(2, LEG_TURN_OUT, LEG_UNBEGUN, 0);
	check_leg(3, LEG_ANSWER, LEG_ENDLESS, 0);
	check_leg(3, LEG_ENTRY, LEG_UNBEGUN, 0);
	CHECK(state_of(3, whole, &ms) == LEG_ENDLESS);
	check_leg(4, LEG_TRAVEL, LEG_MISSING, 0);
	CHECK(state_of(4, whole, &ms) == LEG_MISSING);
	CHECK(state_of(5, whole, &ms) == LEG_LASTED && ms == 0);
	check_leg(6, LEG_ANSWER, LEG_LASTED, 0);
	check_leg(6, LEG_QUEUE, LEG_NEGATIVE, -5);
	check_leg(6, LEG_TURN_OUT, LEG_LASTED, DOCKET_FAR);
	check_leg(6, LEG_TRAVEL, LEG_MISSING, 0);
	CHECK(state_of(7, whole, &ms) == LEG_MISSING);
	check_leg(8, LEG_QUEUE, LEG_MISSING, 0);
	check_leg(8, LEG_TRAVEL, LEG_ENDLESS, 0);
}

/* A center that records only answers and arrivals: two legs, which add up. */
static void check_recorded(void)
{
	int32_t ms, cut[LEGS];
	hand.calls = 0;
	add(1, SERVED, 0, (const int32_t[]){ 10, NEVER, NEVER, NEVER, 150, NEVER });
	hand_docket(&hand, hand.calls, 1u << DOCKET_ANSWERED | 1u << DOCKET_ON_SCENE);
	check_leg(0, LEG_ANSWER, LEG_LASTED, 10);
	check_leg(0, LEG_TRAVEL, LEG_LASTED, 140);
	check_leg(0, LEG_QUEUE, LEG_MISSING, 0);
	CHECK(leg_is_recorded(&hand.docket, LEG_ANSWER) && !leg_is_recorded(&hand.docket, LEG_QUEUE));
	CHECK(leg_cut(&hand.docket, &hand.segment[0], 0, 1000, cut));
	CHECK(cut[LEG_ANSWER] == 10 && !cut[LEG_ENTRY] && !cut[LEG_QUEUE] && !cut[LEG_TURN_OUT] &&
	      cut[LEG_TRAVEL] == 140);
	/* Where nobody records arrivals nobody says that there was none. */
	hand_docket(&hand, hand.calls, 1u << DOCKET_ANSWERED);
	hand.after_ms[DOCKET_ON_SCENE][0] = NEVER;
	hand.outcome[0] = DOCKET_IS_OPEN;
	CHECK(state_of(0, whole, &ms) == LEG_MISSING && !leg_cut(&hand.docket, &hand.segment[0], 0, 1000, cut));
}

static void check_gap_on_paper(void)
{
	static const uint32_t group[] = { 0, 0, 1, 1, 1, 2, 1 };
	struct leg_gap gap;
	hand.calls = 0;
	add(1, SERVED, 0, (const int32_t[]){ 10, 30, 60, 100, 150, 200 });
	add(1, DOCKET_IS_NO_UNIT, 0, (const int32_t[]){ 20, 30, NEVER, NEVER, NEVER, 200 });
	add(1, SERVED, 0, (const int32_t[]){ 10, NEVER, 60, 100, 9999, 200 });
	add(1, SERVED, DOCKET_UNSTAMPED, (const int32_t[]){ 10, 20, 60, 100, NEVER, 200 });
	add(1, DOCKET_IS_OPEN, 0, (const int32_t[]){ 10, 20, 60, 100, NEVER, NEVER });
	add(1, SERVED, 0, (const int32_t[]){ 1, 2, 3, 4, 5, 6 });
	add(1, SERVED, 0, (const int32_t[]){ 10, 20, 60, 100, -3, NEVER });
	struct leg_calls calls = { hand_docket(&hand, 2, ALL), NULL, group, 3 };
	leg_compare(&calls, 0, 1, 1000, &gap);
	CHECK(gap.calls[0] == 2 && gap.calls[1] == 1 && gap.unstamped[1] == 2 && gap.open[1] == 1);
	static const int64_t first[LEGS] = { 30, 30, 30 + 970, 40, 50 }, second[LEGS] = { 10, 0, 50, 40, 900 };
	for (unsigned i = 0; i < LEGS; i++) {
		CHECK_NUMBER(gap.sum_ms[0][i], first[i]);
		CHECK_NUMBER(gap.sum_ms[1][i], second[i]);
		CHECK(gap.gap_ms[i] == (double)second[i] - (double)first[i] / 2);
	}
	CHECK(gap.whole_ms[0] == 1150 && gap.whole_ms[1] == 1000 && gap.whole_gap_ms == 1000 - 575);
	leg_compare(&(struct leg_calls){ &hand.docket, NULL, group, 4 }, 3, 0, 1000, &gap);
	CHECK(gap.calls[0] == 0 && isnan(gap.gap_ms[0]) && isnan(gap.whole_gap_ms));
}

/* ---- the same a second way ---- */

static uint32_t seed = 7;
static uint32_t draw(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (uint32_t)(((uint64_t)seed * below) >> 32);
}

static void make_random(size_t count, uint32_t *group, uint8_t *fate, bool tied)
{
	hand.calls = 0;
	for (size_t i = 0; i < count; i++) {
		struct hand_row row = { .contact_ms = draw(50) ? 1 + (int64_t)i : 0,
			                .outcome = (uint8_t)draw(DOCKET_OUTCOMES) };
		int32_t at = 0;
		for (unsigned k = 0; k < DOCKET_MOMENTS; k++) {
			at += (int32_t)draw(tied ? 3 : 2000000) - (draw(40) ? 0 : 3);
			row.after_ms[k] = draw(9) && row.contact_ms ? at : NEVER;
		}
		row.flags = draw(10) ? 0 : DOCKET_JOINED;
		if (row.after_ms[DOCKET_ON_SCENE] != NEVER)
			row.outcome = SERVED;
		hand_add(&hand, &row);
		group[i] = draw(3);
		fate[i] = draw(5) ? 0 : (uint8_t)draw(4);
	}
}

static int by_value(const void *a, const void *b)
{
	int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;
	return (one > other) - (one < other);
}

/* The p-th of all by counting: the least value that at least p of 100 are no greater than; endless ones are huge. */
static int64_t counted_fractile(int64_t *value, size_t count, unsigned percent)
{
	qsort(value, count, sizeof *value, by_value);
	for (size_t i = 0; i < count; i++)
		if ((i + 1) * 100 >= count * percent)
			return value[i] > DOCKET_FAR ? DOCKET_FAR : value[i];
	return DOCKET_NEVER;
}

static void check_span(const struct leg_calls *calls, struct leg_span span, size_t split)
{
	struct leg_summary summary[3];
	struct leg_check bound[3];
	static int64_t all[HAND_CALLS_MAX], begun[HAND_CALLS_MAX], worst[HAND_CALLS_MAX];
	CHECK(leg_summarise(calls, span, summary) == STATUS_OK);
	leg_check_bound(calls, span, 1000000, bound);
	for (uint32_t group = 0; group < 3; group++) {
		size_t alls = 0, beguns = 0, count = 0, within = 0, states = 0, zero = 0;
		for (size_t i = 0; i < hand.calls; i++) {
			int32_t ms = 0;
			if (calls->fate[i] || calls->group[i] != group)
				continue;
			enum leg_state state =
			    leg_of(calls->docket, &hand.segment[i >= split], i >= split ? i - split : i, span, &ms);
			worst[count++] = state == LEG_LASTED ? ms : INT64_MAX;
			within += state == LEG_LASTED && ms <= 1000000;
			zero += state == LEG_LASTED && !ms;
			if (state == LEG_LASTED || state == LEG_ENDLESS)
				begun[beguns++] = state == LEG_LASTED ? ms : INT64_MAX;
			if (state == LEG_LASTED || state == LEG_ENDLESS || state == LEG_UNBEGUN)
				all[alls++] = state == LEG_LASTED ? ms : INT64_MAX;
		}
		for (unsigned i = 0; i < LEG_STATES; i++)
			states += summary[group].state[i];
		CHECK(summary[group].calls == count && states == count && summary[group].zero == zero);
		static const unsigned percent[] = { 50, 90, 95 };
		for (unsigned i = 0; i < LEG_FRACTILES; i++) {
			CHECK_NUMBER(summary[group].of_all_ms[i], counted_fractile(all, alls, percent[i]));
			CHECK_NUMBER(summary[group].of_begun_ms[i], counted_fractile(begun, beguns, percent[i]));
			CHECK_NUMBER(summary[group].at_worst_ms[i], counted_fractile(worst, count, percent[i]));
		}
		CHECK(bound[group].begun == beguns && bound[group].within == within);
		CHECK(bound[group].within + bound[group].beyond == bound[group].begun);
		CHECK_NUMBER(bound[group].unknown,
		             summary[group].state[LEG_MISSING] + summary[group].state[LEG_NEGATIVE]);
	}
}

static void check_same(const struct leg_summary *one, const struct leg_summary *other)
{
	CHECK(one->calls == other->calls && one->zero == other->zero);
	for (unsigned i = 0; i < LEG_STATES; i++)
		CHECK_NUMBER(one->state[i], other->state[i]);
	for (unsigned i = 0; i < LEG_FRACTILES; i++)
		CHECK(one->of_all_ms[i] == other->of_all_ms[i] && one->of_begun_ms[i] == other->of_begun_ms[i] &&
		      one->at_worst_ms[i] == other->at_worst_ms[i]);
}

/* Several spans and a comparison in one go say what each says by itself. */
static void check_together(const struct leg_calls *calls)
{
	struct leg_span span[LEGS + 1] = { [LEGS] = { DOCKET_ENTERED, DOCKET_CLOSED } };
	struct leg_summary all[(LEGS + 1) * 3], one[3];
	struct leg_gap gap, alone;
	struct leg_pair pair = { 2, 1, 900000, &gap };
	for (unsigned leg = 0; leg < LEGS; leg++)
		span[leg] = leg_span_of(calls->docket, (enum leg)leg);
	CHECK(leg_summarise_all(calls, span, LEGS + 1, &pair, all) == STATUS_OK);
	for (unsigned i = 0; i <= LEGS; i++) {
		CHECK(leg_summarise(calls, span[i], one) == STATUS_OK);
		for (unsigned group = 0; group < 3; group++)
			check_same(&all[3 * i + group], &one[group]);
	}
	leg_compare(calls, 2, 1, 900000, &alone);
	CHECK(gap.whole_gap_ms == alone.whole_gap_ms || (isnan(gap.whole_gap_ms) && isnan(alone.whole_gap_ms)));
	for (unsigned which = 0; which < 2; which++) {
		CHECK(gap.calls[which] == alone.calls[which] && gap.whole_ms[which] == alone.whole_ms[which]);
		CHECK(gap.unstamped[which] == alone.unstamped[which] && gap.open[which] == alone.open[which]);
	}
}

static void check_random(size_t count, bool tied)
{
	static uint32_t group[HAND_CALLS_MAX];
	static uint8_t fate[HAND_CALLS_MAX];
	make_random(count, group, fate, tied);
	size_t split = count / 3;
	struct leg_calls calls = { hand_docket(&hand, split, ALL), fate, group, 3 };
	for (int leg = 0; leg < (int)LEGS; leg++)
		check_span(&calls, leg_span_of(calls.docket, leg), split);
	check_span(&calls, whole, split);
	check_span(&calls, (struct leg_span){ DOCKET_ANSWERED, DOCKET_CLOSED }, split);
	check_together(&calls);
	struct leg_gap gap, back;
	leg_compare(&calls, 0, 2, 600000, &gap);
	leg_compare(&calls, 2, 0, 600000, &back);
	for (unsigned which = 0; which < 2; which++) {
		int64_t sum = 0;
		for (unsigned i = 0; i < LEGS; i++)
			sum += gap.sum_ms[which][i];
		CHECK_NUMBER(sum, gap.whole_ms[which]);
		CHECK(gap.whole_ms[which] <= (int64_t)gap.calls[which] * 600000);
		CHECK(gap.calls[which] == back.calls[!which] && gap.whole_ms[which] == back.whole_ms[!which]);
	}
	CHECK(gap.whole_gap_ms == -back.whole_gap_ms || isnan(gap.whole_gap_ms));
	/* The whole is what the calls' own times say: mean of min(T, tau). */
	int64_t direct = 0;
	for (size_t i = 0; i < count; i++) {
		int32_t ms = 0;
		if (fate[i] || group[i] != 2)
			continue;
		enum leg_state state =
		    leg_of(calls.docket, &hand.segment[i >= split], i >= split ? i - split : i, whole, &ms);
		if (state == LEG_LASTED)
			direct += ms < 600000 ? ms : 600000;
		else if (state == LEG_ENDLESS && hand.outcome[i] != DOCKET_IS_OPEN)
			direct += 600000;
	}
	CHECK_NUMBER(direct, gap.whole_ms[1]);
}

/* Another program's order statistics, x_(ceil(np)), of all its samples. */
static void check_references(void)
{
	json_t *refs = refs_load("quantiles"), *one, *fractile;
	size_t i, k;
	unsigned compared = 0;
	json_array_foreach(json_object_get(refs, "cases"), i, one)
	{
		for (const char *name = "x"; *name; name = *name == 'x' ? "y" : "") {
			const json_t *values = json_object_get(one, name);
			struct leg_summary summary = { 0 };
			hand.calls = 0;
			for (size_t at = 0; at < json_array_size(values); at++) {
				int32_t ms = (int32_t)json_integer_value(json_array_get(values, at));
				add(1, SERVED, 0, (const int32_t[]){ 0, 0, 0, 0, ms, NEVER });
			}
			struct leg_calls calls = { hand_docket(&hand, 0, ALL), NULL, NULL, 1 };
			CHECK(leg_summarise(&calls, whole, &summary) == STATUS_OK);
			json_array_foreach(json_object_get(one, "q"), k, fractile)
			{
				double p = refs_number(json_object_get(fractile, "p"));
				if (p == 0.5 || p == 0.9) {
					CHECK_NEAR(summary.of_all_ms[p == 0.9],
					           json_object_get(json_object_get(fractile, name), "est"));
					compared++;
				}
			}
		}
	}
	CHECK(compared > 0);
	(void)printf("%u fractiles compared\n", compared);
	json_decref(refs);
}

static void check_nothing(void)
{
	struct leg_summary summary[1];
	struct leg_check check[1];
	hand.calls = 0;
	struct leg_calls calls = { hand_docket(&hand, 0, ALL), NULL, NULL, 1 };
	CHECK(leg_summarise(&calls, whole, summary) == STATUS_OK);
	CHECK(summary[0].calls == 0 && summary[0].of_all_ms[0] == DOCKET_NEVER &&
	      summary[0].of_begun_ms[2] == DOCKET_NEVER);
	leg_check_bound(&calls, whole, 1, check);
	CHECK(check[0].begun == 0 && check[0].unknown == 0);
	/* One call that nobody came to, and one beyond every count. */
	add(1, DOCKET_IS_NO_UNIT, 0, (const int32_t[]){ NEVER, NEVER, NEVER, NEVER, NEVER, 9 });
	hand_docket(&hand, 1, ALL);
	CHECK(leg_summarise(&calls, whole, summary) == STATUS_OK && summary[0].of_all_ms[0] == DOCKET_FAR);
	hand.after_ms[DOCKET_ON_SCENE][0] = DOCKET_FAR;
	CHECK(leg_summarise(&calls, whole, summary) == STATUS_OK && summary[0].of_all_ms[0] == DOCKET_FAR);
	leg_check_bound(&calls, whole, INT32_MAX, check);
	CHECK(check[0].begun == 1 && check[0].within == 0);
}

int main(void)
{
	check_states();
	check_recorded();
	check_gap_on_paper();
	check_nothing();
	static const size_t counts[] = { 1, 2, 3, 10, 19, 20, 21, 100, 4000 };
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
		check_random(counts[i], false);
		check_random(counts[i], true);
	}
	check_references();
	for (int leg = 0; leg < (int)LEGS; leg++)
		CHECK(leg_name(leg)[0] && leg_words(leg)[0]);
	return check_done();
}
