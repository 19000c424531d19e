/* Past calls by squares of ground, as a plan reads them: each call once, and nothing of too few. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "whatif/past_demand.h"

#include <string.h>

#include "check.h"
#include "dispatch/run_card.h"

#define REST "plan: p\ncards: [{name: rest, alarms: {1: [{need: any}]}}]\n"
#define FIRST_US 1700000000000000

static void add(struct history *history, unsigned number, int32_t lat_e7, int32_t lon_e7)
{
	struct history_row row = { .lat_e7 = lat_e7, .lon_e7 = lon_e7 };
	char name[16];
	(void)snprintf(name, sizeof name, "%u", number);
	row.stamp[STAMP_RECEIVED].us = FIRST_US + (int64_t)number * 1000000;
	CHECK(names_add(&history->names, bytes_of_text(name), &row.word[HISTORY_CALL]) == STATUS_OK);
	row.word[HISTORY_INCIDENT] = row.word[HISTORY_CALL];
	CHECK(history_add(history, &row) == STATUS_OK);
}

static struct plan plan_of(const struct buffer *demand)
{
	struct buffer text = { 0 };
	struct problems problems = { 0 }, warnings = { 0 };
	struct plan plan = { 0 };
	CHECK(buffer_append_text(&text, REST) == STATUS_OK && buffer_append(&text, buffer_bytes(demand)) == STATUS_OK);
	if (!CHECK(run_card_read(buffer_bytes(&text), "plan", &problems, &warnings, &plan) == STATUS_OK))
		(void)fprintf(stderr, "%.*s", (int)problems.text.length, (const char *)problems.text.at);
	buffer_close(&problems.text);
	buffer_close(&warnings.text);
	buffer_close(&text);
	return plan;
}

/* Two units at one call are one call; a call on the edge belongs to one square; east, west, north and south of zero. */
static void check_squares(void)
{
	struct history history = { 0 };
	struct past_demand_account account;
	struct buffer out = { 0 };
	for (unsigned i = 0; i < 498; i++)
		add(&history, i, 450012345, -1219987654);
	add(&history, 0, 450012345, -1219987654);
	add(&history, 498, 50000, -50000);
	add(&history, 499, -1, 1);
	add(&history, 500, 0, 0);
	CHECK(past_demand_write(&history, (struct instant){ 0 }, "our \"calls\"", &out, &account) == STATUS_OK);
	CHECK(account.calls == 501 && account.without_place == 1 && account.squares == 3 &&
	      account.side_e7 == PAST_DEMAND_SIDE_E7);
	CHECK(account.from.us == FIRST_US && account.to.us == FIRST_US + 499000000);
	struct plan plan = plan_of(&out);
	CHECK_TEXT(plan.demand_from, "our \"calls\"");
	CHECK(plan.demand_calls == 500 && plan.demand.count == 4);
	const struct demand_cell *cell = pool_item(&plan.demand, 1);
	CHECK(cell[0].calls == 1 && cell[0].at.lat_e7 == -25000 && cell[0].at.lon_e7 == 25000);
	CHECK(cell[1].calls == 1 && cell[1].at.lat_e7 == 75000 && cell[1].at.lon_e7 == -25000);
	CHECK(cell[2].calls == 498 && cell[2].at.lat_e7 == 450025000 && cell[2].at.lon_e7 == -1219975000);
	run_card_close(&plan);
	/* One second later one is gone, and too few are left. */
	buffer_clear(&out);
	CHECK(past_demand_write(&history, (struct instant){ FIRST_US + 1 }, "x", &out, &account) == STATUS_MISSING);
	CHECK(!out.length && account.calls == 500);
	buffer_close(&out);
	history_close(&history);
}

/* More squares than a plan has room for: they become coarser, and no call is lost. */
static void check_many(void)
{
	struct history history = { 0 };
	struct past_demand_account account;
	struct buffer out = { 0 };
	for (unsigned i = 0; i < PLAN_DEMAND_CELLS_MAX + 2; i++)
		add(&history, i, (int32_t)(i / 100) * PAST_DEMAND_SIDE_E7 - 400000,
		    (int32_t)(i % 100 + 1) * PAST_DEMAND_SIDE_E7);
	CHECK(past_demand_write(&history, (struct instant){ 0 }, "x", &out, &account) == STATUS_OK);
	CHECK(account.side_e7 == 2 * PAST_DEMAND_SIDE_E7 && account.squares < PLAN_DEMAND_CELLS_MAX / 3);
	struct plan plan = plan_of(&out);
	CHECK_NUMBER(plan.demand_calls, PLAN_DEMAND_CELLS_MAX + 2);
	run_card_close(&plan);
	buffer_close(&out);
	history_close(&history);
	/* No history at all. */
	CHECK(past_demand_write(&history, (struct instant){ 0 }, "x", &out, &account) == STATUS_MISSING);
}

/* One square has more than a plan takes. */
static void check_crowd(void)
{
	struct history history = { 0 };
	struct past_demand_account account;
	struct buffer out = { 0 };
	for (unsigned i = 0; i <= PLAN_DEMAND_CELL_MAX; i++)
		add(&history, i, 1, 1);
	CHECK(past_demand_write(&history, (struct instant){ 0 }, "x", &out, &account) == STATUS_LIMIT);
	buffer_close(&out);
	history_close(&history);
}

int main(void)
{
	check_squares();
	check_many();
	check_crowd();
	return check_done();
}
