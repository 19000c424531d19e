/* Which card a call gets, what it asks for, and what is said of it; the example plan beside small ones. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "dispatch/resolve.h"

#include "plans.h"

static struct question asked(const char *type, unsigned priority, unsigned alarm, unsigned minute)
{
	struct question question = { .priority = (uint8_t)priority,
		                     .alarm = (uint8_t)alarm,
		                     .minute = (uint16_t)minute };
	(void)snprintf(question.type.text, sizeof question.type.text, "%s", type);
	return question;
}

/* The card's name and its rows: "fire: engine x2, any x1". */
static void check_answer(const struct plan *plan, const struct question *question, const char *wanted)
{
	struct resolution resolution;
	struct buffer text = { 0 };
	resolve_question(plan, question, &resolution);
	CHECK(buffer_print(&text, "%s:", plan_card(plan, resolution.card)->name) == STATUS_OK);
	for (unsigned i = 0; i < resolution.rows; i++) {
		const struct requirement *need = resolution.row[i].need;
		const char *name = "any";
		for (unsigned c = 0; c < plan->capabilities; c++)
			if (need->capabilities >> c & 1)
				name = plan->capability[c].text;
		CHECK(buffer_print(&text, " %sx%u/%u", name, need->count, resolution.row[i].alarm) == STATUS_OK);
	}
	CHECK(buffer_append(&text, bytes_of("", 1)) == STATUS_OK);
	CHECK_TEXT((const char *)text.at, wanted);
	buffer_close(&text);
}

static void check_words(const struct plan *plan, const struct question *question, const char *wanted)
{
	struct resolution resolution;
	struct buffer text = { 0 };
	resolve_question(plan, question, &resolution);
	CHECK(resolve_words(plan, question, &resolution, &text) == STATUS_OK);
	CHECK(buffer_append(&text, bytes_of("", 1)) == STATUS_OK);
	CHECK_TEXT((const char *)text.at, wanted);
	buffer_close(&text);
}

static const char cards[] =
    PLAN_HEAD "mutual_aid: [north, south]\ncrew_check_s: 900\n"
	      "cards:\n"
	      "  - {name: house, types: fire.house, areas: sq, crew_check_s: 60, lasts_s: 4000, mutual_aid: [south],\n"
	      "     alarms: {1: [{need: engine, count: 2}], 2: [{need: ladder}]}}\n"
	      "  - {name: urgent, types: [gas, fire.*], priorities: 1, alarms: {1: [{need: engine}]}}\n"
	      "  - {name: night, types: fire.*, times: {from: \"22:00\", to: \"06:00\"}, "
	      "alarms: {1: [{need: ladder}]}}\n" PLAN_LAST "special:\n"
	      "  - {name: big, types: fire.*, from_alarm: 2, send: [{need: als, count: 2}]}\n"
	      "  - {name: square, areas: sq, priorities: [1, 2], send: [{need: any}]}\n"
	      "lasts_s: 3000\n";

static void check_cards(void)
{
	struct plan plan = plan_of(cards, NULL);
	struct question question = asked("fire.house", 2, 1, 12 * 60);
	check_answer(&plan, &question, "rest: anyx1/1");
	question.placed = true;
	check_answer(&plan, &question, "house: enginex2/1 anyx1/1");
	question.alarm = 2;
	check_answer(&plan, &question, "house: enginex2/1 ladderx1/2 alsx2/2 anyx1/1");
	question.alarm = 9;
	check_answer(&plan, &question, "house: enginex2/1 ladderx1/2 alsx2/2 anyx1/1");
	question.priority = 3;
	question.alarm = 0;
	check_answer(&plan, &question, "house: enginex2/1");
	question.at.lat_e7 = 30000000;
	check_answer(&plan, &question, "rest: anyx1/1");
	question.minute = 23 * 60;
	check_answer(&plan, &question, "night: ladderx1/1");
	question.priority = 0;
	check_answer(&plan, &question, "urgent: enginex1/1");
	question = asked("", 4, 1, 0);
	check_answer(&plan, &question, "rest: anyx1/1");
	question = asked("gas.leak", 1, 1, 0);
	check_answer(&plan, &question, "rest: anyx1/1");
	run_card_close(&plan);
}

