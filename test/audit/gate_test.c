/* Each count on paper, each verdict at its limit, and bounds that hold whatever is missing. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/gate.h"

#include <math.h>

#include "check.h"
#include "docket_by_hand.h"

#define ALL ((1u << DOCKET_MOMENTS) - 1)
/* A minute in 2023, in UTC. */
#define MINUTE_MS 1700000040000LL

static struct hand hand;
static uint32_t group_of[HAND_CALLS_MAX];
#define GROUPS_MAX 3u
static struct gate_group count[GROUPS_MAX];

static void add(int64_t contact_ms, enum docket_outcome outcome, uint8_t flags, const int32_t after_ms[DOCKET_MOMENTS])
{
	struct hand_row row = { .contact_ms = contact_ms, .outcome = (uint8_t)outcome, .flags = flags };
	row.source = DOCKET_BY_DEVICE;
	memcpy(row.after_ms, after_ms, sizeof row.after_ms);
	hand_add(&hand, &row);
}

static struct gate run(uint32_t groups, const struct gate_limits *limits)
{
	struct gate gate = { 0 };
	struct selection_criteria criteria = selection_all();
	struct selection selection;
	criteria.group = group_of;
	CHECK(selection_make(&hand.docket, &criteria, &selection) == STATUS_OK);
	CHECK(gate_judge(&hand.docket, &selection, group_of, groups, limits, count, &gate) == STATUS_OK);
	/* And from legs that were counted before. */
	struct leg_calls calls = { &hand.docket, selection.fate, group_of, groups };
	struct leg_summary legs[LEGS * GROUPS_MAX];
	struct leg_span span[LEGS];
	struct gate_group again[GROUPS_MAX];
	struct gate second = { 0 };
	for (unsigned leg = 0; leg < LEGS; leg++)
		span[leg] = leg_span_of(&hand.docket, (enum leg)leg);
	CHECK(groups <= GROUPS_MAX && leg_summarise_all(&calls, span, LEGS, NULL, legs) == STATUS_OK);
	CHECK(gate_judge_legs(&hand.docket, &selection, group_of, groups, limits, legs, again, &second) == STATUS_OK);
	CHECK(memcmp(again, count, groups * sizeof *count) == 0 && second.reasons == gate.reasons);
	selection_close(&selection);
	return gate;
}

static void check_on_paper(void)
{
	struct gate_limits limits = gate_limits_usual();
	hand.calls = 0;
	memset(group_of, 0, sizeof group_of);
	add(MINUTE_MS, DOCKET_IS_SERVED, 0, (const int32_t[]){ 1000, 1000, 60000, 90000, 570000, 700000 });
	add(MINUTE_MS + 1, DOCKET_IS_SERVED, 0, (const int32_t[]){ 1000, 900, 60000, 60000, 60000, NEVER });
	add(MINUTE_MS + 999, DOCKET_IS_SERVED, DOCKET_UNSTAMPED | DOCKET_NO_EVIDENCE,
	    (const int32_t[]){ NEVER, NEVER, NEVER, NEVER, NEVER, 5000 });
	add(MINUTE_MS + 1000, DOCKET_IS_SERVED, 0, (const int32_t[]){ 0, 0, 0, 0, 600000, 700000 });
	add(MINUTE_MS + 1001, DOCKET_IS_SERVED, 0, (const int32_t[]){ 0, 0, 0, 0, 629999, 700000 });
	add(MINUTE_MS + 1002, DOCKET_IS_SERVED, 0, (const int32_t[]){ 0, 0, 0, 0, 630000, 700000 });
	add(MINUTE_MS + 1003, DOCKET_IS_SERVED, 0, (const int32_t[]){ 0, 0, 0, 0, 569999, 700000 });
	add(MINUTE_MS + 1004, DOCKET_IS_SERVED, 0, (const int32_t[]){ 0, 0, 0, 0, -1, 700000 });
	add(MINUTE_MS + 1005, DOCKET_IS_SERVED, DOCKET_JOINED, (const int32_t[]){ 0, 0, -9, -8, -1, 700000 });
	add(MINUTE_MS + 1006, DOCKET_IS_OPEN, 0, (const int32_t[]){ 0, 0, NEVER, NEVER, NEVER, NEVER });
	add(MINUTE_MS + 1007, DOCKET_IS_OTHER, 0, (const int32_t[]){ 0, 0, 5, NEVER, NEVER, 70 });
	add(MINUTE_MS + 1008, DOCKET_IS_CANCELLED, 0, (const int32_t[]){ 0, 0, 5, NEVER, NEVER, 70 });
	add(MINUTE_MS + 1009, DOCKET_IS_SERVED, 0, (const int32_t[]){ 0, 0, 5, DOCKET_FAR, DOCKET_FAR, DOCKET_FAR });
	add(MINUTE_MS + 1010, DOCKET_IS_OTHER, DOCKET_TEST, (const int32_t[]){ 0, 0, NEVER, NEVER, NEVER, 70 });
	add(MINUTE_MS + 1011, DOCKET_IS_SERVED, DOCKET_ON_VIEW, (const int32_t[]){ 0, 0, 0, 0, 0, 70 });
	add(MINUTE_MS + 1012, DOCKET_IS_SERVED, 0, (const int32_t[]){ 0, 0, 0, 0, 0, 70 });
	group_of[15] = SELECTION_NONE;
	hand.word[DOCKET_CALL][3] = hand.word[DOCKET_CALL][7] = hand.word[DOCKET_CALL][14] = 2;
	hand_docket(&hand, 5, ALL);
	(void)run(1, &limits);
	const struct gate_group *own = &count[0];
	CHECK(own->calls == 13 && own->fate[CALL_IS_TEST] == 1 && own->fate[CALL_IS_ON_VIEW] == 1);
	CHECK(own->fate[CALL_IS_KEPT] == 13 && own->joined == 1);
	CHECK(own->served == 10 && own->recorded == 9 && own->no_evidence == 1);
	CHECK(own->outcome[DOCKET_IS_SERVED] == 10 && own->outcome[DOCKET_IS_OPEN] == 1);
	CHECK_NUMBER(own->known[DOCKET_ANSWERED], 12);
	CHECK_NUMBER(own->source[DOCKET_ANSWERED][DOCKET_BY_DEVICE], 12);
	CHECK_NUMBER(own->known[DOCKET_CLOSED], 11);
	CHECK_NUMBER(own->contact_whole_minute, 3);
	CHECK_NUMBER(own->whole_minute[DOCKET_ASSIGNED], 3);
	CHECK(own->leg[LEG_ENTRY][LEG_NEGATIVE] == 1 && own->leg[LEG_ENTRY][LEG_MISSING] == 1);
	CHECK(own->zero[LEG_ENTRY] == 11 && own->leg[LEG_ENTRY][LEG_LASTED] == 11);
	CHECK(own->unexplained == 1 && own->at_assignment == 1 && own->before_contact == 1);
	CHECK(own->just_under == 1 && own->just_over == 2);
	CHECK_NUMBER(own->repeated, 1);
	/* In time: the first, the second, the one to the millisecond, the one below the window, the joined one. */
	CHECK(own->reached == 5 && own->missing == 3);
	CHECK(own->low == 5.0 / 13 && own->high == 8.0 / 13 && own->highest == 9.0 / 13);
}

