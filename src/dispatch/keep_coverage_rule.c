/* Among those who are there in time, whoever leaves the smallest hole; nobody in time: the closest. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "dispatch/rule.h"

/* Above any loss in time: 10^6 millionths, each with 18 bits of arrival below it. */
#define LATE ((uint64_t)1 << 39)

static uint64_t cost(const struct rule_view *view)
{
	if (!view->loss_known || !view->within || view->arrival > view->within)
		return LATE + view->arrival;
	uint64_t share = view->arrival * ((1u << 18) - 1) / view->within; /* equal holes: the sooner */
	return view->loss << 18 | share;
}

extern const struct rule keep_coverage_rule;
const struct rule keep_coverage_rule = { "keep_coverage", "the unit in time whose going leaves the smallest hole", true,
	                                 cost };
