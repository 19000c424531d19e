/* Units that come several to a call, by their cards; that have hours of duty; that are moved to cover. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>
#include <unistd.h>

#include "street.h"
#include "whatif/gather.h"
#include "whatif/simulator_inside.h"

static const char cards_text[] = "plan: street\n"
				 "capabilities: [engine, als]\n"
				 "cards:\n"
				 "  - name: grave\n"
				 "    priorities: 1\n"
				 "    alarms: {1: [{need: engine, count: 2}, {need: als}]}\n"
				 "  - {name: rest, alarms: {1: [{need: als}]}}\n";
static const char crew_units[] =
    "ambulances\nindex,stationIndex,capabilities,shift\n1,1,engine,\n2,2,engine,\n3,2,als,\n";

/* Runs one case that is written in a text; `cards` stands for the file's name, if the text has one. */
static struct case_result run_case(const struct city *city, const char *cards, const char *text)
{
	char path[] = "/tmp/tocsin-cards-XXXXXX", words[256];
	struct whatif_case it = case_usual();
	struct case_result result = { 0 };
	uint64_t line = 0;
	int file = cards ? mkstemp(path) : -1;
	CHECK(!cards || (file >= 0 && write(file, cards, strlen(cards)) == (ssize_t)strlen(cards)));
	(void)snprintf(words, sizeof words, "%s %s%s", text, cards ? "cards=" : "", cards ? path : "");
	const char *fault = case_read(&it, bytes_of_text(words), &line);
	struct cases cases = { .city = city, .cases = &it, .results = &result, .count = 1, .threads = 1 };
	CHECK(!fault && cases_run(&cases) == STATUS_OK);
	if (cards) {
		(void)close(file);
		(void)unlink(path);
	}
	return result;
}

static int64_t after(const struct case_result *result, uint32_t call, int64_t moment)
{
	return moment < 0 ? -1 : city_ms(&result->city, moment - result->city.calls[call].arrival);
}

/* Two engines and an ambulance to a grave call: the first is there after one arc, the last after three. */
static void check_several(void)
{
	struct city city = { 0 };
	if (!street_open(crew_units, CALLS "1,1,0.01,0,0.1,0,0.01,1,-1,0.02\n2,3,0.00,0,0.2,0,0.01,0,-1,0\n", NULL,
	                 &city))
		return;
	struct case_result one = run_case(&city, cards_text, "carries=als");
	const struct call_fate *grave = &one.run.outcomes[0], *rest = &one.run.outcomes[1];
	CHECK(one.status == STATUS_OK);
	CHECK(grave->wanted == 3 && grave->unit == 1 && rest->wanted == 1 && rest->unit == 3);
	CHECK_NUMBER(after(&one, 0, grave->arrived), 86400);
	CHECK_NUMBER(after(&one, 0, grave->complete), 3 * 86400);
	/* Only the ambulance takes the patient, by mode 2 over three arcs. */
	CHECK(grave->hospital == 1);
	CHECK_NUMBER(after(&one, 0, grave->freed), 3 * 86400 + 864000 + 3 * 172800 + 1728000);
	CHECK(one.measure.several == 1 && one.measure.complete == 1 && one.measure.complete_ms == 3 * 86400000 / 1000);
	case_result_close(&one);
	/* Without cards each gets one unit, whatever it can. */
	one = run_case(&city, NULL, "");
	CHECK(one.run.outcomes[0].wanted == 1 && one.run.outcomes[0].complete == one.run.outcomes[0].arrived);
	CHECK_NUMBER(one.measure.several, 0);
	case_result_close(&one);
	/* As many as were really there, whatever they can. */
	city.calls[0].sent = 2;
	one = run_case(&city, NULL, "cards=sent");
	CHECK(one.run.outcomes[0].wanted == 2 && one.run.outcomes[1].wanted == 1 && one.measure.complete == 1);
	case_result_close(&one);
	city_close(&city);
}

