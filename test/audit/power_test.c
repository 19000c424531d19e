/* What could have been seen, against references and turned round. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/power.h"

#include "refs.h"

static double number(const json_t *row, const char *key)
{
	return refs_number(json_object_get(row, key));
}

static int near(double got, double wanted)
{
	return fabs(got - wanted) <= 1e-11 * fabs(wanted);
}

int main(void)
{
	json_t *refs = refs_load("power");
	const struct power_plan plain = { 0.05, 0.8, 1 }, clustered = { 0.05, 0.8, 4.3 }, sharp = { 0.001, 0.99, 1 };
	size_t i;
	const json_t *row;
	json_array_foreach(json_object_get(refs, "schoenfeld"), i, row)
	{
		double events = power_events(number(row, "hr"), number(row, "p1"), plain);
		CHECK_NEAR(events, json_object_get(row, "events_80"));
		CHECK_NEAR(power_hazard_ratio(2000, number(row, "p1"), plain),
		           json_object_get(row, "mde_hr_at_2000_events"));
		double back = power_hazard_ratio(events, number(row, "p1"), plain);
		CHECK(near(fabs(log(back)), fabs(log(number(row, "hr")))));
	}
	CHECK(i > 0);
	json_array_foreach(json_object_get(refs, "two_prop"), i, row)
	{
		double p1 = number(row, "p1"), p2 = number(row, "p2"), calls = power_calls(p1, p2, plain);
		CHECK_NEAR(power_calls_near(p1, p2, plain), json_object_get(row, "n_per_group"));
		CHECK_NEAR_OF(calls, json_object_get(row, "n_per_group"), 1e4);
		CHECK(near(p2 > p1 ? power_share_above(p1, calls, plain) : power_share_below(p1, calls, plain), p2));
		CHECK(near(power_calls(p2, p1, plain), calls) && near(power_calls(1 - p1, 1 - p2, plain), calls));
		CHECK(near(power_calls(p1, p2, clustered), 4.3 * calls));
		CHECK(power_calls(p1, p2, sharp) > 2 * calls);
	}
	CHECK(i > 0);
	/* The design's own figures: 9.1 points of 400 calls, 1.8 of 10,000, times the root of the design effect. */
	CHECK(fabs(power_difference(0.7, 400, plain) - 0.091) < 0.0005);
	CHECK(fabs(power_difference(0.7, 10000, plain) - 0.018) < 0.0005);
	CHECK(near(power_difference(0.7, 400, clustered), power_difference(0.7, 400, plain) * sqrt(4.3)));
	CHECK(power_calls(0.5, 0.5, plain) == INFINITY && power_events(1, 0.5, plain) == INFINITY);
	CHECK(isnan(power_share_above(0.99, 10, plain)) && isnan(power_share_below(0.01, 10, plain)));
	CHECK(isnan(power_share_above(1, 10, plain)) && isfinite(power_share_below(1, 10, plain)));
	CHECK(near(power_calls(0.2, power_share_below(0.2, 800, clustered), clustered), 800));
	CHECK(near(power_events(0.5, 0.3, clustered), 4.3 * power_events(2, 0.7, plain)));
	json_decref(refs);
	return check_done();
}
