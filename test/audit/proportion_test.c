/* Shares against references, against their definitions, and where there is nothing or all. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/proportion.h"

#include "audit/discrete.h"
#include "refs.h"

static int64_t count(const json_t *row, const char *key)
{
	return json_integer_value(json_object_get(row, key));
}

static void check_bounds(struct interval got, const json_t *wanted)
{
	CHECK_NEAR(got.low, json_array_get(wanted, 0));
	CHECK_NEAR(got.high, json_array_get(wanted, 1));
}

static void check_one(const json_t *row)
{
	int64_t yes = count(row, "x"), all = count(row, "n");
	check_bounds(proportion_exact(yes, all, 0.95), json_object_get(row, "clopper_pearson"));
	/* Where nobody is, its lower end is 0, for which one of the references has 3e-17. */
	struct interval wilson = proportion_wilson(yes, all, 0.95);
	CHECK_NEAR_OF(wilson.low, json_array_get(json_object_get(row, "wilson"), 0), yes ? 0 : 1e-6);
	CHECK_NEAR(wilson.high, json_array_get(json_object_get(row, "wilson"), 1));
	check_bounds(proportion_wilson(yes, all, 0.95), json_object_get(row, "wilson_r"));
	check_bounds(proportion_jeffreys(yes, all, 0.95), json_object_get(row, "jeffreys"));
	CHECK_NEAR(exp(proportion_log_p(yes, all, 0.5)), json_object_get(row, "p_half"));
}

static void check_two(const json_t *row)
{
	int64_t x1 = count(row, "x1"), x2 = count(row, "x2");
	struct table table = { x1, count(row, "n1") - x1, x2, count(row, "n2") - x2 };
	struct proportion_test pearson = proportion_pearson(table);
	check_bounds(proportion_difference(table, 0.95), json_object_get(row, "newcombe"));
	CHECK_NEAR(pearson.chi_squared, json_object_get(row, "chisq"));
	CHECK_NEAR(exp(pearson.log_p), json_object_get(row, "p"));
}

/* By its definition, over all counts. */
static void check_p(int64_t all, double expected)
{
	for (int64_t yes = 0; yes <= all; yes++) {
		double sum = 0, line = discrete_binomial_log_mass(yes, all, expected) + 1e-7;
		for (int64_t i = 0; i <= all; i++)
			if (discrete_binomial_log_mass(i, all, expected) <= line)
				sum += exp(discrete_binomial_log_mass(i, all, expected));
		CHECK(fabs(exp(proportion_log_p(yes, all, expected)) - sum) < 1e-13);
	}
}

/* The exact interval leaves 2.5 of 100 on each side; Wilson's ends are where the score is just z. */
static void check_ends_of(int64_t yes, int64_t all)
{
	struct interval exact = proportion_exact(yes, all, 0.95), wilson = proportion_wilson(yes, all, 0.95);
	double z = special_normal_quantile(0.975), n = (double)all, share = (double)yes / n;
	CHECK(fabs(exp(discrete_binomial(yes - 1, all, exact.low).log_above) - 0.025) < 1e-10);
	CHECK(fabs(exp(discrete_binomial(yes, all, exact.high).log_below) - 0.025) < 1e-10);
	CHECK(fabs((share - wilson.low) / sqrt(wilson.low * (1 - wilson.low) / n) - z) < 1e-9);
	CHECK(fabs((wilson.high - share) / sqrt(wilson.high * (1 - wilson.high) / n) - z) < 1e-9);
	/* No is the mirror of yes. */
	struct interval mirror = proportion_jeffreys(all - yes, all, 0.95),
			jeffreys = proportion_jeffreys(yes, all, 0.95);
	CHECK(fabs(1 - mirror.high - jeffreys.low) < 1e-14 && fabs(1 - mirror.low - jeffreys.high) < 1e-14);
	CHECK(jeffreys.low > exact.low && jeffreys.high < exact.high);
}

static void check_nothing(void)
{
	struct table empty = { 0, 0, 3, 4 }, same = { 2, 3, 4, 6 }, sure = { 4, 0, 9, 0 };
	CHECK(proportion_exact(0, 0, 0.95).low == 0 && proportion_exact(0, 0, 0.95).high == 1);
	CHECK(proportion_wilson(0, 0, 0.95).low == 0 && proportion_wilson(0, 0, 0.95).high == 1);
	CHECK(proportion_jeffreys(0, 0, 0.95).low == 0 && proportion_jeffreys(0, 0, 0.95).high == 1);
	CHECK(proportion_exact(0, 9, 0.95).low == 0 && proportion_exact(9, 9, 0.95).high == 1);
	CHECK(proportion_wilson(0, 9, 0.95).low == 0 && proportion_wilson(9, 9, 0.95).high == 1);
	CHECK(proportion_difference(empty, 0.95).low == -1 && proportion_difference(empty, 0.95).high == 1);
	CHECK(isnan(proportion_pearson(empty).chi_squared) && isnan(proportion_pearson(sure).log_p));
	CHECK(fabs(proportion_pearson(same).chi_squared) < 1e-25 && proportion_pearson(same).log_p > -1e-12);
	CHECK(proportion_log_p(0, 0, 0.5) == 0 && proportion_log_p(0, 5, 0) == 0 && proportion_log_p(5, 5, 1) == 0);
	CHECK(proportion_log_p(1, 5, 0) == -INFINITY && proportion_log_p(5, 10, 0.5) == 0);
	/* What is no double any more is one in logarithms. */
	CHECK(proportion_log_p(317414, 1000000, 0.5) < -60000 && proportion_log_p(317414, 1000000, 0.5) > -80000);
}

int main(void)
{
	json_t *refs = refs_load("proportions");
	size_t i;
	const json_t *row;
	json_array_foreach(json_object_get(refs, "one"), i, row) check_one(row);
	json_array_foreach(json_object_get(refs, "two"), i, row) check_two(row);
	check_p(1, 0.5);
	check_p(20, 0.5);
	check_p(31, 0.17);
	check_p(55, 0.9);
	check_ends_of(1, 10);
	check_ends_of(50, 90);
	check_ends_of(999999, 1000000);
	check_nothing();
	json_decref(refs);
	return check_done();
}
