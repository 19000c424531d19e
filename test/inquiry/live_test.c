/* The last days of a record: every call is in every denominator, and where the gate is red nothing is stated. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/live.h"

#include <jansson.h>

#include "check.h"
#include "inquiry/docket_build.h"

#define NOW_US INT64_C(1700000000000000)
#define NOW_MS (NOW_US / 1000)
#define SECOND_US INT64_C(1000000)
#define DAY_S 86400

struct call {
	int64_t ago_s;
	const char *district;
	enum docket_outcome outcome;
	int32_t answered_s, came_s; /* -1: not recorded */
	uint8_t flags;
};

static void add(struct docket_build *build, const struct call *call)
{
	struct docket_row row = { .contact = { NOW_US - call->ago_s * SECOND_US },
		                  .expected_ms = DOCKET_NEVER,
		                  .outcome = (uint8_t)call->outcome,
		                  .flags = call->flags };
	CHECK(docket_build_word(build, bytes_of_text(call->district), &row.word[DOCKET_AREA]) == STATUS_OK);
	if (call->answered_s >= 0)
		row.at[DOCKET_ANSWERED].us = row.contact.us + call->answered_s * SECOND_US;
	if (call->came_s >= 0)
		row.at[DOCKET_ON_SCENE].us = row.contact.us + call->came_s * SECOND_US;
	CHECK(docket_build_add(build, &row) == STATUS_OK);
}

static void finish(struct docket_build *build, struct docket *docket)
{
	const struct docket_title title = { .title = "made up",
		                            .zone = "UTC",
		                            .precision_s = 1,
		                            .recorded = (1u << DOCKET_MOMENTS) - 1,
		                            .until = { NOW_US } };
	CHECK(docket_build_finish(build, &title, docket) == STATUS_OK);
}

static void add_many(struct docket_build *build, unsigned count, const struct call *call)
{
	for (unsigned i = 0; i < count; i++)
		add(build, call);
}

/* North is recorded well, south badly; the week and the month have different calls. */
static void fill(struct docket_build *build)
{
	const struct call served = { 3600, "north", DOCKET_IS_SERVED, 10, 300, DOCKET_TOLD };
	const struct call late = { 7200, "north", DOCKET_IS_SERVED, 18, 900, DOCKET_TOLD };
	const struct call without = { 6 * DAY_S, "north", DOCKET_IS_NO_UNIT, 30, -1, 0 };
	const struct call unstamped = { 2 * DAY_S, "south", DOCKET_IS_SERVED, 5, -1, DOCKET_TOLD | DOCKET_UNSTAMPED };
	const struct call south = { 2 * DAY_S, "south", DOCKET_IS_SERVED, 5, 600, DOCKET_TOLD };
	const struct call open = { 60, "south", DOCKET_IS_OPEN, -1, -1, 0 };
	const struct call older = { 20 * DAY_S, "east", DOCKET_IS_SERVED, 5, 100, DOCKET_TOLD };
	const struct call oldest = { 31 * DAY_S, "west", DOCKET_IS_SERVED, 5, 100, DOCKET_TOLD };
	const struct call test = { 90, "north", DOCKET_IS_OTHER, 5, -1, DOCKET_TEST };
	add_many(build, 150, &served);
	add_many(build, 30, &late);
	add_many(build, 20, &without);
	add_many(build, 60, &unstamped);
	add_many(build, 60, &south);
	add_many(build, 3, &open);
	add_many(build, 7, &older);
	add_many(build, 9, &oldest);
	add_many(build, 2, &test);
}

static void check_week(const struct docket *docket)
{
	struct live_window week;
	CHECK(live_reckon(docket, NOW_MS, 7, &week) == STATUS_OK);
	CHECK_NUMBER(week.left_out[CALL_IS_KEPT], 323);
	CHECK_NUMBER(week.left_out[CALL_IS_TEST], 2);
	CHECK_NUMBER(week.group.calls, 323);
	CHECK_NUMBER(week.group.reached, 150 + 60);
	CHECK_NUMBER(week.group.missing, 60 + 3);
	CHECK_NUMBER(week.gate.verdict, GATE_UNRELIABLE); /* 240 of 300 */
	CHECK_NUMBER(week.districts, 2);
	CHECK_TEXT(week.district[0].name, "north");
	CHECK_NUMBER(week.district[0].gate.verdict, GATE_RELIABLE);
	CHECK_NUMBER(week.district[0].group.calls, 200);
	CHECK_TEXT(week.district[1].name, "south");
	CHECK_NUMBER(week.district[1].gate.verdict, GATE_UNRELIABLE);
	CHECK_NUMBER(week.district[1].group.calls, 123);
	/* Who was not answered yet has waited for ever, and is in the denominator. */
	CHECK_NUMBER(week.bound[BOUND_NENA_ANSWER_15].begun, 323);
	CHECK_NUMBER(week.bound[BOUND_NENA_ANSWER_15].within, 150 + 60 + 60);
	CHECK_NUMBER(week.bound[BOUND_NENA_ANSWER_20].within, 150 + 60 + 60 + 30);
	CHECK_NUMBER(week.moment[DOCKET_ON_SCENE].state[LEG_MISSING], 60);
	CHECK_NUMBER(week.moment[DOCKET_ANSWERED].state[LEG_ENDLESS], 3);
	uint64_t calls = 0;
	for (uint32_t i = 0; i < week.districts; i++)
		calls += week.district[i].group.calls;
	CHECK_NUMBER(calls, week.group.calls);
	live_close(&week);
}

