/* What the gate says of eight cities, and how long their calls waited, as docs/histories.md has it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "audit/gate.h"
#include "city.h"
#include "inquiry/docket_history.h"

#define BIT(NAME) (1u << GATE_BECAUSE_##NAME)
#define CANNOT_TELL (BIT(NOT_RECORDED))

static const struct {
	const char *name;
	enum gate_verdict verdict;
	uint32_t reasons;
	int32_t p50_s, p90_s; /* until a unit is on scene, those that nobody stamped last; -1: never */
} wanted[] = {
	{ "dublin_fire", GATE_UNDETERMINED, BIT(CIRCULAR), 686, -1 },
	{ "montgomery_911", GATE_UNRELIABLE, CANNOT_TELL | BIT(FEW), -1, -1 },
	{ "nashville_police", GATE_UNRELIABLE, CANNOT_TELL | BIT(LOW) | BIT(MIDDLING), -1, -1 },
	{ "new_york_ems", GATE_UNDETERMINED, BIT(CIRCULAR) | BIT(NO_UNSERVED), 440, 959 },
	{ "sacramento_police", GATE_UNRELIABLE, BIT(COARSE) | BIT(CIRCULAR), 0, -1 },
	{ "san_antonio_police", GATE_UNRELIABLE, CANNOT_TELL | BIT(FEW), -1, -1 },
	{ "san_francisco_fire", GATE_RELIABLE, 0, 399, 1226 },
	{ "san_francisco_fire_minute", GATE_RELIABLE, 0, 420, 1080 },
};
static_assert(sizeof wanted / sizeof *wanted == CITIES);

static int32_t seconds(int32_t ms)
{
	return ms == DOCKET_FAR || ms == DOCKET_NEVER ? -1 : ms / 1000;
}

static void check_waits(const struct docket *docket, const struct selection *selection, size_t city)
{
	struct leg_calls calls = { docket, selection->fate, NULL, 1 };
	struct leg_summary whole;
	if (!CHECK(leg_summarise(&calls, (struct leg_span){ LEG_FROM_CONTACT, DOCKET_ON_SCENE }, &whole) == STATUS_OK))
		return;
	CHECK_NUMBER(seconds(whole.at_worst_ms[0]), wanted[city].p50_s);
	CHECK_NUMBER(seconds(whole.at_worst_ms[1]), wanted[city].p90_s);
	CHECK_NUMBER(whole.calls, docket_calls(docket));
}

static void check_city(size_t city)
{
	struct history history = { 0 };
	struct import_report report = { 0 };
	struct docket_build build = { 0 };
	struct docket docket;
	struct docket_history_account account;
	struct selection selection = { 0 };
	struct selection_criteria criteria = selection_all();
	struct gate_limits limits = gate_limits_usual();
	struct gate_group group;
	struct gate gate = { 0 };
	if (city_read(city, &history, &report) &&
	    CHECK(docket_history_read(&history, &build, &docket, &account) == STATUS_OK) &&
	    CHECK(selection_make(&docket, &criteria, &selection) == STATUS_OK) &&
	    CHECK(gate_judge(&docket, &selection, NULL, 1, &limits, &group, &gate) == STATUS_OK)) {
		CHECK_TEXT(cities[city].name, wanted[city].name);
		CHECK_NUMBER(gate.verdict, wanted[city].verdict);
		CHECK_NUMBER(gate.reasons, wanted[city].reasons);
		CHECK_NUMBER(group.calls, account.calls);
		CHECK_NUMBER(group.served, account.outcome[DOCKET_IS_SERVED]);
		CHECK_NUMBER(group.served - group.recorded, account.unstamped);
		CHECK_NUMBER(group.repeated, 0);
		CHECK(group.low <= group.high && group.high <= group.highest && group.highest <= 1);
		check_waits(&docket, &selection, city);
		(void)printf("%s: %s, %u of 1000 recorded, within 10 minutes between %.4f and %.4f, or %.4f; "
		             "%" PRIu64 " in a change of the clock\n",
		             cities[city].name, gate_verdict_name(gate.verdict), gate.lowest, group.low, group.high,
		             group.highest, group.in_change);
	}
	selection_close(&selection);
	docket_build_close(&build);
	history_close(&history);
}

int main(void)
{
	for (size_t i = 0; i < CITIES; i++)
		check_city(i);
	return check_done();
}