/* What nobody can is not waited for; what nobody came for until the work was done is not sent any more. */
static void check_shortage(void)
{
	static const char units[] = "ambulances\nindex,stationIndex,capabilities\n1,1,engine\n2,2,als\n";
	static const char impossible[] =
	    "plan: street\ncapabilities: [engine, als, boat]\n"
	    "cards: [{name: all, alarms: {1: [{need: engine, count: 2}, {need: boat}]}}]\n";
	struct city city = { 0 };
	if (!street_open(units, CALLS "1,1,0.00,0,0.1,0,0.01,0,-1,0\n2,1,0.00,0,0.2,0,0.01,0,-1,0\n", NULL, &city))
		return;
	struct case_result one = run_case(&city, impossible, "");
	for (uint32_t call = 0; call < 2; call++) {
		const struct call_fate *fate = &one.run.outcomes[call];
		CHECK(fate->wanted == 3 && fate->unit == 1 && fate->waited && fate->complete < 0);
		CHECK_NUMBER(after(&one, call, fate->freed), 864000);
	}
	CHECK(one.measure.several == 2 && one.measure.complete == 0 && one.measure.complete_ms == MEASURE_NEVER);
	case_result_close(&one);
	one = run_case(&city,
	               "plan: street\ncapabilities: [engine]\ncards: [{name: all, alarms: {1: [{need: any}]}}]\n", "");
	CHECK(one.status == STATUS_MALFORMED && strstr(one.fault, "unit 2 can als"));
	case_result_close(&one);
	/* Of what nobody has nothing is sent, and nobody waits. */
	one = run_case(&city,
	               "plan: street\ncapabilities: [engine, als, boat]\n"
	               "cards: [{name: all, alarms: {1: [{need: boat}]}}]\n",
	               "");
	CHECK(one.measure.all.never == 2 && !one.run.outcomes[0].waited && !one.run.outcomes[1].waited);
	case_result_close(&one);
	one = run_case(&city, "plan: street\n", "");
	CHECK(one.status == STATUS_MALFORMED && strstr(one.fault, "cards"));
	case_result_close(&one);
	one = run_case(&city, NULL, "carries=als");
	CHECK(one.status == STATUS_MALFORMED);
	case_result_close(&one);
	city_close(&city);
}

/* A unit that is sent on leaves a hole, which another fills. */
static void check_sent_on(void)
{
	static const char units[] = "ambulances\nindex,stationIndex,capabilities\n1,1,engine+als\n2,1,engine+als\n";
	static const char cards[] = "plan: street\ncapabilities: [engine, als]\ncards:\n"
				    "  - {name: grave, priorities: 1, alarms: {1: [{need: als}]}}\n"
				    "  - {name: rest, alarms: {1: [{need: engine, count: 2}]}}\n";
	struct city city = { 0 };
	if (!street_open(units, CALLS "1,3,0.04,0,0.1,0,0.01,0,-1,0\n2,1,0.01,0,0.101,0,0.01,0,-1,0\n", NULL, &city))
		return;
	struct case_result one = run_case(&city, cards, "redispatch=yes");
	const struct call_fate *rest = &one.run.outcomes[0], *grave = &one.run.outcomes[1];
	CHECK(rest->bumped == 1 && rest->waited && rest->complete > rest->arrived && rest->freed > rest->complete);
	CHECK(grave->unit && grave->arrived >= 0);
	CHECK(one.run.busy[0] + one.run.busy[1] <= one.run.duty);
	case_result_close(&one);
	city_close(&city);
}

