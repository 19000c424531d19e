/* A call from its card to the words about who goes; and the JSON of it, which another reader must write the same. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "dispatch/explain.h"

#include <jansson.h>

#include "plans.h"

#define UNITS 5u

static const char plan_text[] = PLAN_HEAD "dispatch: {turn_out_s: {station: 60}}\n"
					  "cards:\n"
					  "  - name: fire \"of\" a house\n"
					  "    types: fire.*\n"
					  "    areas: sq\n"
					  "    alarms:\n"
					  "      1: [{need: engine, within_s: 200, crew: 2}, {need: als, mode: staged, "
					  "substitutes: [{need: ladder}]}]\n" PLAN_LAST;

struct story {
	struct plan plan;
	struct question question;
	struct resolution resolution;
	const struct requirement *rows[PLAN_ROWS_MAX];
	struct candidate candidates[UNITS + EXPLAIN_CANDIDATES_MAX];
	struct request request;
	struct recommendation recommendation;
	struct explained explained;
};

static struct candidate unit_at(uint32_t unit, const char *name, uint64_t capabilities, uint32_t travel_s)
{
	struct candidate candidate = { .unit = unit,
		                       .capabilities = capabilities,
		                       .travel = travel_s * 10,
		                       .free_in_s = PROPOSE_UNKNOWN_S,
		                       .place = PROPOSE_NOWHERE,
		                       .crew = 4 };
	(void)snprintf(candidate.name.text, sizeof candidate.name.text, "%s", name);
	return candidate;
}

static void story_open(struct story *story)
{
	*story = (struct story){ .plan = plan_of(plan_text, NULL) };
	story->question = (struct question){ .type = { "fire.house" }, .placed = true, .priority = 2, .alarm = 1 };
	resolve_question(&story->plan, &story->question, &story->resolution);
	for (unsigned i = 0; i < story->resolution.rows; i++)
		story->rows[i] = story->resolution.row[i].need;
	story->candidates[0] = unit_at(12, "E12", 1, 190);
	story->candidates[1] = unit_at(3, "M3", 1, 50);
	story->candidates[1].position_age_s = 545;
	story->candidates[2] = unit_at(7, "L7", 2, 3540);
	story->candidates[2].whereabouts = WHEREABOUTS_STRAIGHT;
	story->candidates[3] = unit_at(8, "E8", 1, 20);
	story->candidates[3].readiness = READINESS_DRIVING;
	story->candidates[3].divertible = true;
	story->candidates[3].busy_with = 4;
	story->candidates[4] = unit_at(9, "E9", 1, 300);
	story->request = (struct request){ .settings = &story->plan.dispatch,
		                           .rows = story->rows,
		                           .row_count = story->resolution.rows,
		                           .candidates = story->candidates,
		                           .count = UNITS,
		                           .ticks_per_s = 10,
		                           .priority = 2 };
	story->explained = (struct explained){ &story->plan, &story->question, &story->resolution, &story->request,
		                               &story->recommendation };
}

static void story_propose(struct story *story)
{
	propose_close(&story->recommendation);
	CHECK(propose_units(&story->request, &story->recommendation) == STATUS_OK);
}

static void story_close(struct story *story)
{
	propose_close(&story->recommendation);
	run_card_close(&story->plan);
}

static void check_words(struct story *story, const char *wanted)
{
	struct buffer text = { 0 };
	CHECK(explain_words(&story->explained, &text) == STATUS_OK &&
	      buffer_append(&text, bytes_of("", 1)) == STATUS_OK);
	CHECK_TEXT((const char *)text.at, wanted);
	buffer_close(&text);
}

/* Canonical: what jansson reads it writes with sorted names as the same bytes, and no number has a fraction. */
static void check_canonical(struct story *story, const char *begin)
{
	struct buffer text = { 0 };
	CHECK(explain_json(&story->explained, &text) == STATUS_OK &&
	      buffer_append(&text, bytes_of("", 1)) == STATUS_OK);
	json_t *read = json_loads((const char *)text.at, JSON_REJECT_DUPLICATES, NULL);
	char *again = read ? json_dumps(read, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
	CHECK_TEXT((const char *)text.at, again);
	if (!CHECK(strncmp((const char *)text.at, begin, strlen(begin)) == 0))
		(void)fprintf(stderr, "  got %s\n", (const char *)text.at);
	free(again);
	json_decref(read);
	buffer_close(&text);
}

static void check_story(void)
{
	struct story story;
	story_open(&story);
	story_propose(&story);
	check_words(&story, "E12 in 4 min 10 s for engine, the closest of 3\n"
	                    "L7 in 1 h 0 min for als, standing in as ladder, staged; it is off every road, and its "
	                    "time a straight line's\n"
	                    "it will not be there in time: E12 for engine, 50 s too late\n"
	                    "a unit can be taken from a lesser call: E8 for engine, 3 min 50 s sooner\n"
	                    "E8 would be there in 20 s, but is at a lesser call, from which it can be taken\n"
	                    "M3 would be there in 1 min 50 s, but its position is 9 min 5 s old\n"
	                    "card fire \"of\" a house, line 7; type fire.house fits fire.*; in sq\n");
	check_canonical(&story,
	                "{\"candidates\":[{\"arrival_ms\":250000,\"crew\":4,\"name\":\"E12\",\"position\":\"road\","
	                "\"position_age_s\":0,\"readiness\":\"station\",\"reason\":\"chosen\",\"row\":0,\"unit\":12},");
	/* Nobody: the words say what is missing. */
	story.request.count = 0;
	story_propose(&story);
	check_words(&story, "not enough units can go: 1 more of engine\nnot enough units can go: 1 more of als\n"
	                    "card fire \"of\" a house, line 7; type fire.house fits fire.*; in sq\n");
	check_canonical(
	    &story, "{\"candidates\":[],\"card\":{\"area\":\"sq\",\"beyond\":false,\"line\":7,\"name\":\"fire "
		    "\\\"of\\\" a house\",\"placed\":true},\"notes\":[{\"kind\":\"short\",\"missing\":1,\"row\":0},");
	story_close(&story);
}

static void check_says(const struct story *story, const char *wanted)
{
	struct buffer words = { 0 };
	CHECK(explain_words(&story->explained, &words) == STATUS_OK);
	CHECK(buffer_append(&words, bytes_of("", 1)) == STATUS_OK);
	if (!CHECK(strstr((const char *)words.at, wanted) != NULL))
		(void)fprintf(stderr, "  got    %s", (const char *)words.at);
	buffer_close(&words);
}

/* More than are told one by one: the others are counted, and the array's order changes no byte. */
static void check_many(void)
{
	struct story story;
	struct buffer first = { 0 }, second = { 0 };
	static const uint32_t weight = 7, times = 5;
	struct coverage_map map = { &weight, NULL, &times, 1, 0, 1, 4800, 10, 300, 0 };
	story_open(&story);
	story.request.coverage = &map;
	story.request.count = UNITS + EXPLAIN_CANDIDATES_MAX;
	for (unsigned i = UNITS; i < story.request.count; i++) {
		story.candidates[i] = unit_at(100 + i, "X", 1, 400 + i);
		story.candidates[i].readiness = i % 2 ? READINESS_STREET : READINESS_OUT_OF_SERVICE;
		story.candidates[i].place = 0;
	}
	story_propose(&story);
	check_canonical(&story, "{\"candidates\":[{\"arrival_ms\":250000,");
	CHECK(explain_json(&story.explained, &first) == STATUS_OK);
	CHECK(buffer_append(&first, bytes_of("", 1)) == STATUS_OK);
	CHECK(strstr((const char *)first.at, "\"others\":{\"further\":2,\"out_of_service\":3}") != NULL);
	CHECK(strstr((const char *)first.at, "\"coverage\":{\"after\":{\"covered\":7,") != NULL);
	CHECK(strstr((const char *)first.at, "},\"past_calls\":0}") != NULL);
	check_says(&story, "of 1,000 calls, then 999; by the streets, not by past calls\n");
	map.calls = 1234;
	(void)snprintf(story.plan.demand_from, sizeof story.plan.demand_from, "our calls of 2025");
	check_says(&story, "; by 1234 past calls, our calls of 2025\n");
	map.calls = 0;
	for (size_t i = 0, k = story.request.count - 1; i < k; i++, k--) {
		struct candidate kept = story.candidates[i];
		story.candidates[i] = story.candidates[k];
		story.candidates[k] = kept;
	}
	story_propose(&story);
	CHECK(explain_json(&story.explained, &second) == STATUS_OK);
	CHECK(buffer_append(&second, bytes_of("", 1)) == STATUS_OK);
	CHECK_TEXT((const char *)second.at, (const char *)first.at);
	/* No room: nothing is left behind. */
	struct buffer small = { .cap = 100 };
	CHECK(explain_json(&story.explained, &small) == STATUS_LIMIT && small.length == 0);
	buffer_close(&small);
	buffer_close(&first);
	buffer_close(&second);
	story_close(&story);
}

static void check_spans(void)
{
	static const struct {
		uint64_t ms;
		const char *text;
	} rows[] = { { 0, "0 s" },
		     { 59999, "59 s" },
		     { 60000, "1 min" },
		     { 250000, "4 min 10 s" },
		     { 3599999, "59 min 59 s" },
		     { 7500000, "2 h 5 min" } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char text[EXPLAIN_SPAN_BYTES];
		explain_span(rows[i].ms, text);
		CHECK_TEXT(text, rows[i].text);
	}
}

int main(void)
{
	check_story();
	check_many();
	check_spans();
	return check_done();
}
