/* What could have been seen: closed formulas, and the one that has none turned round by a root. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/power.h"

#include <assert.h>
#include <math.h>

#include "audit/root.h"
#include "audit/special.h"

/* Standard errors between no difference and one that is seen so often. */
static double reach(struct power_plan plan, double *ret_level, double *ret_power)
{
	assert(plan.alpha > 0 && plan.alpha < 1 && plan.power > plan.alpha / 2 && plan.power < 1);
	assert(plan.design_effect > 0);
	*ret_level = special_normal_quantile(1 - plan.alpha / 2);
	*ret_power = special_normal_quantile(plan.power);
	return *ret_level + *ret_power;
}

double power_events(double hazard_ratio, double share, struct power_plan plan)
{
	double level, power, per_event = reach(plan, &level, &power) / log(hazard_ratio);
	assert(hazard_ratio > 0 && share > 0 && share < 1);
	return per_event * per_event / (share * (1 - share)) * plan.design_effect;
}

double power_hazard_ratio(double events, double share, struct power_plan plan)
{
	double level, power;
	assert(events > 0 && share > 0 && share < 1);
	return exp(reach(plan, &level, &power) / sqrt(events * share * (1 - share) / plan.design_effect));
}

double power_calls(double p1, double p2, struct power_plan plan)
{
	double level, power, mean = (p1 + p2) / 2;
	assert(p1 >= 0 && p1 <= 1 && p2 >= 0 && p2 <= 1);
	(void)reach(plan, &level, &power);
	if (p1 == p2)
		return INFINITY;
	double errors = level * sqrt(2 * mean * (1 - mean)) + power * sqrt(p1 * (1 - p1) + p2 * (1 - p2));
	return errors / (p1 - p2) * (errors / (p1 - p2)) * plan.design_effect;
}

/* What is known while a share or a number of calls is looked for. */
struct search {
	double p1, calls;
	struct power_plan plan;
	double p2;
};

/* How much more often than planned so many calls tell the two apart. */
static double power_over(double calls, const void *of)
{
	const struct search *search = of;
	double level, power, p1 = search->p1, p2 = search->p2, mean = (p1 + p2) / 2;
	(void)reach(search->plan, &level, &power);
	double z = sqrt(calls) * fabs(p1 - p2) - level * sqrt(2 * mean * (1 - mean));
	return exp(special_normal(z / sqrt(p1 * (1 - p1) + p2 * (1 - p2))).log_below) - search->plan.power;
}

double power_calls_near(double p1, double p2, struct power_plan plan)
{
	struct search search = { p1, 0, plan, p2 };
	return root_between(power_over, &search, 1, 1e7, 0x1p-13) * plan.design_effect;
}

/* Below 0 where fewer calls would do. */
static double calls_lacking(double p2, const void *of)
{
	const struct search *search = of;
	double calls = power_calls(search->p1, p2, search->plan);
	/* As a share of what is needed, so that it is finite also where p1 and p2 meet. */
	return 1 - search->calls / calls;
}

double power_share_above(double p1, double calls, struct power_plan plan)
{
	struct search search = { p1, calls, plan, 0 };
	assert(calls > 0);
	return root_between(calls_lacking, &search, p1, 1, 0);
}

double power_share_below(double p1, double calls, struct power_plan plan)
{
	struct search search = { p1, calls, plan, 0 };
	assert(calls > 0);
	return root_between(calls_lacking, &search, p1, 0, 0);
}

double power_difference(double p, double calls, struct power_plan plan)
{
	double level, power;
	assert(p >= 0 && p <= 1 && calls > 0);
	return reach(plan, &level, &power) * sqrt(2 * p * (1 - p) * plan.design_effect / calls);
}
