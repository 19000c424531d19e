/* Plan files: what is taken, what is wrong with its line and column, and what is never used. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "dispatch/run_card.h"

#include "dispatch/rule.h"

#include "plans.h"

static void check_problem(const char *text, const char *wanted)
{
	struct problems problems = { 0 }, warnings = { 0 };
	struct plan plan = { 0 };
	CHECK(run_card_read(bytes_of_text(text), "plan", &problems, &warnings, &plan) == STATUS_MALFORMED);
	CHECK(buffer_append(&problems.text, bytes_of("", 1)) == STATUS_OK);
	if (!CHECK(strstr((const char *)problems.text.at, wanted) != NULL))
		(void)fprintf(stderr, "  got    %s  wanted %s\n", (const char *)problems.text.at, wanted);
	buffer_close(&problems.text);
	buffer_close(&warnings.text);
}

/* A card with these keys, on line 6. */
#define CARD_PROBLEM(KEYS, WANTED) check_problem(PLAN_HEAD "cards:\n  - {" KEYS "}\n" PLAN_LAST, WANTED)
#define ROW_PROBLEM(KEYS, WANTED) CARD_PROBLEM("name: c, alarms: {1: [{" KEYS "}]}", WANTED)
#define TOP_PROBLEM(LINE, WANTED) check_problem(PLAN_HEAD LINE "\ncards:\n" PLAN_LAST, WANTED)

static void check_warning(const char *text, const char *wanted)
{
	char *warnings;
	struct plan plan = plan_of(text, &warnings);
	if (!CHECK(wanted ? strstr(warnings, wanted) != NULL : !*warnings))
		(void)fprintf(stderr, "  got    %s  wanted %s\n", warnings, wanted ? wanted : "none");
	free(warnings);
	run_card_close(&plan);
}

static void check_good(void)
{
	struct plan plan =
	    plan_of(PLAN_HEAD "crews: [{name: a, units: [E1, L1]}, {name: b, units: [E2, L2]}]\n"
	                      "mutual_aid: [north, south]\ncrew_check_s: 900\nlasts_s: 3000\n"
	                      "dispatch: {turn_out_s: {station: 80}, stale_s: 9, rules: {4: keep_coverage}}\n"
	                      "coverage: {target_s: 300, busy_permille: 0}\n"
	                      "demand: {from: our calls of 2025, cells: [[-9.1, 38.5, 499], [0.0000001, -0.5, 1]]}\n"
	                      "special: [{name: s, areas: sq, from_alarm: 2, send: [{need: als}]}]\n"
	                      "cards:\n"
	                      "  - name: fire\n"
	                      "    types: [fire.*, gas]\n"
	                      "    priorities: [1, 3]\n"
	                      "    areas: [sq]\n"
	                      "    mutual_aid: south\n"
	                      "    crew_check_s: 60\n"
	                      "    lasts_s: 4000\n"
	                      "    alarms:\n"
	                      "      1: [{need: [engine, als], count: 2, crew: 3, within_s: 240, mode: staged,\n"
	                      "          substitutes: [ladder, {need: als, penalty_s: 30}]}]\n"
	                      "      2: [{need: any}]\n" PLAN_LAST,
	            NULL);
	CHECK_NUMBER(plan.cards.count, 4);
	const struct demand_cell *cell = pool_item(&plan.demand, 2);
	CHECK_TEXT(plan.demand_from, "our calls of 2025");
	CHECK(plan.demand_calls == 500 && plan.demand.count == 3 && cell->calls == 1 && cell->at.lon_e7 == 1 &&
	      cell->at.lat_e7 == -5000000);
	const struct card *card = plan_card(&plan, 1);
	CHECK_TEXT(card->name, "fire");
	CHECK_NUMBER(card->line, 14);
	CHECK_NUMBER(card->when.priorities, 1 << 1 | 1 << 3);
	CHECK_NUMBER(card->alarms, 2);
	CHECK_NUMBER(card->crew_check_s, 60);
	CHECK_NUMBER(card->lasts_s, 4000);
	CHECK_NUMBER(plan.lasts_s, 3000);
	CHECK_NUMBER(card->agencies.count, 1);
	CHECK_NUMBER(plan.agencies_of_plan.count, 2);
	const struct requirement *need = plan_need(&plan, card->alarm[0].first);
	CHECK_NUMBER(need->capabilities, 1 | 4);
	CHECK(need->count == 2 && need->crew == 3 && need->within_s == 240 && need->mode == MODE_STAGED);
	CHECK_NUMBER(need->line, 22);
	CHECK_NUMBER(need->substitutes, 2);
	CHECK(need->substitute[0].capabilities == 2 && need->substitute[0].penalty_s == 0);
	CHECK(need->substitute[1].capabilities == 4 && need->substitute[1].penalty_s == 30);
	CHECK_NUMBER(plan_need(&plan, card->alarm[1].first)->capabilities, 0);
	CHECK_NUMBER(plan.special.first, 3);
	CHECK(plan_card(&plan, 3)->special && plan_card(&plan, 3)->alarms == 2);
	CHECK(run_card_crew(&plan, "E1") == 1 && run_card_crew(&plan, "L2") == 2 && !run_card_crew(&plan, "E9"));
	CHECK(run_card_capability(&plan, "als") == 4 && !run_card_capability(&plan, "boat"));
	CHECK_NUMBER(plan.dispatch.turn_out_s[READINESS_STATION], 80);
	CHECK_NUMBER(plan.dispatch.turn_out_s[READINESS_CALLED], 60);
	CHECK_NUMBER(plan.dispatch.stale_s, 9);
	CHECK_TEXT(rule_at(plan.dispatch.rule[4])->name, "keep_coverage");
	CHECK_TEXT(rule_at(plan.dispatch.rule[1])->name, "closest");
	CHECK(plan.dispatch.target_s == 300 && plan.dispatch.busy_permille == 0);
	run_card_close(&plan);
	CHECK(run_card_is(bytes_of_text("cards: 1")) && run_card_is(bytes_of_text("plan: 1")));
	CHECK(!run_card_is(bytes_of_text("data: x\nplan: y")) && !run_card_is(bytes_of_text("data: x")) &&
	      !run_card_is(bytes_of_text("plan")) && !run_card_is(bytes_of_text("")));
}