static const json_t *window_of(const json_t *windows, size_t at)
{
	return json_array_get(windows, at);
}

static json_int_t number(const json_t *json, const char *name)
{
	const json_t *value = json_object_get(json, name);
	CHECK(json_is_integer(value));
	return json_integer_value(value);
}

static bool has_leg(const json_t *window, const char *list, const char *name)
{
	size_t i;
	const json_t *leg;
	json_array_foreach(json_object_get(window, list), i,
	                   leg) if (strcmp(json_string_value(json_object_get(leg, "leg")), name) == 0) return true;
	return false;
}

static void check_json(const struct docket *docket)
{
	struct buffer text = { 0 };
	CHECK(buffer_append_text(&text, "{") == STATUS_OK && live_write(docket, NOW_MS, &text) == STATUS_OK);
	CHECK(buffer_append_text(&text, "}") == STATUS_OK);
	json_t *json = json_loadb((const char *)text.at, text.length, 0, NULL);
	const json_t *windows = json_object_get(json, "windows");
	const json_t *week = window_of(windows, 0), *month = window_of(windows, 1);
	CHECK_NUMBER(json_array_size(windows), 2);
	CHECK_NUMBER(number(week, "calls"), 323);
	CHECK_NUMBER(number(month, "calls"), 330);
	CHECK_NUMBER(number(week, "calls"),
	             number(week, "open") + number(week, "unit_there") + number(week, "without_unit"));
	CHECK_NUMBER(number(week, "unanswered"), 3);
	/* Red: the two ends, no figure, and nothing that comes after the assignment. */
	const json_t *within = json_object_get(week, "within_target");
	CHECK(!json_object_get(within, "stated"));
	CHECK_NUMBER(number(within, "least"), 210);
	CHECK_NUMBER(number(within, "most"), 273);
	CHECK(has_leg(week, "legs", "answer") && !has_leg(week, "legs", "travel") && !has_leg(week, "legs", "whole"));
	CHECK(has_leg(week, "bounds", "answer") && !has_leg(week, "bounds", "travel"));
	const json_t *districts = json_object_get(week, "districts");
	const json_t *north = json_array_get(districts, 0), *south = json_array_get(districts, 1);
	CHECK_NUMBER(number(json_object_get(north, "within_target"), "stated"), 150);
	CHECK(!json_object_get(json_object_get(south, "within_target"), "stated"));
	CHECK_TEXT(json_string_value(json_object_get(json_object_get(south, "gate"), "verdict")), "unreliable");
	CHECK_NUMBER(json_array_size(json_object_get(month, "districts")), 3);
	json_decref(json);
	buffer_close(&text);
}

static void check_empty(void)
{
	struct docket_build build = { 0 };
	struct docket docket;
	struct live_window window;
	struct buffer text = { 0 };
	finish(&build, &docket);
	CHECK(live_reckon(&docket, NOW_MS, 7, &window) == STATUS_OK);
	CHECK_NUMBER(window.group.calls, 0);
	CHECK_NUMBER(window.districts, 0);
	CHECK(window.gate.verdict != GATE_RELIABLE);
	CHECK_NUMBER(window.leg[LEG_ANSWER].of_all_ms[0], DOCKET_NEVER);
	live_close(&window);
	CHECK(live_write(&docket, NOW_MS, &text) == STATUS_OK);
	buffer_close(&text);
	docket_build_close(&build);
}

static bool stop(void *context)
{
	(void)context;
	return true;
}

static void check_nowhere(void)
{
	struct buffer text = { 0 };
	const struct live_reading reading = { .path = "/nonexistent", .now_us = NOW_US, .stop = stop };
	CHECK(live_read(&reading, &text) == STATUS_MISSING);
	CHECK_NUMBER(text.length, 0);
	buffer_close(&text);
}

int main(void)
{
	struct docket_build build = { 0 };
	struct docket docket;
	fill(&build);
	finish(&build, &docket);
	check_week(&docket);
	check_json(&docket);
	docket_build_close(&build);
	check_empty();
	check_nowhere();
	return check_done();
}
