/* A stranger's plan: it is read, or its problems are told; what is read answers every kind of question. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "dispatch/run_card.h"

#include <assert.h>

#include "libfyaml_leak.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

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
	run_card_close(&plan);
	buffer_close(&problems.text);
	buffer_close(&warnings.text);
	return 0;
}
