/* Places against references, by their definitions, and where there are none or no variation. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/funnel.h"

#include "audit/discrete.h"
#include "refs.h"

#define ROOM 1024

static void check_references(void)
{
	static double value[ROOM], variance[ROOM], z[ROOM], additive[ROOM];
	json_t *refs = refs_load("funnel");
	double target = refs_number(json_object_get(refs, "target"));
	size_t count = json_array_size(json_object_get(refs, "x"));
	struct funnel funnel;
	CHECK(count > 0 && count <= ROOM);
	for (size_t i = 0; i < count; i++) {
		int64_t all = json_integer_value(json_array_get(json_object_get(refs, "n"), i));
		const json_t *limits = json_array_get(json_object_get(refs, "limits_998"), i);
		value[i] = refs_number(json_array_get(json_object_get(refs, "x"), i)) / (double)all;
		variance[i] = funnel_share_variance(target, all);
		CHECK_NEAR(funnel_share_limit(0.001, target, all), json_array_get(limits, 0));
		CHECK_NEAR(funnel_share_limit(0.999, target, all), json_array_get(limits, 1));
	}
	struct funnel_places places = { count, value, variance };
	CHECK(funnel_of(&places, target, refs_number(json_object_get(refs, "winsor")), z, additive, &funnel) ==
	      STATUS_OK);
	CHECK(funnel.places == count);
	CHECK_NEAR(funnel.phi, json_object_get(refs, "phi"));
	CHECK_NEAR(funnel.tau_squared, json_object_get(refs, "tau2_dersimonian"));
	for (size_t i = 0; i < count; i++) {
		/* The target has 15 digits, and a z near 0 is a difference of two such. */
		CHECK_NEAR(z[i], json_array_get(json_object_get(refs, "z"), i));
		CHECK_NEAR(additive[i], json_array_get(json_object_get(refs, "z_additive"), i));
	}
	json_decref(refs);
}

/* Interpolated, the law below a limit is the chance asked for: F(r-1) + (1 - a) mass. */
static void check_limits(void)
{
	static const double chances[] = { 0.001, 0.025, 0.5, 0.975, 0.999 };
	for (size_t i = 0; i < 5; i++) {
		double share = funnel_share_limit(chances[i], 0.71, 350) * 350,
		       ratio = funnel_ratio_limit(chances[i], 12.5) * 12.5;
		int64_t r = (int64_t)ceil(share), k = (int64_t)ceil(ratio);
		double below = exp(discrete_binomial(r - 1, 350, 0.71).log_below) +
		               (share - (double)r + 1) * exp(discrete_binomial_log_mass(r, 350, 0.71));
		CHECK(fabs(below - chances[i]) < 1e-12);
		below = exp(discrete_poisson(k - 1, 12.5).log_below) +
		        (ratio - (double)k + 1) * exp(discrete_poisson_log_mass(k, 12.5));
		CHECK(fabs(below - chances[i]) < 1e-12);
	}
	CHECK(funnel_share_limit(0.001, 0.5, 10000) < funnel_share_limit(0.025, 0.5, 10000));
	CHECK(fabs(funnel_share_limit(0.975, 0.5, 100000000) - 0.5 - 1.959964 * 0.5e-4) < 1e-8);
	CHECK(isnan(funnel_share_limit(0.5, 0.5, 0)) && isnan(funnel_ratio_limit(0.5, 0)));
}

static void check_ratios(void)
{
	/* Observed over expected: (O - E) / sqrt(E). */
	double observed[] = { 12, 30, 7, 50, 0, 21 }, expected[] = { 10, 25, 9, 64, 0, 16 };
	double value[6], variance[6], z[6], additive[6];
	for (size_t i = 0; i < 6; i++) {
		value[i] = observed[i] / expected[i];
		variance[i] = funnel_ratio_variance(expected[i]);
	}
	struct funnel_places places = { 6, value, variance };
	struct funnel funnel;
	CHECK(funnel_of(&places, 1, 0, z, additive, &funnel) == STATUS_OK);
	double sum = 0;
	for (size_t i = 0; i < 6; i++) {
		if (i == 4)
			continue;
		CHECK(fabs(z[i] - (observed[i] - expected[i]) / sqrt(expected[i])) < 1e-14);
		sum += z[i] * z[i];
	}
	CHECK(funnel.places == 5 && fabs(funnel.phi - sum / 5) < 1e-14 && isnan(z[4]) && isnan(additive[4]));
	/* Weights 1/variance are the expected counts. */
	double weights = 124, squares = 100 + 625 + 81 + 4096 + 256;
	CHECK(fabs(funnel.tau_squared - (sum - 4) / (weights - squares / weights)) < 1e-15);
	CHECK(fabs(additive[3]) < fabs(z[3]));
}

static void check_ends(void)
{
	double value[] = { 0.5, 0.5, 0.5 }, variance[] = { 0.01, 0.01, 0.02 }, z[3], additive[3];
	struct funnel_places none = { 0, NULL, NULL }, same = { 3, value, variance };
	struct funnel funnel;
	CHECK(funnel_of(&none, 0.5, 0.1, z, additive, &funnel) == STATUS_OK);
	CHECK(funnel.places == 0 && isnan(funnel.phi) && funnel.tau_squared == 0);
	CHECK(funnel_of(&same, 0.5, 0.1, z, additive, &funnel) == STATUS_OK);
	CHECK(funnel.phi == 0 && funnel.tau_squared == 0 && z[0] == 0 && additive[2] == 0);
	same.count = 1;
	CHECK(funnel_of(&same, 0.1, 0.1, z, additive, &funnel) == STATUS_OK);
	CHECK(funnel.tau_squared == 0 && fabs(z[0] - 4) < 1e-14 && additive[0] == z[0]);
	variance[0] = funnel_share_variance(0, 10);
	CHECK(funnel_of(&same, 0, 0.1, z, additive, &funnel) == STATUS_OK);
	CHECK(funnel.places == 0 && isnan(z[0]) && isnan(funnel_share_variance(0.5, 0)));
}

int main(void)
{
	check_references();
	check_limits();
	check_ratios();
	check_ends();
	return check_done();
}
