/* Laws of counts against references, against sums over all their masses, and at the ends of what is possible. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/discrete.h"

#include "refs.h"

static double number(const json_t *row, const char *key)
{
	return refs_number(json_object_get(row, key));
}
static int64_t count(const json_t *row, const char *key)
{
	return json_integer_value(json_object_get(row, key));
}

static void check_references(const json_t *refs)
{
	size_t i;
	const json_t *row;
	json_array_foreach(json_object_get(refs, "pbinom"), i, row)
	{
		struct tails tails = discrete_binomial(count(row, "k"), count(row, "n"), number(row, "p"));
		CHECK_NEAR(exp(tails.log_below), json_object_get(row, "cdf"));
		CHECK_NEAR(exp(tails.log_above), json_object_get(row, "sf"));
	}
	json_array_foreach(json_object_get(refs, "ppois"), i, row)
	{
		struct tails tails = discrete_poisson(count(row, "k"), number(row, "lambda"));
		CHECK_NEAR(exp(tails.log_below), json_object_get(row, "cdf"));
		CHECK_NEAR(exp(tails.log_above), json_object_get(row, "sf"));
	}
	json_array_foreach(json_object_get(refs, "phyper"), i, row)
	{
		struct tails tails =
		    discrete_hypergeometric(count(row, "q"), count(row, "m"), count(row, "n"), count(row, "k"));
		CHECK_NEAR(exp(tails.log_below), json_object_get(row, "cdf"));
	}
}

static int near(double got, double wanted, double room)
{
	return got == wanted || fabs(got - wanted) <= room * fmax(1, fabs(wanted));
}

/* A tail is the sum of its masses: the second witness, which knows no incomplete function. */
static void check_binomial(int64_t n, double p)
{
	double below = 0;
	for (int64_t k = 0; k <= n; k++) {
		below += exp(discrete_binomial_log_mass(k, n, p));
		CHECK(near(exp(discrete_binomial(k, n, p).log_below), below, 1e-12));
		CHECK(near(exp(discrete_binomial(n - k - 1, n, 1 - p).log_above), below, 1e-12));
		if (below > 1e-9 && below < 1 - 1e-9) {
			CHECK_NUMBER(discrete_binomial_quantile(below - 1e-10, n, p), k);
			CHECK_NUMBER(discrete_binomial_quantile(below + 1e-10, n, p), k + 1);
		}
	}
	CHECK(near(below, 1, 1e-13));
}

static void check_poisson(double mean)
{
	double below = 0;
	for (int64_t k = 0; k < (int64_t)(mean * 3) + 20; k++) {
		below += exp(discrete_poisson_log_mass(k, mean));
		CHECK(near(exp(discrete_poisson(k, mean).log_below), below, 1e-12));
		if (below > 1e-9 && below < 1 - 1e-9) {
			CHECK_NUMBER(discrete_poisson_quantile(below - 1e-10, mean), k);
			CHECK_NUMBER(discrete_poisson_quantile(below + 1e-10, mean), k + 1);
		}
	}
	CHECK(near(below, 1, 1e-12));
}

static void check_hypergeometric(int64_t marked, int64_t plain, int64_t drawn)
{
	double below = 0;
	for (int64_t k = 0; k <= drawn; k++) {
		below += exp(discrete_hypergeometric_log_mass(k, marked, plain, drawn));
		CHECK(near(exp(discrete_hypergeometric(k, marked, plain, drawn).log_below), below, 1e-12));
	}
	CHECK(near(below, 1, 1e-12));
}

static void check_ends(void)
{
	CHECK(discrete_binomial_log_mass(-1, 5, 0.5) == -INFINITY &&
	      discrete_binomial_log_mass(6, 5, 0.5) == -INFINITY);
	CHECK(discrete_binomial_log_mass(0, 5, 0) == 0 && discrete_binomial_log_mass(5, 5, 1) == 0);
	CHECK(discrete_binomial_log_mass(1, 5, 0) == -INFINITY && discrete_binomial_log_mass(0, 0, 0.3) == 0);
	CHECK(discrete_binomial(-1, 5, 0.5).log_above == 0 && discrete_binomial(5, 5, 0.5).log_above == -INFINITY);
	CHECK_NUMBER(discrete_binomial_quantile(0, 9, 0.5), 0);
	CHECK_NUMBER(discrete_binomial_quantile(1, 9, 0.5), 9);
	/* F(4) of 9 fair coins is one half exactly, and so belongs to 4; rounding takes nothing from it. */
	for (int64_t n = 1; n < 2000; n += 2)
		CHECK_NUMBER(discrete_binomial_quantile(0.5, n, 0.5), n / 2);
	CHECK(discrete_poisson_log_mass(0, 0) == 0 && discrete_poisson_log_mass(1, 0) == -INFINITY);
	CHECK(discrete_poisson_log_mass(-1, 3) == -INFINITY && discrete_poisson(-1, 3).log_above == 0);
	CHECK(discrete_poisson(0, 0).log_below == 0);
	CHECK_NUMBER(discrete_poisson_quantile(0.99, 0), 0);
	CHECK(discrete_hypergeometric_log_mass(0, 0, 0, 0) == 0);
	CHECK(discrete_hypergeometric_log_mass(1, 5, 5, 8) == -INFINITY);
	CHECK(discrete_hypergeometric(1, 5, 5, 8).log_above == 0);
	CHECK(discrete_hypergeometric(5, 5, 5, 8).log_above == -INFINITY);
	/* Millions keep their digits: 60-digit values of mpmath. */
	CHECK(near(discrete_poisson_log_mass(567545, 565214.53625495511), -12.3413114197969724, 1e-14));
	CHECK(near(discrete_poisson_log_mass(383524, 382630.04285246879), -8.39100290241077529, 1e-14));
	CHECK(discrete_binomial_log_mass(317414, 1000000, 0.5) < -60000);
}

int main(void)
{
	json_t *refs = refs_load("special_functions");
	check_references(refs);
	check_binomial(1, 0.25);
	check_binomial(30, 0.9);
	check_binomial(400, 0.013);
	check_poisson(0.2);
	check_poisson(3);
	check_poisson(250);
	check_hypergeometric(7, 30, 12);
	check_hypergeometric(90, 11, 40);
	check_hypergeometric(300, 300, 500);
	check_ends();
	json_decref(refs);
	return check_done();
}
