/* The table says what it should, and a bound is met or missed only where nothing that is missing can change that. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/bounds.h"

#include "check.h"
#include "docket_by_hand.h"

/* A second witness of the table. */
static void check_table(void)
{
	static const struct {
		const char *name;
		int from, to, seconds;
		unsigned percent;
	} wanted[] = {
		{ "nena_answer_15", -1, DOCKET_ANSWERED, 15, 90 },
		{ "nena_answer_20", -1, DOCKET_ANSWERED, 20, 95 },
		{ "nfpa_processing_60", DOCKET_ANSWERED, DOCKET_ASSIGNED, 60, 90 },
		{ "nfpa_turn_out_ems_60", DOCKET_ASSIGNED, DOCKET_EN_ROUTE, 60, 90 },
		{ "nfpa_turn_out_fire_80", DOCKET_ASSIGNED, DOCKET_EN_ROUTE, 80, 90 },
		{ "nfpa_travel_240", DOCKET_EN_ROUTE, DOCKET_ON_SCENE, 240, 90 },
	};
	CHECK_NUMBER(sizeof wanted / sizeof *wanted, STANDARD_BOUNDS);
	for (unsigned i = 0; i < STANDARD_BOUNDS; i++) {
		const struct bound *bound = bound_named(wanted[i].name);
		if (!CHECK(bound && bound == bound_of(i)))
			continue;
		CHECK(bound->span.from == wanted[i].from && bound->span.to == wanted[i].to);
		CHECK_NUMBER(bound->limit_ms, wanted[i].seconds * 1000);
		CHECK_NUMBER(bound->thousandths, wanted[i].percent * 10);
		CHECK(bound->source[0] && bound->clause[0] && bound->words[0]);
	}
	CHECK(!bound_named("") && !bound_named("nena_answer_16"));
}

static enum bound_standing judge(uint64_t begun, uint64_t within, uint64_t unknown)
{
	return bound_judge(
	    bound_of(BOUND_NENA_ANSWER_15),
	    &(struct leg_check){ .begun = begun, .within = within, .beyond = begun - within, .unknown = unknown });
}

static void check_standing(void)
{
	CHECK(judge(0, 0, 0) == BOUND_IS_UNKNOWN);
	CHECK(judge(0, 0, 5) == BOUND_IS_UNKNOWN);
	CHECK(judge(10, 9, 0) == BOUND_IS_MET);
	CHECK(judge(10, 8, 0) == BOUND_IS_MISSED);
	CHECK(judge(10, 9, 1) == BOUND_IS_UNKNOWN);
	CHECK(judge(99, 90, 1) == BOUND_IS_MET);
	CHECK(judge(100, 89, 10) == BOUND_IS_UNKNOWN); /* 99 of 110 at best: just nine of ten */
	CHECK(judge(100, 89, 9) == BOUND_IS_MISSED);   /* 98 of 109 at best */
	CHECK(judge(100000000, 90000000, 0) == BOUND_IS_MET);
	CHECK(judge(100000000, 89999999, 0) == BOUND_IS_MISSED);
	for (unsigned i = 0; i < BOUND_STANDINGS; i++)
		CHECK(bound_standing_name(i)[0] && bound_standing_words(i)[0]);
}

/* Ten calls, one of them answered a moment too late, one abandoned: of those nobody answered in time. */
static void check_on_calls(void)
{
	static struct hand hand;
	const struct bound *bound = bound_of(BOUND_NENA_ANSWER_15);
	struct leg_check check;
	for (int32_t i = 0; i < 10; i++)
		hand_add(&hand, &(struct hand_row){
				    .contact_ms = 1,
				    .outcome = DOCKET_IS_CANCELLED,
				    .after_ms = { i < 9 ? 15000 : 15001, NEVER, NEVER, NEVER, NEVER, 20000 } });
	struct leg_calls calls = { hand_docket(&hand, 4, 1u << DOCKET_ANSWERED | 1u << DOCKET_CLOSED), NULL, NULL, 1 };
	leg_check_bound(&calls, bound->span, bound->limit_ms, &check);
	CHECK(check.within == 9 && check.beyond == 1 && bound_judge(bound, &check) == BOUND_IS_MET);
	hand.after_ms[DOCKET_ANSWERED][0] = NEVER;
	leg_check_bound(&calls, bound->span, bound->limit_ms, &check);
	CHECK(check.begun == 10 && check.within == 8 && bound_judge(bound, &check) == BOUND_IS_MISSED);
}

int main(void)
{
	check_table();
	check_standing();
	check_on_calls();
	return check_done();
}