/* Every minute of the week, said another way. */
static void check_times(void)
{
	struct plan plan = plan_of(PLAN_HEAD "cards:\n"
	                                     "  - {name: a, times: [{days: sat-mon, from: \"22:00\", to: \"06:30\"}], "
	                                     "alarms: {1: []}}\n"
	                                     "  - {name: b, times: {days: [wed], from: 12:00}, alarms: {1: []}}\n"
	                                     "  - {name: c, times: {to: 06:00}, alarms: {1: []}}\n" PLAN_LAST,
	                           NULL);
	for (unsigned minute = 0; minute < WEEK_MINUTES; minute++) {
		unsigned day = minute / 1440, of_day = minute % 1440;
		bool evening = (day == 5 || day == 6 || day == 0) && of_day >= 22 * 60;
		bool morning = (day == 6 || day == 0 || day == 1) && of_day < 6 * 60 + 30;
		bool fits[] = { evening || morning, day == 2 && of_day >= 720, of_day < 360 };
		for (unsigned card = 0; card < 3; card++) {
			const struct week *week = pool_item(&plan.weeks, plan_card(&plan, card + 1)->when.week);
			if (week_has(week, minute) != fits[card])
				CHECK_NUMBER(minute, -1);
		}
	}
	CHECK_NUMBER(plan_card(&plan, 4)->when.week, 0);
	run_card_close(&plan);
}

