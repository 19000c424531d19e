/* What falls due first is raised first, whatever came before: a restart, a clock that was set. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "center.h"

#define CALLS 40

/* The debts in the order in which they are raised. */
static unsigned raise_all(struct board *board, struct instant now, uint64_t *order)
{
	struct decision decision = { 0 };
	const struct command pass = { .kind = COMMAND_PASS_TIME, .asker = ASKER_CENTER };
	unsigned count = 0;
	while (decide(&decision, board, &pass, now) == STATUS_OK && decision.count && count < CALLS)
		order[count++] = decision.events[0].f.obligation;
	decision_close(&decision);
	return count;
}

static void after_a_restart(void)
{
	struct center_test c;
	struct buffer image = { 0 };
	struct board *restarted = NULL;
	uint64_t here[CALLS], there[CALLS];
	center_open(&c);
	for (int i = 0; i < CALLS; i++) {
		c.now.us += i % 3 ? 0 : 1000000; /* three at one moment */
		(void)center_call(&c);
		if (i % 4 == 0) {
			CHECK(ASK(&c, ANSWER, TAKER, .f.call = (uint32_t)i + 1) == REFUSAL_NONE);
			CHECK(ASK(&c, HANG_UP, TAKER, .f.call = (uint32_t)i + 1) == REFUSAL_NONE);
		}
	}
	center_wait(&c, 30);
	CHECK(board_write(c.board, &image) == STATUS_OK);
	CHECK(board_read(buffer_bytes(&image), &restarted) == STATUS_OK);
	unsigned raised = raise_all(c.folded, c.now, here);
	CHECK(raised > CALLS / 2);
	CHECK_NUMBER(raise_all(restarted, c.now, there), raised);
	CHECK(memcmp(here, there, raised * sizeof *here) == 0);
	board_close(restarted);
	buffer_close(&image);
	center_close(&c);
}

/* Set back, the clock raises nothing twice and gives nobody time; set ahead, what is due is raised, and nothing ends. */
static void when_the_clock_is_set(void)
{
	struct center_test c;
	center_open(&c);
	uint32_t call = center_call(&c);
	uint64_t owed = center_owed(&c, call, 0, OBLIGATION_ANSWER);
	struct instant due = board_obligation(c.board, owed)->due;
	center_wait(&c, -7200);
	CHECK_NUMBER(center_pass(&c), 0);
	uint32_t later = center_call(&c); /* placed by a clock that is behind: no moment lies before the last entry's */
	CHECK(board_calls(c.board, later)->placed_at.us >= board_calls(c.board, call)->placed_at.us);
	CHECK(board_obligation(c.board, owed)->due.us == due.us);
	center_wait(&c, 7200 + 86400);
	CHECK(center_pass(&c) >= 2);
	CHECK(board_calls(c.board, call)->state == CALL_WAITING && board_calls(c.board, later)->state == CALL_WAITING);
	center_close(&c);
}

int main(void)
{
	after_a_restart();
	when_the_clock_is_set();
	return check_done();
}
