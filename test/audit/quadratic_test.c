/* z' V^-1 z, of full rank and of less. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/quadratic.h"

#include <math.h>

#include "check.h"

static struct quadratic form(const double *z, const double *v, uint32_t groups)
{
	struct quadratic got = { 0 };
	CHECK(quadratic_form_of(z, v, groups, &got) == STATUS_OK);
	return got;
}

int main(void)
{
	const double zero[] = { 0, 0, 0, 0 }, one[] = { 3 }, of_one[] = { 4 };
	/* Full rank: V = [[4, 2], [2, 3]] has the inverse [[3, -2], [-2, 4]] / 8. */
	const double z[] = { 1, -2 }, v[] = { 4, 2, 2, 3 };
	/* Two groups whose sums add up to 0. */
	const double apart[] = { 5, -5 }, v_apart[] = { 2, -2, -2, 2 };
	/* A multinomial of 3 and one group that met nobody: chi-square with 2 degrees of freedom. */
	const double p[] = { 0.2, 0.3, 0.5 }, count[] = { 30, 20, 50, 0 };
	double off[4] = { 0 }, spread[16] = { 0 }, pearson = 0;
	CHECK(form(one, of_one, 1).rank == 1 && form(one, of_one, 1).form == 2.25);
	CHECK(form(zero, zero, 2).rank == 0 && isnan(form(zero, zero, 2).form));
	CHECK(form(z, v, 2).rank == 2 && fabs(form(z, v, 2).form - 27.0 / 8) < 1e-14);
	CHECK(form(apart, v_apart, 2).rank == 1 && form(apart, v_apart, 2).form == 12.5);
	for (int k = 0; k < 3; k++) {
		off[k] = count[k] - 100 * p[k];
		pearson += off[k] * off[k] / (100 * p[k]);
		for (int l = 0; l < 3; l++)
			spread[k * 4 + l] = 100 * p[k] * ((k == l) - p[l]);
	}
	CHECK(form(off, spread, 4).rank == 2 && fabs(form(off, spread, 4).form - pearson) < 1e-12);
	/* Whatever the size of the numbers. */
	for (int cell = 0; cell < 16; cell++)
		spread[cell] *= 1e-30;
	for (int k = 0; k < 4; k++)
		off[k] *= 1e-15;
	CHECK(form(off, spread, 4).rank == 2 && fabs(form(off, spread, 4).form - pearson) < 1e-12);
	return check_done();
}