/* Points on a grid against a plain reading of each shape. */
static void check_areas(void)
{
	struct plan plan = plan_of(
	    "plan: p\nareas:\n"
	    "  - {name: ring, geometry: {\"type\": \"Polygon\", \"coordinates\": [[[0,0],[4,0],[4,4],[0,4],[0,0]],\n"
	    "      [[1,1],[3,1],[3,3],[1,3]]]}}\n"
	    "  - {name: two, geometry: {type: MultiPolygon, coordinates: [[[[0,0],[1,0],[0,1]]], "
	    "[[[2,2],[4,2],[2,4]]]]}}\n"
	    "  - {name: far, polygon: [[-180.0, -90], [0, -89.99999995], [-0.00000004, 90.000000000000000, 12]]}\n"
	    "cards:\n" PLAN_LAST,
	    NULL);
	for (int x = -1; x <= 10; x++)
		for (int y = -1; y <= 10; y++) {
			struct road_node at = { y * 5000000, x * 5000000 };
			bool square = x >= 0 && x <= 8 && y >= 0 && y <= 8;
			bool hole = x > 2 && x < 6 && y > 2 && y < 6;
			CHECK(run_card_holds(&plan, plan_area(&plan, 1), at) == (square && !hole));
			bool one = x >= 0 && y >= 0 && x + y <= 2, other = x >= 4 && y >= 4 && x + y <= 12;
			CHECK(run_card_holds(&plan, plan_area(&plan, 2), at) == (one || other));
		}
	const struct area *far = plan_area(&plan, 3);
	CHECK_NUMBER(far->least.lat_e7, -900000000);
	CHECK_NUMBER(far->most.lon_e7, 0);
	CHECK(run_card_holds(&plan, far, (struct road_node){ -899999999, -1000000000 }));
	CHECK(!run_card_holds(&plan, far, (struct road_node){ 0, -1800000000 }));
	run_card_close(&plan);
}

static void check_names(void)
{
	check_problem("", "plan:1:1:");
	check_problem("[a]", "keys with values are expected here");
	check_problem("cards:\n" PLAN_LAST, "plan:1:1: a plan needs a name");
	TOP_PROBLEM("demand: {from: x, cells: [[1, 1, 499]]}", "plan:5:10: these are 499 calls; with fewer than 500 ");
	TOP_PROBLEM("demand: {cells: [[1, 1, 500]]}", "from what?");
	TOP_PROBLEM("demand: {from: x, cells: [[1, 1]]}", "[longitude, latitude, calls] is expected here");
	TOP_PROBLEM("demand: {from: x, cells: [[1, 91, 500]]}", "[longitude, latitude, calls] is expected here");
	TOP_PROBLEM("demand: {from: x, cells: [[1, 1, 500, 1]]}", "[longitude, latitude, calls] is expected here");
	TOP_PROBLEM("demand: {from: x, cells: [[1, 1, 0]]}", "from 1 to 200000");
	TOP_PROBLEM("demand: {from: x, cells: [[1, 1, 200001]]}", "from 1 to 200000");
	TOP_PROBLEM("plans: 1", "plan:5:1: plans is not known here; plan, zone, capabilities, types, ");
	check_problem("plan: p\nplan: q\ncards:\n" PLAN_LAST, "plan:2:1: ");
	check_problem("plan: p\nzone: /etc/passwd\ncards:\n" PLAN_LAST, "plan:2:7: a zone of the IANA database");
	check_problem("plan: p\ncapabilities: [a, a]\ncards:\n" PLAN_LAST, "plan:2:19: a is named twice");
	check_problem("plan: p\ncapabilities: [any]\ncards:\n" PLAN_LAST, "plan:2:16: any means every unit");
	TOP_PROBLEM("types: [a, b, a]", "plan:5:15: a is named twice");
	TOP_PROBLEM("types: [aaaaaaaaaaaaaaaaaaaaaaaa]", "plan:5:9: a text of 1 to 23 bytes");
	TOP_PROBLEM("crews: [{name: a, units: [E1]}]", "plan:5:10: a crew that takes one unit or another has two");
	TOP_PROBLEM("crews: [{name: a, units: [E1, E1]}]", "plan:5:31: E1 has a crew already");
	TOP_PROBLEM("dispatch: {turn_out_s: {home: 1}}", "plan:5:25: station, street, called, driving or working");
	TOP_PROBLEM("dispatch: {rules: {1: nearest}}", "plan:5:23: nearest is no rule; closest and keep_coverage are");
	TOP_PROBLEM("dispatch: {rules: {5: closest}}", "plan:5:20: a whole number from 1 to 4");
	TOP_PROBLEM("coverage: {busy_permille: 1000}", "plan:5:27: a whole number from 0 to 999");
}