static void check_hours(void)
{
	static const struct {
		const char *text;
		uint32_t minute, next;
		bool good, on;
	} cases[] = {
		{ "", 0, SHIFT_WEEK_MINUTES, true, true },
		{ "07:00-19:00", 420, 720, true, true },
		{ "07:00-19:00", 419, 1, true, false },
		{ "07:00-19:00", 1140, 720, true, false },
		{ "mon-fri 07:00-19:00; sat 08:00-12:00", 5 * 1440 + 479, 1, true, false },
		{ "mon-fri 07:00-19:00; sat 08:00-12:00", 5 * 1440 + 480, 240, true, true },
		{ "sun 22:00-06:00", 0, 360, true, true },
		{ "sat-mon", 1440, 4 * 1440, true, false },
		{ "sat-mon", 0, 1440, true, true },
		{ "fri 00:00-24:00", 4 * 1440, 1440, true, true },
		{ .text = "07:00-07:00" },
		{ .text = "7:00-19:00" },
		{ .text = "07:00-25:00" },
		{ .text = "24:00-07:00" },
		{ .text = "07:60-19:00" },
		{ .text = "day" },
		{ .text = "mon-" },
		{ .text = "mon;;tue" },
		{ .text = "mon 07:00-19:00 x" },
		{ .text = "mon;tue;wed;thu;fri;sat;sun;mon" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct shift shift = { 0 };
		CHECK(shift_read(bytes_of_text(cases[i].text), &shift) == cases[i].good);
		if (!cases[i].good)
			continue;
		CHECK(shift_on(&shift, cases[i].minute) == cases[i].on);
		CHECK_NUMBER(shift_next(&shift, cases[i].minute), cases[i].next);
		/* Between two edges nothing changes. */
		for (uint32_t minute = 0; minute < SHIFT_WEEK_MINUTES; minute += 7)
			for (uint32_t k = 1; k < shift_next(&shift, minute); k += 11)
				CHECK(shift_on(&shift, (minute + k) % SHIFT_WEEK_MINUTES) == shift_on(&shift, minute));
	}
}

/* The run begins on a Monday at 00:00: 0.1 days are 02:24. */
static void check_shifts(void)
{
	static const char units[] = "ambulances\nindex,stationIndex,shift\n1,1,02:00-03:00\n2,2,mon 04:00-05:00\n";
	struct city city = { 0 };
	if (!street_open(units,
	                 CALLS
	                 "1,1,0.00,0,0.1,0,0.05,0,-1,0\n2,1,0.01,0,0.11,0,0.01,0,-1,0\n3,1,0.00,0,0.9,0,0.01,0,-1,0\n"
	                 "4,1,0.04,0,1.17,0,0.01,0,-1,0\n",
	                 NULL, &city))
		return;
	struct case_result one = run_case(&city, NULL, "");
	const struct call_fate *fate = one.run.outcomes;
	/* Unit 1 is at work until 03:36, and takes nothing new then; unit 2 begins at 04:00. */
	CHECK(fate[0].unit == 1 && fate[1].unit == 2 && fate[1].waited);
	CHECK_NUMBER(after(&one, 1, fate[1].sent), 4 * 3600000 - 9504000);
	/* The third waits until 02:00 on Tuesday. */
	CHECK(fate[2].unit == 1 && fate[2].waited);
	CHECK_NUMBER(after(&one, 2, fate[2].sent), 26 * 3600000 - 77760000);
	/* On Tuesday unit 2 does not come; the fourth, at 04:04, waits for Wednesday's unit 1. */
	CHECK_NUMBER(after(&one, 3, fate[3].sent), 50 * 3600000 - 101088000);
	CHECK(one.measure.all.never == 0 && one.run.busy[0] + one.run.busy[1] <= one.run.duty);
	/* 02:24 to 03:36, 04:00 to 05:00, Tuesday 02:00 to 03:00, Wednesday from 02:00 until it is back and the run ends. */
	CHECK_NUMBER(one.measure.duty_ms, 72 * 60000 + 2 * 3600000 + 345600 + 864000 + 691200);
	case_result_close(&one);
	/* Nobody ever comes on: the run ends all the same. */
	one = run_case(&city, cards_text, "");
	CHECK(one.status == STATUS_OK && one.measure.all.never == 4);
	case_result_close(&one);
	/* By the clock of New York, where it is summer until the first Sunday of November, 06:00 UTC: an hour earlier, then. */
	struct instant from;
	CHECK(instant_read("2026-10-31T05:00:00Z", &from) && gather_clock(&city, from, "America/New_York"));
	CHECK_NUMBER(city.clock_count, 2);
	CHECK_NUMBER(city_second(&city, 0), 5 * 86400 + 3600);
	CHECK_NUMBER(city_second(&city, 25 * 3600LL * city.network.ticks_per_s - 1), 6 * 86400 + 2 * 3600 - 1);
	CHECK_NUMBER(city_second(&city, 25 * 3600LL * city.network.ticks_per_s), 6 * 86400 + 3600);
	CHECK(!gather_clock(&city, from, "Nowhere/Never") && !gather_clock(&city, from, "../passwd"));
	city_close(&city);
}

/* All three stand at station 1; calls come at both ends. */
static void check_moves(void)
{
	static const char units[] = "ambulances\nindex,stationIndex\n1,1\n2,1\n3,1\n";
	struct city city = { 0 };
	if (!street_open(units,
	                 CALLS
	                 "1,1,0.00,0,0.1,0,0.01,0,-1,0\n2,1,0.04,0,0.2,0,0.01,0,-1,0\n3,1,0.04,0,0.3,0,0.01,0,-1,0\n",
	                 NULL, &city))
		return;
	struct case_result still = run_case(&city, NULL, "target=100"),
			   moved = run_case(&city, NULL, "target=100 moves=600");
	CHECK(still.run.moves == 0 && still.measure.all.within == 1);
	CHECK(moved.run.moves > 0 && moved.measure.all.within == 3 && moved.measure.moves == moved.run.moves);
	CHECK(moved.measure.covered_permille > still.measure.covered_permille);
	CHECK_NUMBER(after(&moved, 1, moved.run.outcomes[1].arrived), 0);
	case_result_close(&still);
	case_result_close(&moved);
	city_close(&city);
}

/* More kinds of units than have lines of their own, each two of twelve: the last ones wait in one line, and keep apart. */
static void check_many_kinds(void)
{
	struct buffer units = { 0 };
	struct city city = { 0 };
	unsigned count = 0;
	CHECK(buffer_append_text(&units, "ambulances\nindex,stationIndex,capabilities\n") == STATUS_OK);
	for (char a = 'a'; a < 'l'; a++)
		for (char b = (char)(a + 1); b <= 'l'; b++)
			CHECK(buffer_print(&units, "%u,1,%c+%c\n", ++count, a, b) == STATUS_OK);
	CHECK(count > SIMULATOR_KINDS_MAX && buffer_append(&units, bytes_of("", 1)) == STATUS_OK);
	/* Two of k+l, whom only the last unit is; between them one of j+l, the last but one, who is free first. */
	if (!street_open((const char *)units.at,
	                 CALLS "1,1,0.00,0,0.1,0,0.02,0,-1,0\n2,3,0.00,0,0.101,0,0.001,0,-1,0\n"
	                       "3,1,0.00,0,0.102,0,0.001,0,-1,0\n",
	                 NULL, &city))
		return;
	struct case_result one = run_case(&city,
	                                  "plan: street\ncapabilities: [a, b, c, d, e, f, g, h, i, j, k, l]\ncards:\n"
	                                  "  - {name: one, priorities: 1, alarms: {1: [{need: [k, l]}]}}\n"
	                                  "  - {name: rest, alarms: {1: [{need: [j, l]}]}}\n",
	                                  "");
	const struct call_fate *fate = one.run.outcomes;
	CHECK(fate[0].unit == count && fate[1].unit == count - 1 && fate[2].unit == count);
	CHECK(fate[2].waited && fate[2].sent == fate[0].freed && fate[1].freed < fate[2].sent);
	case_result_close(&one);
	city_close(&city);
	buffer_close(&units);
}

/* Whoever covers from elsewhere when the hours end begins the next ones at home. */
static void check_moved_and_off(void)
{
	static const char units[] = "ambulances\nindex,stationIndex,shift\n1,1,02:00-03:00\n";
	struct city city = { 0 };
	/* Days 1 and 2 at 02:24 and 02:30, and day 3 half a minute after the hours began. */
	if (!street_open(units,
	                 CALLS "1,1,0.04,0,0.1,0,0.001,0,-1,0\n2,1,0.04,0,1.1041667,0,0.001,0,-1,0\n"
	                       "3,1,0.04,0,2.0836806,0,0.001,0,-1,0\n",
	                 NULL, &city))
		return;
	struct case_result one = run_case(&city, NULL, "target=100 moves=600");
	CHECK_NUMBER(after(&one, 0, one.run.outcomes[0].arrived), 4 * 86400);
	CHECK_NUMBER(after(&one, 1, one.run.outcomes[1].arrived), 0);
	CHECK_NUMBER(after(&one, 2, one.run.outcomes[2].arrived), 4 * 86400);
	/* After the first call, at the beginning of day 2, after its call; after the last nobody is moved. */
	CHECK_NUMBER(one.run.moves, 3);
	case_result_close(&one);
	city_close(&city);
}

/* In New York clocks go back on 2026-11-01, when it is 02:00 and then 01:00 again: whoever begins at 01:30 does so twice. */
static void check_clock(void)
{
	static const char units[] = "ambulances\nindex,stationIndex,shift\n1,1,sun 01:30-01:45\n";
	struct city city = { 0 };
	struct instant from;
	if (!street_open(units,
	                 CALLS "1,1,0.00,0,1.0,0,0.001,0,-1,0\n2,1,0.00,0,1.08,0,0.001,0,-1,0\n"
	                       "3,1,0.00,0,1.12,0,0.001,0,-1,0\n",
	                 NULL, &city))
		return;
	CHECK(instant_read("2026-10-31T04:00:00Z", &from) && gather_clock(&city, from, "America/New_York"));
	struct case_result one = run_case(&city, NULL, "");
	CHECK_NUMBER(city_ms(&city, one.run.outcomes[0].sent), (25 * 60 + 30) * 60000);
	CHECK_NUMBER(city_ms(&city, one.run.outcomes[1].sent), (26 * 60 + 30) * 60000);
	CHECK_NUMBER(city_ms(&city, one.run.outcomes[2].sent), ((26 + 168) * 60 + 30) * 60000LL);
	case_result_close(&one);
	city_close(&city);
}

int main(void)
{
	check_several();
	check_shortage();
	check_sent_on();
	check_hours();
	check_shifts();
	check_moves();
	check_many_kinds();
	check_moved_and_off();
	check_clock();
	return check_done();
}
