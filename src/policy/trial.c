/* The same walk with all that is known of the caller. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/trial.h"

#include "policy/walk.h"

void policy_try(const struct family *family, uint32_t policy, const struct open_facts *open,
                const struct caller_facts *caller, const struct failed *failed, bool strict, struct course *ret_course)
{
	struct walk walk;
	walk_begin(&walk, family, open, caller, failed, strict);
	walk_all(&walk, policy, ret_course);
}

bool trial_period(const struct family *family, uint32_t period, struct instant at)
{
	return walk_period(family, &family->period[period], at);
}

bool trial_rule(const struct family *family, uint32_t policy, uint32_t rule, const struct open_facts *open,
                const struct caller_facts *caller)
{
	struct walk walk;
	walk_begin(&walk, family, open, caller, NULL, false);
	return walk_rule(&walk, &family->policy[policy].rule[rule]);
}
