/* What falls due first comes first, whatever came before: another order of setting, a restart, a clock that was set. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/agenda.h"

#include "center.h"

#define ITEMS 500u
#define CALLS 40

static uint64_t draw(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

/* A second way to say it: the smallest (due, serial) of all that are in. */
static uint32_t smallest(const int64_t *due, const uint64_t *serial)
{
	uint32_t found = 0;
	for (uint32_t i = 1; i <= ITEMS; i++)
		if (due[i] && (!found || due[i] < due[found] || (due[i] == due[found] && serial[i] < serial[found])))
			found = i;
	return found;
}

static void against_a_list(void)
{
	struct agenda agenda = { 0 };
	int64_t due[ITEMS + 1] = { 0 };
	uint64_t serial[ITEMS + 1] = { 0 }, state = 7;
	CHECK(agenda_reserve(&agenda, ITEMS + 1) == STATUS_OK && !agenda_next(&agenda));
	for (uint32_t step = 1; step < 20000; step++) {
		uint32_t item = (uint32_t)(draw(&state) % ITEMS + 1);
		if (due[item] && draw(&state) % 3 == 0) {
			agenda_remove(&agenda, item);
			due[item] = 0;
		} else {
			due[item] = (int64_t)(draw(&state) % 1000 + 1); /* many at one moment */
			serial[item] = step;
			agenda_set(&agenda, item, (struct instant){ due[item] }, step);
		}
		uint32_t first = smallest(due, serial);
		const struct agenda_item *next = agenda_next(&agenda);
		CHECK(first ? next && next->number == first : !next);
		CHECK(agenda_has(&agenda, item) == (due[item] != 0));
		if (step % 1000 == 0)
			CHECK(agenda_sound(&agenda));
	}
	agenda_close(&agenda);
}

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
	against_a_list();
	after_a_restart();
	when_the_clock_is_set();
	return check_done();
}