static void check_shapes(void)
{
	check_problem("plan: p\nareas: [{name: a, polygon: [[0, 0], [1, 1], [0, 0]]}]\ncards:\n" PLAN_LAST,
	              "plan:2:30: a ring of at least three points");
	check_problem("plan: p\nareas: [{name: a, polygon: [[0, 0], [1, 0], [2, 0]]}]\ncards:\n" PLAN_LAST,
	              "it encloses nothing");
	check_problem("plan: p\nareas: [{name: a, polygon: [[-100, 0], [100, 0], [0, 9]]}]\ncards:\n" PLAN_LAST,
	              "wider than half the world");
	static const char *const wrong[] = {
		"181, 0", "0, 91", "1e1, 0", "1., 0", "--1, 0", "1", "1, 2, 3, 4", "a, b"
	};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		char text[200];
		(void)snprintf(text, sizeof text,
		               "plan: p\nareas: [{name: a, polygon: [[%s], [1, 0], [2, 5]]}]\ncards:\n" PLAN_LAST,
		               wrong[i]);
		check_problem(text, "plan:2:30: [longitude, latitude] in degrees");
	}
	TOP_PROBLEM("areas: []", "plan:5:1: ");
	check_problem("plan: p\nareas: [{name: a}]\ncards:\n" PLAN_LAST, "plan:2:10: an area needs a name, and a");
	check_problem("plan: p\nareas: [{name: a, geometry: {type: Point}}]\ncards:\n" PLAN_LAST,
	              "plan:2:30: a GeoJSON geometry");
}

static void check_cards(void)
{
	CARD_PROBLEM("name: c", "plan:6:6: a card needs a name and alarms");
	CARD_PROBLEM("alarms: {1: []}", "plan:6:6: a card needs a name and alarms");
	CARD_PROBLEM("name: rest, types: x, alarms: {1: []}", "plan:7:6: rest is named twice; the first is on line 6");
	CARD_PROBLEM("name: c, types: [f*re], alarms: {1: []}", "plan:6:23: a * stands for all that follows");
	CARD_PROBLEM("name: c, types: [], alarms: {1: []}", "call types are expected here");
	CARD_PROBLEM("name: c, priorities: [0], alarms: {1: []}", "plan:6:28: a whole number from 1 to 4");
	CARD_PROBLEM("name: c, priorities: [], alarms: {1: []}", "priorities are expected here");
	CARD_PROBLEM("name: c, areas: [sea], alarms: {1: []}", "plan:6:23: sea is no area of this plan");
	CARD_PROBLEM("name: c, times: [{days: [mo]}], alarms: {1: []}", "plan:6:31: a day is expected here");
	CARD_PROBLEM("name: c, times: [{from: 25:00}], alarms: {1: []}", "plan:6:30: a time of day is expected");
	CARD_PROBLEM("name: c, times: [{from: 7:00}], alarms: {1: []}", "plan:6:30: a time of day is expected");
	CARD_PROBLEM("name: c, times: [{from: \"07:00\", to: \"07:00\"}], alarms: {1: []}", "it ends when it begins");
	CARD_PROBLEM("name: c, times: [], alarms: {1: []}", "times are expected here");
	check_problem("plan: p\ncards:\n  - {name: c, times: {from: \"07:00\"}, alarms: {1: []}}\n" PLAN_LAST,
	              "plan:3:23: by which clock?");
	CARD_PROBLEM("name: c, alarms: {2: []}", "plan:6:24: alarm 1 is expected here");
	CARD_PROBLEM("name: c, alarms: {1: [], 3: []}", "plan:6:31: alarm 2 is expected here");
	CARD_PROBLEM("name: c, alarms: {1: [], 10: []}", "plan:6:31: a whole number from 1 to 9");
	CARD_PROBLEM("name: c, alarms: {1: {need: any}}", "a list of rows is expected here");
	CARD_PROBLEM("name: c, send: [], alarms: {1: []}", "plan:6:15: send is not known here; name, types, ");
	ROW_PROBLEM("count: 2", "plan:6:29: a row needs a need");
	ROW_PROBLEM("need: boat", "plan:6:35: boat is no capability of this plan");
	ROW_PROBLEM("need: []", "capabilities are expected here, or any");
	ROW_PROBLEM("need: any, count: 51", "plan:6:47: a whole number from 1 to 50");
	ROW_PROBLEM("need: any, mode: fast", "plan:6:46: lights, quiet or staged");
	ROW_PROBLEM("need: als, substitutes: [any]", "plan:6:54: any cannot stand in");
	ROW_PROBLEM("need: als, substitutes: [{penalty_s: 9}]", "plan:6:55: a substitute needs a need");
	ROW_PROBLEM("need: als, substitutes: [als,als,als,als,als,als,als,als,als]", "at most 8 substitutes");
	check_problem(PLAN_HEAD "cards:\n  - {name: c, types: x, alarms: {1: [{need: any}]}}\n",
	              "plan:6:6: the last card");
	check_problem(PLAN_HEAD "cards:\n  - {name: c, alarms: {1: []}}\n", "plan:6:6: the last card must fit every");
	check_problem(PLAN_HEAD "cards: []\n", "the last card must fit every call");
	check_problem(PLAN_HEAD, "the last card must fit every call");
}

