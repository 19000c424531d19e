/* All watches over one docket, and what is said of them: the text for people and the JSON agree with the rows. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/watch_text.h"

#include <jansson.h>

#include "audit/watch_world.h"

#define CALLS 3000u
#define CLOSERS 20u
#define BAD 7u /* the closer who sends nobody */

static struct world world;

static void fill(void)
{
	struct chance chance = world_chance(3);
	for (unsigned i = 0; i < CALLS; i++) {
		struct world_call call = world_call();
		call.type = 1 + (uint32_t)chance_below(&chance, 3);
		call.area = 1 + (uint32_t)chance_below(&chance, 5);
		call.closer = 1 + (uint32_t)chance_below(&chance, CLOSERS);
		call.taker = 1 + (uint32_t)chance_below(&chance, 9);
		call.priority_first = call.priority_last = 2;
		bool without = world_happens(&chance, call.closer == BAD ? 0.6 : 0.1);
		call.outcome = without ? DOCKET_IS_NO_UNIT : DOCKET_IS_SERVED;
		int32_t came_ms = (int32_t)(1000 * floor(480 * exp(0.5 * world_normal(&chance))));
		call.after_ms[DOCKET_ON_SCENE] = without ? DOCKET_NEVER : came_ms;
		call.contact_ms = INT64_C(1700000000000) + (int64_t)chance_below(&chance, 1000000) * 1000;
		world_add(&world, &call);
	}
}

static const json_t *by_name(const json_t *list, const char *name)
{
	size_t i;
	json_t *one;
	json_array_foreach(list, i,
	                   one) if (strcmp(json_string_value(json_object_get(one, "name")), name) == 0) return one;
	return NULL;
}

/* Every row of every part is there, in its order, with its numbers. */
static void check_json(const struct watch_run *run, const struct watch_input *input)
{
	struct buffer text = { 0 }, again = { 0 };
	CHECK(watch_text_json(run, input, &text) == STATUS_OK);
	CHECK(watch_text_json(run, input, &again) == STATUS_OK);
	CHECK(bytes_same(buffer_bytes(&text), buffer_bytes(&again)));
	json_t *root = json_loadb((const char *)text.at, text.length, 0, NULL);
	CHECK_NUMBER(json_integer_value(json_object_get(root, "marked")), run->marked);
	const json_t *watches = json_object_get(root, "watches");
	CHECK_NUMBER(json_array_size(watches), WATCH_COUNT);
	for (unsigned kind = 0; kind < WATCH_COUNT; kind++) {
		const struct watch_result *result = &run->result[kind];
		const json_t *parts = json_object_get(json_array_get(watches, kind), "parts");
		size_t row = 0;
		CHECK_NUMBER(json_array_size(parts), result->parts);
		for (uint32_t part = 0; part < result->parts; part++) {
			const json_t *rows = json_object_get(json_array_get(parts, part), "rows");
			for (size_t i = 0; i < json_array_size(rows); i++, row++) {
				const json_t *one = json_array_get(rows, i), *p = json_object_get(one, "p_adjusted");
				CHECK(result->row[row].part == part);
				CHECK_NUMBER(json_integer_value(json_object_get(one, "seen")), result->row[row].seen);
				CHECK(json_is_null(p) == isnan(result->row[row].p_adjusted));
				CHECK(json_is_null(p) || fabs(json_real_value(p) - result->row[row].p_adjusted) <=
				                             1e-11 * result->row[row].p_adjusted);
				CHECK(json_is_true(json_object_get(one, "marked")) == result->row[row].marked);
			}
		}
		CHECK_NUMBER(row, result->rows);
	}
	const json_t *closers = by_name(json_object_get(by_name(watches, "closure"), "parts"), "no_unit_by_closer");
	const json_t *bad = json_array_get(json_object_get(closers, "rows"), BAD - 1);
	CHECK_TEXT(json_string_value(json_object_get(bad, "label")), input->docket->words[BAD]);
	CHECK(json_is_true(json_object_get(bad, "marked")));
	json_decref(root);
	buffer_close(&text);
	buffer_close(&again);
}

static void check_table(const struct watch_run *run, const struct watch_input *input, const char *label)
{
	struct buffer text = { 0 };
	size_t stars = 0;
	CHECK(watch_text_table(run, input, &text) == STATUS_OK && buffer_append(&text, bytes_of("", 1)) == STATUS_OK);
	const char *at = (const char *)text.at;
	for (const char *star = strstr(at, "\n    * "); star; star = strstr(star + 1, "\n    * "))
		stars++;
	CHECK_NUMBER(stars, run->marked);
	CHECK(strstr(at, label));
	char promise[80];
	(void)snprintf(promise, sizeof promise, "at most %.0f of 100 audits mark anything in any", 100 * run->promise);
	CHECK(strstr(at, promise));
	CHECK(strstr(at, "nothing of it was counted")); /* the alarms */
	for (size_t i = 0; i + 1 < text.length; i++)
		CHECK(text.at[i] == '\n' || text.at[i] >= 0x20);
	buffer_close(&text);
}

int main(void)
{
	static const char *words[WORLD_WORDS];
	world_open(&world, CALLS);
	fill();
	struct watch_input input = world_input(&world);
	struct watch_run run;
	for (unsigned i = 0; i < WORLD_WORDS; i++)
		words[i] = world.docket.words[i];
	/* A label that would break the table, by its characters and by its length. */
	words[BAD] = "one\n    * two \x1b[31m \xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"
		     "\xc3\xa4 and so on";
	world.docket.words = words;
	CHECK(watch_run_make(&input, &run) == STATUS_OK);
	CHECK(run.marked >= 1 && run.result[WATCH_closure].marked >= 1);
	/* Only two watches had anything to test: nobody left, was moved, said anything or was alarmed. */
	CHECK(fabs(run.promise - 2 * WATCH_PROMISE) < 1e-15);
	check_json(&run, &input);
	check_table(&run, &input, "    * one?    * two ?[31m \xc3\xa4");
	watch_run_close(&run);
	CHECK(run.marked == 0 && !run.result[0].row);

	/* A record without calls. */
	struct buffer text = { 0 };
	world.calls = 0;
	input = world_input(&world);
	CHECK(watch_run_make(&input, &run) == STATUS_OK);
	CHECK(run.marked == 0 && run.promise == 0);
	CHECK(watch_text_table(&run, &input, &text) == STATUS_OK && text.length > 0);
	CHECK(watch_text_json(&run, &input, &text) == STATUS_OK);
	buffer_close(&text);
	/* A buffer that is full says so. */
	text = (struct buffer){ .cap = 100 };
	CHECK(watch_text_table(&run, &input, &text) == STATUS_LIMIT);
	CHECK(watch_text_json(&run, &input, &text) == STATUS_LIMIT);
	buffer_close(&text);
	watch_run_close(&run);
	world_close(&world);
	return check_done();
}
