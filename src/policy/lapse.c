/* Looks through a family for what ends at a moment. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/lapse.h"

/* When the periods of a condition are over: one after another may be enough, as an exported clock has them. */
static struct instant condition_ends(const struct family *family, const struct condition *condition)
{
	struct instant ends = { condition->any ? INSTANT_MIN_US : INSTANT_MAX_US };
	for (uint32_t i = 0; i < condition->literals; i++) {
		const struct predicate *p = &family->predicate[condition->literal[i].predicate];
		struct instant to = { INSTANT_MAX_US };
		if (p->test == TEST_PERIOD)
			to = family->period[p->which].to;
		if (condition->any ? to.us > ends.us : to.us < ends.us)
			ends = to;
	}
	return condition->literals ? ends : (struct instant){ INSTANT_MAX_US };
}

static struct instant rule_ends(const struct family *family, const struct policy_rule *rule)
{
	struct instant ends = { INSTANT_MAX_US };
	for (uint32_t i = 0; i < rule->conditions; i++) {
		struct instant at = condition_ends(family, &rule->condition[i]);
		if (at.us < ends.us)
			ends = at;
	}
	return ends;
}

static bool runs_out(struct instant at, struct instant until)
{
	return at.us < until.us && at.us < INSTANT_MAX_US;
}

enum status lapse_each(const struct family *family, struct instant until, lapse_visit *visit, void *context)
{
	enum status status = STATUS_OK;
	for (uint32_t i = 0; i < family->policies && status == STATUS_OK; i++) {
		const struct policy *policy = &family->policy[i];
		if (runs_out(policy->expires, until))
			status = visit(context, &(struct lapse){ policy->expires, policy, NULL });
		for (uint32_t r = 0; r < policy->rules && status == STATUS_OK; r++) {
			struct instant at = rule_ends(family, &policy->rule[r]);
			if (runs_out(at, until))
				status = visit(context, &(struct lapse){ at, policy, &policy->rule[r] });
		}
	}
	return status;
}