/* As many as one answer may ask for, and one more. */
static void check_slots_max(void)
{
	struct buffer text = { 0 };
	CHECK(buffer_append_text(&text, PLAN_HEAD
	                         "cards:\n  - {name: c, types: x, alarms: {1: [{need: any, count: 6}") == STATUS_OK);
	for (unsigned i = 0; i < 5; i++)
		CHECK(buffer_append_text(&text, ", {need: any, count: 50}") == STATUS_OK);
	size_t length = text.length;
	CHECK(buffer_append(&text, bytes_of("]}}\n" PLAN_LAST, sizeof "]}}\n" PLAN_LAST)) == STATUS_OK);
	check_warning((const char *)text.at, "plan:4:10: warning: no card names sq\n");
	text.length = length;
	CHECK(buffer_append(&text, bytes_of(", {need: als}]}}\n" PLAN_LAST, sizeof ", {need: als}]}}\n" PLAN_LAST)) ==
	      STATUS_OK);
	check_problem((const char *)text.at,
	              "plan:6:6: with its alarms and what special areas add it asks for 257 units");
	buffer_close(&text);
}

static void check_warnings(void)
{
#define TWO(FIRST, SECOND)                                                                                             \
	PLAN_HEAD "cards:\n  - {name: a, " FIRST ", alarms: {1: []}}\n  - {name: b, " SECOND ", alarms: {1: []}}\n"    \
		  "  - {name: c, areas: sq, priorities: 4, alarms: {1: []}}\n" PLAN_LAST
	static const char never[] = "plan:7:6: warning: b is never used: a on line 6 fits all that it does";
	check_warning(TWO("types: [fire.*, x]", "types: [fire.house, x]"), never);
	check_warning(TWO("types: [f*]", "types: [fire.*]"), never);
	check_warning(TWO("types: '*'", "areas: sq, priorities: 1"), never); /* a call of no type fits * too */
	check_warning(TWO("types: '*', priorities: 2", "areas: sq, priorities: 1"), NULL);
	check_warning(TWO("types: [fire.*]", "types: [f*]"), NULL);
	check_warning(TWO("types: [fire]", "types: [fire.*]"), NULL);
	check_warning(TWO("types: x, areas: sq", "types: x"), NULL);
	check_warning(TWO("types: x, priorities: [1, 2]", "types: x, priorities: 2"), never);
	check_warning(TWO("types: x, priorities: 2", "types: x, priorities: [1, 2]"), NULL);
	check_warning(TWO("types: x, times: {days: mon-fri}", "types: x, times: {days: tue, to: 09:00}"), never);
	check_warning(TWO("types: x, times: {days: mon-sun}", "types: x"), never);
	check_warning(TWO("types: x, times: {days: mon-sat}", "types: x"), NULL);
	check_warning(PLAN_HEAD "cards:\n" PLAN_LAST, "plan:4:10: warning: no card names sq");
	check_warning(
	    "plan: p\ntypes: [fire.a, gas]\ncards:\n  - {name: a, types: [fire.*, wate*], alarms: {1: []}}\n" PLAN_LAST,
	    "plan:2:17: warning: gas has no card of its own");
	check_warning("plan: p\ntypes: [fire.a, gas]\ncards:\n  - {name: a, types: fire.*, alarms: {1: []}}\n"
	              "  - {name: b, types: [wate*], alarms: {1: []}}\n" PLAN_LAST,
	              "plan:5:23: warning: wate* fits none of the plan's types");
	check_warning("plan: p\ntypes: gas\ncards:\n  - {name: a, types: gas, alarms: {1: []}}\n" PLAN_LAST
	              "special:\n  - {name: s, types: [gas, gaz], send: []}\n",
	              "plan:7:28: warning: gaz fits none of the plan's types");
}