static void check_reasons(void)
{
	struct plan plan = plan_of(cards, NULL);
	struct question question = asked("fire.house", 2, 3, 1440 + 23 * 60);
	struct resolution resolution;
	check_words(&plan, &question,
	            "card night, line 11; type fire.house fits fire.*; Tue 23:00\n"
	            "the place is not known; card house, line 8, may be meant\n"
	            "alarm 3 adds nothing: the card ends at 1\n"
	            "big, line 14, adds\n");
	resolve_question(&plan, &question, &resolution);
	CHECK(resolution.lasts_s == 3000 && resolution.crew_check_s == 900 && resolution.agencies.count == 2 &&
	      resolution.beyond);
	question.placed = true;
	question.alarm = 2;
	check_words(
	    &plan, &question,
	    "card house, line 8; type fire.house fits fire.house; in sq\nbig, line 14, adds\nsquare, line 15, adds\n");
	resolve_question(&plan, &question, &resolution);
	CHECK(resolution.lasts_s == 4000 && resolution.crew_check_s == 60 && resolution.agencies.count == 1 &&
	      !resolution.beyond);
	CHECK_TEXT(((const struct wire_name *)pool_item(&plan.agencies, resolution.agencies.first))->text, "south");
	question = asked("gas", 0, 0, 0);
	check_words(&plan, &question, "card urgent, line 10; type gas fits gas; priority unknown, taken as 1\n");
	run_card_close(&plan);
}

/* A card that a policy names is the one whatever the call is; special ones add all the same, and are no cards to be named. */
static void check_named(void)
{
	struct plan plan = plan_of(cards, NULL);
	struct question question = asked("gas.leak", 1, 2, 0);
	question.card = (struct wire_name){ "house" };
	check_answer(&plan, &question, "house: enginex2/1 ladderx1/2");
	check_words(&plan, &question, "card house, line 8; the policy names it\n");
	question = asked("fire.house", 2, 2, 12 * 60);
	question.card = (struct wire_name){ "night" };
	check_answer(&plan, &question, "night: ladderx1/1 alsx2/2");
	question.card = (struct wire_name){ "big" };
	check_answer(&plan, &question, "rest: anyx1/1 alsx2/2");
	check_words(&plan, &question,
	            "card rest, line 12\nthe policy names card big, which the plan does not have\n"
	            "the place is not known; card house, line 8, may be meant\n"
	            "alarm 2 adds nothing: the card ends at 1\nbig, line 14, adds\n");
	CHECK(!run_card_fault(&plan, "house") && !run_card_fault(&plan, "rest"));
	CHECK(run_card_fault(&plan, "big") && run_card_fault(&plan, "no such") && run_card_fault(&plan, ""));
	run_card_close(&plan);
}

/* For any question whatever there is an answer, and it is the first card that a plain reading finds. */
static void check_any(const char *path)
{
	static const char *const types[] = { "fire.structure",  "alarm.fire", "medical.fall",
		                             "violence.weapon", "",           "zoo" };
	struct buffer text = { 0 };
	if (!CHECK(buffer_reserve(&text, OUTLINE_MAX_BYTES) == STATUS_OK))
		return;
	FILE *file = fopen(path, "rb");
	if (!file) {
		CHECK_TEXT(path, "a file that can be read");
		return;
	}
	text.length = fread(text.at, 1, OUTLINE_MAX_BYTES - 1, file);
	text.at[text.length] = '\0';
	(void)fclose(file);
	struct plan plan = plan_of((const char *)text.at, NULL);
	struct question question = asked("fire.structure", 1, 2, 12 * 60);
	question.at = (struct road_node){ 387120000, -91300000 };
	question.placed = true;
	check_answer(&plan, &question,
	             "structure fire in the old town: enginex4/1 ladderx2/1 chiefx2/1 alsx1/1 enginex3/2 "
	             "ladderx1/2 blsx2/2");
	question.at.lat_e7 = 387000000;
	check_answer(&plan, &question,
	             "structure fire: enginex3/1 ladderx1/1 chiefx1/1 enginex2/2 ladderx1/2 alsx1/2 boatx1/2");
	for (size_t t = 0; t < sizeof types / sizeof *types; t++)
		for (unsigned priority = 0; priority <= PRIORITY_MAX; priority++)
			for (unsigned minute = 0; minute < WEEK_MINUTES; minute += 397) {
				struct resolution resolution;
				question = asked(types[t], priority, 1, minute);
				resolve_question(&plan, &question, &resolution);
				if (!resolution.rows || resolution.card >= plan.special.first)
					CHECK_NUMBER(minute, -1);
			}
	run_card_close(&plan);
	buffer_close(&text);
}

int main(int count, char **arguments)
{
	check_cards();
	check_reasons();
	check_named();
	if (count == 2)
		check_any(arguments[1]);
	return check_done();
}
