/* As many of each thing as a plan may have, and one more. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "dispatch/run_card.h"

#include "plans.h"

#define LAST_CARD "cards: [{name: rest, alarms: {1: [{need: any}]}}]\n"

/* `before` and `after` stand once; of `item`, which may have its number in it, there are many. */
static const struct {
	unsigned most;
	const char *before, *item, *after, *told;
} limits[] = {
	{ PLAN_CAPABILITIES_MAX, "capabilities: [", "c%u, ", "]\n" LAST_CARD, "a plan has at most 64 capabilities" },
	{ PLAN_TYPES_MAX, "types: [", "t%u, ", "]\n" LAST_CARD, NULL },
	{ PLAN_AREAS_MAX, "areas: [", "{name: a%u, polygon: [[0,0],[1,0],[0,1]]}, ", "]\n" LAST_CARD, NULL },
	{ PLAN_RINGS_MAX, "areas: [{name: a, geometry: {type: Polygon, coordinates: [", "[[0,0],[1,0],[0,1]], ",
	  "]}}]\n" LAST_CARD, NULL },
	{ PLAN_POINTS_MAX - 3, "areas: [{name: a, polygon: [[0,0],[1,0],[0,1], ", "[2,2], ", "]}]\n" LAST_CARD, NULL },
	{ PLAN_CREWS_MAX, "crews: [", "{name: c, units: [a%u, b%u]}, ", "]\n" LAST_CARD, NULL },
	{ PLAN_CREW_UNITS_MAX, "crews: [{name: c, units: [", "u%u, ", "]}]\n" LAST_CARD, NULL },
	{ PLAN_CARDS_MAX - 1, "cards: [", "{name: c%u, types: t%u, alarms: {1: []}}, ",
	  "{name: rest, alarms: {1: [{need: any}]}}]\n", NULL },
	{ PLAN_PATTERNS_MAX, "cards: [{name: c, types: [", "t%u, ",
	  "], alarms: {1: []}}, {name: rest, alarms: {1: [{need: any}]}}]\n", NULL },
	{ PLAN_NUMBERS_MAX, "areas: [{name: a, polygon: [[0,0],[1,0],[0,1]]}]\ncards: [{name: c, areas: [", "a, ",
	  "], alarms: {1: []}}, {name: rest, alarms: {1: [{need: any}]}}]\n", NULL },
	{ PLAN_AGENCIES_MAX, "mutual_aid: [", "a%u, ", "]\n" LAST_CARD, NULL },
	{ PLAN_NEEDS_MAX / 100 - 1, "cards: [", "{name: c%u, types: t%u, alarms: {1: [&]}}, ",
	  "{name: rest, alarms: {1: [{need: any}]}}]\n", NULL },
	{ PLAN_ADVICE_MAX, "advice: [", "{type: t%u, words: w}, ", "]\n" LAST_CARD, NULL },
	{ PLAN_WORDS_MAX, "advice: [{type: t, words: [", "w%u, ", "]}]\n" LAST_CARD, NULL },
	{ PLAN_DEMAND_CELLS_MAX, "demand: {from: x, cells: [", "[1,1,1], ", "]}\n" LAST_CARD, NULL },
	{ PLAN_ROWS_MAX, "cards: [{name: rest, alarms: {1: [", "{need: any}, ", "]}}]\n",
	  "at most 256 in 128 are sent" },
};

static char *text_of(size_t row, unsigned count)
{
	struct buffer text = { 0 };
	CHECK(buffer_print(&text, "plan: p\n%s", limits[row].before) == STATUS_OK);
	for (unsigned i = 0; i < count; i++) {
		for (const char *at = limits[row].item; *at; at++) {
			enum status status = STATUS_OK;
			if (at[0] == '%' && at[1] == 'u') {
				status = buffer_print(&text, "%u", i);
				at++;
			} else if (*at == '&') {
				for (unsigned k = 0; k < 100 && status == STATUS_OK; k++)
					status = buffer_append_text(&text, "{need: any},");
			} else {
				status = buffer_append(&text, bytes_of(at, 1));
			}
			if (status != STATUS_OK)
				CHECK(status == STATUS_OK);
		}
	}
	CHECK(buffer_append_text(&text, limits[row].after) == STATUS_OK);
	CHECK(buffer_append(&text, bytes_of("", 1)) == STATUS_OK);
	return (char *)text.at;
}

int main(void)
{
	for (size_t row = 0; row < sizeof limits / sizeof *limits; row++)
		for (unsigned more = 0; more < 2; more++) {
			struct problems problems = { 0 }, warnings = { 0 };
			struct plan plan = { 0 };
			char told[64];
			char *text = text_of(row, limits[row].most + more);
			enum status status = run_card_read(bytes_of_text(text), "plan", &problems, &warnings, &plan);
			CHECK(buffer_append(&problems.text, bytes_of("", 1)) == STATUS_OK);
			(void)snprintf(told, sizeof told, "a plan has at most ");
			const char *wanted = limits[row].told ? limits[row].told : told;
			if (!CHECK((strstr((const char *)problems.text.at, wanted) != NULL) == (more == 1)))
				(void)fprintf(stderr, "  limit %zu, %u more: %s\n", row, more,
				              (const char *)problems.text.at);
			CHECK(more ? status == STATUS_MALFORMED : status != STATUS_LIMIT);
			run_card_close(&plan);
			buffer_close(&problems.text);
			buffer_close(&warnings.text);
			free(text);
		}
	return check_done();
}