/* Chicago's autumn of 2023: local time jumps at 07:00 UTC. */
static void check_change(void)
{
	static const int32_t offset_s[] = { -18000, -18000, -21600, -21600, -21600 };
	struct gate_limits limits = gate_limits_usual();
	int64_t change_h = 1699167600LL / 3600;
	hand.calls = 0;
	group_of[15] = 0;
	for (int64_t minute = -150; minute < 150; minute++)
		add((change_h * 60 + minute) * 60000, DOCKET_IS_OPEN, 0,
		    (const int32_t[]){ NEVER, NEVER, NEVER, NEVER, NEVER, NEVER });
	hand_docket(&hand, 10, ALL);
	hand.docket.offset_s = offset_s;
	hand.docket.offsets = 5;
	hand.docket.offset_from_h = change_h - 2;
	(void)run(1, &limits);
	CHECK_NUMBER(count[0].in_change, 120);
}

/* So many served in two groups, so many of them recorded, and one call in each that was not. */
static struct gate weigh(const struct gate_limits *limits, unsigned served, unsigned recorded0, unsigned recorded1,
                         unsigned flags)
{
	hand.calls = 0;
	for (uint32_t group = 0; group < 2; group++)
		for (unsigned i = 0; i <= served; i++) {
			int32_t came_ms = i < (group ? recorded1 : recorded0) ? 1000 : NEVER;
			group_of[hand.calls] = group;
			add(MINUTE_MS, i < served ? DOCKET_IS_SERVED : DOCKET_IS_NO_UNIT,
			    i < served ? (uint8_t)flags : 0, (const int32_t[]){ 1, 2, 3, 4, came_ms, 2000 });
		}
	hand_docket(&hand, hand.calls / 3, ALL);
	return run(2, limits);
}

static void check_verdict(struct gate gate, enum gate_verdict verdict, uint32_t wanted)
{
	CHECK_NUMBER(gate.verdict, verdict);
	CHECK_NUMBER(gate.reasons, wanted);
}

#define BIT(NAME) (1u << GATE_BECAUSE_##NAME)

