/* Small symmetric matrices: what is multiplied out must come back, and a column that adds nothing is found. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/matrix.h"

#include <math.h>

#include "check.h"

static const double no_least[MATRIX_LIMIT];

/* The Hilbert matrix of width 4 has an inverse of whole numbers. */
static void check_hilbert(void)
{
	static const double wanted[16] = { 16,  -120,  240,  -140,  -120, 1200, -2700, 1680,
		                           240, -2700, 6480, -4200, -140, 1680, -4200, 2800 };
	double hilbert[16], inverse[16];
	for (size_t i = 0; i < 4; i++) {
		for (size_t j = 0; j < 4; j++)
			hilbert[i * 4 + j] = 1.0 / (double)(i + j + 1);
	}
	CHECK_NUMBER(matrix_factor(hilbert, 4, no_least), 0);
	matrix_invert(hilbert, 4, inverse);
	for (size_t i = 0; i < 16; i++)
		CHECK(fabs(inverse[i] - wanted[i]) < 1e-8);
}

/* A made matrix of the largest width: solving what was multiplied gives back what was put in. */
static void check_largest(void)
{
	static double matrix[MATRIX_LIMIT * MATRIX_LIMIT], factor[MATRIX_LIMIT * MATRIX_LIMIT];
	double x[MATRIX_LIMIT], side[MATRIX_LIMIT];
	for (size_t i = 0; i < MATRIX_LIMIT; i++) {
		x[i] = sin((double)i);
		for (size_t j = 0; j < MATRIX_LIMIT; j++)
			matrix[i * MATRIX_LIMIT + j] = (i == j ? 3.0 : 0) + cos(fabs((double)i - (double)j));
	}
	for (size_t i = 0; i < MATRIX_LIMIT; i++) {
		side[i] = 0;
		for (size_t j = 0; j < MATRIX_LIMIT; j++)
			side[i] += matrix[i * MATRIX_LIMIT + j] * x[j];
	}
	double form = 0;
	for (size_t i = 0; i < MATRIX_LIMIT; i++)
		form += side[i] * x[i];
	CHECK(fabs(matrix_form(matrix, MATRIX_LIMIT, x) - form) < 1e-10);
	memcpy(factor, matrix, sizeof factor);
	CHECK_NUMBER(matrix_factor(factor, MATRIX_LIMIT, no_least), 0);
	matrix_solve(factor, MATRIX_LIMIT, side);
	for (size_t i = 0; i < MATRIX_LIMIT; i++)
		CHECK(fabs(side[i] - x[i]) < 1e-12);
}

/* The third column is the sum of the first two: it is left out, and the fourth is solved as if it were not there. */
static void check_singular(void)
{
	double matrix[16] = { 2, 1, 3, 1, 1, 3, 4, 0, 3, 4, 7, 1, 1, 0, 1, 5 };
	double small[9] = { 2, 1, 1, 1, 3, 0, 1, 0, 5 };
	double least[4], side[4] = { 1, 2, 3, 4 }, part[3] = { 1, 2, 4 }, inverse[16], inner[9];
	for (size_t i = 0; i < 4; i++)
		least[i] = MATRIX_ROUNDING * matrix[i * 5];
	CHECK_NUMBER(matrix_factor(matrix, 4, least), 1);
	CHECK(matrix_is_singular(matrix, 4, 2));
	CHECK_NUMBER(matrix_factor(small, 3, no_least), 0);
	matrix_solve(matrix, 4, side);
	matrix_solve(small, 3, part);
	CHECK(side[0] == part[0] && side[1] == part[1] && side[2] == 0 && side[3] == part[2]);
	matrix_invert(matrix, 4, inverse);
	matrix_invert(small, 3, inner);
	CHECK(inverse[0] == inner[0] && inverse[7] == inner[5] && inverse[15] == inner[8]);
	for (size_t i = 0; i < 4; i++)
		CHECK(inverse[8 + i] == 0 && inverse[4 * i + 2] == 0);
}

/* What is not a number, or is infinite, or negative, is never divided by. */
static void check_unsound(void)
{
	double bad[4][1] = { { (double)NAN }, { (double)INFINITY }, { -1 }, { 0 } };
	for (size_t i = 0; i < 4; i++) {
		double side = 7;
		CHECK_NUMBER(matrix_factor(bad[i], 1, no_least), 1);
		matrix_solve(bad[i], 1, &side);
		CHECK(side == 0);
	}
	CHECK_NUMBER(matrix_factor(NULL, 0, no_least), 0);
}

int main(void)
{
	check_hilbert();
	check_largest();
	check_singular();
	check_unsound();
	return check_done();
}
