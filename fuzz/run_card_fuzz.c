/* A stranger's plan: it is read, or its problems are told; what is read answers every kind of question. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "dispatch/resolve.h"

#include <assert.h>

#include "libfyaml_leak.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

/* Every call has its card, with the rows that the plan was judged by. */
static void ask(const struct plan *plan)
{
	for (unsigned i = 0; i < 20; i++) {
		struct question question = { .priority = (uint8_t)(i % (PRIORITY_MAX + 1)),
			                     .alarm = (uint8_t)(i % 11),
			                     .placed = i % 2,
			                     .minute = (uint16_t)(i * 503) };
		struct resolution resolution;
		struct buffer words = { 0 };
		if (i % 3 && plan->patterns.count > 1)
			question.type = ((const struct pattern *)pool_item(&plan->patterns, 1))->text;
		if (plan->areas.count > 1)
			question.at = plan_area(plan, 1)->least;
		resolve_question(plan, &question, &resolution);
		assert(resolution.card && !plan_card(plan, resolution.card)->special);
		assert(resolve_words(plan, &question, &resolution, &words) == STATUS_OK);
		buffer_close(&words);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	struct problems problems = { 0 }, warnings = { 0 };
	struct plan plan = { 0 };
	enum status status = run_card_read(bytes_of(at, length), "plan", &problems, &warnings, &plan);
	if (status == STATUS_MALFORMED)
		assert(problems.count);
	if (status == STATUS_OK) {
		assert(!problems.count && plan.cards.count > 1);
		for (uint32_t i = 1; i < plan.areas.count; i++) {
			const struct area *area = plan_area(&plan, i);
			assert(!run_card_holds(&plan, area, (struct road_node){ area->most.lat_e7 + 1, 0 }));
		}
	}
	if (status == STATUS_OK)
		ask(&plan);
	run_card_close(&plan);
	buffer_close(&problems.text);
	buffer_close(&warnings.text);
	return 0;
}