static void check_speeds(void)
{
	struct plan plan = plan_of(PLAN_HEAD "speeds:\n"
	                                     "  - {name: rush, roads: [motorway, primary], percent: 60, areas: sq,\n"
	                                     "     times: [{days: mon-fri, from: \"07:00\", to: \"09:30\"}]}\n"
	                                     "  - {name: winter, percent: 99}\n"
	                                     "cards:\n" PLAN_LAST,
	                           NULL);
	CHECK_NUMBER(plan.speeds.count, 3);
	const struct speed *rush = plan_speed(&plan, 1), *winter = plan_speed(&plan, 2);
	CHECK_TEXT(rush->name, "rush");
	CHECK_NUMBER(rush->roads, 1u << ROAD_CLASS_MOTORWAY | 1u << ROAD_CLASS_PRIMARY);
	CHECK(rush->percent == 60 && rush->areas.count == 1 && rush->week);
	CHECK(week_has(pool_item(&plan.weeks, rush->week), 7 * 60) &&
	      !week_has(pool_item(&plan.weeks, rush->week), 9 * 60 + 30) &&
	      !week_has(pool_item(&plan.weeks, rush->week), 5 * 1440 + 7 * 60));
	CHECK(winter->roads == UINT32_MAX && !winter->week && !winter->areas.count);
	run_card_close(&plan);
	TOP_PROBLEM("speeds: [{name: a, percent: 0}]", "expected");
	TOP_PROBLEM("speeds: [{name: a, percent: 100}]", "expected");
	TOP_PROBLEM("speeds: [{name: a}]", "a name and a percent are needed");
	TOP_PROBLEM("speeds: [{percent: 5}]", "a name and a percent are needed");
	TOP_PROBLEM("speeds: [{name: a, percent: 5, roads: street}]", ":39: a class of roads is expected here");
	TOP_PROBLEM("speeds: [{name: a, percent: 5, roads: []}]", "classes of roads are expected here");
	TOP_PROBLEM("speeds: [{name: a, percent: 5, areas: nowhere}]", "nowhere is no area of this plan");
	struct buffer many = { 0 };
	for (unsigned i = 0; i <= PLAN_SPEEDS_MAX; i++)
		CHECK(buffer_print(&many, "%s{name: a, percent: 5}", i ? ", " : PLAN_HEAD "speeds: [") == STATUS_OK);
	CHECK(buffer_append_text(&many, "]\ncards:\n" PLAN_LAST) == STATUS_OK);
	CHECK(buffer_append(&many, bytes_of("", 1)) == STATUS_OK);
	check_problem((const char *)many.at, "a plan has at most 100 of these");
	buffer_close(&many);
}

/* Words and scripts, and what is wrong with them. */
static void check_advice(void)
{
	struct plan plan =
	    plan_of(PLAN_HEAD "advice:\n  - {type: fire, words: [smoke, house fire], script: \"Get out.\"}\n"
	                      "  - {type: fall, words: fell}\ncards:\n" PLAN_LAST,
	            NULL);
	CHECK_NUMBER(plan.advice.count, 3);
	const struct type_advice *fire = plan_advice(&plan, 1);
	CHECK_TEXT(fire->type.text, "fire");
	CHECK_TEXT(fire->script, "Get out.");
	CHECK_NUMBER(fire->words.count, 2);
	CHECK_TEXT(plan_word(&plan, fire->words.first + 1), "house fire");
	CHECK_TEXT(plan_word(&plan, plan_advice(&plan, 2)->words.first), "fell");
	run_card_close(&plan);
	check_problem(PLAN_HEAD "advice: [{words: smoke}]\ncards:\n" PLAN_LAST, "which type?");
	check_problem(PLAN_HEAD "advice: [{type: a}]\ncards:\n" PLAN_LAST, "words or a script are expected");
	check_problem(PLAN_HEAD "advice: [{type: a, words: b}, {type: a, words: c}]\ncards:\n" PLAN_LAST,
	              "has its advice already");
}

int main(void)
{
	check_good();
	check_times();
	check_areas();
	check_names();
	check_shapes();
	check_cards();
	check_slots_max();
	check_warnings();
	check_speeds();
	check_advice();
	return check_done();
}
