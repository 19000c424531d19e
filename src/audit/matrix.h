/* Small symmetric matrices: factor, solve, invert; a column that the others explain is left out and said. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_MATRIX_H
#define AUDIT_MATRIX_H

#include <stddef.h>

/* More covariates than this make no model that a person could judge. */
#define MATRIX_LIMIT 64

/* A pivot below this share of what the column held at first is rounding. */
#define MATRIX_ROUNDING 1e-12

/*
 * Factors a symmetric, not negative matrix, width * width row by row, in place into L D L', of which the lower half
 * and the diagonal are kept (Golub and Van Loan, Matrix Computations, 4.1).  Only the lower half is read.
 * A pivot at or below least[column], and one that is not a number, makes its column singular: its D is zero, and
 * solutions go on as if the column had never been there.  Of columns that explain one another the first is kept.
 * Returns how many columns are singular.
 */
size_t matrix_factor(double *matrix, size_t width, const double *least);

/* Is this column of a factored matrix left out? */
static inline int matrix_is_singular(const double *factor, size_t width, size_t column)
{
	return factor[column * width + column] == 0;
}

/* From the right side to the solution, in place; zero in singular columns. */
void matrix_solve(const double *factor, size_t width, double *side);

/* The inverse, both halves; zero in the rows and columns that are singular. */
void matrix_invert(const double *factor, size_t width, double *ret_inverse);

/* x' M x, both halves of M being there. */
double matrix_form(const double *matrix, size_t width, const double *x);

#endif
