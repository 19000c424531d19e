/* L D L' without square roots: the diagonal itself says which columns are left out. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/matrix.h"

#include <assert.h>

size_t matrix_factor(double *matrix, size_t width, const double *least)
{
	size_t singular = 0;
	assert(width <= MATRIX_LIMIT);
	for (size_t j = 0; j < width; j++) {
		double *row = matrix + j * width, scaled[MATRIX_LIMIT] = { 0 };
		double pivot = row[j];
		for (size_t k = 0; k < j; k++) {
			scaled[k] = row[k] * matrix[k * width + k];
			pivot -= row[k] * scaled[k];
		}
		/* Written so that what is not a number is singular too. */
		int sound = pivot > least[j] && pivot > 0 && pivot - pivot == 0;
		row[j] = sound ? pivot : 0;
		singular += !sound;
		for (size_t i = j + 1; i < width; i++) {
			double *below = matrix + i * width, rest = below[j];
			for (size_t k = 0; k < j; k++)
				rest -= below[k] * scaled[k];
			below[j] = sound ? rest / pivot : 0;
		}
	}
	return singular;
}

void matrix_solve(const double *factor, size_t width, double *side)
{
	for (size_t j = 0; j < width; j++) {
		if (matrix_is_singular(factor, width, j)) {
			side[j] = 0;
			continue;
		}
		for (size_t k = 0; k < j; k++)
			side[j] -= factor[j * width + k] * side[k];
	}
	for (size_t j = width; j-- > 0;) {
		if (matrix_is_singular(factor, width, j))
			continue;
		side[j] /= factor[j * width + j];
		for (size_t k = j + 1; k < width; k++)
			side[j] -= factor[k * width + j] * side[k];
	}
}

void matrix_invert(const double *factor, size_t width, double *ret_inverse)
{
	for (size_t j = 0; j < width; j++) {
		double side[MATRIX_LIMIT] = { 0 };
		side[j] = 1;
		matrix_solve(factor, width, side);
		for (size_t k = j; k < width; k++)
			ret_inverse[j * width + k] = ret_inverse[k * width + j] = side[k];
	}
}

double matrix_form(const double *matrix, size_t width, const double *x)
{
	double form = 0;
	for (size_t j = 0; j < width; j++) {
		double inner = 0;
		for (size_t k = 0; k < width; k++)
			inner += matrix[j * width + k] * x[k];
		form += x[j] * inner;
	}
	return form;
}
