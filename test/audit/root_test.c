/* Roots of functions that are smooth, flat, broken or have none. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/root.h"

#include "refs.h"

static int calls;

static double cubic(double x, const void *of)
{
	calls++;
	return x * x * x - *(const double *)of;
}
static double step(double x, const void *of)
{
	return x < *(const double *)of ? -1 : 2;
}
static double flat(double x, const void *of)
{
	return pow(x - *(const double *)of, 9);
}

int main(void)
{
	double two = 2, place = 0.3, huge = 1e300;
	CHECK(fabs(root_between(cubic, &two, 0, 2, 0) - cbrt(2)) < 1e-15);
	CHECK(calls < 15);
	CHECK(fabs(root_between(cubic, &two, 2, 0, 0) - cbrt(2)) < 1e-15);
	CHECK(fabs(root_between(cubic, &huge, 0, 1e200, 0) / 1e100 - 1) < 1e-14);
	double early = root_between(cubic, &two, 0, 2, 1e-3);
	CHECK(fabs(early - cbrt(2)) < 1e-3 && early != root_between(cubic, &two, 0, 2, 0));
	CHECK(fabs(root_between(step, &place, 0, 1, 0) - 0.3) < 1e-15);
	CHECK(fabs(root_between(flat, &place, -1, 1, 0) - 0.3) < 1e-6);
	CHECK(isnan(root_between(cubic, &two, 2, 3, 0)) && isnan(root_between(cubic, &two, -3, 1, 0)));
	CHECK(isnan(root_between(cubic, &two, NAN, 3, 0)));
	double eight = 8;
	CHECK(root_between(cubic, &eight, 2, 3, 0) == 2 && root_between(cubic, &eight, 1, 2, 0) == 2);
	return check_done();
}
