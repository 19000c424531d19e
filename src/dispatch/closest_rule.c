/* The default rule: whoever can be there first. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "dispatch/rule.h"

static uint64_t cost(const struct rule_view *view)
{
	return view->arrival;
}

extern const struct rule closest_rule;
const struct rule closest_rule = { "closest", "the closest suitable unit by time", false, cost };
