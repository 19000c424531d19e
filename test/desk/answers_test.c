/* How long callers waited: hand-made calls, beside what was counted by hand; and how often a position is alarmed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/answers.h"

#include "check.h"
#include "core/decide.h"

struct shift {
	struct board *board;
	struct decision decision;
	struct instant now;
};

static void ask(struct shift *shift, struct command command)
{
	CHECK(decide(&shift->decision, shift->board, &command, shift->now) == STATUS_OK);
	CHECK_NUMBER(shift->decision.refusal, REFUSAL_NONE);
}

static void wait_s(struct shift *shift, int64_t seconds)
{
	shift->now = instant_after(shift->now, span_s(seconds));
}

static void place(struct shift *shift)
{
	ask(shift, (struct command){ .kind = COMMAND_PLACE_CALL, .asker = ASKER_STRANGER, .f.channel = CHANNEL_HTTP });
}

static void answer(struct shift *shift, uint32_t call)
{
	ask(shift, (struct command){ .kind = COMMAND_ANSWER, .asker = ASKER_AGENT, .actor = 1, .f.call = call });
	ask(shift, (struct command){ .kind = COMMAND_RELEASE, .asker = ASKER_AGENT, .actor = 1, .f.call = call });
}

static void open_shift(struct shift *shift)
{
	*shift = (struct shift){ .now = { 1800000000000000 } };
	CHECK(board_open(&shift->board) == STATUS_OK);
	ask(shift, (struct command){ .kind = COMMAND_START, .asker = ASKER_CENTER });
	ask(shift, (struct command){ .kind = COMMAND_ADD_AGENT,
	                             .asker = ASKER_CENTER,
	                             .f = { .name = { "officer" }, .role = ROLE_DUTY_OFFICER } });
	ask(shift, (struct command){ .kind = COMMAND_ADD_POSITION, .asker = ASKER_CENTER, .f.name = { "one" } });
	ask(shift, (struct command){ .kind = COMMAND_SIGN_IN, .asker = ASKER_AGENT, .actor = 1, .f.position = 1 });
}

static struct answers reckon(const struct shift *shift, int64_t back_s)
{
	struct answers answers;
	CHECK(answers_reckon(shift->board, instant_after(shift->now, span_s(-back_s)), shift->now, &answers) ==
	      STATUS_OK);
	return answers;
}

static void check_bound(const struct answers *answers, enum answer_bound bound, uint32_t met, uint32_t of)
{
	CHECK_NUMBER(answers->bound[bound].met, met);
	CHECK_NUMBER(answers->bound[bound].of, of);
}

static void check_hour(const struct answers *answers, uint32_t hours_ago, uint32_t met, uint32_t of)
{
	CHECK_NUMBER(answers->hour[hours_ago].met, met);
	CHECK_NUMBER(answers->hour[hours_ago].of, of);
}

/* Waits of 5, 15, 16 and 40 s; one caller leaves after 3 s; one waits 12 s so far. */
static void check_day(struct shift *shift)
{
	const int64_t waits_s[] = { 5, 15, 16, 40 };
	for (uint32_t i = 0; i < 4; i++) {
		place(shift);
		wait_s(shift, waits_s[i]);
		answer(shift, i + 1);
	}
	struct answers all = reckon(shift, 3600);
	CHECK(all.p90_ms == 40000 && all.p50_ms == 15000);
	place(shift);
	wait_s(shift, 3);
	ask(shift, (struct command){ .kind = COMMAND_HANG_UP, .asker = ASKER_CALLER, .actor = 5, .f.call = 5 });
	place(shift);
	wait_s(shift, 12);
	all = reckon(shift, 3600);
	CHECK_NUMBER(all.calls, 6);
	CHECK_NUMBER(all.answered, 4);
	CHECK_NUMBER(all.never, 1);
	CHECK_NUMBER(all.waiting, 1);
	CHECK_NUMBER(all.p50_ms, 16000); /* 5 15 16 40 and never */
	CHECK(all.p90_ms == ANSWER_NEVER_MS);
	CHECK_NUMBER(all.longest_ms, 40000);
	check_bound(&all, BOUND_10, 1, 6); /* who waits is beyond ten seconds already */
	check_bound(&all, BOUND_15, 2, 5); /* of 15 s nobody knows yet */
	check_bound(&all, BOUND_20, 3, 5);
	check_hour(&all, 0, 2, 5);
	shift->now =
	    instant_after(shift->now, span_s(2 * ANSWER_HOUR_S)); /* the last one has waited beyond it by now */
	all = reckon(shift, 24 * 3600);
	check_hour(&all, 0, 0, 0);
	check_hour(&all, 2, 2, 6);
	shift->now = instant_after(shift->now, span_s(-2 * ANSWER_HOUR_S));
	CHECK_NUMBER(reckon(shift, 60).calls, 3);
	CHECK_NUMBER(reckon(shift, 11).calls, 0);
}

/* The limit is reached: the newest are counted, and it is said that there were more. */
static void check_limit(struct shift *shift)
{
	for (uint32_t i = 0; i < ANSWERS_LOOKED_MAX; i++)
		place(shift);
	struct answers all = reckon(shift, 24 * 3600);
	CHECK_NUMBER(all.calls, ANSWERS_LOOKED_MAX);
	CHECK(all.more);
}

int main(void)
{
	struct shift shift;
	open_shift(&shift);
	check_day(&shift);
	check_limit(&shift);
	board_close(shift.board);
	decision_close(&shift.decision);
	return check_done();
}
