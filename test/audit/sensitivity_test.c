/* How wrong must the world be: published examples, the simulation of the design, and answers put back. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/sensitivity.h"

#include "refs.h"

static int near(double got, double wanted, double room)
{
	return fabs(got - wanted) <= room;
}

static void check_confounding(void)
{
	/* VanderWeele and Ding (2017): infant formula and deaths, 3.9 (1.8 to 8.7): 7.26 and 3.0; leukaemia, 0.8: 1.81. */
	CHECK(near(sensitivity_confounding(3.9), 7.26, 0.005));
	CHECK(near(sensitivity_confounding_of_bounds((struct interval){ 1.8, 8.7 }), 3.0, 0.005));
	CHECK(near(sensitivity_confounding(0.8), 1.81, 0.005));
	CHECK(sensitivity_confounding(1) == 1 && sensitivity_confounding(0) == INFINITY);
	CHECK(sensitivity_confounding(0.5) == sensitivity_confounding(2) && isnan(sensitivity_confounding(NAN)));
	CHECK(sensitivity_confounding_of_bounds((struct interval){ 0.9, 1.1 }) == 1);
	CHECK(sensitivity_confounding_of_bounds((struct interval){ 0.2, 0.5 }) == sensitivity_confounding(0.5));
	CHECK(isnan(sensitivity_confounding_of_bounds((struct interval){ NAN, 2 })));
	CHECK(sensitivity_confounding(1e300) > 1.9e300);
	/* What it says: a cause of that strength with both explains just so much, RR = B^2 / (2 B - 1). */
	double b = sensitivity_confounding(1.37);
	CHECK(near(b * b / (2 * b - 1), 1.37, 1e-14));
}

static void check_scales(void)
{
	CHECK(sensitivity_risk_of_odds(4, true) == 4 && sensitivity_risk_of_odds(4, false) == 2);
	CHECK(sensitivity_risk_of_hazard(0.7, true) == 0.7 && near(sensitivity_risk_of_hazard(1, false), 1, 1e-15));
	CHECK(near(sensitivity_risk_of_hazard(4, false), 0.75 / (1 - sqrt(0.5)), 1e-14));
	CHECK(near(sensitivity_risk_of_hazard(0.25, false) * sensitivity_risk_of_hazard(4, false), 1, 1e-14));
}

static void check_missing(void)
{
	/* The design's simulation: bounds [.554, .755] and [.555, .893] hold the true 69.4 of 100. */
	struct sensitivity_share a = { 554, 201, 1000 }, b = { 555, 338, 1000 }, none = { 0, 0, 0 };
	struct interval one = sensitivity_share_bounds(a), difference = sensitivity_difference_bounds(b, a);
	CHECK(near(one.low, 0.554, 1e-15) && near(one.high, 0.755, 1e-15));
	CHECK(near(difference.low, -0.2, 1e-15) && near(difference.high, 0.339, 1e-15));
	CHECK(sensitivity_share_bounds(none).low == 0 && sensitivity_share_bounds(none).high == 1);
	CHECK(sensitivity_difference_bounds(none, none).low == -1 &&
	      sensitivity_difference_bounds(none, none).high == 1);
	/* Nothing missing: no doubt is left. */
	a.missing = 0;
	CHECK(sensitivity_share_bounds(a).low == sensitivity_share_bounds(a).high);
	/* All that could be true is within. */
	for (int64_t late = 0; late <= b.missing; late++) {
		double truth = (double)(b.in_time + late) / 1000;
		CHECK(truth >= sensitivity_share_bounds(b).low && truth <= sensitivity_share_bounds(b).high);
	}
}

static void check_pairs(void)
{
	/* By hand: 9 of 10 pairs, 11 of 1024 ways; at gamma 2, p+ = 2/3 gives (10 * 2^9 + 2^10) / 3^10. */
	struct interval fair = sensitivity_log_p(9, 10, 1), twice = sensitivity_log_p(9, 10, 2);
	CHECK(near(exp(fair.low), 11.0 / 1024, 1e-15) && fair.low == fair.high);
	CHECK(near(exp(twice.high), 6144.0 / 59049, 1e-15) && near(exp(twice.low), 21.0 / 59049, 1e-15));
	for (int64_t worse = 60; worse <= 100; worse += 5) {
		double gamma = sensitivity_gamma(worse, 100, 0.05);
		CHECK(gamma >= 1 && near(exp(sensitivity_log_p(worse, 100, gamma).high), 0.05, 1e-12));
		CHECK(exp(sensitivity_log_p(worse, 100, gamma * 1.01).high) > 0.05);
	}
	CHECK(isnan(sensitivity_gamma(50, 100, 0.05)) && isnan(sensitivity_gamma(0, 100, 0.05)));
	CHECK(isnan(sensitivity_gamma(0, 0, 0.05)) && sensitivity_log_p(0, 0, 1.5).high == 0);
	/* Smoking and lung cancer (Hammond 1964, as Rosenbaum has it): 110 of 122 pairs bear a gamma of 6 at 0.05. */
	CHECK(exp(sensitivity_log_p(110, 122, 5).high) < 0.05 && exp(sensitivity_log_p(110, 122, 6).high) > 0.05);
	CHECK(sensitivity_log_p(9000, 10000, 1).high < -3000);
}

int main(void)
{
	check_confounding();
	check_scales();
	check_missing();
	check_pairs();
	return check_done();
}
