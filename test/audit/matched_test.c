/* The matched law where it is a known one, against another program's tails, and in between by what it must keep. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/matched.h"

#include <math.h>

#include "check.h"

static void near(double got, double wanted, double within, int line)
{
	if (!check_that(fabs(got - wanted) <= within * fabs(wanted), "near", __FILE__, line))
		(void)fprintf(stderr, "  got %.17g, wanted %.17g\n", got, wanted);
}
#define NEAR(GOT, WANTED) near((GOT), (WANTED), 1e-11, __LINE__)

static void check_known(void)
{
	/* 20 of 50 at .3; 3 where 7.5 are expected; 14 of the negative binomial of size 4 and mean 6. */
	NEAR(matched_tails(20, 15, 10.5).log_below, -0.048942202918293203);
	NEAR(matched_tails(20, 15, 10.5).log_above, -3.0414865069971575);
	NEAR(matched_tails(3, 7.5, 7.5).log_below, -2.8277554483475882);
	NEAR(matched_tails(3, 7.5, 7.5).log_above, -0.060966731401472816);
	NEAR(matched_tails(14, 6, 15).log_below, -0.033330642735179453);
	NEAR(matched_tails(14, 6, 15).log_above, -3.4178971358380394);
	/* 43.478... trials of .23: not whole. */
	NEAR(matched_tails(16, 10, 7.7).log_below, -0.012774215705710596);
	NEAR(matched_tails(16, 10, 7.7).log_above, -4.3667068463473369);
	/* Far out: 400 of size 25 and mean 200; 900 of 1000 at a half. */
	NEAR(matched_tails(400, 200, 1800).log_above, -9.54311813933103);
	NEAR(matched_tails(900, 500, 250).log_above, -373.31613800374078);
	/* Mostly none: size .5 and mean 3. */
	NEAR(matched_tails(0, 3, 21).log_below, -0.97295507452765673);
	NEAR(matched_tails(0, 3, 21).log_above, -0.47475807052558194);
}

static void check_z(void)
{
	NEAR(matched_z(21, 15, 10.5), 1.6669332881738106);
	NEAR(matched_z(9, 15, 10.5), -1.7480043840744977);
	NEAR(matched_z(900, 500, 250), 27.088632682430138);
	/* In the middle nothing is said. */
	CHECK(matched_z(15, 15, 10.5) == 0);
	CHECK(matched_z(0, 0.1, 0.1) == 0);
	/* Of half a million calls the laws are all but normal. */
	near(matched_z(251000, 250000, 125000), 1000 / sqrt(125000), 0.002, __LINE__);
	near(matched_z(253000, 250000, 1e6), 3, 0.004, __LINE__);
}

/* Never backwards, and from one law to the next without a step, over all variances from tight to wide. */
static void check_shape(void)
{
	for (unsigned step = 0; step < 200; step++) {
		double before = -INFINITY, variance = 0.5 * pow(1.03, step);
		for (int64_t count = 0; count < 60; count++) {
			double z = matched_z(count, 20, variance);
			struct tails tails = matched_tails(count, 20, variance);
			CHECK(fabs(exp(tails.log_below) + exp(tails.log_above) - 1) < 1e-12);
			/* Where the matched law has no more trials, Poisson's takes over and says less. */
			if (variance >= 20 || (double)count + 1 < 400 / (20 - variance))
				CHECK(z >= before);
			before = z;
		}
	}
	for (int64_t count = 0; count < 60; count++) {
		double at = matched_z(count, 20, 20);
		CHECK(fabs(matched_z(count, 20, 20 * (1 + 2e-6)) - at) < 1e-4);
		CHECK(fabs(matched_z(count, 20, 20 * (1 - 2e-6)) - at) < 1e-4);
	}
}

static void check_ends(void)
{
	CHECK(isinf(matched_tails(-1, 3, 2).log_below) && matched_tails(-1, 3, 2).log_above == 0);
	/* More than the matched trials are: unlikely, not impossible. */
	CHECK(isfinite(matched_z(30, 15, 1)) && matched_z(30, 15, 1) > 2);
	CHECK(isfinite(matched_z(1000000000, 5e8, 1e9)));
}

int main(void)
{
	check_known();
	check_z();
	check_shape();
	check_ends();
	return check_done();
}
