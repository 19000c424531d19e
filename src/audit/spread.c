/* The mean of cut squares falls as tau grows, so bisection finds where it is what it should be. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/spread.h"

#include <assert.h>
#include <math.h>

#include "audit/special.h"

#define CUT 1.5
/* Doublings until even a place with nothing but spread is narrow enough, and halvings to the last digit. */
#define DOUBLINGS 200
#define HALVINGS 100

/* Mean of min(Z^2, c^2) of a standard normal Z: (1 - 2 Q(c)) - 2 c phi(c) + 2 c^2 Q(c). */
static double cut_square(void)
{
	double beyond = exp(special_normal(CUT).log_above);
	double density = exp(-CUT * CUT / 2) / sqrt(2 * 3.14159265358979323846);
	return 1 - 2 * beyond - 2 * CUT * density + 2 * CUT * CUT * beyond;
}

static double mean_square(const double *off, const double *variance, size_t count, double tau_squared)
{
	double sum = 0;
	for (size_t i = 0; i < count; i++) {
		double square = off[i] * off[i] / (variance[i] + variance[i] * variance[i] * tau_squared);
		sum += fmin(square, CUT * CUT);
	}
	return sum / (double)count;
}

double spread_of(const double *off, const double *variance, size_t count)
{
	double wanted = cut_square(), low = 0, high = 1;
	if (count < 2 || mean_square(off, variance, count, 0) <= wanted)
		return 0;
	for (size_t i = 0; i < count; i++)
		assert(variance[i] > 0);
	for (int i = 0; i < DOUBLINGS && mean_square(off, variance, count, high) > wanted; i++)
		high *= 2;
	for (int i = 0; i < HALVINGS; i++) {
		double middle = low + (high - low) / 2;
		if (mean_square(off, variance, count, middle) > wanted)
			low = middle;
		else
			high = middle;
	}
	return high;
}