static void check_verdicts(void)
{
	struct gate_limits limits = gate_limits_usual();
	struct gate gate = weigh(&limits, 100, 100, 98, DOCKET_TOLD);
	check_verdict(gate, GATE_RELIABLE, 0);
	CHECK(gate.lowest == 980 && gate.lowest_of == 1 && gate.apart == 20);
	check_verdict(weigh(&limits, 100, 95, 95, DOCKET_TOLD), GATE_RELIABLE, 0);
	check_verdict(weigh(&limits, 100, 100, 97, DOCKET_TOLD), GATE_UNDETERMINED, BIT(UNEVEN));
	check_verdict(weigh(&limits, 100, 94, 95, DOCKET_TOLD), GATE_UNDETERMINED, BIT(MIDDLING));
	check_verdict(weigh(&limits, 100, 90, 85, DOCKET_TOLD), GATE_UNDETERMINED, BIT(MIDDLING) | BIT(UNEVEN));
	check_verdict(weigh(&limits, 100, 84, 85, DOCKET_TOLD), GATE_UNRELIABLE, BIT(LOW) | BIT(MIDDLING));
	check_verdict(weigh(&limits, 100, 100, 94, DOCKET_TOLD), GATE_UNRELIABLE,
	              BIT(APART) | BIT(UNEVEN) | BIT(MIDDLING));
	check_verdict(weigh(&limits, 99, 99, 99, DOCKET_TOLD), GATE_UNDETERMINED, BIT(FEW));
	check_verdict(weigh(&limits, 99, 99, 0, DOCKET_TOLD), GATE_UNDETERMINED, BIT(FEW));
	check_verdict(weigh(&limits, 100, 100, 100, 0), GATE_UNDETERMINED, BIT(CIRCULAR));
	check_verdict(weigh(&limits, 0, 0, 0, 0), GATE_UNDETERMINED, BIT(FEW) | BIT(CIRCULAR));
	(void)weigh(&limits, 100, 100, 100, DOCKET_TOLD);
	hand.docket.precision_s = 86400;
	check_verdict(run(2, &limits), GATE_UNRELIABLE, BIT(COARSE));
	hand.docket.precision_s = 60;
	check_verdict(run(2, &limits), GATE_RELIABLE, 0);
	hand.docket.recorded = ALL & ~(1u << DOCKET_ON_SCENE);
	CHECK(run(2, &limits).verdict == GATE_UNRELIABLE);
	hand.docket.recorded = ALL;
	for (size_t i = 0; i < hand.calls; i++)
		hand.outcome[i] = DOCKET_IS_SERVED;
	hand.after_ms[DOCKET_ON_SCENE][100] = hand.after_ms[DOCKET_ON_SCENE][201] = 5;
	check_verdict(run(2, &limits), GATE_UNDETERMINED, BIT(NO_UNSERVED));
}

/* Whatever the missing moments were, the share and the difference lie between the bounds. */
static void check_bounds(void)
{
	struct gate_limits limits = gate_limits_usual();
	uint32_t seed = 3;
	uint64_t reached[2] = { 0 };
	hand.calls = 0;
	for (size_t i = 0; i < 2000; i++) {
		seed = seed * 1664525u + 1013904223u;
		int32_t came_ms = (int32_t)(seed >> 12);
		bool hidden = (seed >> 4 & 7) < (i & 1 ? 3 : 1);
		group_of[i] = i & 1;
		reached[i & 1] += came_ms <= limits.target_ms;
		add(MINUTE_MS, DOCKET_IS_SERVED, hidden ? DOCKET_UNSTAMPED : 0,
		    (const int32_t[]){ 0, 0, 0, 0, hidden ? NEVER : came_ms, NEVER });
	}
	hand_docket(&hand, 1000, ALL);
	(void)run(2, &limits);
	double truth[2];
	for (unsigned i = 0; i < 2; i++) {
		truth[i] = (double)reached[i] / 1000;
		CHECK(count[i].low <= truth[i] && truth[i] <= count[i].high && count[i].missing > 0);
	}
	struct gate_difference difference = gate_differ(&count[0], &count[1]);
	CHECK(difference.low <= truth[1] - truth[0] && truth[1] - truth[0] <= difference.high);
	CHECK(difference.low < 0 && difference.high > 0);
	struct gate_difference back = gate_differ(&count[1], &count[0]);
	CHECK(back.low == -difference.high && back.high == -difference.low);
}

static void check_nothing(void)
{
	struct gate_limits limits = gate_limits_usual();
	hand.calls = 0;
	hand_docket(&hand, 0, ALL);
	check_verdict(run(2, &limits), GATE_UNDETERMINED, BIT(FEW) | BIT(CIRCULAR) | BIT(NO_UNSERVED));
	CHECK(isnan(count[0].low) && isnan(count[1].high) && isnan(gate_differ(&count[0], &count[1]).low));
}

int main(void)
{
	check_on_paper();
	check_change();
	check_verdicts();
	check_bounds();
	check_nothing();
	for (unsigned i = 0; i < GATE_VERDICTS; i++)
		CHECK(gate_verdict_name(i)[0] && gate_verdict_words(i)[0]);
	for (unsigned i = 0; i < GATE_REASONS; i++)
		CHECK(gate_reason_name(i)[0] && gate_reason_words(i)[0]);
	return check_done();
}
